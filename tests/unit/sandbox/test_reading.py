from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_runner.sandbox.cql import Block, Did, Filter, ProfileFilter, Query
from sheets_runner.sandbox.reading import Reader
from sheets_runner.sandbox.replies import Refused

EVENTS = ("Charged", "App Launched")
READER = Reader(date(2026, 6, 30), EVENTS, base_required=True)
PEOPLE_READER = Reader(date(2026, 6, 30), EVENTS, base_required=False)

BASE: dict[str, Any] = {"event_name": "Charged", "from": 20260601, "to": 20260630}
LAUNCHED: dict[str, Any] = {"event_name": "App Launched", "from": 20260610, "to": 20260610}


def refusal(query: Any, reader: Reader = READER) -> Refused:
    with pytest.raises(Refused) as caught:
        reader.read(query)
    return caught.value


def with_event(*filters: Any) -> dict[str, Any]:
    return {**BASE, "event_properties": list(filters)}


def with_session(*filters: Any) -> dict[str, Any]:
    return {**BASE, "session_properties": list(filters)}


def with_profile(section: str, *filters: Any) -> dict[str, Any]:
    return {**BASE, "common_profile_properties": {section: list(filters)}}


def with_advanced(**parts: Any) -> dict[str, Any]:
    return {**BASE, "advanced_query": parts}


def test_a_hybrid_query_is_read_whole() -> None:
    body = {
        **with_event({"name": "Amount", "operator": "greater_than", "value": 100}),
        "session_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}],
        "common_profile_properties": {
            "profile_fields": [{"name": "language", "value": ["fr", "en"]}]
        },
        "advanced_query": {
            "did_all": [{**LAUNCHED, "operator": "equals", "value": 10}],
            "did_any": {"any_events": [LAUNCHED], "operator": "less_than", "value": 2},
            "did_none": [LAUNCHED],
        },
    }
    launched = Block("App Launched", 20260610, 20260610)

    assert READER.read(body) == Query(
        base=Block(
            "Charged",
            20260601,
            20260630,
            properties=(Filter("Amount", "greater_than", (100,)),),
            session=(Filter("time_of_day", "equals", ("13:00", "14:00")),),
        ),
        profile=(ProfileFilter("profile_fields", Filter("language", "equals", ("fr", "en"))),),
        did_all=(Did((launched,), "equals", 10),),
        did_any=Did((launched,), "less_than", 2),
        did_none=(Did((launched,), "greater_than_equals", 1),),
    )


def test_a_query_on_people_may_leave_the_base_out() -> None:
    query = PEOPLE_READER.read({"advanced_query": {"did_none": [LAUNCHED]}})

    # 365 days that end today.
    assert query.base == Block(None, 20250701, 20260630)


@pytest.mark.parametrize("key", ["event_name", "from", "to"])
@pytest.mark.parametrize("reader", [READER, PEOPLE_READER])
def test_a_base_must_be_whole(key: str, reader: Reader) -> None:
    body = {name: value for name, value in BASE.items() if name != key}

    refused = refusal(body, reader)

    assert (refused.status, refused.code) == (400, 400)
    assert refused.error == f"Mandatory parameter missing : {key}"


def test_a_query_on_people_needs_a_base_or_a_condition() -> None:
    assert refusal({}, PEOPLE_READER).error == "Mandatory parameter missing : event_name"


@pytest.mark.parametrize("name", ["charged", "Charged ", "Nothing", "-1"])
def test_an_unknown_event_is_named_in_a_json_array(name: str) -> None:
    refused = refusal({**BASE, "event_name": name})

    assert refused.error == f'["Invalid event : {name}"]'
    assert refused.code == 400


def test_an_unknown_event_in_a_block_is_refused_as_well() -> None:
    refused = refusal(with_advanced(did_none=[{**LAUNCHED, "event_name": "X"}]))

    assert refused.error == '["Invalid event : X"]'


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (20260631, 20260630),
        (20260230, 20260630),
        ("20260601", 20260630),
        ("2026-06-01", 20260630),
        (20260601.0, 20260630),
        (True, 20260630),
        (2026061, 20260630),
        (-20260601, 20260630),
        (0, 20260630),
        (None, 20260630),
        (20260611, 20260610),
        (20260601, 20260701),
        (20260701, 20260701),
    ],
)
def test_days_that_are_none_or_reversed_or_in_the_future_get_4002(first: Any, last: Any) -> None:
    assert refusal({**BASE, "from": first, "to": last}).code == 4002
    assert refusal(with_advanced(did_all=[{**LAUNCHED, "from": first, "to": last}])).code == 4002


