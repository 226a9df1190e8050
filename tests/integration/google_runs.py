"""Refreshes of a spreadsheet on the emulator while things go wrong, and what may come of them."""

from __future__ import annotations

import itertools
import random
import secrets
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Collection, Mapping, Sequence

from sheets_runner.clevertap.counts import Count
from sheets_runner.clock import Clock
from sheets_runner.config import SheetSettings
from sheets_runner.run.faults import exit_code_of, reason
from sheets_runner.run.plan import Selection
from sheets_runner.run.refresh import Tools, refresh
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.run.summary import ExitCode, Summary
from sheets_runner.run.target import Target
from sheets_runner.workbook.google.api import Api, Client
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.workbook import GoogleWorkbook
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.model import Cell, Json, Spreadsheet, Tab
from tests.fakes import FakeClock
from tests.unit.run.fake_client import FakeConnector, Records, Scripted
from tests.unit.run.office import Progress

NOW = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)
LATER = timedelta(hours=1)
"""Long enough for the lease of a run that died to end."""
HIDDEN = "_sheets_runner"
BRIEF = ("Status", "Message")
"""What people see of a run at work."""
SMALL_PIECE = 900
"""Bytes: a table of a few dozen records is a large one then."""
ROWS = (
    ("Name", "Get", "Event", "Dates", "[Ours]"),
    ("Visits", "Event count", "App Launched", "yesterday", "ask Asha"),
    ("Flights", "Event count", "Flight Search", "yesterday"),
    ("Bookings", "Event records", "Booking", "yesterday"),
)


def answers(first: int, records: int) -> dict[str, Scripted]:
    """Return what CleverTap says: counts from a number on, and so many records."""
    page: Records = [
        {"profile": {"identity": f"00{n}"}, "ts": 20260629120000, "event_props": {"n": first + n}}
        for n in range(records)
    ]
    return {"App Launched": Count(first), "Flight Search": Count(first + 1), "Booking": (page,)}


class Hasty(StoppableClock):
    """A run's clock that nobody has to wait for."""

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.check()
        self.real.sleep(seconds)


@dataclass(frozen=True)
class Ended:
    """How a refresh ended, as a command would say it."""

    code: ExitCode
    said: str


class Refreshes:
    """Refreshes of spreadsheets, each as by a process of its own.

    Args:
        client: Signed in.
        folder: For the state of the runs.
        options: What is configured of Google.
        max_records: What is configured of records, None for the storage's own limit.
    """

    def __init__(
        self,
        client: Client,
        folder: Path,
        options: GoogleOptions = GoogleOptions(),  # noqa: B008 - frozen
        max_records: int | None = None,
    ) -> None:
        self.client = client
        self.folder = folder
        self.options = options
        self.settings = SheetSettings("team", None, ("web",), max_records=max_records)

    def workbook(
        self, sheet: str, clock: Clock, *, seed: int = 1, piece: int = SMALL_PIECE
    ) -> GoogleWorkbook:
        """Return a spreadsheet as a new process opens it."""
        rng = random.Random(seed)  # noqa: S311 - ids of tabs
        api = Api(self.client, clock, random.Random(2))  # noqa: S311 - jitter
        return GoogleWorkbook(sheet, api, self.options, clock, rng, piece=piece)

    def run(
        self,
        workbook: GoogleWorkbook,
        batch: str,
        said: Mapping[str, Scripted],
        clock: StoppableClock | None = None,
    ) -> Ended:
        """Refresh; CleverTap's answers take no time."""
        connector = FakeConnector(said)
        with SpoolFolder(self.folder / "state") as spools:
            tools = Tools(
                clock=clock or StoppableClock(FakeClock(NOW)),
                client=connector,
                calls=lambda: len(connector.asked),
                new_id=map("".join, itertools.product("abcdefgh", repeat=8)).__next__,
                spools=spools,
                workers=1,
                progress=Progress(),
                version="1.2.3",
            )
            target = Target(self.settings, {"web": "Asia/Kolkata"}, workbook)
            return _ended(lambda: refresh(target, tools, batch, Selection()))

    def refresh(self, sheet: str, batch: str, said: Mapping[str, Scripted], seed: int = 1) -> Ended:
        """Refresh a spreadsheet, some time after all earlier runs."""
        moment = NOW + LATER * seed
        return self.run(self.workbook(sheet, FakeClock(moment), seed=seed), batch, said)


