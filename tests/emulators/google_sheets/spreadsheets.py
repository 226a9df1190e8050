"""The methods of ``spreadsheets``: create, get, batchUpdate.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

from tests.emulators.google_sheets.calls import Call
from tests.emulators.google_sheets.library import new_spreadsheet
from tests.emulators.google_sheets.masks import EVERYTHING, Mask
from tests.emulators.google_sheets.model import Json, Spreadsheet, refused
from tests.emulators.google_sheets.rendering import View, spreadsheet_json

_CREATED_WITH = {"properties", "sheets"}
_SHEET_CREATED_WITH = {"properties", "data"}
_BLANK_ID = -1
"""No tab that is asked for has this id."""


def get(call: Call) -> Json:
    """Return the reply of ``spreadsheets.get``.

    Raises:
        ApiError: A range cannot be read.
    """
    with_grid = call.query.get("includeGridData", False)
    return spreadsheet_json(
        call.spreadsheet,
        View(call.user, call.mask, call.library.now, call.query.get("ranges", ()), with_grid),
    )


def create(call: Call) -> Json:
    """Return the reply of ``spreadsheets.create``.

    Raises:
        ApiError: A tab cannot be made as asked, or holds what the emulator does not create.
    """
    for kind, message, known in (
        ("spreadsheet", call.body, _CREATED_WITH),
        *(("sheet", sheet, _SHEET_CREATED_WITH) for sheet in call.body.get("sheets", ())),
    ):
        _refuse_others(kind, message, known)
    spreadsheet = new_spreadsheet(call.body.get("properties", {}))
    requests = _making(spreadsheet, call.body.get("sheets", []))
    if requests:
        call.library.apply(spreadsheet, requests, call.user)
    call.library.add(spreadsheet, call.user.email)
    return spreadsheet_json(spreadsheet, View(call.user, call.mask, call.library.now))


def _refuse_others(kind: str, message: Json, known: set[str]) -> None:
    others = sorted(set(message) - known)
    if others:
        raise refused(f"The emulator does not create a {kind} with {', '.join(others)}.")


def _making(spreadsheet: Spreadsheet, sheets: list[Json]) -> list[Json]:
    """Return what makes the wanted tabs of the blank one that every new spreadsheet has."""
    requests: list[Json] = []
    for number, sheet in enumerate(sheets):
        properties: Json = {"sheetId": number, "title": f"Sheet{number + 1}"}
        properties.update(sheet.get("properties", {}))
        requests.append({"addSheet": {"properties": properties}})
        requests.extend(_filling(properties["sheetId"], sheet.get("data", [])))
    if requests:
        spreadsheet.tabs[0].properties.update(sheetId=_BLANK_ID, title="\x00")
        requests.append({"deleteSheet": {"sheetId": _BLANK_ID}})
    return requests


def _filling(sheet_id: int, data: list[Json]) -> list[Json]:
    return [
        {
            "updateCells": {
                "rows": grid.get("rowData", []),
                "fields": "*",
                "start": {
                    "sheetId": sheet_id,
                    "rowIndex": grid.get("startRow", 0),
                    "columnIndex": grid.get("startColumn", 0),
                },
            }
        }
        for grid in data
    ]


def batch_update(call: Call) -> Json:
    """Return the reply of ``spreadsheets.batchUpdate``: all requests were applied, or none.

    Raises:
        ApiError: A request is refused.
    """
    reply: Json = {"spreadsheetId": call.spreadsheet.id}

    def show(changed: Spreadsheet) -> None:
        mask = call.mask.of("updatedSpreadsheet")
        if call.body.get("includeSpreadsheetInResponse") and mask is not None:
            reply["updatedSpreadsheet"] = _shown(call, changed, mask)

    requests = call.body.get("requests", [])
    reply["replies"] = call.library.change(call.spreadsheet.id, requests, call.user, show)
    return reply


def _shown(call: Call, changed: Spreadsheet, mask: Mask) -> Json:
    """Return the spreadsheet as the reply of a batch has it; a mask decides about grid data."""
    with_grid = call.body.get("responseIncludeGridData", False) or call.mask != EVERYTHING
    ranges = call.body.get("responseRanges", ())
    view = View(call.user, mask, call.library.now, ranges, with_grid)
    return spreadsheet_json(changed, view)
