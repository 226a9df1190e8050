"""What the columns of a row say joined with its `CQL` cell: lists grow, no key has two values."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from sheets_runner.query.cql import TIME_OF_DAY, Count, Filter, Period
from sheets_runner.query.cql_json import ANY, Piece, read_piece
from sheets_runner.query.headers import DID_ANY, SESSION
from sheets_runner.query.json_text import BadJson
from sheets_runner.query.layout import Row
from sheets_runner.query.times import TIME_PARTS
from sheets_runner.query.when import DATE_PARTS, Calendar, When
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

    def refuse_idle(self, *, lends_days: bool) -> None:
        """Refuse what would change nothing because no event is named.

        Args:
            lends_days: Whether blocks of the row take its days.

        Raises:
            CellError: There is such a thing.
        """
        if self.piece.filters:
            raise self._cell.error(
                f'"{self.piece.filters[0].name}" filters an event, but there is no event_name here '
                "and `Event` is blank. Name the event."
            )
        if self.piece.period and not lends_days:
            raise self._cell.error(
                f"from and to are {_days(self.piece.period)}, but there is no event_name here and "
                "`Event` is blank. Name the event, or delete the two."
            )

    def event(self, told: str) -> str:
        """Return the event asked for, of the column or of the cell.

        Raises:
            CellError: Both name one, and not the same.
        """
        if told and self.piece.event not in ("", told):
            self._refuse(f'event_name is "{self.piece.event}"', self._first("event"))
        return told or self.piece.event

    def when(self, told: When) -> When:
        """Return the days and times of the row.

        Raises:
            CellError: Column and cell say different days, or both a time of day.
        """
        period = self.piece.period
        if period and told.period not in (None, period):
            self._refuse(f"from and to are {_days(period)}", self._first(*DATE_PARTS))
        if told.clock and any(_is_clock(item) for item in self.piece.filters):
            self._refuse(f"{TIME_OF_DAY} is set", self._first(*TIME_PARTS, *DATE_PARTS))
        return replace(told, period=told.period or period)

    def count(self, told: Count | None) -> Count | None:
        """Return the count over all `did any` events.

        Raises:
            CellError: Column and cell say different counts, or there is nothing to count.
        """
        found = self.piece.any_count
        if found is None:
            return told
        mine = f"{ANY} counts {found.operator} {found.value}"
        cell = self._any_cell("count")
        if cell and told not in (None, found):
            self._refuse(mine, cell)
        if not (self.piece.did_any or self._any_cell("event")):
            raise self._cell.error(f"{mine}, but names no event. Fill any_events.")
        return found

    def _refuse(self, mine: str, other: Cell) -> NoReturn:
        raise self._cell.error(
            f'{mine}, but `{other.header}` ({other.place}) says "{other.told}". Keep one of the '
            "two."
        )

    def _first(self, *parts: str) -> Cell:
        return next(filter(None, map(self._row.filled, parts)))

    def _any_cell(self, part: str) -> Cell | None:
        """Return the first filled cell of a part in the `did any` blocks."""
        cells = self._row.cells.items()
        mine = (cell for item, cell in cells if (item.block, item.part) == (DID_ANY, part))
        return next((cell for cell in mine if not cell.blank), None)

    def _refuse_future(self, calendar: Calendar) -> None:
        for place, period in self.piece.days():
            if period.last > calendar.today:
                raise self._cell.error(
                    f"{place} is {period.last:%Y%m%d}, in the future. Today is "
                    f"{calendar.today:%Y%m%d} in {calendar.zone}; write that or an earlier day."
                )


def _read(cell: Cell) -> Piece:
    if cell.raw.error:
        raise cell.shows_error("a piece of a query as JSON")
    try:
        return read_piece(cell.text)
    except BadJson as problem:
        raise cell.error(str(problem)) from None


def _is_clock(item: Filter) -> bool:
    return (item.section, item.name) == (SESSION, TIME_OF_DAY)


def _days(period: Period) -> str:
    return f"{period.first:%Y%m%d} to {period.last:%Y%m%d}"
