"""The methods of ``spreadsheets.values``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values; what is
trimmed, counted and said back is recorded in gspread's cassettes
(https://github.com/burnash/gspread/tree/master/tests/cassettes: ``WorksheetTest.test_batch_update``
``WorksheetTest.test_update_cells_noncontiguous``, ``WorksheetTest.test_batch_clear``).
"""

from __future__ import annotations

from typing import Any, Callable, TypeVar

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.a1 import Range
from tests.emulators.google_sheets.calls import Call
from tests.emulators.google_sheets.contents import is_entered, rows_of
from tests.emulators.google_sheets.model import ApiError, Json, Spreadsheet, refused
from tests.emulators.google_sheets.people import Area, User, check_protection
from tests.emulators.google_sheets.reading import Options, value_range
from tests.emulators.google_sheets.requests.celldata import put
from tests.emulators.google_sheets.tables import last_table
from tests.emulators.google_sheets.writing import Write, plan

Result = TypeVar("Result")


def get(call: Call) -> Json:
    """Return the reply of ``values.get``."""
    found = a1.parse(call.spreadsheet, call.path["range"])
    return value_range(call.contents(found.tab), found, Options.of(call.query))


def batch_get(call: Call) -> Json:
    """Return the reply of ``values.batchGet``."""
    spreadsheet, options = call.spreadsheet, Options.of(call.query)
    found = [a1.parse(spreadsheet, text) for text in call.query.get("ranges", ())]
    reply: Json = {"spreadsheetId": spreadsheet.id}
    if found:
        reply["valueRanges"] = [
            value_range(call.contents(each.tab), each, options) for each in found
        ]
    return reply


def update(call: Call) -> Json:
    """Return the reply of ``values.update``, once the values are in their cells."""
    spreadsheet = call.spreadsheet
    write = _planned(call, spreadsheet, call.path["range"], call.body, call.query)
    write.commit()
    return _updated(call, write, call.query)


def batch_update(call: Call) -> Json:
    """Return the reply of ``values.batchUpdate``, once all values are in their cells.

    Nothing is written before every range is found good.
    """
    spreadsheet, data = call.spreadsheet, call.body.get("data", [])
    writes = [
        _at("data", number, _planned, call, spreadsheet, part.get("range", ""), part, call.body)
        for number, part in enumerate(data)
    ]
    for write in writes:
        write.commit()
    return {
        "spreadsheetId": spreadsheet.id,
        **_totals(writes),
        "responses": [_updated(call, write, call.body) for write in writes],
    }


def append(call: Call) -> Json:
    """Return the reply of ``values.append``: the values went below a table, the grid grew."""
    spreadsheet = call.spreadsheet
    found = a1.parse(spreadsheet, call.path["range"])
    table = last_table(found.tab, found.area())
    top, left = (table.bottom, table.left) if table else (found.top, found.left)
    rows = _rows(call.body)
    width = max((len(row) for row in rows), default=0)
    inserts = call.query.get("insertDataOption") == "INSERT_ROWS"
    requests = _room(found, Area(top, left, top + len(rows), left + width), inserts=inserts)
    writes: list[Write] = []

    def write(changed: Spreadsheet) -> None:
        tab = next(tab for tab in changed.tabs if tab.id == found.tab.id)
        place = Range(tab, top, left, top + 1, left + 1, single=True)
        writes.append(_write(call, changed, place, rows, call.query))
        writes[0].commit()

    if requests:
        call.library.change(spreadsheet.id, requests, call.user, write)
    else:
        write(spreadsheet)
    reply: Json = {"spreadsheetId": spreadsheet.id}
    if table:
        reply["tableRange"] = a1.said(found.tab, table)
    return {**reply, "updates": _updated(call, writes[0], call.query)}


def _room(found: Range, area: Area, *, inserts: bool) -> list[Json]:
    """Return the requests that make a grid large enough for an area."""
    tab = found.tab
    requests: list[Json] = []
    if inserts and area.top < tab.row_count and area.bottom > area.top:
        dimension = {"sheetId": tab.id, "dimension": "ROWS"}
        place = {**dimension, "startIndex": area.top, "endIndex": area.bottom}
        requests.append({"insertDimension": {"range": place}})
        inserted = area.bottom - area.top
    else:
        inserted = 0
    for dimension_name, missing in (
        ("ROWS", area.bottom - tab.row_count - inserted),
        ("COLUMNS", area.right - tab.column_count),
    ):
        if missing > 0:
            growth = {"sheetId": tab.id, "dimension": dimension_name, "length": missing}
            requests.append({"appendDimension": growth})
    return requests


