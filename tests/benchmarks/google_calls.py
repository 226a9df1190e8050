"""How many calls a refresh of a spreadsheet takes, and how much memory.

``python -m tests.benchmarks.google_calls`` prints the calls for 10, 100 and 500 count rows beside
those that gspread's ``update_cell`` would take, and for records tabs of 10,000 and 100,000 rows of
20 columns the calls besides the pieces of 2 MB, and the most memory that the runner's process took.
Google is the emulator.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Iterator, Sequence

from sheets_runner.clevertap.counts import Count
from sheets_runner.run.summary import ExitCode
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.staging import PIECE
from tests.emulators.google_sheets import GoogleSheets
from tests.fakes import FakeClock
from tests.integration.google_runs import NOW, Ended, Refreshes
from tests.unit.emulators.clients import signed_in
from tests.unit.run.fake_client import Records, Scripted

HEADERS = ("Name", "Get", "Event", "Dates", "Columns")
PAGE = 5_000
COLUMNS = 20
PUT = "PUT /v4/spreadsheets/{id}/values/{range}"
TOKEN = "POST /token"
SAMPLE = 20
RESULTS = 7
"""Cells that a run writes into each row."""


@dataclass(frozen=True)
class Cost:
    """What a refresh took.

    Attributes:
        calls: How many calls, without signing in.
        pieces: How many of them carried records.
        megabytes: The most memory of its process.
    """

    calls: int
    pieces: int
    megabytes: float


def records(number: int) -> tuple[Any, ...]:
    """Return the pages of an export, each made when it is asked for."""

    def page(first: int) -> Records:
        return [
            {
                "profile": {"identity": f"{row:08}"},
                "ts": 20260629120000,
                "event_props": {f"p{place}": f"{row} of {place}" for place in range(COLUMNS - 2)},
            }
            for row in range(first, min(first + PAGE, number))
        ]

    return tuple(lambda first=first: page(first) for first in range(0, number, PAGE))


def columns() -> str:
    """Return what the cell `Columns` asks for: `COLUMNS` of them."""
    return ", ".join(["ts", "profile.identity", *(f"event_props.p{n}" for n in range(COLUMNS - 2))])


def refresh(url: str, credentials: str, sheet: str, number: int) -> None:
    """Refresh, as a process of its own, and print the megabytes that it took."""
    options = replace(GoogleOptions(credentials, url), publish_cells=10_000_000)
    client = connect(options)
    said: dict[str, Scripted] = {"Visited": Count(7), "Booked": records(number)}
    with tempfile.TemporaryDirectory() as folder:
        runs = Refreshes(client, Path(folder), options, number)
        ended = runs.run(runs.workbook(sheet, FakeClock(NOW), piece=PIECE), "batch", said)
    client.close()
    assert ended == Ended(ExitCode.DONE, ""), ended
    print(peak_megabytes())


def peak_megabytes() -> float:
    """Return the most memory that this process took, on Linux.

    `getrusage` would count what the process that started this one had (`man 2 getrusage`).
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found
    return int(found[1]) / 1024


class Bench:
    """An emulator whose spreadsheets are refreshed."""

    def __init__(self, server: GoogleSheets, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.credentials = str(server.credentials(folder))

    def cost(self, rows: Sequence[Sequence[str]], number: int = 0) -> Cost:
        """Refresh a new spreadsheet in a process of its own."""
        sheet = self.server.create({"Queries": rows}, time_zone="Asia/Kolkata").id
        before = self.server.calls
        arguments = [self.server.url, self.credentials, sheet, str(number)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.google_calls", *arguments],
            stdout=subprocess.PIPE,
            check=True,
        )
        calls = {route: count - before.get(route, 0) for route, count in self.server.calls.items()}
        total = sum(calls.values()) - calls[TOKEN]
        return Cost(total, calls.get(PUT, 0), float(done.stdout))

    def naive(self) -> float:
        """Return the calls that gspread makes for each cell when cells are written one by one."""
        sheet = self.server.create().id
        with signed_in(self.server, self.folder) as client:
            tab = client.open_by_key(sheet).sheet1
            before = sum(self.server.calls.values())
            for row in range(1, SAMPLE + 1):
                tab.update_cell(row, 1, "text")
        return (sum(self.server.calls.values()) - before) / SAMPLE


def counts(bench: Bench) -> Iterator[str]:
    """Yield what count rows take."""
    each = bench.naive() * RESULTS
    for number in (10, 100, 500):
        rows = [(f"Row {row}", "", "Visited", "yesterday", "") for row in range(number)]
        cost = bench.cost([HEADERS, *rows])
        yield (
            f"{number:7,} count rows: {cost.calls} calls; with update_cell {each * number:,.0f}, "
            f"{each * number / cost.calls:,.0f} times as many; {cost.megabytes:.0f} MB"
        )


def exports(bench: Bench) -> Iterator[str]:
    """Yield what records take."""
    first: float | None = None
    for number in (10_000, 100_000):
        row = ("Booked", "Event records", "Booked", "yesterday", columns())
        cost = bench.cost([HEADERS, row], number)
        first = first or cost.megabytes
        yield (
            f"{number:7,} records of {COLUMNS} columns: {cost.pieces} pieces and "
            f"{cost.calls - cost.pieces} calls; {cost.megabytes:.0f} MB, "
            f"{cost.megabytes / first:.2f} times as much as the smaller export"
        )


def main() -> None:
    """Print all numbers, or refresh one spreadsheet for them."""
    if sys.argv[1:]:
        url, credentials, sheet, number = sys.argv[1:]
        refresh(url, credentials, sheet, int(number))
        return
    with GoogleSheets() as server, tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder))
        for line in (*counts(bench), *exports(bench)):
            print(line)


if __name__ == "__main__":
    main()
