"""Who is being served right now, and what was served so far."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from typing import Any, Iterator, Sequence

from sheets_runner.sandbox.replies import too_many_requests

IN_FLIGHT = 3
"""Per account and API: https://developer.clevertap.com/docs/api-request-limit."""


class Traffic:
    """Counts requests per endpoint and refuses those above the limit; safe across threads.

    Args:
        paths: The endpoints' paths.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._flying: dict[str, int] = dict.fromkeys(paths, 0)
        self.reset()

    def reset(self) -> None:
        """Begin to count anew; requests in flight stay in flight."""
        with self._lock:
            self._requests: Counter[str] = Counter()
            self._replies: Counter[int] = Counter()
            self._faults: Counter[str] = Counter()
            self._most = dict(self._flying)

    def arrived(self, path: str) -> None:
        """Note a request for an endpoint, whatever becomes of it."""
        with self._lock:
            self._requests[path] += 1

    @contextmanager
    def flight(self, path: str) -> Iterator[None]:
        """Hold one of the endpoint's slots, GET and POST counted together.

        A refused request counts towards the most in flight.

        Raises:
            Refused: All slots are taken (HTTP 429).
        """
        with self._lock:
            flying = self._flying[path] + 1
            self._most[path] = max(self._most[path], flying)
            if flying > IN_FLIGHT:
                raise too_many_requests()
            self._flying[path] = flying
        try:
            yield
        finally:
            with self._lock:
                self._flying[path] -= 1

    def replied(self, status: int) -> None:
        """Note a reply by its HTTP status, 0 where nothing is sent."""
        with self._lock:
            self._replies[status] += 1

    def struck(self, fault: str) -> None:
        """Note a fault by its name."""
        with self._lock:
            self._faults[fault] += 1

    def stats(self) -> dict[str, Any]:
        """Return requests and the most in flight by endpoint, replies by HTTP status, faults."""
        with self._lock:
            return {
                "endpoints": {
                    path: {"requests": self._requests[path], "most_in_flight": most}
                    for path, most in self._most.items()
                },
                "replies": {str(status): n for status, n in sorted(self._replies.items())},
                "faults": dict(sorted(self._faults.items())),
            }
