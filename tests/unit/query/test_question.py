"""What stays the same question, and what makes it another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sheets_runner.query.build import Context
from sheets_runner.query.cql import Block, Count, Filter, Period, Query
from tests.unit.query.sheet import NOON, question

BOTH = Context({"web": "Asia/Kolkata", "train": "UTC"}, NOON)
ROW: dict[str, Any] = {
    "App": "web",
    "Get": "User count",
    "Event": "Search",
    "Dates": "2026-06-01",
    "utm_source": "any of: a | b",
    "event: Fare": ">= 100",
    "profile: plan": "Gold",
    "did all: Event": "Login",
    "did all 2: Event": "Charged",
    "did all: Count": 2,
    "did any: Event": "Click",
    "did any: Count": 3,
    "did none: Event": "App Uninstalled",
}


def fingerprint(**changes: Any) -> str:
    return question({**ROW, **changes}, BOTH).fingerprint


def test_a_fingerprint_is_eight_hex_digits() -> None:
    assert len(fingerprint()) == 8
    assert int(fingerprint(), 16) >= 0


@pytest.mark.parametrize(
    "changes",
    [
        {"Dates": "last 7 days"},
        {"Name": "Another name"},
        {"Output tab": "Elsewhere"},
        {"Max records": 5},
        {"Columns": "ts"},
        {"Active": "yes"},
        {"did all: Dates": "yesterday"},
        {"utm_source": "any of: b | a"},
        {"event: Fare": ">= 100.0"},
        {"did all: Event": "Charged", "did all 2: Event": "Login", "did all: Count": "",
         "did all 2: Count": 2},
    ],
)  # fmt: skip
def test_days_labels_and_order_do_not_change_the_question(changes: dict[str, Any]) -> None:
    assert fingerprint(**changes) == fingerprint()


def test_moving_columns_does_not_change_the_question() -> None:
    moved = dict(reversed(list(ROW.items())))

    assert question(moved, BOTH).fingerprint == fingerprint()


@pytest.mark.parametrize(
    "changes",
    [
        {"App": "train"},
        {"Get": "Event count"},
        {"Event": "search"},
        {"utm_source": "a"},
        {"event: Fare": "> 100"},
        {"event: Fare": ""},
        {"event: fare": "x"},
        {"profile: plan": "Silver"},
        {"profile: plan": "", "demographics: plan": "Gold"},
        {"Time from": "13:00"},
        {"did all: Event": "Logout"},
        {"did all: Count": 3},
        {"did all: utm_source": "a"},
        {"did any: Count": ">= 3"},
        {"did none: Event": "Login"},
        {"did none: Event": "", "did any 2: Event": "App Uninstalled"},
    ],
)
def test_every_filter_app_get_and_event_changes_the_question(changes: dict[str, Any]) -> None:
    assert fingerprint(**changes) != fingerprint()


def test_the_parts_of_a_place_and_circle_have_an_order_and_lists_of_them_have_none() -> None:
    def of(places: str, *circles: list[int]) -> str:
        piece = {"common_profile_properties": {"geo_radius": list(circles)}}
        return fingerprint(geo=places, CQL=json.dumps(piece))

    one, other = [35, 42, 5], [1, 2, 3]

    assert of("Mexico > Puebla\nIndia", one, other) == of("India\nMexico > Puebla", other, one)
    assert of("Mexico > Puebla", one) != of("Puebla > Mexico", one)
    assert of("India", [35, 42, 5]) != of("India", [42, 35, 5])


def test_text_and_number_are_different_questions() -> None:
    assert fingerprint(**{"event: Fare": "100"}) != fingerprint(**{"event: Fare": 100})


def test_a_question_knows_its_event_and_period() -> None:
    asked = question(ROW, BOTH)
    profiles = question({"Get": "User profiles", "Event": "", "profile: plan": "Gold"})

    assert (asked.event, asked.period) == ("Search", asked.query.base and asked.query.base.period)
    assert (profiles.event, profiles.period) == ("", None)


def test_values_that_make_no_query_are_refused_when_they_are_made() -> None:
    day = Period(NOON.date(), NOON.date())
    counted = Block("Login", day, count=Count("equals", 2))

    with pytest.raises(ValueError, match="an event has a name"):
        Block("", day)
    with pytest.raises(ValueError, match="no count: contains 2"):
        Count("contains", 2)
    with pytest.raises(ValueError, match="no count: equals -1"):
        Count("equals", -1)
    with pytest.raises(ValueError, match="asks for something"):
        Query()
    with pytest.raises(ValueError, match="a count over no events"):
        Query(counted, any_count=Count("equals", 2))
    with pytest.raises(ValueError, match="did_any counts all its events together"):
        Query(did_any=(counted,))
    with pytest.raises(ValueError, match="ends before it starts"):
        Period(NOON.date(), NOON.date().replace(day=1))


def test_filters_are_refused_when_operator_and_value_do_not_fit() -> None:
    unfit: list[tuple[str, Any, str]] = [
        ("is", 1, "is is no operator"),
        ("exists", "x", "exists with the value 'x'"),
        ("equals", None, "equals with the value None"),
        ("greater_than", "1", "compares numbers, not '1'"),
        ("contains", ("a", "b"), "contains takes one value"),
    ]
    for operator, value, match in unfit:
        with pytest.raises(ValueError, match=match):
            Filter("event_properties", "Fare", operator, value)
