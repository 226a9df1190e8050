"""Cells that change places within a range: insertRange, deleteRange, sortRange.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request. Rows and
columns stay where they are with their sizes and developer metadata.
"""

from __future__ import annotations

from tests.emulators.google_sheets import formulas
from tests.emulators.google_sheets.model import Formula, Json, Tab
from tests.emulators.google_sheets.operations import rank
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.references import copied
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.dimensions import grow
from tests.emulators.google_sheets.requests.shifting import shift
from tests.emulators.google_sheets.requests.shifts import Deletion, Insertion


def insert(batch: Batch, request: Json) -> None:
    """Insert blank cells; those in the way move down or right.

    The grid grows when content would be pushed off it
    (https://github.com/estuary/connectors/pull/332).

    Raises:
        ApiError: There would be too many cells.
    """
    is_rows, tab, area = _range(batch, request)
    along, across = _sides(area, is_rows)
    size = tab.row_count if is_rows else tab.column_count
    used = [
        (row if is_rows else column)
        for (row, column), cell in tab.cells.items()
        if cell.entered is not None and across[0] <= (column if is_rows else row) < across[1]
    ]
    missing = max(used, default=0) + 1 + along[1] - along[0] - size
    if used and max(used) >= along[0] and missing > 0:
        grow(batch, tab, is_rows=is_rows, count=missing)
    shift(batch.spreadsheet, tab, Insertion(is_rows, across, along[0], along[1] - along[0]))


def delete(batch: Batch, request: Json) -> None:
    """Delete cells; those below or right of them move into their place."""
    is_rows, tab, area = _range(batch, request)
    along, across = _sides(area, is_rows)
    shift(batch.spreadsheet, tab, Deletion(is_rows, across, *along))


def _range(batch: Batch, request: Json) -> tuple[bool, Tab, Area]:
    """Return what moves: all from the range on."""
    is_rows = ranges.is_row_dimension(request.get("shiftDimension"))
    tab, area = ranges.area(batch, request.get("range", {}))
    bottom, right = (tab.row_count, area.right) if is_rows else (area.bottom, tab.column_count)
    batch.check_writable(tab, Area(area.top, area.left, bottom, right))
    return is_rows, tab, area


def _sides(area: Area, is_rows: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    rows, columns = (area.top, area.bottom), (area.left, area.right)
    return (rows, columns) if is_rows else (columns, rows)


def sort(batch: Batch, request: Json) -> None:
    """Sort the rows of a range by what is in some of its columns.

    Numbers come before texts, these before TRUE and FALSE, then errors; blanks are last in both
    directions. Relative references move along with their formulas.
    """
    tab, area = ranges.area(batch, request.get("range", {}))
    batch.check_writable(tab, area)
    result = formulas.values(batch.spreadsheet, tab, batch.now)
    order = list(range(area.top, area.bottom))
    for spec in reversed(request.get("sortSpecs", ())):
        order = _sorted(order, spec, result)
    cells = {place: tab.cells.pop(place) for place in ranges.present(tab, area)}
    goes_to = {source: row for row, source in enumerate(order, area.top)}
    for (source, column), cell in cells.items():
        row, entered = goes_to[source], cell.entered
        if isinstance(entered, Formula):
            entered = copied(entered, row - source, 0)
        tab.cells[row, column] = cell._replace(entered=entered)


def _sorted(order: list[int], spec: Json, result: formulas.Result) -> list[int]:
    if set(spec) - {"dimensionIndex", "sortOrder"}:
        raise unknown("sorting by colour")
    column = spec.get("dimensionIndex", 0)
    found = {row: result(row, column) for row in order}
    full = [row for row in order if found[row] is not None]
    descending = spec.get("sortOrder") == "DESCENDING"
    full.sort(key=lambda row: _key(found[row]), reverse=descending)
    return full + [row for row in order if found[row] is None]


def _key(value: Json | None) -> tuple[int, float | str]:
    """Return what a result is ordered by."""
    kind, content = next(iter((value or {}).items()))
    return (3, "") if kind == "errorValue" else rank(content)
