"""Values of records: nested objects by path, moments as real date-times, what is exact stays so."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.run.flatten import TIME, Cells, Path, Shape, project_time, with_devices
from sheets_runner.table.zones import zone

INDIA = zone("Asia/Kolkata")


def flatten(record: dict[str, Any]) -> dict[Path, Any]:
    """Return a record's values by path."""
    shape = Shape()
    return {shape.paths[number]: value for number, value in shape.flatten(record).items()}


def cell(value: Any, zone: tzinfo = INDIA, path: Path = ("event_props", "x")) -> Any:
    """Return what a cell is given for a value alone in its column."""
    (found,) = Cells(zone).column(path, [value])
    return found


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
    ("value", "arrives"),
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
def test_a_value_arrives_as_its_own_type(value: Any, arrives: object) -> None:
    found = cell(value)

    assert found == arrives
    assert type(found) is type(arrives)


def test_days_that_spreadsheets_disagree_about_stay_text() -> None:
    utc = zone("UTC")

    assert cell("$D_-2203891200", utc) == datetime(1900, 3, 1)
    assert cell("$D_-2203891201", utc) == "$D_-2203891201"


def test_a_stored_date_follows_its_zones_summer_time() -> None:
    berlin = zone("Europe/Berlin")

    assert cell("$D_1774745999", berlin) == datetime(2026, 3, 29, 1, 59, 59)
    assert cell("$D_1774746000", berlin) == datetime(2026, 3, 29, 3, 0)


def test_both_hours_of_an_autumn_night_are_plain_moments() -> None:
    berlin = zone("Europe/Berlin")
    first, second = (cell(f"$D_{moment}", berlin) for moment in (1792889999, 1792893599))

    assert first == second == datetime(2026, 10, 25, 2, 59, 59)
    assert [first.fold, second.fold] == [0, 0]


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (20260629093015, datetime(2026, 6, 29, 9, 30, 15)),
        ("20260629093015", datetime(2026, 6, 29, 9, 30, 15)),
        (2026062909301, "2026062909301"),
        (202606290930155, "202606290930155"),
        (20261329093015, "20261329093015"),
        (20260629240000, "20260629240000"),
        (-20260629093015, "-20260629093015"),
        (10**30, "1" + "0" * 30),
        ("2026-06-29", "2026-06-29"),
        ([20260629093015, "ü"], '[20260629093015, "ü"]'),
        (18991231000000, "18991231000000"),
        (20260629093015.0, "20260629093015.0"),
        (None, "None"),
        (True, "True"),
    ],
)
def test_the_time_of_an_event_is_a_moment_or_else_text(value: Any, arrives: object) -> None:
    assert project_time(value) == arrives


def test_an_event_without_a_time_has_none() -> None:
    assert Cells(INDIA).column(TIME, [None, 20260629093015]) == [
        None,
        datetime(2026, 6, 29, 9, 30, 15),
    ]


@pytest.mark.parametrize("others", [[], [7], ["$D_0"], [None], [[1]], [True, "x", 0.5]])
def test_a_value_arrives_alike_whatever_else_its_column_holds(others: list[Any]) -> None:
    for value in ("pizza", "", None, 7, 10**15, "$D_1749670800", ["$D_0"], False):
        assert Cells(INDIA).column(("x",), [value, *others])[0] == cell(value)


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


VALUES = st.integers() | st.floats() | st.text() | st.booleans() | st.lists(st.integers())


@given(VALUES)
def test_no_value_is_refused(value: Any) -> None:
    for path in (TIME, ("x",)):
        found = cell(value, path=path)
        assert found is None or isinstance(found, (bool, int, float, str, datetime))


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_stored_date_is_that_moment_or_its_own_text(seconds: int) -> None:
    found = cell(f"$D_{seconds}", zone("UTC"))

    if isinstance(found, datetime):
        assert (found - datetime(1970, 1, 1)).total_seconds() == seconds
    else:
        assert found == f"$D_{seconds}"


# --- the shape of an export ---


def test_paths_are_numbered_as_they_are_met() -> None:
    shape = Shape()

    assert shape.flatten({"a": {"x": 1}, "ts": 2}) == {0: 1, 1: 2}
    assert shape.flatten({"b": 3, "a": {"y": 4, "x": 5}}) == {2: 3, 3: 4, 0: 5}
    assert shape.paths == [("a", "x"), ("ts",), ("b",), ("a", "y")]


def test_a_name_may_stand_for_a_value_here_and_for_an_object_there() -> None:
    shape = Shape()
    records: list[dict[str, Any]] = [{"a": 1}, {"a": {"b": 2}}, {"a": {}}, {"a": [3]}]

    rows = [shape.flatten(record) for record in records]

    assert shape.paths == [("a",), ("a", "b")]
    assert rows == [{0: 1}, {1: 2}, {}, {0: [3]}]


def test_a_name_with_a_dot_is_no_path() -> None:
    assert flatten({"a.b": 1, "a": {"b": 2}}) == {("a.b",): 1, ("a", "b"): 2}


def test_what_never_has_a_value_has_no_path() -> None:
    shape = Shape()
    shape.flatten({"a": None, "b": {}, "c": {"d": None}})

    assert shape.paths == []


def test_lists_of_more_than_plain_values_are_known() -> None:
    shape = Shape()
    shape.flatten({"plain": [1, "x", None], "empty": [], "objects": [{}], "lists": [1, [2]]})

    assert sorted(shape.paths[number] for number in shape.nested) == [("lists",), ("objects",)]


def test_a_profile_is_flattened_with_its_devices_told_at_its_top() -> None:
    assert flatten({"platformInfo": [WEB]}) == {
        ("platformInfo",): [WEB],
        ("platform",): "Web",
        ("objectId",): "2",
    }


NESTED = st.recursive(
    st.none() | VALUES,
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", "a.b"]), inner, max_size=3),
    max_leaves=12,
)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b", "ts"]), NESTED), max_size=5))
def test_flattening_loses_no_value_and_shares_no_path(records: list[dict[str, Any]]) -> None:
    shape = Shape()

    rows = [shape.flatten(record) for record in records]

    assert len(set(shape.paths)) == len(shape.paths)
    for record, row in zip(records, rows):
        found = {shape.paths[number]: value for number, value in row.items()}
        assert repr(sorted(found.items(), key=repr)) == repr(sorted(leaves(record), key=repr))


def leaves(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """Return what stands in a record, the slow way."""
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in leaves(item, (*path, name))]
    return [] if value is None else [(path, value)]
