"""Prepared events: each once, on its day, whatever the ranges and page lengths."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.sandbox import population
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.packing import unpack
from sheets_runner.sandbox.population import Population
from sheets_runner.sandbox.prepared import Prepared
from tests.unit.sandbox.asking import COUNT_EVENTS, COUNT_PROFILES, EVENTS, LAUNCHES, Asking
from tests.unit.sandbox.conftest import SMALL

ALL: dict[str, Any] = {"event_name": "Prepared Event", "from": 20260531, "to": 20260629}
"""The 30 days before 30 June."""

ONE_PERSON = population.build(replace(SMALL, people=1)).users


@pytest.fixture(name="many", scope="module")
def _many(options: Options, people: Population) -> Asking:
    return Asking(replace(options, prepared_events=3001), people)


def numbers(pages: list[list[Any]]) -> list[int]:
    return [record["event_props"]["Number"] for page in pages for record in page]


def test_each_event_comes_once_in_the_order_of_time(many: Asking) -> None:
    pages = many.pages(f"{EVENTS}?batch_size=46", ALL)
    times = [record["ts"] for page in pages for record in page]

    assert numbers(pages) == list(range(3001))
    assert times == sorted(times)
    assert times[0] == 20260531060000
    assert 20260629215000 < times[-1] < 20260629220000


def test_pages_hold_one_day_and_are_near_equal(many: Asking) -> None:
    pages = many.pages(f"{EVENTS}?batch_size=46", ALL)[:-1]
    days = [{record["ts"] // 1_000_000 for record in page} for page in pages]

    assert {len(day) for day in days} == {1}
    assert len(pages) == 30 * 3
    assert {len(page) for page in pages} == {32, 33, 34}


def test_day_ranges_side_by_side_give_the_pages_of_one_walk(many: Asking) -> None:
    ranges = [(20260531, 20260610), (20260611, 20260620), (20260621, 20260630)]
    parts = [
        page
        for first, last in ranges
        for page in many.pages(f"{EVENTS}?batch_size=23", {**ALL, "from": first, "to": last})[:-1]
    ]

    assert parts == many.pages(f"{EVENTS}?batch_size=23", ALL)[:-1]


def test_counts_agree_with_the_records(many: Asking) -> None:
    day = {**ALL, "from": 20260610, "to": 20260610}

    assert many.post(COUNT_EVENTS, ALL) == {"count": 3001, "status": "success"}
    assert many.post(COUNT_EVENTS, day)["count"] == len(numbers(many.pages(EVENTS, day))) == 100


@pytest.mark.parametrize(("first", "last"), [(20260101, 20260530), (20260630, 20260630)])
def test_other_days_have_none(many: Asking, first: int, last: int) -> None:
    days = {**ALL, "from": first, "to": last}

    assert many.post(COUNT_EVENTS, days)["count"] == 0
    assert many.pages(EVENTS, days) == [[]]


def test_a_record_has_the_shape_of_any_other_and_obeys_the_switches(
    many: Asking, people: Population
) -> None:
    whole = many.pages(f"{EVENTS}?batch_size=23", ALL)[0][1]
    bare = many.pages(f"{EVENTS}?batch_size=23&profile=false&events=false&app=false", ALL)[0][1]

    assert list(whole) == ["profile", "session_props", "ts", "event_props"]
    assert whole["profile"] == people.users[1].profile
    assert {"make", "profileData", "events"} & set(bare["profile"]) == set()
    assert {**bare, "profile": 0} == {**whole, "profile": 0}


def test_pages_are_rendered_once_and_packed(many: Asking) -> None:
    url = f"{EVENTS}?cursor={many.post(f'{EVENTS}?batch_size=23', ALL)['cursor']}"
    reply = many.reply("GET", url)
    page = json.loads(unpack(reply).body)

    assert reply.gzipped
    assert list(page) == ["next_cursor", "records", "status"]
    assert many.reply("GET", url) == reply


def test_conditions_on_them_are_refused(many: Asking) -> None:
    conditions = {"event_properties": [{"name": "Fare", "operator": "greater_than", "value": 1}]}
    reply = many.post(EVENTS, {**ALL, **conditions})

    assert '"event_properties" of the event "Prepared Event" is not supported' in reply["error"]
    assert many.post(EVENTS, {**ALL, "to": 20260701})["code"] == 4002


def test_only_events_and_their_count_know_them_and_only_when_there_are_any(
    many: Asking, ask: Asking
) -> None:
    unknown = '["Invalid event : Prepared Event"]'
    block = {**LAUNCHES, "advanced_query": {"did_all": [ALL]}}

    assert many.post(COUNT_PROFILES, ALL)["error"] == unknown
    assert many.post(COUNT_EVENTS, block)["error"] == unknown
    assert ask.post(EVENTS, ALL)["error"] == unknown
    assert many.post(COUNT_EVENTS, LAUNCHES) == ask.post(COUNT_EVENTS, LAUNCHES)


@given(total=st.integers(1, 400), length=st.none() | st.integers(1, 50))
def test_any_number_in_pages_of_any_length_comes_whole(total: int, length: int | None) -> None:
    prepared = Prepared(total, SMALL.today, ONE_PERSON)
    found, start, longest = prepared.find(ALL), 0, 0
    page = found.page(0, length, ())
    while page is not None:
        longest, start = max(longest, page.end - start), page.end
        page = found.page(start, length, ())

    assert start == len(found) == total
    assert longest <= (length or total)
