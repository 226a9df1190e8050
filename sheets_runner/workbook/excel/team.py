"""Edits of the team's tabs: make one, add the runner's columns to it, write into those."""

from __future__ import annotations

from typing import Iterable

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook import refusals
from sheets_runner.workbook.base import EnsureColumns, FillRow, MakeTab, OfferChoices
from sheets_runner.workbook.excel import heights, look, tabs, traces
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.choices import Choices
from sheets_runner.workbook.excel.reading import is_used, text_of
from sheets_runner.workbook.excel.writing import Pen, cell_at
from sheets_runner.workbook.text import header_key


class TeamTabs:
    """The team's tabs of one workbook, while one batch of edits is applied.

    Where a header is, is looked up once: a refresh writes thousands of cells.
    """

    def __init__(self, book: xl.Book, pen: Pen, name: str) -> None:
        self.book, self.pen, self.name = book, pen, name
        self._places: dict[tuple[str, int], dict[str, int]] = {}

    def make_tab(self, edit: MakeTab) -> None:
        """Make a tab for the team to fill in."""
        sheet = tabs.find(self.book, edit.tab) or tabs.make(self.book, edit.tab)
        if not tabs.is_empty(sheet):
            raise WorkbookError(f'Tab "{sheet.title}" is there already and not empty.')
        found = traces.of(sheet)
        if found:
            raise refusals.prepared(sheet.title, found)
        tabs.disown(sheet)
        for place, column in enumerate(edit.columns, 1):
            self.pen.write(cell_at(sheet, 1, place), column.header)
            look.header(sheet, 1, place, look.TEAM_TINT)
            look.column(sheet, 1, place, column)
        for number, row in enumerate(edit.rows, 2):
            for place, (column, value) in enumerate(zip(edit.columns, row), 1):
                self.pen.write(cell_at(sheet, number, place), look.told(column, value))
        for number in range(1, len(edit.rows) + 2):
            _fit(sheet, number, range(1, len(edit.columns) + 1))
        sheet.freeze_panes = "A2"

    def ensure_columns(self, edit: EnsureColumns) -> None:
        """Add the runner's columns that are missing, right of all that is there."""
        sheet = tabs.get(self.book, edit.tab, self.name)
        places = self._headers(sheet, edit.header_row)
        missing = [column for column in edit.columns if header_key(column.header) not in places]
        if not missing:
            return
        first = _right_edge(sheet) + 1
        if first + len(missing) - 1 > xl.MAX_COLUMNS:
            raise WorkbookError(
                f'Tab "{sheet.title}" has no room for the runner\'s columns: its last column is in '
                "use. Clear it."
            )
        for place, column in enumerate(missing, first):
            self.pen.write(cell_at(sheet, edit.header_row, place), column.header)
            look.header(sheet, edit.header_row, place, look.RESULT_TINT)
            look.column(sheet, edit.header_row, place, column)
            places[header_key(column.header)] = place
        _fit(sheet, edit.header_row, places.values())

    def fill_row(self, edit: FillRow) -> None:
        """Write into the runner's columns of one row."""
        sheet = tabs.get(self.book, edit.tab, self.name)
        places = self._headers(sheet, edit.header_row)
        for header, value in edit.values.items():
            place = places.get(header_key(header))
            if place is None:
                raise WorkbookError(
                    f'Tab "{sheet.title}" has no column "{header}" in row {edit.header_row} any '
                    "more. Run again."
                )
            self.pen.write(cell_at(sheet, edit.row, place), value)
        _fit(sheet, edit.row, places.values())

    def offer_choices(self, edit: OfferChoices) -> None:
        """Give columns a drop-down of what stands in a column of one of the runner's tabs."""
        sheet = tabs.get(self.book, edit.tab, self.name)
        choices = Choices(self.book, tabs.get(self.book, edit.source, self.name), edit.choices)
        places = self._headers(sheet, edit.header_row)
        for header in edit.headers:
            place = places.get(header_key(header))
            if place is not None:
                choices.offer(sheet, edit.header_row, place, header)

    def _headers(self, sheet: xl.Worksheet, row: int) -> dict[str, int]:
        known = (sheet.title, row)
        if known not in self._places:
            found = {
                header_key(text_of(cell)): place
                for (number, place), cell in sorted(
                    (at, cell) for at, cell in xl.cells(sheet).items() if at[0] == row
                )
                if number == row
            }
            self._places[known] = found
        return self._places[known]


def _right_edge(sheet: xl.Worksheet) -> int:
    """Return the last column in which the team has anything but a look."""
    used = [place for (_, place), cell in xl.cells(sheet).items() if is_used(cell)]
    merged = [cells.bounds[2] for cells in sheet.merged_cells.ranges]
    listed = [xl.bounds(table.ref)[2] for table in sheet.tables.values()]
    return int(max([0, *used, *merged, *listed]))


def _fit(sheet: xl.Worksheet, row: int, places: Iterable[int]) -> None:
    known = xl.cells(sheet)
    heights.fit(sheet, row, [known[row, place] for place in places if (row, place) in known])