def clear(call: Call) -> Json:
    """Return the reply of ``values.clear``: the values are gone, formats and notes stay."""
    cleared = _clear(call.spreadsheet, call.path["range"], call.user)
    return {"spreadsheetId": call.spreadsheet.id, "clearedRange": cleared()}


def batch_clear(call: Call) -> Json:
    """Return the reply of ``values.batchClear``."""
    spreadsheet = call.spreadsheet
    clears = [
        _at("range", number, _clear, spreadsheet, text, call.user)
        for number, text in enumerate(call.body.get("ranges", ()))
    ]
    cleared = [clear_one() for clear_one in clears]
    return {"spreadsheetId": spreadsheet.id, **({"clearedRanges": cleared} if cleared else {})}


def _clear(spreadsheet: Spreadsheet, text: str, user: User) -> Callable[[], str]:
    """Return what clears a range and says which; it is checked already."""
    found = a1.parse(spreadsheet, text)
    area, tab = found.area(), found.tab
    check_protection(tab, area, user)

    def commit() -> str:
        for row, cells in enumerate(rows_of(tab, area, is_entered), area.top):
            for column, cell in enumerate(cells, area.left):
                if is_entered(cell):
                    put(tab, (row, column), cell._replace(entered=None))
        return a1.said(tab, area)

    return commit


def _at(name: str, number: int, step: Callable[..., Result], *args: Any) -> Result:
    """Do a step of a batch; what is refused says which one it was."""
    try:
        return step(*args)
    except ApiError as error:
        message = f"Invalid {name}[{number}]: {error.body['error']['message']}"
        raise refused(message) from error


def _planned(call: Call, spreadsheet: Spreadsheet, text: str, data: Json, options: Json) -> Write:
    found = a1.parse(spreadsheet, text)
    if data.get("range") not in (None, text):
        raise refused(f"Range {data['range']} in the body differs from {text} in the path.")
    return _write(call, spreadsheet, found, _rows(data), options)


def _write(
    call: Call, spreadsheet: Spreadsheet, found: Range, rows: list[list[Any]], options: Json
) -> Write:
    option = options.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise refused("'valueInputOption' is required but not specified")
    typed = option == "USER_ENTERED"
    limits, locale = call.library.limits, spreadsheet.properties["locale"]
    write = plan(found, rows, typed=typed, locale=locale, limits=limits)
    check_protection(found.tab, write.area, call.user)
    return write


def _rows(data: Json) -> list[list[Any]]:
    """Return values by row, whichever way they came."""
    values: list[list[Any]] = data.get("values", [])
    if data.get("majorDimension") != "COLUMNS":
        return values
    height = max((len(column) for column in values), default=0)
    return [
        [column[row] if row < len(column) else None for column in values] for row in range(height)
    ]


def _updated(call: Call, write: Write, options: Json) -> Json:
    """Return the ``UpdateValuesResponse`` of what was written."""
    reply = {
        "spreadsheetId": call.spreadsheet.id,
        "updatedRange": a1.said(write.tab, write.area),
        "updatedRows": len(write.rows),
        "updatedColumns": len(write.columns),
        "updatedCells": len(write.cells),
    }
    if options.get("includeValuesInResponse"):
        area = write.area
        written = Range(write.tab, area.top, area.left, area.bottom, area.right)
        shown = Options.of(options, prefix="response")
        reply["updatedData"] = value_range(call.contents(write.tab), written, shown)
    return {name: part for name, part in reply.items() if part != 0}


def _totals(writes: list[Write]) -> Json:
    """Return the counts of a batch; a row or column written twice counts once."""
    totals = {
        "totalUpdatedRows": len({(write.tab.id, row) for write in writes for row in write.rows}),
        "totalUpdatedColumns": len(
            {(write.tab.id, column) for write in writes for column in write.columns}
        ),
        "totalUpdatedCells": sum(len(write.cells) for write in writes),
        "totalUpdatedSheets": len({write.tab.id for write in writes if write.cells}),
    }
    return {name: total for name, total in totals.items() if total}
