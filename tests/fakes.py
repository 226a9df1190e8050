"""Fakes shared by the tests; `tests/unit/test_fakes.py` tests them before anything trusts them."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import Any, Callable, Mapping, Sequence, Union

from sheets_runner.clevertap.wire import Request, Response

Turn = Union[Response, BaseException, Callable[[Request], Response]]
"""What a scripted transport does with a request: reply, raise, or call and reply."""


class FakeClock:
    """A clock for tests of code that waits: `sleep` moves it on at once.

    Attributes:
        slept: Every wait asked for, in seconds, in order.
    """

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the start moved on by all waits."""
        return self.moment + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        """Return the sum of all waits."""
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        """Note the wait and move on by it."""
        self.slept.append(seconds)
        self.elapsed += seconds


class ScriptedTransport:
    """Plays replies in order, and refuses requests that the script does not know.

    Attributes:
        requests: Every request sent, in order.
    """

    def __init__(self, *turns: Turn) -> None:
        self.requests: list[Request] = []
        self._turns: Sequence[Turn] = turns
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        """Play the next turn."""
        with self._lock:
            turn = len(self.requests)
            self.requests.append(request)
        assert turn < len(self._turns), f"the script has no turn {turn + 1} for {request}"
        return _play(self._turns[turn], request)

    @property
    def left(self) -> int:
        """How many turns have not been played."""
        return len(self._turns) - len(self.requests)

    @property
    def targets(self) -> list[str]:
        """Method, path and query of every request, e.g. ``GET /1/events.json?cursor=a``."""
        return [f"{sent.method} /{sent.url.split('/', 3)[3]}" for sent in self.requests]


def _play(turn: Turn, request: Request) -> Response:
    if isinstance(turn, BaseException):
        raise turn
    return turn if isinstance(turn, Response) else turn(request)


def reply(
    body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON reply; names of headers in lower case."""
    return Response(status, dict(headers or {}), json.dumps(body).encode())


def success(**body: Any) -> Response:
    """Return a reply that says ``success``."""
    return reply({"status": "success", **body})


def fail(error: str, code: int | str | None = None, *, status: int = 200) -> Response:
    """Return a reply that says ``fail``."""
    codes = {} if code is None else {"code": code}
    return reply({"status": "fail", "error": error, **codes}, status)
