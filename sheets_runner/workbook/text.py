"""Making text fit a storage, and saying what that took."""

from __future__ import annotations

from dataclasses import dataclass

from sheets_runner.workbook.base import Limits, Value

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


def fit(value: Value, limits: Limits) -> Fitted:
    """Return a value as the storage can hold it; only text can need a change."""
    if not isinstance(value, str):
        return Fitted(value)
    kept, replaced = limits.forbidden.subn(REPLACEMENT, value)
    shown = cut(kept, limits.text)
    return Fitted(shown, int(shown != kept), replaced)


def cut(text: str, most: int) -> str:
    """Return text of at most `most` UTF-16 units; a longer one ends in a mark."""
    if len(text) * 2 <= most or _units(text) <= most:
        return text
    room = most - _units(CUT_MARK)
    encoded = text.encode("utf-16-le", "surrogatepass")[: room * 2]
    # Half of a character outside the basic plane may be left at the end: it goes.
    return encoded.decode("utf-16-le", "ignore") + CUT_MARK


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
