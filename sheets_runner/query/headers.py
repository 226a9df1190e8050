"""Header texts: which column means what.

A header is known, one small mistake away from known (an error), the runner's own, or the team's.
Only the part up to the last known prefix is normalised; a property's own name is exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Iterable, Mapping, Match

from sheets_runner.table.cells import trim

_GAPS = re.compile(r"[\s_\-]+")
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
DID_ALL, DID_ANY, DID_NONE = "did all", "did any", "did none"
BLOCKS = (DID_ALL, DID_ANY, DID_NONE)

# What a header means, by the header as people know it. Aliases share a meaning.
_TIMES = {
    "Event": "event", "Event name": "event",
    "Dates": "dates", "Date range": "dates",
    "From": "from", "To": "to",
    "Time from": "time from", "Time to": "time to", "Time of day": "time of day",
}  # fmt: skip
_CONTROLS = {
    "Active": "active", "Name": "name", "App": "app", "Account": "app",
    "Get": "get", "API": "api", "Object type": "object type",
    "Output tab": "output tab", "Mode": "mode", "Columns": "columns", "Max records": "max records",
    "Per": "per", "geo": "geo", "CQL": "cql",
}  # fmt: skip
LATER = ("Refresh", "Run now", "Owner")
"""Headers of the contract that this version refuses rather than ignores."""

RESULTS = ("status", "count", "records", "last run", "reads as", "message", "id")
"""The runner's own columns in the input tab."""
DONE_MARK, CHECK_MARK, FAILED_MARK, SKIPPED_MARK = "✅", "⚠", "❌", "⏸"
WAITING_MARK, RUNNING_MARK = "⏳", "🔃"
STATUS_MARKS = (
    *(DONE_MARK, CHECK_MARK, FAILED_MARK, SKIPPED_MARK),
    *(WAITING_MARK, RUNNING_MARK),
)
"""How every text begins that the runner writes into `Status`."""
ID_CELL = re.compile(r"([a-z2-7]{6,})\.([0-9a-f]{8})")
"""What the runner writes into `ID`: a random id and the fingerprint of a question."""

_LIKELY = {"campaign": "utm_campaign", "source": "utm_source", "medium": "utm_medium"}
_BLOCK = re.compile(r"(did (?:all|any|none))(?: ([1-9]\d?))?", re.ASCII)
_BLOCK_LEAD = re.compile(r"(did (?:all|any|none))(?![a-z])")
_NUMBERED = re.compile(r"did (?:all|any|none) \d+")
_LOOSE = re.compile(
    rf"({'|'.join(PREFIXES).replace(' ', _GAPS.pattern)})[\s_\-;：]+([^\s_\-;：].*)",
    re.IGNORECASE | re.DOTALL,
)
"""A prefix and a name with something else than a colon between them."""
_BLOCK_PARTS = "Event, From, To, Dates, Time from, Time to, Count, utm_campaign or event: NAME"


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
        hint: A sentence with what it probably should be.
    """

    def __init__(self, hint: str) -> None:
        super().__init__(hint)
        self.hint = hint


class NotYet(ValueError):
    """A header of the contract that this version cannot serve."""


def normal(text: str) -> str:
    """Return a header's text for comparing: lower case, runs of spaces, ``_`` and ``-`` as one."""
    return _GAPS.sub(" ", text.lower()).strip()


_PLAIN = {
    **{normal(header): Meaning(part) for header, part in {**_TIMES, **_CONTROLS}.items()},
    **{normal(name): Meaning("filter", section=SESSION, name=name) for name in SESSION_FILTERS},
    **{name: Meaning("result", name=name) for name in RESULTS},
}
_IN_BLOCK = {
    "count": Meaning("count"),
    **{normal(name): _PLAIN[normal(name)] for name in (*_TIMES, *SESSION_FILTERS)},
}
KNOWN = (*_CONTROLS, *_TIMES, *SESSION_FILTERS)
"""Headers without a prefix that people fill in, as they know them."""


