"""Questions in plain words."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sheets_runner.query.cql import Filter, Period
from sheets_runner.query.words import day_words, filter_words, period_words
from tests.unit.query.sheet import question

ROW: dict[str, Any] = {"Event": "Search", "Dates": "2026-06-01 to 2026-06-07", "event: Fare": 100}
DAYS = "from Mon 1 Jun 2026 to Sun 7 Jun 2026"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, f"Search events with Fare = 100 {DAYS} (Asia/Kolkata)"),
        (
            {"Get": "User count"},
            f"Users who did Search with Fare = 100 {DAYS} (Asia/Kolkata)",
        ),
        (
            {"Get": "Event records", "profile: plan": "Gold"},
            (f"Records of Search events with Fare = 100 {DAYS} (Asia/Kolkata), by users with "
            "profile plan = Gold"),
        ),
        (
            {"Get": "User profiles", "profile: plan": "Gold", "app field: Make": "exists"},
            (f"Profiles of users who did Search with Fare = 100 {DAYS} (Asia/Kolkata), with "
            "profile plan = Gold and app field Make exists"),
        ),
        (
            {"Get": "User profiles", "Event": "", "Dates": "", "event: Fare": "",
             "profile: p": 1},
            "Profiles of users with profile p = 1",
        ),
        (
            {
                "Time from": "13:00",
                "did any: Event": "Login",
                "did any: utm_source": "a",
                "did any 2: Event": "Click",
                "did any 2: Dates": "2026-06-01",
                "did any 2: Time to": "08:00",
                "did none: Event": "App Uninstalled",
            },
            (f"Search events with Fare = 100 {DAYS}, 13:00–23:59 (Asia/Kolkata), by users who also "
            "did any of Login with utm_source = a or Click on Mon 1 Jun 2026, 00:00–08:00 "
            "(together >= 1 times) and did not do App Uninstalled"),
        ),
        (
            {"did all: Event": "Login", "did all: Count": 3, "did any: Event": "A",
             "did any: Count": "< 5"},
            (f"Search events with Fare = 100 {DAYS} (Asia/Kolkata), by users who also did Login "
            "= 3 times and also did any of A (together < 5 times, or never)"),
        ),
    ],
)  # fmt: skip
def test_a_question_reads_as_one_sentence(cells: dict[str, Any], expected: str) -> None:
    assert question({**ROW, **cells}).reads_as == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("< 3", "< 3 times, or never"),
        ("<= 2", "<= 2 times, or never"),
        ("<= 0", "<= 0 times, or never"),
        (0, "= 0 times, or never"),
        (">= 0", ">= 0 times, or never"),
        ("> 0", "> 0 times"),
        (2, "= 2 times"),
        (">= 2", ">= 2 times"),
    ],
)
def test_a_count_over_any_events_that_none_satisfies_says_so(count: Any, expected: str) -> None:
    cells = {**ROW, "did any: Event": "A", "did any 2: Event": "B", "did any: Count": count}

    assert question(cells).reads_as.endswith(f"who also did any of A or B (together {expected})")


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equals", "Gold", "profile plan = Gold"),
        ("equals", "100", 'profile plan = "100"'),
        ("equals", "nan", 'profile plan = "nan"'),
        ("equals", 100, "profile plan = 100"),
        ("equals", "", 'profile plan = ""'),
        ("equals", " a", 'profile plan = " a"'),
        ("equals", "a, b", 'profile plan = "a, b"'),
        ("equals", ("a", "b"), "profile plan is any of a, b"),
        ("equals", ("a", "b, c"), 'profile plan is any of a, "b, c"'),
        ("not_equals", "a", "profile plan is not a"),
        ("contains", "a", "profile plan contains a"),
        ("does_not_contain", "a", "profile plan does not contain a"),
        ("exists", None, "profile plan exists"),
        ("does_not_exist", None, "profile plan does not exist"),
        ("greater_than", 1, "profile plan > 1"),
        ("less_than_equals", 1.5, "profile plan <= 1.5"),
    ],
)
def test_a_filter_is_said_with_its_operator(operator: str, value: Any, expected: str) -> None:
    assert filter_words(Filter("profile_fields", "plan", operator, value)) == expected


@pytest.mark.parametrize(
    ("section", "name", "expected"),
    [
        ("event_properties", "Fare", "Fare"),
        ("event_properties", "utm_campaign", "event utm_campaign"),
        ("event_properties", "first_time", "event first_time"),
        ("event_properties", "time_of_day", "event time_of_day"),
        ("session_properties", "utm_campaign", "utm_campaign"),
        ("session_properties", "session_source", "session_source"),
        ("session_properties", "browser", "session browser"),
        ("profile_fields", "plan", "profile plan"),
        ("app_fields", "Make", "app field Make"),
        ("demographics", "Gender", "demographics Gender"),
        ("technographics", "OS", "technographics OS"),
        ("reachability", "has_token", "reachability has_token"),
        ("event_properties", "session browser", '"session browser"'),
        ("event_properties", "a, b", '"a, b"'),
        ("event_properties", "Time in hotel", '"Time in hotel"'),
        ("profile_fields", "profile plan", 'profile "profile plan"'),
    ],
)
def test_a_property_is_said_with_its_kind_where_its_name_alone_could_be_another(
    section: str, name: str, expected: str
) -> None:
    assert filter_words(Filter(section, name, "exists", None)) == f"{expected} exists"


def said(piece: dict[str, Any], **cells: Any) -> str:
    """Return the words of a row with a piece of JSON, from behind its days."""
    words = question({"Event": "A", "Dates": "today", **cells, "CQL": json.dumps(piece)}).reads_as
    lead, zone, rest = words.partition(" on Tue 30 Jun 2026")
    assert zone
    return f"{lead} …{rest}"


DAY = {"event_name": "B", "from": 20260630, "to": 20260630}


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        (
            {"event_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}]},
            "A events with event time_of_day is any of 13:00, 14:00 … (Asia/Kolkata)",
        ),
        (
            {"session_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}]},
            "A events …, 13:00–14:00 (Asia/Kolkata)",
        ),
        (
            {"common_profile_properties": {
                "geo_fields": [["India", "Delhi"], ["Trinidad and Tobago"]],
                "profile_fields": [{"name": "plan", "value": "Gold"}]}},
            ('A events … (Asia/Kolkata), by users with profile plan = Gold in India > Delhi or '
            '"Trinidad and Tobago"'),
        ),
        (
            {"common_profile_properties": {
                "geo_fields": [["Goa"]], "geo_radius": [[35, 42.5, 5.2], [-1, 2, 3]]}},
            ("A events … (Asia/Kolkata), by users in Goa and in geo_radius [35, 42.5, 5.2] or "
            "[-1, 2, 3]"),
        ),
        (
            {"advanced_query": {"did_none": [{**DAY, "operator": "less_than", "value": 3}]}},
            "A events … (Asia/Kolkata), by users who did not do B < 3 times",
        ),
        (
            {"advanced_query": {
                "did_all": [{**DAY, "session_properties": [
                    {"name": "time_of_day", "value": ["01:00", "02:00"]}]}],
                "did_none": [{**DAY, "event_name": "C on D", "session_properties": [
                    {"name": "time_of_day", "value": ["03:00", "04:00"]}]}]}},
            ('A events … (Asia/Kolkata), by users who also did B, 01:00–02:00 and did not do '
            '"C on D", 03:00–04:00'),
        ),
    ],
)  # fmt: skip
def test_what_only_json_can_say_is_said_as_well(piece: dict[str, Any], expected: str) -> None:
    assert said(piece) == expected


def test_users_by_place_alone_are_said() -> None:
    cells = {"Get": "User profiles", "Event": "", "geo": "India > Goa"}

    assert question(cells).reads_as == "Profiles of users in India > Goa"


def test_an_event_whose_name_could_be_misread_is_in_quotes() -> None:
    row = {"Event": "Signed in, at last", "Dates": "2026-06-01"}

    assert question(row).reads_as == (
        '"Signed in, at last" events on Mon 1 Jun 2026 (Asia/Kolkata)'
    )
    assert question({**row, "Get": "User count"}).reads_as == (
        'Users who did "Signed in, at last" on Mon 1 Jun 2026 (Asia/Kolkata)'
    )


def test_days_are_said_with_their_weekday() -> None:
    one, other = date(2026, 2, 28), date(2026, 3, 1)

    assert day_words(one) == "Sat 28 Feb 2026"
    assert period_words(Period(one, one)) == "on Sat 28 Feb 2026"
    assert period_words(Period(one, other)) == "from Sat 28 Feb 2026 to Sun 1 Mar 2026"
