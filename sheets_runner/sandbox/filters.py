"""Filters as they stand in a request: which names, operators and values go together.

Documented at https://developer.clevertap.com/docs/clevertap-query-language; what the documents
leave open is in `decisions`.
"""

from __future__ import annotations

import math
import re
from typing import Any, Collection, Mapping

from sheets_runner.sandbox.cql import FIRST_TIME, SESSION_NAMES, TIME_OF_DAY, Filter, Region
from sheets_runner.sandbox.decisions import OPERATORS, ORDER, Scalar, is_number
from sheets_runner.sandbox.replies import Refused, unsupported

_VALUELESS = frozenset({"exists", "does_not_exist"})
_KEYS = ("name", "operator", "value")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")

APP_FIELDS = {
    "Make": "make",
    "Model": "model",
    "OS Version": "os_version",
    "App Version": "app_version",
}
"""CQL names of app fields, and the keys they have in an export."""

DEMOGRAPHICS = frozenset({"Gender", "Education"})
"""Found in ``profileData`` under the same names."""

TECHNOGRAPHICS = frozenset({"Device", "Platform", "OS"})
REACHABILITY = frozenset({"has_token"})
SECTIONS: Mapping[str, Collection[str] | None] = {
    "profile_fields": None,
    "app_fields": APP_FIELDS,
    "demographics": DEMOGRAPHICS,
    "technographics": TECHNOGRAPHICS,
    "reachability": REACHABILITY,
}
"""The filter sections of ``common_profile_properties`` and the names each knows, None for any."""

NOT_FILTERABLE = frozenset({"identity", "Identity", "objectId"})
"""CleverTap exports them but offers no filter on them."""


def only(value: Any, where: str, known: Collection[str]) -> dict[str, Any]:
    """Return an object all of whose keys are known.

    Raises:
        Refused: It is no object, or has another key.
    """
    if not isinstance(value, dict):
        raise Refused(f"{where} must be an object")
    for key in value:
        if key not in known:
            raise unsupported(f'The key "{key}" in {where}')
    return value


def listed(value: Any, where: str) -> list[Any]:
    """Return a list.

    Raises:
        Refused: It is none.
    """
    if not isinstance(value, list):
        raise Refused(f"{where} must be a list")
    return value


def text(value: Any, where: str) -> str:
    """Return a text that is not empty.

    Raises:
        Refused: It is none.
    """
    if not isinstance(value, str) or not value:
        raise Refused(f"{where} must be a text")
    return value


def properties(value: Any, where: str) -> tuple[Filter, ...]:
    """Return filters on any names.

    Raises:
        Refused: One cannot be read.
    """
    return tuple(_filter(entry, where) for entry in listed(value, where))


def session(value: Any) -> tuple[Filter, ...]:
    """Return filters on the known session properties.

    Raises:
        Refused: A name is unknown, or one cannot be read.
    """
    found = properties(value, "session_properties")
    for one in found:
        _check_session(one)
    return found


def profile(value: Any, section: str) -> tuple[Filter, ...]:
    """Return the filters of a section of ``common_profile_properties``.

    Raises:
        Refused: A name cannot be filtered there, or one cannot be read.
    """
    found = properties(value, section)
    for one in found:
        if not _filterable(one.name, SECTIONS[section]):
            raise unsupported(f'"{one.name}" in {section}')
        if section == "reachability":
            _check_yes_no(one)
    return found


def regions(value: Any) -> tuple[Region, ...]:
    """Return the entries of ``geo_fields``.

    Raises:
        Refused: There is none, or one cannot be read.
    """
    entries = listed(value, "geo_fields")
    if not entries:
        raise Refused("geo_fields must hold at least one entry")
    return tuple(_region(entry) for entry in entries)


def _region(entry: Any) -> Region:
    parts = listed(entry, "An entry of geo_fields")
    if not 1 <= len(parts) <= 3:
        raise Refused("An entry of geo_fields must be [country], [country,state] or with a city")
    return tuple(text(part, "Each part of an entry of geo_fields") for part in parts)


def _filterable(name: str, known: Collection[str] | None) -> bool:
    return name not in NOT_FILTERABLE if known is None else name in known


def _filter(entry: Any, where: str) -> Filter:
    entry = only(entry, where, _KEYS)
    name = text(entry.get("name"), f"The name of a filter in {where}")
    operator = entry.get("operator", "equals")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise Refused(f'"{operator}" is not an operator ({name})')
    if operator in _VALUELESS:
        return Filter(name, operator)
    if "value" not in entry:
        raise Refused(f"{operator} needs a value ({name})")
    return Filter(name, operator, _values(entry["value"], name, operator))


def _values(value: Any, name: str, operator: str) -> tuple[Scalar, ...]:
    values = value if isinstance(value, list) else [value]
    if not values:
        raise Refused(f"The list of values is empty ({name})")
    for one in values:
        if not _is_scalar(one):
            raise Refused(
                f'A value must be a text or a number; yes and no are "True", "False" ({name})'
            )
        if operator in ORDER and not is_number(one):
            raise Refused(f"{operator} needs a number ({name})")
    return tuple(values)


def _is_scalar(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))


def _check_session(one: Filter) -> None:
    if one.name not in SESSION_NAMES:
        raise unsupported(f'The session property "{one.name}"')
    if one.name == TIME_OF_DAY:
        _check_time_of_day(one)
    elif one.name == FIRST_TIME:
        _check_yes_no(one)
    elif one.operator in ORDER or not all(isinstance(value, str) for value in one.wanted):
        raise Refused(f"{one.name} is a text: {one.operator} and its value do not fit it")


def _check_time_of_day(one: Filter) -> None:
    times = one.wanted
    clock = all(isinstance(time, str) and _CLOCK.fullmatch(time) for time in times)
    if one.operator != "equals" or len(times) != 2 or not clock:
        raise Refused('time_of_day must be ["HH:MM","HH:MM"], 00:00 to 23:59, without an operator')


def _check_yes_no(one: Filter) -> None:
    words = all(value in ("True", "False") for value in one.wanted)
    if one.operator not in ("equals", "not_equals") or not words:
        raise Refused(f'{one.name} must be "True" or "False"')
