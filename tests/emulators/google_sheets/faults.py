"""What goes wrong on purpose: a script of faults, each at certain calls of a route.

After a 503 or a time-out the change may have been made all the same:
https://github.com/theoephraim/node-google-spreadsheet/issues/512,
https://github.com/nithinmurali/pygsheets/issues/84.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, fields
from typing import Any, Callable, Sequence, Union

from tests.emulators.google_sheets.model import Json, Spreadsheet
from tests.emulators.google_sheets.replies import NAMED, Reply
from tests.emulators.google_sheets.routes import REGIONS, TOKEN, routes

Edit = Union[Sequence[Json], Callable[[Spreadsheet], Any]]
"""What somebody else does meanwhile: requests of a ``batchUpdate``, or a call."""

ANY_ROUTE = "*"
SERVER_LIMIT_MS = 180_000
"""Google gives a request up after three minutes:
https://developers.google.com/workspace/sheets/api/limits."""

_COMMIT = "commit_then_"
_HANG_UPS = ("drop", "timeout")
_OTHERS = ("slow", "edit_before", "edit_after")


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        do: The name of an error (`replies.NAMED`): answer so, nothing is done. ``drop``: hang up.
            ``timeout``: hang up after ``wait_ms``. Each of these after ``commit_then_``: the call
            is carried out first. ``slow``: answer after ``wait_ms``. ``edit_before``,
            ``edit_after``: somebody else, the owner, does ``edit`` before or after the call.
        route: E.g. ``GET /v4/spreadsheets/{id}``; ``*`` for any of the API but sign-in.
        after: How many calls of the route go well first.
        times: How many calls then go wrong.
        wait_ms: How long ``slow`` and ``timeout`` wait.
        edit: What somebody else does.
    """

    do: str
    route: str = ANY_ROUTE
    after: int = 0
    times: int = 1
    wait_ms: int = SERVER_LIMIT_MS
    edit: Edit = field(default=(), repr=False)

    def __post_init__(self) -> None:
        known = {*NAMED, *_HANG_UPS}
        if self.do not in known and self.do not in _OTHERS and self._answer not in known:
            raise ValueError(f'There is no fault "{self.do}".')
        if self.route not in {ANY_ROUTE, TOKEN, REGIONS, *routes()}:
            raise ValueError(f'There is no route "{self.route}".')

    @property
    def _answer(self) -> str:
        return self.do[len(_COMMIT) :] if self.do.startswith(_COMMIT) else ""

    @property
    def commits(self) -> bool:
        """Whether the call is carried out."""
        return self.do in _OTHERS or bool(self._answer)

    @property
    def hangs_up(self) -> bool:
        """Whether no answer is given."""
        return (self._answer or self.do) in _HANG_UPS

    @property
    def wait_seconds(self) -> float:
        """How long the answer, or the end of the connection, takes."""
        return self.wait_ms / 1000 if (self._answer or self.do) in ("slow", "timeout") else 0.0

    def reply(self) -> Reply | None:
        """Return the answer, None where the real one is given or none at all."""
        make = NAMED.get(self._answer or self.do)
        return make() if make else None


@dataclass
class _Rule:
    fault: Fault
    seen: int = 0

    def fires(self, route: str) -> bool:
        """Count a call; whether it is one of those that go wrong."""
        of_api = route in routes()
        if self.fault.route != route and not (self.fault.route == ANY_ROUTE and of_api):
            return False
        self.seen += 1
        return 0 < self.seen - self.fault.after <= self.fault.times


class Faults:
    """The script: every fault counts calls from when it was added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[_Rule] = []

    def add(self, *faults: Fault) -> None:
        """Add to the script."""
        with self._lock:
            self._rules.extend(_Rule(fault) for fault in faults)

    def clear(self) -> None:
        """Let everything go well from now on."""
        with self._lock:
            self._rules.clear()

    def due(self, route: str) -> list[Fault]:
        """Count a call and return what goes wrong with it."""
        with self._lock:
            return [rule.fault for rule in self._rules if rule.fires(route)]


def parse(script: Any) -> list[Fault]:
    """Read a script: a list of objects with the attributes of `Fault`.

    Raises:
        ValueError: It is something else.
    """
    names = {each.name for each in fields(Fault)}
    if not isinstance(script, list) or not all(isinstance(rule, dict) for rule in script):
        raise ValueError("A script of faults is a list of objects.")
    for rule in script:
        if "do" not in rule or not set(rule) <= names:
            raise ValueError(f"A fault has `do` and may have {', '.join(sorted(names))}.")
    return [Fault(**rule) for rule in script]