def test_today_may_be_asked_for() -> None:
    assert READER.read({**BASE, "from": 20260630}).base.first == 20260630


@pytest.mark.parametrize("operator", ["equals", "not_equals", "contains", "does_not_contain"])
@pytest.mark.parametrize("value", ["pizza", 5, 5.5, ["a", 1], "True", "$D_1"])
def test_four_operators_take_any_value(operator: str, value: Any) -> None:
    query = READER.read(with_event({"name": "x", "operator": operator, "value": value}))
    wanted = tuple(value) if isinstance(value, list) else (value,)

    assert query.base.properties == (Filter("x", operator, wanted),)


@pytest.mark.parametrize("operator", ["exists", "does_not_exist"])
@pytest.mark.parametrize("rest", [{}, {"value": "-1"}])
def test_existence_needs_no_value_and_passes_over_one(operator: str, rest: Any) -> None:
    query = READER.read(with_event({"name": "x", "operator": operator, **rest}))

    assert query.base.properties == (Filter("x", operator),)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ([], "The query must be an object"),
        ("Charged", "The query must be an object"),
        ({**BASE, "event_name": 5}, "event_name must be a text"),
        ({**BASE, "event_name": ""}, "event_name must be a text"),
        ({**BASE, "event_properties": {}}, "event_properties must be a list"),
        (with_event("x"), "event_properties must be an object"),
        (with_event({"value": 1}), "name of a filter in event_properties must be a text"),
        (with_event({"name": "x"}), "equals needs a value (x)"),
        (with_event({"name": "x", "operator": "between", "value": 1}), '"between" is not an op'),
        (with_event({"name": "x", "operator": "Equals", "value": 1}), '"Equals" is not an op'),
        (with_event({"name": "x", "operator": 1, "value": 1}), '"1" is not an operator (x)'),
        (with_event({"name": "x", "operator": [], "value": 1}), '"[]" is not an operator (x)'),
        (with_event({"name": "x", "value": True}), 'yes and no are "True", "False" (x)'),
        (with_event({"name": "x", "value": None}), "A value must be a text or a number"),
        (with_event({"name": "x", "value": {}}), "A value must be a text or a number"),
        (with_event({"name": "x", "value": [["a"]]}), "A value must be a text or a number"),
        (with_event({"name": "x", "value": 1e999}), "A value must be a text or a number"),
        (with_event({"name": "x", "value": []}), "The list of values is empty (x)"),
        (
            with_event({"name": "x", "operator": "less_than", "value": "100"}),
            "less_than needs a number (x)",
        ),
        (
            with_event({"name": "x", "operator": "less_than", "value": [1, "b"]}),
            "less_than needs a number (x)",
        ),
        (with_event({"name": "x", "value": 1, "or": 2}), 'The key "or" in event_properties'),
        ({**BASE, "groups": {}}, 'The key "groups" in The query is not supported'),
        ({**BASE, "props": []}, 'The key "props" in The query is not supported'),
        ({**BASE, "operator": "equals", "value": 1}, 'The key "operator" in The query'),
        (with_session({"name": "day_of_week", "value": "Mon"}), 'property "day_of_week" is not'),
        (with_session({"name": "utm_source", "value": 5}), "utm_source is a text"),
        (
            with_session({"name": "utm_source", "operator": "less_than", "value": 5}),
            "utm_source is a text",
        ),
        (with_session({"name": "first_time", "value": "yes"}), 'first_time must be "True" or'),
        (
            with_session({"name": "first_time", "operator": "exists"}),
            'first_time must be "True" or',
        ),
        (with_session({"name": "time_of_day", "value": "13:00"}), "time_of_day must be"),
        (with_session({"name": "time_of_day", "value": ["13:00", "24:00"]}), "time_of_day must"),
        (with_session({"name": "time_of_day", "value": ["1:00", "2:00"]}), "time_of_day must be"),
        (with_session({"name": "time_of_day", "value": [1300, 1400]}), "time_of_day must be"),
        (
            with_session(
                {"name": "time_of_day", "operator": "not_equals", "value": ["13:00", "14:00"]}
            ),
            "time_of_day must be",
        ),
        ({**BASE, "common_profile_properties": []}, "common_profile_properties must be an object"),
        (with_profile("geo_fields"), "geo_fields must hold at least one entry"),
        (with_profile("geo_fields", "India"), "An entry of geo_fields must be a list"),
        (with_profile("geo_fields", []), "An entry of geo_fields must be [country]"),
        (with_profile("geo_fields", ["a", "b", "c", "d"]), "An entry of geo_fields must be [c"),
        (with_profile("geo_fields", ["India", ""]), "Each part of an entry of geo_fields must be"),
        (with_profile("geo_fields", ["India", None]), "Each part of an entry of geo_fields must"),
        (with_profile("geo_radius"), '"geo_radius", whose order and unit CleverTap does not'),
        (with_profile("technographics", {"name": "Browser", "value": "x"}), '"Browser" in techno'),
        (with_profile("technographics", {"name": "os", "value": "x"}), '"os" in technographics is'),
        (with_profile("reachability", {"name": "email", "value": "True"}), '"email" in reachabil'),
        (
            with_profile("reachability", {"name": "has_token", "value": "yes"}),
            'has_token must be "',
        ),
        (
            with_profile("reachability", {"name": "has_token", "operator": "exists"}),
            'has_token must be "True" or "False"',
        ),
        (with_profile("other"), 'The key "other" in common_profile_properties is not supported'),
        (with_profile("profile_fields", {"name": "identity", "value": "1"}), '"identity" in prof'),
        (with_profile("app_fields", {"name": "SDK", "value": "1"}), '"SDK" in app_fields'),
        (with_profile("demographics", {"name": "Age", "value": 1}), '"Age" in demographics'),
        ({**BASE, "advanced_query": []}, "advanced_query must be an object"),
        (with_advanced(did_not_all=[]), 'The key "did_not_all" in advanced_query'),
        (with_advanced(did_all={}), "did_all must be a list"),
        (with_advanced(did_all=[[]]), "did_all must be an object"),
        (with_advanced(did_any=[LAUNCHED]), "did_any must be an object"),
        (with_advanced(did_any={}), "any_events must be a list"),
        (with_advanced(did_any={"any_events": []}), "any_events must hold at least one event"),
        (
            with_advanced(did_any={"any_events": [{**LAUNCHED, "operator": "equals", "value": 1}]}),
            'The key "operator" in any_events',
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": "equals"}]),
            "A count needs both operator and value",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "value": 1}]),
            "A count needs both operator and value",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": "contains", "value": 1}]),
            "contains is no operator of a count",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": {}, "value": 1}]),
            "{} is no operator of a count",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": "equals", "value": "1"}]),
            "The value of a count must be a whole number, 0 or more",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": "equals", "value": -1}]),
            "The value of a count must be a whole number, 0 or more",
        ),
        (
            with_advanced(did_all=[{**LAUNCHED, "operator": "equals", "value": True}]),
            "The value of a count must be a whole number, 0 or more",
        ),
    ],
)
def test_what_is_not_understood_is_refused_and_named(body: Any, said: str) -> None:
    refused = refusal(body)

    assert said in refused.error
    assert (refused.status, refused.code) == (400, 400)


