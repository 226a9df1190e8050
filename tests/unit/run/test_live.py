"""What people see while a run is at work, to the second; and what is said of a run that died."""

from __future__ import annotations

import logging
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Sequence

import pytest

from sheets_runner.config import SheetSettings
from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.query.layout import Layout, read_layout
from sheets_runner.run.execute import gather
from sheets_runner.run.history import Good
from sheets_runner.run.live import LeftRow, Live, asked_row, left_row, left_rows
from sheets_runner.run.plan import Job, Plan
from sheets_runner.run.report import Sheet
from sheets_runner.run.stopping import Stopped
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import Edit, FillRow, Limits
from tests.fakes import FakeClock
from tests.unit.run.build import MORNING, job, question, row

LIMITS = Limits(rows=9, columns=9, text=20_000, tab_name=31, records=9, forbidden=re.compile("\0"))
SETTINGS = SheetSettings("daily", Path("book.xlsx"), ("web",))
SHEET = Sheet(SETTINGS, "Europe/Berlin", 1, "batch-1", MORNING, LIMITS)
"""10:00 in India is 06:30 in Berlin."""
STAYS = "The number shown is of an earlier run."


# --- a row that is about to be asked ---


def test_a_row_shows_since_when_it_is_asked_and_keeps_its_number() -> None:
    asked = job(2)

    assert asked_row(SHEET, asked, STAYS, begun=True) == FillRow(
        "Queries",
        1,
        2,
        {
            "Status": "🔃 Running",
            "Reads as": "Flight Search in plain words",
            "Message": f"Running since 2026-06-30 06:30. {STAYS}",
            "ID": asked.row_id.text,
        },
        asked.row_id.id,
    )


def test_a_row_that_has_to_wait_is_queued_and_emptied_if_its_question_is_new() -> None:
    edit = asked_row(SHEET, job(2, fresh=True, whole="All of June"), STAYS, begun=False)

    assert isinstance(edit, FillRow)
    assert edit.values == {
        "Status": "⏳ Queued",
        "Reads as": "All of June",
        "Message": "Running since 2026-06-30 06:30.",
        "ID": job(2).row_id.text,
        "Count": None,
        "Records": None,
    }


# --- what a run that died has left ---


def table(*lines: tuple[Any, ...], headers: str = "Event Dates Status Message") -> Table:
    rows = (("Our queries",), tuple(headers.split()), *lines)
    return Table("Queries", tuple(tuple(map(RawCell, line)) for line in rows))


def plan(layout: Layout, *jobs: Job) -> Plan:
    return Plan(layout, jobs, (row(6, problem="x"),), (row(7, active=False),), {})


def test_rows_left_at_work_are_found_but_for_those_that_get_a_status_anyway() -> None:
    found = table(
        ("A", None, "🔃 Running", "Running since 2026-06-30 09:00."),
        ("A", None, "⏳ Queued", "mine"),
        (None, None, "⏳ Queued", 7),
        ("A", None, "⏳ Queued"),
        ("A", None, "⏳ Queued"),
        ("A", None, "✅ Done"),
        ("A", None, True),
        (),
    )
    left = left_rows(found, plan(read_layout(found), job(4, question())))

    assert [row.number for row in left] == [3, 5]
    assert left[0].text("message") == "Running since 2026-06-30 09:00."
    assert left[1].text("message") == left[1].text("id") == ""


def test_a_tab_without_statuses_has_nothing_left_in_it() -> None:
    found = table(("A", "🔃 Running"), headers="Event Dates")

    assert left_rows(found, plan(read_layout(found))) == ()


def message(good: Good | None = None, **results: Any) -> object:
    """Return what is said in a row whose `ID` cell holds ``aaaaaa.0``."""
    cells = {header: RawCell(value) for header, value in {"id": "aaaaaa.0", **results}.items()}
    edit = left_row(SHEET, LeftRow(5, cells), {"aaaaaa.0": good} if good else {})
    assert isinstance(edit, FillRow)
    assert (edit.row, edit.owner, set(edit.values)) == (5, "row 5", {"Status", "Message"})
    assert edit.values["Status"] == "❌ Failed"
    return edit.values["Message"]


