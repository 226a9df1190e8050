"""Rows to questions: every cell is read, every problem is kept, and no row stops another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Iterator, Mapping

from sheets_runner.query import controls, words
from sheets_runner.query.blocks import DID_ALL, DID_ANY, DID_NONE, read_any_count, read_blocks
from sheets_runner.query.cql import Block, Query
from sheets_runner.query.headers import EVENT, SESSION, Meaning
from sheets_runner.query.layout import Head, Layout, Row, column_cells, read_layout, rows_of
from sheets_runner.query.parts import DATE_PARTS, TIME_PARTS, Habits, Part, Problems
from sheets_runner.query.question import CheckedRow, Get, Question
from sheets_runner.query.when import Calendar, When
from sheets_runner.table import columns, locales
from sheets_runner.table.cells import Problem, Table
from sheets_runner.table.columns import DayOrder
from sheets_runner.table.zones import local


@dataclass(frozen=True)
class Context:
    """What rows are read against.

    Attributes:
        zones: The apps a row may name, each with its IANA time zone.
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
        problems.found += _unusable(row, keeps_formulas=self.table.keeps_formulas)
        question = None if problems.found else self._question(row, checked.name, problems)
        return replace(checked, question=question, problems=tuple(problems.found))

    def _question(self, row: Row, name: str, problems: Problems) -> Question | None:
        get = problems.take(lambda: controls.read_get(row))
        app = problems.take(lambda: controls.read_app(row, list(self.context.zones)))
        tab = problems.take(lambda: controls.read_text(row, "output tab"))
        picked = problems.take(lambda: controls.read_columns(row, get))
        most = problems.take(lambda: controls.read_max_records(row, self.context.max_records))
        problems.take(lambda: controls.read_text(row, "name"))
        # A row without a known app is still read for its other mistakes, in any app's time zone.
        calendar = self.context.calendar(app or next(iter(self.context.zones)))
        query = _read_query(row, get, Habits(self.orders, self.decimal, calendar), problems)
        if query is None or get is None or app is None or problems.found:
            return None
        said = words.reads_as(get.words, query, calendar.zone)
        return Question(name, app, get, query, calendar.zone, said, tab or "", picked or (), most)


def _unusable(row: Row, *, keeps_formulas: bool) -> Iterator[Problem]:
    """Yield what is wrong with cells whatever their columns mean."""
    for cell in row.cells.values():
        if cell.raw.merged:
            message = f"is merged ({cell.raw.merged}). Unmerge it and fill each row."
        elif cell.raw.formula and not keeps_formulas:
            message = (
                f"{cell.raw.formula} is a formula, whose result an .xlsx file does not keep. "
                "Write the value, or a date word like yesterday."
            )
        else:
            continue
        yield Problem(cell.place, str(cell.error(message)))


def _read_query(row: Row, get: Get | None, habits: Habits, problems: Problems) -> Query | None:
    """Return the row's query; None when there are problems, which are kept."""
    part = Part(row, habits, problems)
    when = part.when()
    base = _base(part, when)
    profile = part.profile_filters()
    did_all, did_any, did_none = (
        read_blocks(row, kind, habits, problems, when) for kind in (DID_ALL, DID_ANY, DID_NONE)
    )
    count = read_any_count(row, did_any, habits, problems)
    filters_users = bool(profile or did_all or did_any or did_none)
    if base is None and not (get is Get.USER_PROFILES and filters_users):
        problems.take(lambda: _refuse_no_event(part, get))
    if problems.found:
        return None
    return Query(base, profile, did_all, did_any, count, did_none)


def _base(part: Part, when: When | None) -> Block | None:
    """Return the event asked for; None when no event is named or something is wrong."""
    event = part.event()
    filters = part.event_filters(when)
    if not event:
        part.problems.take(lambda: _refuse_idle(part))
        return None
    if when is None:
        return None
    if when.period is None:
        part.problems.take(lambda: _refuse_no_days(part.row))
        return None
    return Block(event, when.period, filters)


def _refuse_idle(part: Part) -> None:
    """Refuse cells that filter an event when none is named: they would change nothing."""
    if part.cell("event"):
        return
    for meaning, cell in part.filled.items():
        if meaning.part in TIME_PARTS or meaning.section in (EVENT, SESSION):
            raise cell.error(
                f'"{cell.text}" filters an event, but `Event` is blank. Write the event\'s name, '
                "or empty this cell."
            )


def _refuse_no_event(part: Part, get: Get | None) -> None:
    """Say that an event is missing, unless that was already said or another cell is to blame."""
    if part.cell("event") or part.problems.found:
        return
    also = ", or filter the profiles" if get is Get.USER_PROFILES else ""
    raise controls.missing(part.row, "event", f"Write the event's name as in CleverTap{also}.")


def _refuse_no_days(row: Row) -> None:
    part = "dates" if Meaning("dates") in row.cells else "from"
    raise controls.missing(row, part, "Write a day like 2026-02-28, or yesterday.")
