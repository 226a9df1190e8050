"""The cells of one part of a row: of the question itself, or of one ``did all 2:`` block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from sheets_runner.query import cql, operators
from sheets_runner.query.cql import Filter, Place
from sheets_runner.query.headers import EVENT, PROFILE_SECTIONS, SESSION, Meaning
from sheets_runner.query.layout import Row
from sheets_runner.query.problems import Problems
from sheets_runner.query.times import TIME_PARTS
from sheets_runner.query.when import DATE_PARTS, Calendar, DateCell, When, read_when
from sheets_runner.table.cells import Cell, quotable, trim
from sheets_runner.table.columns import DayOrder


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
        return self.problems.take(lambda: _event_name(cell)) or "" if cell else ""

    def when(self) -> When | None:
        """Return its days and times; None when they cannot be read (then problems are kept)."""
        cells = {
            meaning.part: DateCell(cell, self.habits.orders.get(meaning, DayOrder()))
            for meaning, cell in self.filled.items()
            if meaning.part in (*DATE_PARTS, *TIME_PARTS)
        }
        return read_when(cells, self.habits.calendar, self.problems)

    def event_filters(self, when: When | None) -> tuple[Filter, ...]:
        """Return the filters on the event in the order of their columns, times of day included."""
        clock = _clock_filters(when)
        sources = TIME_PARTS if any(map(self.cell, TIME_PARTS)) else DATE_PARTS
        found: list[Filter] = []
        for meaning, cell in self.filled.items():
            if meaning.part in sources:
                found += clock
                clock = ()
            elif meaning.section in (EVENT, SESSION):
                found += self._read(cell, meaning)
        return tuple(found)

    def profile_filters(self) -> tuple[Filter, ...]:
        """Return the filters on the user."""
        found: list[Filter] = []
        for meaning, cell in self.filled.items():
            if meaning.section in PROFILE_SECTIONS.values():
                found += self._read(cell, meaning)
        return tuple(found)

    def places(self) -> tuple[Place, ...]:
        """Return the places of its `geo` cell."""
        cell = self.cell("geo")
        return self.problems.take(lambda: _read_places(cell)) or () if cell else ()

    def _read(self, cell: Cell, meaning: Meaning) -> tuple[Filter, ...]:
        decimal = self.habits.decimal
        return self.problems.take(lambda: operators.read_filters(cell, meaning, decimal)) or ()


def _event_name(cell: Cell) -> str:
    if cell.raw.error:
        raise cell.shows_error("the event's name")
    if not isinstance(cell.raw.value, str):
        raise cell.error(
            f"{cell.told} is not an event's name. Write it as text, as it is in CleverTap."
        )
    if len(cell.text.splitlines()) > 1:
        raise cell.error(f'"{cell.told}" has several lines. Write one event here; use a row each.')
    return cell.text


def _clock_filters(when: When | None) -> tuple[Filter, ...]:
    """Return the session filter of a time range, as CleverTap writes it: two times HH:MM."""
    if when is None or when.clock is None:
        return ()
    start, end = (f"{moment:%H:%M}" for moment in when.clock)
    return (Filter(SESSION, cql.TIME_OF_DAY, cql.EQUALS, (start, end)),)


def _read_places(cell: Cell) -> tuple[Place, ...]:
    """Return the places of a cell, one in each line, always text."""
    if cell.raw.error:
        raise cell.shows_error("a place like India > Maharashtra > Mumbai")
    return tuple(_read_place(cell, line) for line in map(trim, cell.text.splitlines()) if line)


def _read_place(cell: Cell, line: str) -> Place:
    parts = tuple(map(trim, line.split(">")))
    if len(parts) > 3 or not all(parts) or line.startswith(("!", "=", "<")):
        raise cell.error(
            f'"{quotable(line)}" is no place. Write country, state and city like India > '
            "Maharashtra > Mumbai, or less of it, one place in each line."
        )
    return parts
