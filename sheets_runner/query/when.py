"""The days and the times of day of a question, from its date and time cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Mapping

from sheets_runner.errors import CellError
from sheets_runner.query import periods
from sheets_runner.query.cql import Period
from sheets_runner.table import columns, moments
from sheets_runner.table.cells import Cell
from sheets_runner.table.columns import DayOrder, Moment

MIDNIGHT = time(0, 0)
_CLOCKS = re.compile(r"\s*(?:-|–|—|\bto\b)\s*", re.IGNORECASE)


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
    clock: tuple[time, time] | None = None


@dataclass(frozen=True)
class DateCell:
    """A filled date or time cell with the decided order of its column."""

    cell: Cell
    order: DayOrder


def read_when(cells: Mapping[str, DateCell], calendar: Calendar) -> When:
    """Return the days and times of a row or of a block.

    Args:
        cells: The filled cells by part: ``dates``, ``from``, ``to``, ``time from``, ``time to``,
            ``time of day``.
        calendar: Today, its zone and the start of weeks.

    Raises:
        CellError: A cell cannot be read, or two contradict each other.
    """
    clock = _read_clock(cells)
    if "dates" in cells:
        _refuse_beside_dates(cells)
        return When(_read_dates(cells["dates"], calendar), clock)
    if "from" not in cells:
        if "to" in cells:
            raise cells["to"].cell.error("`To` without `From`. Fill `From` with the first day.")
        return When(None, clock)
    return _read_from_to(cells, calendar, clock)


def _refuse_beside_dates(cells: Mapping[str, DateCell]) -> None:
    for part in ("from", "to"):
        if part in cells:
            other = cells[part].cell
            raise cells["dates"].cell.error(
                f"filled together with `{other.header}` ({other.place}). Keep one of the two."
            )


def _read_dates(dated: DateCell, calendar: Calendar) -> Period:
    """Read a `Dates` cell: a range word, a day, or ``A to B``."""
    words = _words(dated.cell)
    period = periods.range_word(words, calendar.today, calendar.week_start) if words else None
    if period:
        return _checked(dated.cell, dated.cell, period.first, period.last, calendar)
    parts = columns.split_range(dated.cell.text) if words else [""]
    days = [_whole_day(dated, part, calendar) for part in parts]
    return _checked(dated.cell, dated.cell, days[0], days[-1], calendar)


def _whole_day(dated: DateCell, part: str, calendar: Calendar) -> date:
    moment = _read_day(dated, part, calendar, periods.RANGE_WORDS)
    if moment.clock not in (None, MIDNIGHT):
        raise dated.cell.error(
            f"{dated.cell.text} has a time of day. Write days here, and times in `Time from` and "
            "`Time to`."
        )
    return _day(dated.cell, moment)


def _read_from_to(
    cells: Mapping[str, DateCell], calendar: Calendar, clock: tuple[time, time] | None
) -> When:
    first_cell = cells["from"].cell
    last_cell = cells["to"].cell if "to" in cells else first_cell
    first = _read_day(cells["from"], first_cell.text, calendar, periods.DAY_WORDS)
    last = (
        _read_day(cells["to"], last_cell.text, calendar, periods.DAY_WORDS)
        if "to" in cells
        else Moment(first.day, None)
    )
    days = _day(first_cell, first), _day(last_cell, last)
    period = _checked(first_cell, last_cell, *days, calendar)
    if first.clock in (None, MIDNIGHT) and last.clock in (None, MIDNIGHT):
        return When(period, clock)
    timed = first_cell if first.clock not in (None, MIDNIGHT) else last_cell
    _refuse_times(timed, period, clock)
    ends = first.clock or MIDNIGHT, last.clock or moments.DAY_END
    return When(period, _ordered(timed, *ends))


def _refuse_times(timed: Cell, period: Period, clock: tuple[time, time] | None) -> None:
    if clock:
        raise timed.error(
            f"{timed.text} has a time of day beside the time columns. Write days here, or leave "
            "the time columns blank."
        )
    if period.first != period.last:
        raise timed.error(
            f"{timed.text} has a time of day in a range of several days, and CleverTap filters "
            "the time of each day. Write days here, or use one row for each day."
        )


def _read_day(dated: DateCell, part: str, calendar: Calendar, words_known: str) -> Moment:
    """Read a day from a cell's date, its text, or a one-day word."""
    words = _words(dated.cell) and moments.plain(part).lower()
    if not words:
        return columns.read_cell(dated.cell, dated.order)
    day = periods.day_word(words, calendar.today)
    if day:
        return Moment(day, None)
    if periods.range_word(words, calendar.today):
        raise dated.cell.error(f'"{dated.cell.text}" is a range of days. Write it in `Dates`.')
    if not any(letter.isdigit() for letter in words):
        raise _unknown_word(dated.cell, words, words_known)
    return columns.read_words(dated.cell, part, dated.order)


