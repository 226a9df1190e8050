"""Writing cells: updateCells, appendCells, repeatCell, setDataValidation.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from tests.emulators.google_sheets.model import BLANK, Json, Tab, refused
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.requests import ranges, rules
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.celldata import Writer, put, repeated
from tests.emulators.google_sheets.requests.dimensions import grow


def update(batch: Batch, request: Json) -> None:
    """Write rows of cells from ``start`` on, or into ``range`` and clear what they do not cover.

    Raises:
        ApiError: Neither or both are given, or something is written outside.
    """
    writer = Writer(request, batch)
    rows = request.get("rows", [])
    if ("range" in request) == ("start" in request):
        raise refused("Exactly one of range and start must be set.")
    if "range" in request:
        tab, area = ranges.area(batch, request["range"])
        _check_fit(area, rows)
        batch.check_writable(tab, area)
        _clear(tab, area, rows, writer)
    else:
        tab, top, left = ranges.coordinate(batch, request["start"])
        _check_fit(Area(top, left, tab.row_count, tab.column_count), rows)
        area = Area(top, left, top + len(rows), left + _width(rows))
        batch.check_writable(tab, area)
    _write(tab, area, rows, writer)


def _width(rows: list[Json]) -> int:
    return max((len(row.get("values", ())) for row in rows), default=0)


def _check_fit(area: Area, rows: list[Json]) -> None:
    """Refuse more rows or columns than there is room for.

    The words: https://github.com/OpenRefine/OpenRefine/issues/2760.
    """
    for word, needed, end in (
        ("row", area.top + len(rows), area.bottom),
        ("column", area.left + _width(rows), area.right),
    ):
        if needed > end:
            raise refused(
                f"Attempting to write {word}: {end}, beyond the last requested {word} of: {end - 1}"
            )


def _clear(tab: Tab, area: Area, rows: list[Json], writer: Writer) -> None:
    """Clear the masked fields of the cells that are there and not written."""
    covered = [area.left + len(row.get("values", ())) for row in rows]
    for row, column in ranges.present(tab, area):
        line = row - area.top
        if line >= len(covered) or column >= covered[line]:
            writer.write(tab, row, column, {})


def _write(tab: Tab, area: Area, rows: list[Json], writer: Writer) -> None:
    write, left = writer.write, area.left
    for row, data in enumerate(rows, area.top):
        for column, cell in enumerate(data.get("values", ()), left):
            write(tab, row, column, cell)


def append(batch: Batch, request: Json) -> None:
    """Write rows below the last row that holds a value, with more rows if need be.

    Raises:
        ApiError: The rows are wider than the grid, or there would be too many cells.
    """
    if request.get("tableId"):
        raise unknown("tables")
    writer = Writer(request, batch)
    tab, rows = batch.grid(request.get("sheetId", 0)), request.get("rows", [])
    top = 1 + max(
        (row for (row, _), cell in tab.cells.items() if cell.entered is not None), default=-1
    )
    area = Area(top, 0, top + len(rows), tab.column_count)
    _check_fit(area, rows)
    batch.check_writable(tab, area)
    if area.bottom > tab.row_count:
        grow(batch, tab, is_rows=True, count=area.bottom - tab.row_count)
    _write(tab, area, rows, writer)


def repeat(batch: Batch, request: Json) -> None:
    """Write the same cell all over a range; relative references of a formula move along."""
    writer = Writer(request, batch)
    tab, area = ranges.area(batch, request.get("range", {}))
    batch.check_writable(tab, area)
    data = request.get("cell", {})
    for row, column in ranges.places(area):
        writer.write(tab, row, column, repeated(data, row - area.top, column - area.left))


def set_validation(batch: Batch, request: Json) -> None:
    """Give every cell of a range a rule, or none when there is no rule.

    Raises:
        ApiError: The rule is none that Sheets could keep.
    """
    tab, area = ranges.area(batch, request.get("range", {}))
    batch.check_writable(tab, area)
    rule = rules.kept(batch, tab, request["rule"]) if request.get("rule") else None
    places = ranges.present(tab, area) if rule is None else ranges.places(area)
    for place in places:
        put(tab, place, tab.cells.get(place, BLANK)._replace(validation=rule))
