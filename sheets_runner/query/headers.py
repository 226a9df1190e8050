"""Header texts: which column means what.

A header is known, one small mistake away from known (an error), the runner's own, or the team's.
Only the part up to the last known prefix is normalised; a property's own name is exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Mapping

LONG_HEADER = 9
"""From this many letters on, two mistakes in a header are still taken for it."""

SESSION, EVENT = "session_properties", "event_properties"
PROFILE_SECTIONS: Mapping[str, str] = {
    "profile": "profile_fields",
    "app field": "app_fields",
    "demographics": "demographics",
    "technographics": "technographics",
    "reachability": "reachability",
}
PREFIXES: Mapping[str, str] = {"session": SESSION, "event": EVENT, **PROFILE_SECTIONS}
"""Header prefix → key of the query's body."""

SESSION_FILTERS = (
    *("utm_source", "utm_medium", "utm_campaign"),
    *("session_source", "session_referrer", "first_time"),
)
BLOCKS = ("did all", "did any", "did none")

# What a header means, by its normalised text. Aliases share a meaning.
_TIMES = {
    "event": "event", "event name": "event",
    "dates": "dates", "date range": "dates",
    "from": "from", "to": "to",
    "time from": "time from", "time to": "time to", "time of day": "time of day",
}  # fmt: skip
_CONTROLS = {
    "active": "active", "name": "name", "app": "app", "account": "app",
    "get": "get", "api": "api", "object type": "object type",
    "output tab": "output tab", "columns": "columns", "max records": "max records",
}  # fmt: skip
LATER = ("per", "geo", "cql", "mode", "refresh", "run now", "owner")
"""Headers of the contract that this version refuses rather than ignores."""

RESULTS = ("status", "count", "records", "last run", "reads as", "message", "id")
"""The runner's own columns in the input tab."""

_LIKELY = {"campaign": "utm_campaign", "source": "utm_source", "medium": "utm_medium"}
_BLOCK = re.compile(r"(did (?:all|any|none))(?: (\d{1,2}))?")


@dataclass(frozen=True)
class Meaning:
    """What a column says about its rows.

    Attributes:
        part: ``event``, ``from`` … of the question or of a block; ``count`` of a block; ``filter``;
            ``result`` for the runner's own columns; a control column's name.
        block: ``did all``, ``did any`` or ``did none``; empty for the question itself.
        number: Which block of its kind, from 1.
        section: For a filter: the list of the body it goes to.
        name: For a filter: the property's exact name; for a result column its normalised header.
    """

    part: str
    block: str = ""
    number: int = 1
    section: str = ""
    name: str = ""


class Misspelt(ValueError):
    """A header that is almost a known one.

    Attributes:
        meant: What it probably should be.
    """

    def __init__(self, meant: str) -> None:
        super().__init__(meant)
        self.meant = meant


class NotYet(ValueError):
    """A header of the contract that this version cannot serve."""


def normal(text: str) -> str:
    """Return a header's text for comparing: lower case, runs of spaces, ``_`` and ``-`` as one."""
    return re.sub(r"[\s_\-]+", " ", text.strip().lower()).strip()


def meaning(header: str) -> Meaning | None:
    """Return what a header means, None for a column of the team's own.

    Raises:
        Misspelt: It is a small mistake away from a known one.
        NotYet: It is known but not served by this version.
    """
    head, colon, rest = header.strip().partition(":")
    if not colon:
        return _plain(normal(header))
    prefix = normal(head)
    block = _BLOCK.fullmatch(prefix)
    if block:
        return _in_block(block[1], int(block[2] or 1), rest)
    if prefix in PREFIXES:
        return _property(prefix, rest)
    _refuse_likeness(prefix, (*PREFIXES, *BLOCKS), tail=":" + rest)
    return None


def _plain(text: str) -> Meaning | None:
    """Return the meaning of a header without a prefix."""
    if text in _CONTROLS:
        return Meaning(_CONTROLS[text])
    if text in RESULTS:
        return Meaning("result", name=text)
    found = _question_part(text)
    if found or not text:
        return found
    if text in LATER:
        raise NotYet(text)
    if text in _LIKELY:
        raise Misspelt(_LIKELY[text])
    known = (*_CONTROLS, *_TIMES, *SESSION_FILTERS, *LATER)
    _refuse_likeness(text, known)
    return None


def _question_part(text: str) -> Meaning | None:
    """Return what a question and a block have in common: event, dates, times, session filters."""
    if text in _TIMES:
        return Meaning(_TIMES[text])
    for name in SESSION_FILTERS:
        if text == normal(name):
            return Meaning("filter", section=SESSION, name=name)
    return None


def _property(prefix: str, name: str) -> Meaning:
    if not name.strip():
        raise Misspelt(f"{prefix}: NAME, with the property's name")
    if prefix == "session" and normal(name) == "time of day":
        raise Misspelt("Time of day")
    return Meaning("filter", section=PREFIXES[prefix], name=name.strip())


def _in_block(block: str, number: int, rest: str) -> Meaning:
    """Return the meaning of what stands behind ``did all 2:``."""
    found = _block_part(rest)
    if found is None:
        parts = ("count", *_TIMES, *SESSION_FILTERS, "event:", "session:")
        _refuse_likeness(normal(rest), parts, lead=f"{block}: ")
        raise Misspelt(f"{block}: Event, From, To, Dates, Time from, Time to, Count, event: NAME …")
    return Meaning(found.part, block, number, found.section, found.name)


def _block_part(rest: str) -> Meaning | None:
    head, colon, name = rest.strip().partition(":")
    if colon and normal(head) in ("event", "session"):
        return _property(normal(head), name)
    if normal(rest) == "count":
        return Meaning("count")
    return _question_part(normal(rest))


def _refuse_likeness(text: str, known: tuple[str, ...], lead: str = "", tail: str = "") -> None:
    """Raise Misspelt when `text` is a small mistake away from something known."""
    allowed = 2 if len(text) >= LONG_HEADER else 1
    for candidate in known:
        if 0 < distance(text, normal(candidate), allowed) <= allowed:
            raise Misspelt(lead + candidate + tail)


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters to insert, drop, change or swap make one text the other.

    Neighbours swapped count once (optimal string alignment). Anything over `most` is ``most + 1``.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)
