"""The cells of one part of a row: of the question itself, or of one ``did all 2:`` block."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, Mapping, TypeVar

from sheets_runner.errors import CellError
from sheets_runner.query import cql, operators
from sheets_runner.query.cql import Filter
from sheets_runner.query.headers import EVENT, SESSION, Meaning
from sheets_runner.query.layout import Row
from sheets_runner.query.when import Calendar, DateCell, When, read_when
from sheets_runner.table.cells import Cell, Problem
from sheets_runner.table.columns import DayOrder

T = TypeVar("T")

DATE_PARTS = ("dates", "from", "to")
TIME_PARTS = ("time from", "time to", "time of day")


@dataclass
class Problems:
    """Collects what is wrong with a row, so that a person sees all of it at once."""

    found: list[Problem] = field(default_factory=list)

    def take(self, read: Callable[[], T]) -> T | None:
        """Return what `read` returns; keep its CellError and return None instead."""
        try:
            return read()
        except CellError as error:
            self.found.append(Problem(error.cell, str(error)))
            return None


@dataclass(frozen=True)
class Habits:
    """How cells of a tab are read.

    Attributes:
        orders: The decided order of day and month of each date column.
        decimal: The decimal separator.
        calendar: Today and the start of weeks in the row's app.
    """

    orders: Mapping[Meaning, DayOrder]
    decimal: str
    calendar: Calendar


class Part:
    """Reads the filled cells of the question (`block` empty) or of one block of a row.

    Attributes:
        filled: Its filled cells by meaning.
        name: How people write its headers' lead, e.g. ``did all 2``; empty for the question.
    """

    def __init__(
        self, row: Row, habits: Habits, problems: Problems, block: str = "", number: int = 1
    ) -> None:
        self.row = row
        self.habits = habits
        self.problems = problems
        self.block = block
        self.filled: dict[Meaning, Cell] = {
            meaning: cell
            for meaning, cell in row.cells.items()
            if (meaning.block, meaning.number) == (block, number) and not cell.blank
        }
        self.name = block if number == 1 else f"{block} {number}"

    def cell(self, part: str) -> Cell | None:
        """Return the filled cell of a part such as ``event``, None when there is none."""
        return next((cell for item, cell in self.filled.items() if item.part == part), None)

    def event(self) -> str:
        """Return the event's name, empty when blank or not readable (then a problem is kept)."""
        cell = self.cell("event")
        if cell is None:
            return ""
        if cell.raw.error or not isinstance(cell.raw.value, str):
            self.problems.take(lambda: _refuse_event(cell))
            return ""
        return cell.text

    def when(self) -> When | None:
        """Return its days and times; None when they cannot be read (then a problem is kept)."""
        cells = {
            meaning.part: DateCell(cell, self.habits.orders.get(meaning, DayOrder()))
            for meaning, cell in self.filled.items()
            if meaning.part in (*DATE_PARTS, *TIME_PARTS)
        }
        return self.problems.take(lambda: read_when(cells, self.habits.calendar))

    def event_filters(self, when: When | None) -> tuple[Filter, ...]:
        """Return the filters on the event: its times of day, then session and event filters."""
        return (*_clock_filters(when), *self._filters((EVENT, SESSION)))

    def profile_filters(self) -> tuple[Filter, ...]:
        """Return the filters on the user."""
        others = {meaning.section for meaning in self.filled} - {EVENT, SESSION}
        return self._filters(tuple(others))

    def _filters(self, sections: tuple[str, ...]) -> tuple[Filter, ...]:
        found: list[Filter] = []
        for meaning, cell in self.filled.items():
            if meaning.part == "filter" and meaning.section in sections:
                found += self._read(cell, meaning)
        return tuple(found)

    def _read(self, cell: Cell, meaning: Meaning) -> tuple[Filter, ...]:
        decimal = self.habits.decimal
        return self.problems.take(lambda: operators.read_filters(cell, meaning, decimal)) or ()


def _refuse_event(cell: Cell) -> None:
    if cell.raw.error:
        raise cell.error(f"the cell shows {cell.raw.error}. Write the event's name.")
    raise cell.error(f"{cell.text} is not an event's name. Write it as text, as in CleverTap.")


def _clock_filters(when: When | None) -> tuple[Filter, ...]:
    """Return the session filter of a time range, as CleverTap writes it: two times HH:MM."""
    if when is None or when.clock is None:
        return ()
    start, end = (f"{moment:%H:%M}" for moment in when.clock)
    return (Filter(SESSION, cql.TIME_OF_DAY, cql.EQUALS, (start, end)),)
