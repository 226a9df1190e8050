"""Values into cells: text stays text, dates are dates."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import Tuple

from sheets_runner.errors import WorkbookError
from sheets_runner.table.formats import FormatKind, kind_of
from sheets_runner.workbook.base import Value
from sheets_runner.workbook.google.state import Json
from sheets_runner.workbook.text import units

MAX_TEXT = 50_000
"""Characters of a cell, which Google refuses more of by name: "Your input contains more than the
maximum of 50000 characters in a single cell."."""
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that files cannot hold, such as ``.xlsx``; whether Google keeps them is not known."""
EXACT = 10**15
"""Numbers are doubles: a whole number of more digits is written as text."""
EPOCH = datetime(1899, 12, 30)
"""https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption"""
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
SAME_TIME = 8
"""Decimals of a day in which two moments are the same: about a millisecond."""

_TYPES = {
    FormatKind.DATE: "DATE",
    FormatKind.TIME: "TIME",
    FormatKind.DATETIME: "DATE_TIME",
    FormatKind.DURATION: "TIME",
    FormatKind.PERCENT: "PERCENT",
    FormatKind.CURRENCY: "CURRENCY",
    FormatKind.TEXT: "TEXT",
}
"""``NumberFormatType`` by what a pattern says; the API has none for durations
(https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells)."""
_EDGE = r"\$?(?:[A-Z]{1,3}(?:\$?\d+)?|\d+)"
_REFERENCE = re.compile(rf"{_EDGE}:{_EDGE}|\$?[A-Z]{{1,3}}\$?\d+")
"""Ranges, those of whole rows and columns included (``A:C``, ``B2:B``), and single cells."""

Key = Tuple[Tuple[str, object], ...]
"""What some cells hold, for comparing."""


def entered(value: Value) -> Json:
    """Return a value as an ``ExtendedValue``; an empty one clears the cell.

    A text is always a ``stringValue``: only a ``formulaValue`` is ever calculated.

    Raises:
        WorkbookError: It is a text that a cell cannot hold.
    """
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, date):
        return _moment(value)
    if isinstance(value, str):
        return _text(value)
    if (isinstance(value, int) and abs(value) >= EXACT) or not math.isfinite(value):
        return _text(str(value))
    return {"numberValue": value}


def pattern_of(value: Value) -> str:
    """Return the number format that shows a value as what it is; empty for any."""
    if isinstance(value, date) and "numberValue" in _moment(value):
        return MOMENT if isinstance(value, datetime) else DAY
    return ""


def number_format(pattern: str) -> Json:
    """Return a pattern as a ``CellFormat``; an empty pattern takes the format away."""
    if not pattern:
        return {}
    kind = _TYPES.get(kind_of(pattern), "NUMBER")
    return {"numberFormat": {"type": kind, "pattern": pattern}}


def raw(content: Json) -> object:
    """Return an ``ExtendedValue`` as the values API takes it with ``RAW``."""
    return next(iter(content.values()), None)


def text_of(content: Json | None) -> str:
    """Return a cell's text, empty for a blank one: for comparing headers."""
    if not content:
        return ""
    return str(next(iter(content.values())))


def comparable(content: Json | None) -> tuple[str, object]:
    """Return a cell's content for comparing: text and number differ, moments need not be exact."""
    kind, value = next(iter((content or {"": None}).items()))
    if kind == "numberValue":
        return kind, round(float(value), SAME_TIME)
    if kind == "formulaValue":  # its references change when rows and columns move
        return kind, _REFERENCE.sub("#", value)
    if kind == "errorValue":  # an object, and its words are for people
        return kind, value.get("type")
    return kind, value


def _moment(value: date) -> Json:
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    serial = (moment - EPOCH) / timedelta(days=1)
    if serial < 0:
        return _text(value.isoformat())
    return {"numberValue": int(serial) if serial.is_integer() else serial}


def _text(value: str) -> Json:
    if units(value) > MAX_TEXT:
        raise WorkbookError(
            f"A text of {units(value):,} characters does not fit a cell, which holds "
            f"{MAX_TEXT:,}: {value[:40]}…"
        )
    return {"stringValue": value}
