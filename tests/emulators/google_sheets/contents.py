"""What is in cells: as it was entered, what it comes to, and how it looks on the screen."""

from __future__ import annotations

from datetime import datetime
from typing import Callable

from tests.emulators.google_sheets import formulas, shown
from tests.emulators.google_sheets.looks import computed_format
from tests.emulators.google_sheets.model import (
    BLANK,
    Cell,
    Entered,
    Formula,
    Json,
    Spreadsheet,
    Tab,
)
from tests.emulators.google_sheets.people import Area

_SPARSE = 4
"""A grid this many times larger than what is in it is not walked cell by cell."""


class Contents:
    """The cells of one tab, with the results of its formulas.

    Args:
        spreadsheet: Where formulas look.
        tab: Whose cells.
        now: Tells the moment, with a time zone: for formulas.
    """

    def __init__(
        self, spreadsheet: Spreadsheet, tab: Tab, now: Callable[[], datetime] = formulas.utc_now
    ) -> None:
        self.tab = tab
        self._spreadsheet = spreadsheet
        self.locale = str(spreadsheet.properties["locale"])
        self._result = formulas.values(spreadsheet, tab, now)

    def effective(self, row: int, column: int, cell: Cell) -> Json | None:
        """Return the ``effectiveValue``, None for a blank cell."""
        if isinstance(cell.entered, Formula):
            return self._result(row, column)
        return extended(cell.entered)

    def formatted(self, row: int, column: int, cell: Cell) -> str | None:
        """Return the ``formattedValue``, None for a blank cell."""
        value = self.effective(row, column, cell)
        return None if value is None else shown.text(value, self.number_format(cell), self.locale)

    def number_format(self, cell: Cell) -> Json:
        """Return the effective ``NumberFormat``, empty for none."""
        own = number_format(cell)
        if own or not isinstance(cell.entered, Formula):
            return own
        return computed_format(self._spreadsheet, self.tab, cell.entered)

    def effective_format(self, cell: Cell) -> Json | None:
        """Return the ``effectiveFormat``, None where it is the default; no rule changes it."""
        look = self.number_format(cell)
        return {**(cell.format or {}), "numberFormat": look} if look else cell.format


def extended(entered: Entered) -> Json | None:
    """Return what was entered as an ``ExtendedValue``, None for nothing."""
    if entered is None:
        return None
    if isinstance(entered, bool):
        return {"boolValue": entered}
    if isinstance(entered, Formula):
        return {"formulaValue": str(entered)}
    if isinstance(entered, str):
        return {"stringValue": entered}
    return {"numberValue": plain(entered)}


def plain(number: float) -> float:
    """Return a whole number without its ``.0``, as JSON from Google has it."""
    return int(number) if number == int(number) else number


def number_format(cell: Cell) -> Json:
    """Return the ``numberFormat`` that was given to a cell, empty for none."""
    return (cell.format or {}).get("numberFormat") or {}


def is_entered(cell: Cell) -> bool:
    """Whether there is something in the cell."""
    return cell.entered is not None


def is_anything(cell: Cell) -> bool:
    """Whether the cell has content, a format, a note or a rule."""
    return cell != BLANK


def rows_of(tab: Tab, area: Area, counts: Callable[[Cell], bool]) -> list[list[Cell]]:
    """Return the cells of an area by row, without the blank ends of rows and blank last rows.

    Args:
        tab: The tab.
        area: Which cells.
        counts: Tells whether a cell is not blank.
    """
    if (area.bottom - area.top) * (area.right - area.left) > _SPARSE * len(tab.cells):
        area = _used(tab, area)
    cells, columns = tab.cells, range(area.left, area.right)
    rows = [
        _trimmed([cells.get((row, column), BLANK) for column in columns], counts)
        for row in range(area.top, area.bottom)
    ]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _used(tab: Tab, area: Area) -> Area:
    """Return an area without what lies below and right of all cells in it."""
    places = [
        (row, column)
        for row, column in tab.cells
        if area.top <= row < area.bottom and area.left <= column < area.right
    ]
    bottom = max((row + 1 for row, _ in places), default=area.top)
    right = max((column + 1 for _, column in places), default=area.left)
    return Area(area.top, area.left, bottom, right)


def _trimmed(cells: list[Cell], counts: Callable[[Cell], bool]) -> list[Cell]:
    while cells and not counts(cells[-1]):
        cells.pop()
    return cells
