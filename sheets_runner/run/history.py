"""What the workbook knows of earlier runs: when the numbers it shows were got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Mapping, Sequence

from sheets_runner.query.cql import Period
from sheets_runner.query.headers import normal
from sheets_runner.run import looks
from sheets_runner.table import cells, moments
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import Workbook

HEADER_ROWS = 20
"""People may put a title above the headers; they are looked for in the first rows."""


@dataclass(frozen=True, order=True)
class Good:
    """An answer that was got: when, and to which question in words."""

    at: datetime
    reads_as: str = ""


Lines = Sequence[Mapping[str, RawCell]]
"""The lines of an output tab, each with its cells by normalised header."""


def read_lines(workbook: Workbook, tab: str) -> Lines:
    """Return the lines of an output tab; a missing tab, or one without its headers, has none.

    Args:
        workbook: The workbook.
        tab: The output tab.
    """
    if tab.casefold() not in (name.casefold() for name in workbook.tabs()):
        return []
    table = workbook.read(tab)
    header_row, places = _header_row(table)
    return [
        {header: table.cell(row, place) for header, place in places.items()}
        for row in range(header_row + 1, len(table.rows) + 1 if places else 0)
    ]


def last_good(lines: Lines) -> dict[str, Good]:
    """Return the newest answer of each row and question by the text of its `ID`."""
    newest: dict[str, tuple[datetime, float, Good]] = {}
    for line in lines:
        row_id, moment = _text(line["id"]), _moment(line["run at"])
        if row_id and moment:
            last_day = line.get("to", cells.EMPTY).value
            day = cells.number(last_day) if cells.is_number(last_day) else 0.0
            found = (moment, day, Good(moment, _text(line.get("reads as", cells.EMPTY))))
            newest[row_id] = max(found, newest.get(row_id, found))
    return {row_id: good for row_id, (_, _, good) in newest.items()}


def partial(lines: Lines) -> dict[str, list[Period]]:
    """Return the periods whose numbers could still change when they were got, by `ID` text."""
    found: dict[str, list[Period]] = {}
    for line in lines:
        first, last = (_moment(line.get(name, cells.EMPTY)) for name in ("from", "to"))
        is_partial = _text(line.get("final", cells.EMPTY)) == looks.PARTIAL
        if is_partial and first and last and first <= last:
            found.setdefault(_text(line["id"]), []).append(Period(first.date(), last.date()))
    return found


def stays(results: Mapping[str, RawCell], good: Good | None, reads_as: str = "") -> str:
    """Return what `Message` says of the number that stays in a row, empty when there is none.

    Args:
        results: What stands in the row's result cells, by normalised header.
        good: What the output tab says of it, None when it does not know.
        reads_as: The words that will stand beside the number; empty for those that do.
    """
    shown = [results.get(header, cells.EMPTY).value for header in ("count", "records")]
    if not any(cells.is_number(value) for value in shown):
        return ""
    words = _text(results.get("reads as", cells.EMPTY))
    if good is None and results.get("status", cells.EMPTY).value == looks.DONE:
        moment = _moment(results.get("last run", cells.EMPTY))
        good = Good(moment, words) if moment else None
    since = f"{good.at:%Y-%m-%d %H:%M}" if good else "an earlier run"
    answers = good.reads_as if good else words
    other = answers and answers != (reads_as or words)
    return f"The number shown is of {since}" + (f', for "{answers}".' if other else ".")


def _header_row(table: Table) -> tuple[int, dict[str, int]]:
    """Return the row of the headers and the 1-based columns by them; none where there is none."""
    for row, head in enumerate(table.rows[:HEADER_ROWS], 1):
        places = {normal(_text(cell)): place for place, cell in enumerate(head, 1)}
        if {"id", "run at"} <= set(places):
            return row, places
    return 0, {}


def _text(cell: RawCell) -> str:
    return cell.value if isinstance(cell.value, str) else ""


def _moment(cell: RawCell) -> datetime | None:
    """Return a cell's date-time, None where it holds none."""
    if not cells.is_number(cell.value):
        return None
    try:
        return moments.from_serial(cells.number(cell.value))
    except moments.NotAMoment:
        return None
