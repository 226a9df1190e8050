from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.run.doctor.zone import Reading, read

EVENT = "App Launched"
ZONES = ("Asia/Kolkata", "Europe/London", "America/St_Johns", "Pacific/Kiritimati", "UTC")
MOMENTS = st.integers(1_500_000_000, 1_800_000_000)


def record(ts: Any, first: Any, last: Any) -> dict[str, Any]:
    summary = {EVENT: {"count": 2, "first_seen": first, "last_seen": last}}
    return {"ts": ts, "profile": {"events": summary}}


def ts(seconds: int, offset: timedelta) -> int:
    moment = datetime.fromtimestamp(seconds, timezone.utc) + offset
    return int(f"{moment:%Y%m%d%H%M%S}")


def test_a_recorded_event_tells_its_zone() -> None:
    # The two recordings of the public reference: 1749281975 is 07:39:35 UTC on 7 June 2025.
    only = record(20250607130935, 1749281975, 1749281975)

    assert read([only], EVENT, "Asia/Kolkata") == Reading(timedelta(hours=5, minutes=30), fits=True)
    assert read([only], EVENT, "") == Reading(timedelta(hours=5, minutes=30))
    assert read([only], EVENT, "Europe/London") == Reading(timedelta(hours=5, minutes=30))


@given(
    quarters=st.integers(-48, 56),
    seconds=st.lists(MOMENTS, min_size=2, max_size=5, unique=True),
)
def test_any_offset_is_found_by_first_and_by_latest_events(
    quarters: int, seconds: list[int]
) -> None:
    offset = timedelta(minutes=15 * quarters)
    year = 365 * 86_400 + 1  # so far off that it tells nothing
    records = [
        record(ts(second, offset), second - year * (place % 2), second + year * (1 - place % 2))
        for place, second in enumerate(seconds)
    ]

    assert read(records, EVENT, "") == Reading(offset)


def test_one_record_of_a_user_with_more_events_is_no_proof() -> None:
    by_chance = record(20250607130935, 1749281975, 1749281975 + 5)

    assert not read([by_chance], EVENT, "").is_decided
    assert read([by_chance, by_chance], EVENT, "").is_decided


def test_summer_time_that_begins_among_the_records_fits_its_zone() -> None:
    # London put its clocks forward at 01:00 UTC on 29 March 2026.
    before = int(datetime(2026, 3, 28, 12, tzinfo=timezone.utc).timestamp())
    after = int(datetime(2026, 3, 30, 12, tzinfo=timezone.utc).timestamp())
    records = [
        record(20260328120000, before, before),
        record(20260330130000, after, after),
    ]

    assert read(records, EVENT, "Europe/London") == Reading(None, fits=True)
    assert read(records, EVENT, "Asia/Kolkata") == Reading(None)
    assert read([records[1]], EVENT, "UTC") == Reading(timedelta(hours=1))


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"ts": 20250607130935},
        {"ts": 20250607130935, "profile": {"events": []}},
        {"ts": 20250607130935, "profile": {"events": {EVENT: 3}}},
        record("soon", 1749281975, 1749281975),
        record(20250607130935, "1749281975", None),
        record(20250607130935, -5, 1 << 40),
        record(20250607130935, 1749281975 - 17, 1749281975 - 17),
        record(20250607130935, 1749281975 - 86_400, 1749281975 - 86_400),
    ],
)
def test_records_that_do_not_tell_are_passed_over(strange: dict[str, Any]) -> None:
    assert read([strange], EVENT, "Asia/Kolkata") == Reading(None)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(330, "UTC+05:30"), (-210, "UTC-03:30"), (0, "UTC+00:00"), (840, "UTC+14:00")],
)
def test_an_offset_is_said_as_people_write_it(minutes: int, words: str) -> None:
    assert Reading(timedelta(minutes=minutes)).words == words
    assert Reading(None).words == ""
