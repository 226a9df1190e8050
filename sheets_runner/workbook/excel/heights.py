"""Row heights: those that people set stay, the others follow the text that wraps.

Excel fits a row's height only while somebody types, LibreOffice does not for files like these, and
openpyxl writes every height as one that people set, so that the row would never grow again.
"""

from __future__ import annotations

import re
from math import ceil
from typing import Any, Iterable

from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.text import unescape

AUTO_ROW = re.compile(
    rb'<(?:\w+:)?row (?=[^>]*\bht=")(?![^>]*customHeight="(?:1|true)")[^>]*\br="(\d+)"'
)
LINE = 16.0
"""Points of a line of the default font, and of the taller ones that stand in for it."""
MOST_LINES = 12
"""Longer text is cut off in view; people see all of it in the formula bar."""
USUAL_WIDTH = 8.43
"""Characters that fit a column nobody changed."""
WIDE = 1.1
"""How much wider than a digit, the measure of column widths, a character is taken to be."""


class AutoRow(xl.RowDimension):
    """A row whose height Excel may change."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name, and the file's
        """Nobody set this height."""
        return False


def restore(sheet: xl.Worksheet, part: bytes) -> None:
    """Tell apart again the heights that nobody set.

    Args:
        sheet: The tab as loaded.
        part: The tab's part of the file.
    """
    for found in AUTO_ROW.finditer(part):
        row = int(found[1])
        _auto(sheet, row).height = sheet.row_dimensions[row].height


def fit(sheet: xl.Worksheet, row: int, cells: Iterable[Any]) -> None:
    """Make a row high enough for its text, unless somebody set its height.

    Args:
        sheet: The tab.
        row: The row.
        cells: Those of its cells that count.
    """
    known = sheet.row_dimensions.get(row)
    if known is not None and known.height and not isinstance(known, AutoRow):
        return
    lines = max((_lines(sheet, cell) for cell in cells), default=1)
    if lines > 1:
        _auto(sheet, row).height = LINE * min(lines, MOST_LINES)
    elif known is not None:
        known.height = None


def forget(sheet: xl.Worksheet, row: int) -> None:
    """Give a row that is no longer used its usual height."""
    if isinstance(sheet.row_dimensions.get(row), AutoRow):
        sheet.row_dimensions[row].height = None


def _auto(sheet: xl.Worksheet, row: int) -> AutoRow:
    old: Any = sheet.row_dimensions[row]
    if isinstance(old, AutoRow):
        return old
    new: Any = AutoRow(
        sheet,
        index=row,
        hidden=old.hidden,
        outlineLevel=old.outlineLevel,
        collapsed=old.collapsed,
        thickBot=old.thickBot,
        thickTop=old.thickTop,
    )
    xl.set_style(new, xl.style(old))
    sheet.row_dimensions[row] = new
    return new  # type: ignore[no-any-return]


def _lines(sheet: xl.Worksheet, cell: Any) -> int:
    if cell.data_type != "s" or not cell.value or not cell.alignment.wrap_text:
        return 1
    settings = xl.column_settings(sheet, cell.column)
    width = settings.width if settings else USUAL_WIDTH
    lines = unescape(str(cell.value)).split("\n")
    return sum(max(1, ceil(len(line) * WIDE / width)) for line in lines)
