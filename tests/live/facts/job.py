"""A whole refresh by the runner's own backend, and a second one at the same time."""

from __future__ import annotations

from datetime import date
from typing import Iterator

from sheets_runner.errors import LeaseHeld
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    Edit,
    EnsureColumns,
    FillRow,
    MakeTab,
    ReplaceTable,
    RunId,
    UpsertRows,
)
from sheets_runner.workbook.google import open_spreadsheet
from sheets_runner.workbook.google.workbook import GoogleWorkbook
from tests.live.desk import Desk, Place
from tests.live.fact import needed

STATUS = (Column("Status", tints=(("✅", "D1FAE5"),)), Column("ID", hidden=True))
LINES = (Column("Name"), Column("Count", format="#,##0", note="How many."), Column("ID"))
RECORDS = (Column("Time", format="yyyy-mm-dd"), Column("Fare"), Column("Comment", wrap=True))


def runner(desk: Desk) -> GoogleWorkbook:
    """Return the spreadsheet as a new run opens it."""
    return open_spreadsheet(desk.spreadsheet, desk.options, desk.clock)


def questions(desk: Desk) -> Place:
    """Make a tab with one question."""
    place, add = desk.new()
    desk.batch(
        add,
        place.write(0, 0, [{"stringValue": "Event"}], [{"stringValue": "Flight Search"}]),
    )
    return place


def edits(desk: Desk, tab: str, count: int) -> Iterator[Edit]:
    """Yield what a refresh with one question writes."""
    yield EnsureColumns(tab, 1, STATUS, key="ID")
    yield FillRow(tab, 1, 2, {"Status": "✅ Done", "ID": "abc.1"}, "abc")
    line = ("Flight Search", count, "abc.1")
    yield UpsertRows(f"{desk.key} Results", LINES, ("ID",), (line,), "abc")
    yield AppendRows(f"{desk.key} Log", (Column("Message"),), (("=done",),), keep=9)
    rows = ((46292, 10.5, "=1+1"),) * count
    yield ReplaceTable(f"{desk.key} Records", RECORDS, rows, "abc")


def refresh(desk: Desk, tab: str, count: int) -> None:
    """Write with the runner's own backend, under its lease."""
    workbook = runner(desk)
    with workbook.lease(RunId(desk.key), [tab]):
        workbook.read(tab)
        workbook.note([EnsureColumns(tab, 1, STATUS, key="ID")])
        workbook.apply(list(edits(desk, tab, count)))


def shown(table: Table) -> list[list[object]]:
    return [[cell.value for cell in row] for row in table.rows]


@needed(
    "Two refreshes one after the other: the second takes the first one's place",
    (
        [["Event", "Status", "ID"], ["Flight Search", "✅ Done", "abc.1"]],
        [["Name", "Count", "ID"], ["Flight Search", 1, "abc.1"]],
        [["Message"], ["=done"], ["=done"]],
        [["Time", "Fare", "Comment"], [46292, 10.5, "=1+1"]],
    ),
)
def two_refreshes(desk: Desk) -> object:
    tab = questions(desk).title
    for count in (150, 1):  # a new tab has 100 rows: the first makes it grow
        refresh(desk, tab, count)
    workbook = runner(desk)
    tabs = (tab, *(f"{desk.key} {name}" for name in ("Results", "Log", "Records")))
    return tuple(shown(workbook.read(title)) for title in tabs)


@needed(
    "A table too large for one request waits in a hidden tab, and arrives whole",
    (6_001, [46292, "id 0000000", *range(6)], [46292, "id 0005999", *range(6)]),
)
def large_table(desk: Desk) -> object:
    columns = tuple(Column(header) for header in "ABCDEFGH")
    rows = [(date(2026, 9, 27), f"id {number:07d}", *range(6)) for number in range(6_000)]
    title = f"{desk.key} Large"
    workbook = runner(desk)
    with workbook.lease(RunId(desk.key), [title]):
        workbook.apply([ReplaceTable(title, columns, rows)])
    table = shown(workbook.read(title))
    return len(table), table[1], table[-1]


@needed("A tab made for the team has its drop-down", ("ONE_OF_LIST", ["Event count"]))
def tab_for_the_team(desk: Desk) -> object:
    title = f"{desk.key} Questions"
    get = Column("Get", choices=("Event count", "User count"))
    runner(desk).apply([MakeTab(title, (get,), (("Event count",),))])
    read = desk.cells(f"'{title}'!A2", "userEnteredValue,dataValidation.condition")[0][0]
    return read["dataValidation"]["condition"]["type"], [*read["userEnteredValue"].values()]


@needed("Of two runs at once the second is refused, and the first one finishes", ["held", 1])
def two_at_once(desk: Desk) -> object:
    tab = questions(desk).title
    first, second = runner(desk), runner(desk)
    came: list[object] = []
    with first.lease(RunId(desk.key), [tab]):
        try:
            with second.lease(RunId(desk.key), [tab]):
                came.append("both held the lease")
        except LeaseHeld:
            came.append("held")
        first.read(tab)
        first.apply([EnsureColumns(tab, 1, STATUS, key="ID")])
    headers = shown(runner(desk).read(tab))[0]
    return [*came, headers.count("Status")]
