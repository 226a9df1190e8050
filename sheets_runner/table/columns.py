"""Columns of dates and times: the order of day and month is decided once for the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Iterable, Iterator

from sheets_runner.table import cells, locales, moments
from sheets_runner.table.cells import Cell
from sheets_runner.table.formats import FormatKind
from sheets_runner.table.moments import DMY, MDY, NotAMoment, Reading

_RANGE = re.compile(r"\s+to\s+|\s*[–—]\s*|\s+-\s+", re.IGNORECASE)
_ORDER_WORDS = {DMY: "day first", MDY: "month first"}
_EIGHT_DIGITS = re.compile(r"20\d{6}")


@dataclass(frozen=True)
class DayOrder:
    """How the dates of one column are read.

    Attributes:
        order: ``dmy``, ``mdy``, or empty when nothing decides.
        decided_by: What decided: ``C9``, ``date_order``, ``locale en_GB``; empty for nothing.
        conflict: A sentence naming two cells that contradict each other, empty when none do.
        doubt: The text cell that contradicts the locale, so that the spreadsheet may have swapped
            the real dates of this column when they were typed; empty when there is none.
    """

    order: str = ""
    decided_by: str = ""
    conflict: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Moment:
    """A day, a time of day, or both, with the order of day and month decided."""

    day: date | None
    clock: time | None


def split_range(text: str) -> list[str]:
    """Return the one or two parts of ``A to B``."""
    return _RANGE.split(text, maxsplit=1)


def decide_order(column: Iterable[Cell], date_order: str, locale: str) -> DayOrder:
    """Decide the order of day and month of a column.

    Args:
        column: Its cells below the header.
        date_order: The configuration's word, empty for none; it is the last word.
        locale: The spreadsheet's locale, empty for none.
    """
    votes = {order: cell for cell in column for order in _votes(cell)}
    if len(votes) == 2:
        return DayOrder(conflict=_conflict(votes[DMY], votes[MDY]))
    by_locale = locales.day_order(locale)
    for order, cell in votes.items():
        swapped = by_locale not in ("", order) and not date_order
        return DayOrder(order, cell.place, doubt=cell.place if swapped else "")
    if date_order in (DMY, MDY):
        return DayOrder(date_order, "date_order")
    return DayOrder(by_locale, f"locale {locale}") if by_locale else DayOrder()


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


def _conflict(day_first: Cell, month_first: Cell) -> str:
    return (
        f"{day_first.text} ({day_first.place}) is day first and {month_first.text} "
        f"({month_first.place}) is month first, so this column cannot be read. "
        "Write its dates like 2026-06-07."
    )


def read_cell(cell: Cell, order: DayOrder) -> Moment:
    """Return the day and time a cell holds.

    Raises:
        CellError: It holds neither, or its day can be read in two ways.
    """
    value = cell.raw.value
    if cell.raw.error:
        raise cell.error(
            f"the cell shows {cell.raw.error}. Correct its formula, or write the date."
        )
    if isinstance(value, str):
        return read_words(cell, cell.text, order)
    if cells.is_number(value):
        return _read_number(cell, cells.number(value), order)
    raise cell.error(f"{cell.text} is not a date. Write it like 2026-02-28.")


def read_words(cell: Cell, words: str, order: DayOrder) -> Moment:
    """Return the day and time of a text that stands in a cell, alone or as part of a range.

    Raises:
        CellError: See `read_cell`.
    """
    try:
        reading = moments.read_text(words)
    except NotAMoment as problem:
        raise cell.error(f"{words} {problem}. Write it like 2026-02-28.") from None
    if len(reading.days) > 1 or reading.orders in ((DMY,), (MDY,)):
        _refuse_undecided(cell, words, reading, order)
    return Moment(reading.day(order.order), reading.clock)


def _refuse_undecided(cell: Cell, words: str, reading: Reading, order: DayOrder) -> None:
    if order.conflict:
        raise cell.error(order.conflict)
    if not order.order:
        first, second = (_readable(day) for _, day in reading.days)
        raise cell.error(
            f"{words} is {first} or {second}. Write it like 2026-02-28, or set date_order in the "
            "configuration of this sheet."
        )
    if reading.day(order.order) is None:
        raise cell.error(f"{words} is not a date. Write it like 2026-02-28.")


def _read_number(cell: Cell, value: float, order: DayOrder) -> Moment:
    kind = cell.format_kind
    if not cell.is_moment:
        return _read_bare_number(cell, value, order)
    try:
        moment = moments.from_serial(value)
    except NotAMoment as problem:
        raise cell.error(f"{cell.text} {problem}. Write it like 2026-02-28.") from None
    if moment.second:
        raise cell.error(
            f"{moment:%H:%M:%S} has seconds; CleverTap filters by whole minutes. Write "
            f"{moment:%H:%M}."
        )
    if kind in (FormatKind.TIME, FormatKind.DURATION) and 0 <= value <= 1:
        return Moment(None, moments.DAY_END if value == 1 else moment.time())
    _refuse_swapped(cell, moment.date(), order)
    return Moment(moment.date(), None if kind is FormatKind.DATE else moment.time())


def _read_bare_number(cell: Cell, value: float, order: DayOrder) -> Moment:
    """Read CleverTap's own way to write days; any other bare number is no date."""
    if _EIGHT_DIGITS.fullmatch(cell.text):
        return read_words(cell, cell.text, order)
    raise cell.error(
        f"{cells.scalar_text(value)} is a number, not a date or a time. Write a date like "
        "2026-02-28, a time like 13:00, or give the cell a date or time format."
    )


def _refuse_swapped(cell: Cell, day: date, order: DayOrder) -> None:
    """Refuse a real date the spreadsheet may have made of a text with the other order."""
    if order.doubt and day.day <= 12 and day.day != day.month:
        other = day.replace(day=day.month, month=day.day)
        raise cell.error(
            f"the cell holds {_readable(day)}, but {order.doubt} is written "
            f"{_ORDER_WORDS[order.order]}, against the spreadsheet's locale, so this may have been "
            f"meant as {_readable(other)}. Write {order.doubt} like 2026-02-28, or set date_order "
            "in the configuration of this sheet."
        )


def _readable(day: date) -> str:
    return f"{day.day} {moments.MONTHS[day.month - 1]} {day.year}"
