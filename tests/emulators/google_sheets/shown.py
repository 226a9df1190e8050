"""How values look on the screen: ``formattedValue``.

Patterns: https://developers.google.com/workspace/sheets/api/guides/formats. Only what patterns of
everyday sheets hold is read; conditions and colours in brackets are not.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Iterator, Match

from tests.emulators.google_sheets.model import Json

EPOCH = datetime(1899, 12, 30)
"""Day 0 of serial numbers."""

DAY_FIRST = {"en_GB", "en_AU", "en_NZ", "en_IE", "en_IN", "fr_FR", "es_ES", "it_IT", "pt_BR"}
"""Locales that write the day before the month; the emulator reads all others as en_US."""

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DATE_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<escaped>.)|\[(?P<elapsed>h+|m+|s+)\]'
    r"|(?P<noon>am/pm|a/p)|(?P<part>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|\\(?P<escaped>.)|(?P<number>[#0?][#0?,]*(?:\.[#0?]+)?(?:E[+-]0+)?)'
    r"|(?P<other>.)",
    re.DOTALL,
)


def text(value: Json, number_format: Json, locale: str) -> str:
    """Return how an ``ExtendedValue`` looks under a ``NumberFormat`` in a locale."""
    if "stringValue" in value:
        return str(value["stringValue"])
    if "boolValue" in value:
        return "TRUE" if value["boolValue"] else "FALSE"
    if "errorValue" in value:
        return error_text(value["errorValue"])
    return number(value["numberValue"], number_format, locale)


def error_text(error: Json) -> str:
    """Return how an ``ErrorValue`` looks, e.g. ``#N/A``."""
    kind = error["type"]
    special = {"ERROR": "#ERROR!", "N_A": "#N/A", "LOADING": "Loading...", "NAME": "#NAME?"}
    return special.get(kind, f"#{'DIV/0' if kind == 'DIVIDE_BY_ZERO' else kind}!")


def number(value: float, number_format: Json, locale: str) -> str:
    """Return how a number looks under a ``NumberFormat`` in a locale."""
    kind = number_format.get("type", "")
    pattern = number_format.get("pattern") or default_pattern(kind, locale)
    if not pattern or pattern in ("General", "@"):
        return general(value)
    if kind in ("DATE", "TIME", "DATE_TIME"):
        return _moment(value, pattern)
    return _numeric(value, pattern)


def default_pattern(kind: str, locale: str) -> str:
    """Return the pattern of a number format that has only a type."""
    date = "dd/mm/yyyy" if locale in DAY_FIRST else "m/d/yyyy"
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": '"£"#,##0.00' if locale == "en_GB" else '"$"#,##0.00',
        "DATE": date,
        "TIME": "hh:mm:ss" if locale in DAY_FIRST else "h:mm:ss am/pm",
        "DATE_TIME": f"{date} hh:mm:ss",
        "SCIENTIFIC": "0.00E+00",
    }.get(kind, "")


def general(value: float) -> str:
    """Return how a number looks without a format: at most ten digits after the point."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if 1e-5 <= abs(value) < 1e15:
        return f"{value:.10f}".rstrip("0").rstrip(".")
    mantissa, _, exponent = f"{value:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def moment_of(serial: float) -> datetime:
    """Return the moment of a serial number, to the millisecond."""
    return EPOCH + timedelta(milliseconds=round(serial * 86_400_000))


def serial_of(moment: datetime) -> float:
    """Return the serial number of a moment: whole for a day, with a fraction for a time."""
    days = (moment - EPOCH) / timedelta(days=1)
    return int(days) if days == int(days) else days


def _moment(serial: float, pattern: str) -> str:
    tokens = list(_DATE_TOKEN.finditer(pattern))
    moment = moment_of(serial)
    twelve = any(token["noon"] for token in tokens)
    pieces = []
    for place, token in enumerate(tokens):
        if token["elapsed"]:
            pieces.append(_elapsed(serial, token["elapsed"]))
        elif token["noon"]:
            pieces.append("AM" if moment.hour < 12 else "PM")
        elif token["part"]:
            pieces.append(_part(moment, _meant(tokens, place), twelve=twelve))
        else:
            pieces.append(_literal(token))
    return "".join(pieces)


def _literal(token: Match[str]) -> str:
    return next(
        group for group in (token["text"], token["escaped"], token["other"]) if group is not None
    )


def _meant(tokens: list[Match[str]], place: int) -> str:
    """Return a date part; ``m`` beside hours or seconds means minutes and becomes ``n``."""
    part = tokens[place]["part"].lower()
    if part not in ("m", "mm"):
        return part
    before = next(_clock_parts(tokens[:place][::-1]), "")
    after = next(_clock_parts(tokens[place + 1 :]), "")
    return part.replace("m", "n") if before == "h" or after == "s" else part


def _clock_parts(tokens: list[Match[str]]) -> Iterator[str]:
    for token in tokens:
        unit = token["part"] or token["elapsed"]
        if unit:
            yield unit[0].lower()


def _part(moment: datetime, part: str, *, twelve: bool) -> str:
    if part.startswith("s"):
        whole, _, fraction = part.partition(".")
        shown = f"{moment.second:0{len(whole)}d}"
        return f"{shown}.{moment.microsecond:06d}"[: len(shown) + 1 + len(fraction)].rstrip(".")
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    named: dict[str, str] = {
        "mmm": _MONTHS[moment.month - 1][:3],
        "mmmm": _MONTHS[moment.month - 1],
        "ddd": _DAYS[moment.weekday()][:3],
        "dddd": _DAYS[moment.weekday()],
        "yy": f"{moment.year % 100:02d}",
    }
    numbers = {"m": moment.month, "d": moment.day, "y": moment.year, "h": hour, "n": moment.minute}
    return named.get(part) or f"{numbers[part[0]]:0{len(part)}d}"


def _elapsed(serial: float, unit: str) -> str:
    seconds = round(serial * 86_400)
    whole = seconds // {"h": 3600, "m": 60, "s": 1}[unit[0].lower()]
    return f"{whole:0{len(unit)}d}"


def _numeric(value: float, pattern: str) -> str:
    sections = pattern.split(";")
    if value < 0 and len(sections) > 1:
        pattern, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        pattern = sections[2]
    else:
        pattern = sections[0]
    if "%" in pattern:
        value = float(Decimal(repr(value)) * 100)
    sign = "-" if value < 0 else ""
    return sign + "".join(_pieces(abs(value), pattern))


def _pieces(value: float, pattern: str) -> Iterator[str]:
    for token in _NUMBER_TOKEN.finditer(pattern):
        if not token["number"]:
            yield _literal(token)
        elif "E" in token["number"]:
            yield _scientific(value, token["number"])
        else:
            yield _decimal(value, token["number"])


def _scientific(value: float, pattern: str) -> str:
    digits = len(pattern.partition("E")[0].partition(".")[2])
    return f"{value:.{digits}E}"


def _decimal(value: float, pattern: str) -> str:
    whole, _, fraction = pattern.partition(".")
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    digits = digits.zfill(whole.count("0")) if digits != "0" or "0" in whole else ""
    if "," in whole:
        digits = f"{int(digits or 0):,}" if digits else ""
    kept = decimals[: fraction.count("0")] + decimals[fraction.count("0") :].rstrip("0")
    return f"{digits}.{kept}" if kept else digits
