"""The ``did all``, ``did any`` and ``did none`` blocks of a row."""

from __future__ import annotations

from sheets_runner.query import operators
from sheets_runner.query.cql import Block, Count
from sheets_runner.query.headers import DID_ANY, DID_NONE
from sheets_runner.query.layout import Row
from sheets_runner.query.parts import Habits, Part
from sheets_runner.query.problems import Problems
from sheets_runner.query.when import When
from sheets_runner.table.cells import Cell


def read_blocks(
    row: Row, kind: str, habits: Habits, problems: Problems, row_when: When | None
) -> tuple[Block, ...]:
    """Return the blocks of one kind in the order of their numbers; what is wrong is kept."""
    numbers = sorted({item.number for item in row.cells if item.block == kind})
    parts = [Part(row, habits, problems, kind, number) for number in numbers]
    blocks = [_read_block(part, row_when) for part in parts if _names_something(part)]
    return tuple(block for block in blocks if block)


def read_any_count(row: Row, habits: Habits, problems: Problems, *, counted: bool) -> Count | None:
    """Return the count over the whole `did any` group, which stands in one of its cells.

    Args:
        row: The row.
        habits: How its cells are read.
        problems: Keeps what is wrong.
        counted: Whether the `CQL` cell names events to count.
    """
    cells = _filled(row, "count")
    if not cells:
        return None
    named = counted or bool(_filled(row, "event"))
    return problems.take(lambda: _any_count(cells, habits, named=named))


def _any_count(cells: list[Cell], habits: Habits, *, named: bool) -> Count:
    first, *others = cells
    if others:
        raise others[0].error(
            f'"{others[0].told}": the count is over all `{DID_ANY}` events, and {first.place} has '
            "one already. Empty one of the two."
        )
    if not named:
        raise first.error(
            f'"{first.told}" counts no event. Fill `{DID_ANY}: Event`, or empty this cell.'
        )
    return operators.read_count(first, habits.decimal)


def _filled(row: Row, part: str) -> list[Cell]:
    """Return the filled cells of a part in all `did any` blocks."""
    return [
        cell
        for item, cell in row.cells.items()
        if (item.block, item.part) == (DID_ANY, part) and not cell.blank
    ]


def _names_something(part: Part) -> bool:
    """Tell a block from a mere count over the `did any` group, which belongs to no block."""
    return any(part.block != DID_ANY or item.part != "count" for item in part.filled)


def _read_block(part: Part, row_when: When | None) -> Block | None:
    event = part.event()
    when = part.when()
    filters = part.event_filters(when)
    count = None if part.block == DID_ANY else part.problems.take(lambda: _count(part))
    cell = part.cell("event")
    if cell is None:
        part.problems.take(lambda: _refuse_no_event(part))
        return None
    if not event or when is None or row_when is None:
        return None
    period = when.period or row_when.period
    if period:
        return Block(event, period, filters, count, follows=when.period is None)
    if not part.row.filled("event"):  # with an event, the row itself is told to have no days
        part.problems.take(lambda: _refuse_no_days(part, cell))
    return None


def _refuse_no_event(part: Part) -> None:
    cell = next(iter(part.filled.values()))
    raise cell.error(
        f'"{cell.told}" needs an event. Fill `{part.name}: Event` in this row, or empty this cell.'
    )


def _refuse_no_days(part: Part, cell: Cell) -> None:
    raise cell.error(
        f'"{cell.told}" has no days. Fill `{part.name}: Dates`, or the row\'s own dates.'
    )


def _count(part: Part) -> Count | None:
    cell = part.cell("count")
    if cell is None:
        return None
    if part.block == DID_NONE:
        raise cell.error(f'"{cell.told}": `did none` takes no count. Empty this cell.')
    return operators.read_count(cell, part.habits.decimal)
