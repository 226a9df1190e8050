"""The one door to openpyxl: what the other modules use of it, and what it gets wrong put right.

Some of what is needed here openpyxl keeps to itself (the dictionary of cells, a cell's stored
value and style array). Only this module touches that, so that a new release of openpyxl can break
one file only; `tests/unit/workbook/test_excel_library.py` would notice.
"""

from __future__ import annotations

import warnings
from typing import Any, Tuple, cast

from openpyxl import Workbook as Book
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.formula.translate import Translator
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import range_boundaries
from openpyxl.utils.datetime import MAC_EPOCH, to_excel
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import ColumnDimension, RowDimension
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from sheets_runner.workbook.excel.package import Package, damaged, pack
from sheets_runner.workbook.excel.text import prepare

__all__ = [
    "Alignment",
    "ArrayFormula",
    "Book",
    "Cell",
    "ColumnDimension",
    "Comment",
    "DataTableFormula",
    "DataValidation",
    "DefinedName",
    "DifferentialStyle",
    "Font",
    "MergedCell",
    "PatternFill",
    "RowDimension",
    "Rule",
    "StyleArray",
    "Translator",
    "Worksheet",
    "bounds",
    "cells",
    "column_settings",
    "columns_of",
    "is_date_format",
    "is_timedelta_format",
    "load",
    "results_of",
    "serial",
    "set_style",
    "store",
    "style",
    "uses_1904",
]

Place = Tuple[int, int]
"""Row and column, from 1."""

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
"""Excel specifications and limits."""

PREPARED = ("worksheet+xml", "sharedStrings+xml")


class _Reader(ExcelReader):
    """openpyxl's reader, made to leave dates as the serial numbers they are.

    As dates they would lose what is below a millisecond, and a number too large for a date would
    become an error for good.
    """

    def read_worksheets(self) -> None:
        book: Any = self.wb
        book._date_formats = book._timedelta_formats = frozenset()  # noqa: SLF001 - see the module
        super().read_worksheets()


def load(package: Package, name: str, *, results: bool = False) -> Book:
    """Return the workbook for editing, or only its formulas' last results for reading.

    Args:
        package: The unpacked file.
        name: What messages call the file.
        results: Formula cells hold their last result; the workbook cannot be saved.

    Raises:
        WorkbookError: openpyxl cannot make sense of the file.
    """
    parts = dict(package.parts)
    for ending in PREPARED:
        for part in package.of_kind(ending):
            parts[part] = prepare(parts[part])
    reader = _Reader(pack(parts), data_only=results, read_only=results, rich_text=not results)
    try:
        with warnings.catch_warnings():
            # It warns of what it drops; `survival` finds that, and more, by comparing.
            warnings.simplefilter("ignore")
            reader.read()
    except Exception as error:  # openpyxl raises whatever its descriptors happen to
        raise damaged(name) from error
    return reader.wb


def results_of(book: Book, tab: str) -> dict[Place, Any]:
    """Return the cells of a tab of a workbook loaded with ``results=True``, by place."""
    sheet = book[tab]
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    return {
        (cell.row, cell.column): cell
        for row in sheet.rows
        for cell in row
        if cell.value is not None
    }


def bounds(area: str) -> tuple[int, int, int, int]:
    """Return the first column and row and the last column and row of an A1 range."""
    left, top, right, bottom = range_boundaries(area)
    return left or 1, top or 1, right or MAX_COLUMNS, bottom or MAX_ROWS


def cells(sheet: Worksheet) -> dict[Place, Cell]:
    """Return the sheet's own dictionary of cells: what is deleted from it is gone."""
    return cast("dict[Place, Cell]", sheet._cells)  # noqa: SLF001 - see the module


def store(cell: Any, kind: str, value: object) -> None:
    """Put a value into a cell as it is: nothing is guessed, cut or made a formula."""
    cell.data_type = kind
    cell._value = value  # noqa: SLF001 - the public setter takes "=…" for a formula, cuts text


def style(styled: Any) -> StyleArray:
    """Return a copy of the look of a cell, row or column."""
    return StyleArray(styled._style or StyleArray())  # noqa: SLF001 - see the module


def set_style(styled: Any, look: StyleArray) -> None:
    """Give a cell, row or column a look."""
    styled._style = StyleArray(look)  # noqa: SLF001 - see the module


def columns_of(group: ColumnDimension) -> tuple[int, int]:
    """Return the first and last column that a group of columns' settings is for."""
    group.reindex()
    return group.min or 0, group.max or 0


def column_settings(sheet: Worksheet, place: int) -> ColumnDimension | None:
    """Return the settings that hold for a column, its own or its group's."""
    for group in sheet.column_dimensions.values():
        first, last = columns_of(group)
        if first <= place <= last:
            return group
    return None


def serial(moment: Any) -> float:
    """Return the serial number of a date, time or duration."""
    return float(to_excel(moment))  # type: ignore[no-untyped-call]


def uses_1904(sheet: Worksheet) -> bool:
    """Tell whether the tab's workbook counts days from 1904 (ECMA-376 part 1, 18.17.4.1)."""
    book: Any = sheet.parent
    return bool(book.epoch == MAC_EPOCH)
