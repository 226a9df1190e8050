"""A query in plain words, short and exact: every name, operator and value of the body is said."""

from __future__ import annotations

import re
from datetime import date

from sheets_runner.query import cql
from sheets_runner.query.cql import Block, Filter, Period, Query
from sheets_runner.query.headers import EVENT, PROFILE_SECTIONS, SESSION, SESSION_FILTERS
from sheets_runner.table.moments import MONTHS

_OPERATORS = {
    cql.EQUALS: "=",
    cql.NOT_EQUALS: "is not",
    cql.CONTAINS: "contains",
    cql.NOT_CONTAINS: "does not contain",
    cql.EXISTS: "exists",
    cql.NOT_EXISTS: "does not exist",
    "greater_than": ">",
    "greater_than_equals": ">=",
    "less_than": "<",
    "less_than_equals": "<=",
}
_SECTIONS = {
    EVENT: "event",
    SESSION: "session",
    **{section: prefix for prefix, section in PROFILE_SECTIONS.items()},
}
"""The kinds of properties, said as in the headers of their columns."""
_MISREAD = re.compile(
    r"[,\"\n\r()<>=]|\b(?:and|or|of|with|who|by|on|from|in|is|contains|exists|does not|events)\b"
    rf"|^(?:{'|'.join(_SECTIONS.values())})\b"
)
"""Marks and words of the sentence itself, which inside a name or value would change its meaning."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def reads_as(get: str, query: Query, zone: str, per: str = "") -> str:
    """Return the question as one sentence without a full stop.

    Args:
        get: What is asked for, in the words of `Get`.
        query: The query.
        zone: The time zone its days and times are in.
        per: ``day``, ``week`` or ``month`` for a count of each; empty for one count.
    """
    return _joined(_one(get, query, zone), f"one count per {per}" if per else "")


def _one(get: str, query: Query, zone: str) -> str:
    lead = "Profiles of users" if get == "User profiles" else "Users"
    users = _users(query)
    if query.base is None:
        days = (*query.did_all, *query.did_any, *query.did_none)
        return " ".join(filter(None, (lead, users, f"({zone})" if days else "")))
    if get in ("User count", "User profiles"):
        return _joined(f"{lead} who did {_text(query.base.event)}{_rest(query.base, zone)}", users)
    lead = "Records of " if get == "Event records" else ""
    events = f"{lead}{_text(query.base.event)} events{_rest(query.base, zone)}"
    return _joined(events, f"by users {users}" if users else "")


def day_words(day: date) -> str:
    """Return a day like ``Sat 7 Jun 2025``."""
    return f"{_DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def period_words(period: Period) -> str:
    """Return ``on Sat 7 Jun 2025`` or ``from … to …``."""
    if period.first == period.last:
        return f"on {day_words(period.first)}"
    return f"from {day_words(period.first)} to {day_words(period.last)}"


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _rest(block: Block, zone: str) -> str:
    """Return filters, days and times of the event that is asked for."""
    return f"{_with(block)} {period_words(block.period)}{_clock(block)} ({zone})"


def _users(query: Query) -> str:
    """Return what is said of the users: profile filters, then what else they did."""
    also = "also " if query.base else ""
    did = [
        *(f"{also}did {_block(block, query.base)}" for block in query.did_all),
        *_any(query),
        *(f"did not do {_block(block, query.base)}" for block in query.did_none),
    ]
    who = f"who {' and '.join(did)}" if did else ""
    profile = " and ".join(map(filter_words, query.profile))
    return " ".join(filter(None, (f"with {profile}" if profile else "", _where(query), who)))


def _where(query: Query) -> str:
    """Return where the users are; the numbers of a circle as CleverTap takes them."""
    places = " or ".join(" > ".join(map(_text, place)) for place in query.places)
    circles = " or ".join(f"[{', '.join(map(str, circle))}]" for circle in query.circles)
    said = (f"in {places}" if places else "", f"in geo_radius {circles}" if circles else "")
    return " and ".join(filter(None, said))


def _any(query: Query) -> list[str]:
    if not query.did_any:
        return []
    blocks = " or ".join(_block(block, query.base) for block in query.did_any)
    count = query.any_count or cql.Count("greater_than_equals", 1)
    also = "also " if query.base else ""
    never = ", or never" if count.allows_none else ""
    return [f"{also}did any of {blocks} (together {_times(count)}{never})"]


def _block(block: Block, base: Block | None) -> str:
    """Return an event of an advanced query; its days only where they are not the question's."""
    same = base is not None and base.period == block.period
    days = "" if same else f" {period_words(block.period)}"
    count = f" {_times(block.count)}" if block.count else ""
    return f"{_text(block.event)}{count}{_with(block)}{days}{_clock(block)}"


def _times(count: cql.Count) -> str:
    return f"{_OPERATORS[count.operator]} {count.value} times"


def _with(block: Block) -> str:
    said = [filter_words(item) for item in block.filters if not _is_clock(item)]
    return f" with {' and '.join(said)}" if said else ""


def _clock(block: Block) -> str:
    values = (item.value for item in block.filters if _is_clock(item))
    return "".join(f", {value[0]}–{value[1]}" for value in values if isinstance(value, tuple))


def _is_clock(item: Filter) -> bool:
    return (item.section, item.name) == (SESSION, cql.TIME_OF_DAY)


def filter_words(item: Filter) -> str:
    """Return a filter like ``Fare >= 100`` or ``profile plan is any of Gold, Silver``."""
    name = f"{_kind(item)}{_text(item.name)}"
    if isinstance(item.value, tuple):
        return f"{name} is any of {', '.join(map(_value, item.value))}"
    if item.value is None:
        return f"{name} {_OPERATORS[item.operator]}"
    shown = f" ({item.shown})" if item.shown else ""
    return f"{name} {_OPERATORS[item.operator]} {_value(item.value)}{shown}"


def _kind(item: Filter) -> str:
    """Return the kind of a property, empty where its name alone says it.

    A bare name is a property of the event, but for the session filters that have a column of their
    own: an event's property of such a name is said to be one.
    """
    well_known = item.name in (*SESSION_FILTERS, cql.TIME_OF_DAY)
    if item.section in (SESSION, EVENT) and well_known == (item.section == SESSION):
        return ""
    return f"{_SECTIONS[item.section]} "


def _value(value: str | float) -> str:
    """Return a value; text in quotes where it could be misread, as for a number."""
    if not isinstance(value, str):
        return str(value)
    return f'"{value}"' if _looks_numeric(value) else _text(value)


def _text(text: str) -> str:
    """Return a text, in quotes where the sentence could be read in another way."""
    plain = text and text.strip() == text and not _MISREAD.search(text)
    return text if plain else f'"{text}"'


def _looks_numeric(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
