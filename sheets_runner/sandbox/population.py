"""The population: its users and all they did, indexed by event name and day."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any, Iterable, Iterator, NamedTuple

from sheets_runner.sandbox import catalogue, people
from sheets_runner.sandbox.behaviour import Diary, Happening, World
from sheets_runner.sandbox.days import Calendar
from sheets_runner.sandbox.dice import Dice
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.people import User

DAYS = 60
"""Complete days before today."""

_DAY = 1_000_000
_SEED_STEP = 1_000_003
"""Keeps the users' own seeds apart; user 17 is the same however many people there are."""

_ASIDE = 1 << 64
"""Keeps what no export shows apart from the rest: a change to it leaves the rest as it is."""


class Event(NamedTuple):
    """Something a user did.

    Attributes:
        user: The user's number.
        event_name: The event's name.
        ts: When, ``yyyyMMddHHmmss`` in the project's time zone.
        minute: Minutes since local midnight.
        event_props: Its own properties.
        session_props: Those of its session.
        first_time: Whether it is the user's first of that name in the population.
    """

    user: int
    event_name: str
    ts: int
    minute: int
    event_props: dict[str, Any]
    session_props: dict[str, Any]
    first_time: bool


class Population:
    """Users and events, never changed once made.

    Attributes:
        users: By their numbers.
        events: User by user, each user's in the order of time.
    """

    def __init__(self, users: list[User], events: list[Event]) -> None:
        self.users = users
        self.events = events
        self._by_day: dict[str, dict[int, list[Event]]] = {}
        for event in sorted(events, key=lambda event: event.ts):
            days = self._by_day.setdefault(event.event_name, defaultdict(list))
            days[event.ts // _DAY].append(event)

    def between(self, name: str | None, first: int, last: int) -> Iterator[Event]:
        """Yield the events of a name, None for all, on the days YYYYMMDD from first to last."""
        for one in self._by_day if name is None else (name,):
            for day, events in self._by_day.get(one, {}).items():
                if first <= day <= last:
                    yield from events

    def count(self, name: str) -> int:
        """Return how many events of a name there are."""
        return sum(map(len, self._by_day.get(name, {}).values()))

    def lines(self) -> Iterator[str]:
        """Yield all that is known as JSON: a line per user, then a line per event."""
        encode = json.JSONEncoder(separators=(",", ":")).encode
        for user in self.users:
            yield encode(_user_line(user))
        for event in self.events:
            known = event._asdict()
            del known["minute"]
            yield encode(known)


def _user_line(user: User) -> dict[str, Any]:
    return {
        "user": user.number,
        "profile": user.profile,
        "platformInfo": user.devices,
        "place": user.place,
        "technographics": user.technographics,
    }


def build(options: Options) -> Population:
    """Return the population of the options: the same for the same people, seed, today and zone.

    Raises:
        ValueError: There is no such time zone.
    """
    calendar = Calendar(options.today, DAYS, options.timezone)
    world = World(calendar)
    users: list[User] = []
    events: list[Event] = []
    for number in range(options.people):
        seed = options.seed * _SEED_STEP + number
        dice, aside = Dice(seed), Dice(seed + _ASIDE)
        user, habits = people.make(number, dice, aside, world.last, calendar.moment(0, 0))
        diary = Diary(world, dice, habits)
        diary.live()
        _give_hard_feedback(diary, number, options.people)
        entries = _in_order(diary.entries)
        user.profile["events"] = _summary(entries)
        users.append(user)
        events.extend(_events(number, entries, calendar))
    return Population(users, events)


def _give_hard_feedback(diary: Diary, number: int, people_count: int) -> None:
    """Deal the hard comments out, one after the other, to the users from the first on."""
    for index in range(number, len(catalogue.HARD_COMMENTS), people_count):
        ticket = catalogue.FIRST_TICKET + index
        diary.give_feedback(DAYS - 1 - index, catalogue.HARD_COMMENTS[index], ticket)


def _in_order(entries: Iterable[Happening]) -> list[Happening]:
    """Return the entries by time, no two in the same second: so each can be told from the rest."""
    ordered: list[Happening] = []
    last = 0
    for entry in sorted(entries, key=lambda entry: entry.epoch):
        last = max(entry.epoch, last + 1)
        ordered.append(entry if last == entry.epoch else entry._replace(epoch=last))
    return ordered


def _summary(entries: Iterable[Happening]) -> dict[str, dict[str, int]]:
    """Return the ``events`` of a profile: lifetime counts, first and last in UTC epoch seconds."""
    summary: dict[str, dict[str, int]] = {}
    for entry in entries:
        known = summary.setdefault(entry.name, {"count": 0, "first_seen": entry.epoch})
        known["count"] += 1
        known["last_seen"] = entry.epoch
    return summary


def _events(user: int, entries: Iterable[Happening], calendar: Calendar) -> Iterator[Event]:
    seen: set[str] = set()
    for epoch, name, event_props, session_props in entries:
        ts, minute = calendar.local(epoch)
        first_time = name not in seen
        seen.add(name)
        yield Event(user, name, ts, minute, event_props, session_props, first_time)