class Runs(Refreshes):
    """Refreshes on one emulator.

    Args:
        server: The emulator.
        client: Signed in to it.
        folder: For the state of the runs.
    """

    def __init__(self, server: GoogleSheets, client: Client, folder: Path) -> None:
        super().__init__(client, folder)
        self.server = server

    def copy(self, book: Spreadsheet) -> str:
        """Take in a copy of a spreadsheet, and return its id."""
        return copy_of(self.server, book)

    def new(self, rows: Sequence[Sequence[str]] = ROWS) -> str:
        """Make a spreadsheet that the team has filled in, with little room to grow."""
        made = self.server.create({"Queries": rows}, time_zone="Asia/Kolkata")
        made.tabs[0].properties["gridProperties"].update(rowCount=len(rows) + 2, columnCount=6)
        return made.id

    def used(self, said: Mapping[str, Scripted]) -> Spreadsheet:
        """Return a spreadsheet that has answers of an earlier run."""
        sheet = self.new()
        assert self.refresh(sheet, "earlier", said, 0) == Ended(ExitCode.DONE, "")
        book = self.server.spreadsheets[sheet].copy()
        for tab in book.tabs:
            trim(tab)
        return book


def _ended(go: Any) -> Ended:
    try:
        summary: Summary = go()
    except Exception as error:  # noqa: BLE001 - as the session does
        return Ended(exit_code_of(error), reason(error))
    said = (*summary.problems, *(row.message for row in summary.rows if row.is_problem))
    return Ended(summary.exit_code, " ".join(said))


def copy_of(server: GoogleSheets, book: Spreadsheet) -> str:
    """Take in a copy of a spreadsheet, and return its id."""
    copy = replace(book.copy(), id=f"copy-{secrets.token_hex(8)}")
    server.library.add(copy)
    return copy.id


def trim(tab: Tab) -> None:
    """Leave a tab no more rows than are filled: the emulator is quicker then."""
    filled = max((row for row, _ in tab.cells if tab.cells[row, _].entered is not None), default=0)
    tab.properties["gridProperties"]["rowCount"] = filled + 1
    tab.cells = {place: cell for place, cell in tab.cells.items() if place[0] <= filled}


# --- what is there ---


def entered(tab: Tab) -> list[list[Any]]:
    """Return what stands in a tab, row by row."""
    filled = [place for place, cell in tab.cells.items() if cell.entered is not None]
    height = max((row for row, _ in filled), default=-1) + 1
    width = max((column for _, column in filled), default=-1) + 1
    return [
        [tab.cells.get((row, column), Cell()).entered for column in range(width)]
        for row in range(height)
    ]


def lines(book: Spreadsheet, title: str) -> list[dict[str, Any]]:
    """Return the rows of a tab by header, none for a missing tab; blank cells are left out."""
    tab = book.tab(title)
    head, *rows = entered(tab) if tab else [[]]
    return [
        {str(name): value for name, value in zip(head, row) if value is not None} for row in rows
    ]


def hidden(book: Spreadsheet) -> list[str]:
    """Return the names of the runner's hidden tabs."""
    return [tab.title for tab in book.tabs if tab.title.startswith(HIDDEN)]


def whole(book: Spreadsheet, without: Collection[str] = BRIEF) -> dict[str, Any]:
    """Return all that is in a spreadsheet but for what may change while a run is at work.

    Args:
        book: The spreadsheet.
        without: The headers of columns that are left out.
    """
    return {
        tab.title: _content(tab, without)
        for tab in book.tabs
        if tab.title != "Run log" and not tab.title.startswith(HIDDEN)
    }


def _content(tab: Tab, without: Collection[str]) -> Any:
    passed = {
        column for (row, column), cell in tab.cells.items() if row == 0 and cell.entered in without
    }
    cells = {
        place: cell
        for place, cell in tab.cells.items()
        if cell.entered is not None and place[1] not in passed
    }
    marks = sorted(
        (one["location"]["dimensionRange"]["startIndex"], one.get("metadataValue", ""))
        for one in tab.metadata
        if "dimensionRange" in one["location"]
    )
    looks = (tab.columns, tab.merges, tab.conditional_formats, tab.basic_filter)
    return cells, marks, _without_ids(deepcopy(looks))


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(part) for key, part in value.items() if key != "sheetId"}
    return [_without_ids(part) for part in value] if isinstance(value, (list, tuple)) else value


def doubled(book: Spreadsheet) -> list[Any]:
    """Return the lines of `Results` and of the run log that stand there more than once."""
    found = [
        ("Results", *(line[name] for name in ("From", "To", "ID")))
        for line in lines(book, "Results")
    ]
    found += [
        ("Run log", line["Batch"], line["What"], line.get("Row")) for line in lines(book, "Run log")
    ]
    return sorted({line for line in found if found.count(line) > 1}, key=str)


def expire_leases(book: Spreadsheet, moment: datetime = NOW) -> None:
    """Let the time of dead runs pass: their leases have ended at a moment."""
    for tab in book.tabs:
        for mark in tab.metadata:
            _expire(mark, moment)


def _expire(mark: Json, moment: datetime) -> None:
    kind, _, rest = mark.get("metadataValue", "").partition(" ")
    if kind == "lease":
        mark["metadataValue"] = f"{kind} {rest.split()[0]} {moment.isoformat()}"
