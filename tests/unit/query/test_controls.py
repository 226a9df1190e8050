"""Control cells."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_runner.query.build import Context
from sheets_runner.query.question import Get
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import NOON, Value, check, messages, question

BASE: dict[str, Any] = {"Event": "Search", "Dates": "yesterday"}
SHOP = Context({"web": "Asia/Kolkata", "Train App": "UTC", "train-app": "UTC"}, NOON)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, Get.EVENT_COUNT),
        ({"Get": ""}, Get.EVENT_COUNT),
        ({"Get": "event  COUNT"}, Get.EVENT_COUNT),
        ({"Get": "User count"}, Get.USER_COUNT),
        ({"Get": "event_records"}, Get.EVENT_RECORDS),
        ({"Get": "User profiles"}, Get.USER_PROFILES),
        ({"API": "counts", "Object type": "profiles"}, Get.USER_COUNT),
        ({"API": "Events", "Object type": "Events"}, Get.EVENT_RECORDS),
        ({"API": "events"}, Get.EVENT_RECORDS),
        ({"Object type": "profiles"}, Get.USER_COUNT),
        ({"Get": "User profiles", "API": "events", "Object type": "profiles"}, Get.USER_PROFILES),
    ],
)
def test_get_or_the_connector_s_own_words_say_what_is_wanted(
    cells: dict[str, Any], expected: Get
) -> None:
    assert question({**BASE, **cells}).get is expected


@pytest.mark.parametrize(
    ("get", "api", "object_type", "is_count"),
    [
        (Get.EVENT_COUNT, "counts", "events", True),
        (Get.USER_COUNT, "counts", "profiles", True),
        (Get.EVENT_RECORDS, "events", "events", False),
        (Get.USER_PROFILES, "events", "profiles", False),
    ],
)
def test_each_get_is_a_call_of_the_connector(
    get: Get, api: str, object_type: str, *, is_count: bool
) -> None:
    assert (get.api, get.object_type, get.is_count) == (api, object_type, is_count)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"Get": "Count"},
            (
                '`Get` (C2): "Count" is not known here. Write one of: Event count, User count, '
                "Event "
                "records, User profiles."
            ),
        ),
        (
            {"Get": RawCell(error="#N/A")},
            (
                "`Get` (C2): the cell shows #N/A. Correct its formula, or write one of: Event "
                "count, User count, Event records, User profiles."
            ),
        ),
        (
            {"Get": "Event count", "API": "events"},
            (
                '`API` (D2): "events": `API` and `Object type` ask for Event records, but `Get` '
                "says Event count. Keep one of the two ways."
            ),
        ),
        (
            {"Get": "Event count", "Object type": "profiles"},
            (
                '`Object type` (D2): "profiles": `API` and `Object type` ask for User count, but '
                "`Get` says Event count. Keep one of the two ways."
            ),
        ),
        ({"API": "raw"}, '`API` (C2): "raw" is not known here. Write one of: counts, events.'),
        (
            {"Object type": "users"},
            '`Object type` (C2): "users" is not known here. Write one of: events, profiles.',
        ),
        ({"Active": "maybe"}, '`Active` (C2): "maybe" is not known here. Write one of: yes, no.'),
        (
            {"Active": RawCell(error="#REF!")},
            "`Active` (C2): the cell shows #REF!. Correct its formula, or write one of: yes, no.",
        ),
        ({"App": "shop"}, '`App` (C2): "shop" is not known here. Write one of: web.'),
        (
            {"Name": RawCell(error="#N/A")},
            "`Name` (C2): the cell shows #N/A. Correct its formula, or write a text.",
        ),
        (
            {"Output tab": RawCell(error="#N/A")},
            "`Output tab` (C2): the cell shows #N/A. Correct its formula, or write a text.",
        ),
        (
            {"Columns": RawCell(error="#N/A")},
            "`Columns` (C2): the cell shows #N/A. Correct its formula, or write a text.",
        ),
        (
            {"Max records": RawCell(error="#N/A")},
            (
                "`Max records` (C2): the cell shows #N/A. Correct its formula, or write a whole "
                "number."
            ),
        ),
        (
            {"Max records": 10_001},
            (
                "`Max records` (C2): 10001 is over the limit of 10000 records of this sheet. Write "
                "10000 or less."
            ),
        ),
        (
            {"Columns": "ts, fare"},
            (
                '`Columns` (C2): "fare" is no column of the records. Write one of event, event '
                "name, "
                "time, ts, query, run_at, batch, or a path that starts with identity, objectId, "
                "platform, profile, event_props, session_props."
            ),
        ),
        (
            {"Get": "User profiles", "Columns": "event_props.Fare"},
            (
                '`Columns` (D2): "event_props.Fare" is no column of the records. Write one of '
                "event, event name, time, ts, query, run_at, batch, or a path that starts with "
                "identity, objectId, platform, name, email, phone, profile, profileData, "
                "platformInfo, events."
            ),
        ),
    ],
)
def test_a_control_cell_that_says_something_else_lists_what_it_may_say(
    cells: dict[str, Any], expected: str
) -> None:
    assert messages({**BASE, **cells}) == [expected]


@pytest.mark.parametrize("value", [0, -1, 2.5, "²", "9" * 5000, "1,000", True, RawCell(3, "hh:mm")])
def test_only_a_whole_number_limits_the_records(value: Value) -> None:
    (message,) = messages({**BASE, "Max records": value})

    assert message.startswith("`Max records` (C2): ")
    assert message.endswith(" is not a number of records. Write a whole number.")


@pytest.mark.parametrize("value", [500, 500.0, "500", "+500", " ٥٠٠ "])
def test_a_row_can_lower_the_limit_of_records(value: Value) -> None:
    assert question({**BASE, "Max records": value}).max_records == 500


@pytest.mark.parametrize("value", ["Replace", "replace", " REPLACE ", "", None])
def test_records_are_replaced_whether_a_row_says_so_or_not(value: Value) -> None:
    assert question({**BASE, "Mode": value}) == question(BASE)


def test_blank_controls_leave_the_defaults() -> None:
    asked = question({**BASE, "Max records": "", "Columns": "", "Output tab": ""})

    assert (asked.max_records, asked.columns, asked.output_tab) == (None, (), "")


def test_the_only_app_need_not_be_named_and_spelling_does_not_matter() -> None:
    assert question(BASE).app == question({**BASE, "Account": "WEB"}).app == "web"


def test_of_several_apps_one_must_be_named_exactly_enough() -> None:
    assert question({**BASE, "App": "Web"}, SHOP).app == "web"
    assert question({**BASE, "App": "train-app"}, SHOP).app == "train-app"
    assert messages({**BASE, "App": "train app"}, SHOP) == [
        '`App` (C2): "train app" is not known here. Write one of: Train App, train-app.'
    ]
    assert messages({**BASE, "App": ""}, SHOP) == [
        "`App` (C2) is blank. Write one of: web, Train App, train-app."
    ]


def test_columns_are_picked_with_commas_or_lines() -> None:
    picks = "ts, profile.email\nevent_props.*,, session_props.utm_source , Query"

    assert question({**BASE, "Columns": picks}).columns == (
        "ts", "profile.email", "event_props.*", "session_props.utm_source", "Query",
    )  # fmt: skip


def test_columns_of_an_unknown_get_are_not_judged() -> None:
    assert len(messages({**BASE, "Get": "?", "Columns": "fare"})) == 1


@pytest.mark.parametrize("value", ["", None, "yes", "Y", True, "on", 1, "TRUE"])
def test_a_row_is_active_unless_it_says_no(value: Value) -> None:
    assert check({**BASE, "Active": value}).active


def test_an_unticked_box_means_no_even_when_it_was_never_touched() -> None:
    for value in (None, False):
        assert not check({**BASE, "Active": RawCell(value, checkbox=True)}).active
    assert check({**BASE, "Active": RawCell(value=True, checkbox=True)}).active
