"""How many requests may be on their way at once.

CleverTap counts requests in flight per account and API, 3 for each kind of read
(https://developer.clevertap.com/docs/api-request-limit). A slot is held while a request is on its
way and at no other time: not while waiting, not while backing off.
"""

from __future__ import annotations

import hashlib
import threading
from contextlib import contextmanager
from typing import ContextManager, Iterator, Protocol


class Gate(Protocol):
    """Lets a bounded number of requests through."""

    def slot(self, name: str, limit: int) -> ContextManager[None]:
        """Wait for a slot and hold it while the context lasts.

        Args:
            name: What is counted together, see `slot_name`.
            limit: How many slots of that name there are.
        """
        ...


def slot_name(account_id: str, path: str) -> str:
    """Return the name under which requests are counted: one per account and endpoint path.

    It is a hash, so that it can be seen (as a file's name, say) without giving the account away.
    """
    return hashlib.sha256(f"{account_id} {path}".encode()).hexdigest()[:16]


class ThreadGate:
    """Holds the limit across the threads of this process; they pass in the order they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[str, list[threading.Event]] = {}

    @contextmanager
    def slot(self, name: str, limit: int) -> Iterator[None]:
        """Wait for a slot and hold it while the context lasts; see `Gate.slot`."""
        turn = threading.Event()
        with self._lock:
            line = self._lines.setdefault(name, [])
            line.append(turn)
            _call(line[:limit])
        try:
            turn.wait()
            yield
        finally:
            with self._lock:
                line.remove(turn)
                _call(line[:limit])


def _call(first: list[threading.Event]) -> None:
    """Let the first of a line through; those who passed stay in it until they are done."""
    for turn in first:
        turn.set()
