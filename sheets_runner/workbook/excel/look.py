"""How the runner's columns look: calm headers, sensible widths, colours that follow the words.

A look is given once, when a column is made; what people change afterwards stays.
"""

from __future__ import annotations

from typing import Any, Sequence

from sheets_runner.table.cells import GENERAL, a1, column_letters
from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.base import Column, Value
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.text import escape
from sheets_runner.workbook.excel.writing import cell_at

TEAM_TINT = "DDEBF7"
"""Headers that the team fills in."""
RESULT_TINT = "FFF2CC"
"""Headers of the runner's columns in the team's tab."""
OUTPUT_TINT = "E2EFDA"
"""Headers of the runner's own tabs."""

MAX_LIST = 255
"""Characters of a drop-down's entries written in place (Excel specifications and limits)."""
AUTHOR = "Sheets Runner"
YES_NO = ("yes", "no")
"""In place of checkboxes: what openpyxl keeps of a workbook has none."""


def header(sheet: xl.Worksheet, row: int, column: int, tint: str) -> None:
    """Make a header cell look like one."""
    cell: Any = cell_at(sheet, row, column)
    font = cell.font
    cell.font = xl.Font(font.name, font.sz, bold=True, color="1F2937", family=font.family)
    cell.fill = xl.PatternFill("solid", fgColor=tint)
    cell.alignment = xl.Alignment(vertical="center", wrap_text=True)


def column(sheet: xl.Worksheet, row: int, place: int, wanted: Column) -> xl.StyleArray:
    """Give a column its width, note, colours and drop-down; return the look of its cells.

    Args:
        sheet: The tab.
        row: The header's row; all below it is the column.
        place: The column's number.
        wanted: What it looks like.
    """
    dimension: Any = own_dimension(sheet, place)
    dimension.width = wanted.width
    dimension.hidden = wanted.hidden
    dimension.number_format = wanted.format or GENERAL
    # A date flush right would touch the text of the next column, one flush left the number before.
    side = "left" if kind_of(dimension.number_format) in MOMENTS else None
    dimension.alignment = xl.Alignment(
        side, vertical="top", wrap_text=wanted.wrap, indent=1 if side else 0
    )
    if wanted.shade:
        dimension.fill = xl.PatternFill("solid", fgColor=wanted.shade)
    note(cell_at(sheet, row, place), wanted.note)
    tints(sheet, _below(row, place), wanted.tints)
    entries = _entries(YES_NO if wanted.checkbox else wanted.choices)
    if entries:
        drop_down(sheet, row, place, wanted.header, entries)
    return xl.style(dimension)


def told(wanted: Column, value: Value) -> Value:
    """Return a value as a column shows it: a file has words where others have checkboxes."""
    return YES_NO[not value] if wanted.checkbox and isinstance(value, bool) else value


def note(cell: Any, text: str) -> None:
    """Put a note on a cell, large enough to be read; none for an empty text."""
    cell.comment = None
    if text:
        lines = sum(1 + len(line) // 40 for line in text.split("\n"))
        cell.comment = xl.Comment(escape(text), AUTHOR, height=24 + 18 * lines, width=280)


def tints(sheet: xl.Worksheet, cells: str, wanted: tuple[tuple[str, str], ...]) -> None:
    """Colour the cells by how their text begins; what was asked for these cells before goes."""
    if any(str(known.sqref) == cells for known in sheet.conditional_formatting):
        del sheet.conditional_formatting[cells]
    first = cells.split(":", maxsplit=1)[0]
    for prefix, colour in wanted:
        quoted = '"' + prefix.replace('"', '""') + '"'
        look = xl.DifferentialStyle(fill=xl.PatternFill(bgColor=colour))
        rule = xl.Rule(type="beginsWith", operator="beginsWith", text=prefix, dxf=look)
        rule.formula = [f"LEFT({first},LEN({quoted}))={quoted}"]
        sheet.conditional_formatting.add(cells, rule)


def own_dimension(sheet: xl.Worksheet, place: int) -> xl.ColumnDimension:
    """Return the settings of one column, taken out of a group that shares settings.

    Excel calls a file damaged in which the settings of two groups overlap.
    """
    for key, group in list(sheet.column_dimensions.items()):
        low, high = xl.columns_of(group)
        if low <= place <= high and low < high:
            del sheet.column_dimensions[key]
            for first, last in ((low, place - 1), (place, place), (place + 1, high)):
                if first <= last:
                    _part(sheet, group, first, last)
    return sheet.column_dimensions[column_letters(place)]


def forget_dimension(sheet: xl.Worksheet, place: int) -> None:
    """Give a column the look of an unused one."""
    own_dimension(sheet, place)
    del sheet.column_dimensions[column_letters(place)]


def _part(sheet: xl.Worksheet, group: Any, first: int, last: int) -> None:
    letters = column_letters(first)
    part = xl.ColumnDimension(
        sheet,
        index=letters,
        width=group.width,
        bestFit=group.bestFit,
        hidden=group.hidden,
        outlineLevel=group.outlineLevel,
        collapsed=group.collapsed,
        min=first,
        max=last,
    )
    xl.set_style(part, xl.style(group))
    sheet.column_dimensions[letters] = part


def drop_down(sheet: xl.Worksheet, row: int, place: int, title: str, entries: str) -> None:
    """Give a column a drop-down; any other value is warned about.

    Args:
        sheet: The tab.
        row: The header's row; all below it is the column.
        place: The column's number.
        title: What the warning is headed with.
        entries: The formula that says what can be chosen.
    """
    check = xl.DataValidation(
        type="list",
        formula1=entries,
        allow_blank=True,
        showErrorMessage=True,
        errorStyle="warning",
        errorTitle=title[:32],
        error="This is not one of the list's entries. Keep it all the same?",
    )
    check.add(_below(row, place))
    sheet.add_data_validation(check)


def _below(row: int, place: int) -> str:
    return f"{a1(row + 1, place)}:{a1(xl.MAX_ROWS, place)}"


def _entries(choices: Sequence[str]) -> str:
    """Return the formula of a drop-down, empty where Excel cannot hold it: it would only warn."""
    entries = ",".join(choices)
    if not entries or len(entries) > MAX_LIST or any("," in choice for choice in choices):
        return ""
    return '"' + entries.replace('"', '""') + '"'
