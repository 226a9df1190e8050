"""Where a request is about: ``GridRange``, ``GridCoordinate``, ``DimensionRange``.

A range that begins past the last row or column is refused, one that begins in the grid and ends
past it is cut at the grid's end (measured against the API for ``repeatCell``; refusals are quoted
in https://github.com/google/hyou/issues/15 and https://github.com/SparkFund/google-apps-clj/issues/23).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Iterator

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.model import Json, Place, Tab, refused
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.requests.batch import Batch

ROWS, COLUMNS = "ROWS", "COLUMNS"


@dataclass(frozen=True)
class Lines:
    """Some neighbouring rows or columns of a tab.

    Attributes:
        tab: The tab.
        is_rows: Whether they are rows.
        start, end: The first, and one past the last.
    """

    tab: Tab
    is_rows: bool
    start: int
    end: int

    @property
    def word(self) -> str:
        """What messages call one of them."""
        return "row" if self.is_rows else "column"

    @property
    def grid_size(self) -> int:
        """How many the grid has."""
        return self.tab.row_count if self.is_rows else self.tab.column_count

    @property
    def frozen(self) -> int:
        """How many of the grid are frozen."""
        name = "frozenRowCount" if self.is_rows else "frozenColumnCount"
        return int(self.tab.properties["gridProperties"].get(name, 0))

    @property
    def area(self) -> Area:
        """Their cells."""
        if self.is_rows:
            return Area(self.start, 0, self.end, self.tab.column_count)
        return Area(0, self.start, self.tab.row_count, self.end)


def lines(batch: Batch, dimension_range: Json) -> Lines:
    """Return what a ``DimensionRange`` names; it may end past the grid.

    Raises:
        ApiError: There is no such tab, or the range is none.
    """
    tab = batch.grid(dimension_range.get("sheetId", 0))
    is_rows = is_row_dimension(dimension_range.get("dimension"))
    start = dimension_range.get("startIndex", 0)
    end = dimension_range.get("endIndex")
    if min(start, end or 0) < 0:
        raise refused("DimensionRange indexes must be >= 0")
    _check_order(start, end)
    size = tab.row_count if is_rows else tab.column_count
    return Lines(tab, is_rows, start, size if end is None else end)


def is_row_dimension(dimension: str | None) -> bool:
    """Whether a dimension is that of rows rather than columns.

    Raises:
        ApiError: None is given.
    """
    if dimension not in (ROWS, COLUMNS):
        raise refused("No dimension specified.")
    return dimension == ROWS


def area(batch: Batch, grid_range: Json) -> tuple[Tab, Area]:
    """Return the tab of a ``GridRange`` and the cells of it that lie in the grid.

    Raises:
        ApiError: There is no such tab, or the range is none or begins outside the grid.
    """
    tab = batch.grid(grid_range.get("sheetId", 0))
    top, left = grid_range.get("startRowIndex", 0), grid_range.get("startColumnIndex", 0)
    bottom, right = grid_range.get("endRowIndex"), grid_range.get("endColumnIndex")
    if min(top, left) < 0:
        raise refused("GridRange indexes must be >= 0")
    _check_order(top, bottom, "Row")
    _check_order(left, right, "Column")
    return tab, a1.Range(tab, top, left, bottom, right).area()


def _check_order(start: int, end: int | None, kind: str = "") -> None:
    """Refuse a range without cells; in which words Google does is not known."""
    if end is not None and end <= start:
        raise refused(f"end{kind}Index[{end}] must be after start{kind}Index[{start}]")


def coordinate(batch: Batch, place: Json) -> tuple[Tab, int, int]:
    """Return the tab, row and column of a ``GridCoordinate``.

    Raises:
        ApiError: It does not lie in a grid.
    """
    tab = batch.grid(place.get("sheetId", 0))
    row, column = place.get("rowIndex", 0), place.get("columnIndex", 0)
    for word, number, count in (("row", row, tab.row_count), ("column", column, tab.column_count)):
        if number < 0:
            raise refused("GridCoordinate indexes must be >= 0")
        if number >= count:
            raise refused(
                f"GridCoordinate.{word}Index[{number}] is after last {word} in grid[{count - 1}]"
            )
    return tab, row, column


def places(cells: Area) -> Iterator[Place]:
    """Yield the places of an area, row by row."""
    return product(range(cells.top, cells.bottom), range(cells.left, cells.right))


def present(tab: Tab, cells: Area) -> list[Place]:
    """Return the places of an area that hold a cell."""
    if (cells.bottom - cells.top) * (cells.right - cells.left) < len(tab.cells):
        return [place for place in places(cells) if place in tab.cells]
    return [
        (row, column)
        for row, column in tab.cells
        if cells.top <= row < cells.bottom and cells.left <= column < cells.right
    ]


def kept(grid_range: Json) -> Json:
    """Return a ``GridRange`` as it is stored: the first tab's id of 0 is not said.

    Recorded in ``CellTest.test_merge_cells`` of gspread's cassettes, where indexes of 0 are said.
    """
    return {name: value for name, value in grid_range.items() if (name, value) != ("sheetId", 0)}


def grid_range(tab: Tab, cells: Area) -> Json:
    """Return an area as a ``GridRange``."""
    return kept(
        {
            "sheetId": tab.id,
            "startRowIndex": cells.top,
            "endRowIndex": cells.bottom,
            "startColumnIndex": cells.left,
            "endColumnIndex": cells.right,
        }
    )