def _unknown_word(cell: Cell, words: str, known: str) -> CellError:
    if periods.is_weekday(words):
        return cell.error(
            f"\"{cell.text}\" could be this week's or last week's. Write a date like 2026-02-28, "
            "or yesterday or 3 days ago."
        )
    return cell.error(f'"{cell.text}" is not a date. Write a date like 2026-02-28, or {known}.')


def _words(cell: Cell) -> str:
    """Return a text cell's words, lower case and single-spaced; empty for other cells."""
    is_text = isinstance(cell.raw.value, str) and not cell.raw.error
    return moments.plain(cell.text).lower() if is_text else ""


def _day(cell: Cell, moment: Moment) -> date:
    if moment.day is None:
        raise cell.error(
            f"{cell.text} is a time, not a date. Write a date like 2026-02-28 here, and the time "
            "in `Time from`."
        )
    return moment.day


def _checked(first: Cell, last: Cell, start: date, end: date, calendar: Calendar) -> Period:
    """Return the period, or say what is impossible about it."""
    if start > end:
        place = "" if first is last else f" of `{last.header}` ({last.place})"
        raise first.error(
            f"{start:%Y-%m-%d} is after {end:%Y-%m-%d}{place}. Swap the two, or correct one."
        )
    if end > calendar.today:
        raise last.error(
            f"{end:%Y-%m-%d} is in the future. Today is {calendar.today:%Y-%m-%d} in "
            f"{calendar.zone}; write that or an earlier day."
        )
    return Period(start, end)


def _read_clock(cells: Mapping[str, DateCell]) -> tuple[time, time] | None:
    """Return the range of the time cells, None where all are blank."""
    whole, start, end = (cells.get(part) for part in ("time of day", "time from", "time to"))
    if whole:
        other = start or end
        if other:
            raise whole.cell.error(
                f"filled together with `{other.cell.header}` ({other.cell.place}). Keep one of "
                "the two."
            )
        return _time_range(whole)
    if not (start or end):
        return None
    first = _time(start, start.cell.text) if start else MIDNIGHT
    last = _time(end, end.cell.text) if end else moments.DAY_END
    told = end or start
    return _ordered(told.cell, first, last) if told else None


def _time_range(dated: DateCell) -> tuple[time, time]:
    parts = _CLOCKS.split(dated.cell.text) if _words(dated.cell) else []
    if len(parts) != 2:
        raise dated.cell.error(
            f"{dated.cell.text} is not a range of times. Write it like 13:00-14:00."
        )
    return _ordered(dated.cell, _time(dated, parts[0]), _time(dated, parts[1]))


def _time(dated: DateCell, part: str) -> time:
    """Read a time of day, from a text or from a cell with a time format."""
    cell = dated.cell
    try:
        if _words(cell):
            return moments.read_clock(moments.plain(part).lower())
    except moments.NotAMoment as problem:
        raise cell.error(f"{part} {problem}. Write it like 13:00.") from None
    moment = columns.read_cell(cell, dated.order)
    if moment.day is not None or moment.clock is None:
        raise cell.error(f"{cell.text} is not a time of day. Write it like 13:00.")
    return moment.clock


def _ordered(cell: Cell, start: time, end: time) -> tuple[time, time]:
    if end <= start:
        raise cell.error(
            f"the time ends at {end:%H:%M}, not after its start {start:%H:%M}. Use two rows for a "
            "range over midnight."
        )
    return start, end
