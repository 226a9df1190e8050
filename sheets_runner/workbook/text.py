"""Making text fit a storage, and saying what that took."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sheets_runner.workbook.base import Limits, Value

SEPARATORS = re.compile(r"[\s_-]+")
REPLACEMENT = "\ufffd"
CUT_MARK = "… [cut]"


@dataclass(frozen=True)
class Fitted:
    """A value that fits, and what it cost.

    Attributes:
        value: The value.
        cut: 1 when the text was too long, else 0.
        replaced: How many characters the storage cannot keep.
    """

    value: Value
    cut: int = 0
    replaced: int = 0


def fit(value: Value, limits: Limits, most: int | None = None) -> Fitted:
    """Return a value as the storage can hold it; only text can need a change.

    Args:
        value: The value.
        limits: What the storage can hold.
        most: UTF-16 units of a text, where it is to be shorter than the storage allows.
    """
    if not isinstance(value, str):
        return Fitted(value)
    kept, replaced = limits.forbidden.subn(REPLACEMENT, value)
    shown = cut(kept, limits.text if most is None else min(most, limits.text))
    return Fitted(shown, int(shown != kept), replaced)


def cut(text: str, most: int) -> str:
    """Return text of at most `most` UTF-16 units; a longer one ends in a mark."""
    if start(text, most) == text:
        return text
    return start(text, most - units(CUT_MARK)) + CUT_MARK


def start(text: str, most: int) -> str:
    """Return the longest start of a text that has at most `most` UTF-16 units."""
    room = most
    for place, character in enumerate(text if len(text) * 2 > most else ""):
        room -= units(character)
        if room < 0:
            return text[:place]
    return text


def header_key(text: str) -> str:
    """Return what makes two headers of the team's tab the same: neither case nor separators."""
    return SEPARATORS.sub(" ", text.strip()).lower()


def units(text: str) -> int:
    """Return a text's length in UTF-16 units: characters beyond U+FFFF count twice."""
    return len(text) + sum(character > "\uffff" for character in text)
