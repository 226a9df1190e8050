"""Personal data made unreadable in every copy: names, e-mails, phones, push tokens, positions."""

from __future__ import annotations

import re
from typing import Any, Iterator, Mapping

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


def mask(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with what identifies a person masked.

    A value is personal by the name of its property or of one it is within; e-mail addresses are
    found in any text, and the person's phone numbers wherever else the record repeats them.

    Args:
        record: A record as CleverTap sends it; lists and objects are masked within.
    """
    phones = frozenset(filter(None, map(_digits, _phones("", record))))
    return {key: _mask(_kind(key, ""), item, phones) for key, item in record.items()}


def _mask(kind: str, value: Any, phones: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _mask(_kind(key, kind), item, phones) for key, item in value.items()}
    if isinstance(value, list):
        return [_mask(kind, item, phones) for item in value]
    if value is None or isinstance(value, bool):
        return value
    return _mask_scalar("phone" if phones and _digits(value) in phones else kind, value)


def _mask_scalar(kind: str, value: str | float) -> str | float:
    text = str(value)
    if kind in _HIDDEN:
        return DOTS
    if kind in _PHONES:
        return DOTS + text[-2:]
    if kind in _NAMES:
        return text[:1] + DOTS
    if kind in _EMAILS and not _EMAIL.search(text):
        return DOTS
    return _EMAIL.sub(rf"\1{DOTS}\2\3", text) if isinstance(value, str) else value


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
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return ""
    digits = re.sub(r"[\s+()\-.]", "", str(value))
    return digits if digits.isdigit() and len(digits) >= _LEAST_PHONE else ""
