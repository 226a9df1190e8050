"""A tab's cells as the runner reads them."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any, Dict, Tuple

from sheets_runner.table.cells import EMPTY, GENERAL, RawCell, Scalar, Table, a1
from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.google.grid import Json, cells_of

ERRORS = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}
"""``ErrorType`` as cells show it; any other is ``#ERROR!``
(https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other)."""

PATTERNS = {
    "DATE": "yyyy-mm-dd",
    "TIME": "hh:mm:ss",
    "DATE_TIME": "yyyy-mm-dd hh:mm:ss",
    "PERCENT": "0.00%",
    "TEXT": "@",
    "SCIENTIFIC": "0.00E+00",
}
"""What stands for a ``NumberFormatType`` whose pattern is left to the locale. That of money is not
guessed: nobody knows here in which currency the locale would show it."""
MOMENT_TYPES = ("DATE", "TIME", "DATE_TIME")
LARGE_RANGE = 10_000
"""Cells; of a larger merged range only the part beside other cells is told."""

Grid = Dict[Tuple[int, int], RawCell]


def table(sheet: Json, locale: str, timezone: str) -> Table:
    """Return a tab's cells.

    Args:
        sheet: The tab as the API tells it, with its cells as `state.READING` asks for them.
        locale: The spreadsheet's.
        timezone: The spreadsheet's.
    """
    told = ((row, place, _cell(data)) for row, place, data in cells_of(sheet))
    grid = {(row, place): cell for row, place, cell in told if _says(cell)}
    _mark_merges(sheet, grid)
    title = sheet["properties"]["title"]
    return Table(title, _rows(grid), locale, timezone, keeps_formulas=True)


def _cell(told: Json) -> RawCell:
    formula = told.get("userEnteredValue", {}).get("formulaValue", "")
    shown = told.get("effectiveValue", {})
    pattern = _pattern(told.get("effectiveFormat", {}).get("numberFormat", {}))
    if "errorValue" in shown:
        error = ERRORS.get(shown["errorValue"].get("type", ""), "#ERROR!")
        return RawCell(format=pattern, formula=formula, error=error)
    ticked = told.get("dataValidation", {}).get("condition", {}).get("type") == "BOOLEAN"
    return RawCell(_value(shown), pattern, formula, checkbox=ticked)


def _says(cell: RawCell) -> bool:
    """Tell a cell that holds or shows something from a blank one."""
    return cell.value is not None or bool(cell.formula or cell.error)


def _value(shown: Json) -> Scalar:
    """Return what a cell shows; the empty text of a formula is kept, a blank cell is None."""
    value: Any = next(iter(shown.values()), None)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    scalar: Scalar = value
    return scalar


def _pattern(told: Json) -> str:
    """Return a number format's pattern; its type is believed where the pattern says no moment."""
    kind, pattern = told.get("type", ""), told.get("pattern", "")
    if kind in MOMENT_TYPES and kind_of(pattern) not in MOMENTS:
        return PATTERNS[kind]
    return pattern or PATTERNS.get(kind, GENERAL)


def _mark_merges(sheet: Json, grid: Grid) -> None:
    for merge in sheet.get("merges", ()):
        top, left = merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1
        bottom, right = merge["endRowIndex"], merge["endColumnIndex"]
        area = f"{a1(top, left)}:{a1(bottom, right)}"
        if (bottom - top + 1) * (right - left + 1) > LARGE_RANGE:
            bottom = min(bottom, max((row for row, _ in grid), default=top))
            right = min(right, max((place for _, place in grid), default=left))
        for cell in product(range(top, bottom + 1), range(left, right + 1)):
            grid[cell] = replace(grid.get(cell, EMPTY), merged=area)


def _rows(grid: Grid) -> tuple[tuple[RawCell, ...], ...]:
    """Return every row from the first, each as long as its last used cell."""
    ends: dict[int, int] = {}
    for row, place in grid:
        ends[row] = max(ends.get(row, 0), place)
    return tuple(
        tuple(grid.get((row, place), EMPTY) for place in range(1, ends.get(row, 0) + 1))
        for row in range(1, max(ends, default=0) + 1)
    )