def meaning(header: str) -> Meaning | None:
    """Return what a header means, None for a column of the team's own.

    Raises:
        Misspelt: It is a small mistake away from a known one.
        NotYet: It is known but not served by this version.
    """
    head, colon, rest = header.strip().partition(":")
    prefix = normal(head)
    if not colon:
        return _plain(header.strip())
    block = _BLOCK.fullmatch(prefix)
    if block:
        return _in_block(prefix, block, rest)
    if prefix in PREFIXES:
        return _property(prefix, rest)
    if _NUMBERED.fullmatch(prefix):
        raise Misspelt("number blocks from 2 to 99, as in `did all 2: Event`.")
    number = re.sub(r"\D", "", prefix)
    blocks = BLOCKS if number in ("", "1") else [f"{block} {number}" for block in BLOCKS]
    _refuse_likeness(prefix, (*PREFIXES, *blocks), tail=f": {rest.strip()}")
    _refuse_loose(header.strip())
    return None


def _plain(header: str) -> Meaning | None:
    """Return the meaning of a header without a colon."""
    text = normal(header)
    if text in _PLAIN:
        return _PLAIN[text]
    if text in map(normal, LATER):
        raise NotYet(text)
    if text in _LIKELY:
        raise _did_you_mean(_LIKELY[text])
    _refuse_loose(header)
    _refuse_likeness(text, (*KNOWN, *LATER))
    return None


def _refuse_loose(header: str, prefixes: Iterable[str] = PREFIXES, lead: str = "") -> None:
    """Raise Misspelt when only the colon is missing behind a prefix or a block."""
    block = _BLOCK_LEAD.match(normal(header))
    if block:
        raise Misspelt(f"write a colon behind the block, as in `{block[1]}: Event`.")
    found = _LOOSE.fullmatch(header)
    prefix = normal(found[1]) if found else ""
    if found and prefix in prefixes:
        # `Event nmae` is `Event name` misspelt, but of `event Fare` only the prefix is like it.
        _refuse_likeness(normal(header), KNOWN, lead, allowed=2 if len(found[2]) > 6 else 1)
        _property(prefix, found[2])
        raise _did_you_mean(f"{lead}{prefix}: {found[2]}")


def _property(prefix: str, name: str) -> Meaning:
    name = trim(name)
    if not name:
        raise Misspelt(f"write the property's name behind the colon, as in `{prefix}: NAME`.")
    if prefix == "session" and normal(name) == "time of day":
        raise _did_you_mean("Time of day")
    return Meaning("filter", section=PREFIXES[prefix], name=name)


def _in_block(prefix: str, block: Match[str], rest: str) -> Meaning:
    """Return the meaning of what stands behind ``did all 2:``."""
    head, colon, name = rest.strip().partition(":")
    if colon and normal(head) in ("event", "session"):
        found: Meaning | None = _property(normal(head), name)
    else:
        found = _IN_BLOCK.get(normal(rest))
    if found is None:
        parts = ("Count", *_TIMES, *SESSION_FILTERS)
        _refuse_loose(rest.strip(), ("event", "session"), f"{prefix}: ")
        _refuse_likeness(normal(rest), parts, lead=f"{prefix}: ")
        raise Misspelt(f"behind `{prefix}:` write {_BLOCK_PARTS}.")
    return replace(found, block=block[1], number=int(block[2] or 1))


def _did_you_mean(header: str) -> Misspelt:
    return Misspelt(f"did you mean `{header}`?")


def _refuse_likeness(
    text: str, known: Iterable[str], lead: str = "", tail: str = "", allowed: int = 0
) -> None:
    """Raise Misspelt when `text` is a small mistake away from something known.

    Args:
        text: A normalised header or part of one.
        known: What it may be meant for.
        lead: Stands before that in the hint.
        tail: Stands behind it.
        allowed: How many mistakes are small, by default as many as the length of `text` allows.
    """
    allowed = allowed or (2 if len(text) >= LONG_HEADER else 1)
    for candidate in known:
        if 0 < distance(text, normal(candidate), allowed) <= allowed:
            raise _did_you_mean(lead + candidate + tail)


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
