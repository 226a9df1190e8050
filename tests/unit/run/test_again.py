"""Partial numbers are asked once more, each once, when they can be final, and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from sheets_runner.query.cql import Period
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import Get
from sheets_runner.run.again import with_partial
from sheets_runner.run.history import partial, read_lines
from sheets_runner.run.plan import Job, Plan
from sheets_runner.workbook.base import Column, MakeTab, Value
from tests.fake_workbook import FakeWorkbook
from tests.unit.run.build import MONDAY, MORNING, SUNDAY, job, question

HOURS = timedelta(hours=1)
SATURDAY = date(2026, 6, 27)


def again(*jobs: Job, days: tuple[date, ...], now: datetime = MORNING) -> list[tuple[int, date]]:
    """Return row and day of what is asked once more, every row having these partial days."""
    plan = Plan(Layout(1), jobs, (), (), {})
    periods = [Period(day, day) for day in days]
    known = {one.row_id.text: periods for one in jobs}
    more = with_partial(plan, known, now, 6 * HOURS).jobs[len(jobs) :]
    assert all(one.again and not one.whole for one in more)
    return [(one.row, one.question.period.first) for one in more if one.question.period]


def test_each_partial_day_that_can_be_final_is_asked_once() -> None:
    assert again(job(2), job(3), days=(SATURDAY, SUNDAY, SATURDAY)) == [
        *((2, SATURDAY), (2, SUNDAY)),
        *((3, SATURDAY), (3, SUNDAY)),
    ]


def test_what_the_row_asks_anyway_is_not_asked_twice() -> None:
    assert again(job(2), days=(MONDAY,)) == []


def test_a_day_that_can_still_change_waits() -> None:
    final = datetime(2026, 6, 29, 0, 30, tzinfo=timezone.utc)
    asked = job(2)

    assert again(asked, days=(SUNDAY,), now=final - timedelta(seconds=1)) == []
    assert again(asked, days=(SUNDAY,), now=final) == [(2, SUNDAY)]


def test_records_and_questions_without_days_are_not_asked_again() -> None:
    records = job(2, question(get=Get.EVENT_RECORDS))
    profiles = job(3, question(get=Get.USER_COUNT, days=None))

    assert again(records, profiles, days=(SUNDAY,)) == []


def test_a_row_of_several_periods_asks_a_day_once() -> None:
    steps = [job(2, question(days=(day, day)), whole="by day") for day in (SUNDAY, MONDAY)]

    assert again(*(replace(step, row_id=steps[0].row_id) for step in steps), days=(SATURDAY,)) == [
        (2, SATURDAY)
    ]


def test_partial_lines_are_read_by_their_id() -> None:
    moments = [datetime(2026, 6, day) for day in (27, 28)]
    rows: tuple[tuple[Value, ...], ...] = (
        (moments[0], moments[1], "partial", MORNING.replace(tzinfo=None), "a.0"),
        (moments[0], moments[0], "yes", None, "a.0"),
        (moments[1], moments[0], "partial", None, "a.0"),
        ("Monday", moments[0], "partial", None, "a.0"),
        (moments[1], moments[1], "partial", None, "b.0"),
    )
    workbook = FakeWorkbook()
    headers = ("From", "To", "Final", "Run at", "ID")
    workbook.apply([MakeTab("Results", tuple(map(Column, headers)), rows)])

    assert partial(read_lines(workbook, "results")) == {
        "a.0": [Period(SATURDAY, SUNDAY)],
        "b.0": [Period(SUNDAY, SUNDAY)],
    }
    assert partial(read_lines(FakeWorkbook(), "Results")) == {}


def test_a_tab_without_the_columns_knows_of_no_partial_number() -> None:
    workbook = FakeWorkbook()
    workbook.apply([MakeTab("Results", (Column("Run at"), Column("ID")), ((None, "a.0"),))])

    assert partial(read_lines(workbook, "Results")) == {}
