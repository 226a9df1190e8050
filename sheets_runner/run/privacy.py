"""Personal data made unreadable in every copy: names, e-mails, phones, push tokens, positions."""

from __future__ import annotations

import re
from typing import Any, Sequence

DOTS = "•••"
_EMAIL = re.compile(r"([^@\s])[^@\s]*@([^@\s]+\.[^@\s]+)")
_NAMES = ("name", "first name", "last name", "full name", "customer name", "passenger name")
_PHONES = ("phone", "phone number", "mobile", "mobile number", "whatsapp number")
_EMAILS = ("email", "e mail", "email id", "email address")
_SECRETS = ("push token", "device token", "gcm token", "apns token")
_POSITIONS = ("latitude", "longitude", "lat", "lng", "ct latitude", "ct longitude", "location")


def mask(path: Sequence[str], value: Any) -> Any:
    """Return a value with what identifies a person masked.

    Args:
        path: Where the value stands in its record; the last name tells what it is.
        value: A JSON value; lists and objects are masked within.
    """
    if isinstance(value, dict):
        return {key: mask((*path, key), item) for key, item in value.items()}
    if isinstance(value, list):
        return [mask(path, item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    return _mask_scalar(re.sub(r"[\s_\-]+", " ", path[-1].lower()), value)


def _mask_scalar(name: str, value: str | float) -> str | int | float:
    if name in _SECRETS or name in _POSITIONS:
        return DOTS
    text = str(value)
    if name in _PHONES:
        return DOTS + text[-2:]
    if name in _NAMES:
        return text[:1] + DOTS
    if name in _EMAILS and not _EMAIL.fullmatch(text):
        return DOTS
    return _EMAIL.sub(rf"\1{DOTS}@\2", text) if isinstance(value, str) else value
