"""Answers queries over a population: which events, of which users.

A filter becomes a test on one stored value, remembered per value: the same few values occur
thousands of times.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Callable, Iterable, Mapping

from sheets_runner.sandbox import decisions
from sheets_runner.sandbox.cql import (
    FIRST_TIME,
    TIME_OF_DAY,
    Block,
    Did,
    Filter,
    ProfileFilter,
    Query,
    Region,
)
from sheets_runner.sandbox.decisions import MISSING
from sheets_runner.sandbox.filters import APP_FIELDS
from sheets_runner.sandbox.people import User
from sheets_runner.sandbox.population import Event, Population

EventTest = Callable[[Event], bool]
UserValue = Callable[[User], Any]
ValueTest = Callable[[Any], bool]


class Evaluator:
    """Evaluates queries over one population."""

    def __init__(self, population: Population) -> None:
        self._population = population

    def events(self, query: Query) -> list[Event]:
        """Return the events a query means, day by day, each day in the order of time."""
        users = self._users(query)
        found = self._matching(query.base)
        return list(found) if users is None else [event for event in found if event.user in users]

    def _users(self, query: Query) -> set[int] | None:
        """Return the users on whom every condition holds, None where there is no condition."""
        everyone = set(range(len(self._population.users)))
        parts = [self._with_profile(one) for one in query.profile]
        parts += [self._within(query.regions)] if query.regions else []
        parts += [self._did(did, at_least_once=True) for did in query.did_all]
        parts += [self._did(query.did_any, at_least_once=False)] if query.did_any else []
        parts += [everyone - self._did(did, at_least_once=True) for did in query.did_none]
        return set.intersection(*parts) if parts else None

    def _with_profile(self, one: ProfileFilter) -> set[int]:
        test = _remembering(one.condition)
        value = _SECTIONS[one.section](one.condition.name)
        return {user.number for user in self._population.users if test(value(user))}

    def _within(self, regions: tuple[Region, ...]) -> set[int]:
        return {
            user.number
            for user in self._population.users
            if any(decisions.is_in(user.place, region) for region in regions)
        }

    def _did(self, did: Did, *, at_least_once: bool) -> set[int]:
        times = Counter(event.user for block in did.blocks for event in self._matching(block))
        among = times if at_least_once else range(len(self._population.users))
        wanted = (did.value,)
        return {user for user in among if decisions.holds(did.operator, times[user], wanted)}

    def _matching(self, block: Block) -> Iterable[Event]:
        tests = [_event_test(one) for one in block.properties]
        tests += [_session_test(one) for one in block.session]
        found = self._population.between(block.event, block.first, block.last)
        for test in tests:
            found = filter(test, found)
        return found


def _event_test(one: Filter) -> EventTest:
    name, test = one.name, _remembering(one)
    return lambda event: test(event.event_props.get(name, MISSING))


def _session_test(one: Filter) -> EventTest:
    if one.name == TIME_OF_DAY:
        return _time_of_day_test(one)
    name, test = one.name, _remembering(one)
    if name == FIRST_TIME:
        return lambda event: test(str(event.first_time))
    return lambda event: test(event.session_props.get(name, MISSING))


def _time_of_day_test(one: Filter) -> EventTest:
    start, end = (_minute(str(clock)) for clock in one.wanted)
    return lambda event: decisions.in_time_of_day(event.minute, start, end)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _profile_field(name: str) -> UserValue:
    return _SYSTEM_FIELDS.get(name) or _custom(name)


def _custom(name: str) -> UserValue:
    return lambda user: user.profile.get("profileData", {}).get(name, MISSING)


def _system(key: str) -> UserValue:
    return lambda user: user.profile.get(key, MISSING)


def _app_field(name: str) -> UserValue:
    return _system(APP_FIELDS[name])


def _technographic(name: str) -> UserValue:
    return lambda user: user.technographics[name]


def _has_token(_: str) -> UserValue:
    return lambda user: str("push_token" in user.profile)


def _phone(user: User) -> Any:
    """Return the phone's two forms: the stored number, and the text with ``+`` that CQL takes."""
    phone = user.profile.get("phone", MISSING)
    return phone if phone is MISSING else [phone, f"+{phone}"]


_SYSTEM_FIELDS: Mapping[str, UserValue] = {
    "Name": _system("name"),
    "Email": _system("email"),
    "Phone": _phone,
}
_SECTIONS: Mapping[str, Callable[[str], UserValue]] = {
    "profile_fields": _profile_field,
    "app_fields": _app_field,
    "demographics": _custom,
    "technographics": _technographic,
    "reachability": _has_token,
}
"""Where each section looks a name up."""


def _remembering(one: Filter) -> ValueTest:
    """Return a filter's test on a stored value; lists are tested anew each time."""
    known: dict[tuple[type, Any], bool] = {}

    def test(stored: Any) -> bool:
        if isinstance(stored, list):
            return decisions.holds(one.operator, stored, one.wanted)
        # The type belongs to the key: 1 and 1.0 are equal but have different text forms.
        key = (type(stored), stored)
        if key not in known:
            known[key] = decisions.holds(one.operator, stored, one.wanted)
        return known[key]

    return test
