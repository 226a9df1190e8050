"""A team's workbook in memory, where runs come and go with scripted answers."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sheets_runner.config import SheetSettings
from sheets_runner.errors import GaveUp
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.plan import Selection
from sheets_runner.run.refresh import Tools, refresh
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.run.summary import Summary
from sheets_runner.run.target import Target
from sheets_runner.workbook.base import Column, FillRow, MakeTab
from tests.fake_workbook import FakeWorkbook
from tests.fakes import FakeClock
from tests.unit.run.fake_client import FakeConnector, Scripted

HEADERS = ("Name", "Get", "Event", "Dates", "Output tab", "Columns", "Active", "[Ours]")
NOW = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)
DAY = timedelta(days=1)
GAVE_UP = GaveUp("Gave up on the count.")

VISITS = {"Name": "Visits", "Event": "App Launched", "Dates": "yesterday"}
FLIGHTS = {"Name": "Flights", "Event": "Flight Search", "Dates": "yesterday"}
BOOKINGS = {
    "Name": "Bookings",
    "Get": "Event records",
    "Event": "Booking",
    "Dates": "yesterday",
    "Columns": "event_props.n",
}


class Progress:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def planned(self, rows: int) -> None:
        self.told.append(rows)

    def answered(self, outcome: Outcome) -> None:
        self.told.append(outcome.job.row)


class Office:
    """A team's workbook, a clock and a state folder; runs come and go."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.settings = SheetSettings("daily", folder / "book.xlsx", ("web",), **settings)
        self.workbook = FakeWorkbook()
        self.clock = FakeClock(NOW)
        self.now = NOW
        self.progress = Progress()
        self.connector = FakeConnector({})
        self.stop_after_asking = False
        self._ids = ("".join(end) for end in itertools.product("abcdefgh", repeat=6))

    def fill(self, *rows: dict[str, Any]) -> None:
        """Let the team fill in its tab."""
        lines = tuple(tuple(row.get(header) for header in HEADERS) for row in rows)
        self.workbook.apply([MakeTab("Queries", tuple(map(Column, HEADERS)), lines)])

    def type(self, row: int, header: str, value: Any) -> None:
        """Let somebody type into a cell."""
        self.workbook.apply([FillRow("Queries", 1, row, {header: value})])

    def fill_again(self, *rows: dict[str, Any]) -> None:
        """Let the team change its rows from the first one on."""
        for number, row in enumerate(rows, 2):
            for header in HEADERS:
                self.type(number, header, row.get(header))

    def run(self, answers: dict[str, Scripted], selection: Selection | None = None) -> Summary:
        """Run the sheet; the answers are by event."""
        self.clock = FakeClock(self.now)
        clock = StoppableClock(self.clock)
        if self.stop_after_asking:
            clock.stop.set()
        self.connector = FakeConnector(answers)
        with SpoolFolder(self.folder / "state") as spools:
            tools = Tools(
                clock=clock,
                client=self.connector,
                calls=lambda: len(self.connector.asked),
                new_id=lambda: next(self._ids),
                spools=spools,
                workers=1,
                progress=self.progress,
                version="1.2.3",
                remarks=("The clock stands still.",),
            )
            target = Target(self.settings, {"web": "Asia/Kolkata"}, self.workbook)
            return refresh(target, tools, f"batch-{self.now:%d}", selection or Selection())

    def rows(self, tab: str = "Queries") -> list[dict[str, Any]]:
        """Return a tab's lines by header; blank cells are left out."""
        head, *lines = [[cell.value for cell in row] for row in self.workbook.read(tab).rows]
        return [
            {str(name): value for name, value in zip(head, line) if value is not None}
            for line in lines
        ]

    def row(self, number: int) -> dict[str, Any]:
        return self.rows()[number - 2]


def serial(moment: datetime) -> float:
    return (moment - datetime(1899, 12, 30)).total_seconds() / 86_400
