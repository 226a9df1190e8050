"""Filters of the `CQL` cell's JSON, read as strictly as those of columns."""

from __future__ import annotations

import re
from typing import Any, Callable, Collection, Mapping

from sheets_runner.query import cql
from sheets_runner.query.cql import Filter, FilterValue
from sheets_runner.query.headers import EVENT, SESSION, Meaning
from sheets_runner.query.json_text import MISSING, BadJson, as_object, each, refuse
from sheets_runner.query.operators import is_text_only

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def of_event(body: Mapping[str, Any], lead: str) -> tuple[Filter, ...]:
    """Return the filters of an event.

    Args:
        body: The object of the event.
        lead: Its path with a dot, empty for the whole.

    Raises:
        BadJson: One is not what a filter is, or there are two times of day.
    """
    found = of_sections(body, (EVENT, SESSION), lead)
    clocks = [item for item in found if (item.section, item.name) == (SESSION, cql.TIME_OF_DAY)]
    if len(clocks) > 1:
        raise BadJson(
            f'{lead}{SESSION} names "{cql.TIME_OF_DAY}" twice, and both would have to hold. '
            "Keep one."
        )
    return found


def of_sections(owner: Mapping[str, Any], keys: Collection[str], lead: str) -> tuple[Filter, ...]:
    """Return the filters of some lists of an object.

    Args:
        owner: The object.
        keys: The keys of the lists.
        lead: The object's path with a dot, empty for the whole.

    Raises:
        BadJson: One is not what a filter is.
    """
    found: list[Filter] = []
    for section in keys:
        found += each(owner, section, lead, _filter_of(section))
    return tuple(found)


def _filter_of(section: str) -> Callable[[Any, str], Filter]:
    def read(item: Any, place: str) -> Filter:
        body = as_object(item, place, ("name", "operator", "value"))
        name, operator = body.get("name", MISSING), body.get("operator", cql.EQUALS)
        if not isinstance(name, str) or not name:
            refuse(f"{place}.name", name, "Write the property's name in quotes.")
        if operator not in cql.OPERATORS:
            refuse(f"{place}.operator", operator, f"Write one of: {', '.join(cql.OPERATORS)}.")
        value = _value(body["value"], f"{place}.value") if "value" in body else None
        _check_texts(section, name, operator, value, place)
        try:
            return Filter(section, name, operator, value)
        except ValueError:
            refuse(f"{place}.value", body.get("value", MISSING), _fitting(operator))

    return read


def _fitting(operator: str) -> str:
    """Return which value to write with an operator."""
    if operator in (cql.EXISTS, cql.NOT_EXISTS):
        return f"Delete it: {operator} takes no value."
    if operator in cql.COMPARISONS:
        return f"Write one number: {operator} compares with nothing else."
    return "Write a value." if operator == cql.EQUALS else f"Write one value with {operator}."


def _check_texts(section: str, name: str, operator: str, value: FilterValue, place: str) -> None:
    """Refuse what properties that CleverTap holds as text cannot mean."""
    if not is_text_only(Meaning("filter", section=section, name=name)):
        return
    if operator in cql.COMPARISONS:
        refuse(f"{place}.operator", operator, f"Write another: {name} is text.")
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, (int, float)):
            refuse(f"{place}.value", one, f'Write "{one}" in quotes: {name} is text.')
    if section == SESSION:
        _check_session(name, operator, value, place)


def _check_session(name: str, operator: str, value: FilterValue, place: str) -> None:
    """Refuse what the two session filters with words of their own cannot mean."""
    told = list(value) if isinstance(value, tuple) else MISSING if value is None else value
    if name == cql.TIME_OF_DAY:
        if operator != cql.EQUALS:
            refuse(f"{place}.operator", operator, "Delete it: a time of day is a range.")
        if not _is_clock_range(value):
            remedy = 'Write two times, the later one last, like ["13:00", "14:00"].'
            refuse(f"{place}.value", told, remedy)
    if name == "first_time":
        if operator not in (cql.EQUALS, cql.NOT_EQUALS):
            refuse(f"{place}.operator", operator, "Write equals.")
        if value not in ("True", "False"):
            refuse(f"{place}.value", told, 'Write "True" or "False".')


def _is_clock_range(value: FilterValue) -> bool:
    if not isinstance(value, tuple) or len(value) != 2:
        return False
    start, end = map(str, value)
    return bool(_CLOCK.fullmatch(start) and _CLOCK.fullmatch(end)) and start < end


def _value(value: Any, place: str) -> FilterValue:
    if not isinstance(value, list):
        return _scalar(value, place)
    if not value:
        refuse(place, value, "Write at least one value.")
    return tuple(_scalar(item, f"{place}[{number}]") for number, item in enumerate(value))


def _scalar(value: Any, place: str) -> str | int | float:
    if isinstance(value, bool):
        refuse(place, value, f'Write "{value}" in quotes: CleverTap wants the word.')
    if not isinstance(value, (str, int, float)):
        refuse(place, value, "Write a text in quotes, or a number.")
    return value
