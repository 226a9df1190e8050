"""The time of day of a question, from its time cells."""

from __future__ import annotations

import re
from datetime import time
from functools import partial
from typing import Mapping, Tuple

from sheets_runner.errors import CellError
from sheets_runner.query.problems import Problems
from sheets_runner.table import columns, moments
from sheets_runner.table.cells import Cell, is_number, quotable
from sheets_runner.table.columns import DayOrder
from sheets_runner.table.moments import DAY_END, MIDNIGHT

TIME_PARTS = ("time from", "time to", "time of day")
Clock = Tuple[time, time]
"""Start and end of the time of day; the end is later."""

_HOURS = tuple(map(str, range(24)))
_DASH = re.compile(r"\s*(?:-|–|—|\bto\b)\s*", re.IGNORECASE)


def read_clock(cells: Mapping[str, Cell], problems: Problems) -> Clock | None:
    """Return the range of the time cells, None where all are blank or one cannot be read.

    Args:
        cells: The filled cells by part, those of `TIME_PARTS` among others.
        problems: Keeps what is wrong.
    """
    whole, start, end = (cells.get(part) for part in ("time of day", "time from", "time to"))
    if whole:
        return problems.take(partial(_time_range, whole, start or end))
    first = problems.take(partial(_time, start)) if start else MIDNIGHT
    last = problems.take(partial(_time, end)) if end else DAY_END
    told = end or start
    if told is None or first is None or last is None:
        return None
    return problems.take(partial(ordered, told, first, last))


def ordered(cell: Cell, start: time, end: time) -> Clock:
    """Return a range of times.

    Raises:
        CellError: It ends before it has begun; `cell` is told so.
    """
    if end <= start:
        said = "" if cell.told == f"{end:%H:%M}" else f"{cell.told}: "
        raise cell.error(
            f"{said}the time ends at {end:%H:%M}, not after its start {start:%H:%M}. Use "
            "two rows for a range over midnight."
        )
    return start, end


def split_times(text: str) -> list[str]:
    """Return the parts of ``13:00-14:00``."""
    return _DASH.split(text)


def _time_range(cell: Cell, other: Cell | None) -> Clock:
    if other:
        raise cell.error(
            f"{cell.told} stands beside `{other.header}` ({other.place}). Keep one of the two."
        )
    if cell.raw.error:
        raise cell.shows_error("the times")
    parts = split_times(cell.text) if cell.is_text else []
    if len(parts) != 2:
        raise cell.error(f"{cell.told} is not a range of times. Write it like 13:00-14:00.")
    start, end = (_read_text(cell, part, f"{cell.told}: ") for part in parts)
    return ordered(cell, start, end)


def _time(cell: Cell) -> time:
    """Read a time of day, from a text or from a cell with a time format."""
    if cell.is_text:
        return _read_text(cell, cell.text)
    if is_number(cell.raw.value) and not (cell.is_moment or cell.raw.error):
        raise _bare_number(cell)
    moment = columns.read_real(cell, DayOrder())
    if moment.clock is None:
        raise cell.error(f"{cell.told} is not a time of day. Write it like 13:00.")
    if moment.day is not None:
        raise cell.error(
            f"{cell.told} is a day and a time. Write the time alone, like {moment.clock:%H:%M}."
        )
    return moment.clock


def _bare_number(cell: Cell) -> CellError:
    example = f"{cell.text:0>2}:00" if cell.text in _HOURS else "13:00"
    return cell.error(
        f"{cell.told} is a number, not a time. Write it like {example}, or give the cell a time "
        "format."
    )


def _read_text(cell: Cell, text: str, lead: str = "") -> time:
    try:
        return moments.read_clock(moments.plain(text).lower())
    except moments.NotAMoment as problem:
        said = f"{lead}{quotable(text)}"
        raise cell.error(f"{said} {problem}. Write it like {problem.example}.") from None
