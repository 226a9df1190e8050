"""The days and the times of day of a question, from its date and time cells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from functools import partial
from typing import Mapping

from sheets_runner.errors import CellError
from sheets_runner.query import periods
from sheets_runner.query.cql import Period
from sheets_runner.query.problems import Problems
from sheets_runner.query.times import TIME_PARTS, Clock, ordered, read_clock
from sheets_runner.table import columns, moments
from sheets_runner.table.cells import Cell, quotable
from sheets_runner.table.columns import DayOrder, Moment
from sheets_runner.table.moments import DAY_END, MIDNIGHT

DATE_PARTS = ("dates", "from", "to")
EARLIEST = date(2000, 1, 1)
"""A day before this is a slip of the pen: CleverTap was founded in 2013."""


@dataclass(frozen=True)
class Calendar:
    """What dates are reckoned from.

    Attributes:
        today: Today in the app's time zone.
        zone: The app's IANA time zone, for messages.
        week_start: The first day of a week, 0 for Monday.
    """

    today: date
    zone: str
    week_start: int = 0


@dataclass(frozen=True)
class When:
    """Days, and a range of the time of each day.

    Attributes:
        period: The days; None where no cell says.
        clock: Start and end of the time of day; None for all day.
    """

    period: Period | None = None
    clock: Clock | None = None


@dataclass(frozen=True)
class DateCell:
    """A filled date or time cell with the decided order of its column."""

    cell: Cell
    order: DayOrder


@dataclass(frozen=True)
class _End:
    """What `From` or `To` says: a day, and its time unless that is midnight."""

    cell: Cell
    day: date
    clock: time | None


def read_when(cells: Mapping[str, DateCell], calendar: Calendar, problems: Problems) -> When | None:
    """Return the days and times of a row or of a block, None when they cannot be read.

    Args:
        cells: The filled cells by part: those of `DATE_PARTS` and `TIME_PARTS`.
        calendar: Today, its zone and the start of weeks.
        problems: Keeps what is wrong: cells that cannot be read, or contradict each other.
    """
    before = len(problems.found)
    clock = read_clock({part: dated.cell for part, dated in cells.items()}, problems)
    found: When | None = When(None, clock)
    if "dates" in cells:
        found = When(problems.take(partial(_read_dates, cells, calendar)), clock)
    elif "from" in cells:
        found = _read_from_to(cells, calendar, clock, problems)
    elif "to" in cells:
        problems.take(partial(_refuse_to, cells["to"].cell))
    return found if len(problems.found) == before else None


def _refuse_to(cell: Cell) -> None:
    raise cell.error(f"{cell.told} is the last day, but the first is blank. Fill `From` as well.")


def _read_dates(cells: Mapping[str, DateCell], calendar: Calendar) -> Period:
    """Read a `Dates` cell: a range word, a day, or ``A to B``."""
    dated = cells["dates"]
    cell = dated.cell
    other = cells.get("from") or cells.get("to")
    if other:
        raise cell.error(
            f'"{cell.told}" stands beside `{other.cell.header}` ({other.cell.place}). Keep one of '
            "the two."
        )
    words = _words(cell)
    period = periods.range_word(words, calendar.today, calendar.week_start)
    if period:
        return _checked(cell, cell, period.first, period.last, calendar)
    parts = columns.split_range(cell.text) if words else [""]
    days = [_whole_day(dated, part, calendar) for part in parts]
    return _checked(cell, cell, days[0], days[-1], calendar)


def _whole_day(dated: DateCell, part: str, calendar: Calendar) -> date:
    """Read a day of a `Dates` cell."""
    cell = dated.cell
    if periods.range_word(moments.plain(part).lower(), calendar.today):
        raise cell.error(
            f'"{cell.told}": {quotable(part)} is a range of its own. Write two days, like '
            "2026-02-01 to 2026-02-28."
        )
    moment = _read_day(dated, part, calendar, periods.RANGE_WORDS)
    if moment.clock not in (None, MIDNIGHT):
        raise cell.error(
            f"{cell.told} has a time of day. Write days here, and times in `Time from` and "
            "`Time to`."
        )
    return _day(cell, moment)


def _read_from_to(
    cells: Mapping[str, DateCell], calendar: Calendar, clock: Clock | None, problems: Problems
) -> When | None:
    """Read `From` and `To`: two days, or two moments of one day."""
    first = problems.take(partial(_read_end, cells["from"], calendar))
    if "to" in cells:
        last = problems.take(partial(_read_end, cells["to"], calendar))
    else:
        last = first and replace(first, clock=None)
    if first is None or last is None:
        return None
    if first.clock or last.clock:
        has_times = any(part in cells for part in TIME_PARTS)
        return problems.take(partial(_read_moments, first, last, calendar, has_times=has_times))
    period = problems.take(partial(_checked, first.cell, last.cell, first.day, last.day, calendar))
    return When(period, clock)


def _read_end(dated: DateCell, calendar: Calendar) -> _End:
    """Read `From` or `To`; a date-time at midnight is a plain date."""
    cell = dated.cell
    if periods.range_word(_words(cell), calendar.today):
        raise cell.error(f'"{cell.told}" is a range of days. Write it in `Dates`.')
    moment = _read_day(dated, cell.text, calendar, periods.DAY_WORDS)
    return _End(cell, _day(cell, moment), None if moment.clock == MIDNIGHT else moment.clock)


def _read_moments(first: _End, last: _End, calendar: Calendar, *, has_times: bool) -> When:
    """Return one day and a range of its time."""
    period = _checked(first.cell, last.cell, first.day, last.day, calendar)
    timed = first.cell if first.clock else last.cell
    if has_times:
        raise timed.error(
            f"{timed.told} has a time of day beside the time columns. Write days here, or leave "
            "the time columns blank."
        )
    if period.first != period.last:
        raise timed.error(
            f"{timed.told} has a time of day in a range of several days, and CleverTap filters "
            "the time of each day. Write days here, or use one row for each day."
        )
    return When(period, ordered(timed, first.clock or MIDNIGHT, last.clock or DAY_END))


def _read_day(dated: DateCell, part: str, calendar: Calendar, words_known: str) -> Moment:
    """Read a day from a cell's date, its text, or a one-day word."""
    if not dated.cell.is_text:
        return columns.read_real(dated.cell, dated.order)
    words = moments.plain(part).lower()
    day = periods.day_word(words, calendar.today)
    if day:
        return Moment(day, None)
    if moments.lacks_year(words):
        raise dated.cell.error(
            f'"{dated.cell.told}": the year is missing. Write it like 2026-02-28.'
        )
    if not moments.has_form(words):
        raise _unknown_word(dated.cell, words, words_known)
    return columns.read_words(dated.cell, part, dated.order)


