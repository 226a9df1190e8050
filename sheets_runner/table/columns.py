"""Columns of dates and times: the order of day and month is decided once for the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Iterable, Iterator

from sheets_runner.table import cells, locales, moments
from sheets_runner.table.cells import Cell
from sheets_runner.table.formats import FormatKind
from sheets_runner.table.moments import DMY, MDY, NotAMoment, Reading

YMD = "ymd"
_RANGE = re.compile(r"\s+to\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_ORDER_WORDS = {DMY: "day first", MDY: "month first"}
_EIGHT_DIGITS = re.compile(r"20\d{6}")
_CLOCK_KINDS = (FormatKind.TIME, FormatKind.DURATION)


@dataclass(frozen=True)
class DayOrder:
    """How the dates of one column are read.

    Attributes:
        order: ``dmy``, ``mdy``, or empty when nothing decides.
        conflict: A sentence naming two cells that contradict each other, empty when none do.
        doubt: Why the spreadsheet may have swapped the real dates of this column when they were
            typed: what text contradicts its locale, and what to do; empty when none does.
        by: What decided: ``cell C9``, ``date_order``, ``locale en_GB``; empty when nothing did.
    """

    order: str = ""
    conflict: str = ""
    doubt: str = ""
    by: str = field(default="", compare=False)


@dataclass(frozen=True)
class Moment:
    """A day, a time of day, or both, with the order of day and month decided."""

    day: date | None
    clock: time | None


def split_range(text: str) -> list[str]:
    """Return the one or two parts of ``A to B``."""
    return _RANGE.split(text, maxsplit=1)


def decide_order(column: Iterable[Cell], date_order: str, locale: str) -> DayOrder:
    """Decide the order of day and month of a column: by its cells, else by the configuration.

    Args:
        column: Its cells below the header.
        date_order: The configuration's word, empty for none; ``ymd`` leaves day and month open.
        locale: The spreadsheet's locale, empty for none; it decides last.
    """
    votes: dict[str, Cell] = {}
    for cell in column:
        for vote in _votes(cell):
            votes.setdefault(vote, cell)
    by_locale = locales.day_order(locale)
    doubt = "" if date_order else _doubt(votes, by_locale)
    if len(votes) == 2:
        return DayOrder(conflict=_conflict(votes[DMY], votes[MDY]), doubt=doubt)
    told = [(vote, f"cell {cell.place}") for vote, cell in votes.items()]
    ways = [*told, (date_order, "date_order"), (by_locale, f"locale {locale}")]
    decided, by = next((way for way in ways if way[0]), ("", ""))
    return DayOrder(doubt=doubt) if decided in ("", YMD) else DayOrder(decided, doubt=doubt, by=by)


def _votes(cell: Cell) -> Iterator[str]:
    """Yield the order a text date allows, when it allows just one."""
    if not isinstance(cell.raw.value, str):
        return
    for part in split_range(cell.text):
        try:
            orders = moments.read_text(part).orders
        except NotAMoment:
            continue
        if len(orders) == 1 and orders[0]:
            yield orders[0]


def _doubt(votes: dict[str, Cell], by_locale: str) -> str:
    """Return why real dates may have been swapped, empty when no text contradicts the locale."""
    for order, cell in votes.items():
        if by_locale not in ("", order):
            return (
                f"{cell.place} ({cell.told}) is written {_ORDER_WORDS[order]}, against the "
                f"spreadsheet's locale. Write {cell.place} like 2026-02-28, or set date_order in "
                "the configuration of this sheet."
            )
    return ""


def _conflict(day_first: Cell, month_first: Cell) -> str:
    return (
        f"{day_first.told} ({day_first.place}) is day first and {month_first.told} "
        f"({month_first.place}) is month first. Write the dates of this column like 2026-02-28."
    )


def read_real(cell: Cell, order: DayOrder) -> Moment:
    """Return the day and time of a cell that holds no text, by its number format.

    Raises:
        CellError: It holds neither, or its day can be read in two ways.
    """
    if cell.raw.error:
        raise cell.shows_error("the date or time")
    if cells.is_number(cell.raw.value):
        return _read_number(cell, cells.number(cell.raw.value), order)
    raise cell.error(f"{cell.told} is not a date. Write it like 2026-02-28.")


def read_words(cell: Cell, words: str, order: DayOrder) -> Moment:
    """Return the day and time of a text that stands in a cell, alone or as part of a range.

    Raises:
        CellError: It says neither, or its day can be read in two ways.
    """
    try:
        reading = moments.read_text(words)
    except NotAMoment as problem:
        said = cells.quotable(words)
        raise cell.error(f"{said} {problem}. Write it like {problem.example}.") from None
    if any(reading.orders):
        _refuse_undecided(cell, words, reading, order)
    return Moment(reading.day(order.order), reading.clock)


def _refuse_undecided(cell: Cell, words: str, reading: Reading, order: DayOrder) -> None:
    if order.conflict:
        raise cell.error(f"{cells.quotable(words)} cannot be told: {order.conflict}")
    if reading.day(order.order) is None:
        # A text with one order has decided its column, so that only two readings are left open.
        first, second = (_readable(day) for _, day in reading.days)
        raise cell.error(
            f"{cells.quotable(words)} is {first} or {second}. Write it like 2026-02-28, or set "
            "date_order in the configuration of this sheet."
        )


def _read_number(cell: Cell, value: float, order: DayOrder) -> Moment:
    kind = cell.format_kind
    if not cell.is_moment:
        return _read_bare_number(cell, order)
    try:
        moment = moments.from_serial(value)
    except NotAMoment as problem:
        raise cell.error(f"{cell.told} {problem}. Write it like {problem.example}.") from None
    if kind is FormatKind.DATE:
        _refuse_swapped(cell, moment.date(), order)
        return Moment(moment.date(), None)
    if moment.second:
        raise cell.error(
            f"{moment:%H:%M:%S} has seconds, and CleverTap filters by whole minutes. Write "
            f"{moment:%H:%M}."
        )
    if kind in _CLOCK_KINDS:
        return _read_clock(cell, moments.days_of(moment), moment.time())
    _refuse_swapped(cell, moment.date(), order)
    return Moment(moment.date(), moment.time())


def _read_clock(cell: Cell, days: int, clock: time) -> Moment:
    """Return a time of day; of a date-time that shows its time alone, only that is meant."""
    if days == 1 and clock == moments.MIDNIGHT:
        return Moment(None, moments.DAY_END)
    if days < 0 or (days > 0 and cell.format_kind is FormatKind.DURATION):
        raise cell.error(f"{cell.told} is not a time of day. Write it like 13:00.")
    return Moment(None, clock)


def _read_bare_number(cell: Cell, order: DayOrder) -> Moment:
    """Read CleverTap's own way to write days; any other bare number is no date."""
    if is_eight_digits(cell):
        return read_words(cell, cell.text, order)
    raise cell.error(
        f"{cell.told} is a number, not a date or a time. Write a date like 2026-02-28, a time like "
        "13:00, or give the cell a date or time format."
    )


def is_eight_digits(cell: Cell) -> bool:
    """Tell CleverTap's own way to write days, such as 20260607."""
    return bool(_EIGHT_DIGITS.fullmatch(cell.text))


def _refuse_swapped(cell: Cell, day: date, order: DayOrder) -> None:
    """Refuse a real date the spreadsheet may have made of a text with the other order."""
    if order.doubt and day.day <= 12 and day.day != day.month:
        other = day.replace(day=day.month, month=day.day)
        raise cell.error(
            f"{cell.told} is {_readable(day)}, but may have been meant as {_readable(other)}: "
            f"{order.doubt}"
        )


def _readable(day: date) -> str:
    return f"{day.day} {moments.MONTHS[day.month - 1]} {day.year}"
