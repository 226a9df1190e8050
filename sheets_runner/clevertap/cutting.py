"""An export of many days as several exports of fewer days, cut by what CleverTap counts."""

from __future__ import annotations

from functools import partial
from typing import Any, Callable, Mapping

from sheets_runner.clevertap import ranges
from sheets_runner.clevertap.abreast import Check, abreast
from sheets_runner.clevertap.exchange import encode
from sheets_runner.errors import RowError

COUNTS = 3
"""The most counts asked for to cut one export."""
COUNTING_SECONDS = 60
"""The longest one of them may fail or be waited for: it saves time, or it is not needed."""

Query = Mapping[str, Any]


def cut_query(query: Query, count: Callable[[Query], int], most: int, page: int) -> list[Query]:
    """Return queries whose answers, put one behind the other, are the query's.

    The query stays whole where one page holds it, where cutting might change what it asks, and
    where its events cannot be counted.

    Args:
        query: An export of events.
        count: Gives how many events a query has.
        most: How many queries there may be.
        page: Records per page.

    Raises:
        BadQuery: The query cannot be written as JSON.
        Unauthorised: The account is refused.
    """
    encode(query)
    days = ranges.days_of(query)
    if days is None or min(days.count, most) < 2:
        return [query]
    asked = [_during(part, query) for part in days.alike(COUNTS)]
    try:
        counts = abreast([partial(_counted, count, part) for part in asked])
    except RowError:
        return [query]
    return [_during(part, query) for part in ranges.cut(days, counts, most, page)]


def _counted(count: Callable[[Query], int], query: Query, _: Check) -> int:
    return count(query)


def _during(days: ranges.Days, query: Query) -> Query:
    return {**query, **days.body()}
