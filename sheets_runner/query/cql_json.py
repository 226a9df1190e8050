"""The `CQL` cell: a piece of a query as JSON, read as strictly as a query that columns build.

Every mistake is named with its place in the JSON, like ``event_properties[0].operator``. The
grammar: https://developer.clevertap.com/docs/clevertap-query-language.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Callable, Collection, Mapping, NoReturn, TypeVar

from sheets_runner.query import cql
from sheets_runner.query.cql import Block, Circle, Count, Filter, FilterValue, Period, Place
from sheets_runner.query.headers import EVENT, PROFILE_SECTIONS, SESSION
from sheets_runner.table import moments

T = TypeVar("T")

BASE = ("event_name", "from", "to", EVENT, SESSION)
COUNT = ("operator", "value")
PROFILE, ADVANCED = "common_profile_properties", "advanced_query"
LARGEST = 10**18
"""CleverTap's own largest numbers, request ids, have 15 digits."""
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


class NotCql(ValueError):
    """The text is no piece of a query; the message says where and why."""


@dataclass(frozen=True)
class Piece:
    """A piece of a query; what it does not say is empty.

    Attributes:
        event: The event asked for.
        period: Its days.
        filters: Event and session filters of that event.
        profile: Filters on the user.
        places: The user is in any of these.
        circles: The user is in any of these.
        did_all: Blocks to add.
        did_any: Blocks to add.
        any_count: The count over all of `did_any`.
        did_none: Blocks to add.
    """

    event: str = ""
    period: Period | None = None
    filters: tuple[Filter, ...] = ()
    profile: tuple[Filter, ...] = ()
    places: tuple[Place, ...] = ()
    circles: tuple[Circle, ...] = ()
    did_all: tuple[Block, ...] = ()
    did_any: tuple[Block, ...] = ()
    any_count: Count | None = None
    did_none: tuple[Block, ...] = ()

    @property
    def filters_users(self) -> bool:
        """Whether it asks anything of the users besides an event of theirs."""
        about = (self.profile, self.places, self.circles)
        return any((*about, self.did_all, self.did_any, self.did_none))


def read_piece(text: str) -> Piece:
    """Return the piece of a query that a text says.

    Raises:
        NotCql: It is not JSON, or not CQL.
    """
    body = _object(_parse(text), "", (*BASE, PROFILE, ADVANCED))
    profile = _object(
        body.get(PROFILE, {}), PROFILE, (*PROFILE_SECTIONS.values(), "geo_fields", "geo_radius")
    )
    advanced = _object(body.get(ADVANCED, {}), ADVANCED, ("did_all", "did_any", "did_none"))
    any_place = f"{ADVANCED}.did_any"
    group = _object(advanced.get("did_any", {}), any_place, ("any_events", *COUNT))
    return Piece(
        _event(body, "") if "event_name" in body else "",
        _period(body, ""),
        _filters(body, (EVENT, SESSION), ""),
        _filters(profile, tuple(PROFILE_SECTIONS.values()), f"{PROFILE}."),
        _each(profile, "geo_fields", f"{PROFILE}.", _place),
        _each(profile, "geo_radius", f"{PROFILE}.", _circle),
        _each(advanced, "did_all", f"{ADVANCED}.", _counted_block),
        _each(group, "any_events", f"{any_place}.", _block),
        _count(group, any_place),
        _each(advanced, "did_none", f"{ADVANCED}.", _counted_block),
    )


def _refuse(place: str, sentence: str) -> NoReturn:
    raise NotCql(f"{place}: {sentence}" if place else sentence)


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except NotCql:
        raise
    except json.JSONDecodeError as error:
        raise NotCql(
            f"is not JSON: {error.msg.lower()} at line {error.lineno}, character {error.colno}."
        ) from None
    except RecursionError:
        raise NotCql("is nested too deeply.") from None
    except ValueError:  # newer Pythons refuse to read numbers of thousands of digits
        raise NotCql("holds a number that is too large.") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            _refuse("", f'has the key "{key}" twice in one object. Keep one.')
        found[key] = value
    return found


def _no_constant(name: str) -> NoReturn:
    _refuse("", f"holds {name}, which is no number. Write a number.")


