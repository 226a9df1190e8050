from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sheets_runner.sandbox import catalogue
from sheets_runner.sandbox.evaluate import Evaluator
from sheets_runner.sandbox.people import User
from sheets_runner.sandbox.population import Event, Population
from sheets_runner.sandbox.reading import Reader
from tests.unit.sandbox import queries
from tests.unit.sandbox.brute import Lines

READER = Reader(date(2026, 6, 30), catalogue.EVENTS, base_required=False)


def ask(people: Population, query: Any) -> list[tuple[int, int]]:
    found = Evaluator(people).events(READER.read(query))
    return sorted((event.user, event.ts) for event in found)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=queries.query())
def test_any_query_gives_the_events_that_brute_force_finds(
    people: Population, lines: Lines, query: Any
) -> None:
    assert ask(people, query) == lines.answer(query)


@settings(max_examples=30, deadline=None)
@given(sections=queries.profile)
def test_a_query_without_base_means_all_events(
    people: Population, lines: Lines, sections: Any
) -> None:
    query = {"common_profile_properties": sections, "advanced_query": {"did_none": []}}
    assert ask(people, query) == lines.answer(query)


def event(user: int, name: str, day: int, clock: int, **props: Any) -> Event:
    hours, minutes = divmod(clock, 100)
    ts = (20260600 + day) * 1_000_000 + clock * 100
    return Event(user, name, ts, hours * 60 + minutes, props, {}, first_time=False)


