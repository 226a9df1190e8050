"""The ``did all``, ``did any`` and ``did none`` blocks of a row."""

from __future__ import annotations

from sheets_runner.query import operators
from sheets_runner.query.cql import Block, Count, Period
from sheets_runner.query.layout import Row
from sheets_runner.query.parts import Habits, Part, Problems
from sheets_runner.query.when import When

DID_ALL, DID_ANY, DID_NONE = "did all", "did any", "did none"


def read_blocks(
    row: Row, kind: str, habits: Habits, problems: Problems, row_when: When | None
) -> tuple[Block, ...]:
    """Return the blocks of one kind in the order of their numbers; what is wrong is kept."""
    numbers = sorted({item.number for item in row.cells if item.block == kind})
    parts = [Part(row, habits, problems, kind, number) for number in numbers]
    blocks = [_read_block(part, row_when) for part in parts if _names_something(part)]
    return tuple(block for block in blocks if block)


def read_any_count(
    row: Row, blocks: tuple[Block, ...], habits: Habits, problems: Problems
) -> Count | None:
    """Return the count over the whole `did any` group, which stands in one of its cells."""
    cells = [
        cell
        for meaning, cell in row.cells.items()
        if (meaning.block, meaning.part) == (DID_ANY, "count") and not cell.blank
    ]
    if not cells:
        return None

    def read() -> Count:
        first, *others = cells
        if others:
            raise others[0].error(
                f'"{others[0].text}": the count is over all `did any` events, and '
                f"{first.place} has one already. Empty one of the two."
            )
        if not blocks and not problems.found:
            raise first.error(
                f'"{first.text}" counts no event. Fill `did any: Event`, or empty this cell.'
            )
        return operators.read_count(first, habits.decimal)

    return problems.take(read)


def _names_something(part: Part) -> bool:
    """Tell a block from a mere count over the `did any` group, which belongs to no block."""
    return any(part.block != DID_ANY or item.part != "count" for item in part.filled)


def _read_block(part: Part, row_when: When | None) -> Block | None:
    event = part.event()
    when = part.when()
    filters = part.event_filters(when)
    count = None if part.block == DID_ANY else part.problems.take(lambda: _count(part))
    if not part.cell("event"):
        part.problems.take(lambda: _refuse_no_event(part))
    if not event or when is None or row_when is None:
        return None
    period = part.problems.take(lambda: _period(part, when, row_when))
    return Block(event, period, filters, count) if period else None


def _refuse_no_event(part: Part) -> None:
    cell = next(iter(part.filled.values()))
    raise cell.error(
        f'"{cell.text}" needs an event. Fill `{part.name}: Event` in this row, or empty this cell.'
    )


def _period(part: Part, when: When, row_when: When) -> Period:
    """Return a block's days, which default to the row's."""
    period = when.period or row_when.period
    cell = part.cell("event")
    if period is None and cell:
        raise cell.error(
            f'"{cell.text}" has no days. Fill `{part.name}: Dates` or the row\'s own dates.'
        )
    assert period  # noqa: S101 - a block without an event cell does not come here
    return period


def _count(part: Part) -> Count | None:
    cell = part.cell("count")
    if cell is None:
        return None
    if part.block == DID_NONE:
        raise cell.error(f'"{cell.text}": `did none` takes no count. Empty this cell.')
    return operators.read_count(cell, part.habits.decimal)