def test_it_is_said_which_run_was_stopped_and_what_the_number_is() -> None:
    since = "Running since 2026-06-30 09:00. The number shown is of 2026-06-01 09:00."
    good = Good(datetime(2026, 6, 29, 9, 0), "Visits on Monday")

    assert message(message=since) == (
        "The run of 2026-06-30 09:00 was stopped before it had the answer. Run it again."
    )
    assert message(good, message=since, count=7, **{"reads as": "Visits on Tuesday"}) == (
        "The run of 2026-06-30 09:00 was stopped before it had the answer. The number shown is of "
        '2026-06-29 09:00, for "Visits on Monday". Run it again.'
    )


def test_a_run_whose_time_nobody_knows_is_an_earlier_one() -> None:
    assert message(message="Running since noon.") == (
        "An earlier run was stopped before it had the answer. Run it again."
    )


# --- while a run is at work ---


class Desk:
    """Statuses that are kept up to date, by a clock that is set by hand."""

    def __init__(self, *begun: int) -> None:
        self.notes: list[dict[int, object]] = []
        self.trouble: Exception | None = None
        self.clock = FakeClock(MORNING)
        self.live = Live(self.note, SHEET, self.clock, begun, 60)

    def note(self, edits: Sequence[Edit]) -> None:
        if self.trouble:
            raise self.trouble
        fills = [edit for edit in edits if isinstance(edit, FillRow)]
        self.notes.append({edit.row: edit.values for edit in fills})

    def begin(self, *rows: int) -> None:
        for ask in gather([job(number, question(f"Event {number}")) for number in rows]):
            self.live.began(ask)

    def at(self, second: int) -> list[dict[int, object]]:
        """Return what was noted up to a second of the run."""
        while self.clock.elapsed < second:
            self.clock.elapsed += 1
            self.live.tick()
        return self.notes


RUNNING = {"Status": "🔃 Running"}


def test_rows_that_have_begun_are_shown_together_ten_seconds_after_the_last_note() -> None:
    desk = Desk(2)
    desk.begin(2, 3)
    assert desk.at(9) == []
    desk.begin(4)

    assert desk.at(10) == [{3: RUNNING, 4: RUNNING}]
    desk.begin(3, 5)
    assert desk.at(19) == [{3: RUNNING, 4: RUNNING}]
    assert desk.at(20)[1:] == [{5: RUNNING}]


def test_a_run_gives_a_sign_of_life_every_minute() -> None:
    desk = Desk()

    assert desk.at(59) == []
    assert desk.at(60) == [{}]
    assert desk.at(119) == [{}]
    desk.begin(2)
    assert desk.at(120) == [{}, {2: RUNNING}]
    assert desk.at(180) == [{}, {2: RUNNING}, {}]


def test_rows_that_share_an_answer_begin_together() -> None:
    desk = Desk()
    (ask,) = gather([job(2), job(3)])
    desk.live.began(ask)

    assert desk.at(10) == [{2: RUNNING, 3: RUNNING}]


@pytest.mark.parametrize("trouble", [WorkbookError("Google is away."), Stopped()])
def test_statuses_that_cannot_be_shown_are_tried_again_and_lose_no_answer(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    desk.begin(2)
    desk.trouble = trouble
    with caplog.at_level(logging.WARNING):
        assert desk.at(25) == []
    desk.trouble = None

    assert desk.at(30) == [{2: RUNNING}]
    assert [record.getMessage() for record in caplog.records] == [
        f"The statuses could not be brought up to date: {trouble} The run goes on."
    ]


def test_a_row_whose_status_is_refused_does_not_keep_the_others_from_theirs() -> None:
    desk = Desk()
    desk.begin(2, 3)
    desk.trouble = EditRefused("Cell B2 is merged.", job(2).row_id.id)
    desk.at(10)
    desk.trouble = EditRefused("Cell B9 is merged.", "somebody else's")
    desk.at(20)
    desk.trouble = None

    assert desk.at(30) == [{3: RUNNING}]


def test_a_run_that_has_lost_its_lease_ends() -> None:
    desk = Desk()
    desk.trouble = LeaseHeld("Another run has taken over.")

    with pytest.raises(LeaseHeld):
        desk.at(60)
