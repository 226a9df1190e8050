"""Edits of the team's tabs: make one, add the runner's columns to it, write into those."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Callable, Mapping

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import EnsureColumns, FillRow, MakeTab
from sheets_runner.workbook.google import look, rows
from sheets_runner.workbook.google.cells import entered, pattern_of, text_of
from sheets_runner.workbook.google.draft import Draft, check_name
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.state import Area, Row, Tab
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

    def lines(self, top: int) -> list[rows.Line]:
        """Return its rows, with the keys they have by now."""
        found = rows.lines(self.cells, top, self.key, self.ours)
        return [replace(line, key=self.keys.get(line.number, line.key)) for line in found]


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
        for place, column in enumerate(edit.columns, 1):
            tab.need(2, place)
            look.header(tab, 1, place, look.TEAM_TINT, column.note)
            look.column(tab, 1, place, column)
        table = ([column.header for column in edit.columns], *edit.rows)
        tab.put(
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
        used = (place for row in tab.cells.values() for place in row)
        first = max((tab.was.width, *used)) + 1
        for place, column in enumerate(missing, first):
            tab.need(top + 1, place)
            look.header(tab, top, place, look.RESULT_TINT, column.note)
            look.column(tab, top, place, column)
            tab.mark_column(place, column.format)
        for place in list(tab.row(top)):
            tab.anchor(top, place)
        tab.put({top: {place: entered(one.header) for place, one in enumerate(missing, first)}})
        self._refuse_protected(tab, top, edit)

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
            self._fill(tab, top, row, edit, places)

    def _refuse_protected(self, tab: DraftTab, top: int, edit: EnsureColumns) -> None:
        """Raise when whole columns of the runner's are protected: no row could be written to."""
        places = rows.headers(tab.row(top))
        for column in edit.columns:
            place = places[header_key(column.header)]
            for guarded in tab.was.protected:
                if guarded.holds(top + 1, place) and guarded.holds(tab.was.rows, place):
                    tab.refuse_protected(Area(top + 1, place, tab.rows, place))

    def _fill(
        self, tab: DraftTab, top: int, row: int, edit: FillRow, places: Mapping[str, int]
    ) -> None:
        values = {places[header_key(header)]: value for header, value in edit.values.items()}
        sight = self._sight(tab)
        tab.put({row: {place: entered(value) for place, value in values.items()}})
        self._anchor(tab, top, row, [*values, places.get(sight.key, 0)])
        for place, value in values.items():
            pattern = pattern_of(value)
            if pattern and place not in tab.places and not sight.dated(edit.row, place):
                look.format_numbers(tab, Area(row, place, row, place), pattern)
        if sight.key in places and text_of(tab.row(row).get(places[sight.key])):
            written = text_of(tab.row(row).get(places[sight.key]))
            self.keys.setdefault(tab.id, {})[edit.row] = written

    def _anchor(self, tab: DraftTab, top: int, row: int, places: list[int]) -> None:
        """Note what has to stand where it is known to stand for the row to be the right one."""
        team = [place for place in tab.row(row) if (row, place) not in tab.written]
        for place in filter(None, (*places, *team)):
            tab.anchor(top, place)
        sight = self._sight(tab)
        key = rows.headers(tab.row(top)).get(sight.key, 0)
        for place in [key] if key in team else team:
            tab.anchor(row, place)

    def _date_cells(self, tab: DraftTab, edit: MakeTab) -> None:
        for place, column in enumerate(edit.columns, 1):
            for number, row in enumerate(edit.rows, 2):
                pattern = pattern_of(row[place - 1])
                if pattern and not column.format:
                    look.format_numbers(tab, Area(number, place, number, place), pattern)

    def _only_blank_tab(self, title: str) -> DraftTab | None:
        visible = [tab for tab in self.draft.tabs if not tab.mark]
        if len(visible) != 1 or not visible[0].is_empty:
            return None
        check_name(title)
        tab = visible[0]
        grid = {"title": title, "gridProperties": {"frozenRowCount": 1}}
        self.draft.add(
            "updateSheetProperties",
            properties={"sheetId": tab.id, **grid},
            fields="title,gridProperties.frozenRowCount",
        )
        tab.title = title
        return tab

    def _get(self, title: str) -> DraftTab:
        tab = self.draft.find(title)
        if tab is None:
            self.draft.book.get(title)
            raise WorkbookError(f'There is no tab "{title}" any more. Run again.')
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
            before = sight.cells.get(header_row, {})
            top = rows.require_header(rows.headers(before), tab.cells, tab.title)
            now = rows.lines(tab.cells, top, sight.key, sight.ours)
            self._found[known] = top, rows.find(sight.lines(header_row), now)
            tab.top, tab.key = top, (sight.key,) if sight.key else ()
        return self._found[known]

    def _known(self, sight: Sight, edit: FillRow) -> set[int]:
        """Return the rows that held anything when they were read; others are where they were."""
        return {number for number, row in sight.cells.items() if row and number > edit.header_row}
