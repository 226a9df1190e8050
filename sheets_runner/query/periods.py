"""Words for days: `yesterday`, `last 7 days`, `this month`, in the app's time zone."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from sheets_runner.query.cql import Period

_LAST_N = re.compile(r"last (\d{1,4}) (day|week|month)s?")
_LAST = re.compile(r"last (week|month|year)")
_THIS = re.compile(r"(?:this (week|month|year)|(week|month|year) to date)")
_AGO = re.compile(r"(\d{1,4}) days? ago")
_WEEKDAY = re.compile(
    r"(?:(?:last|this|next|on) )?"
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?"
    r"|sun(?:day)?)"
)

DAY_WORDS = "today, yesterday or 7 days ago"
RANGE_WORDS = "last 7 days, last month, this week or year to date"


def day_word(words: str, today: date) -> date | None:
    """Return the day of a one-day word, None when it is none.

    Args:
        words: Lower-case, single-spaced.
        today: Today in the app's time zone.
    """
    if words in ("today", "yesterday"):
        return today - timedelta(days=words == "yesterday")
    found = _AGO.fullmatch(words)
    return today - timedelta(days=int(found[1])) if found else None


def range_word(words: str, today: date, week_start: int = 0) -> Period | None:
    """Return the period of a range word, None when it is none.

    Args:
        words: Lower-case, single-spaced.
        today: Today in the app's time zone.
        week_start: The first day of a week, 0 for Monday.
    """
    found = _THIS.fullmatch(words)
    if found:
        return Period(_start(found[1] or found[2], today, week_start), today)
    found = _LAST_N.fullmatch(words) or _LAST.fullmatch(words)
    if not found:
        return None
    amount, unit = (int(found[1]), found[2]) if found.re is _LAST_N else (1, found[1])
    if not amount:
        return None
    end = _start(unit, today, week_start)
    return Period(end - _length(unit, amount), end - timedelta(days=1))


def split(period: Period, per: str, week_start: int = 0) -> list[Period]:
    """Return the days, weeks or months of a period in order, the first and last cut to it.

    Args:
        period: The whole range.
        per: ``day``, ``week`` or ``month``.
        week_start: The first day of a week, 0 for Monday.
    """
    found: list[Period] = []
    first = period.first
    while first <= period.last:
        after = _start(per, first, week_start) + _length(per, 1)
        found.append(Period(first, min(period.last, after - timedelta(days=1))))
        first = after
    return found


def is_weekday(words: str) -> bool:
    """Tell a weekday's name, which could mean two different days."""
    return bool(_WEEKDAY.fullmatch(words))


def _start(unit: str, day: date, week_start: int) -> date:
    """Return the first day of the day's week, month or year; the day itself for days."""
    if unit == "week":
        return day - timedelta(days=(day.weekday() - week_start) % 7)
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _length(unit: str, amount: int) -> relativedelta:
    lengths = {
        "day": relativedelta(days=amount),
        "week": relativedelta(weeks=amount),
        "month": relativedelta(months=amount),
        "year": relativedelta(years=amount),
    }
    return lengths[unit]
