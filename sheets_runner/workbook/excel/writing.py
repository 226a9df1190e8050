"""Values into cells: text stays text, dates are dates, and the number format fits."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import GENERAL, a1
from sheets_runner.workbook.base import Value
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.reading import DAYS_1904
from sheets_runner.workbook.excel.text import FORBIDDEN, escape, units

MAX_TEXT = 32_767
"""UTF-16 units of a cell (Excel specifications and limits)."""
EXACT = 10**15
"""Excel keeps 15 digits of a number; a whole number of more is written as text."""
EPOCH = datetime(1899, 12, 30)
FIRST_DAY = 61
"""1900-03-01: Excel counts a 29 February 1900 that never was, so days before it are off by one."""

DEFAULT_PATTERNS = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm:ss"}

# Editing such a text in Excel would make it a formula, number, date, error or truth value;
# the quote prefix (shown as an apostrophe in the formula bar) keeps it what it is.
UNSAFE = re.compile(r"[=+\-@'#.\d]|(?:true|false)\Z", re.IGNORECASE)


class Stored(NamedTuple):
    """A value as a cell stores it.

    Attributes:
        kind: openpyxl's data type: ``n``, ``b`` or ``s``.
        content: What the cell holds.
        shape: Whose number formats fit: a ``day``, a ``moment`` or a ``number``; empty: any.
        quoted: Whether the cell needs a quote prefix.
    """

    kind: str
    content: object
    shape: str = ""
    quoted: bool = False


def encode(value: Value, *, epoch_1904: bool) -> Stored:
    """Return the value as a cell stores it.

    Raises:
        WorkbookError: It is a text that a cell cannot hold.
    """
    if value is None or value == "":
        return Stored("n", None)
    if isinstance(value, bool):
        return Stored("b", value)
    if isinstance(value, date):
        return _moment(value, epoch_1904)
    if isinstance(value, str):
        return _text(value)
    if (isinstance(value, int) and abs(value) >= EXACT) or not math.isfinite(value):
        return _text(str(value))
    return Stored("n", value, "number")


def _moment(value: date, epoch_1904: bool) -> Stored:
    shape = "moment" if isinstance(value, datetime) else "day"
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    serial = (moment - EPOCH) / timedelta(days=1)
    first = DAYS_1904 if epoch_1904 else FIRST_DAY
    if serial < first:
        return _text(value.isoformat())
    serial -= DAYS_1904 if epoch_1904 else 0
    return Stored("n", int(serial) if shape == "day" else serial, shape)


def _text(value: str) -> Stored:
    if units(value) > MAX_TEXT:
        raise WorkbookError(
            f"A text of {units(value):,} characters does not fit a cell, which holds {MAX_TEXT:,}."
        )
    found = FORBIDDEN.search(value)
    if found:
        raise WorkbookError(f"An Excel file cannot hold the character U+{ord(found[0]):04X}.")
    return Stored("s", escape(value), quoted=bool(UNSAFE.match(value)))


class Pen:
    """Writes into the cells of one workbook."""

    def __init__(self, book: xl.Book) -> None:
        self.epoch_1904 = xl.uses_1904(book.worksheets[0])
        self._fitted: dict[tuple[xl.StyleArray, str, bool], xl.StyleArray] = {}

    def write(self, cell: xl.Cell, value: Value) -> None:
        """Put a value into a cell; its look stays but for a number format that would not fit."""
        stored = encode(value, epoch_1904=self.epoch_1904)
        xl.store(cell, stored.kind, stored.content)
        look = xl.style(cell)
        key = (look, stored.shape, stored.quoted)
        if key not in self._fitted:
            self._fitted[key] = _fit(cell, look, stored)
        xl.set_style(cell, self._fitted[key])


def cell_at(sheet: xl.Worksheet, row: int, column: int) -> xl.Cell:
    """Return a cell for writing; a new one gets the look of its row or column, as in Excel.

    Raises:
        WorkbookError: It is covered by a merged cell.
    """
    cell = xl.cells(sheet).get((row, column))
    if cell is None:
        return new_cell(sheet, row, column, _inherited(sheet, row, column))
    if isinstance(cell, xl.MergedCell):
        raise WorkbookError(
            f'Cell {a1(row, column)} on tab "{sheet.title}" is part of merged cells. Unmerge them.'
        )
    return cell


def new_cell(sheet: xl.Worksheet, row: int, column: int, look: xl.StyleArray) -> xl.Cell:
    """Return a new cell that is part of the sheet."""
    cell = xl.Cell(sheet, row=row, column=column)
    xl.set_style(cell, look)
    xl.cells(sheet)[row, column] = cell
    return cell


def _inherited(sheet: xl.Worksheet, row: int, column: int) -> xl.StyleArray:
    if row in sheet.row_dimensions and sheet.row_dimensions[row].has_style:
        return xl.style(sheet.row_dimensions[row])
    settings = xl.column_settings(sheet, column)
    return xl.style(settings) if settings else xl.StyleArray()


def _fit(cell: xl.Cell, look: xl.StyleArray, stored: Stored) -> xl.StyleArray:
    model: Any = xl.Cell(cell.parent, row=1, column=1)
    xl.set_style(model, look)
    dated = xl.is_date_format(model.number_format)
    if stored.shape in DEFAULT_PATTERNS and not dated:
        model.number_format = DEFAULT_PATTERNS[stored.shape]
    elif stored.shape == "number" and dated:
        model.number_format = GENERAL
    fitted = xl.style(model)
    fitted.quotePrefix = int(stored.quoted)
    return fitted
