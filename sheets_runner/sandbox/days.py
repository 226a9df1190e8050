"""The project's calendar: days, moments, and how CleverTap writes them.

``ts`` and all days are in the project's time zone, ``$D_`` values and ``first_seen`` are seconds
since 1970 in UTC, as recorded replies of the API show.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from dateutil import tz

DAY_SECONDS = 86_400
_STEP = 900
"""Seconds; offsets from UTC change only at whole quarters of an hour of UTC."""


class LocalTime(NamedTuple):
    """A moment on the project's clock.

    Attributes:
        ts: As ``yyyyMMddHHmmss`` in one number.
        minute: Minutes since local midnight.
    """

    ts: int
    minute: int


class Calendar:
    """The days of a population in its time zone.

    Args:
        today: The last day.
        days: How many days come before it.
        zone_name: An IANA name.

    Raises:
        ValueError: There is no such time zone.
    """

    def __init__(self, today: date, days: int, zone_name: str) -> None:
        zone = tz.gettz(zone_name) if zone_name else None
        if zone is None:
            raise ValueError(f'"{zone_name}" is not a time zone. Write it like Asia/Kolkata.')
        self._zone: tzinfo = zone
        self._offsets: dict[int, int] = {}
        self.days = [today - timedelta(days=days - number) for number in range(days + 1)]
        midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in self.days]
        self._starts = [int(midnight.timestamp()) for midnight in midnights]

    def moment(self, day: int, second: int) -> int:
        """Return the UTC epoch second of a second of a day; `day` counts from the first day."""
        start = self._starts[day]
        if day + 1 == len(self._starts):
            return start + second
        # A day on which clocks change is longer or shorter: its events spread over what there is.
        return start + second * (self._starts[day + 1] - start) // DAY_SECONDS

    def local(self, epoch: int) -> LocalTime:
        """Return what the project's clock shows at a UTC epoch second."""
        day, second = divmod(epoch + self._offset(epoch), DAY_SECONDS)
        minute, seconds = divmod(second, 60)
        hour = minute // 60
        clock = (hour * 100 + minute % 60) * 100 + seconds
        return LocalTime(_day_number(day) * 1_000_000 + clock, minute)

    def _offset(self, epoch: int) -> int:
        step = epoch // _STEP
        offset = self._offsets.get(step)
        if offset is None:
            moment = datetime.fromtimestamp(step * _STEP, timezone.utc).astimezone(self._zone)
            offset = self._offsets[step] = int((moment.utcoffset() or timedelta()).total_seconds())
        return offset


@lru_cache(maxsize=None)
def _day_number(days: int) -> int:
    """Return YYYYMMDD of a count of days since 1970."""
    day = date(1970, 1, 1) + timedelta(days=days)
    return day.year * 10_000 + day.month * 100 + day.day
