from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.sandbox.days import Calendar


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


def test_ts_is_project_local_as_a_recorded_record_shows() -> None:
    india = Calendar(date(2025, 6, 30), 60, "Asia/Kolkata")

    assert india.local(1749281975) == (20250607130935, 13 * 60 + 9)


def test_a_day_begins_at_local_midnight() -> None:
    india = Calendar(date(2026, 6, 30), 60, "Asia/Kolkata")

    assert india.days[0] == date(2026, 5, 1)
    assert india.moment(0, 0) == epoch("2026-04-30T18:30:00")
    assert india.local(india.moment(60, 36_000)).ts == 20260630100000


def test_the_hour_that_clocks_skip_never_shows() -> None:
    berlin = Calendar(date(2026, 3, 30), 2, "Europe/Berlin")

    assert berlin.local(epoch("2026-03-29T00:59:59")).ts == 20260329015959
    assert berlin.local(epoch("2026-03-29T01:00:00")).ts == 20260329030000


def test_the_hour_that_clocks_repeat_shows_twice() -> None:
    berlin = Calendar(date(2026, 10, 26), 2, "Europe/Berlin")

    assert berlin.local(epoch("2026-10-25T00:30:00")).ts == 20261025023000
    assert berlin.local(epoch("2026-10-25T01:30:00")).ts == 20261025023000


@pytest.mark.parametrize("today", [date(2026, 3, 30), date(2026, 10, 26)])
@given(second=st.integers(0, 86_399))
def test_every_moment_of_a_day_on_which_clocks_change_is_on_that_day(
    today: date, second: int
) -> None:
    berlin = Calendar(today, 1, "Europe/Berlin")
    number = berlin.days[0].year * 10_000 + berlin.days[0].month * 100 + berlin.days[0].day

    assert berlin.local(berlin.moment(0, second)).ts // 1_000_000 == number


@pytest.mark.parametrize("name", ["", "Asia/Calcuta"])
def test_an_unknown_time_zone_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f'"{name}" is not a time zone'):
        Calendar(date(2026, 6, 30), 60, name)