def _unknown_word(cell: Cell, words: str, known: str) -> CellError:
    if periods.is_weekday(words):
        return cell.error(
            f"\"{cell.told}\" could be this week's or last week's. Write a date like 2026-02-28, "
            "or yesterday or 3 days ago."
        )
    return cell.error(f'"{cell.told}" is not a date. Write a date like 2026-02-28, or {known}.')


def _words(cell: Cell) -> str:
    """Return a text cell's words, lower case and single-spaced; empty for other cells."""
    return moments.plain(cell.text).lower() if cell.is_text else ""


def _day(cell: Cell, moment: Moment) -> date:
    if moment.day is None:
        raise cell.error(
            f"{cell.told} is a time, not a date. Write a date like 2026-02-28 here, and the time "
            "in `Time from`."
        )
    return moment.day


def _checked(first: Cell, last: Cell, start: date, end: date, calendar: Calendar) -> Period:
    """Return the period, or say what is impossible about it."""
    if start > end:
        place = "" if first is last else f" of `{last.header}` ({last.place})"
        raise first.error(
            f"{_said(first, start)} is after {end.isoformat()}{place}. Swap the two, or correct "
            "one."
        )
    if start < EARLIEST:
        raise first.error(f"{_said(first, start)} is long before CleverTap. Correct the year.")
    if end > calendar.today:
        raise last.error(
            f"{_said(last, end)} is in the future. Today is {calendar.today.isoformat()} in "
            f"{calendar.zone}; write that or an earlier day."
        )
    return Period(start, end)


def _said(cell: Cell, day: date) -> str:
    """Return a day as it was read, behind the cell's own words where they are others."""
    read = day.isoformat()
    return read if cell.told.startswith(read) else f"{cell.told}: {read}"
