"""What CleverTap's documents leave open, decided for the sandbox here and on one docs page.

``docs/sandbox.md`` says the same to people. The documented part is at
https://developer.clevertap.com/docs/clevertap-query-language.

======================  ========================================================================
two texts               compare without regard to case (`str.casefold`)
two numbers             compare as numbers; a ``$D_<epoch seconds>`` value is that number
a number and a text     compare by their text forms; a number's text form is its JSON text
                        (``400.0`` is not ``"400"``). Order goes by these texts too.
``contains``            looks for one text form in the other, ``$D_`` values as they are written
order                   needs a number or ``$D_`` value in the query; a text is refused
numbers elsewhere       ``not_equals``, ``contains``, ``does_not_contain`` take numbers, too
missing property        fails every operator but ``does_not_exist``, ``not_equals`` and
                        ``does_not_contain``
list in the query       any of its values; with the two negative operators none of them
list in the data        any of its entries; an object in it (``Items``) stands for its values
``exists``              and ``does_not_exist`` pass over a value
``time_of_day``         start <= local time < end in the project's time zone; a start after the
                        end wraps midnight; a start equal to the end is an empty range
``first_time``          the user's first event of that name in the whole population
``geo_fields``          each user has one place, for all events; an entry means all places that
                        begin with its parts, as texts compare; any of the entries will do
``geo_radius``          refused: the order and the unit of its three numbers are not known
``technographics``      of the user's first device: ``Device`` (Mobile, Tablet, Desktop),
                        ``Platform`` (AndroidApp, iOSApp, Web), ``OS`` (Android, iOS, Windows,
                        Mac, Linux)
``has_token``           "True" when the user's first device has a push token, else "False"
``Phone``               stored as a number, compares as that number or as the text ``+<number>``
count of ``did_all``    the user did the block, and as often as the count says
count of ``did_any``    over all blocks together, at least one by default; 0 may satisfy it
``did_none``            the user did not satisfy any block, read like one of ``did_all``
``batch_size``          4991 when left out; rounded down to steps of 23; below 23 no limit at all
                        (as was observed); above 5000 as 5000
URL switches            ``app``, ``events``, ``profile`` are on unless ``false``
last page               an export ends with a page that is ``{"status":"success"}`` alone
code 2                  the first reads of an export's first cursor, not those of later pages
HTTP status             code 2 and 3 come with 200; code 4002 and 400 with 400
names of events         all that can be asked for, also those without any; ``eventCount`` is how
                        many there are; prepared events are listed where there are any
names of properties     what the profile data of any user has; not ``Name``, ``Email``, ``Phone``
order of names          by their characters' numbers; an entry has its name and count alone
wrong ``type``          HTTP 400, as without a type; 405 for a POST; three requests in flight
a day after today       code 4002, like a day that does not exist or a range that is reversed
======================  ========================================================================
"""

from __future__ import annotations

import json
import operator
import re
from typing import Any, Callable, Iterator, Union

Scalar = Union[int, float, str]
"""A value as queries and properties hold it; yes and no are texts."""

MISSING = object()
"""Stands for a property that the event or user does not have."""

NEGATIVE = {"does_not_exist": "exists", "not_equals": "equals", "does_not_contain": "contains"}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "greater_than": operator.gt,
    "greater_than_equals": operator.ge,
    "less_than": operator.lt,
    "less_than_equals": operator.le,
}
OPERATORS = frozenset({"exists", "equals", "contains", *NEGATIVE, *ORDER})
"""All ten: https://developer.clevertap.com/docs/clevertap-query-language."""

BATCH_STEP = 23
"""Documented as "memory buckets": https://developer.clevertap.com/docs/get-user-profiles-api."""

BATCH_MAX = 5000 // BATCH_STEP * BATCH_STEP
BATCH_DEFAULT = 4991
DAYS_WITHOUT_BASE = 365

_DATE = re.compile(r"\$D_(-?[0-9]{1,18})")


def holds(name: str, stored: Any, wanted: tuple[Scalar, ...]) -> bool:
    """Say whether a stored value satisfies an operator.

    Args:
        name: One of `OPERATORS`.
        stored: The property's value, or `MISSING`.
        wanted: The query's values; any of them will do, with a negative operator none may.
    """
    if name in NEGATIVE:
        return not holds(NEGATIVE[name], stored, wanted)
    if stored is MISSING or name == "exists":
        return stored is not MISSING
    test = _contains if name == "contains" else _compares(ORDER.get(name, operator.eq))
    return any(test(entry, value) for entry in _entries(stored) for value in wanted)


def is_number(value: Scalar) -> bool:
    """Say whether a value has an order: it is a number or a ``$D_`` date."""
    return not isinstance(_plain(value), str)


def in_time_of_day(minute: int, start: int, end: int) -> bool:
    """Say whether a minute of the day is in a range; minutes count from local midnight."""
    if start <= end:
        return start <= minute < end
    return minute >= start or minute < end


def is_in(place: tuple[str, ...], region: tuple[str, ...]) -> bool:
    """Say whether a place is in a region; both go from the country down, as far as is known."""
    return [_text(part) for part in place[: len(region)]] == [_text(part) for part in region]


def page_length(batch_size: int | None) -> int | None:
    """Return how many records a page holds, None where there is no limit.

    Args:
        batch_size: The URL parameter, None where it was left out.
    """
    if batch_size is None:
        return BATCH_DEFAULT
    if batch_size < BATCH_STEP:
        return None
    return min(batch_size // BATCH_STEP * BATCH_STEP, BATCH_MAX)


def _entries(stored: Any) -> Iterator[Scalar]:
    if isinstance(stored, list):
        for entry in stored:
            yield from entry.values() if isinstance(entry, dict) else [entry]
    else:
        yield stored


def _contains(stored: Scalar, wanted: Scalar) -> bool:
    return _text(wanted) in _text(stored)


def _compares(compare: Callable[[Any, Any], bool]) -> Callable[[Scalar, Scalar], bool]:
    def test(stored: Scalar, wanted: Scalar) -> bool:
        left, right = _plain(stored), _plain(wanted)
        if isinstance(left, str) or isinstance(right, str):
            return compare(_text(left), _text(right))
        return compare(left, right)

    return test


def _plain(value: Scalar) -> Scalar:
    """Return the number that a ``$D_`` value stands for, anything else as it is."""
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    return int(match.group(1)) if match else value


def _text(value: Scalar) -> str:
    return (value if isinstance(value, str) else json.dumps(value)).casefold()
