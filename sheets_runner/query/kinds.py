"""What each known column of a tab means, what its cells hold, and what decided that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Iterable, Iterator, Mapping, Tuple

from sheets_runner.query import periods
from sheets_runner.query.headers import EVENT, PROFILE_SECTIONS, SESSION, Meaning
from sheets_runner.query.layout import Layout, column_cells
from sheets_runner.query.operators import NO, YES
from sheets_runner.query.times import TIME_PARTS, split_times
from sheets_runner.query.when import DATE_PARTS
from sheets_runner.table import columns, moments
from sheets_runner.table.cells import Cell, Table, is_number
from sheets_runner.table.columns import DayOrder
from sheets_runner.table.formats import FormatKind
from sheets_runner.table.moments import NotAMoment, Reading

FORMAT, TEXT, UNDECIDED = "cell format", "text", "undecided"
"""What decides a kind: the number format or type of the cells, how their text looks, nothing."""

_Found = Tuple[str, str]
"""The kind of a cell, and what decided it."""
_PARTS = {
    "event": "event", "dates": "days", "from": "first day", "to": "last day",
    "time from": "start of the time of day", "time to": "end of the time of day",
    "time of day": "time of day", "count": "how often",
    "active": "whether the row runs", "name": "label", "app": "app", "get": "what to get",
    "api": "API to ask", "object type": "object type to ask for", "geo": "places of the users",
    "per": "one count for each day, week or month", "cql": "piece of the query as JSON",
    "output tab": "tab for the records", "columns": "columns of the records",
    "max records": "most records", "mode": "how records are written",
}  # fmt: skip
_PROPERTIES = {
    EVENT: "event property",
    SESSION: "session filter",
    **{section: prefix for prefix, section in PROFILE_SECTIONS.items()},
    "profile_fields": "profile property",
}
_MOMENTS = {
    FormatKind.DATE: "date",
    FormatKind.DATETIME: "date-time",
    FormatKind.TIME: "time",
    FormatKind.DURATION: "time",
}


@dataclass(frozen=True)
class ColumnKind:
    """A column as people are told of it.

    Attributes:
        header: Its header as written.
        meaning: What it says about its rows, e.g. ``did all 2: event property Fare``.
        kind: What its filled cells hold: ``date``, ``time``, ``date-time``, ``number``,
            ``yes/no`` or ``text``; several joined by ``and``; empty when none is filled.
        decided_by: What decided that: ``cell format``, ``text``, or for the order of day and month
            ``cell C9``, ``date_order``, ``locale en_GB`` or ``undecided``.
    """

    header: str
    meaning: str
    kind: str
    decided_by: str


def of_tab(
    table: Table, layout: Layout, orders: Mapping[Meaning, DayOrder], today: date
) -> tuple[ColumnKind, ...]:
    """Return the kinds of a tab's known columns, from left to right.

    Args:
        table: The tab.
        layout: Its columns.
        orders: The decided order of day and month of each date column.
        today: What words like `yesterday` are reckoned from.
    """
    return tuple(
        ColumnKind(
            head.header,
            meaning_words(head.meaning),
            *_kind(column_cells(table, layout, head), head.meaning, orders, today),
        )
        for head in layout.heads
    )


def meaning_words(meaning: Meaning) -> str:
    """Return what a column means in people's words."""
    if meaning.part == "result":
        return "written by the runner"
    lead = meaning.block if meaning.number == 1 else f"{meaning.block} {meaning.number}"
    said = (
        f"{_PROPERTIES[meaning.section]} {meaning.name}"
        if meaning.part == "filter"
        else _PARTS[meaning.part]
    )
    return f"{lead}: {said}" if meaning.block else said


def _kind(
    column: Iterable[Cell], meaning: Meaning, orders: Mapping[Meaning, DayOrder], today: date
) -> _Found:
    """Return the kinds of a column's cells, and all that decided them."""
    order = orders.get(meaning, DayOrder())
    found = dict.fromkeys(_of_cell(cell, meaning, order, today) for cell in column)
    kinds = dict.fromkeys(kind for kind, _ in found if kind)
    deciders = dict.fromkeys(by for _, by in found if by)
    if len(deciders) > 1 and any(by not in (FORMAT, TEXT) for by in deciders):
        deciders.pop(TEXT, None)
    return " and ".join(kinds), " and ".join(deciders)


def _of_cell(cell: Cell, meaning: Meaning, order: DayOrder, today: date) -> _Found:
    value = cell.raw.value
    if cell.raw.error:
        return "", ""
    if isinstance(value, bool):
        return "yes/no", FORMAT
    if cell.is_moment:
        return _MOMENTS[cell.format_kind], FORMAT
    if meaning.part in (*DATE_PARTS, *TIME_PARTS):
        return _of_text(cell, meaning, order, today)
    if is_number(value):
        return "number", FORMAT
    said_so = meaning.part == "active" or meaning.name == "first_time"
    return ("yes/no" if said_so and cell.text.lower() in (*YES, *NO) else TEXT), TEXT


def _of_text(cell: Cell, meaning: Meaning, order: DayOrder, today: date) -> _Found:
    """Return the kind of a date or time cell without a date or time format."""
    words = moments.plain(cell.text).lower()
    if periods.day_word(words, today) or periods.range_word(words, today):
        return "date", TEXT
    readings = list(_readings(cell, meaning))
    if not readings or (is_number(cell.raw.value) and not columns.is_eight_digits(cell)):
        return ("number", FORMAT) if is_number(cell.raw.value) else (TEXT, TEXT)
    days, clock = readings[0].days, readings[0].clock
    kind = "time" if not days else "date" if clock is None else "date-time"
    open_order = any(any(reading.orders) for reading in readings)
    return kind, (order.by or UNDECIDED) if open_order else TEXT


def _readings(cell: Cell, meaning: Meaning) -> Iterator[Reading]:
    """Yield what the one or two parts of a cell say, as far as they say a date or time."""
    split = split_times if meaning.part == "time of day" else columns.split_range
    return filter(None, map(_reading, split(cell.text)))


def _reading(text: str) -> Reading | None:
    try:
        return moments.read_text(text)
    except NotAMoment:
        return None
