"""Number format patterns: what a cell's own format says its number is.

Patterns of Excel and Google Sheets share one small language
(https://support.microsoft.com/office/5026bbd6-04bc-48cd-bf33-80f18b4eae68,
https://developers.google.com/workspace/sheets/api/guides/formats): letters for parts of a date or
time, quoted or escaped literals, ``[…]`` for colours, locales, currencies and elapsed time.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

_TOKENS = re.compile(
    r'"[^"]*"|\\.|_.|\*.'  # literals, escapes, padding
    r"|\[(?:h+|m+|s+)\]"  # elapsed time: a duration
    r"|\[\$[^\]]*\]|\[[^\]]*\]"  # currency or locale, colour, condition
    r"|am/pm|a/p|general|e[+-]|[a-z]+|.",
    re.IGNORECASE,
)
_ELAPSED = re.compile(r"\[[hms]+\]")
_PARTS = re.compile(r"[ymdhseg]+")
_CURRENCY_SIGNS = "$€£¥₹₩₽₺฿₫₪"


class FormatKind(Enum):
    """What a number format says of the numbers under it."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    TIME = "time"
    DATETIME = "date-time"
    DURATION = "duration"
    PERCENT = "percent"
    CURRENCY = "currency"


MOMENTS = (FormatKind.DATE, FormatKind.TIME, FormatKind.DATETIME, FormatKind.DURATION)


@lru_cache(maxsize=1024)
def kind_of(pattern: str) -> FormatKind:
    """Return what `pattern` says; only its first section (for positive numbers) counts."""
    tokens = [token.lower() for token in _TOKENS.findall(pattern)]
    if ";" in tokens:
        tokens = tokens[: tokens.index(";")]
    return _moment_kind(tokens) or _number_kind(tokens)


def _moment_kind(tokens: list[str]) -> FormatKind | None:
    """Return the kind of date or time, None when the pattern names no part of one.

    ``m`` is a month or a minute; alone it is a month, beside hours or seconds a minute, and beside
    a day or year as well it changes nothing.
    """
    if any(_ELAPSED.fullmatch(token) for token in tokens):
        return FormatKind.DURATION
    letters = {letter for token in tokens if _PARTS.fullmatch(token) for letter in token}
    clock = bool(letters & {"h", "s"}) or "am/pm" in tokens or "a/p" in tokens
    day = bool(letters & {"y", "d", "e", "g"}) or ("m" in letters and not clock)
    if day and clock:
        return FormatKind.DATETIME
    if day:
        return FormatKind.DATE
    return FormatKind.TIME if clock else None


def _number_kind(tokens: list[str]) -> FormatKind:
    if "@" in tokens:
        return FormatKind.TEXT
    if "%" in tokens:
        return FormatKind.PERCENT
    if any(_is_currency(token) for token in tokens):
        return FormatKind.CURRENCY
    return FormatKind.NUMBER


def _is_currency(token: str) -> bool:
    """Tell a currency: a sign, quoted or not, or ``[$€-407]``; ``[$-409]`` is only a locale."""
    if token.startswith("[$"):
        return not token.startswith("[$-")
    return any(sign in token for sign in _CURRENCY_SIGNS)


def shown(value: float, pattern: str) -> str:
    """Return how a percent or currency cell shows its number; empty for other formats."""
    kind = kind_of(pattern)
    if kind is FormatKind.PERCENT:
        return f"{value * 100:.15g}%"
    if kind is not FormatKind.CURRENCY:
        return ""
    sign = next((letter for letter in pattern if letter in _CURRENCY_SIGNS[1:]), "")
    code = re.search(r"\[\$([^\-\]]+)", pattern)
    return f"{sign or (code[1] if code else '$')}{value:,.15g}"
