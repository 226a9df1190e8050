"""Columns of a records tab: what is picked, in which order, under which headers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.clevertap.paging import Parts
from sheets_runner.query.question import Get
from sheets_runner.run.flatten import Path
from sheets_runner.run.picks import columns_of, dotted, headers_of, parts_of, picks_of
from tests.unit.run.build import question

EVENTS, PROFILES = Get.EVENT_RECORDS, Get.USER_PROFILES


def columns(get: Get, words: str, *seen: Path) -> list[str]:
    """Return the dotted paths of a table's columns."""
    picked = tuple(filter(None, words.split(", ")))
    return [dotted(path) for path in columns_of(picks_of(question(get=get, columns=picked)), seen)]


def test_events_show_who_when_and_every_property() -> None:
    seen = (("profile", "identity"), ("profile", "email"), ("ts",), ("session_props", "utm_source"))

    assert columns(EVENTS, "", *seen, ("event_props", "b"), ("event_props", "a")) == [
        *("event", "ts", "profile.identity", "profile.objectId", "profile.platform"),
        *("event_props.a", "event_props.b", "session_props.utm_source"),
    ]


def test_profiles_show_whom_it_is_and_every_property() -> None:
    seen = (("profileData", "plan"), ("platformInfo",), ("objectId",))

    assert columns(PROFILES, "", *seen) == [
        *("identity", "objectId", "platform", "name", "email", "phone", "profileData.plan"),
    ]


def test_picked_columns_come_in_their_order_and_each_once() -> None:
    seen = (("event_props", "Fare"), ("event_props", "City"), ("ts",))

    assert columns(EVENTS, "event_props.Fare, ts, event_props.*, batch", *seen) == [
        *("event_props.Fare", "ts", "event_props.City", "batch"),
    ]


def test_a_picked_column_is_there_even_if_no_record_has_it() -> None:
    assert columns(EVENTS, "profile.email, event_props.*") == ["profile.email"]


@pytest.mark.parametrize(
    ("words", "path"),
    [
        *(("event", "event"), ("Event name", "event"), ("event_name", "event")),
        *(("time", "ts"), ("TS", "ts"), ("query", "query"), ("run_at", "run_at")),
        *(("identity", "profile.identity"), ("profile.identity", "profile.identity")),
    ],
)
def test_a_word_stands_for_a_place(words: str, path: str) -> None:
    assert columns(EVENTS, words) == [path]


@pytest.mark.parametrize(
    ("word", "path"), [("profile.email", "email"), ("profile.profileData.plan", "profileData.plan")]
)
def test_a_profile_is_named_alike_where_records_are_profiles(word: str, path: str) -> None:
    assert columns(PROFILES, word) == [path]


def test_a_pick_takes_what_is_below_it_but_not_its_namesakes() -> None:
    seen = (("event_props", "a", "b"), ("event_props", "a"), ("event_props", "ab"))

    assert columns(EVENTS, "event_props.a", *seen) == ["event_props.a", "event_props.a.b"]


def test_a_property_with_dots_in_its_name_can_be_picked() -> None:
    assert columns(EVENTS, "event_props.app.version", ("event_props", "app.version")) == [
        'event_props."app.version"'
    ]


def test_a_whole_profile_can_be_picked() -> None:
    assert columns(PROFILES, "profile.*", ("email",), ("profileData", "plan")) == [
        *("email", "profileData.plan")
    ]


def test_a_table_has_at_least_one_column() -> None:
    assert columns(EVENTS, "event_props.*") == ["event_props"]
    assert columns(PROFILES, "profile.*") == ["event"]


@pytest.mark.parametrize(
    ("get", "words", "parts"),
    [
        (Get.EVENT_COUNT, "", Parts()),
        (Get.USER_COUNT, "", Parts()),
        (EVENTS, "", Parts()),
        (EVENTS, "ts, event_props.*, batch, platform, objectId, identity", Parts()),
        (EVENTS, "profile.email", Parts()),
        (EVENTS, "profile.profileData.plan", Parts(profile=True)),
        (EVENTS, "profile.os_version", Parts(app=True)),
        (EVENTS, "profile.events.Charged.count", Parts(events=True)),
        (EVENTS, "profile.*", Parts(app=True, events=True, profile=True)),
        (EVENTS, "profile", Parts(app=True, events=True, profile=True)),
        (PROFILES, "", Parts(profile=True)),
        (PROFILES, "platform, objectId, query, ts", Parts()),
        (PROFILES, "platformInfo", Parts(app=True)),
        (PROFILES, "events.*", Parts(events=True)),
        (PROFILES, "profile.*", Parts(app=True, events=True, profile=True)),
    ],
)
def test_only_the_parts_that_a_column_needs_are_asked_for(
    get: Get, words: str, parts: Parts
) -> None:
    picked = tuple(filter(None, words.split(", ")))

    assert parts_of(question(get=get, columns=picked)) == parts


OF_RUN: list[Path] = [("event",), ("ts",), ("query",), ("run_at",), ("batch",)]


@pytest.mark.parametrize(
    ("paths", "headers"),
    [
        (OF_RUN, ["Event", "Time", "Query", "Run at", "Batch"]),
        ([("profile", "identity"), ("event_props", "Fare")], ["identity", "Fare"]),
        ([("profile", "profileData", "plan"), ("profileData", "tier")], ["plan", "tier"]),
        ([("event_props", "x"), ("session_props", "x")], ["event: x", "session: x"]),
        ([("event_props", "Fare"), ("event_props", "fare")], ["event: Fare", "event: fare"]),
        ([("event",), ("event_props", "event")], ["Event", "event: event"]),
        ([("ts",), ("profileData", "time")], ["Time", "profile: time"]),
        ([("profile", "email"), ("event_props", "email")], ["profile.email", "event: email"]),
        ([("event_props", "a", "b"), ("event_props", "a.b")], ["a.b", '"a.b"']),
        ([("event_props", ""), ("event_props", 'a"')], ['""', '"a"""']),
        ([("profile",), ("event_props",)], ["profile", "event_props"]),
        (
            [("profileData", "x"), ("profile", "profileData", "x")],
            ["profileData.x", "profile.profileData.x"],
        ),
    ],
)
def test_a_header_is_the_propertys_name_and_as_much_more_as_is_needed(
    paths: list[Path], headers: list[str]
) -> None:
    assert list(headers_of(paths)) == headers


NAMES: Any = st.text(alphabet='ab".', max_size=4)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), unique=True))
def test_no_two_paths_look_alike(paths: list[Path]) -> None:
    assert len({dotted(path) for path in paths}) == len(paths)
