"""A checkup: what a run would do, told from the workbook alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_runner.config import SheetSettings
from sheets_runner.errors import ConfigError
from sheets_runner.run.check import Checkup, as_object, check
from sheets_runner.run.plan import Selection
from sheets_runner.run.summary import ExitCode
from sheets_runner.run.target import Target
from sheets_runner.run.telling import checkup_lines
from sheets_runner.table.cells import Problem
from sheets_runner.workbook.base import Column, MakeTab, Value
from tests.fake_workbook import FakeWorkbook, Store
from tests.unit.run.build import MORNING, ZONE

HEADERS = ("Name", "Get", "Event", "Dates", "Output tab", "Active")


def checkup(*rows: tuple[Value, ...], selection: Selection | None = None) -> Checkup:
    workbook = FakeWorkbook(Store())
    columns = tuple(map(Column, HEADERS))
    full = tuple((*row, *[None] * (len(HEADERS) - len(row))) for row in rows)
    workbook.apply([MakeTab("Queries", columns, full)])
    settings = SheetSettings("daily", Path("book.xlsx"), ("web",))
    return check(Target(settings, {"web": ZONE}, workbook), MORNING, selection or Selection())


COUNT = ("Searches", "Event count", "Flight Search", "yesterday")
EXPORT = ("Bookings", "Event records", "Booking", "yesterday")


def test_a_count_is_one_call_and_an_export_two_or_more() -> None:
    found = checkup(COUNT, EXPORT)

    assert (len(found.asks), found.calls, found.exit_code) == (2, 3, ExitCode.DONE)


def test_rows_that_ask_the_same_share_a_call() -> None:
    found = checkup(COUNT, EXPORT, ("Again", *COUNT[1:]), ("Once more", *COUNT[1:]))

    assert (found.shared, found.calls) == ([[2, 4, 5]], 3)


def test_a_tab_no_records_can_go_to_is_a_problem_of_its_row() -> None:
    found = checkup((*EXPORT, "Queries"))

    (row,) = found.rows
    assert row.question is None
    assert [problem.cell for problem in row.problems] == ["E2"]
    assert (found.asks, found.exit_code) == ((), ExitCode.ROWS)


def test_a_look_writes_nothing_where_people_look_on() -> None:
    store = Store()
    FakeWorkbook(store).apply(
        [MakeTab("Queries", tuple(map(Column, HEADERS)), ((*COUNT, "", ""),))]
    )
    before = store.version
    live = FakeWorkbook(store, live=True)
    settings = SheetSettings("daily", None, ("web",), spreadsheet="x" * 44)

    found = check(Target(settings, {"web": ZONE}, live), MORNING, Selection())

    assert len(found.asks) == 1
    assert (live.noted, live.applied, store.version, store.held) == ([], [], before, "")


def test_rows_that_are_not_selected_are_not_told() -> None:
    found = checkup(COUNT, EXPORT, selection=Selection(name="Bookings"))

    assert [row.number for row in found.rows] == [3]
    with pytest.raises(ConfigError, match="--row 9"):
        checkup(COUNT, selection=Selection(row=9))


def test_a_sheet_that_cannot_be_read_is_told_like_any_other() -> None:
    lost = Checkup("lost", problems=(Problem("", "It is gone."),), code=ExitCode.WORKBOOK)

    assert list(checkup_lines(lost, cql=False)) == ["lost: It is gone."]
    told: dict[str, Any] = as_object([lost, checkup(COUNT)])
    assert told["problems"] == [{"sheet": "lost", "cell": "", "message": "It is gone."}]
    assert (told["exit_code"], [row["sheet"] for row in told["rows"]]) == (3, ["daily"])


def test_rows_are_told_ready_to_fix_or_skipped() -> None:
    found = checkup(COUNT, ("Oops", "Event count", "Booking"), (*COUNT, None, "no"))

    assert list(checkup_lines(found, cql=False)) == [
        ("daily row 2 Searches: ✅ Ready · Flight Search events on Mon 29 Jun 2026 (Asia/Kolkata)"),
        (
            "daily row 3 Oops: ⚠ Check · `Dates` (D3) is blank. Write a day like 2026-02-28, or "
            "yesterday."
        ),
        "daily row 4 Searches: ⏸ Skipped",
        (
            "1 ready, 1 to fix, 1 skipped. A run would ask 1 question, with at least 1 call to "
            "CleverTap."
        ),
    ]