def test_what_cannot_be_evaluated_says_that_the_sandbox_cannot() -> None:
    error = refusal(with_profile("geo_radius", [35, 42.5, 5.2])).error

    assert error == (
        '"geo_radius", whose order and unit CleverTap does not document, '
        "is not supported by this sandbox (see docs/sandbox.md)"
    )


def test_every_section_of_the_documents_example_but_the_radius_is_read() -> None:
    # https://developer.clevertap.com/docs/clevertap-query-language
    query = READER.read(
        {
            **BASE,
            "common_profile_properties": {
                "app_fields": [{"name": "Make", "operator": "contains", "value": "Apple"}],
                "profile_fields": [{"name": "language", "operator": "equals", "value": "en"}],
                "demographics": [{"name": "Gender", "value": "Female"}],
                "technographics": [
                    {"name": "Device", "operator": "equals", "value": ["Mobile", "Tablet"]},
                    {"name": "Platform", "value": "AndroidApp"},
                ],
                "reachability": [{"name": "has_token", "value": "True"}],
                "geo_fields": [["India", "Maharashtra", "Mumbai"], ["United States"]],
            },
        }
    )

    assert query.regions == (("India", "Maharashtra", "Mumbai"), ("United States",))
    assert query.profile == (
        ProfileFilter("app_fields", Filter("Make", "contains", ("Apple",))),
        ProfileFilter("profile_fields", Filter("language", "equals", ("en",))),
        ProfileFilter("demographics", Filter("Gender", "equals", ("Female",))),
        ProfileFilter("technographics", Filter("Device", "equals", ("Mobile", "Tablet"))),
        ProfileFilter("technographics", Filter("Platform", "equals", ("AndroidApp",))),
        ProfileFilter("reachability", Filter("has_token", "equals", ("True",))),
    )


def test_a_place_alone_is_condition_enough_for_people() -> None:
    query = PEOPLE_READER.read({"common_profile_properties": {"geo_fields": [["India"]]}})

    assert (query.base.event, query.regions) == (None, (("India",),))
