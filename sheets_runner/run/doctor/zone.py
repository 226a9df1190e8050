"""The time zone of a CleverTap project, told by its records.

``ts`` of a record is the project's wall clock, while ``first_seen`` and ``last_seen`` in the
profile beside it are true seconds since 1970; nothing names the zone. Where a record is its user's
first or latest event of that name, both are the same moment
(https://developer.clevertap.com/docs/get-events-api shows ``ts``, recorded exports the rest).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, Iterator, Mapping, Sequence

from sheets_runner.table.zones import local

STEP = timedelta(minutes=15)
WEST, EAST = timedelta(hours=-12), timedelta(hours=14)
"""Offsets from UTC in use are multiples of a quarter of an hour between these: other distances mean
that the two moments are not the same (https://data.iana.org/time-zones/tz-link.html)."""

ENOUGH = 2
"""So much weight decides. Among many moments one or the other is a whole number of quarters of an
hour away by chance."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FAR = 1 << 33
"""Seconds; what is more is none of this era."""


@dataclass(frozen=True)
class Sighting:
    """A record that may tell an offset.

    Attributes:
        wall: Its ``ts``, as if the project's clocks showed UTC.
        moments: When its user did the event first and last, in UTC.
    """

    wall: datetime
    moments: tuple[datetime, ...]

    @property
    def weight(self) -> int:
        """How much it counts: who did the event once did it then, others may have by chance."""
        return ENOUGH if len(set(self.moments)) == 1 else 1

    @property
    def offsets(self) -> set[timedelta]:
        """The offsets from UTC that it may stand for; most often none."""
        found = {self.wall - moment for moment in self.moments}
        return {offset for offset in found if WEST <= offset <= EAST and not offset % STEP}

    def fits(self, zone: str) -> bool:
        """Tell whether one of its moments is its ``ts`` in a zone."""
        shown = self.wall.replace(tzinfo=None)
        return any(local(moment, zone) == shown for moment in self.moments)


@dataclass(frozen=True)
class Reading:
    """What records tell of their project's time zone.

    Attributes:
        offset: Its offset from UTC, None where they do not tell, or tell several.
        fits: Whether the zone that was asked about explains them best.
    """

    offset: timedelta | None
    fits: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether they tell anything."""
        return self.fits or self.offset is not None

    @property
    def words(self) -> str:
        """The offset as people write it, e.g. ``UTC+05:30``; empty where there is none."""
        if self.offset is None:
            return ""
        hours, minutes = divmod(abs(self.offset) // timedelta(minutes=1), 60)
        return f"UTC{'-' if self.offset < timedelta() else '+'}{hours:02}:{minutes:02}"


def read(records: Iterable[Mapping[str, Any]], event: str, zone: str) -> Reading:
    """Return what records tell.

    Args:
        records: Of an export, with the ``events`` of their profiles.
        event: The event they are about.
        zone: The time zone that is expected; empty for none.
    """
    seen = list(sightings(records, event))
    votes: Counter[timedelta] = Counter()
    for sighting in seen:
        votes.update(dict.fromkeys(sighting.offsets, sighting.weight))
    fitting = sum(sighting.weight for sighting in seen if zone and sighting.fits(zone))
    most = max(votes.values(), default=0)
    best = [offset for offset, weight in votes.items() if weight == most >= ENOUGH]
    # In the week of a change to summer time there are two, and the zone explains both.
    return Reading(best[0] if len(best) == 1 else None, fits=ENOUGH <= most <= fitting)


def sightings(records: Iterable[Mapping[str, Any]], event: str) -> Iterator[Sighting]:
    """Yield the records that have both kinds of time."""
    for record in records:
        wall, moments = _wall(record.get("ts")), tuple(_moments(record, event))
        if wall is not None and moments:
            yield Sighting(wall, moments)


def _wall(ts: object) -> datetime | None:
    try:
        return datetime.strptime(str(ts), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _moments(record: Mapping[str, Any], event: str) -> Iterator[datetime]:
    summary: object = record
    for key in ("profile", "events", event):
        summary = summary.get(key) if isinstance(summary, Mapping) else None
    told: Sequence[object] = ()
    if isinstance(summary, Mapping):
        told = (summary.get("first_seen"), summary.get("last_seen"))
    for seconds in told:
        if isinstance(seconds, int) and 0 < seconds < _FAR:
            yield _EPOCH + timedelta(seconds=seconds)
