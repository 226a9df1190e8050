"""How many calls a refresh makes: few, and as many for a hundred rows as for ten.

Google allows 60 reads and 60 writes a minute
(https://developers.google.com/workspace/sheets/api/limits). `tests/benchmarks/google_calls.py`
prints the same for larger spreadsheets.
"""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.run.summary import ExitCode
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock
from tests.integration.google_runs import NOW, Ended, Runs, answers, lines

TOKEN = "POST /token"
DONE = Ended(ExitCode.DONE, "")


@pytest.fixture(name="runs")
def _runs(tmp_path: Path) -> Iterator[Runs]:
    with GoogleSheets() as server:
        client = connect(GoogleOptions(str(server.credentials(tmp_path)), server.url))
        yield Runs(server, client, tmp_path)
        client.close()


def calls_of(runs: Runs, sheet: str, records: int = 3) -> dict[str, int]:
    """Refresh, and return the calls that took, by route."""
    before = runs.server.calls
    workbook = runs.workbook(sheet, FakeClock(NOW), piece=2_000)
    assert runs.run(workbook, "first", {**answers(1, records), "Visited": Count(7)}) == DONE
    after = runs.server.calls
    return {route: after[route] - before.get(route, 0) for route in after if route != TOKEN}


@pytest.mark.parametrize("rows", [10, 100])
def test_the_calls_of_a_refresh_do_not_grow_with_its_rows(runs: Runs, rows: int) -> None:
    asked = [(f"Row {number}", "Visited", "yesterday") for number in range(rows)]
    sheet = runs.new([("Name", "Event", "Dates"), *asked])

    for _ in range(2):
        assert calls_of(runs, sheet) == {
            "GET /v4/spreadsheets/{id}": 2,
            "POST /v4/spreadsheets/{id}:batchUpdate": 3,
        }
    assert [line["Count"] for line in lines(runs.server.spreadsheets[sheet], "Queries")] == (
        [7] * rows
    )


def test_what_somebody_moves_in_the_second_of_writing_costs_one_call_more(runs: Runs) -> None:
    sheet = runs.new()

    def insert(_: Spreadsheet) -> None:
        place = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
        runs.server.edit(sheet, [{"insertDimension": {"range": place}}])

    runs.server.fault(Fault("edit_before", after=4, edit=insert))

    assert sum(calls_of(runs, sheet).values()) == 6
    shown = [line.get("Count") for line in lines(runs.server.spreadsheets[sheet], "Queries")]
    assert shown == [None, 1, 2, None]


def test_records_take_a_call_for_each_piece_and_one_for_the_tab_they_wait_in(runs: Runs) -> None:
    sheet = runs.new()

    found = calls_of(runs, sheet, records=60)

    assert found == {
        "GET /v4/spreadsheets/{id}": 2,
        "POST /v4/spreadsheets/{id}:batchUpdate": 4,
        "PUT /v4/spreadsheets/{id}/values/{range}": 2,
    }
    assert len(lines(runs.server.spreadsheets[sheet], "Bookings")) == 60
