"""All faults: what each is called, which requests it can strike, and how.

``docs/sandbox.md`` says what each is, and where it comes from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, Callable, Hashable, Mapping

from sheets_runner.sandbox import replies, spoiling
from sheets_runner.sandbox.asking import Subject
from sheets_runner.sandbox.replies import Manner, Refused
from sheets_runner.sandbox.spoiling import Spoil

PAGES = frozenset({"page"})
COUNTS = frozenset({"count", "poll"})
EVERYTHING = PAGES | COUNTS | {"export", "names"}
"""The kinds of `asking.Subject`."""

Bond = Callable[[Subject], Hashable]


@dataclass(frozen=True)
class Fault:
    """One thing that can go wrong.

    Attributes:
        name: What a script calls it.
        spoil: Makes the reply.
        kinds: The kinds of requests it can strike.
        passes: Whether a client that tries again, or reads with care, gets the right answer.
        settings: What a script may set, with defaults.
        sticks_to: Returns what stays spoiled from then on, None where nothing does.
    """

    name: str
    spoil: Spoil
    kinds: frozenset[str] = EVERYTHING
    passes: bool = True
    settings: Mapping[str, Any] = field(default_factory=dict)
    sticks_to: Bond | None = None


def _fail(error: str, code: int | str, status: int) -> Refused:
    return Refused(error, code=code, status=status)


def _html(status: int, title: str, *, passes: bool) -> Fault:
    name = f"http_{status}_html"
    return Fault(name, spoiling.show_html(status, f"{status} {title}"), passes=passes)


_UNKNOWN = "An unknown error occurred"
_NO_CODE = {"status": "fail", "error": _UNKNOWN}
_BUSY = replies.too_many_requests()
_SECONDS = {"seconds": 2}

_PASSING = (
    Fault("code_1", spoiling.refuse(_fail("Too many requests", 1, 200))),
    Fault("code_2", spoiling.refuse(replies.in_progress())),
    Fault("http_202", spoiling.say(202)),
    Fault("http_409", spoiling.refuse(_fail("Conflict", 409, 409))),
    Fault("http_429", spoiling.refuse(_BUSY)),
    Fault("http_429_seconds", spoiling.with_delay_in_seconds(_BUSY), settings=_SECONDS),
    Fault("http_429_date", spoiling.with_delay_as_date(_BUSY), settings=_SECONDS),
    Fault("http_500", spoiling.refuse(_fail(_UNKNOWN, 500, 500))),
    _html(502, "Bad Gateway", passes=True),
    _html(503, "Service Unavailable", passes=True),
    Fault("fail_500", spoiling.refuse(_fail(_UNKNOWN, 500, 200))),
    Fault("closed", spoiling.hang_up(Manner.CLOSED)),
    Fault("reset", spoiling.hang_up(Manner.RESET)),
    Fault("refused", spoiling.hang_up(Manner.REFUSED), settings={"wait_ms": 200}),
    Fault("timeout", spoiling.hang_up(Manner.SILENT)),
    Fault("cut", spoiling.cut),
    Fault("slow", spoiling.slow, settings={"wait_ms": 20}),
    Fault("huge", spoiling.pad),
    Fault("wrong_type", spoiling.mislabel),
    Fault("partial", spoiling.unfinished(1), COUNTS),
    Fault("empty_page", spoiling.empty_page, PAGES),
)

_ENDING = (
    Fault("invalid_json", spoiling.halve, passes=False),
    _html(200, "Sign in to the network", passes=False),
    Fault("fail_no_code", spoiling.say(200, _NO_CODE), passes=False),
    Fault("http_401", spoiling.refuse(replies.invalid_credentials()), passes=False),
    Fault("http_403", spoiling.say(403), passes=False),
    Fault(
        "redirect",
        spoiling.redirect,
        passes=False,
        settings={"location": "https://elsewhere.invalid/"},
    ),
    Fault("code_3", spoiling.refuse(replies.bad_cursor()), PAGES, passes=False),
    Fault("repeated_cursor", spoiling.repeat_cursor, PAGES, passes=False),
    Fault("duplicate_page", spoiling.duplicate_page, PAGES, passes=False),
    Fault("stuck_partial", spoiling.unfinished(math.inf), COUNTS, passes=False),
    Fault(
        "expired_cursor",
        spoiling.refuse(replies.expired_cursor()),
        PAGES,
        passes=False,
        sticks_to=lambda subject: (subject.path, subject.export),
    ),
    Fault(
        "revoked",
        spoiling.refuse(replies.invalid_credentials()),
        passes=False,
        sticks_to=lambda _: "the account",
    ),
)

FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in (*_PASSING, *_ENDING)}
"""By name."""

UNREPEATABLE = frozenset({"refused", "revoked"})
"""Strike more than the one request: a mix may not hold them, for it would not be repeatable."""

PASSING = tuple(fault.name for fault in _PASSING if fault.name not in UNREPEATABLE)
"""What a patient and careful client gets over; what a mix holds unless it says otherwise."""

ENDING = tuple(fault.name for fault in _ENDING if fault.name not in UNREPEATABLE)
"""What a client can only report; some of it passes when the whole query is asked again."""