def _object(value: Any, place: str, keys: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object that has none but these keys."""
    if not isinstance(value, dict):
        _refuse(place, "write an object, like {…}.")
    for key in value:
        if key not in keys:
            _refuse(place, f'"{key}" is not known here. Write one of: {", ".join(keys)}.')
    return value


def _each(
    owner: Mapping[str, Any], key: str, lead: str, read: Callable[[Any, str], T]
) -> tuple[T, ...]:
    """Return the items of a list, each read with its place."""
    value = owner.get(key, [])
    if not isinstance(value, list):
        _refuse(lead + key, "write a list, like […].")
    return tuple(read(item, f"{lead}{key}[{number}]") for number, item in enumerate(value))


def _event(body: Mapping[str, Any], lead: str) -> str:
    name = body.get("event_name")
    if not isinstance(name, str) or not name.strip():
        _refuse(f"{lead}event_name", "write the event's name in quotes.")
    return name


def _period(body: Mapping[str, Any], lead: str) -> Period | None:
    """Return the days, None when neither key is there."""
    if "from" not in body and "to" not in body:
        return None
    first, last = (_day(body.get(key), lead + key) for key in ("from", "to"))
    if first > last:
        _refuse(f"{lead}from", f"{first:%Y%m%d} is after to {last:%Y%m%d}. Swap the two.")
    return Period(first, last)


def _day(value: Any, place: str) -> date:
    day = moments.eight_digits(str(value)) if isinstance(value, int) else None
    if day is None:
        _refuse(place, "write a day as a number, like 20260607; from and to go together.")
    return day


def _block(value: Any, place: str) -> Block:
    """Return a block of an advanced query, which needs its event and its days."""
    return _whole_block(_object(value, place, BASE), f"{place}.", None)


def _counted_block(value: Any, place: str) -> Block:
    body = _object(value, place, (*BASE, *COUNT))
    return _whole_block(body, f"{place}.", _count(body, place))


def _whole_block(body: Mapping[str, Any], lead: str, count: Count | None) -> Block:
    event, period = _event(body, lead), _period(body, lead)
    if period is None:
        _refuse(f"{lead}from", "write the days, like 20260607, in from and to.")
    return Block(event, period, _filters(body, (EVENT, SESSION), lead), count)


def _count(body: Mapping[str, Any], place: str) -> Count | None:
    operator, value = body.get("operator"), body.get("value")
    if operator is None and value is None:
        return None
    whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    if operator not in (cql.EQUALS, *cql.COMPARISONS) or not whole:
        words = ", ".join((cql.EQUALS, *cql.COMPARISONS))
        _refuse(place, f"a count has an operator ({words}) and a value, a whole number.")
    return Count(operator, int(str(value)))


def _filters(owner: Mapping[str, Any], keys: Collection[str], lead: str) -> tuple[Filter, ...]:
    found: list[Filter] = []
    for section in keys:
        found += _each(owner, section, lead, _filter_of(section))
    return tuple(found)


def _filter_of(section: str) -> Callable[[Any, str], Filter]:
    def read(item: Any, place: str) -> Filter:
        body = _object(item, place, ("name", "operator", "value"))
        name, operator = body.get("name"), body.get("operator", cql.EQUALS)
        if not isinstance(name, str) or not name:
            _refuse(f"{place}.name", "write the property's name in quotes.")
        if operator not in cql.OPERATORS:
            _refuse(f"{place}.operator", f"write one of: {', '.join(cql.OPERATORS)}.")
        value = _value(body["value"], f"{place}.value") if "value" in body else None
        _check_words(section, name, operator, value, place)
        try:
            return Filter(section, name, operator, value)
        except ValueError:
            _refuse(place, _fitting(operator))

    return read


def _fitting(operator: str) -> str:
    """Return what a filter with this operator looks like."""
    if operator in (cql.EXISTS, cql.NOT_EXISTS):
        return f"{operator} takes no value. Leave it out."
    if operator in cql.COMPARISONS:
        return f"{operator} compares with one number."
    return f"{operator} takes a value" + ("." if operator == cql.EQUALS else ", and only one.")


def _check_words(section: str, name: str, operator: str, value: FilterValue, place: str) -> None:
    """Refuse what the two session filters with words of their own cannot mean."""
    if section != SESSION:
        return
    if name == cql.TIME_OF_DAY and not (operator == cql.EQUALS and _is_clock_range(value)):
        _refuse(f"{place}.value", 'write two times, the later one last, like ["13:00", "14:00"].')
    if name == "first_time" and value not in ("True", "False"):
        _refuse(f"{place}.value", 'write "True" or "False" in quotes.')


def _is_clock_range(value: FilterValue) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    start, end = map(str, value)
    return bool(_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) and start < end


def _value(value: Any, place: str) -> FilterValue:
    if not isinstance(value, list):
        return _scalar(value, place)
    if not value:
        _refuse(place, "the list is empty. Write at least one value.")
    return tuple(_scalar(item, f"{place}[{number}]") for number, item in enumerate(value))


def _scalar(value: Any, place: str) -> str | int | float:
    if isinstance(value, bool):
        _refuse(place, f'write "{value}" in quotes: CleverTap wants the words.')
    if not isinstance(value, (str, int, float)):
        _refuse(place, "write a text in quotes or a number.")
    if not isinstance(value, str) and not abs(value) < LARGEST:
        _refuse(place, "the number is too large.")
    return value


def _place(value: Any, place: str) -> Place:
    parts = value if isinstance(value, list) else []
    if not 1 <= len(parts) <= 3 or not all(isinstance(part, str) and part for part in parts):
        _refuse(place, 'write country, state and city, like ["India", "Maharashtra", "Mumbai"].')
    return tuple(parts)


def _circle(value: Any, place: str) -> Circle:
    parts = value if isinstance(value, list) else []
    numbers = [_scalar(part, place) for part in parts]
    if len(numbers) != 3 or any(isinstance(part, str) for part in numbers):
        _refuse(place, "write three numbers, like [35, 42.5, 5.2].")
    first, second, third = (part for part in numbers if not isinstance(part, str))
    return first, second, third
