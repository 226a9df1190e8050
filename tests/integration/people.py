"""A team's spreadsheet on the emulator: runs come and go while people work in it."""

from __future__ import annotations

from copy import deepcopy
from itertools import product
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, Mapping, NamedTuple, Sequence

from sheets_runner.run.plan import Selection
from sheets_runner.run.summary import Summary
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.model import Cell, Json, Spreadsheet, Tab
from tests.fakes import FakeClock
from tests.unit.run.fake_client import Scripted
from tests.unit.run.office import Office

READ = "GET /v4/spreadsheets/{id}"
BATCH = "POST /v4/spreadsheets/{id}:batchUpdate"

Edit = Callable[[Spreadsheet], Sequence[Json]]
"""What somebody does, as requests for the spreadsheet as it is then."""
Cells = Mapping[str, Sequence[Sequence[Any]]]


class Moment(NamedTuple):
    """A moment of a refresh: before which of its calls.

    Attributes:
        name: In words.
        route: The route of the call.
        after: How many calls of the route come before it in the same refresh.
    """

    name: str
    route: str
    after: int


MOMENTS = (
    Moment("before the note", BATCH, 1),
    Moment("before the last look", READ, 1),
    Moment("before the publishing", BATCH, 2),
)


class GoogleOffice(Office):
    """A spreadsheet, and what runs make of it.

    Args:
        server: Where it is.
        folder: For the state of the runs.
        tabs: What its tabs hold at first.
    """

    def __init__(self, server: GoogleSheets, folder: Path, tabs: Cells, **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, **settings)
        self.server = server
        self.id = server.create(tabs, time_zone="Asia/Kolkata").id
        self._options = GoogleOptions(str(server.credentials(folder)), server.url)

    @property
    def spreadsheet(self) -> Spreadsheet:
        """The spreadsheet as it is now."""
        return self.server.spreadsheets[self.id]

    def tab(self, title: str) -> Tab:
        """Return a tab."""
        found = self.spreadsheet.tab(title)
        assert found, f"there is no tab {title}"
        return found

    def edit(self, edit: Edit | Sequence[Json]) -> None:
        """Let somebody change something now."""
        requests = edit(self.spreadsheet) if callable(edit) else edit
        self.server.edit(self.id, requests)

    def edit_at(self, moment: Moment, edit: Edit) -> None:
        """Let somebody change something at a moment of the next run."""

        def change(_: Spreadsheet) -> None:
            self.edit(edit)

        self.server.fault(Fault("edit_before", route=moment.route, after=moment.after, edit=change))

    def run(self, answers: dict[str, Scripted], selection: Selection | None = None) -> Summary:
        """Run the sheet as a new process would; see `Office.run`."""
        self.workbook = open_spreadsheet(self.id, self._options, FakeClock(self.now))  # type: ignore[assignment]
        try:
            return super().run(answers, selection)
        finally:
            self.server.clear_faults()

    def shrink(self, rows: int) -> None:
        """Let all tabs have so few rows that tests are quick."""
        for tab in self.spreadsheet.tabs:
            tab.properties["gridProperties"]["rowCount"] = rows
            tab.cells = {place: cell for place, cell in tab.cells.items() if place[0] < rows}

    def copy(self, folder: Path) -> GoogleOffice:
        """Return an office with a spreadsheet of its own that is like this one."""
        office = GoogleOffice(self.server, folder, {})
        copied = self.spreadsheet.copy()
        copied.id = office.id
        self.server.spreadsheets[office.id] = copied
        office._ids = ("".join(end) for end in product("ijklmnop", repeat=6))
        return office

    def calls(self) -> int:
        """Return how many calls were answered so far, those of the sign-in left out."""
        return self.server.calls.get(READ, 0) + self.server.calls.get(BATCH, 0)


class Shot(NamedTuple):
    """All that is in a tab but its ids."""

    cells: Mapping[tuple[int, int], Cell]
    columns: Mapping[int, Json]
    hanging: Any
    marks: Sequence[tuple[int, str]]


