"""Values of records: nested objects by path, moments as real date-times, what is exact stays so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.run.flatten import TIME, cell_value, flatten, project_time, with_devices
from sheets_runner.table.zones import zone

INDIA = zone("Asia/Kolkata")


def test_nested_objects_are_flattened_by_path() -> None:
    record = {"profile": {"a": {"b": 1, "c": [1, {"d": 2}]}, "e": False}, "ts": 5}

    assert flatten(record) == {
        ("profile", "a", "b"): 1,
        ("profile", "a", "c"): [1, {"d": 2}],
        ("profile", "e"): False,
        ("ts",): 5,
    }


def test_what_is_empty_has_no_value() -> None:
    assert flatten({"a": {}, "b": None, "c": {"d": {}}}) == {}
    assert flatten({"a": [], "b": "", "c": 0}) == {("a",): [], ("b",): "", ("c",): 0}


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("pizza", "pizza"),
        ("=1+1", "=1+1"),
        ("", ""),
        (True, True),
        (7, 7),
        (-0.5, -0.5),
        (999_999_999_999_999, 999_999_999_999_999),
        (1_000_000_000_000_000, "1000000000000000"),
        (-1_234_567_890_123_456_789, "-1234567890123456789"),
        (float("inf"), "inf"),
        ([], "[]"),
        (["சென்னை", 1, {"a": None}], '["சென்னை", 1, {"a": null}]'),
        ("$D_0", datetime(1970, 1, 1, 5, 30)),
        ("$D_1749670800", datetime(2025, 6, 12, 1, 10)),
        ("$D_-86400", datetime(1969, 12, 31, 5, 30)),
        ("$D_-999999999999", "$D_-999999999999"),
        ("$D_253402280999", datetime(9999, 12, 31, 23, 59, 59)),
        ("$D_253402300799", "$D_253402300799"),
        ("$D_999999999999", "$D_999999999999"),
        ("$D_1749670800000", "$D_1749670800000"),
        ("$D_", "$D_"),
        ("$D_12.5", "$D_12.5"),
        ("x $D_0", "x $D_0"),
        ("$D_١٢", "$D_١٢"),
    ],
)
def test_a_value_arrives_as_its_own_type(value: Any, cell: object) -> None:
    found = cell_value(("event_props", "x"), value, INDIA)

    assert found == cell
    assert type(found) is type(cell)


def test_days_that_spreadsheets_disagree_about_stay_text() -> None:
    utc = zone("UTC")

    assert cell_value(("x",), "$D_-2203891200", utc) == datetime(1900, 3, 1)
    assert cell_value(("x",), "$D_-2203891201", utc) == "$D_-2203891201"


def test_a_stored_date_follows_its_zones_summer_time() -> None:
    berlin = zone("Europe/Berlin")

    assert cell_value(("x",), "$D_1774745999", berlin) == datetime(2026, 3, 29, 1, 59, 59)
    assert cell_value(("x",), "$D_1774746000", berlin) == datetime(2026, 3, 29, 3, 0)


def test_both_hours_of_an_autumn_night_are_plain_moments() -> None:
    berlin = zone("Europe/Berlin")
    first, second = (
        cell_value(("x",), f"$D_{moment}", berlin) for moment in (1792889999, 1792893599)
    )

    assert first == second == datetime(2026, 10, 25, 2, 59, 59)
    assert [moment.fold for moment in (first, second) if isinstance(moment, datetime)] == [0, 0]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (20260629093015, datetime(2026, 6, 29, 9, 30, 15)),
        ("20260629093015", datetime(2026, 6, 29, 9, 30, 15)),
        (2026062909301, "2026062909301"),
        (202606290930155, "202606290930155"),
        (20261329093015, "20261329093015"),
        (18991231000000, "18991231000000"),
        (20260629093015.0, "20260629093015.0"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_the_time_of_an_event_is_a_moment_or_else_text(value: Any, cell: object) -> None:
    assert project_time(value) == cell
    assert cell_value(TIME, value, INDIA) == cell


ANDROID = {"platform": "Android", "objectId": "__1"}
WEB = {"platform": "Web", "objectId": "2"}


def test_a_profile_says_which_devices_it_has() -> None:
    record = {"identity": "7", "platformInfo": [ANDROID, WEB, {**WEB, "objectId": "3"}]}

    assert with_devices(record) == {**record, "platform": "Android, Web", "objectId": "__1, 2, 3"}


def test_what_a_profile_says_itself_stays() -> None:
    record = {"objectId": "own", "platformInfo": [ANDROID]}

    assert with_devices(record) == {**record, "platform": "Android"}


@pytest.mark.parametrize(
    "record", [{}, {"platformInfo": []}, {"platformInfo": "?"}, {"platformInfo": [None, {}, 5]}]
)
def test_a_profile_without_devices_is_left_as_it_is(record: dict[str, Any]) -> None:
    assert with_devices(record) == record


@given(st.integers() | st.floats() | st.text() | st.booleans() | st.lists(st.integers()))
def test_no_value_is_refused(value: Any) -> None:
    for path in (TIME, ("x",)):
        found = cell_value(path, value, INDIA)
        assert found is None or isinstance(found, (bool, int, float, str, datetime))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_stored_date_is_that_moment_or_its_own_text(seconds: int) -> None:
    found = cell_value(("x",), f"$D_{seconds}", zone("UTC"))

    if isinstance(found, datetime):
        assert (found - datetime(1970, 1, 1)).total_seconds() == seconds
    else:
        assert found == f"$D_{seconds}"
