"""Batches for a spreadsheet in memory, each held against Google's description of the API."""

from __future__ import annotations

from random import Random
from typing import Any, Sequence

import pytest

from tests.emulators.google_sheets import discovery
from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import (
    ApiError,
    Cell,
    Entered,
    Formula,
    Json,
    Spreadsheet,
    Tab,
)
from tests.emulators.google_sheets.people import User
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.asking import MOMENT

OWNER = User("owner@example.com", is_owner=True)
EDITOR = User("editor@example.com")


def spreadsheet(*tabs: Tab) -> Spreadsheet:
    """Return a spreadsheet of these tabs."""
    properties = {"title": "Team", "locale": "en_US", "timeZone": "Asia/Kolkata"}
    return Spreadsheet("an-id", properties, list(tabs))


def tab(
    rows: Sequence[Sequence[Entered]] = (),
    size: tuple[int, int] = (8, 5),
    sheet_id: int = 0,
    title: str = "Sheet1",
) -> Tab:
    """Return a tab with values; text that begins with ``=`` is a formula."""
    grid = {"rowCount": size[0], "columnCount": size[1]}
    cells = {
        (row, column): Cell(_entered(value))
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    }
    properties = {"sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": grid}
    return Tab(properties, cells)


def _entered(value: Entered) -> Entered:
    return Formula(value) if isinstance(value, str) and value.startswith("=") else value


def column(*values: Entered, size: tuple[int, int] = (8, 5)) -> Tab:
    """Return a tab with values in its first column."""
    return tab([[value] for value in values], size)


def send(
    sheet: Spreadsheet, *requests: Json, user: User = OWNER, limits: Limits | None = None
) -> list[Json]:
    """Apply a batch and return the replies."""
    body = discovery.read_body("spreadsheets.batchUpdate", {"requests": list(requests)})
    replies = apply(
        sheet,
        body["requests"],
        user,
        limits=limits or Limits(),
        chance=Random(1),  # noqa: S311 - ids, no secrets
        now=lambda: MOMENT,
        editors=("colleague@example.com",),
    )
    discovery.check_reply("spreadsheets.batchUpdate", {"replies": replies})
    assert len(replies) == len(requests)
    return replies


def refusal(sheet: Spreadsheet, *requests: Json, **options: Any) -> str:
    """Return the message with which a batch is refused."""
    with pytest.raises(ApiError) as caught:
        send(sheet, *requests, **options)
    assert caught.value.status == 400
    error = caught.value.body["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    return str(error["message"])


def values(of: Tab, columns: int = 1) -> list[Any]:
    """Return what is entered in the first columns, row by row, without blank last rows."""
    last = max((row for row, _ in of.cells), default=-1)
    rows = [[entered(of, row, column) for column in range(columns)] for row in range(last + 1)]
    return [row[0] for row in rows] if columns == 1 else rows


def entered(of: Tab, row: int, column: int) -> Entered:
    """Return what is entered in a cell."""
    return of.cells.get((row, column), Cell()).entered


def grid(top: int, left: int, bottom: int, right: int, sheet_id: int = 0) -> Json:
    """Return a ``GridRange``."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def rows(start: int, end: int, sheet_id: int = 0) -> Json:
    """Return a ``DimensionRange`` of rows."""
    return {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": start, "endIndex": end}


def columns(start: int, end: int, sheet_id: int = 0) -> Json:
    """Return a ``DimensionRange`` of columns."""
    return {**rows(start, end, sheet_id), "dimension": "COLUMNS"}


def data(*values: Any) -> Json:
    """Return a ``RowData`` of texts, numbers, truths; None is a cell without a value."""
    return {"values": [datum(value) for value in values]}


def datum(value: Any) -> Json:
    """Return a ``CellData``."""
    if value is None:
        return {}
    kind = {bool: "boolValue", str: "stringValue"}.get(type(value), "numberValue")
    if isinstance(value, str) and value.startswith("="):
        kind = "formulaValue"
    return {"userEnteredValue": {kind: value}}
