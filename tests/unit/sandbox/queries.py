"""Hypothesis strategies for whole CQL queries that the sandbox must be able to answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

Json = Any

EVENTS = (
    "App Launched",
    "UTM Visited",
    "Flight Search",
    "Hotel Search",
    "Charged",
    "App Installed",
    "Notification Sent",
)
ORDER = ("greater_than", "greater_than_equals", "less_than", "less_than_equals")
TEXT = ("equals", "not_equals", "contains", "does_not_contain")

EVENT_VALUES = {
    "CT App Version": (1957, "1957", 1949, "1938", "6.1.3"),
    "CT Source": ("mobile", "WEB", "mob"),
    "Fare": (5000, "5", 9000.5, 12000),
    "Instant Off": (200.0, 200, "200", "200.0", 0),
    "Class": ("economy", "ECONOMY", "business", "premium economy"),
    "Leave Date": ("$D_1780000000", 1781000000, "$D_178"),
    "Meal selected": ("True", "False"),
    "City": ("goa", "दिल्ली", "zürich", "ZÜRICH"),
    "Rating": (3, "3", 5),
    "Amount": (5000, 9000.75),
    "Coupon": ("fly500", "WELCOME"),
    "Items": ("flight", "Hotel", 1, "DEL"),
    "No such property": ("x", 1),
}
SESSION_VALUES = {
    "utm_campaign": ("dsa_generic_flight", "brand | uk | exact", "होली ऑफर", "brand"),
    "utm_source": ("google", "GOOGLE-PLAY"),
    "utm_medium": ("cpc", "organic"),
    "session_source": ("direct", "Search"),
    "session_referrer": ("wzrk", "utm_source"),
}
PROFILE_VALUES = {
    "plan": ("gold", "Free"),
    "signupon": ("$D_1740000000", 1750000000),
    "immbalance": ("0", 100, "25"),
    "New Travelbookingcount": (3, "7", 5.0),
    "interests": ("beach", "FOOD", "city"),
    "isOTAuser": ("True", "False"),
    "Customer Type": ("business", "leisure"),
    "Email": ("traveller1", "TRAVELLER2@example.com"),
    "Phone": ("+919800000003", 919800000004, "+9198"),
    "Name": ("o'brien", "आरव शर्मा"),
}
APP_VALUES = {
    "Make": ("samsung", "Apple"),
    "Model": ("iphone", "V2250"),
    "OS Version": ("15", 14),
    "App Version": ("1.1.7",),
}
DEMOGRAPHICS = {"Gender": ("female",), "Education": ("college", "Graduate")}
TECHNOGRAPHICS = {
    "Device": ("mobile", "Desktop", "TABLET"),
    "Platform": ("AndroidApp", "iosapp", "Web", "app"),
    "OS": ("android", "iOS", "Windows", "Mac"),
}
REGIONS = (
    ["India"],
    ["INDIA", "maharashtra"],
    ["India", "Delhi", "New Delhi"],
    ["India", "Kerala"],
    ["India", "Kerala", "Kochi"],
    ["united kingdom"],
    ["United Arab Emirates", "Dubai", "Mumbai"],
    ["Ind"],
    ["Dubai"],
    ["Mars"],
)


def _ordered(value: Json) -> bool:
    return not isinstance(value, str) or value.startswith("$D_")


@st.composite
def condition(draw: st.DrawFn, values: dict[str, tuple[Json, ...]]) -> Json:
    """Draw one filter on one of the properties, with any operator that fits its values."""
    name = draw(st.sampled_from(sorted(values)))
    kind = draw(st.sampled_from(("plain", "text", "order", "existence")))
    if kind == "existence":
        return {"name": name, "operator": draw(st.sampled_from(("exists", "does_not_exist")))}
    numbers = [value for value in values[name] if _ordered(value)]
    if kind == "order" and numbers:
        operator, pool = draw(st.sampled_from(ORDER)), numbers
    else:
        operator, pool = draw(st.sampled_from(TEXT)), list(values[name])
    value = draw(st.sampled_from(pool) | st.lists(st.sampled_from(pool), min_size=1, max_size=3))
    return (
        {"name": name, "value": value}
        if kind == "plain" and operator == "equals"
        else {"name": name, "operator": operator, "value": value}
    )


def conditions(values: dict[str, tuple[Json, ...]]) -> st.SearchStrategy[Json]:
    """Draw up to two filters."""
    return st.lists(condition(values), max_size=2)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


minutes = st.integers(0, 24 * 60 - 1).map(_clock)
special_session = st.one_of(
    st.fixed_dictionaries(
        {"name": st.just("time_of_day"), "value": st.lists(minutes, min_size=2, max_size=2)}
    ),
    st.fixed_dictionaries(
        {"name": st.just("first_time"), "value": st.sampled_from(("True", "False"))}
    ),
)


def _day(number: int) -> int:
    return int((date(2026, 6, 30) - timedelta(days=number)).strftime("%Y%m%d"))


@st.composite
def block(draw: st.DrawFn) -> Json:
    """Draw an event, its days and its filters."""
    days = sorted(draw(st.lists(st.integers(0, 62), min_size=2, max_size=2)))
    found: dict[str, Json] = {
        "event_name": draw(st.sampled_from(EVENTS)),
        "from": _day(days[1]),
        "to": _day(days[0]),
    }
    if draw(st.booleans()):
        found["event_properties"] = draw(conditions(EVENT_VALUES))
    if draw(st.booleans()):
        plain = condition(SESSION_VALUES)
        found["session_properties"] = draw(st.lists(special_session | plain, max_size=2))
    return found


@st.composite
def counted(draw: st.DrawFn) -> Json:
    """Draw a block, often with a count."""
    return {**draw(block()), **draw(how_often)}


how_often: st.SearchStrategy[dict[str, Json]] = st.just({}) | st.fixed_dictionaries(
    {"operator": st.sampled_from((*ORDER, "equals", "not_equals")), "value": st.integers(0, 40)}
)


@st.composite
def did_any(draw: st.DrawFn) -> Json:
    """Draw a group of blocks, often with a count over all."""
    blocks = draw(st.lists(block(), min_size=1, max_size=2))
    return {"any_events": blocks, **draw(how_often)}


yes_no = st.sampled_from(("True", "False"))
has_token = st.fixed_dictionaries(
    {"name": st.just("has_token"), "value": yes_no | st.lists(yes_no, min_size=1, max_size=2)},
    optional={"operator": st.sampled_from(("equals", "not_equals"))},
)
profile = st.fixed_dictionaries(
    {},
    optional={
        "profile_fields": conditions(PROFILE_VALUES),
        "app_fields": conditions(APP_VALUES),
        "demographics": conditions(DEMOGRAPHICS),
        "technographics": conditions(TECHNOGRAPHICS),
        "reachability": st.lists(has_token, max_size=2),
        "geo_fields": st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3),
    },
)
advanced = st.fixed_dictionaries(
    {},
    optional={
        "did_all": st.lists(counted(), max_size=2),
        "did_any": did_any(),
        "did_none": st.lists(counted(), max_size=2),
    },
)


@st.composite
def query(draw: st.DrawFn) -> Json:
    """Draw a query of any kind, up to the hybrid one."""
    found = dict(draw(block()))
    if draw(st.booleans()):
        found["common_profile_properties"] = draw(profile)
    if draw(st.booleans()):
        found["advanced_query"] = draw(advanced)
    return found
