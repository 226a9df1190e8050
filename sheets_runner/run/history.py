"""What the output tab knows of earlier runs."""

from __future__ import annotations

from datetime import datetime

from sheets_runner.query.headers import normal
from sheets_runner.table import cells, moments
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import Workbook


def last_good(workbook: Workbook, tab: str) -> dict[str, datetime]:
    """Return when the newest answer of each row and question was got, by the text of its `ID`.

    Args:
        workbook: The workbook.
        tab: The output tab; a missing one knows nothing.
    """
    if tab.lower() not in (name.lower() for name in workbook.tabs()):
        return {}
    table = workbook.read(tab)
    headers = {normal(_text(cell.value)): place for place, cell in enumerate(_head(table), 1)}
    if not {"id", "run at"} <= set(headers):
        return {}
    found: dict[str, datetime] = {}
    for row in range(2, len(table.rows) + 1):
        row_id = _text(table.cell(row, headers["id"]).value)
        serial = table.cell(row, headers["run at"]).value
        if row_id and cells.is_number(serial):
            moment = moments.from_serial(cells.number(serial))
            found[row_id] = max(moment, found.get(row_id, moment))
    return found


def _head(table: Table) -> tuple[cells.RawCell, ...]:
    return table.rows[0] if table.rows else ()


def _text(value: cells.Scalar) -> str:
    return value if isinstance(value, str) else ""
