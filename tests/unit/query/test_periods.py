"""`Per`: the days, weeks and months of a range, and the question of each."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.query import periods
from sheets_runner.query.build import Context
from sheets_runner.query.cql import Filter, Period, Query
from tests.unit.query.sheet import CONTEXT, NOON, messages, question

ROW: dict[str, Any] = {"Event": "Search", "Dates": "2026-05-30 to 2026-06-02"}
SUNDAY = Context({"web": "Asia/Kolkata"}, NOON, week_start=6)


def split(first: str, last: str, per: str, week_start: int = 0) -> list[tuple[str, str]]:
    """Return the periods of a range as pairs of ISO days."""
    whole = Period(date.fromisoformat(first), date.fromisoformat(last))
    found = periods.split(whole, per, week_start)
    return [(item.first.isoformat(), item.last.isoformat()) for item in found]


def days(cells: dict[str, Any], context: Context = CONTEXT) -> list[tuple[int, int]]:
    """Return the days of each question of a row."""
    bodies = [step.query.body() for step in question(cells, context).steps]
    return [(body["from"], body["to"]) for body in bodies]


@pytest.mark.parametrize(
    ("first", "last", "per", "expected"),
    [
        ("2026-06-01", "2026-06-01", "day", [("2026-06-01", "2026-06-01")]),
        ("2026-06-10", "2026-06-10", "month", [("2026-06-10", "2026-06-10")]),
        (
            "2024-02-28", "2024-03-01", "day",
            [("2024-02-28", "2024-02-28"), ("2024-02-29", "2024-02-29"),
             ("2024-03-01", "2024-03-01")],
        ),
        (
            "2026-02-27", "2026-03-01", "day",
            [("2026-02-27", "2026-02-27"), ("2026-02-28", "2026-02-28"),
             ("2026-03-01", "2026-03-01")],
        ),
        (
            "2024-01-31", "2024-03-31", "month",
            [("2024-01-31", "2024-01-31"), ("2024-02-01", "2024-02-29"),
             ("2024-03-01", "2024-03-31")],
        ),
        (
            "2023-02-15", "2023-03-02", "month",
            [("2023-02-15", "2023-02-28"), ("2023-03-01", "2023-03-02")],
        ),
        (
            "2025-12-31", "2026-01-01", "month",
            [("2025-12-31", "2025-12-31"), ("2026-01-01", "2026-01-01")],
        ),
        (
            "2026-06-06", "2026-06-16", "week",
            [("2026-06-06", "2026-06-07"), ("2026-06-08", "2026-06-14"),
             ("2026-06-15", "2026-06-16")],
        ),
        (
            "2025-12-29", "2026-01-11", "week",
            [("2025-12-29", "2026-01-04"), ("2026-01-05", "2026-01-11")],
        ),
    ],
)  # fmt: skip
def test_a_range_is_cut_at_the_ends_of_days_weeks_and_months(
    first: str, last: str, per: str, expected: list[tuple[str, str]]
) -> None:
    assert split(first, last, per) == expected


@pytest.mark.parametrize(
    ("week_start", "cut"),
    [(0, "2026-06-08"), (2, "2026-06-10"), (5, "2026-06-06"), (6, "2026-06-07")],
)
def test_weeks_are_cut_where_they_start(week_start: int, cut: str) -> None:
    before = (date.fromisoformat(cut) - timedelta(days=1)).isoformat()

    assert split("2026-06-05", "2026-06-11", "week", week_start) == [
        ("2026-06-05", before),
        (cut, "2026-06-11"),
    ]


@given(
    first=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    length=st.integers(0, 800),
    per=st.sampled_from(["day", "week", "month"]),
    week_start=st.integers(0, 6),
)
def test_the_periods_are_the_range_without_gap_or_overlap(
    first: date, length: int, per: str, week_start: int
) -> None:
    whole = Period(first, first + timedelta(days=length))

    found = periods.split(whole, per, week_start)

    assert (found[0].first, found[-1].last) == (whole.first, whole.last)
    for one, after in zip(found, found[1:]):
        assert after.first == one.last + timedelta(days=1)
        if per == "week":
            assert after.first.weekday() == week_start
        if per == "month":
            assert after.first.day == 1
    longest = {"day": 1, "week": 7, "month": 31}[per]
    assert all((item.last - item.first).days < longest for item in found)


@pytest.mark.parametrize("per", ["day", "Day", " DAY "])
def test_a_row_per_day_asks_one_question_a_day_the_newest_last(per: str) -> None:
    assert days({**ROW, "Per": per}) == [
        (20260530, 20260530),
        (20260531, 20260531),
        (20260601, 20260601),
        (20260602, 20260602),
    ]


def test_a_row_per_month_or_week_cuts_the_first_and_last_to_the_range() -> None:
    assert days({**ROW, "Per": "month"}) == [(20260530, 20260531), (20260601, 20260602)]
    assert days({**ROW, "Per": "week"}) == [(20260530, 20260531), (20260601, 20260602)]
    assert days({**ROW, "Per": "week"}, SUNDAY) == [(20260530, 20260530), (20260531, 20260602)]


def test_a_row_without_per_asks_once() -> None:
    asked = question({**ROW, "Per": ""})

    assert asked.steps == (asked,)
    assert days(ROW) == [(20260530, 20260602)]


def test_each_question_says_its_own_days_and_the_row_says_all() -> None:
    asked = question({**ROW, "Per": "month", "Get": "User count", "Name": "Seen"})

    assert asked.reads_as == (
        "Users who did Search from Sat 30 May 2026 to Tue 2 Jun 2026 (Asia/Kolkata), one count "
        "per month"
    )
    assert [step.reads_as for step in asked.steps] == [
        "Users who did Search from Sat 30 May 2026 to Sun 31 May 2026 (Asia/Kolkata)",
        "Users who did Search from Mon 1 Jun 2026 to Tue 2 Jun 2026 (Asia/Kolkata)",
    ]
    assert {step.name for step in asked.steps} == {"Seen"}
    assert {step.fingerprint for step in asked.steps} == {asked.fingerprint}
    assert all(step.periods == () for step in asked.steps)


def test_blocks_that_take_the_row_s_days_move_and_the_others_stay() -> None:
    block = {"event_name": "D", "from": 20260530, "to": 20260602}
    cells = {
        **ROW, "Per": "month", "Time from": "13:00",
        "did all: Event": "A",
        "did all 2: Event": "B", "did all 2: Dates": "2026-05-30 to 2026-06-02",
        "did any: Event": "A", "did none: Event": "A", "did none 2: Event": "B",
        "did none 2: From": "2026-04-01",
        "CQL": json.dumps({"advanced_query": {"did_all": [block]}}),
    }  # fmt: skip

    last = question(cells).steps[-1].query

    june = Period(date(2026, 6, 1), date(2026, 6, 2))
    whole = Period(date(2026, 5, 30), date(2026, 6, 2))
    assert last.base
    assert (last.base.period, last.base.filters) == (
        june,
        (Filter("session_properties", "time_of_day", "equals", ("13:00", "23:59")),),
    )
    assert [block.period for block in last.did_all] == [june, whole, whole]
    assert [block.period for block in last.did_any] == [june]
    april = date(2026, 4, 1)
    assert [block.period for block in last.did_none] == [june, Period(april, april)]


def test_days_of_the_cql_cell_are_divided_as_well() -> None:
    piece = {"event_name": "Search", "from": 20260131, "to": 20260301}

    assert days({"Event": "", "Per": "month", "CQL": json.dumps(piece)}) == [
        (20260131, 20260131),
        (20260201, 20260228),
        (20260301, 20260301),
    ]


def test_a_row_may_have_a_hundred_lines_and_no_more() -> None:
    hundred = {"Event": "A", "Dates": "2026-03-23 to 2026-06-30", "Per": "day"}

    assert len(question(hundred).steps) == 100
    assert messages({**hundred, "Dates": "2026-03-22 to 2026-06-30"}) == [
        (
            '`Per` (C2): "day" makes 101 lines, and one row may have 100. Write a longer period '
            "or a shorter range."
        )
    ]
    assert len(messages({**hundred, "Dates": "2000-01-01 to 2026-06-30", "Per": "month"})) == 1


def test_per_divides_counts_of_events_alone() -> None:
    assert messages({**ROW, "Per": "hour"}) == [
        '`Per` (C2): "hour" is not known here. Write one of: day, week, month.'
    ]
    assert messages({**ROW, "Per": "day", "Get": "Event records"}) == [
        (
            '`Per` (C2): "day" divides a count, and this row gets event records. Empty this cell, '
            "or use a row for each period."
        )
    ]
    assert messages({"Event": "", "Per": "day", "Get": "?", "profile: plan": "x"}) == [
        (
            '`Get` (C2): "?" is not known here. Write one of: Event count, User count, Event '
            "records, User profiles."
        )
    ]
    assert len(messages({**ROW, "Dates": "soon", "Per": "day"})) == 1


def test_only_a_query_with_an_event_has_days() -> None:
    profiles = Query(profile=(Filter("profile_fields", "plan", "equals", "Gold"),))

    with pytest.raises(ValueError, match="only a query with an event has days"):
        profiles.during(Period(date(2026, 6, 1), date(2026, 6, 1)))
