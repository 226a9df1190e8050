"""Words for days where a day begins or ends: midnights, months, leap days, daylight saving.

"Today" is the day the clocks of the app's time zone show at the moment of the run.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.query.build import Context
from tests.unit.query.sheet import body, messages, question

NEW_YORK, LONDON = "America/New_York", "Europe/London"
KOLKATA, AUCKLAND = "Asia/Kolkata", "Pacific/Auckland"


def at(zone: str, utc: str, week_start: int = 0) -> Context:
    """Return a context at a moment in UTC, for an app in a zone."""
    moment = datetime.fromisoformat(utc).replace(tzinfo=timezone.utc)
    return Context({"web": zone}, moment, week_start=week_start)


def days(words: str, context: Context) -> tuple[int, int]:
    """Return the days of a row with these words under `Dates`."""
    found = body({"Event": "A", "Dates": words}, context)
    return found["from"], found["to"]


@pytest.mark.parametrize(
    ("zone", "utc", "today"),
    [
        # midnight there, to the second
        (KOLKATA, "2026-06-30T18:29:59", 20260630),
        (KOLKATA, "2026-06-30T18:30:00", 20260701),
        (NEW_YORK, "2026-07-01T03:59:59", 20260630),
        (NEW_YORK, "2026-07-01T04:00:00", 20260701),
        (LONDON, "2026-06-30T22:59:59", 20260630),
        (LONDON, "2026-06-30T23:00:00", 20260701),
        (AUCKLAND, "2026-06-30T11:59:59", 20260630),
        (AUCKLAND, "2026-06-30T12:00:00", 20260701),
        ("UTC", "2026-06-30T23:59:59", 20260630),
        # a leap day
        (LONDON, "2024-02-28T23:59:59", 20240228),
        (LONDON, "2024-02-29T00:00:00", 20240229),
        (LONDON, "2024-03-01T00:00:00", 20240301),
        # the turn of the year
        (NEW_YORK, "2026-01-01T04:59:59", 20251231),
        (AUCKLAND, "2025-12-31T11:00:00", 20260101),
        # clocks go forward in New York on 8 March 2026, back on 1 November
        (NEW_YORK, "2026-03-08T04:59:59", 20260307),
        (NEW_YORK, "2026-03-08T05:00:00", 20260308),
        (NEW_YORK, "2026-03-09T03:59:59", 20260308),
        (NEW_YORK, "2026-03-09T04:00:00", 20260309),
        (NEW_YORK, "2026-11-01T04:00:00", 20261101),
        (NEW_YORK, "2026-11-02T04:59:59", 20261101),
        (NEW_YORK, "2026-11-02T05:00:00", 20261102),
        # forward in London on 29 March, back on 25 October
        (LONDON, "2026-03-29T22:59:59", 20260329),
        (LONDON, "2026-03-29T23:00:00", 20260330),
        (LONDON, "2026-10-24T23:00:00", 20261025),
        (LONDON, "2026-10-25T23:59:59", 20261025),
        # back in Auckland on 5 April, forward on 27 September
        (AUCKLAND, "2026-04-04T10:59:59", 20260404),
        (AUCKLAND, "2026-04-04T11:00:00", 20260405),
        (AUCKLAND, "2026-04-05T11:59:59", 20260405),
        (AUCKLAND, "2026-04-05T12:00:00", 20260406),
        (AUCKLAND, "2026-09-27T10:59:59", 20260927),
        (AUCKLAND, "2026-09-27T11:00:00", 20260928),
    ],
)
def test_today_begins_and_ends_with_the_app_s_midnight(zone: str, utc: str, today: int) -> None:
    context = at(zone, utc)

    assert days("today", context) == (today, today)
    tomorrow = date(today // 10000, today // 100 % 100, today % 100) + timedelta(days=1)
    (message,) = messages({"Event": "A", "Dates": tomorrow.isoformat()}, context)
    assert f"{tomorrow} is in the future" in message
    assert f" in {zone};" in message


@pytest.mark.parametrize(
    ("zone", "utc", "words", "expected"),
    [
        (LONDON, "2024-03-01T00:00:00", "yesterday", (20240229, 20240229)),
        (LONDON, "2025-03-01T00:00:00", "yesterday", (20250228, 20250228)),
        (LONDON, "2024-02-29T12:00:00", "last month", (20240101, 20240131)),
        (LONDON, "2024-03-31T12:00:00", "last month", (20240201, 20240229)),
        (LONDON, "2025-03-31T12:00:00", "last month", (20250201, 20250228)),
        (LONDON, "2024-02-29T12:00:00", "last year", (20230101, 20231231)),
        (LONDON, "2024-02-29T12:00:00", "last 12 months", (20230201, 20240131)),
        (LONDON, "2024-05-31T12:00:00", "last 3 months", (20240201, 20240430)),
        (LONDON, "2024-03-02T12:00:00", "last 3 days", (20240228, 20240301)),
        (LONDON, "2026-01-01T12:00:00", "this year", (20260101, 20260101)),
        (LONDON, "2026-03-31T12:00:00", "this month", (20260301, 20260331)),
        (LONDON, "2026-01-01T12:00:00", "366 days ago", (20241231, 20241231)),
        (NEW_YORK, "2026-03-09T03:59:59", "yesterday", (20260307, 20260307)),
        (NEW_YORK, "2026-03-09T04:00:00", "yesterday", (20260308, 20260308)),
        (NEW_YORK, "2026-03-10T04:00:00", "last 3 days", (20260307, 20260309)),
        (NEW_YORK, "2026-11-02T04:59:59", "yesterday", (20261031, 20261031)),
        (NEW_YORK, "2026-11-02T05:00:00", "last week", (20261026, 20261101)),
        (AUCKLAND, "2026-04-05T11:59:59", "this week", (20260330, 20260405)),
        (AUCKLAND, "2026-04-05T12:00:00", "this week", (20260406, 20260406)),
        (AUCKLAND, "2026-05-31T11:59:59", "last month", (20260401, 20260430)),
        (AUCKLAND, "2026-05-31T12:00:00", "last month", (20260501, 20260531)),
        (KOLKATA, "2026-06-30T18:30:00", "this month", (20260701, 20260701)),
        (KOLKATA, "2026-06-30T18:29:59", "month to date", (20260601, 20260630)),
        (KOLKATA, "2026-06-30T18:30:00", "today to today", (20260701, 20260701)),
    ],
)
def test_words_reckon_from_that_day(
    zone: str, utc: str, words: str, expected: tuple[int, int]
) -> None:
    assert days(words, at(zone, utc)) == expected


@pytest.mark.parametrize(
    ("week_start", "expected"),
    [(0, (20260302, 20260308)), (6, (20260301, 20260307)), (2, (20260225, 20260303))],
)
def test_a_week_over_a_change_of_clocks_has_seven_days(
    week_start: int, expected: tuple[int, int]
) -> None:
    assert days("last week", at(NEW_YORK, "2026-03-09T12:00:00", week_start)) == expected


def test_each_row_reckons_in_the_zone_of_its_own_app() -> None:
    moment = datetime(2026, 6, 30, 20, 0, tzinfo=timezone.utc)
    both = Context({"east": AUCKLAND, "west": NEW_YORK}, moment)
    row = {"Event": "A", "Dates": "today", "Time from": "13:00"}

    east, west = (question({**row, "App": app}, both) for app in ("east", "west"))

    assert east.reads_as == "A events on Wed 1 Jul 2026, 13:00–23:59 (Pacific/Auckland)"
    assert west.reads_as == "A events on Tue 30 Jun 2026, 13:00–23:59 (America/New_York)"


@pytest.mark.parametrize("clock", ["01:30", "02:30"])
@pytest.mark.parametrize("day", ["2026-03-29", "2025-10-26"])
def test_times_that_clocks_skip_or_show_twice_are_sent_as_they_are(day: str, clock: str) -> None:
    context = at(LONDON, "2026-06-30T12:00:00")

    (item,) = body({"Event": "A", "From": f"{day} {clock}"}, context)["session_properties"]

    assert item["value"] == [clock, "23:59"]


@given(
    moment=st.datetimes(
        datetime(2010, 1, 1), datetime(2037, 1, 1), timezones=st.just(timezone.utc)
    ),
    zone=st.sampled_from([NEW_YORK, LONDON, KOLKATA, AUCKLAND, "Asia/Kathmandu", "UTC"]),
    week_start=st.integers(0, 6),
)
def test_whole_periods_lie_end_to_end_before_the_present_one(
    moment: datetime, zone: str, week_start: int
) -> None:
    context = Context({"web": zone}, moment, week_start=week_start)

    def as_day(number: int) -> date:
        return date(number // 10000, number // 100 % 100, number % 100)

    today, _ = days("today", context)
    for unit in ("week", "month", "year"):
        first, last = map(as_day, days(f"last {unit}", context))
        start, end = map(as_day, days(f"this {unit}", context))
        assert end == as_day(today)
        assert last + timedelta(days=1) == start
        assert (last - first).days + 1 in {"week": (7,), "month": (28, 29, 30, 31),
                                           "year": (365, 366)}[unit]  # fmt: skip
