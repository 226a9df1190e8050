"""Exports that lose their place: begun again, and nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_runner import errors
from sheets_runner.clevertap.paging import Page, Parts
from tests.fakes import Turn, fail, success
from tests.unit.clevertap.test_client import QUERY, WHOLE, Bench

LOST: list[Turn] = [
    fail("Incorrect Usage", 3),
    fail("expired", "CURSOR_INVALIDATED"),
    success(records=[{"n": 9}], next_cursor="a"),
    success(records=[{"n": 1}, {"n": 2}], next_cursor="c"),
]
"""What ends an export behind its first page: two refusals, a cursor and a page come again."""

FIRST: list[Turn] = [success(cursor="a"), success(records=[{"n": 1}, {"n": 2}], next_cursor="b")]
LAST = success(records=[{"n": 3}])
PAGES = [[{"n": 1}, {"n": 2}], [{"n": 3}]]


def delivered(bench: Bench) -> tuple[list[Any], int]:
    """Return the records of the last beginning, and how many beginnings there were."""
    beginnings: list[list[Any]] = []

    def begin() -> Any:
        pages: list[Any] = []
        beginnings.append(pages)
        return lambda page: pages.append(page.records)

    bench.ct.deliver(QUERY, Parts(), begin)
    return beginnings[-1], len(beginnings)


def fetched(bench: Bench) -> list[Any]:
    return [item["response"]["records"] for item in bench.ct.fetch_records(QUERY)]


@pytest.mark.parametrize("lost", LOST)
def test_an_export_that_loses_its_place_begins_again_and_gives_nothing_twice(lost: Turn) -> None:
    turns = (*FIRST, lost, *FIRST, lost, *FIRST, LAST)

    assert fetched(Bench("events", *turns)) == PAGES
    assert delivered(Bench("events", *turns)) == (PAGES, 3)


@pytest.mark.parametrize("lost", LOST)
def test_an_export_begins_again_twice_and_no_more(lost: Turn) -> None:
    bench = Bench("events", *(*FIRST, lost) * 3)

    with pytest.raises(errors.BadCursor):
        bench.ct.fetch_records(QUERY)
    assert bench.transport.left == 0
    assert bench.transport.targets.count(f"POST /1/events.json?{WHOLE}") == 3


@pytest.mark.parametrize("lost", LOST)
def test_a_stream_that_has_given_pages_says_that_they_are_void(lost: Turn) -> None:
    pages = Bench("events", *FIRST, lost).ct.pages(QUERY)

    assert next(pages) == Page([{"n": 1}, {"n": 2}])
    with pytest.raises(errors.BadCursor, match="delivered already: drop them, since the next"):
        next(pages)


def test_a_stream_that_has_given_nothing_begins_again_in_silence() -> None:
    lost = fail("expired", "CURSOR_INVALIDATED")
    bench = Bench("events", success(cursor="x"), lost, success(cursor="y"), lost, *FIRST, LAST)

    assert [page.records for page in bench.ct.pages(QUERY)] == PAGES


def test_beginning_again_needs_no_wait() -> None:
    bench = Bench("events", *FIRST, LOST[0], *FIRST, LAST)
    bench.ct.fetch_records(QUERY)

    assert bench.clock.slept == []


def test_an_empty_page_in_the_middle_does_not_end_the_export() -> None:
    empty: list[Turn] = [
        success(records=[], next_cursor="c"),
        success(next_cursor="d"),
        success(records=[{"n": 3}]),
    ]
    bench = Bench("events", *FIRST, *empty)

    assert [page.records for page in bench.ct.pages(QUERY)] == [PAGES[0], [], [], PAGES[1]]


def test_records_that_are_alike_are_events_that_are_alike() -> None:
    twins = [{"ts": 20260601120000}] * 2
    bench = Bench(
        "events",
        success(cursor="a"),
        success(records=twins, next_cursor="b"),
        success(records=[*twins, *twins], next_cursor="c"),
        success(records=twins),
    )

    assert [len(page.records) for page in bench.ct.pages(QUERY)] == [2, 4, 2]


def test_a_page_that_comes_again_behind_an_empty_one_loses_the_place_too() -> None:
    bench = Bench(
        "events",
        *FIRST,
        success(next_cursor="c"),
        success(records=[{"n": 1}, {"n": 2}], next_cursor="d"),
    )

    with pytest.raises(errors.BadCursor, match="gave the same page twice"):
        list(bench.ct.pages(QUERY))


def test_empty_pages_may_follow_each_other() -> None:
    bench = Bench("events", success(cursor="a"), success(next_cursor="b"), success(records=[]))

    assert list(bench.ct.pages(QUERY)) == [Page([]), Page([])]


def test_delivering_needs_a_client_for_records() -> None:
    with pytest.raises(errors.ConfigError, match=r'deliver\(\) needs a client for api="events"'):
        Bench("counts").ct.deliver(QUERY, Parts(), lambda: lambda _: None)