ANNA, BEN, ANON = 0, 1, 2
TINY = Population(
    [
        User(
            ANNA,
            {
                "phone": 911,
                "profileData": {"plan": "Gold"},
                "make": "Apple",
                "push_token": "apns:1",
            },
            [],
            ("India", "Maharashtra", "Mumbai"),
            {"Device": "Mobile", "Platform": "iOSApp", "OS": "iOS"},
        ),
        User(
            BEN,
            {"profileData": {"plan": "Free"}},
            [],
            ("India", "Kerala"),
            {"Device": "Tablet", "Platform": "Web", "OS": "Android"},
        ),
        User(ANON, {}, [], (), {"Device": "Desktop", "Platform": "Web", "OS": "Windows"}),
    ],
    [
        event(ANNA, "Flight Search", 7, 1359, Fare=100),
        event(ANNA, "Flight Search", 8, 1400),
        event(ANNA, "App Launched", 7, 900),
        event(BEN, "Flight Search", 7, 2330, Fare="100"),
        event(ANON, "App Launched", 9, 10),
    ],
)
FLIGHTS = {"event_name": "Flight Search", "from": 20260607, "to": 20260608}
LAUNCHES = {"event_name": "App Launched", "from": 20260601, "to": 20260630}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(FLIGHTS, [(ANNA, 7), (ANNA, 8), (BEN, 7)], id="both ends are included"),
        pytest.param({**FLIGHTS, "to": 20260607}, [(ANNA, 7), (BEN, 7)], id="one day"),
        pytest.param(
            {
                **FLIGHTS,
                "session_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}],
            },
            [(ANNA, 7)],
            id="the end of a time of day is not included",
        ),
        pytest.param(
            {**FLIGHTS, "event_properties": [{"name": "Fare", "value": 100}]},
            [(ANNA, 7), (BEN, 7)],
            id="number and text of the same form are equal",
        ),
        pytest.param(
            {**FLIGHTS, "event_properties": [{"name": "Fare", "operator": "does_not_exist"}]},
            [(ANNA, 8)],
            id="a missing property",
        ),
        pytest.param(
            {**FLIGHTS, "advanced_query": {"did_all": [LAUNCHES]}},
            [(ANNA, 7), (ANNA, 8)],
            id="did all",
        ),
        pytest.param(
            {**FLIGHTS, "advanced_query": {"did_none": [LAUNCHES]}}, [(BEN, 7)], id="did none"
        ),
        pytest.param(
            {
                **FLIGHTS,
                "advanced_query": {
                    "did_any": {"any_events": [LAUNCHES, FLIGHTS], "operator": "equals", "value": 3}
                },
            },
            [(ANNA, 7), (ANNA, 8)],
            id="did any counts over all blocks",
        ),
        pytest.param(
            {
                **LAUNCHES,
                "advanced_query": {"did_all": [{**FLIGHTS, "operator": "less_than", "value": 2}]},
            },
            [],
            id="did all needs the event at least once",
        ),
        pytest.param(
            {
                **LAUNCHES,
                "advanced_query": {
                    "did_any": {"any_events": [FLIGHTS], "operator": "less_than", "value": 2}
                },
            },
            [(ANON, 9)],
            id="did any may be satisfied by nothing",
        ),
        pytest.param(
            {
                **FLIGHTS,
                "advanced_query": {
                    "did_none": [{**FLIGHTS, "operator": "greater_than", "value": 1}]
                },
            },
            [(BEN, 7)],
            id="did none with a count",
        ),
        pytest.param(
            {
                **FLIGHTS,
                "common_profile_properties": {
                    "profile_fields": [
                        {"name": "plan", "value": "gold"},
                        {"name": "Phone", "value": "+911"},
                    ],
                    "app_fields": [{"name": "Make", "operator": "contains", "value": "app"}],
                },
            },
            [(ANNA, 7), (ANNA, 8)],
            id="profile and app fields",
        ),
        pytest.param(
            {"common_profile_properties": {"profile_fields": [{"name": "plan", "value": "gold"}]}},
            [(ANNA, 7), (ANNA, 7), (ANNA, 8)],
            id="no base event means any",
        ),
    ],
)
def test_a_query_means_exactly_these_events(query: Any, expected: list[tuple[int, int]]) -> None:
    found = [(user, ts // 1_000_000 % 100) for user, ts in ask(TINY, query)]

    assert found == expected


@pytest.mark.parametrize(
    ("section", "entry", "expected"),
    [
        ("technographics", {"name": "Device", "value": ["mobile", "Tablet"]}, {ANNA, BEN}),
        ("technographics", {"name": "Platform", "operator": "not_equals", "value": "Web"}, {ANNA}),
        ("technographics", {"name": "OS", "operator": "contains", "value": "os"}, {ANNA}),
        ("technographics", {"name": "OS", "operator": "exists"}, {ANNA, BEN, ANON}),
        ("reachability", {"name": "has_token", "value": "True"}, {ANNA}),
        ("reachability", {"name": "has_token", "value": "False"}, {BEN, ANON}),
        ("reachability", {"name": "has_token", "operator": "not_equals", "value": "True"}, {1, 2}),
        ("demographics", {"name": "Gender", "operator": "does_not_exist"}, {ANNA, BEN, ANON}),
    ],
)
def test_a_profile_filter_means_exactly_these_users(
    section: str, entry: Any, expected: set[int]
) -> None:
    found = ask(TINY, {"common_profile_properties": {section: [entry]}})

    assert {user for user, _ in found} == expected


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([["India"]], {ANNA, BEN}),
        ([["INDIA", "maharashtra"]], {ANNA}),
        ([["India", "Maharashtra", "Mumbai"]], {ANNA}),
        ([["India", "Maharashtra", "Pune"]], set()),
        ([["India", "Kerala"], ["India", "Maharashtra", "Mumbai"]], {ANNA, BEN}),
        ([["India", "Kerala", "Kochi"]], set()),
        ([["Maharashtra"], ["Indi"], ["Mumbai"]], set()),
    ],
)
def test_geo_fields_mean_the_users_of_any_entry_as_far_as_it_goes(
    entries: Any, expected: set[int]
) -> None:
    found = ask(TINY, {"common_profile_properties": {"geo_fields": entries}})

    assert {user for user, _ in found} == expected


def test_all_sections_together_must_hold() -> None:
    sections = {
        "geo_fields": [["India"]],
        "technographics": [{"name": "OS", "value": "Android"}],
        "reachability": [{"name": "has_token", "value": "False"}],
    }

    assert {user for user, _ in ask(TINY, {"common_profile_properties": sections})} == {BEN}


def test_events_of_a_name_come_in_the_order_of_time(people: Population) -> None:
    query = READER.read({**LAUNCHES, "from": 20260501})
    found = [event.ts for event in Evaluator(people).events(query)]

    assert found == sorted(found)
    assert len(found) > 300
