"""Personal data made unreadable in every copy: names, e-mails, phones, push tokens, positions."""

from __future__ import annotations

import re
from typing import Any, Callable, Collection, Iterator, Sequence

from sheets_runner.run.flatten import TEXTS, Path, Row, Shape

DOTS = "•••"

_NAMES = (
    *("name", "first name", "last name", "full name", "middle name", "surname"),
    *("customer name", "passenger name", "guest name", "traveller name", "contact name"),
)
_PHONES = ("phone", "phone number", "mobile", "mobile number", "whatsapp number", "contact number")
_EMAILS = ("email", "e mail", "email id", "email address")
_HIDDEN = (
    *("push token", "device token", "gcm token", "fcm token", "apns token"),
    *("latitude", "longitude", "lat", "lng", "long", "ct latitude", "ct longitude"),
    *("location", "geo location", "coordinates"),
)
_THINGS = ("items", "products", "cart")
"""Lists of things, whose names are no person's."""
_PERSONAL = frozenset((*_NAMES, *_PHONES, *_EMAILS, *_HIDDEN, *_THINGS))

_PART = r"""[^\s@%,;:<>()\[\]{}"'=/|&?]"""
_EMAIL = re.compile(rf"(?<!{_PART})({_PART}){_PART}*(@|%40)({_PART}+\.{_PART}+)")
"""An address within any text, also in a link (``?email=a%40b.c``)."""
_WORD_BREAK = re.compile(r"[\s_\-]+|(?<=[a-z0-9])(?=[A-Z])")
_LEAST_PHONE = 7
"""Digits from which on a number that stands elsewhere in the record is taken for the phone."""
_LETTER = re.compile("[A-Za-z_]")
"""No phone holds one, and nearly every other text does."""
_BETWEEN_DIGITS = re.compile(r"[\s+()\-.]")
_SEPARATOR = "\0"
_MAY_BE_PHONE = re.compile(rf"{_SEPARATOR}[^A-Za-z_{_SEPARATOR}]{{{_LEAST_PHONE},}}{_SEPARATOR}")
"""Finds more than phones among separated texts, but misses none."""


class Mask:
    """Makes unreadable what identifies a person in the records of one export.

    A value is personal by the name of its property or of one it is within; e-mail addresses are
    found in any text, and the person's phone numbers wherever else the record repeats them.

    Args:
        shape: Where values stand in the records.
    """

    def __init__(self, shape: Shape) -> None:
        self._kinds = [_kind_of(path) for path in shape.paths]
        named = {number for number, kind in enumerate(self._kinds) if kind in _PHONES}
        self._with_phones = tuple(named | shape.nested)

    def phones(self, row: Row) -> tuple[str, ...]:
        """Return the digits of the phone numbers in a record."""
        found = (
            phone
            for number in self._with_phones
            if number in row
            for phone in _phones(self._kinds[number], row[number])
        )
        return tuple(filter(None, map(_digits, found)))

    def column(
        self, number: int, values: list[Any], phones: Sequence[Collection[str]]
    ) -> list[Any]:
        """Return the values of some records at one path, masked.

        Args:
            number: The path's number.
            values: JSON values other than objects; lists are masked within.
            phones: For each value, those of its record.
        """
        kind = self._kinds[number]
        if kind not in _MASKS and _are_nobodys(values):
            return values
        return [_mask(kind, value, own) for value, own in zip(values, phones)]


def _are_nobodys(values: Sequence[Any]) -> bool:
    """Tell at a glance whether some values neither are nor hold any address or phone."""
    kinds = set(map(type, values))
    if list in kinds:
        return False
    texts = filter(None, values) if kinds <= TEXTS else map(str, values)
    text = f"{_SEPARATOR}{_SEPARATOR.join(texts)}{_SEPARATOR}"
    return not ("@" in text or "%40" in text or _MAY_BE_PHONE.search(text))


def _kind_of(path: Path) -> str:
    kind = ""
    for name in path:
        kind = _kind(name, kind)
    return kind


def _mask(kind: str, value: Any, phones: Collection[str]) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [_mask(kind, item, phones) for item in value]
    if isinstance(value, dict):
        return {key: _mask(_kind(key, kind), item, phones) for key, item in value.items()}
    if phones and _digits(value) in phones:
        return _but_the_end(value)
    return _MASKS.get(kind, _but_addresses)(value)


def _nothing(_: str | float) -> str:
    return DOTS


def _but_the_end(value: str | float) -> str:
    return DOTS + str(value)[-2:]


def _initial(value: str | float) -> str:
    return str(value)[:1] + DOTS


def _address(value: str | float) -> str | float:
    return _but_addresses(value) if _EMAIL.search(str(value)) else DOTS


def _but_addresses(value: str | float) -> str | float:
    if isinstance(value, str) and ("@" in value or "%40" in value):
        return _EMAIL.sub(rf"\1{DOTS}\2\3", value)
    return value


_MASKS: dict[str, Callable[[str | float], str | float]] = {
    **dict.fromkeys(_NAMES, _initial),
    **dict.fromkeys(_PHONES, _but_the_end),
    **dict.fromkeys(_EMAILS, _address),
    **dict.fromkeys(_HIDDEN, _nothing),
}
"""What is shown of a value, by the name of its property."""


def _kind(name: str, around: str) -> str:
    """Return what a property's name says of its value, else what the object around it said."""
    plain = _WORD_BREAK.sub(" ", name).strip().lower()
    of_a_thing = around in _THINGS and plain in _NAMES
    return plain if plain in _PERSONAL and not of_a_thing else around


def _phones(kind: str, value: Any) -> Iterator[Any]:
    """Yield the values of a record that are phone numbers by their names."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _phones(_kind(key, kind), item)
    elif isinstance(value, list):
        for item in value:
            yield from _phones(kind, item)
    elif kind in _PHONES:
        yield value


def _digits(value: Any) -> str:
    """Return a phone's digits, empty for what is none."""
    if isinstance(value, str):
        digits = "" if _LETTER.search(value) else _BETWEEN_DIGITS.sub("", value)
    else:
        digits = str(abs(value)) if type(value) is int else ""
    return digits if len(digits) >= _LEAST_PHONE and digits.isdigit() else ""
