"""Rows to questions: every cell is read, every problem is kept, and no row stops another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Iterable, Iterator, Mapping

from sheets_runner.query import controls, periods, words
from sheets_runner.query.blocks import read_any_count, read_blocks
from sheets_runner.query.cql import Block, Filter, Period, Query
from sheets_runner.query.cql_json import Piece
from sheets_runner.query.headers import (
    BLOCKS,
    DID_ALL,
    DID_ANY,
    DID_NONE,
    EVENT,
    SESSION,
    Meaning,
)
from sheets_runner.query.joining import Cql
from sheets_runner.query.layout import Head, Layout, Row, column_cells, read_layout, rows_of
from sheets_runner.query.parts import Habits, Part
from sheets_runner.query.problems import Problems
from sheets_runner.query.question import CheckedRow, Get, Question
from sheets_runner.query.times import TIME_PARTS
from sheets_runner.query.when import DATE_PARTS, Calendar, When
from sheets_runner.table import columns, locales
from sheets_runner.table.cells import Problem, Table, quotable
from sheets_runner.table.columns import DayOrder
from sheets_runner.table.zones import local


@dataclass(frozen=True)
class Context:
    """What rows are read against.

    Attributes:
        zones: The apps a row may name, at least one, each with its IANA time zone.
        now: The present moment, with a time zone.
        date_order: ``dmy``, ``mdy`` or empty, from the sheet's configuration.
        week_start: The first day of a week, 0 for Monday.
        max_records: The most records a row may ask for.
        ignore_columns: Headers that are the team's whatever they look like.
    """

    zones: Mapping[str, str]
    now: datetime
    date_order: str = ""
    week_start: int = 0
    max_records: int = 10_000
    ignore_columns: tuple[str, ...] = ()

    def calendar(self, app: str) -> Calendar:
        """Return what an app's dates are reckoned from."""
        zone = self.zones[app]
        return Calendar(local(self.now, zone).date(), zone, self.week_start)


@dataclass(frozen=True)
class CheckedTab:
    """An input tab after reading: its layout and its rows, none when headers need fixing."""

    layout: Layout
    rows: tuple[CheckedRow, ...]


def check_tab(table: Table, context: Context) -> CheckedTab:
    """Read a whole input tab.

    Args:
        table: The tab.
        context: What its rows are read against.
    """
    layout = read_layout(table, context.ignore_columns)
    if layout.problems:
        return CheckedTab(layout, ())
    reader = _Reader(table, layout, context)
    return CheckedTab(layout, tuple(reader.check(row) for row in rows_of(table, layout)))


class _Reader:
    """Reads the rows of one tab, whose columns' date orders are decided once."""

    def __init__(self, table: Table, layout: Layout, context: Context) -> None:
        self.table = table
        self.context = context
        self.calendars = {app: context.calendar(app) for app in context.zones}
        self.decimal = locales.decimal_separator(table.locale)
        self.orders: dict[Meaning, DayOrder] = {
            head.meaning: self._order(layout, head)
            for head in layout.questions
            if head.meaning.part in DATE_PARTS
        }

    def _order(self, layout: Layout, head: Head) -> DayOrder:
        column = column_cells(self.table, layout, head)
        return columns.decide_order(column, self.context.date_order, self.table.locale)

    def check(self, row: Row) -> CheckedRow:
        """Return the row's question, or what to fix."""
        problems = Problems()
        active = problems.take(lambda: controls.is_active(row))
        name = row.filled("name") or row.filled("event")
        id_cell = row.results.get("id")
        checked = CheckedRow(
            row.number,
            name.text if name else "",
            id_cell.text if id_cell else "",
            None,
            active=active is not False,
            results={header: cell.raw for header, cell in row.results.items()},
            places={item.part: cell.place for item, cell in row.cells.items() if not item.block},
        )
        if not checked.active:
            return checked
        unusable = tuple(_unusable(row, keeps_formulas=self.table.keeps_formulas))
        question = self._question(row, checked.name, problems)
        others = _elsewhere(problems.found, unusable)
        return replace(
            checked,
            question=None if unusable else question,
            problems=(*unusable, *others),
        )

    def _question(self, row: Row, name: str, problems: Problems) -> Question | None:
        get = problems.take(lambda: controls.read_get(row))
        app = problems.take(lambda: controls.read_app(row, list(self.context.zones)))
        tab = problems.take(lambda: controls.read_text(row, "output tab"))
        picked = problems.take(lambda: controls.read_columns(row, get))
        most = problems.take(lambda: controls.read_max_records(row, self.context.max_records))
        problems.take(lambda: controls.read_text(row, "name"))
        # A row without a known app is still read for its other mistakes, in any app's time zone.
        calendar = self.calendars[app or next(iter(self.calendars))]
        query = _read_query(row, get, Habits(self.orders, self.decimal, calendar), problems)
        per = problems.take(lambda: controls.read_per(row, get))
        days = _periods(row, query, per, calendar, problems)
        if query is None or get is None or app is None or problems.found:
            return None
        return Question(
            name or (query.base.event if query.base else ""),
            app,
            get,
            query,
            calendar.zone,
            words.reads_as(get.words, query, calendar.zone, per or ""),
            tab or "",
            picked or (),
            most,
            days,
        )


