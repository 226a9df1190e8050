from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheets_runner.http_dates import moment, seconds_to_wait

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tue, 30 Jun 2026 12:00:00 GMT", NOON),
        ("Tuesday, 30-Jun-26 12:00:00 GMT", NOON),
        ("Tue, 30 Jun 2026 12:00:00 -0000", NOON),
        ("Tue, 30 Jun 2026 17:30:00 +0530", NOON),
        ("Tue, 30 Jun 99999999999999999999 12:00:00 GMT", None),
        ("Tue, 99 Jun 2026 99:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_moment_is_read_in_any_of_the_forms_of_http(text: str, found: datetime | None) -> None:
    assert moment(text) == found


def test_a_moment_without_a_zone_is_in_utc() -> None:
    found = moment("Tue, 30 Jun 2026 12:00:00 -0000")

    assert found is not None
    assert found.utcoffset() == timedelta()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 120 ", 120.0),
        ("1.5", 1.5),
        ("Tue, 30 Jun 2026 12:01:30 GMT", 90.0),
        ("Tue, 30 Jun 2026 12:01:30 -0000", 90.0),
        ("Tue, 30 Jun 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9999999999", None),
        ("٣", None),
    ],
)
def test_a_wait_is_a_number_of_seconds_or_a_moment(text: str, seconds: float | None) -> None:
    assert seconds_to_wait(text, NOON) == seconds


@given(st.text())
@example("0\x1f")
def test_no_header_breaks_the_reading(text: str) -> None:
    seconds = seconds_to_wait(text, NOON)

    assert seconds is None or seconds >= 0
