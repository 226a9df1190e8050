"""Plain words hold all of a query: nothing of its JSON is left unsaid, and no two read alike."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.query.sheet import question

DAYS = st.sampled_from([(20260601, 20260601), (20260601, 20260630), (20260530, 20260601)])
NAMES = st.sampled_from(
    ["Fare", "utm_campaign", "first", "time_of_day", "session Fare", "Fare = 1 and x", "a, b", "is"]
)
TEXTS = st.sampled_from(
    ["a", "b", "a, b", "1", "1.0", "a and Fare = 1", "India > Goa", "a (b)", " a", "", "exists"]
)
NUMBERS = st.sampled_from([0, 1, -1, 2.5, 10**15])
VALUES = st.one_of(TEXTS, NUMBERS, st.lists(st.one_of(TEXTS, NUMBERS), min_size=1, max_size=2))
ORDER = ("greater_than", "greater_than_equals", "less_than", "less_than_equals")
EVENTS = st.sampled_from(["A", "B", "A on B", "A >= 1 times", "Records of A", "A with Fare = 1"])


@st.composite
def filters(draw: st.DrawFn, values: st.SearchStrategy[Any] = VALUES) -> Any:
    """Draw a filter as JSON, with any operator."""
    kind = draw(st.sampled_from(("equals", "one", "order", "none")))
    name = draw(NAMES)
    if kind == "none":
        return {"name": name, "operator": draw(st.sampled_from(("exists", "does_not_exist")))}
    if kind == "order" and values is VALUES:
        return {"name": name, "operator": draw(st.sampled_from(ORDER)), "value": draw(NUMBERS)}
    if kind == "one":
        operator = draw(st.sampled_from(("not_equals", "contains", "does_not_contain")))
        return {"name": name, "operator": operator, "value": draw(TEXTS)}
    return {"name": name, "operator": "equals", "value": draw(values)}


def lists(items: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw none, one or two of something."""
    return st.lists(items, max_size=2)


SESSION = st.one_of(
    filters(TEXTS).filter(lambda one: one["name"] != "time_of_day"),
    st.just({"name": "first_time", "value": "True"}),
)
CLOCKS = st.sampled_from(
    [[], [{"name": "time_of_day", "value": ["00:00", "13:00"]}],
     [{"name": "time_of_day", "value": ["13:00", "23:59"]}]]
)  # fmt: skip
COUNTS: st.SearchStrategy[Any] = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"operator": st.sampled_from(("equals", *ORDER)), "value": st.integers(0, 3)}
    ),
)


@st.composite
def blocks(draw: st.DrawFn, *, counted: bool = False) -> Any:
    """Draw an event with its days and filters."""
    first, last = draw(DAYS)
    return {
        "event_name": draw(EVENTS), "from": first, "to": last,
        "event_properties": draw(lists(filters())),
        "session_properties": draw(lists(SESSION)) + draw(CLOCKS),
        **(draw(COUNTS) if counted else {}),
    }  # fmt: skip


@st.composite
def pieces(draw: st.DrawFn) -> Any:
    """Draw a whole query as JSON, with any section of the grammar."""
    sections = ("profile_fields", "app_fields", "demographics", "technographics", "reachability")
    profile = {
        section: draw(lists(filters())) for section in draw(st.sets(st.sampled_from(sections)))
    }
    profile["geo_fields"] = draw(lists(st.lists(TEXTS.filter(bool), min_size=1, max_size=3)))
    profile["geo_radius"] = draw(lists(st.lists(NUMBERS, min_size=3, max_size=3)))
    group = draw(lists(blocks()))
    return {
        **draw(blocks()),
        "common_profile_properties": profile,
        "advanced_query": {
            "did_all": draw(lists(blocks(counted=True))),
            "did_any": {"any_events": group, **(draw(COUNTS) if group else {})},
            "did_none": draw(lists(blocks(counted=True))),
        },
    }


GETS = st.sampled_from(["Event count", "User count", "Event records", "User profiles"])
SIGNS = {
    "equals": ("=", "is any of"), "not_equals": ("is not",), "contains": ("contains",),
    "does_not_contain": ("does not contain",), "exists": ("exists",),
    "does_not_exist": ("does not exist",), "greater_than": (">",), "less_than": ("<",),
    "greater_than_equals": (">=",), "less_than_equals": ("<=",),
}  # fmt: skip


def leaves(value: Any) -> list[Any]:
    """Return the texts and numbers of a body, but for its days, which are said as dates."""
    if isinstance(value, dict):
        kept = (item for key, item in value.items() if key not in ("from", "to", "operator"))
        return [leaf for item in kept for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def operators(value: Any) -> list[str]:
    """Return the operators of a body, those left out as well."""
    if isinstance(value, list):
        return [found for item in value for found in operators(item)]
    if not isinstance(value, dict):
        return []
    mine = [value.get("operator", "equals")] if "name" in value or "operator" in value else []
    clock = value.get("name") == "time_of_day" and "operator" not in value
    return ([] if clock else mine) + [one for item in value.values() for one in operators(item)]


@settings(max_examples=150, deadline=None)
@given(piece=pieces(), get=GETS)
def test_every_name_operator_and_value_of_any_query_is_said(piece: Any, get: str) -> None:
    asked = question({"Get": get, "CQL": json.dumps(piece)})
    body = asked.query.body()

    for leaf in leaves(body):
        if leaf != "time_of_day":
            assert str(leaf) in asked.reads_as
    for operator in operators(body):
        assert any(sign in asked.reads_as for sign in SIGNS[operator])


@st.composite
def neighbours(draw: st.DrawFn) -> Any:
    """Draw two small queries that differ in little, if in anything."""
    shape = draw(st.sampled_from(("event", "session", "profile", "block", "geo", "base")))

    def one() -> Any:
        items = draw(st.lists(filters(), min_size=1, max_size=2))
        if shape == "event":
            return {"event_properties": items}
        if shape == "session":
            return {"session_properties": [draw(SESSION)], "event_properties": items[:1]}
        if shape == "profile":
            section = draw(st.sampled_from(("profile_fields", "demographics")))
            return {"common_profile_properties": {section: items}}
        if shape == "geo":
            places = st.lists(TEXTS.filter(bool), min_size=1, max_size=2)
            return {"common_profile_properties": {
                "geo_fields": draw(st.lists(places, min_size=1, max_size=2))}}  # fmt: skip
        kind = draw(st.sampled_from(("did_all", "did_none")))
        return (
            {"advanced_query": {kind: draw(lists(blocks(counted=True)))}}
            if shape == "block"
            else {}
        )

    first, last = draw(DAYS)
    days = {"from": first, "to": last}
    return [{"event_name": draw(EVENTS), **days, **one()} for _ in range(2)], draw(GETS), draw(GETS)


@settings(max_examples=400, deadline=None)
@given(pair=neighbours())
def test_two_questions_that_read_alike_are_the_same(pair: Any) -> None:
    (one, other), get, another = pair

    first, second = (
        question({"Get": word, "CQL": json.dumps(piece)})
        for word, piece in ((get, one), (another, other))
    )

    if first.reads_as == second.reads_as:
        assert (first.get, first.query.body()) == (second.get, second.query.body())