def _periods(
    row: Row, query: Query | None, per: str | None, calendar: Calendar, problems: Problems
) -> tuple[Period, ...]:
    """Return the periods a row is to be counted by, none for one count over all its days."""
    if not per or query is None or query.base is None:
        return ()
    found = tuple(periods.split(query.base.period, per, calendar.week_start))
    problems.take(lambda: controls.refuse_many_periods(row, len(found)))
    return found


def _unusable(row: Row, *, keeps_formulas: bool) -> Iterator[Problem]:
    """Yield what is wrong with cells whatever their columns mean."""
    for cell in row.cells.values():
        if cell.raw.merged:
            said = f'"{cell.told}" ' if cell.text else ""
            message = f"{said}is merged ({cell.raw.merged}). Unmerge it and fill each row."
            yield Problem(cell.place, str(cell.error(message)))
        elif cell.raw.formula and not keeps_formulas:
            message = (
                f"{quotable(cell.raw.formula)} is a formula, whose result an .xlsx file does not "
                "keep. Write the value, or a date word like yesterday."
            )
            yield Problem(cell.place, str(cell.error(message)))


def _elsewhere(problems: Iterable[Problem], unusable: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems of other cells: what a refused cell seems to say is no matter."""
    places = {problem.cell for problem in unusable}
    return (problem for problem in problems if problem.cell not in places)


def _read_query(row: Row, get: Get | None, habits: Habits, problems: Problems) -> Query | None:
    """Return the row's query; None when there are problems, which are kept."""
    joint = problems.take(lambda: Cql(row, habits.calendar))
    part = Part(row, habits, problems)
    own_when = part.when()
    when = _joined_when(own_when, joint, problems)
    filters = part.event_filters(own_when)
    profile = part.profile_filters()
    places = part.places()
    blocks = {kind: read_blocks(row, kind, habits, problems, when) for kind in BLOCKS}
    count = read_any_count(row, habits, problems, counted=bool(joint and joint.piece.did_any))
    base = _base(part, when, filters, joint)
    if joint is None:
        return None
    piece = joint.piece
    count = problems.take(lambda: joint.count(count))
    if part.cell("event") is None and not piece.event:
        problems.take(lambda: joint.refuse_idle(lends_days=_lends_days(row)))
        problems.take(lambda: _refuse_no_event(part, get, own_when, piece))
    if problems.found:
        return None
    return Query(
        base,
        (*profile, *piece.profile),
        (*blocks[DID_ALL], *piece.did_all),
        (*blocks[DID_ANY], *piece.did_any),
        count,
        (*blocks[DID_NONE], *piece.did_none),
        (*places, *piece.places),
        piece.circles,
    )


def _joined_when(when: When | None, joint: Cql | None, problems: Problems) -> When | None:
    if when is None or joint is None:
        return None
    return problems.take(lambda: joint.when(when))


def _base(
    part: Part, when: When | None, filters: tuple[Filter, ...], joint: Cql | None
) -> Block | None:
    """Return the event asked for; None when no event is named or something is wrong."""
    told = part.event()
    event = part.problems.take(lambda: joint.event(told)) if joint else None
    if not event or when is None or joint is None:
        return None
    if when.period is None:
        part.problems.take(lambda: _refuse_no_days(part.row))
        return None
    return Block(event, when.period, (*filters, *joint.piece.filters))


def _refuse_no_event(part: Part, get: Get | None, when: When | None, piece: Piece) -> None:
    """Refuse a row without an event, but for profiles whose every cell filters the user."""
    remedy = "Write the event's name as in CleverTap"
    if get in (Get.EVENT_COUNT, Get.USER_COUNT, Get.EVENT_RECORDS):
        raise controls.missing(part.row, ("event",), f"{remedy}.")
    idle = _idle_parts(part, when)
    for meaning, cell in part.filled.items():
        if meaning.part in idle or meaning.section in (EVENT, SESSION):
            raise cell.error(
                f'"{cell.told}" filters an event, but `Event` is blank. {remedy}, or empty this '
                "cell."
            )
    filtered = any(item.section or item.block or item.part == "geo" for item in _filled(part.row))
    if not (filtered or piece.filters_users):
        raise controls.missing(part.row, ("event",), f"{remedy}, or filter the profiles.")


def _idle_parts(part: Part, when: When | None) -> tuple[str, ...]:
    """Return the parts that change nothing without an event.

    The row's days serve those of its blocks that have none; its times of day serve no block.
    """
    has_times = any(map(part.cell, TIME_PARTS))
    timed_days = not has_times and when is not None and when.clock is not None
    lent = _lends_days(part.row) and not timed_days
    return TIME_PARTS if lent else (*TIME_PARTS, *DATE_PARTS)


def _lends_days(row: Row) -> bool:
    """Tell whether a block of the row has no days of its own, so that it takes the row's."""
    filled = _filled(row)
    dated = {(item.block, item.number) for item in filled if item.part in DATE_PARTS}
    return any(item.block and (item.block, item.number) not in dated for item in filled)


def _filled(row: Row) -> list[Meaning]:
    return [meaning for meaning, cell in row.cells.items() if not cell.blank]


def _refuse_no_days(row: Row) -> None:
    parts = ("dates", "from")
    raise controls.missing(row, parts, "Write a day like 2026-02-28, or yesterday.")
