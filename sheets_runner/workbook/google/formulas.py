"""Formulas that are put back into another cell than they stood in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Match, Tuple

from sheets_runner.table.cells import column_letters
from sheets_runner.workbook.google.state import Json

if TYPE_CHECKING:
    from sheets_runner.workbook.google.trace import Axis, Trace

Place = Tuple[int, int]

_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_COLUMN = r"\$?[A-Z]{1,3}"
_PART = re.compile(
    r"\"(?:[^\"]|\"\")*\""  # a text
    r"|(?:'(?:[^']|'')*'|[\w.]+)![$\w:]*"  # cells of another tab
    rf"|(?<![\w.$])(?:(?P<cells>{_CELL}(?::(?:{_CELL}|{_COLUMN}))?"
    rf"|{_COLUMN}:(?:{_CELL}|{_COLUMN})|\$?\d+:\$?\d+))(?![\w.(])",
    re.IGNORECASE,
)
_END = re.compile(r"(\$?)([A-Z]*)(\$?)(\d*)", re.IGNORECASE)
"""One end of a reference: a cell, a whole column or a whole row."""


def moved(content: Json, old: Place, new: Place, way: Trace) -> Json:
    """Return a cell's content for where the cell is now; the references of a formula follow.

    Where rows were inserted, deleted or moved up or down as a whole, references go on meaning the
    same cells. Where rows were sorted, they mean the cells as far away as before, as Sheets has it
    (https://support.google.com/docs/answer/3540681).

    Args:
        content: What stood in the cell.
        old: Where it stood.
        new: Where it is now.
        way: Where the rows and columns of now were before.
    """
    if "formulaValue" not in content:
        return content
    mover = _Mover(way, new[0] - old[0])
    return {"formulaValue": _PART.sub(mover.part, content["formulaValue"])}


class _Mover:
    def __init__(self, way: Trace, down: int) -> None:
        self.rows, self.columns, self.down = way.rows.inverse(), way.columns.inverse(), down
        self.is_sorted = not way.rows.is_ordered

    def part(self, found: Match[str]) -> str:
        """Return a part of a formula as it is written now."""
        return _END.sub(self._end, found[0]) if found["cells"] else found[0]

    def _end(self, end: Match[str]) -> str:
        column_dollar, column, row_dollar, row = end.groups()
        if column:
            column = column_letters(_now(self.columns, _number(column)))
        if row:
            row = str(self._row(int(row), fixed=bool(row_dollar or (column_dollar and not column))))
        return f"{column_dollar}{column}{row_dollar}{row}"

    def _row(self, row: int, *, fixed: bool) -> int:
        if self.is_sorted:
            return row if fixed else row + self.down
        return _now(self.rows, row)


def _now(axis: Axis, number: int) -> int:
    """Return where a row or column is now; of one that is gone, its old number."""
    return axis.origin(number) or number


def _number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
