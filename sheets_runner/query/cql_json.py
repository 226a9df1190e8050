"""The `CQL` cell: a piece of a query as JSON, read as strictly as a query that columns build.

Every mistake is named with its place in the JSON, like ``event_properties[0].operator``. The
grammar: https://developer.clevertap.com/docs/clevertap-query-language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Iterator, Mapping

from sheets_runner.query import cql, filter_json, json_text
from sheets_runner.query.cql import Block, Circle, Count, Filter, Period, Place
from sheets_runner.query.headers import EVENT, PROFILE_SECTIONS, SESSION
from sheets_runner.query.json_text import MISSING, as_object, each, refuse
from sheets_runner.table import moments

BASE = ("event_name", "from", "to", EVENT, SESSION)
COUNT = ("operator", "value")
PROFILE, ADVANCED = "common_profile_properties", "advanced_query"
ANY = f"{ADVANCED}.did_any"
_COUNTS = (cql.EQUALS, *cql.COMPARISONS)


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

    def days(self) -> Iterator[tuple[str, Period]]:
        """Yield the periods it names, each with the place of its ``to`` in the JSON."""
        if self.period:
            yield "to", self.period
        lists = (f"{ADVANCED}.did_all", f"{ANY}.any_events", f"{ADVANCED}.did_none")
        for place, blocks in zip(lists, (self.did_all, self.did_any, self.did_none)):
            for number, block in enumerate(blocks):
                yield f"{place}[{number}].to", block.period


def read_piece(text: str) -> Piece:
    """Return the piece of a query that a text says.

    Raises:
        BadJson: It is no JSON, or no piece of a query.
    """
    body = as_object(json_text.read(text), "", (*BASE, PROFILE, ADVANCED))
    profile = as_object(
        body.get(PROFILE, {}), PROFILE, (*PROFILE_SECTIONS.values(), "geo_fields", "geo_radius")
    )
    advanced = as_object(body.get(ADVANCED, {}), ADVANCED, ("did_all", "did_any", "did_none"))
    group = as_object(advanced.get("did_any", {}), ANY, ("any_events", *COUNT))
    return Piece(
        _event(body, "") if "event_name" in body else "",
        _period(body, "") if "from" in body or "to" in body else None,
        filter_json.of_event(body, ""),
        filter_json.of_sections(profile, tuple(PROFILE_SECTIONS.values()), f"{PROFILE}."),
        each(profile, "geo_fields", f"{PROFILE}.", _place),
        each(profile, "geo_radius", f"{PROFILE}.", _circle),
        each(advanced, "did_all", f"{ADVANCED}.", _counted_block),
        each(group, "any_events", f"{ANY}.", _block),
        _count(group, ANY),
        each(advanced, "did_none", f"{ADVANCED}.", _counted_block),
    )


def _event(body: Mapping[str, Any], lead: str) -> str:
    name = body.get("event_name", MISSING)
    if not isinstance(name, str) or not name.strip():
        refuse(f"{lead}event_name", name, "Write the event's name in quotes.")
    return name


def _period(body: Mapping[str, Any], lead: str) -> Period:
    first, last = (_day(body.get(key, MISSING), lead + key) for key in ("from", "to"))
    if first > last:
        refuse(f"{lead}from", body["from"], f"That is after to, {body['to']}. Swap the two.")
    return Period(first, last)


def _day(value: Any, place: str) -> date:
    day = moments.eight_digits(str(value)) if isinstance(value, int) else None
    if day is None:
        refuse(place, value, "Write a day as a number, like 20260228, in both from and to.")
    return day


def _block(value: Any, place: str) -> Block:
    """Return a block of an advanced query, which needs its event and its days."""
    return _whole_block(as_object(value, place, BASE), f"{place}.", None)


def _counted_block(value: Any, place: str) -> Block:
    body = as_object(value, place, (*BASE, *COUNT))
    return _whole_block(body, f"{place}.", _count(body, place))


def _whole_block(body: Mapping[str, Any], lead: str, count: Count | None) -> Block:
    return Block(_event(body, lead), _period(body, lead), filter_json.of_event(body, lead), count)


def _count(body: Mapping[str, Any], place: str) -> Count | None:
    operator, value = (body.get(key, MISSING) for key in COUNT)
    if operator is MISSING and value is MISSING:
        return None
    if operator not in _COUNTS:
        refuse(f"{place}.operator", operator, f"Write one of: {', '.join(_COUNTS)}.")
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        refuse(f"{place}.value", value, "Write how often: a whole number.")
    return Count(str(operator), value)


def _place(value: Any, place: str) -> Place:
    parts = value if isinstance(value, list) else []
    if not 1 <= len(parts) <= 3 or not all(isinstance(part, str) and part for part in parts):
        remedy = 'Write country, state and city, like ["India", "Maharashtra", "Mumbai"].'
        refuse(place, value, remedy)
    return tuple(parts)


def _circle(value: Any, place: str) -> Circle:
    numbers = value if isinstance(value, list) else []
    if len(numbers) != 3 or not all(map(_is_number, numbers)):
        refuse(place, value, "Write three numbers, like [35, 42.5, 5.2].")
    first, second, third = numbers
    return first, second, third


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
