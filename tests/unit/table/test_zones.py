"""Time zones by name."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from sheets_runner.errors import ConfigError
from sheets_runner.table.zones import local, zone

MOMENT = datetime(2026, 6, 30, 18, 31, 5, 999, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Asia/Kolkata", datetime(2026, 7, 1, 0, 1, 5)),
        ("America/New_York", datetime(2026, 6, 30, 14, 31, 5)),
        ("America/Argentina/Buenos_Aires", datetime(2026, 6, 30, 15, 31, 5)),
        ("Etc/GMT-5", datetime(2026, 6, 30, 23, 31, 5)),
        ("UTC", datetime(2026, 6, 30, 18, 31, 5)),
    ],
)
def test_a_moment_is_shown_as_clocks_there_show_it(name: str, expected: datetime) -> None:
    assert local(MOMENT, name) == expected


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=-7)))

    assert local(elsewhere, "Asia/Kolkata") == datetime(2026, 7, 1, 0, 1, 5)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Nowhere/Else", "UTC+3", "EST5EDT4,M3.2.0,M11.1.0", "Asia", "../../etc/passwd"),
        *("/etc/passwd", "a\0b", "\ud800", "x" * 300, "Asia/Kolkata\n", " "),
    ],
)
def test_anything_else_is_no_zone(name: str) -> None:
    with pytest.raises(ConfigError) as found:
        zone(name)

    assert str(found.value) == f'"{name}" is no time zone. Write one like Asia/Kolkata.'
