"""What was called how often, and how many bytes it took."""

from __future__ import annotations

import threading
from collections import Counter

from tests.emulators.google_sheets.model import Json


class Stats:
    """Counts by route."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[str] = Counter()
        self._bytes_in: Counter[str] = Counter()
        self._bytes_out: Counter[str] = Counter()

    def came(self, route: str, size: int) -> None:
        """Count a call and the bytes of its body."""
        with self._lock:
            self._calls[route] += 1
            self._bytes_in[route] += size

    def went(self, route: str, size: int) -> None:
        """Count the bytes of an answer."""
        with self._lock:
            self._bytes_out[route] += size

    @property
    def calls(self) -> dict[str, int]:
        """The number of calls by route."""
        with self._lock:
            return dict(self._calls)

    def as_json(self) -> Json:
        """Return all counts, as ``GET /_emulator/stats`` answers."""
        with self._lock:
            return {
                "calls": dict(self._calls),
                "bytes_in": dict(self._bytes_in),
                "bytes_out": dict(self._bytes_out),
            }

    def clear(self) -> None:
        """Begin again at nothing."""
        with self._lock:
            for counter in (self._calls, self._bytes_in, self._bytes_out):
                counter.clear()
