"""Rows to questions: every cell is read, every problem is kept, and no row stops another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Callable, Iterable, Iterator, Mapping

from sheets_runner.query import controls, kinds, periods, words
from sheets_runner.query.cql import Period, Query
from sheets_runner.query.headers import Meaning
from sheets_runner.query.kinds import ColumnKind
from sheets_runner.query.layout import Head, Layout, Row, column_cells, read_layout, rows_of
from sheets_runner.query.parts import Habits
from sheets_runner.query.problems import Problems
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.query.reading import read_query
from sheets_runner.query.when import DATE_PARTS, Calendar
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
    """An input tab after reading.

    Attributes:
        layout: Where its columns are and what they mean.
        rows: Its rows; none when headers need fixing.
        read_columns: Reads what `columns` returns.
    """

    layout: Layout
    rows: tuple[CheckedRow, ...]
    read_columns: Callable[[], tuple[ColumnKind, ...]] = field(
        default=tuple, repr=False, compare=False
    )

    @property
    def columns(self) -> tuple[ColumnKind, ...]:
        """What its known columns mean and hold, from left to right; read anew each time."""
        return self.read_columns()


def check_tab(table: Table, context: Context) -> CheckedTab:
    """Read a whole input tab.

    Args:
        table: The tab.
        context: What its rows are read against.
    """
    layout = read_layout(table, context.ignore_columns)
    reader = _Reader(table, layout, context)
    columns_of = partial(kinds.of_tab, table, layout, reader.orders, context.now.date())
    rows = () if layout.problems else rows_of(table, layout)
    return CheckedTab(layout, tuple(map(reader.check, rows)), columns_of)


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
        problems.take(lambda: controls.check_mode(row))
        # A row without a known app is still read for its other mistakes, in any app's time zone.
        calendar = self.calendars[app or next(iter(self.calendars))]
        query = read_query(row, get, Habits(self.orders, self.decimal, calendar), problems)
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
            said, mark = (f'"{cell.told}" ', ":") if cell.text else ("", "")
            message = f"{said}is merged ({cell.raw.merged}). Unmerge it and fill each row."
            yield Problem(cell.place, str(cell.error(message, mark)))
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
