"""Records become typed rows that fit their tab; what does not fit is known."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_runner.query.question import Get, Question
from sheets_runner.run.records import Frame, RecordTable
from sheets_runner.run.spool import BATCH, Spool
from sheets_runner.run.stopping import Stopped
from sheets_runner.workbook.base import Limits
from tests.unit.run.build import MORNING, question

LIMITS = Limits(
    rows=100,
    columns=40,
    text=50,
    tab_name=31,
    records=90,
    forbidden=re.compile("[\x00-\x08\ud800-\udfff]"),
)
BOOKINGS = question("Booking", get=Get.EVENT_RECORDS, name="Bookings")
BOOKING = {
    "profile": {"identity": "7", "objectId": "__1", "platform": "Android", "email": "a@b.co"},
    "ts": 20260629093015,
    "event_props": {"Fare": 8000, "Refund": False, "Booked for": "$D_1782700000"},
    "session_props": {"utm_source": "news"},
}


def table(
    *records: dict[str, Any],
    folder: Path,
    asked: Question = BOOKINGS,
    most: int = 90,
    masked: bool = True,
    limits: Limits = LIMITS,
) -> RecordTable:
    spool = Spool(folder / f"{len(list(folder.iterdir()))}")
    spool.fill(records)
    return RecordTable(asked, spool, Frame(limits, most, masked, "batch-1", MORNING))


def headers(found: RecordTable) -> list[str]:
    return [column.header for column in found.columns]


def picked(*columns: str, get: Get = Get.EVENT_RECORDS) -> Question:
    return question("Booking", get=get, name="Bookings", columns=columns)


def test_events_become_rows_of_typed_values(tmp_path: Path) -> None:
    found = table(BOOKING, folder=tmp_path)

    assert headers(found) == [
        *("Event", "Time", "identity", "objectId", "platform"),
        *("Booked for", "Fare", "Refund", "utm_source"),
    ]
    assert list(found) == [
        (
            *("Booking", datetime(2026, 6, 29, 9, 30, 15), "7", "__1", "Android"),
            *(datetime(2026, 6, 29, 7, 56, 40), 8000, False, "news"),
        )
    ]
    assert (found.count, found.whole, found.cut, found.replaced) == (1, True, 0, 0)


def test_a_table_can_be_walked_as_often_as_needed(tmp_path: Path) -> None:
    found = table(BOOKING, BOOKING, folder=tmp_path)

    assert list(found) == list(found)
    assert len(list(found)) == 2


def test_what_a_record_does_not_have_stays_blank(tmp_path: Path) -> None:
    found = table({"event_props": {"a": 1}}, {"event_props": {"b": 2}}, folder=tmp_path)

    assert [row[5:] for row in found] == [(1, None), (None, 2)]


def test_no_records_leave_a_header_only(tmp_path: Path) -> None:
    found = table(folder=tmp_path)

    assert headers(found) == ["Event", "Time", "identity", "objectId", "platform"]
    assert list(found) == []
    assert found.whole


def test_columns_of_the_run_are_typed_as_well(tmp_path: Path) -> None:
    found = table(BOOKING, folder=tmp_path, asked=picked("query", "run_at", "batch"))

    assert headers(found) == ["Query", "Run at", "Batch"]
    assert list(found) == [("Bookings", datetime(2026, 6, 30, 10, 0), "batch-1")]


def test_profiles_say_which_devices_they_have_and_no_event(tmp_path: Path) -> None:
    asked = question(get=Get.USER_PROFILES, days=None)
    record = {
        "identity": "7",
        "name": "Priya Sharma",
        "profileData": {"plan": "Gold"},
        "platformInfo": [
            {"platform": "Android", "objectId": "__1", "push_token": "fcm:x"},
            {"platform": "iOS", "objectId": "-2"},
        ],
    }
    found = table(record, folder=tmp_path, asked=asked)

    assert headers(found) == ["identity", "objectId", "platform", "name", "email", "phone", "plan"]
    assert list(found) == [("7", "__1, -2", "Android, iOS", "P•••", None, None, "Gold")]


def test_the_devices_themselves_can_be_picked(tmp_path: Path) -> None:
    record = {"platformInfo": [{"platform": "Web", "push_token": "fcm:x"}]}
    found = table(
        record, folder=tmp_path, asked=picked("platformInfo", "event", get=Get.USER_PROFILES)
    )

    assert list(found) == [('[{"platform": "Web", "push_token": "•••"}]', "Booking")]


def test_personal_data_is_shown_only_when_masking_is_off(tmp_path: Path) -> None:
    asked = picked("profile.email")

    assert list(table(BOOKING, folder=tmp_path, asked=asked)) == [("a•••@b.co",)]
    assert list(table(BOOKING, folder=tmp_path, asked=asked, masked=False)) == [("a@b.co",)]


def test_masking_holds_for_everything_too(tmp_path: Path) -> None:
    found = table(BOOKING, folder=tmp_path, asked=picked("profile.email"))

    assert list(found.everything()) == [("email",), ("a•••@b.co",)]


def test_more_records_than_allowed_show_the_first_ones(tmp_path: Path) -> None:
    records = [{"event_props": {"n": number}} for number in range(5)]
    found = table(*records, folder=tmp_path, asked=picked("event_props.n"), most=3)

    assert list(found) == [(0,), (1,), (2,)]
    assert (found.count, found.most, found.whole) == (5, 3, False)
    assert list(found.everything()) == [("n",), (0,), (1,), (2,), (3,), (4,)]


def test_as_many_records_as_allowed_are_whole(tmp_path: Path) -> None:
    assert table(BOOKING, BOOKING, folder=tmp_path, most=2).whole


@pytest.mark.parametrize("most", [0, 1, BATCH, BATCH + 1, 3 * BATCH])
def test_what_does_not_fit_is_the_same_whether_all_is_walked_before_or_not(
    tmp_path: Path, most: int
) -> None:
    records = [
        {"event_props": {"n": number, "text": "x" * number + "\ud83d", "wide": number}}
        for number in range(2 * BATCH)
    ]
    limits = replace(LIMITS, columns=2, text=BATCH + 20)
    asked = picked("event_props.*")
    one, other = (
        table(*records, folder=tmp_path, asked=asked, most=most, limits=limits) for _ in range(2)
    )

    half = one.everything()
    next(half), next(half)
    assert len(list(other.everything())) == 2 * BATCH + 1

    found = [(each.columns, each.cut, each.replaced, list(each)) for each in (one, other)]
    assert found[0] == found[1]
    assert one.replaced == min(most, 2 * BATCH)
    assert one.cut == max(0, min(most, 2 * BATCH) - (BATCH + 20))


def test_shaping_can_be_stopped_but_not_the_writing_of_what_is_shaped(tmp_path: Path) -> None:
    going_on = [True]

    def check() -> None:
        if not going_on[0]:
            raise Stopped

    spool = Spool(tmp_path / "spool")
    spool.fill([BOOKING])
    frame = Frame(LIMITS, 90, True, "batch-1", MORNING, check)
    shaped, late = (RecordTable(BOOKINGS, spool, frame) for _ in range(2))
    assert shaped.whole
    going_on[0] = False

    assert len(list(shaped)) == 1
    with pytest.raises(Stopped):
        assert late.columns
    with pytest.raises(Stopped):
        list(late.everything())


def test_records_without_a_common_shape_share_a_table(tmp_path: Path) -> None:
    records = [{"event_props": {f"p{number:03}": number}} for number in range(BATCH + 5)]
    found = table(*records, folder=tmp_path, asked=picked("event_props.*"), most=3)

    rows = list(found.everything())

    assert len(rows[0]) == BATCH + 5
    assert [[cell for cell in row if cell is not None] for row in rows[1:]] == [
        [number] for number in range(BATCH + 5)
    ]
    assert [row[number] for number, row in enumerate(rows[1:])] == list(range(BATCH + 5))


def test_two_tables_of_one_spool_have_columns_of_their_own(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.fill([BOOKING, {"event_props": {"Fare": 5}}])
    frame = Frame(LIMITS, 90, True, "batch-1", MORNING)
    fares, all_of_one = (
        RecordTable(picked("event_props.Fare"), spool, frame),
        RecordTable(picked("event_props.*"), spool, replace(frame, most=1)),
    )

    assert list(fares) == [(8000,), (5,)]
    assert list(all_of_one) == [(datetime(2026, 6, 29, 7, 56, 40), 8000, False)]


def test_a_long_text_is_cut_with_a_mark_and_counted(tmp_path: Path) -> None:
    found = table(
        {"event_props": {"a": "x" * 51, "b": "x" * 50}},
        folder=tmp_path,
        asked=picked("event_props.*"),
    )

    assert list(found) == [("x" * 43 + "… [cut]", "x" * 50)]
    assert (found.cut, found.whole) == (1, False)
    assert list(found.everything())[1] == ("x" * 51, "x" * 50)


def test_characters_a_cell_cannot_hold_are_replaced_and_counted(tmp_path: Path) -> None:
    found = table(
        {"event_props": {"a": "bell\x07 and half \ud83d"}},
        folder=tmp_path,
        asked=picked("event_props.a"),
    )

    assert list(found) == [("bell\ufffd and half \ufffd",)]
    assert (found.replaced, found.whole) == (2, True)


def test_more_columns_than_a_tab_has_are_counted(tmp_path: Path) -> None:
    record = {"event_props": {f"p{number:02}": number for number in range(45)}}
    found = table(record, folder=tmp_path, asked=picked("event_props.*"))

    assert len(found.columns) == len(next(iter(found))) == 40
    assert (found.hidden_columns, found.whole) == (5, False)
    assert len(next(iter(found.everything()))) == 45


def test_headers_fit_and_stay_apart(tmp_path: Path) -> None:
    names = ["a\x01", "a\x02", "a\ufffd", "y" * 300, "y" * 299 + "z"]
    found = table(
        {"event_props": dict.fromkeys(names, 1)},
        folder=tmp_path,
        asked=picked("event_props.*"),
        limits=Limits(
            rows=9, columns=9, text=500, tab_name=9, records=9, forbidden=LIMITS.forbidden
        ),
    )

    assert headers(found) == [
        *("a\ufffd", "a\ufffd (2)", "a\ufffd (3)"),
        *("y" * 233 + "… [cut]", "y" * 233 + "… [cut] (2)"),
    ]


def test_columns_are_as_wide_as_what_they_show_within_reason(tmp_path: Path) -> None:
    found = table(
        {
            "event_props": {
                "a": "x" * 49,
                "b": "x" * 20,
                "c": 1,
                "a long header": None,
                "d e f g h": 1,
            }
        },
        folder=tmp_path,
        asked=picked("event_props.a", "event_props.b", "event_props.c", "event_props.d e f g h"),
    )

    assert [column.width for column in found.columns] == [51, 22, 8, 13]


def test_a_column_is_never_wider_than_people_can_read(tmp_path: Path) -> None:
    name = "n" * 70
    limits = replace(LIMITS, text=99)
    asked = picked(f"event_props.{name}")

    found = table({"event_props": {name: 1}}, folder=tmp_path, asked=asked, limits=limits)

    assert [column.width for column in found.columns] == [60]


def test_columns_that_hold_moments_alone_say_so(tmp_path: Path) -> None:
    found = table(
        {"ts": 20260629130000, "event_props": {"a": 1}},
        folder=tmp_path,
        asked=picked("ts", "run_at", "event_props.a"),
    )

    moment = "yyyy-mm-dd hh:mm:ss"
    assert [column.format for column in found.columns] == [moment, moment, ""]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_an_events_time_is_the_projects_own_wherever_that_is(tmp_path: Path, zone: str) -> None:
    asked = question("Booking", get=Get.EVENT_RECORDS, columns=("ts",), zone=zone)

    assert list(table(BOOKING, folder=tmp_path, asked=asked)) == [
        (datetime(2026, 6, 29, 9, 30, 15),)
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
PROPERTIES = st.dictionaries(st.text(max_size=3), VALUES, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(st.fixed_dictionaries({"event_props": PROPERTIES, "profile": PROPERTIES}), max_size=4)
)
def test_whatever_comes_every_row_fits(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    found = table(*records, folder=tmp_path, asked=picked("profile.*", "event_props.*"))

    assert len(set(headers(found))) == len(found.columns) > 0
    rows = list(found)
    assert len(rows) == len(records)
    for row in rows:
        assert len(row) == len(found.columns)
        texts = [value for value in row if isinstance(value, str)]
        assert not any(LIMITS.forbidden.search(text) or len(text) > 50 for text in texts)


# --- cells ---


@pytest.mark.parametrize(
    ("cells", "most", "shown", "columns"),
    [(0, 90, 5, 3), (18, 90, 5, 3), (17, 90, 4, 3), (17, 2, 2, 3), (5, 90, 0, 3), (2, 90, 0, 2)],
)
def test_a_tab_shows_as_many_rows_as_its_cells_hold(
    tmp_path: Path, cells: int, most: int, shown: int, columns: int
) -> None:
    records = [{"event_props": dict.fromkeys("abc", number)} for number in range(5)]
    asked = picked("event_props.*")
    found = table(
        *records, folder=tmp_path, asked=asked, most=most, limits=replace(LIMITS, cells=cells)
    )

    assert (len(list(found)), len(found.columns), found.hidden_columns) == (
        *(shown, columns),
        3 - columns,
    )
    assert found.whole is (shown == 5)
    assert len(list(found.everything())) == 6
