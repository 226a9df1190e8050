"""Scripts of faults: which fault strikes which call, as JSON and as values.

::

    {"faults": [{"fault": "http_429", "endpoint": "GET /1/events.json", "call": 3, "times": 2}],
     "mix": {"seed": 7, "share": 0.3, "faults": ["cut", "code_2"], "most": 3}}
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Mapping

from sheets_runner.sandbox.asking import Subject
from sheets_runner.sandbox.dice import Dice
from sheets_runner.sandbox.faults import FAULTS, PASSING, Fault

_EXPORT = {"POST": frozenset({"export", "page"}), "GET": frozenset({"page"})}
_COUNT = {"POST": frozenset({"count"}), "GET": frozenset({"poll"})}
ENDPOINTS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "/1/events.json": _EXPORT,
    "/1/profiles.json": _EXPORT,
    "/1/counts/events.json": _COUNT,
    "/1/counts/profiles.json": _COUNT,
    "/getSchema": {"GET": frozenset({"names"})},
}
"""The kinds of requests that each path and method may bring."""

ANY = "*"
"""Stands for all endpoints."""


@dataclass(frozen=True)
class Rule:
    """One fault at some calls of an endpoint.

    Attributes:
        fault: What goes wrong.
        endpoint: A path, or a method and a path with a space between, or ``*`` for all.
        call: Which call is the first to be struck. Only calls that the fault can strike count.
        times: How many calls in a row are struck.
        settings: The fault's settings.
    """

    fault: Fault
    endpoint: str
    call: int = 1
    times: int = 1
    settings: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, method: str, subject: Subject) -> bool:
        """Say whether a call counts for this rule."""
        names = (ANY, subject.path, f"{method} {subject.path}")
        return self.endpoint in names and subject.kind in self.fault.kinds

    def to_json(self) -> dict[str, Any]:
        """Return the rule as a script has it."""
        where = {"endpoint": self.endpoint, "call": self.call, "times": self.times}
        return {"fault": self.fault.name, **where, **self.settings}


@dataclass(frozen=True)
class Mix:
    """A random mix of faults that is the same for the same seed.

    Whether a request is struck, and by what, depends on the seed, on what the request is about and
    on how often that was asked before, not on the order in which different requests come.

    Attributes:
        seed: Another seed is another mix.
        share: The part of the requests that are struck, 0 to 1.
        faults: What strikes, by name.
        most: How many requests about one query are struck at most.
    """

    seed: int
    share: float
    faults: tuple[str, ...] = PASSING
    most: int = 3

    def draw(self, subject: Subject, attempt: int) -> Fault | None:
        """Return what strikes a request, None where nothing does.

        Args:
            subject: What the request is about.
            attempt: How often that was asked, this time included.
        """
        about = (subject.path, subject.kind, subject.query, subject.spot)
        digest = hashlib.sha256(ascii((self.seed, *about, attempt)).encode("ascii"))
        dice = Dice(int.from_bytes(digest.digest(), "big"))
        fitting = [name for name in self.faults if subject.kind in FAULTS[name].kinds]
        return FAULTS[dice.pick(fitting)] if dice.chance(self.share) and fitting else None


@dataclass(frozen=True)
class Script:
    """What shall go wrong.

    Attributes:
        rules: Faults at certain calls; the first that is due strikes, the others wait.
        mix: Faults at random calls, where no rule is due.
    """

    rules: tuple[Rule, ...] = ()
    mix: Mix | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the script as it can be read again."""
        mix = {} if self.mix is None else {"mix": asdict(self.mix)}
        return {"faults": [rule.to_json() for rule in self.rules], **mix}
