"""Days and times as people type them."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from sheets_runner.table.moments import (
    DAY_END,
    NotAMoment,
    Reading,
    days_of,
    from_serial,
    read_clock,
    read_text,
)

SEVENTH = date(2026, 6, 7)


@pytest.mark.parametrize(
    "text",
    [
        *("2026-06-07", "20260607", "7 Jun 2026", "07-JUN-26", "Jun 7, 2026", "7th June 2026"),
        *("2026/06/07", "2026.6.7", "June 7th, 2026", "7. June 2026", "7 Jun. 2026", "07/jun/2026"),
        *(" 2026-06-07\u00a0", "2026 - 06 - 07", "\uff12026-06-07", "٢٠٢٦-٠٦-٠٧", "7 jun,2026"),
    ],
)
def test_these_texts_are_the_seventh_of_june(text: str) -> None:
    assert read_text(text) == Reading((("", SEVENTH),))


@pytest.mark.parametrize("text", ["07/06/2026", "7.6.26", "07-06-2026", "7 / 6 / 2026"])
def test_a_numeric_date_has_a_reading_for_each_order(text: str) -> None:
    found = read_text(text)

    assert found.days == (("dmy", SEVENTH), ("mdy", date(2026, 7, 6)))
    assert found.orders == ("dmy", "mdy")
    assert (found.day("dmy"), found.day("mdy")) == (SEVENTH, date(2026, 7, 6))
    assert found.day("") is None


def test_a_numeric_date_may_allow_one_order_alone() -> None:
    assert read_text("13/06/2026").days == (("dmy", date(2026, 6, 13)),)
    assert read_text("06/13/2026").days == (("mdy", date(2026, 6, 13)),)
    assert read_text("29/02/24").days == (("dmy", date(2024, 2, 29)),)
    assert read_text("06/06/2026").days == (("", date(2026, 6, 6)),)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("13:00", time(13)),
        ("1pm", time(13)),
        ("1:30 PM", time(13, 30)),
        ("12am", time(0)),
        ("12:15 p.m.", time(12, 15)),
        ("00:00", time(0)),
        ("9:05:00", time(9, 5)),
        ("24:00", DAY_END),
        ("23:59", DAY_END),
    ],
)
def test_times_have_their_forms(text: str, clock: time) -> None:
    assert read_text(text) == Reading((), clock)


@pytest.mark.parametrize(
    "text",
    ["2026-06-07 13:00", "2026-06-07T13:00", "2026-06-07t13:00:00", "7 Jun 2026, 1 pm",
     "June 7 2026 13:00", "20260607 13:00"],
)  # fmt: skip
def test_a_date_and_a_time_are_both(text: str) -> None:
    assert read_text(text) == Reading((("", SEVENTH),), time(13))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        *((text, "is not a date") for text in ("", "x", "7", "2026", "2026-06", "7 Jun", "June")),
        *((text, "is not a date") for text in ("31/02/2026", "2026-13-01", "32 Jun 2026")),
        *((text, "is not a date") for text in ("29/02/2026", "7 Foo 2026", "00/00/2026")),
        *((text, "is not a date") for text in ("0000-01-01", "7 June 126", "1st of June 2026")),
        *((text, "is not a date") for text in ("31 oct", "June 1st", "13:00 2026-06-07")),
        *((text, "is not a time") for text in ("25:00", "13:60", "0pm", "13am", "24:01")),
        ("13:00:01", "has seconds, and CleverTap filters by whole minutes"),
        *(
            (text, "has a time zone, but times are in the app's own")
            for text in ("13:00Z", "1pm IST", "2026-06-07T13:00+05:30", "13:00 UTC", "13:00 gmt+2")
        ),
    ],
)
def test_other_texts_are_neither(text: str, problem: str) -> None:
    with pytest.raises(NotAMoment) as found:
        read_text(text)

    assert str(found.value) == problem


@pytest.mark.parametrize("words", ["13", "", "1:2", "noon", "13:00-14:00"])
def test_a_time_has_minutes_or_a_half_of_the_day(words: str) -> None:
    with pytest.raises(NotAMoment, match="is not a time") as found:
        read_clock(words)

    assert found.value.example == "13:00"


def test_serial_numbers_count_days_from_the_end_of_1899() -> None:
    assert from_serial(0) == datetime(1899, 12, 30)
    assert from_serial(2.5) == datetime(1900, 1, 1, 12)
    assert from_serial(46180.541666666664) == datetime(2026, 6, 7, 13)
    assert from_serial(-1) == datetime(1899, 12, 29)
    assert days_of(from_serial(46180.99)) == 46180


@pytest.mark.parametrize("serial", [1e9, -1e9, 1e300, float("inf"), float("nan")])
def test_a_serial_number_outside_the_calendar_is_no_moment(serial: float) -> None:
    with pytest.raises(NotAMoment, match="is outside the calendar"):
        from_serial(serial)
