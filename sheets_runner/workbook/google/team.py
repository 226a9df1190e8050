"""Edits of the team's tabs: make one, add the runner's columns to it, write into those."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable, Container, Mapping, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook import refusals
from sheets_runner.workbook.base import Column, EnsureColumns, FillRow, MakeTab, OfferChoices
from sheets_runner.workbook.google import look, rows
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.cells import entered, pattern_of, text_of
from sheets_runner.workbook.google.choices import Choices
from sheets_runner.workbook.google.draft import Draft, check_name
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.state import Row, Tab
from sheets_runner.workbook.google.trace import View, trace
from sheets_runner.workbook.text import header_key

SPARE_ROWS = 1000
"""Rows of a new tab: as many as those have that people make."""


@dataclass
class Sight:
    """A tab of the team's as this run last saw it: what the row numbers of edits refer to.

    Attributes:
        cells: Its cells then.
        dated: Tells by row and column whether a cell shows a number as a moment.
        keys: What was written since then under the header that tells rows apart, by row.
        key: That header, normalised; empty where there is none.
        ours: The normalised headers of the runner's columns.
    """

    cells: Mapping[int, Row] = field(repr=False)
    dated: Callable[[int, int], bool] = field(repr=False)
    keys: dict[int, str] = field(default_factory=dict)
    key: str = ""
    ours: frozenset[str] = frozenset()

    def view(self, top: int, seen: Container[str]) -> View:
        """Return it for comparing, with the keys its rows have by now, among those that are seen.

        A key that was written and put back again tells a row by what is not there.
        """
        key = tuple(filter(None, [self.key]))
        keys = {number: text for number, text in self.keys.items() if text in seen}
        return View(self.cells, {}, top, top + 1, key, keys, self.ours)


def first_sight(tab: Tab) -> Sight:
    """Return a tab that nobody has read yet: its rows are where they are."""
    return Sight(tab.cells, lambda _row, _place: False)


class TeamTabs:
    """The team's tabs while one batch is drafted.

    Args:
        draft: The batch.
        sights: What this run has seen of the tabs, by id.
    """

    def __init__(self, draft: Draft, sights: Mapping[int, Sight]) -> None:
        self.draft = draft
        self.sights = dict(sights)
        self.keys: dict[int, dict[int, str]] = {}
        self._found: dict[tuple[int, int], tuple[int, dict[int, int]]] = {}

    def make_tab(self, edit: MakeTab) -> None:
        """Make a tab for the team to fill in; the only tab of a new spreadsheet becomes it."""
        tab = self.draft.find(edit.tab) or self._only_blank_tab(edit.tab)
        if tab is None:
            tab = self.draft.add_tab(edit.tab, len(edit.rows) + SPARE_ROWS, len(edit.columns))
        if not tab.is_empty:
            raise WorkbookError(f'Tab "{tab.title}" is there already and not empty.')
        if tab.was.traces:
            raise refusals.prepared(tab.title, tab.was.traces)
        # Whoever has seen it blank knows nothing of its headers.
        self.sights.pop(tab.id, None)
        tab.need(2, len(edit.columns))
        if not tab.is_new:
            look.freeze(tab)
        for place, column in enumerate(edit.columns, 1):
            look.column(tab, place, column)
            look.header(tab, 1, place, look.TEAM_TINT, column.note)
            look.control(tab, 2, place, column)
        table = ([column.header for column in edit.columns], *edit.rows)
        tab.write(
            {
                number: {place: entered(value) for place, value in enumerate(row, 1)}
                for number, row in enumerate(table, 1)
            }
        )
        self._date_cells(tab, edit)

    def ensure_columns(self, edit: EnsureColumns) -> None:
        """Add the runner's columns that are missing, right of all that is there."""
        tab = self._get(edit.tab)
        sight = self._sight(tab)
        sight.key = header_key(edit.key)
        sight.ours |= {header_key(column.header) for column in edit.columns}
        top, _ = self._rows(tab, edit.header_row)
        known = rows.headers(tab.row(top))
        missing = [column for column in edit.columns if header_key(column.header) not in known]
        if missing:
            self._make(tab, top, missing)
        self._refuse_protected(tab, top, edit)

    def _make(self, tab: DraftTab, top: int, columns: Sequence[Column]) -> None:
        """Make columns; those of the runner's that have lost their header are the first of them."""
        again = [place for place in tab.mine if not text_of(tab.row(top).get(place))]
        again = again[: len(columns)]
        new = self._insert(tab, len(columns) - len(again))
        for place, column in zip((*again, *new), columns):
            (look.plain if place in again else look.column)(tab, place, column)
            look.header(tab, top, place, look.RESULT_TINT, column.note)
            tab.mark_column(place, column.format)
        header = zip((*again, *new), columns)
        tab.write({top: {place: entered(column.header) for place, column in header}})

    def _insert(self, tab: DraftTab, number: int) -> range:
        first = tab.end + 1
        if number and not tab.is_new:
            tab.insert_columns(first, number)
        tab.need(1, first + number - 1)
        return range(first, first + number)

    def fill_row(self, edit: FillRow) -> None:
        """Write into the runner's columns of one row, wherever it is by now."""
        tab = self._get(edit.tab)
        sight = self._sight(tab)
        sight.ours |= {header_key(header) for header in edit.values}
        top, found = self._rows(tab, edit.header_row)
        places = rows.headers(tab.row(top))
        row = found.get(edit.row, 0 if edit.row in self._known(sight, edit) else edit.row)
        for header in edit.values:
            if header_key(header) not in places:
                raise WorkbookError(
                    f'Tab "{tab.title}" has no column "{header}" in row {top} any more. Run again.'
                )
        if row:
            self._fill(tab, row, edit, places)

    def offer_choices(self, edit: OfferChoices) -> None:
        """Give columns a drop-down of what stands in a column of one of the runner's tabs."""
        tab = self._get(edit.tab)
        choices = Choices(self._get(edit.source), edit.source, edit.choices)
        top, _ = self._rows(tab, edit.header_row)
        known = rows.headers(tab.row(top))
        for header in edit.headers:
            place = known.get(header_key(header))
            if place is not None:
                choices.offer(tab, top, place)

    def _refuse_protected(self, tab: DraftTab, top: int, edit: EnsureColumns) -> None:
        """Raise when whole columns of the runner's are protected: no row could be written to."""
        places = rows.headers(tab.row(top))
        for column in edit.columns:
            place = places[header_key(column.header)]
            below = Area(top + 1, place, tab.was.rows, place)
            if any(guarded.closes(below) for guarded in tab.protected):
                tab.refuse_protected(below)

    def _fill(self, tab: DraftTab, row: int, edit: FillRow, places: Mapping[str, int]) -> None:
        values = {places[header_key(header)]: value for header, value in edit.values.items()}
        sight = self._sight(tab)
        tab.write({row: {place: entered(value) for place, value in values.items()}})
        for place, value in values.items():
            pattern = pattern_of(value)
            if pattern and place not in tab.places and not sight.dated(edit.row, place):
                look.format_numbers(tab, Area(row, place, row, place), pattern)
        if sight.key in places and text_of(tab.row(row).get(places[sight.key])):
            written = text_of(tab.row(row).get(places[sight.key]))
            self.keys.setdefault(tab.id, {})[edit.row] = written

    def _date_cells(self, tab: DraftTab, edit: MakeTab) -> None:
        for place, column in enumerate(edit.columns, 1):
            for number, row in enumerate(edit.rows, 2):
                pattern = pattern_of(row[place - 1])
                if pattern and not column.format:
                    look.format_numbers(tab, Area(number, place, number, place), pattern)

    def _only_blank_tab(self, title: str) -> DraftTab | None:
        visible = [tab for tab in self.draft.tabs if not tab.mark]
        if len(visible) != 1 or not visible[0].is_empty or visible[0].was.traces:
            return None
        check_name(title)
        tab = visible[0]
        properties = {"sheetId": tab.id, "title": title}
        self.draft.add("updateSheetProperties", properties=properties, fields="title")
        tab.title = title
        return tab

    def _get(self, title: str) -> DraftTab:
        tab = self.draft.find(title)
        if tab is None:
            raise self.draft.book.missing(title)
        return tab

    def _sight(self, tab: DraftTab) -> Sight:
        if tab.id not in self.sights:
            self.sights[tab.id] = first_sight(replace(tab.was, cells=tab.cells))
        return self.sights[tab.id]

    def _rows(self, tab: DraftTab, header_row: int) -> tuple[int, dict[int, int]]:
        """Return where the headers and the rows of a tab are by now, looked up once."""
        known = (tab.id, header_row)
        if known not in self._found:
            sight = self._sight(tab)
            wanted = rows.headers(sight.cells.get(header_row, {}))
            top = rows.require_header(wanted, tab.cells, tab.title)
            place = rows.headers(tab.row(top)).get(sight.key, 0)
            seen = {text_of(row.get(place)) for row in tab.cells.values()}
            before = sight.view(header_row, seen)
            now = replace(
                before, cells=tab.cells, places=tab.places, top=top, first=top + 1, keys={}
            )
            self._found[known] = top, trace(before, now).rows.now
            tab.top, tab.key = top, before.key
        return self._found[known]

    def _known(self, sight: Sight, edit: FillRow) -> set[int]:
        """Return the rows that held anything when they were read; others are where they were."""
        return {number for number, row in sight.cells.items() if row and number > edit.header_row}
