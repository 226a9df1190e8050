"""Each fault of Google's at each call of a refresh: whole or not at all, and put right by the next.

Nobody waits: the clock of the calls moves on by itself, and CleverTap's answers are a script.
"""

from __future__ import annotations

from typing import Iterator, NamedTuple

import pytest

from sheets_runner.run.summary import ExitCode
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.integration.google_runs import (
    Ended,
    Runs,
    answers,
    doubled,
    hidden,
    lines,
    whole,
)

pytestmark = pytest.mark.long

SILENT_SECONDS = 0.3
"""How long the client of these tests waits for an answer."""

PASSING = (
    *("400_office", "401", "429", "429_read", "429_retry_after", "500", "502_html", "503"),
    *("504_html", "drop", "timeout", "slow"),
)
"""What one time is no reason to give up: a 400 may mean that somebody has just renamed a tab."""
LASTING = ("403", "403_api_off", "403_scope", "404", "413")
MADE = ("500", "502_html", "503", "504_html", "drop", "timeout")
"""What may come although the change was made."""
FAULTS = (*PASSING, *LASTING, *(f"commit_then_{name}" for name in MADE))
FEW = ("429", "503", "drop", "413", "commit_then_503", "commit_then_drop")
"""One of each sort."""
CALLS = range(5)
"""The outline, the lease, the note, the last look, the publishing."""
STAGED_CALLS = range(8)
"""The same, and before the last look: a tab to lay records aside, and two pieces of them."""


class Scene(NamedTuple):
    """A spreadsheet before a refresh and after it, and again after the next one."""

    before: Spreadsheet
    after: Spreadsheet
    next: Spreadsheet
    records: int


@pytest.fixture(name="server", scope="module")
def _server() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="runs", scope="module")
def _runs(server: GoogleSheets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    folder = tmp_path_factory.mktemp("runs")
    options = GoogleOptions(str(server.credentials(folder)), server.url)
    client = connect(options, read_seconds=SILENT_SECONDS)
    yield Runs(server, client, folder)
    client.close()


def scene(runs: Runs, records: int) -> Scene:
    before = runs.used(answers(1, 3))
    sheet = runs.copy(before)
    ended = runs.refresh(sheet, "first", answers(10, records), 1)
    after = runs.server.spreadsheets[sheet].copy()
    runs.refresh(sheet, "second", answers(10, records), 2)
    assert ended == Ended(ExitCode.DONE, "")
    assert whole(before) != whole(after)
    return Scene(before, after, runs.server.spreadsheets[sheet], records)


@pytest.fixture(name="small", scope="module")
def _small(runs: Runs) -> Scene:
    return scene(runs, 3)


@pytest.fixture(name="large", scope="module")
def _large(runs: Runs) -> Scene:
    return scene(runs, 30)


def spoil(runs: Runs, scene: Scene, fault: Fault) -> Ended:
    """Refresh while a fault happens, then refresh again; return how the first one ended."""
    sheet = runs.copy(scene.before)
    said = answers(10, scene.records)
    runs.server.fault(fault)
    ended = runs.refresh(sheet, "first", said, 1)
    runs.server.clear_faults()
    book = runs.server.spreadsheets[sheet]
    check(scene, book, ended)
    assert runs.refresh(sheet, "second", said, 2) == Ended(ExitCode.DONE, "")
    check_next(scene, runs.server.spreadsheets.pop(sheet))
    return ended


def check(scene: Scene, book: Spreadsheet, ended: Ended) -> None:
    """Hold what is true after a refresh, however it ended."""
    assert doubled(book) == []
    if ended.code is ExitCode.DONE:
        assert ended.said == ""
        assert whole(book, without=()) == whole(scene.after, without=())
        assert hidden(book) == []
    else:
        assert whole(book) in (whole(scene.before), whole(scene.after))
        assert ended.said.endswith(".")


def check_next(scene: Scene, book: Spreadsheet) -> None:
    """Hold that the next refresh has put everything right."""
    assert whole(book, without=()) == whole(scene.next, without=())
    assert doubled(book) == []
    assert hidden(book) == []


def fault_of(do: str, call: int, times: int = 1) -> Fault:
    wait_ms = 20 if do == "slow" else int(SILENT_SECONDS * 1300)
    return Fault(do, after=call, times=times, wait_ms=wait_ms)


def test_a_refresh_makes_these_calls(runs: Runs, small: Scene, large: Scene) -> None:
    for one, calls in ((small, CALLS), (large, STAGED_CALLS)):
        before = sum(runs.server.calls.values())
        runs.refresh(runs.copy(one.before), "first", answers(10, one.records), 1)
        assert sum(runs.server.calls.values()) - before == len(calls)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("do", FAULTS)
def test_a_fault_at_any_call_is_overcome_or_changes_nothing(
    runs: Runs, small: Scene, do: str, call: int
) -> None:
    ended = spoil(runs, small, fault_of(do, call))

    assert ended.code is (ExitCode.WORKBOOK if do in LASTING else ExitCode.DONE)


@pytest.mark.parametrize("call", STAGED_CALLS)
@pytest.mark.parametrize("do", FEW)
def test_the_same_holds_where_records_are_laid_aside_first(
    runs: Runs, large: Scene, do: str, call: int
) -> None:
    ended = spoil(runs, large, fault_of(do, call))

    assert ended.code is (ExitCode.WORKBOOK if do in LASTING else ExitCode.DONE)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("do", ["400_office", "401", *FEW])
def test_a_fault_that_stays_ends_a_run_and_says_why(
    runs: Runs, small: Scene, do: str, call: int
) -> None:
    ended = spoil(runs, small, fault_of(do, call, times=10_000))

    assert ended.code is ExitCode.WORKBOOK


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("do", ["403", "503", "commit_then_503"])
@pytest.mark.parametrize("times", [1, 10_000])
def test_a_first_refresh_shows_all_its_numbers_or_none(
    runs: Runs, do: str, call: int, times: int
) -> None:
    sheet = runs.new()
    runs.server.fault(fault_of(do, call, times))

    ended = runs.refresh(sheet, "first", answers(10, 3), 1)

    runs.server.clear_faults()
    book = runs.server.spreadsheets[sheet]
    done = ended.code is ExitCode.DONE
    assert done or ended.said.endswith(".")
    shown = [line.get("Count") for line in lines(book, "Queries")]
    counts = [line.get("Count") for line in lines(book, "Results")]
    made = [shown, counts, len(lines(book, "Bookings"))]
    assert made == [[10, 11, None]] * 2 + [3] if done or counts else [[None] * 3, [], 0]
    assert runs.refresh(sheet, "second", answers(10, 3), 2).code is ExitCode.DONE
    book = runs.server.spreadsheets.pop(sheet)
    assert [line["Status"] for line in lines(book, "Queries")] == ["✅ Done"] * 3
    assert (doubled(book), hidden(book)) == ([], [])


def test_what_is_said_of_a_change_that_nobody_has_seen(runs: Runs, small: Scene) -> None:
    book = runs.copy(small.before)
    runs.server.fault(fault_of("commit_then_503", 4, times=10_000))

    ended = runs.refresh(book, "first", answers(10, 3), 1)

    runs.server.clear_faults()
    assert ended.said.startswith("Google has a fault of its own (HTTP 503). Run again later;")
    assert ended.said.endswith(
        "Whether the change was made is not known; the next run puts it right."
    )
    assert whole(runs.server.spreadsheets[book]) == whole(small.after)
