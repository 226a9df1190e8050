"""Two runs on one spreadsheet: one works; a dead one that wakes up can no longer write."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Iterator

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.errors import LeaseHeld
from sheets_runner.run.stopping import STOPPED, LastingClock
from sheets_runner.run.summary import ExitCode
from sheets_runner.workbook.base import FillRow, RunId
from sheets_runner.workbook.google import lease
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock
from tests.integration.google_runs import (
    NOW,
    Ended,
    Hasty,
    Runs,
    answers,
    doubled,
    hidden,
    lines,
    whole,
)
from tests.unit.run.fake_client import Scripted

LEASE = lease.TITLE
TABS = ("Queries", "Results", "Run log")
DONE = Ended(ExitCode.DONE, "")
BATCH = "POST /v4/spreadsheets/{id}:batchUpdate"


@pytest.fixture(name="runs", scope="module")
def _runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("runs")
    with GoogleSheets() as server:
        client = connect(GoogleOptions(str(server.credentials(folder)), server.url))
        yield Runs(server, client, folder)
        client.close()


@pytest.fixture(name="sheet")
def _sheet(runs: Runs) -> str:
    return runs.new()


@pytest.fixture(name="beside")
def _beside(runs: Runs, tmp_path: Path) -> Runs:
    """A second machine."""
    return Runs(runs.server, runs.client, tmp_path)


class Meanwhile:
    """Answers the first question after another run has come to its end, or met the first one."""

    def __init__(self, beside: Runs, sheet: str, later: timedelta) -> None:
        self.beside, self.sheet, self.later = beside, sheet, later
        self.ended: Ended | None = None
        self.book: Spreadsheet | None = None

    def __call__(self) -> Count:
        workbook = self.beside.workbook(self.sheet, FakeClock(NOW + self.later), seed=5)
        self.ended = self.beside.run(workbook, "other", answers(20, 2))
        self.book = self.beside.server.spreadsheets[self.sheet].copy()
        return Count(10)


def run_while(runs: Runs, sheet: str, other: Meanwhile) -> Ended:
    said: dict[str, Scripted] = {**answers(10, 3), "App Launched": other}
    return runs.run(runs.workbook(sheet, FakeClock(NOW)), "first", said)


def book(runs: Runs, sheet: str) -> Spreadsheet:
    return runs.server.spreadsheets[sheet]


def counts(runs: Runs, sheet: str) -> list[object]:
    return [line.get("Count") for line in lines(book(runs, sheet), "Queries")]


def test_of_two_runs_at_once_one_works_and_the_other_is_told_so(
    runs: Runs, beside: Runs, sheet: str
) -> None:
    other = Meanwhile(beside, sheet, timedelta(minutes=9))

    assert run_while(runs, sheet, other) == DONE
    assert other.ended == Ended(
        ExitCode.LEASE,
        'Another run is at work on "Untitled spreadsheet": first. Wait until it is finished; if it '
        "has died, its lease ends at 2026-06-30 04:40 UTC.",
    )
    assert counts(runs, sheet) == [10, 11, None]
    assert {line["Batch"] for line in lines(book(runs, sheet), "Run log")} == {"first"}


def test_a_run_that_was_away_for_too_long_finds_its_place_taken(
    runs: Runs, beside: Runs, sheet: str
) -> None:
    other = Meanwhile(beside, sheet, timedelta(minutes=11))

    ended = run_while(runs, sheet, other)

    assert other.ended == DONE
    assert ended == Ended(
        ExitCode.LEASE,
        'This run has lost "Untitled spreadsheet": it was away for too long and another one has '
        "taken over, or somebody has deleted its hidden tab. Its results are not there.",
    )
    assert counts(runs, sheet) == [20, 21, None]
    assert other.book
    assert whole(book(runs, sheet), without=()) == whole(other.book, without=())
    assert lines(book(runs, sheet), "Run log") == lines(other.book, "Run log")
    assert (hidden(book(runs, sheet)), doubled(book(runs, sheet))) == ([], [])


def test_a_run_that_was_away_writes_nothing_while_the_other_is_at_work_nor_later(
    runs: Runs, sheet: str
) -> None:
    away = runs.workbook(sheet, FakeClock(NOW))
    working = runs.workbook(sheet, FakeClock(NOW + timedelta(minutes=11)), seed=2)
    note = FillRow("Queries", 1, 2, {"Name": "by the one that was away"})
    with away.lease(RunId("away")):
        with working.lease(RunId("working"), TABS):
            for write in (away.note, away.note, away.apply):
                with pytest.raises(LeaseHeld, match="another one has taken over"):
                    write([note])
            working.apply([FillRow("Queries", 1, 2, {"Name": "by the other"})])
        with pytest.raises(LeaseHeld, match="another one has taken over"):
            away.apply([note])

    assert lines(book(runs, sheet), "Queries")[0]["Name"] == "by the other"


def test_records_that_were_laid_aside_by_a_run_that_is_away_are_gone_and_it_ends(
    runs: Runs, sheet: str
) -> None:
    def take_over(found: Spreadsheet) -> None:
        tabs = [tab.id for tab in found.tabs if tab.title in hidden(found)]
        runs.server.edit(sheet, [{"deleteSheet": {"sheetId": tab}} for tab in tabs])

    put = "PUT /v4/spreadsheets/{id}/values/{range}"
    runs.server.fault(Fault("edit_after", put, edit=take_over))
    before = book(runs, sheet)

    ended = runs.run(runs.workbook(sheet, FakeClock(NOW)), "first", answers(10, 30))

    assert ended.code is ExitCode.LEASE
    assert counts(runs, sheet) == [None] * 3
    assert set(whole(book(runs, sheet))) == set(whole(before))
    assert hidden(book(runs, sheet)) == []


def lease_of(runs: Runs, sheet: str) -> tuple[int, lease.Lease]:
    """Return the id of the lease's tab, and what its mark says."""
    tab = book(runs, sheet).tab(LEASE)
    assert tab
    found = lease.parse(tab.metadata[0]["metadataValue"])
    assert found
    return tab.id, found


