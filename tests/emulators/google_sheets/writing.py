"""Values on their way into cells: all is checked before the first cell is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.emulators.google_sheets import typed as typing_in
from tests.emulators.google_sheets.a1 import Range, a1, exceeds_grid, letters
from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import (
    BLANK,
    Cell,
    Entered,
    Place,
    Tab,
    refused,
)
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.requests.celldata import put

_EXACT = 2**53
"""Numbers are doubles: beyond this not every whole number is one."""


@dataclass(frozen=True)
class Write:
    """What goes into which cells.

    Attributes:
        tab: The tab.
        area: All that the values lie over, nulls included.
        cells: The new cells.
    """

    tab: Tab
    area: Area
    cells: dict[Place, Cell]

    @property
    def rows(self) -> set[int]:
        """The rows in which a cell is written."""
        return {row for row, _ in self.cells}

    @property
    def columns(self) -> set[int]:
        """The columns in which a cell is written."""
        return {column for _, column in self.cells}

    def commit(self) -> None:
        """Write."""
        for place, cell in self.cells.items():
            put(self.tab, place, cell)


def plan(found: Range, rows: list[list[Any]], *, typed: bool, locale: str, limits: Limits) -> Write:
    """Return what writing values to a range comes to.

    Args:
        found: Where; one cell, or a tab alone, anchors values of any size.
        rows: The values by row; None leaves a cell as it is, and empty text blanks it.
        typed: Whether texts are read as if a person typed them.
        locale: The spreadsheet's, for typed dates and numbers.
        limits: How long a text may be.

    Raises:
        ApiError: The values reach over the range or the grid, or one is no cell's value.
    """
    width = max((len(row) for row in rows), default=0)
    area = Area(found.top, found.left, found.top + max(len(rows), 1), found.left + max(width, 1))
    _check_fit(found, area)
    cells: dict[Place, Cell] = {}
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                place = (area.top + row, area.left + column)
                old = found.tab.cells.get(place, BLANK)
                _check_value(value, row, column, limits)
                cells[place] = typing_in.into(old, value, locale) if typed else _raw(old, value)
    return Write(found.tab, area, cells)


def _check_fit(found: Range, area: Area) -> None:
    tab = found.tab
    found.area()
    if not found.single:
        within = f"'{tab.title}'!{a1(found.top, found.left, found.bottom, found.right)}"
        message = f"Requested writing within range [{within}], but tried writing to"
        if found.bottom is not None and area.bottom > found.bottom:
            raise refused(f"{message} row [{found.bottom + 1}]")
        if found.right is not None and area.right > found.right:
            raise refused(f"{message} column [{letters(found.right)}]")
    if area.bottom > tab.row_count or area.right > tab.column_count:
        raise exceeds_grid(tab, a1(area.top, area.left, area.bottom, area.right))


def _check_value(value: Any, row: int, column: int, limits: Limits) -> None:
    if isinstance(value, str):
        limits.check_text(value)
    elif isinstance(value, (dict, list)):
        kind = "struct_value" if isinstance(value, dict) else "list_value"
        raise refused(f"Invalid values[{row}][{column}]: {kind} {{}}")


def _raw(old: Cell, value: Entered) -> Cell:
    if isinstance(value, int) and abs(value) > _EXACT:
        value = float(value)
    entered = None if value == "" else value
    return Cell(entered) if old is BLANK else old._replace(entered=entered)
