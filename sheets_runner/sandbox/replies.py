"""What the sandbox answers: CleverTap's bodies, key order included.

Error texts and codes: https://developer.clevertap.com/docs/api-errors, and what clients observed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


class Manner(Enum):
    """How a reply goes over the wire; all but the first are faults."""

    WHOLE = auto()
    SLOW = auto()
    """In pieces, with a wait before each."""
    CUT = auto()
    """The connection ends in the middle of the body."""
    SILENT = auto()
    """Nothing is sent until the client goes away."""
    CLOSED = auto()
    """Nothing is sent, the connection is closed."""
    RESET = auto()
    """Nothing is sent, the connection is reset."""
    REFUSED = auto()
    """As `RESET`, and new connections are refused for a while."""


@dataclass(frozen=True)
class Reply:
    """An HTTP reply.

    Attributes:
        status: The HTTP status; 0 where nothing is sent.
        body: The bytes of the body, empty for none.
        content_type: Its media type.
        headers: Further headers, as names and values.
        gzipped: Whether the body is gzip data.
        manner: How it goes over the wire.
        wait: Seconds, for the manners that wait.
    """

    status: int
    body: bytes = field(repr=False, default=b"")
    content_type: str = "application/json; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    gzipped: bool = False
    manner: Manner = Manner.WHOLE
    wait: float = 0.0


class Refused(Exception):
    """A request that CleverTap would answer with ``"status":"fail"``.

    Attributes:
        error: The text of ``error``.
        code: The number, or in one known case the word, of ``code``.
        status: The HTTP status.
    """

    def __init__(self, error: str, *, code: int | str = 400, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.code = code
        self.status = status

    def reply(self) -> Reply:
        """Return the reply that says so."""
        body = {"status": "fail", "error": self.error, "code": self.code}
        return Reply(self.status, encode(body))


def encode(body: Any) -> bytes:
    """Return JSON as ASCII bytes; a lone surrogate keeps its escape."""
    return _ENCODE(body).encode("ascii")


def success(**keys: Any) -> Reply:
    """Return a success with the keys in alphabetical order, as CleverTap's recorded replies are."""
    return Reply(200, encode(dict(sorted({"status": "success", **keys}.items()))))


def partial(req_id: int) -> Reply:
    """Return the answer of a count that is not finished."""
    return Reply(200, encode({"status": "partial", "req_id": req_id}))


def invalid_credentials() -> Refused:
    """Wrong account id, passcode or region."""
    return Refused("Invalid Credentials", code=401, status=401)


def wrong_method() -> Refused:
    """The path is right, the method is not."""
    return Refused("Method not allowed", code=405, status=405)


def too_many_requests() -> Refused:
    """More requests in flight than the account may have."""
    return Refused("Too many concurrent requests", code=429, status=429)


def in_progress() -> Refused:
    """The export is not ready; the same cursor will do later."""
    return Refused("Request still in progress, please retry later", code=2, status=200)


def expired_cursor() -> Refused:
    """The cursor was good once; the code is a word, status and text are not known."""
    return Refused("Invalid cursor", code="CURSOR_INVALIDATED")


def bad_cursor() -> Refused:
    """The cursor is not one of ours, or was percent-encoded twice."""
    return Refused("Incorrect Usage", code=3, status=200)


def invalid_date(text: str) -> Refused:
    """A day that does not exist or has not come, or a range that is reversed."""
    return Refused(f"Invalid date : {text}", code=4002)


def invalid_event(name: str) -> Refused:
    """No such event; the text is itself a JSON array, as CleverTap's is."""
    return Refused(_ENCODE([f"Invalid event : {name}"]))


def unsupported(what: str) -> Refused:
    """Something CleverTap may well know, but this sandbox does not evaluate."""
    return Refused(f"{what} is not supported by this sandbox (see docs/sandbox.md)")
