"""Cutting an export in ranges of days: which queries, and where."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import errors
from sheets_runner.clevertap.ranges import Days, cut, days_of
from sheets_runner.clevertap.settings import ConnectorSettings
from sheets_runner.clevertap.wire import Request, Response
from tests.fakes import Turn, fail, success
from tests.unit.clevertap.test_client import QUERY, Bench

JUNE = Days(date(2026, 6, 1), date(2026, 6, 30))
PAGE = 4991


def lengths(*counts: int, days: Days = JUNE, most: int = 3, page: int = PAGE) -> list[int]:
    return [part.count for part in cut(days, counts, most, page)]


# --- which queries ---


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"event_properties": [{"name": "Amount", "operator": "equals", "value": 1}]},
        {"session_properties": [{"name": "time_of_day", "value": [["12:00", "13:00"]]}]},
        {"common_profile_properties": {"geo_fields": [["India"]]}, "advanced_query": {}},
    ],
)
def test_what_each_event_meets_by_itself_can_be_cut(more: dict[str, Any]) -> None:
    assert days_of({**QUERY, **more}) == JUNE


@pytest.mark.parametrize(
    "more",
    [
        {"session_properties": [{"name": "first_time", "value": "true"}]},
        {"session_properties": ({"name": "First_Time", "value": "true"},)},
        {"advanced_query": {"did_all": [{"session_properties": [{"name": "first_time"}]}]}},
        {"groups": {}},
        {"operator": "equals", "value": 3},
        {"from": 20260701},
        {"from": "20260601"},
        {"from": True},
        {"from": 20260631},
        {"from": 2026061},
        {"to": None},
    ],
)
def test_what_may_mean_all_its_days_together_is_not_cut(more: dict[str, Any]) -> None:
    assert days_of({**QUERY, **more}) is None


def test_without_days_there_is_nothing_to_cut() -> None:
    assert days_of({"event_name": "Charged"}) is None


# --- where ---


def test_even_events_are_cut_in_even_ranges() -> None:
    assert cut(JUNE, [33_334, 33_333, 33_333], 3, PAGE) == [
        Days(date(2026, 6, 1), date(2026, 6, 10)),
        Days(date(2026, 6, 11), date(2026, 6, 20)),
        Days(date(2026, 6, 21), date(2026, 6, 30)),
    ]


def test_ranges_are_near_equal_in_events_and_not_in_days() -> None:
    # 6,000 a day, 3,000 a day, 1,000 a day: a third of all 100,000 lies behind day 5.6 and day 11.1
    assert lengths(60_000, 30_000, 10_000) == [6, 6, 18]
    # All in the last ten days: 10,000 a day
    assert lengths(0, 0, 100_000) == [23, 4, 3]


@pytest.mark.parametrize(
    ("counts", "parts"),
    [
        ([0, 0, 0], 1),
        ([4000, 900, 91], 1),
        ([4000, 900, 92], 2),
        ([4000, 4000, 1982], 2),
        ([4000, 4000, 1983], 3),
    ],
)
def test_there_are_no_more_ranges_than_pages(counts: list[int], parts: int) -> None:
    assert len(lengths(*counts)) == parts


def test_there_are_no_more_ranges_than_days_or_slots() -> None:
    two_days = Days(date(2024, 2, 29), date(2024, 3, 1))

    assert lengths(90_000, 10_000, days=two_days) == [1, 1]
    assert lengths(50_000, 50_000, 50_000, most=5) == [6] * 5


def test_days_are_written_as_clevertap_writes_them() -> None:
    assert JUNE.body() == {"from": 20260601, "to": 20260630}


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, 400),
    st.lists(st.integers(0, 10**7), min_size=3, max_size=3),
    st.integers(1, 8),
    st.integers(23, 5000),
)
def test_ranges_are_all_the_days_once_and_in_order(
    first: date, count: int, counts: list[int], most: int, page: int
) -> None:
    days = Days(first, date.fromordinal(first.toordinal() + count - 1))
    parts = cut(days, counts[: len(days.alike(3))], most, page)

    assert parts[0].first == days.first
    assert parts[-1].last == days.last
    assert all(part.count >= 1 for part in parts)
    assert all((after.first - before.last).days == 1 for before, after in zip(parts, parts[1:]))
    assert len(parts) <= most


@given(st.integers(1, 400), st.integers(1, 10))
def test_days_alike_differ_by_one_at_most(count: int, parts: int) -> None:
    days = Days(date(2026, 1, 1), date.fromordinal(date(2026, 1, 1).toordinal() + count - 1))
    found = [part.count for part in days.alike(parts)]

    assert sum(found) == count
    assert len(found) == min(parts, count)
    assert max(found) - min(found) <= 1


# --- asked of CleverTap ---


def counter(*by_day: tuple[int, int]) -> Any:
    """Return a turn that counts the events of a query, given pairs of a first day and a count."""

    def turn(request: Request) -> Response:
        (found,) = (n for day, n in by_day if f'"from": {day}' in request.body.decode())
        return success(count=found)

    return turn


def test_an_export_of_many_days_is_cut_by_three_counts() -> None:
    turn = counter((20260601, 60_000), (20260611, 30_000), (20260621, 10_000))
    bench = Bench("events", turn, turn, turn)

    assert bench.ct.ranges({**QUERY, "event_properties": []}) == [
        {**QUERY, "event_properties": [], "from": first, "to": last}
        for first, last in [(20260601, 20260606), (20260607, 20260612), (20260613, 20260630)]
    ]
    assert bench.transport.targets == ["POST /1/counts/events.json"] * 3
    assert bench.ct.calls == 3


def test_an_export_that_fits_one_page_stays_whole() -> None:
    turn = counter((20260601, 0), (20260611, 4991), (20260621, 0))

    assert Bench("events", turn, turn, turn).ct.ranges(QUERY) == [QUERY]


def test_a_page_holds_a_multiple_of_23() -> None:
    connector = ConnectorSettings(page_size=45)  # pages of 23
    turn = counter((20260601, 12), (20260611, 12), (20260621, 0))

    assert len(Bench("events", turn, turn, turn, connector=connector).ct.ranges(QUERY)) == 2


@pytest.mark.parametrize(
    ("query", "object_type", "slots"),
    [
        ({**QUERY, "to": 20260601}, "events", 3),
        ({**QUERY, "groups": {}}, "events", 3),
        (QUERY, "profiles", 3),
        (QUERY, "events", 1),
    ],
)
def test_what_is_not_cut_costs_no_count(query: Any, object_type: str, slots: int) -> None:
    connector = ConnectorSettings(requests_in_flight=slots)
    bench = Bench("events", object_type=object_type, connector=connector)

    assert bench.ct.ranges(query) == [query]


@pytest.mark.parametrize(
    "trouble",
    [[fail("no", 400)] * 3, [fail("stuck", 2)] * 99, [fail("wait", 1)] * 99],
)
def test_an_export_that_cannot_be_counted_soon_stays_whole(trouble: list[Turn]) -> None:
    bench = Bench("events", *trouble)

    assert bench.ct.ranges(QUERY) == [QUERY]
    assert bench.clock.elapsed <= 3 * 60


def test_an_account_that_is_refused_is_not_asked_further() -> None:
    with pytest.raises(errors.Unauthorised):
        Bench("events", *[fail("Invalid Credentials", 401)] * 3).ct.ranges(QUERY)


def test_what_is_no_query_is_refused_before_any_call() -> None:
    bench = Bench("events")
    for query in ([1], {"from": 20260601, "to": 20260630, "value": {1, 2}}):
        with pytest.raises(errors.BadQuery):
            bench.ct.ranges(query)  # type: ignore[arg-type]  # what the test is about


def test_ranges_need_a_client_for_records() -> None:
    with pytest.raises(errors.ConfigError, match=r'ranges\(\) needs a client for api="events"'):
        Bench("counts").ct.ranges(QUERY)
