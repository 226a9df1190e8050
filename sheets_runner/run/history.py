"""What the workbook knows of earlier runs: when the numbers it shows were got."""

from __future__ import annotations

from datetime import datetime
from typing import Mapping

from sheets_runner.query.headers import normal
from sheets_runner.run import looks
from sheets_runner.table import cells, moments
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import Workbook


def last_good(workbook: Workbook, tab: str) -> dict[str, datetime]:
    """Return when the newest answer of each row and question was got, by the text of its `ID`.

    Args:
        workbook: The workbook.
        tab: The output tab; a missing one knows nothing.
    """
    if tab.casefold() not in (name.casefold() for name in workbook.tabs()):
        return {}
    table = workbook.read(tab)
    places = _places(table)
    if not {"id", "run at"} <= set(places):
        return {}
    found: dict[str, datetime] = {}
    for row in range(2, len(table.rows) + 1):
        row_id = _text(table.cell(row, places["id"]))
        moment = _moment(table.cell(row, places["run at"]))
        if row_id and moment:
            found[row_id] = max(moment, found.get(row_id, moment))
    return found


def stays(results: Mapping[str, RawCell], good: datetime | None) -> str:
    """Return what `Message` says of the number that stays in a row, empty when there is none.

    Args:
        results: What stands in the row's result cells, by normalised header.
        good: When the output tab says it was got, None when it does not know.
    """
    shown = [results.get(header, cells.EMPTY).value for header in ("count", "records")]
    if not any(cells.is_number(value) for value in shown):
        return ""
    if good is None and results.get("status", cells.EMPTY).value == looks.DONE:
        good = _moment(results.get("last run", cells.EMPTY))
    since = f"{good:%Y-%m-%d %H:%M}" if good else "an earlier run"
    return f"The number shown is of {since}."


def _places(table: Table) -> dict[str, int]:
    """Return the 1-based columns of a table by their normalised headers."""
    head = table.rows[0] if table.rows else ()
    return {normal(_text(cell)): place for place, cell in enumerate(head, 1)}


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