def test_each_note_exchanges_the_lease_for_one_that_lasts_longer(runs: Runs, sheet: str) -> None:
    clock = FakeClock(NOW)
    workbook = runs.workbook(sheet, clock)
    with workbook.lease(RunId("first"), TABS):
        first = lease_of(runs, sheet)
        clock.sleep(400)
        workbook.note([])
        second = lease_of(runs, sheet)
        clock.sleep(400)
        with pytest.raises(LeaseHeld, match=r"ends at 2026-06-30 04:46 UTC\."):
            runs.workbook(sheet, clock, seed=3).lease(RunId("other")).__enter__()

    assert first[0] != second[0]
    assert [at.until - NOW for _, at in (first, second)] == [
        timedelta(seconds=600),
        timedelta(seconds=1000),
    ]
    assert hidden(book(runs, sheet)) == []


@pytest.mark.parametrize("do", ["403", "413"])
@pytest.mark.parametrize("call", range(2, 5))
def test_a_run_that_fails_gives_its_lease_back(runs: Runs, sheet: str, do: str, call: int) -> None:
    runs.server.fault(Fault(do, after=call))

    ended = runs.run(runs.workbook(sheet, FakeClock(NOW)), "first", answers(10, 3))
    assert ended.code is ExitCode.WORKBOOK
    assert hidden(book(runs, sheet)) == []
    assert runs.run(runs.workbook(sheet, FakeClock(NOW), seed=2), "second", answers(10, 3)) == DONE


def run_and_stop(runs: Runs, sheet: str) -> Ended:
    """Run, and stop it when it has its first answer."""
    clock = Hasty(FakeClock(NOW))

    def stop() -> Count:
        clock.stop.set()
        return Count(10)

    said: dict[str, Scripted] = {**answers(10, 3), "App Launched": stop}
    return runs.run(runs.workbook(sheet, LastingClock(clock)), "first", said, clock)


def test_a_run_that_is_stopped_publishes_what_it_has_and_gives_its_lease_back(
    runs: Runs, sheet: str
) -> None:
    ended = run_and_stop(runs, sheet)

    assert ended.code is ExitCode.INTERRUPTED
    assert counts(runs, sheet)[0] == 10
    assert hidden(book(runs, sheet)) == []


def test_a_run_that_is_stopped_and_throttled_gives_up_and_gives_its_lease_back(
    runs: Runs, sheet: str
) -> None:
    runs.server.fault(Fault("429", BATCH, after=2))

    ended = run_and_stop(runs, sheet)

    assert ended == Ended(ExitCode.INTERRUPTED, STOPPED)
    assert counts(runs, sheet) == [None] * 3
    assert hidden(book(runs, sheet)) == []
