"""A1 notation: https://developers.google.com/workspace/sheets/api/guides/concepts#cell.

How ranges are said back is recorded in gspread's cassettes: bounded to the grid, and the tab's name
in quotes only where it needs them
(https://github.com/burnash/gspread/tree/master/tests/cassettes, ``WorksheetTest.test_batch_get``,
``WorksheetTest.test_get_all_values_title_is_a1_notation``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.people import Area

_ADDRESS = re.compile(r"(?P<tab>'(?:[^']|'')*'|[^'!]*)(?:!(?P<cells>.*))?", re.DOTALL)
_CELL = r"\$?([A-Za-z]{{1,3}}){0}\$?([1-9][0-9]{{0,7}}){1}"
_ONE = re.compile(_CELL.format("", ""))
_TWO = re.compile(_CELL.format("?", "?") + ":" + _CELL.format("?", "?"))
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Range:
    """A rectangle in a tab, as it was asked for.

    Attributes:
        tab: The tab.
        top, left: The first row and column, counted from 0.
        bottom, right: One past the last; None where the range is open.
        single: Whether it is one cell, which anchors whatever is written.
    """

    tab: Tab
    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None
    single: bool = False

    def area(self) -> Area:
        """Return the cells in the grid.

        Raises:
            ApiError: It begins past the last row or column.
        """
        rows, columns = self.tab.row_count, self.tab.column_count
        if self.top >= rows or self.left >= columns:
            raise exceeds_grid(self.tab, a1(self.top, self.left, self.bottom, self.right))
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Area(self.top, self.left, bottom, right)


def exceeds_grid(tab: Tab, cells: str) -> Exception:
    """Return the refusal of a range outside the grid."""
    return refused(
        f"Range ({quoted(tab.title)}!{cells}) exceeds grid limits. "
        f"Max rows: {tab.row_count}, max columns: {tab.column_count}"
    )


def parse(spreadsheet: Spreadsheet, text: str) -> Range:
    """Read a range: a tab, cells of a tab, cells of the first tab, or a named range.

    gspread puts the tab before the name of a range, too.

    Raises:
        ApiError: It is none of these, or there is no such tab.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or not text:
        raise _unreadable(text)
    if found["cells"] is None:
        return _bare(spreadsheet, text)
    tab = spreadsheet.tab(_unquoted(found["tab"]))
    range_ = (cells_of(tab, found["cells"]) or _named(spreadsheet, found["cells"])) if tab else None
    if range_ is None or range_.tab is not tab:
        raise _unreadable(text)
    return range_


def _bare(spreadsheet: Spreadsheet, text: str) -> Range:
    cells = cells_of(_first_visible(spreadsheet), text)
    if cells:
        return cells
    tab = spreadsheet.tab(_unquoted(text))
    if tab:
        return Range(tab)
    named = _named(spreadsheet, text)
    if named:
        return named
    raise _unreadable(text)


def _named(spreadsheet: Spreadsheet, name: str) -> Range | None:
    for named in spreadsheet.named_ranges:
        if named["name"].casefold() == name.casefold():
            return _of_grid_range(spreadsheet, named["range"])
    return None


def _first_visible(spreadsheet: Spreadsheet) -> Tab:
    return next(tab for tab in spreadsheet.tabs if not tab.properties.get("hidden"))


def _of_grid_range(spreadsheet: Spreadsheet, grid: Json) -> Range:
    tab = spreadsheet.by_id(grid.get("sheetId", 0))
    if tab is None:
        raise refused(f"No grid with id: {grid.get('sheetId', 0)}")
    return Range(
        tab,
        grid.get("startRowIndex", 0),
        grid.get("startColumnIndex", 0),
        grid.get("endRowIndex"),
        grid.get("endColumnIndex"),
    )


def cells_of(tab: Tab, text: str) -> Range | None:
    """Return the range that ``B2``, ``A:C``, ``1:3``, ``A5:C`` names, None where it is no range."""
    one = _ONE.fullmatch(text)
    if one:
        row, column = int(one[2]) - 1, column_number(one[1])
        return Range(tab, row, column, row + 1, column + 1, single=True)
    two = _TWO.fullmatch(text)
    if not two or not (two[1] or two[2]) or not (two[3] or two[4]):
        return None
    top, bottom = _ends(two[2] and int(two[2]) - 1, two[4] and int(two[4]) - 1)
    left, right = _ends(two[1] and column_number(two[1]), two[3] and column_number(two[3]))
    return Range(tab, top, left, bottom, right)


def _ends(first: int | str | None, last: int | str | None) -> tuple[int, int | None]:
    """Return the first line and one past the last; a missing end is open."""
    numbers = sorted(end for end in (first, last) if isinstance(end, int))
    if len(numbers) == 2:
        return numbers[0], numbers[1] + 1
    return (numbers[0] if numbers else 0), None


def _unreadable(text: str) -> Exception:
    return refused(f"Unable to parse range: {text}")


def _unquoted(title: str) -> str:
    return title[1:-1].replace("''", "'") if title[:1] == "'" else title


def quoted(title: str) -> str:
    """Return a tab's name as ranges have it: quoted unless it is a plain word and no cell."""
    if _PLAIN.fullmatch(title) and not _ONE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def said(tab: Tab, area: Area) -> str:
    """Return a range as replies say it, e.g. ``Sheet1!A1:C1000``."""
    return f"{quoted(tab.title)}!{a1(area.top, area.left, area.bottom, area.right)}"


def a1(top: int, left: int, bottom: int | None, right: int | None) -> str:
    """Return the A1 name of a rectangle; an open end has no number or letter."""
    first = f"{letters(left)}{top + 1}"
    last = ("" if right is None else letters(right - 1)) + ("" if bottom is None else str(bottom))
    return first if last in (first, "") else f"{first}:{last}"


def letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is ``A``, 26 is ``AA``."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_number(text: str) -> int:
    """Return the number of a column, counted from 0."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
