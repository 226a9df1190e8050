"""Where ``values.append`` finds the table to append to.

https://developers.google.com/workspace/sheets/api/guides/values#append_values: the last table that
the range meets. A table is cells that touch; a blank column parts two, as gspread's cassette
``WorksheetTest.test_append_row_with_empty_value`` shows.
"""

from __future__ import annotations

from tests.emulators.google_sheets.contents import is_entered
from tests.emulators.google_sheets.model import Place, Tab
from tests.emulators.google_sheets.people import Area


def last_table(tab: Tab, area: Area) -> Area | None:
    """Return the lowest, then rightmost table that an area meets, None for none."""
    met = [table for table in _tables(tab) if _meet(table, area)]
    return max(met, key=lambda table: (table.bottom, table.right), default=None)


def _tables(tab: Tab) -> list[Area]:
    left = {place for place, cell in tab.cells.items() if is_entered(cell)}
    tables: list[Area] = []
    while left:
        tables = _joined(tables, _around(_take_connected(left)))
    return tables


def _take_connected(left: set[Place]) -> list[Place]:
    """Take a cell, and all that touch it or one another, out of those that are left."""
    connected = [left.pop()]
    for row, column in connected:
        for beside in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            if beside in left:
                left.remove(beside)
                connected.append(beside)
    return connected


def _around(places: list[Place]) -> Area:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1)


def _joined(tables: list[Area], new: Area) -> list[Area]:
    """Add a table; rectangles that overlap are one."""
    for table in tables:
        if _meet(table, new):
            both = Area(
                min(table.top, new.top),
                min(table.left, new.left),
                max(table.bottom, new.bottom),
                max(table.right, new.right),
            )
            return _joined([other for other in tables if other is not table], both)
    return [*tables, new]


def _meet(one: Area, other: Area) -> bool:
    return (
        one.top < other.bottom
        and other.top < one.bottom
        and one.left < other.right
        and other.left < one.right
    )
