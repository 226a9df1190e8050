"""Tabs by name, and the mark that says which of them are the runner's.

The mark is a hidden name of the tab (Formulas > Name Manager) that refers to the runner's table.
Excel and LibreOffice keep it up when people rename the tab, insert, delete or sort rows and
columns, or save with the other program; a cell's look or text would not survive half of that. A
second one says how many columns the runner wrote, so that a column somebody put in between is
noticed and not taken for the runner's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import a1, column_letters
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel import traces
from sheets_runner.workbook.excel.reading import is_used
from sheets_runner.workbook.excel.text import units

MARK = "_sheets_runner"
WIDTH = "_sheets_runner_width"
PLACEHOLDER = "_sheets_runner_placeholder"

MAX_NAME = 31
FORBIDDEN_IN_NAME = re.compile(r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]")
REFERENCE = re.compile(r".*!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?\Z", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """The cells of a table, by their 1-based edges, all included; the header is the top row."""

    top: int = 1
    left: int = 1
    bottom: int = 0
    right: int = 0

    @property
    def area(self) -> str:
        """The block's A1 range."""
        return f"{a1(self.top, self.left)}:{a1(self.bottom, self.right)}"

    @property
    def width(self) -> int:
        """How many columns the block has."""
        return self.right - self.left + 1

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of the block."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def find(book: xl.Book, tab: str) -> xl.Worksheet | None:
    """Return the tab of that name, whatever the case of its letters, as in Excel."""
    for sheet in book.worksheets:
        if sheet.title.casefold() == tab.casefold():
            return sheet
    return None


def get(book: xl.Book, tab: str, name: str) -> xl.Worksheet:
    """Return the tab of that name.

    Raises:
        WorkbookError: There is none in the workbook, which messages call `name`.
    """
    sheet = find(book, tab)
    if sheet is None:
        known = ", ".join(f'"{other.title}"' for other in book.worksheets)
        raise WorkbookError(f'"{name}" has no tab "{tab}". Its tabs are {known}.')
    return sheet


def is_empty(sheet: xl.Worksheet) -> bool:
    """Tell whether no cell of a tab holds anything."""
    return not any(map(is_used, xl.cells(sheet).values()))


def make(book: xl.Book, tab: str, *, hidden: bool = False) -> xl.Worksheet:
    """Return a new tab: the placeholder of a new workbook while there is one, else at the end.

    A hidden one never takes the placeholder's place: a workbook needs a tab that people see.

    Raises:
        WorkbookError: Excel allows no such name.
    """
    if not is_name(tab):
        raise WorkbookError(
            f'"{tab}" cannot be the name of a tab in Excel: at most {MAX_NAME} characters, none of '
            "[ ] : * ? / \\, no apostrophe at either end, and not History."
        )
    for sheet in () if hidden else book.worksheets:
        known = sheet.defined_names.pop(PLACEHOLDER, None)
        if known and is_empty(sheet) and not traces.of(sheet):
            sheet.title = tab
            return sheet
    made: xl.Worksheet = book.create_sheet(tab)
    made.sheet_state = "hidden" if hidden else "visible"
    return made


def is_name(tab: str) -> bool:
    """Tell whether Excel allows a tab of that name."""
    if not tab or units(tab) > MAX_NAME or tab.casefold() == "history":
        return False
    return not (FORBIDDEN_IN_NAME.search(tab) or tab.startswith("'") or tab.endswith("'"))


def owned(sheet: xl.Worksheet) -> Block | None:
    """Return the runner's table on a tab, None on a tab that is not the runner's."""
    if MARK not in sheet.defined_names:
        return None
    found = REFERENCE.match(sheet.defined_names[MARK].attr_text or "")
    if not found:
        return Block()  # somebody deleted all its cells
    area = f"{found[1]}{found[2]}:{found[3] or found[1]}{found[4] or found[2]}"
    left, top, right, bottom = xl.bounds(area)
    return Block(top, left, bottom, right)


def width_written(sheet: xl.Worksheet) -> int:
    """Return how many columns the runner wrote last, 0 if that is not known."""
    known = sheet.defined_names.get(WIDTH)
    text = (known.attr_text or "") if known else ""
    return int(text) if text.isdigit() else 0


def own(sheet: xl.Worksheet, block: Block, width: int) -> None:
    """Mark a tab as the runner's."""
    name(sheet, MARK, reference(sheet, block))
    name(sheet, WIDTH, str(width))


def disown(sheet: xl.Worksheet) -> None:
    """Leave a tab to the team."""
    for known in (MARK, WIDTH, PLACEHOLDER):
        sheet.defined_names.pop(known, None)


def reference(sheet: xl.Worksheet, block: Block) -> str:
    """Return what a name refers to that stands for cells, wherever it is used."""
    quoted = "'" + sheet.title.replace("'", "''") + "'"
    top_left = f"${column_letters(block.left)}${block.top}"
    bottom_right = f"${column_letters(block.right)}${block.bottom}"
    return f"{quoted}!{top_left}:{bottom_right}"


def name(holder: xl.Worksheet | xl.Book, known: str, refers_to: str) -> None:
    """Set a hidden name, of a tab or of the whole workbook."""
    holder.defined_names[known] = xl.DefinedName(known, attr_text=refers_to, hidden=True)
