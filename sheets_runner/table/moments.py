"""Days and times as people type them: text and serial numbers to `date` and `time`, never guessed.

A numeric text date such as ``07/06/2026`` has one reading per order of day and month; this module
returns them all, and `columns` decides for the whole column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Match

EPOCH = datetime(1899, 12, 30)
"""Day 0 of serial numbers (https://developers.google.com/workspace/sheets/api/guides/formats)."""

DMY, MDY = "dmy", "mdy"
MIDNIGHT, DAY_END = time(0, 0), time(23, 59)
"""How the end of a day is written; CleverTap documents times as HH:MM up to 23:59."""

SECONDS_OF_DAY = 24 * 60 * 60
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH_NUMBERS = {
    "sept": 9,
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
}

_SEP = r"\s*[-/.]\s*"
_GAP = r"(?:\s*[-/.]\s*|\s+|\s*,\s*)"
_MONTH = r"(?P<name>[a-z]{3,9})\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}){_SEP}(?P<month>\d{{1,2}}){_SEP}(?P<day>\d{{1,2}})")
_EIGHT_DIGITS = re.compile(r"(?P<year>20\d\d)(?P<month>\d\d)(?P<day>\d\d)")
_DAY_NAME = re.compile(rf"{_NTH}{_GAP}{_MONTH}{_GAP}{_YEAR}")
_NAME_DAY = re.compile(rf"{_MONTH}{_GAP}{_NTH}{_GAP}{_YEAR}")
_NUMERIC = re.compile(rf"(?P<first>\d{{1,2}}){_SEP}(?P<second>\d{{1,2}}){_SEP}{_YEAR}")
_YEARLESS = tuple(
    re.compile(form)
    for form in (rf"{_NTH}{_GAP}{_MONTH}", rf"{_MONTH}{_GAP}{_NTH}", r"\d{1,2}\s*/\s*\d{1,2}")
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?\s*(?P<half>[ap]\.?m\.?)?"
)
_ZONED = re.compile(
    r"(?::\d\d|[ap]\.?m\.?)\s*"
    r"(?:z|utc|[a-z]{1,3}t"  # 13:00Z, 1pm IST
    r"|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)$"  # 13:00+05:30
)
_SPLIT = re.compile(r"(?:(?<=\d)t(?=\d)|,?\s+)(?=\d{1,2}(?::|\s*[ap]\.?m))")


class NotAMoment(ValueError):
    """The text is no date or time in any form known here; the message is a half sentence.

    Attributes:
        example: How to write it instead.
    """

    def __init__(self, message: str, example: str = "2026-02-28") -> None:
        super().__init__(message)
        self.example = example


@dataclass(frozen=True)
class Reading:
    """What a cell says: a day, a time of day, or both.

    Attributes:
        days: ``(order, day)`` for each order of day and month the text allows; the order is empty
            where the text leaves no choice. Empty for a bare time.
        clock: The time of day, None for a bare day. 24:00 is `DAY_END`.
    """

    days: tuple[tuple[str, date], ...] = ()
    clock: time | None = None

    @property
    def orders(self) -> tuple[str, ...]:
        """The orders of day and month that give a day."""
        return tuple(order for order, _ in self.days)

    def day(self, order: str) -> date | None:
        """Return the day under `order`, None for a bare time or an order that gives no day."""
        for candidate, day in self.days:
            if candidate in ("", order):
                return day
        return None


def plain(text: str) -> str:
    """Return text with full-width and look-alike characters made plain, outer spaces trimmed."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def from_serial(serial: float) -> datetime:
    """Return the moment of a serial number, to the second (floating point is no finer).

    Raises:
        NotAMoment: The number is outside the calendar.
    """
    try:
        return EPOCH + timedelta(seconds=round(serial * SECONDS_OF_DAY))
    except (OverflowError, ValueError):
        raise NotAMoment("is outside the calendar") from None


def days_of(moment: datetime) -> int:
    """Return the whole days of a serial number's moment."""
    return (moment - EPOCH).days


