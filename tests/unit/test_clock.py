from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sheets_runner.clock import FixedClock, SystemClock, from_environment
from sheets_runner.errors import ConfigError

IST = timezone(timedelta(hours=5, minutes=30))


def test_the_machines_clock_runs_in_utc_and_never_backwards() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    clock.sleep(0)

    assert clock.now().tzinfo is timezone.utc
    assert clock.monotonic() >= before


def test_no_variable_means_the_machines_clock() -> None:
    assert type(from_environment({})) is SystemClock


def test_a_fixed_moment_stands_still() -> None:
    clock = from_environment({"SHEETS_RUNNER_NOW": "2026-06-30T10:00:00+05:30"})

    assert isinstance(clock, FixedClock)
    assert clock.now() == clock.now() == datetime(2026, 6, 30, 10, tzinfo=IST)


@pytest.mark.parametrize("text", ["tomorrow", "2026-06-30T10:00:00", "2026-06-31T10:00:00+00:00"])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigError, match=r"is not a moment\. Write it like 2026-06-30T10"):
        from_environment({"SHEETS_RUNNER_NOW": text})
