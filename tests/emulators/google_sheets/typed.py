"""USER_ENTERED: texts read as if a person typed them into the sheet.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption. That
``2,000,000.01`` keeps its look, that ``0042`` is 42 and ``2020-01-01`` a day is recorded in
gspread's cassettes (``WorksheetTest.test_update_cell``, ``WorksheetTest.test_get_all_records_*``).
Day and month are read in the order of the spreadsheet's locale; what fits no order stays text.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Match, NamedTuple

from tests.emulators.google_sheets.contents import number_format, plain
from tests.emulators.google_sheets.model import Cell, Entered, Formula, Json
from tests.emulators.google_sheets.shown import DAY_FIRST, serial_of

_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<currency>[$£€]?)"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?P<fraction>\.[0-9]+)?"
    r"(?P<exponent>[eE][+-]?[0-9]{1,3})?(?P<percent>%?)"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = "(?P<name>" + "|".join(_MONTHS) + ")[a-z]*"
_TIME = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:\s*(?P<noon>[ap]m))?"
)
_DATES = (
    (re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"), "yyyy-mm-dd"),
    (re.compile(r"(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})"), "yyyy/mm/dd"),
    (re.compile(rf"(?P<day>[0-9]{{1,2}})[ -]{_MONTH}[ -](?P<year>[0-9]{{4}})"), "d mmm yyyy"),
    (re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}}), (?P<year>[0-9]{{4}})"), "mmm d, yyyy"),
)
_BY_LOCALE = re.compile(r"(?P<one>[0-9]{1,2})[/.-](?P<two>[0-9]{1,2})[/.-](?P<year>[0-9]{4})")


class Typed(NamedTuple):
    """What a typed text comes to.

    Attributes:
        entered: The cell's content.
        format: The number format that the text asks for, None for none.
    """

    entered: Entered
    format: Json | None = None


def into(old: Cell, value: Any, locale: str) -> Cell:
    """Return a cell after somebody typed a value into it.

    A number format that the cell has already stays.
    """
    is_text_cell = number_format(old).get("type") == "TEXT"
    typed = Typed(value or None) if is_text_cell else read(value, locale)
    cell = old._replace(entered=typed.entered)
    if typed.format is None or number_format(old):
        return cell
    return cell._replace(format={**(old.format or {}), "numberFormat": typed.format})


def read(value: Any, locale: str) -> Typed:
    """Return what typing a value comes to in a spreadsheet of a locale."""
    if not isinstance(value, str):
        return Typed(value)
    if value.startswith("'"):
        return Typed(value[1:] or None)
    if value.startswith("=") and len(value) > 1:
        return Typed(Formula(value))
    text = value.strip()
    if text.upper() in ("TRUE", "FALSE"):
        return Typed(text.upper() == "TRUE")
    return _number(text) or _moment(text, locale) or Typed(value or None)


def _number(text: str) -> Typed | None:
    found = _NUMBER.fullmatch(text)
    if not found or not (found["whole"] or found["fraction"]):
        return None
    digits = found["whole"].replace(",", "") + (found["fraction"] or "")
    value = float(f"{found['sign']}{digits}{found['exponent'] or ''}")
    if found["percent"]:
        value = round(value / 100, 15)
    return Typed(plain(value), _look(found))


def _look(found: Match[str]) -> Json | None:
    decimals = ".00" if found["fraction"] else ""
    if found["percent"]:
        return {"type": "PERCENT", "pattern": f"0{decimals}%"}
    if found["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if found["currency"]:
        return {"type": "CURRENCY", "pattern": f'"{found["currency"]}"#,##0{decimals}'}
    if "," in found["whole"]:
        return {"type": "NUMBER", "pattern": f"#,##0{decimals}"}
    return None


def _moment(text: str, locale: str) -> Typed | None:
    """Return a date, a time, or both with a blank or ``T`` between."""
    found = re.fullmatch(rf"(?:(?P<date>.*?)[ T]+)??(?P<time>{_TIME})", text, re.IGNORECASE)
    date = (found["date"] or "") if found else text
    day = _date(date, locale) if date else None
    if (date and day is None) or (found and not _is_time(found)):
        return None
    if not found:
        return day
    time, pattern = _time(found)
    if day is None:
        return Typed(time, {"type": "TIME", "pattern": pattern})
    serial, look = day.entered, day.format or {}
    whole = {"type": "DATE_TIME", "pattern": f"{look['pattern']} {pattern}"}
    return Typed(float(serial or 0) + time, whole)


def _date(text: str, locale: str) -> Typed | None:
    for pattern, look in _DATES:
        found = pattern.fullmatch(text.lower())
        if found:
            return _day(found.groupdict(), look)
    found = _BY_LOCALE.fullmatch(text)
    if not found:
        return None
    month, day = ("two", "one") if locale in DAY_FIRST else ("one", "two")
    look = "dd/mm/yyyy" if locale in DAY_FIRST else "m/d/yyyy"
    return _day({"year": found["year"], "month": found[month], "day": found[day]}, look)


def _day(parts: dict[str, str], look: str) -> Typed | None:
    month = _MONTHS.index(parts["name"]) + 1 if "name" in parts else int(parts["month"])
    try:
        day = datetime(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
    return Typed(serial_of(day), {"type": "DATE", "pattern": look})


def _is_time(found: Match[str]) -> bool:
    most = 12 if found["noon"] else 23
    return int(found["hour"]) <= most and max(int(found["minute"]), int(found["second"] or 0)) < 60


def _time(found: Match[str]) -> tuple[float, str]:
    hour = int(found["hour"])
    if found["noon"]:
        hour = hour % 12 + (12 if found["noon"].lower() == "pm" else 0)
    moment = timedelta(hours=hour, minutes=int(found["minute"]), seconds=int(found["second"] or 0))
    pattern = "h:mm" + (":ss" if found["second"] else "") + (" am/pm" if found["noon"] else "")
    return moment / timedelta(days=1), pattern
