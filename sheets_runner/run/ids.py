"""Row ids: what ties results to a row when people sort, insert, copy and edit rows.

The hidden `ID` cell holds ``ID.question``: a random id, and the fingerprint of the question the
results beside it answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Callable, Sequence

from sheets_runner.query.question import CheckedRow

_ID_CELL = re.compile(r"([a-z2-7]{6,})\.([0-9a-f]{8})")


@dataclass(frozen=True)
class RowId:
    """A row's id and the question its results answer.

    Attributes:
        id: Names the row for good.
        question: The question's fingerprint.
        fresh: Whether what stands in the row's result cells belongs to another question.
    """

    id: str
    question: str
    fresh: bool = False

    @property
    def text(self) -> str:
        """What the `ID` cell holds."""
        return f"{self.id}.{self.question}"


def parse(text: str) -> RowId | None:
    """Return what an `ID` cell holds, None when it is blank or damaged."""
    found = _ID_CELL.fullmatch(text)
    return RowId(found[1], found[2]) if found else None


def assign(rows: Sequence[CheckedRow], new_id: Callable[[], str]) -> dict[int, RowId]:
    """Return the id of each row by row number; rows that need fixing and never ran have none.

    An id that stands twice stays with the row whose question fits, else with the upper one. A row
    whose question changed leaves its id to a row that now asks that question, else goes on with it
    as a new series. Everybody else gets a new one.

    Args:
        rows: All rows of the tab, from top to bottom.
        new_id: Gives a random id of six or more letters a–z and digits 2–7.
    """
    ledger = _Ledger({row.number: parse(row.id_text) for row in rows})
    asking = [(row.number, row.question.fingerprint) for row in rows if row.question]
    for number, question in asking:
        ledger.keep_fitting(number, question)
    for number, question in asking:
        ledger.give_back(number, question)
    for row in rows:
        ledger.go_on(row)
    for number, question in asking:
        ledger.start_new(number, question, new_id)
    return ledger.given


class _Ledger:
    """Who holds which id; each step gives only to rows that have none yet, ids nobody has taken."""

    def __init__(self, held: dict[int, RowId | None]) -> None:
        self.held = held
        self.given: dict[int, RowId] = {}
        self.taken: set[str] = set()

    def _give(self, number: int, row_id: RowId) -> None:
        if number not in self.given and row_id.id not in self.taken:
            self.given[number] = row_id
            self.taken.add(row_id.id)

    def keep_fitting(self, number: int, question: str) -> None:
        own = self.held[number]
        if own and own.question == question:
            self._give(number, own)

    def give_back(self, number: int, question: str) -> None:
        for other in self.held.values():
            if other and other.question == question:
                self._give(number, RowId(other.id, question, fresh=True))

    def go_on(self, row: CheckedRow) -> None:
        own = self.held[row.number]
        if own and row.question:
            self._give(row.number, RowId(own.id, row.question.fingerprint, fresh=True))
        elif own:
            self._give(row.number, own)

    def start_new(self, number: int, question: str, new_id: Callable[[], str]) -> None:
        if number not in self.given:
            every = self.taken | {own.id for own in self.held.values() if own}
            self._give(number, RowId(_unused(new_id, every), question, fresh=True))


def _unused(new_id: Callable[[], str], taken: set[str]) -> str:
    candidate = new_id()
    while candidate in taken:
        candidate = new_id()
    return candidate