def read_text(text: str) -> Reading:
    """Return what `text` says.

    Raises:
        NotAMoment: It is no date or time, or an impossible one.
    """
    words = plain(text).lower()
    if _ZONED.search(words):
        raise NotAMoment("has a time zone, but times are in the app's own", "2026-02-28 13:00")
    day_text, clock_text = _partition(words)
    clock = read_clock(clock_text) if clock_text else None
    return Reading(_read_days(day_text) if day_text or not clock else (), clock)


def has_form(words: str) -> bool:
    """Tell a text in the form of a date or time, even of an impossible one such as 31/02/2026.

    Args:
        words: Lower-case, as `plain` returns it.
    """
    day, clock = _partition(words)
    forms = (_YEAR_FIRST, _EIGHT_DIGITS, _DAY_NAME, _NAME_DAY, _NUMERIC)
    return any(form.fullmatch(day) for form in forms) if day else bool(clock)


def lacks_year(words: str) -> bool:
    """Tell a day and a month without a year.

    Args:
        words: Lower-case, as `plain` returns it.
    """
    day = _partition(words)[0]
    forms = filter(None, (form.fullmatch(day) for form in _YEARLESS))
    return any(found.groupdict().get("name", "jan") in _MONTH_NUMBERS for found in forms)


def _partition(words: str) -> tuple[str, str]:
    """Split into day and time; either may be missing."""
    found = _SPLIT.search(words)
    if found:
        return words[: found.start()], words[found.end() :]
    if _CLOCK.fullmatch(words) and not words.isdigit():
        return "", words
    return words, ""


def eight_digits(text: str) -> date | None:
    """Return the day of CleverTap's own way to write days, ``20260607``, None for other text."""
    found = _EIGHT_DIGITS.fullmatch(text)
    return (
        _calendar_day(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
    )


def read_clock(words: str) -> time:
    """Return a time of day written like 13:00, 1pm or 1:30 PM.

    Raises:
        NotAMoment: It is none, or has seconds, which CleverTap cannot filter by.
    """
    found = _CLOCK.fullmatch(words)
    if not found or not (found["minute"] or found["half"]):
        raise _not_a_time()
    if found["second"] not in (None, "00"):
        raise NotAMoment("has seconds, and CleverTap filters by whole minutes", "13:00")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise _not_a_time()
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if (hour, minute) == (24, 0):
        return DAY_END
    if hour > 23 or minute > 59:
        raise _not_a_time()
    return time(hour, minute)


def _not_a_time() -> NotAMoment:
    return NotAMoment("is not a time", "13:00")


def _read_days(words: str) -> tuple[tuple[str, date], ...]:
    for form in (_YEAR_FIRST, _EIGHT_DIGITS, _DAY_NAME, _NAME_DAY):
        found = form.fullmatch(words)
        if found:
            return (("", _day(found)),)
    found = _NUMERIC.fullmatch(words)
    if not found:
        raise NotAMoment("is not a date")
    return _both_orders(found)


def _day(found: Match[str]) -> date:
    """Return the day of a text whose form leaves no choice."""
    parts = found.groupdict()
    name = parts.get("name")
    month = _MONTH_NUMBERS.get(name, 0) if name else int(parts["month"])
    day = _calendar_day(_full_year(parts["year"]), month, int(parts["day"]))
    if day is None:
        raise NotAMoment("is not a date")
    return day


def _both_orders(found: Match[str]) -> tuple[tuple[str, date], ...]:
    first, second, year = int(found["first"]), int(found["second"]), _full_year(found["year"])
    day_first = _calendar_day(year, second, first)
    month_first = _calendar_day(year, first, second)
    if day_first and day_first == month_first:
        return (("", day_first),)
    readings = [(DMY, day_first), (MDY, month_first)]
    possible = tuple((order, day) for order, day in readings if day)
    if not possible:
        raise NotAMoment("is not a date")
    return possible


def _full_year(text: str) -> int:
    """Return the year; two digits are of this century."""
    return int(text) if len(text) == 4 else 2000 + int(text)


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
