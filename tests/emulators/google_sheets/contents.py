"""What is in cells: as it was entered, what it comes to, and how it looks on the screen."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, List, Tuple

from tests.emulators.google_sheets import shown
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

Row = Dict[int, Cell]


class Contents:
    """The cells of one tab, with the results of its formulas."""

    def __init__(self, spreadsheet: Spreadsheet, tab: Tab) -> None:
        self.tab = tab
        self.locale = str(spreadsheet.properties["locale"])

    def effective(self, row: int, column: int, cell: Cell) -> Json | None:
        """Return the ``effectiveValue``, None for a blank cell."""
        if isinstance(cell.entered, Formula):
            return {"stringValue": str(cell.entered)}
        return extended(cell.entered)

    def formatted(self, row: int, column: int, cell: Cell) -> str | None:
        """Return the ``formattedValue``, None for a blank cell."""
        value = self.effective(row, column, cell)
        return None if value is None else shown.text(value, number_format(cell), self.locale)


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
    """Return the ``numberFormat`` of a cell, empty for none."""
    return (cell.format or {}).get("numberFormat") or {}


def is_entered(cell: Cell) -> bool:
    """Whether there is something in the cell."""
    return cell.entered is not None


def is_anything(cell: Cell) -> bool:
    """Whether the cell has content, a format, a note or a rule."""
    return cell != BLANK


def rows_of(tab: Tab, area: Area, counts: Callable[[Cell], bool]) -> List[List[Cell]]:
    """Return the cells of an area by row, without the blank ends of rows and blank last rows.

    Args:
        tab: The tab.
        area: Which cells.
        counts: Tells whether a cell is not blank.
    """
    rows: Dict[int, Row] = {}
    for (row, column), cell in _present(tab, area):
        if counts(cell):
            rows.setdefault(row, {})[column] = cell
    if not rows:
        return []
    return [_filled(rows.get(row, {}), area.left) for row in range(area.top, max(rows) + 1)]


def _filled(row: Row, left: int) -> List[Cell]:
    return [row.get(column, BLANK) for column in range(left, max(row) + 1)] if row else []


def _present(tab: Tab, area: Area) -> Iterator[Tuple[Tuple[int, int], Cell]]:
    """Yield the cells of an area that are there, looking where there is less to look at."""
    if (area.bottom - area.top) * (area.right - area.left) > len(tab.cells):
        for (row, column), cell in tab.cells.items():
            if area.top <= row < area.bottom and area.left <= column < area.right:
                yield (row, column), cell
        return
    places = (
        (row, column)
        for row in range(area.top, area.bottom)
        for column in range(area.left, area.right)
    )
    for place in places:
        found: Any = tab.cells.get(place)
        if found is not None:
            yield place, found
