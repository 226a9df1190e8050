"""Formulas that are put back into another cell than they stood in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Match, NamedTuple, Tuple

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


class _Reference(NamedTuple):
    """One end of a reference: a cell, a whole column or a whole row, each with its ``$``."""

    fixed: str
    column: str
    fixed_row: str
    row: str


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
        self.way, self.down = way, down
        self.is_sorted = not way.rows.is_ordered

    def part(self, found: Match[str]) -> str:
        """Return a part of a formula as it is written now."""
        if not found["cells"]:
            return found[0]
        ends = [_Reference(*_END.findall(text)[0]) for text in found[0].split(":")]
        moved = [self._end(ends[0], ends[-1]), self._end(ends[-1], ends[0])]
        return ":".join(moved[: len(ends)]) if all(moved) else "#REF!"

    def _end(self, end: _Reference, other: _Reference) -> str:
        """Return an end of a reference as it is written now, empty where nothing is left of it."""
        column = _nearest(self.way.columns, _number(end.column), _number(other.column))
        row = self._row(end, other) if end.row else 0
        if bool(column) != bool(end.column) or bool(row) != bool(end.row):
            return ""
        return f"{end.fixed}{column_letters(column)}{end.fixed_row}{row or ''}"

    def _row(self, end: _Reference, other: _Reference) -> int:
        if not self.is_sorted:
            return _nearest(self.way.rows, int(end.row), int(other.row or end.row))
        return int(end.row) + (0 if end.fixed_row or not end.column else self.down)


def _nearest(axis: Axis, number: int, other: int) -> int:
    """Return where a row or column is now, or the next one towards another; 0 for none."""
    step = 1 if number < other else -1
    found = map(axis.goal, range(number, other + step, step)) if number else ()
    return next(filter(None, found), 0)


def _number(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
