"""A fact about the API, how it is tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import Any, Callable, Iterable

from rich.console import Console
from rich.table import Table

from sheets_runner.workbook.google.faults import Fault, Refused
from tests.live.desk import Desk

OK, DIFFERENT, UNKNOWN = "ok", "DIFFERENT", "unknown"
LONGEST = 300
"""Characters of an observation that the table shows."""

Probe = Callable[[Desk], object]


class _Open:
    """In place of what nobody knows."""

    def __repr__(self) -> str:
        return "?"


OPEN = _Open()


@dataclass(frozen=True)
class Fact:
    """What the API does, as far as is known.

    Attributes:
        says: The fact in a sentence.
        probe: Tries it, and returns what the API did.
        expected: What it should return; `OPEN` where the API's documentation is silent.
        needed: Whether the runner goes wrong where it is otherwise.
        emulated: Whether our emulator does it, too.
    """

    says: str
    probe: Probe
    expected: object = OPEN
    needed: bool = False
    emulated: bool = True


@dataclass(frozen=True)
class Finding:
    """What came of a fact."""

    fact: Fact
    observed: object

    @property
    def verdict(self) -> str:
        """How what was observed compares with what was expected."""
        if self.fact.expected is OPEN or isinstance(self.observed, NotTried):
            return UNKNOWN
        return OK if self.observed == self.fact.expected else DIFFERENT


@dataclass(frozen=True)
class NotTried:
    """In place of an observation."""

    why: str

    def __str__(self) -> str:
        return f"not tried: {self.why}"


def needed(says: str, expected: object, *, emulated: bool = True) -> Callable[[Probe], Fact]:
    """Make a fact of a probe: the runner leans on it."""
    return lambda probe: Fact(says, probe, expected, needed=True, emulated=emulated)


def told(says: str, expected: object, *, emulated: bool = True) -> Callable[[Probe], Fact]:
    """Make a fact of a probe: it is told by others, and the runner does not depend on it."""
    return lambda probe: Fact(says, probe, expected, emulated=emulated)


def asked(says: str, *, emulated: bool = True) -> Callable[[Probe], Fact]:
    """Make a fact of a probe: nobody has told what happens."""
    return lambda probe: Fact(says, probe, emulated=emulated)


def find(fact: Fact, desk: Desk) -> Finding:
    """Try a fact; a refusal is an observation like any other."""
    if desk.is_emulator and not fact.emulated:
        return Finding(fact, NotTried("the emulator does not play it"))
    try:
        return Finding(fact, fact.probe(desk))
    except Refused as refusal:
        return Finding(fact, f"refused: {refusal.message}")
    except Fault as fault:
        return Finding(fact, NotTried(str(fault)))
    except Exception as error:  # noqa: BLE001 - an answer of another shape is an observation, too
        return Finding(fact, f"{type(error).__name__}: {error}")


def facts_of(module: Any) -> Iterable[Fact]:
    """Return the facts that a module holds, in order."""
    return [value for value in vars(module).values() if isinstance(value, Fact)]


def report(findings: Iterable[Finding], width: int) -> str:
    """Return findings as a table of text."""
    table = Table("verdict", "fact", "expected", "observed", show_lines=True)
    for finding in findings:
        says = f"{finding.fact.says}{' *' if finding.fact.needed else ''}"
        shown = (_short(finding.fact.expected), _short(finding.observed))
        table.add_row(finding.verdict, *map(_plain, (says, *shown)))
    text = StringIO()
    Console(file=text, width=width, markup=False, highlight=False, emoji=False).print(table)
    return text.getvalue() + "* the runner leans on it\n"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _plain(text: str) -> str:
    """Return text without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
