"""Prepared pages: events by the hundred thousand that cost the server next to nothing.

They are there to measure a client with. Each page is rendered and packed once and kept; a page
never holds two days, so that all ranges of days give the same pages.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, Sequence

from sheets_runner.sandbox.packing import pack
from sheets_runner.sandbox.people import User
from sheets_runner.sandbox.reading import Reader
from sheets_runner.sandbox.records import without
from sheets_runner.sandbox.replies import encode, unsupported
from sheets_runner.sandbox.sources import Page

EVENT = "Prepared Event"
DAYS = 30
"""Complete days before today."""

_KEYS = {"event_name", "from", "to"}
_FIRST_SECOND, _SECONDS = 6 * 3600, 16 * 3600
"""Within every day, also one on which clocks change: from 6:00 to 22:00."""

_SESSION = {
    "utm_source": "google",
    "utm_medium": "cpc",
    "utm_campaign": "Brand | UK | Exact",
    "session_source": "Others",
}
_PROPERTIES = {
    "Origin": "BOM",
    "Destination": "DEL",
    "Class": "ECONOMY",
    "Fare": 5149,
    "Instant Off": 400.0,
    "Leave Date": "$D_1749670800",
    "Meal selected": "false",
    "CT Source": "Mobile",
}
_TAIL = b',"event_props":' + encode(_PROPERTIES)[:-1] + b',"Number":'
"""The text of every record between the time and its number."""


class Prepared:
    """The prepared events: near-equally many on each day, numbered from 0.

    Args:
        total: How many there are, 0 for none: then the event is unknown, too.
        today: The day after their last.
        users: Whose they are, in turns.
    """

    def __init__(self, total: int, today: date, users: Sequence[User]) -> None:
        self._reader = Reader(today, (EVENT,), base_required=True)
        self._users = users
        self.counts = {EVENT: total} if total else {}
        """How many there are by the event's name; empty where there are none."""
        self._days = [_number(today - timedelta(DAYS - day)) for day in range(DAYS)]
        shares = (total * (day + 1) // DAYS - total * day // DAYS for day in range(DAYS))
        self.starts = [0, *accumulate(shares)]
        """The number of each day's first event, and the number of all."""
        self._heads = lru_cache(maxsize=None)(self._make_heads)
        self.page = lru_cache(maxsize=None)(self._make_page)

    def asked_for(self, body: Any) -> bool:
        """Say whether a query is about them."""
        named = isinstance(body, dict) and body.get("event_name") == EVENT
        return named and bool(self.counts)

    def find(self, body: Any) -> Range:
        """Return the events that a query asks for.

        Raises:
            Refused: The query is wrong, or asks for more than an event and its days.
        """
        base = self._reader.read(body).base
        for key in body:
            if key not in _KEYS:
                raise unsupported(f'"{key}" of the event "{EVENT}"')
        wanted = [day for day, number in enumerate(self._days) if base.first <= number <= base.last]
        return Range(self, wanted[0], wanted[-1] + 1) if wanted else Range(self, 0, 0)

    def _make_page(self, day: int, first: int, end: int, drop: tuple[str, ...]) -> bytes:
        """Return events of a day, those numbered from `first` to before `end`, as gzip data."""
        heads = self._heads(drop)
        start, midnight = self.starts[day], self._days[day] * 1_000_000
        step = _SECONDS / (self.starts[day + 1] - start)
        records = []
        for number in range(first, end):
            ts = midnight + _clock(_FIRST_SECOND + int((number - start) * step))
            records.append(b"%b%d%b%d}}" % (heads[number % len(heads)], ts, _TAIL, number))
        return pack(b"[" + b",".join(records) + b"]")

    def _make_heads(self, drop: tuple[str, ...]) -> list[bytes]:
        """Return the text of each user's records up to the time."""
        parts = (
            {"profile": without(user.profile, drop), "session_props": _SESSION}
            for user in self._users
        )
        return [encode(part)[:-1] + b',"ts":' for part in parts]


class Range:
    """The prepared events of some days in a row; a source of pages.

    Args:
        prepared: All of them.
        first: The number of the first day.
        end: The number of the day after the last.
    """

    def __init__(self, prepared: Prepared, first: int, end: int) -> None:
        self._prepared = prepared
        self._first = first
        self._starts = prepared.starts[first : end + 1]

    def __len__(self) -> int:
        return self._starts[-1] - self._starts[0]

    def page(self, start: int, length: int | None, drop: tuple[str, ...]) -> Page | None:
        """Return the page at a place, as `sources.Source` says; it ends with its day at the latest.

        A day has pages of near-equal length.
        """
        number = self._starts[0] + start
        if number >= self._starts[-1]:
            return None
        day = bisect_right(self._starts, number) - 1
        size = self._starts[day + 1] - self._starts[day]
        pages = -(-size // (length or size))
        end = min(number + -(-size // pages), self._starts[day + 1])
        records = self._prepared.page(self._first + day, number, end, drop)
        return Page(records, end - self._starts[0], gzipped=True)


def _clock(second: int) -> int:
    """Return the HHMMSS of a second of the day."""
    minute, seconds = divmod(second, 60)
    return minute // 60 * 10_000 + minute % 60 * 100 + seconds


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
