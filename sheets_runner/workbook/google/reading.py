"""A tab's cells as the runner reads them."""

from __future__ import annotations

from typing import Any, Iterator

from sheets_runner.table.cells import EMPTY, GENERAL, RawCell, Scalar, Table, a1
from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.google.state import Json

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
    "CURRENCY": '"$"#,##0.00',
    "TEXT": "@",
    "SCIENTIFIC": "0.00E+00",
}
"""What stands for a ``NumberFormatType`` whose pattern is left to the locale."""
MOMENT_TYPES = ("DATE", "TIME", "DATE_TIME")


def table(sheet: Json, locale: str, timezone: str) -> Table:
    """Return a tab's cells.

    Args:
        sheet: The tab as the API tells it, with its cells as `state.READING` asks for them.
        locale: The spreadsheet's.
        timezone: The spreadsheet's.
    """
    grid = dict(_cells(sheet))
    _mark_merges(sheet, grid)
    title = sheet["properties"]["title"]
    return Table(title, _rows(grid), locale, timezone, keeps_formulas=True)


def _cells(sheet: Json) -> Iterator[tuple[tuple[int, int], RawCell]]:
    for part in sheet.get("data", ()):
        left = part.get("startColumn", 0) + 1
        for number, row in enumerate(part.get("rowData", ()), part.get("startRow", 0) + 1):
            for place, told in enumerate(row.get("values", ()), left):
                cell = _cell(told)
                if cell.value is not None or cell.formula or cell.error:
                    yield (number, place), cell


def _cell(told: Json) -> RawCell:
    formula = told.get("userEnteredValue", {}).get("formulaValue", "")
    shown = told.get("effectiveValue", {})
    pattern = _pattern(told.get("effectiveFormat", {}).get("numberFormat", {}))
    if "errorValue" in shown:
        error = ERRORS.get(shown["errorValue"].get("type", ""), "#ERROR!")
        return RawCell(format=pattern, formula=formula, error=error)
    ticked = told.get("dataValidation", {}).get("condition", {}).get("type") == "BOOLEAN"
    return RawCell(_value(shown), pattern, formula, checkbox=ticked)


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


def _mark_merges(sheet: Json, grid: dict[tuple[int, int], RawCell]) -> None:
    for merge in sheet.get("merges", ()):
        top, left = merge.get("startRowIndex", 0) + 1, merge.get("startColumnIndex", 0) + 1
        bottom, right = merge["endRowIndex"], merge["endColumnIndex"]
        area = f"{a1(top, left)}:{a1(bottom, right)}"
        for row in range(top, bottom + 1):
            for place in range(left, right + 1):
                known = grid.get((row, place), EMPTY)
                grid[row, place] = RawCell(
                    known.value, known.format, known.formula, known.error, known.checkbox, area
                )


def _rows(grid: dict[tuple[int, int], RawCell]) -> tuple[tuple[RawCell, ...], ...]:
    """Return every row from the first, each as long as its last used cell."""
    ends: dict[int, int] = {}
    for row, place in grid:
        ends[row] = max(ends.get(row, 0), place)
    return tuple(
        tuple(grid.get((row, place), EMPTY) for place in range(1, ends.get(row, 0) + 1))
        for row in range(1, max(ends, default=0) + 1)
    )
