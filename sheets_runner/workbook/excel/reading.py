"""A tab's cells as the runner reads them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Dict, Iterator, Mapping

from sheets_runner.table.cells import EMPTY, RawCell, Scalar, Table
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.text import unescape

DAYS_1904 = 1462
"""Days from 1899-12-30, which all serial numbers here count from, to 1904-01-01."""
LARGE_RANGE = 10_000
"""Cells; of a larger merged or array range only the part beside other cells is told."""

Grid = Dict[xl.Place, RawCell]


def table(sheet: xl.Worksheet, results: Mapping[xl.Place, Any]) -> Table:
    """Return a tab's cells.

    Args:
        sheet: The tab, with its formulas.
        results: What the formula cells last showed, by place, as openpyxl's cells.
    """
    shift = DAYS_1904 if xl.uses_1904(sheet) else 0
    grid = {
        place: _cell(cell, results.get(place), shift)
        for place, cell in xl.cells(sheet).items()
        if is_used(cell)
    }
    _mark_spills(sheet, grid)
    _mark_merges(sheet, grid)
    return Table(sheet.title, _rows(grid))


def is_used(cell: Any) -> bool:
    """Tell whether a cell holds anything but a look."""
    return cell.value is not None and cell.value != ""


def has_formula(cell: Any) -> bool:
    """Tell whether a cell holds a formula."""
    return bool(cell.data_type == "f")


def text_of(cell: Any) -> str:
    """Return a cell's content as text, for comparing headers."""
    return unescape(str(cell.value)) if is_used(cell) else ""


def _cell(cell: Any, result: Any, shift: int) -> RawCell:
    formula = _formula(cell.value) if has_formula(cell) else ""
    shown = result if formula else cell
    if shown is None or not is_used(shown):
        return RawCell(format=cell.number_format, formula=formula)
    if shown.data_type == "e":
        return RawCell(format=cell.number_format, formula=formula, error=str(shown.value))
    value, pattern = _value(shown, cell.number_format, shift)
    return RawCell(value, pattern, formula)


def _value(cell: Any, pattern: str, shift: int) -> tuple[Scalar, str]:
    if cell.data_type == "d":  # an ISO 8601 date, which does not depend on the epoch
        dated = xl.is_date_format(pattern)
        return xl.serial(cell.value), pattern if dated else "yyyy-mm-dd hh:mm:ss"
    if isinstance(cell.value, (bool, int, float)):
        counted = not isinstance(cell.value, bool) and is_date(pattern) and cell.value >= 1
        return (cell.value + shift if counted else cell.value), pattern
    return unescape(str(cell.value)), pattern


def is_date(pattern: str) -> bool:
    """Tell whether a number format shows a moment: a date, a time or both, not a duration."""
    return bool(xl.is_date_format(pattern)) and not xl.is_timedelta_format(pattern)


def _formula(value: object) -> str:
    if isinstance(value, xl.ArrayFormula):
        return str(value.text)
    if isinstance(value, xl.DataTableFormula):
        return f"=TABLE({value.r1 or ''},{value.r2 or ''})"
    return str(value)


def _mark_spills(sheet: xl.Worksheet, grid: Grid) -> None:
    """Give the cells that an array formula or data table fills its formula."""
    for place in [place for place, cell in grid.items() if cell.formula]:
        value = xl.cells(sheet)[place].value
        if isinstance(value, (xl.ArrayFormula, xl.DataTableFormula)):
            for other in _places(xl.bounds(value.ref), grid):
                cell = grid.get(other, EMPTY)
                grid[other] = replace(cell, formula=cell.formula or grid[place].formula)


def _mark_merges(sheet: xl.Worksheet, grid: Grid) -> None:
    for merged in sheet.merged_cells.ranges:
        for place in _places(merged.bounds, grid):
            grid[place] = replace(grid.get(place, EMPTY), merged=merged.coord)


def _places(bounds: tuple[int, int, int, int], grid: Grid) -> Iterator[xl.Place]:
    left, top, right, bottom = bounds
    if (right - left + 1) * (bottom - top + 1) > LARGE_RANGE:
        bottom = min(bottom, max((row for row, _ in grid), default=top))
        right = min(right, max((column for _, column in grid), default=left))
    return product(range(top, bottom + 1), range(left, right + 1))


def _rows(grid: Grid) -> tuple[tuple[RawCell, ...], ...]:
    columns: dict[int, int] = {}
    for row, column in grid:
        columns[row] = max(column, columns.get(row, 0))
    return tuple(
        tuple(grid.get((row, column), EMPTY) for column in range(1, columns.get(row, 0) + 1))
        for row in range(1, max(columns, default=0) + 1)
    )
