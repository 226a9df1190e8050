"""Days of an export cut in ranges of about as many events each. No input or output here.

Events belong to one day each, so the answers for ranges that follow each other, put one behind the
other, are the answer for all their days: `from` and `to` both count
(https://developer.clevertap.com/docs/get-events-api).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any, Iterator, Mapping, Sequence

CUTTABLE = frozenset(
    {
        *("event_name", "from", "to", "event_properties", "session_properties"),
        *("common_profile_properties", "advanced_query"),
    }
)
"""What a query may hold to be cut; what another key does to the days is not known."""

OF_ALL_DAYS = "first_time"
"""A session property that may mean the first time within the days asked for: not to be cut."""


@dataclass(frozen=True)
class Days:
    """Days that follow each other, the last one included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many days these are."""
        return (self.last - self.first).days + 1

    def body(self) -> dict[str, int]:
        """Return them as CleverTap writes days in a query."""
        return {"from": int(f"{self.first:%Y%m%d}"), "to": int(f"{self.last:%Y%m%d}")}

    def at(self, ends: Sequence[int]) -> list[Days]:
        """Return the ranges that end after so many days.

        Args:
            ends: Rising numbers from 1; the last one is the count of all days.
        """
        starts = (0, *ends)
        return [
            Days(self.first + timedelta(start), self.first + timedelta(end - 1))
            for start, end in zip(starts, ends)
        ]

    def alike(self, parts: int) -> list[Days]:
        """Return as many ranges, or one for each day; none is two days longer than another."""
        parts = min(parts, self.count)
        return self.at([self.count * number // parts for number in range(1, parts + 1)])


def days_of(query: Mapping[str, Any]) -> Days | None:
    """Return the days of a query, None where cutting them might change what it asks."""
    first, last = _day(query.get("from")), _day(query.get("to"))
    if first is None or last is None or first > last:
        return None
    if not CUTTABLE.issuperset(query) or OF_ALL_DAYS in _names(query):
        return None
    return Days(first, last)


def cut(days: Days, counts: Sequence[int], most: int, page: int) -> list[Days]:
    """Return ranges of about as many events each, together all the days.

    Args:
        days: The days.
        counts: How many events there are in each of as many `Days.alike`, at least one.
        most: How many ranges there may be.
        page: Events per page: there is no range more than there are pages.
    """
    total = sum(counts)
    parts = max(1, min(most, days.count, -(-total // page)))
    until = [0.0, *accumulate(_by_day(days, counts))]
    ends: list[int] = []
    for number in range(1, parts):
        possible = range(ends[-1] + 1 if ends else 1, days.count - (parts - number) + 1)
        distance = {end: abs(until[end] - total * number / parts) for end in possible}
        ends.append(min(possible, key=distance.__getitem__))
    return days.at([*ends, days.count])


def _by_day(days: Days, counts: Sequence[int]) -> Iterator[float]:
    """Yield the events of each day, as if those of a range were spread evenly."""
    for part, events in zip(days.alike(len(counts)), counts):
        yield from [events / part.count] * part.count


def _day(value: object) -> date | None:
    if not isinstance(value, int) or len(str(value)) != 8:
        return None
    try:
        return datetime.strptime(str(value), "%Y%m%d").date()  # noqa: DTZ007 - a day of the project's
    except ValueError:
        return None


def _names(value: object) -> Iterator[str]:
    """Yield the names of all filters in a query, in lower case."""
    if isinstance(value, Mapping):
        yield str(value.get("name", "")).lower()
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from _names(part)
