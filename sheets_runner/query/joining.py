"""What the columns of a row say joined with its `CQL` cell: lists grow, no key has two values."""

from __future__ import annotations

from dataclasses import replace

from sheets_runner.query import cql
from sheets_runner.query.cql import Count, Period
from sheets_runner.query.cql_json import NotCql, Piece, read_piece
from sheets_runner.query.layout import Row
from sheets_runner.query.when import Calendar, When
from sheets_runner.table.cells import Cell, RawCell


class Cql:
    """The `CQL` cell of a row, and the piece of a query it holds.

    Attributes:
        piece: What it says; nothing for a blank cell.

    Args:
        row: The row.
        calendar: What today is: no day may be later.

    Raises:
        CellError: The cell holds no piece of a query.
    """

    def __init__(self, row: Row, calendar: Calendar) -> None:
        self._row = row
        self._cell = row.filled("cql") or Cell("CQL", "", RawCell())
        self.piece = Piece() if self._cell.blank else _read(self._cell)
        self._refuse_future(calendar)

    def refuse_idle_filters(self) -> None:
        """Refuse filters of an event that nothing names: they would change nothing.

        Raises:
            CellError: There are some.
        """
        if self.piece.filters:
            name = self.piece.filters[0].name
            raise self._cell.error(
                f'"{name}" filters an event, but there is no event_name here and `Event` is blank. '
                "Name the event."
            )

    def event(self, told: str) -> str:
        """Return the event asked for, of the column or of the cell.

        Raises:
            CellError: Both name one, and not the same.
        """
        if told and self.piece.event not in ("", told):
            self._refuse("event_name", self.piece.event, "event", told)
        return told or self.piece.event

    def when(self, told: When) -> When:
        """Return the days and times of the row.

        Raises:
            CellError: Column and cell say different days.
        """
        period = self.piece.period
        if period and told.period not in (None, period):
            part = next(part for part in ("dates", "from") if self._row.filled(part))
            self._refuse("from and to", _days(period), part, _days(told.period or period))
        return replace(told, period=told.period or period)

    def count(self, told: Count | None) -> Count | None:
        """Return the count over all `did any` events.

        Raises:
            CellError: Column and cell say different counts.
        """
        found = self.piece.any_count
        if told and found and told != found:
            raise self._cell.error(
                f"did_any counts {found.operator} {found.value}, but the column of its count says "
                f"{told.operator} {told.value}. Keep one of the two."
            )
        return told or found

    def refuse_two_clocks(self, told: When) -> None:
        """Refuse a time of day that both set.

        Raises:
            CellError: They do.
        """
        if told.clock and any(item.name == cql.TIME_OF_DAY for item in self.piece.filters):
            raise self._cell.error(
                "time_of_day is set by the time columns of this row, too. Keep one of the two."
            )

    def _refuse(self, key: str, mine: str, part: str, theirs: str) -> None:
        other = self._row.filled(part)
        named = f"`{other.header}` ({other.place})" if other else part
        raise self._cell.error(
            f'{key} is "{mine}", but {named} says "{theirs}". Keep one of the two.'
        )

    def _refuse_future(self, calendar: Calendar) -> None:
        blocks = (*self.piece.did_all, *self.piece.did_any, *self.piece.did_none)
        for period in filter(None, (self.piece.period, *(block.period for block in blocks))):
            if period.last > calendar.today:
                raise self._cell.error(
                    f"to is {period.last:%Y%m%d}, in the future. Today is "
                    f"{calendar.today:%Y%m%d} in {calendar.zone}; write that or an earlier day."
                )


def _read(cell: Cell) -> Piece:
    if cell.raw.error:
        raise cell.shows_error("a piece of a query as JSON")
    try:
        return read_piece(cell.text)
    except NotCql as problem:
        raise cell.error(str(problem)) from None


def _days(period: Period) -> str:
    return f"{period.first:%Y%m%d} to {period.last:%Y%m%d}"
