"""Rows whose `CQL` and `geo` cells say what no column can."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import Value, body, check, messages, question

ROW: dict[str, Any] = {"Event": "Charged", "Dates": "2026-06-01"}
BASE = {"event_name": "Charged", "from": 20260601, "to": 20260601}
BLOCK = {"event_name": "Login", "from": 20260501, "to": 20260502}
FARE = {"name": "Fare", "operator": "greater_than", "value": 5}


def with_cql(piece: dict[str, Any], **cells: Any) -> dict[str, Any]:
    """Return a row with a piece of JSON in column C."""
    return {**ROW, "CQL": json.dumps(piece), **cells}


def test_lists_of_the_cell_are_appended_to_those_of_the_columns() -> None:
    piece = {
        "event_properties": [FARE],
        "session_properties": [{"name": "browser", "value": "Chrome"}],
        "common_profile_properties": {
            "profile_fields": [{"name": "plan", "operator": "equals", "value": "Gold"}],
            "geo_fields": [["India", "Delhi"]],
        },
        "advanced_query": {
            "did_all": [{**BLOCK, "operator": "less_than", "value": 3}],
            "did_any": {"any_events": [BLOCK]},
            "did_none": [BLOCK],
        },
    }
    columns = {
        "event: Class": "Economy", "utm_source": "google", "profile: age": 30, "geo": "Goa",
        "did all: Event": "A", "did any: Event": "B", "did none: Event": "C",
    }  # fmt: skip

    def own(event: str) -> dict[str, Any]:
        return {**BASE, "event_name": event}

    assert body(with_cql(piece, **columns)) == {
        **BASE,
        "event_properties": [{"name": "Class", "operator": "equals", "value": "Economy"}, FARE],
        "session_properties": [
            {"name": "utm_source", "value": "google"}, {"name": "browser", "value": "Chrome"}],
        "common_profile_properties": {
            "profile_fields": [
                {"name": "age", "operator": "equals", "value": 30},
                {"name": "plan", "operator": "equals", "value": "Gold"}],
            "geo_fields": [["Goa"], ["India", "Delhi"]]},
        "advanced_query": {
            "did_all": [own("A"), {**BLOCK, "operator": "less_than", "value": 3}],
            "did_any": {"any_events": [own("B"), BLOCK],
                        "operator": "greater_than_equals", "value": 1},
            "did_none": [own("C"), BLOCK]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "piece"),
    [
        ({}, BASE),
        ({"Event": "Charged"}, BASE),
        (ROW, {}),
        (ROW, {"event_name": "Charged"}),
        (ROW, {"from": 20260601, "to": 20260601}),
        (ROW, BASE),
        ({"From": "2026-06-01", "Event": ""}, BASE),
    ],
)
def test_the_same_value_may_stand_in_column_and_cell(
    cells: dict[str, Any], piece: dict[str, Any]
) -> None:
    assert body({"Event": "", **cells, "CQL": json.dumps(piece)}) == BASE


def test_a_row_is_named_by_the_event_of_its_cell() -> None:
    assert question({"CQL": json.dumps(BASE), "Get": "User count"}).name == "Charged"


def test_a_count_may_stand_in_column_and_cell_and_count_the_events_of_both() -> None:
    count = {"operator": "greater_than_equals", "value": 3}
    group = {"advanced_query": {"did_any": {"any_events": [BLOCK], **count}}}
    lone = {"advanced_query": {"did_any": count}}

    for cells in (
        with_cql(group),
        with_cql(group, **{"did any: Count": ">= 3"}),
        with_cql(
            {"advanced_query": {"did_any": {"any_events": [BLOCK]}}}, **{"did any: Count": ">= 3"}
        ),
        with_cql(lone, **{"did any: Event": "Login", "did any: Dates": "2026-05-01 to 2026-05-02"}),
    ):
        assert body(cells)["advanced_query"] == group["advanced_query"]


WINDOW = {"session_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}]}
CLOCKS = "time_of_day is set, but"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            with_cql({"event_name": "charged"}),
            'event_name is "charged", but `Event` (A2) says "Charged". Keep one of the two.',
        ),
        (
            with_cql({"from": 20260601, "to": 20260602}),
            ('from and to are 20260601 to 20260602, but `Dates` (B2) says "2026-06-01". Keep one '
            "of the two."),
        ),
        (
            {"Event": "Charged", "From": "1 Jun 2026", "CQL": '{"from": 20260602, "to": 20260602}'},
            ('from and to are 20260602 to 20260602, but `From` (B2) says "1 Jun 2026". Keep one '
            "of the two."),
        ),
        (
            with_cql(WINDOW, **{"Time to": "15:00"}),
            f'{CLOCKS} `Time to` (D2) says "15:00". Keep one of the two.',
        ),
        (
            {"Event": "A", "From": "2026-06-01 13:00", "CQL": json.dumps(WINDOW)},
            f'{CLOCKS} `From` (B2) says "2026-06-01 13:00". Keep one of the two.',
        ),
        (
            with_cql({"advanced_query": {"did_any": {
                "any_events": [BLOCK], "operator": "equals", "value": 2}}},
                **{"did any: Count": 3}),
            ('advanced_query.did_any counts equals 2, but `did any: Count` (D2) says "3". Keep '
            "one of the two."),
        ),
        (
            with_cql({"advanced_query": {"did_any": {"operator": "equals", "value": 2}}}),
            "advanced_query.did_any counts equals 2, but names no event. Fill any_events.",
        ),
        (
            {"Get": "User profiles", "profile: plan": "Gold",
             "CQL": '{"event_properties": [{"name": "Fare", "value": 1}]}'},
            ('"Fare" filters an event, but there is no event_name here and `Event` is blank. Name '
            "the event."),
        ),
        (
            {"Get": "User profiles", "profile: plan": "Gold",
             "CQL": '{"from": 20260601, "to": 20260602}'},
            ("from and to are 20260601 to 20260602, but there is no event_name here and `Event` is "
            "blank. Name the event, or delete the two."),
        ),
        (
            with_cql({"advanced_query": {"did_none": [BLOCK, {**BLOCK, "to": 20260701}]}}),
            ("advanced_query.did_none[1].to is 20260701, in the future. Today is 20260630 in "
            "Asia/Kolkata; write that or an earlier day."),
        ),
        (
            {"Event": "A", "CQL": '{"from": 20260601, "to": 20260701}'},
            ("to is 20260701, in the future. Today is 20260630 in Asia/Kolkata; write that or an "
            "earlier day."),
        ),
        (
            {**ROW, "CQL": RawCell(error="#N/A")},
            "the cell shows #N/A. Correct its formula, or write a piece of a query as JSON.",
        ),
        ({**ROW, "CQL": 5}, "the JSON is 5. Write an object, like {…}."),
        (
            {**ROW, "CQL": "event_name = Charged"},
            ("is not JSON: e stands at line 1, character 1 (event_name). Write names and "
                "texts in double "
            'quotes, like {"event_name": "Charged"}.'),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_joined_is_said_at_the_cell(cells: dict[str, Any], expected: str) -> None:
    column = "ABCD"[list(cells).index("CQL")]

    got = messages({"Event": "", **cells} if "Event" not in cells else cells)

    place = column if "Event" in cells else chr(ord(column) + 1)
    assert got == [f"`CQL` ({place}2): {expected}"]


def test_a_wrong_count_is_said_once_at_its_own_cell() -> None:
    group = {
        "advanced_query": {"did_any": {"any_events": [BLOCK], "operator": "equals", "value": 2}}
    }

    assert messages(with_cql(group, **{"did any: Count": "many"})) == [
        '`did any: Count` (D2): "many" is not a count. Write a whole number, like 3 or >= 3.'
    ]


def test_days_of_the_cell_serve_blocks_that_have_none() -> None:
    cells = {
        "Get": "User profiles", "Event": "", "did none: Event": "Login",
        "CQL": '{"from": 20260601, "to": 20260602}',
    }  # fmt: skip

    assert body(cells) == {
        "advanced_query": {"did_none": [{"event_name": "Login", "from": 20260601, "to": 20260602}]}
    }


def test_the_cell_alone_may_filter_profiles() -> None:
    for piece in (
        {"common_profile_properties": {"profile_fields": [
            {"name": "plan", "operator": "exists"}]}},
        {"common_profile_properties": {"geo_radius": [[1, 2, 3]]}},
        {"advanced_query": {"did_none": [BLOCK]}},
    ):  # fmt: skip
        assert body({"Get": "User profiles", "Event": "", "CQL": json.dumps(piece)}) == piece


def test_an_empty_piece_asks_for_nothing() -> None:
    assert messages({"Get": "User profiles", "Event": "", "CQL": "{}"}) == [
        "`Event` (B2) is blank. Write the event's name as in CleverTap, or filter the profiles."
    ]


@pytest.mark.parametrize("text", ["\ufeff{}", " \u00a0{}\n\u200b"])
def test_marks_and_spaces_around_the_json_are_passed_over(text: str) -> None:
    assert body({**ROW, "CQL": text}) == BASE


def test_mistakes_of_columns_and_cell_are_all_told() -> None:
    cells = {"Event": 5, "Dates": "soon", "CQL": "{", "geo": "India >"}

    assert [problem.cell for problem in check(cells).problems] == ["C2", "B2", "D2", "A2"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("India", [["India"]]),
        (" India >Maharashtra > Mumbai ", [["India", "Maharashtra", "Mumbai"]]),
        ("India > Delhi\n\n United States", [["India", "Delhi"], ["United States"]]),
        ("Saint Vincent & the Grenadines, West", [["Saint Vincent & the Grenadines, West"]]),
        (42, [["42"]]),
    ],
)
def test_geo_names_places_one_in_each_line(value: Value, expected: list[list[str]]) -> None:
    profile = body({**ROW, "geo": value})["common_profile_properties"]

    assert profile == {"geo_fields": expected}


@pytest.mark.parametrize("line", ["India >", "> Delhi", "a > b > c > d", "!= India", "India >> x"])
def test_a_line_that_is_no_place_is_refused(line: str) -> None:
    assert messages({**ROW, "geo": f"Goa\n{line}"}) == [
        (
            f'`geo` (C2): "{line}" is no place. Write country, state and city like India > '
            "Maharashtra > Mumbai, or less of it, one place in each line."
        )
    ]


def test_geo_that_shows_an_error_is_refused_and_blank_geo_filters_nothing() -> None:
    assert messages({**ROW, "geo": RawCell(error="#REF!")}) == [
        (
            "`geo` (C2): the cell shows #REF!. Correct its formula, or write a place like India > "
            "Maharashtra > Mumbai."
        )
    ]
    assert body({**ROW, "geo": " "}) == BASE


def fingerprint(**cells: Any) -> str:
    return question({**ROW, **cells}).fingerprint


def test_a_filter_in_the_cell_is_the_same_question_as_in_a_column() -> None:
    piece = {
        "event_properties": [{"name": "Fare", "value": 5}],
        "common_profile_properties": {"geo_fields": [["India"], ["Goa"]]},
        "advanced_query": {"did_all": [{**BLOCK, "value": 3, "operator": "equals"}]},
    }
    columns: dict[str, Any] = {
        "event: Fare": 5, "geo": "Goa\nIndia", "did all: Event": "Login", "did all: Count": 3,
    }  # fmt: skip

    assert fingerprint(CQL=json.dumps(piece)) == fingerprint(**columns)
    assert fingerprint(CQL="{}") == fingerprint()


@pytest.mark.parametrize(
    "piece",
    [
        {"event_properties": [FARE]},
        {"common_profile_properties": {"geo_fields": [["India"]]}},
        {"common_profile_properties": {"geo_radius": [[1, 2, 3]]}},
        {"advanced_query": {"did_none": [{**BLOCK, "operator": "equals", "value": 2}]}},
        {"advanced_query": {"did_any": {"any_events": [BLOCK]}}},
    ],
)
def test_whatever_the_cell_asks_makes_another_question(piece: dict[str, Any]) -> None:
    assert fingerprint(CQL=json.dumps(piece)) != fingerprint()


def test_days_in_the_cell_make_no_other_question() -> None:
    one, other = (
        question({"Event": "", "CQL": json.dumps({**BASE, "from": day, "to": day})}).fingerprint
        for day in (20260601, 20260602)
    )

    assert one == other == fingerprint()