def shot(tab: Tab) -> Shot:
    """Return all that is in a tab, for comparing."""
    marks = sorted(
        (one["location"]["dimensionRange"]["startIndex"], one.get("metadataValue", ""))
        for one in tab.metadata
        if "dimensionRange" in one["location"]
    )
    hanging = [tab.merges, tab.conditional_formats, tab.protected_ranges, tab.basic_filter]
    return Shot(dict(tab.cells), deepcopy(tab.columns), _without_ids(hanging), marks)


Shots = Dict[str, Any]


def shots(office: GoogleOffice) -> Shots:
    """Return all that is in all tabs; of the run log, what its lines are about."""
    return {
        tab.title: [row[2:4] for row in shown(tab)] if tab.title == "Run log" else shot(tab)
        for tab in office.spreadsheet.tabs
    }


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        ids = ("sheetId", "protectedRangeId", "ruleId")
        return {key: _without_ids(part) for key, part in value.items() if key not in ids}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value


def shown(tab: Tab) -> list[list[Any]]:
    """Return what was entered into a tab, row by row."""
    used = [place for place, cell in tab.cells.items() if cell.entered is not None]
    height = max((row for row, _ in used), default=-1) + 1
    width = max((column for _, column in used), default=-1) + 1
    return [
        [tab.cells.get((row, column), Cell()).entered for column in range(width)]
        for row in range(height)
    ]


# --- what people do ---


def of(title: str, make: Callable[[int], Iterator[Json] | Sequence[Json]]) -> Edit:
    """Return an edit of one tab, made of its id."""

    def edit(spreadsheet: Spreadsheet) -> Sequence[Json]:
        tab = spreadsheet.tab(title)
        assert tab, f"there is no tab {title}"
        return list(make(tab.id))

    return edit


def insert(title: str, dimension: str, at: int, count: int = 1) -> Edit:
    """Insert rows or columns before one, counted from 1."""
    place = {"dimension": dimension, "startIndex": at - 1, "endIndex": at - 1 + count}
    return of(title, lambda tab: [{"insertDimension": {"range": {"sheetId": tab, **place}}}])


def delete(title: str, dimension: str, at: int) -> Edit:
    """Delete a row or column."""
    place = {"dimension": dimension, "startIndex": at - 1, "endIndex": at}
    return of(title, lambda tab: [{"deleteDimension": {"range": {"sheetId": tab, **place}}}])


def move(title: str, dimension: str, at: int, before: int) -> Edit:
    """Move a row or column before another one."""
    place = {"dimension": dimension, "startIndex": at - 1, "endIndex": at}

    def make(tab: int) -> list[Json]:
        source = {"sheetId": tab, **place}
        return [{"moveDimension": {"source": source, "destinationIndex": before - 1}}]

    return of(title, make)


def sort(title: str, header_row: int, column: int, *, descending: bool = True) -> Edit:
    """Sort the rows below the headers by a column."""
    order = "DESCENDING" if descending else "ASCENDING"
    specs = [{"dimensionIndex": column - 1, "sortOrder": order}]

    def make(tab: int) -> list[Json]:
        area = {"sheetId": tab, "startRowIndex": header_row}
        return [{"sortRange": {"range": area, "sortSpecs": specs}}]

    return of(title, make)


def rename(title: str, new: str) -> Edit:
    """Rename a tab."""
    return of(
        title,
        lambda tab: [
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": tab, "title": new},
                    "fields": "title",
                }
            }
        ],
    )


def typed(title: str, row: int, column: int, content: str) -> Edit:
    """Type a text or formula into a cell."""

    def make(tab: int) -> list[Json]:
        start = {"sheetId": tab, "rowIndex": row - 1, "columnIndex": column - 1}
        kind = "formulaValue" if content.startswith("=") else "stringValue"
        rows = [{"values": [{"userEnteredValue": {kind: content}}]}]
        return [{"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}]

    return of(title, make)


def protect(title: str, **area: int) -> Edit:
    """Protect a range from everybody but its owner."""

    def make(tab: int) -> list[Json]:
        given = {"range": {"sheetId": tab, **area}, "editors": {"users": ["owner@example.com"]}}
        return [{"addProtectedRange": {"protectedRange": given}}]

    return of(title, make)


def both(*edits: Edit) -> Edit:
    """Do one thing after the other, each on the spreadsheet as it was before both."""
    return lambda spreadsheet: [request for edit in edits for request in edit(spreadsheet)]
