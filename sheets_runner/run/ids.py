"""Row ids: what ties results to a row when people sort, insert, copy and edit rows.

The hidden `ID` cell holds ``ID.question``: a random id, and the fingerprint of the question the
results beside it answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Iterator, Mapping, Sequence

from sheets_runner.query.headers import ID_CELL
from sheets_runner.query.question import CheckedRow


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
    found = ID_CELL.fullmatch(text)
    return RowId(found[1], found[2]) if found else None


def assign(rows: Sequence[CheckedRow], new_id: Callable[[], str]) -> dict[int, RowId]:
    """Return the id of each row by row number.

    An id that stands twice stays with the row whose question fits, else with the upper one. A row
    whose question changed leaves its id to a row that now asks that question, else goes on with it
    as a new series. Every other row with a question gets a new one. A row without (switched off,
    or in need of fixing) keeps its id unless another row has a better claim to it.

    Args:
        rows: All rows of the tab, from top to bottom.
        new_id: Gives a random id of six or more letters a–z and digits 2–7.
    """
    ledger = _Ledger(rows, new_id)
    for give in (ledger.keep_fitting, ledger.give_back, ledger.go_on, ledger.start_new):
        for row in rows:
            give(row.number)
    return ledger.given


def lost(row: CheckedRow, row_ids: Mapping[int, RowId]) -> bool:
    """Tell whether the id in a row's cell is another row's now, and the row has got none."""
    return row.number not in row_ids and parse(row.id_text) is not None


class _Ledger:
    """Who holds which id; each step gives only to rows that have none yet, ids nobody has taken."""

    def __init__(self, rows: Sequence[CheckedRow], new_id: Callable[[], str]) -> None:
        self.new_id = new_id
        self.held = {row.number: parse(row.id_text) for row in rows}
        self.asked = {row.number: row.question.fingerprint for row in rows if row.question}
        self.used = {own.id for own in self.held.values() if own}
        self.taken: set[str] = set()
        self.given: dict[int, RowId] = {}

    def keep_fitting(self, number: int) -> None:
        own = self.held[number]
        if own and own.question == self.asked.get(number):
            self._give(number, own)

    def give_back(self, number: int) -> None:
        for own in self._left():
            if own.question == self.asked.get(number):
                self._give(number, replace(own, fresh=True))

    def go_on(self, number: int) -> None:
        own = self.held[number]
        if own and number in self.asked:
            self._give(number, RowId(own.id, self.asked[number], fresh=True))
        elif own:
            self._give(number, own)

    def start_new(self, number: int) -> None:
        if number in self.asked and number not in self.given:
            self._give(number, RowId(self._unused(), self.asked[number], fresh=True))

    def _left(self) -> Iterator[RowId]:
        """Yield the ids whose rows are known to ask something else now."""
        for number, own in self.held.items():
            if own and self.asked.get(number, own.question) != own.question:
                yield own

    def _give(self, number: int, row_id: RowId) -> None:
        if number not in self.given and row_id.id not in self.taken:
            self.given[number] = row_id
            self.taken.add(row_id.id)

    def _unused(self) -> str:
        candidate = self.new_id()
        while candidate in self.used:
            candidate = self.new_id()
        self.used.add(candidate)
        return candidate
