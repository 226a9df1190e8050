"""A spreadsheet as the API shows it: ``Spreadsheet``, ``Sheet``, ``GridData``, ``CellData``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#griddata
says what is left out: ``startRow`` and ``startColumn`` of 0, and an effective format that is the
default. That blank rows and cells are ``{}`` is in gspread's cassettes (``test_get_notes``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, Iterator, Sequence

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.contents import (
    Contents,
    extended,
    is_anything,
    rows_of,
)
from tests.emulators.google_sheets.masks import EVERYTHING, Mask
from tests.emulators.google_sheets.model import Cell, Json, Spreadsheet, Tab
from tests.emulators.google_sheets.people import Area, User, is_editor

ROW_PIXELS, COLUMN_PIXELS = 21, 100
"""The sizes of new rows and columns."""

CellField = Callable[[Contents, int, int, Cell], Any]


@dataclass(frozen=True)
class View:
    """What somebody wants to see of a spreadsheet.

    Attributes:
        user: Who looks.
        mask: What is wanted; what is costly to tell and not wanted is left out.
        now: Tells the moment, for formulas.
        ranges: In A1 notation; with some, only tabs that they lie in are shown.
        with_grid: Whether grid data is wanted where the mask wants everything; any other mask
            decides that alone.
    """

    user: User
    mask: Mask
    now: Callable[[], datetime]
    ranges: Sequence[str] = ()
    with_grid: bool = False

    @property
    def data_mask(self) -> Mask | None:
        """What is wanted of the grid data, None for none of it."""
        if self.mask == EVERYTHING and not self.with_grid:
            return None
        return self.mask.of("sheets", "data")


def spreadsheet_json(spreadsheet: Spreadsheet, view: View) -> Json:
    """Return a ``Spreadsheet``.

    Raises:
        ApiError: A range cannot be read or lies outside the grid.
    """
    shown = {
        "spreadsheetId": spreadsheet.id,
        "properties": spreadsheet.properties,
        "sheets": [
            {**_sheet(spreadsheet, tab, view.user), **_data(spreadsheet, tab, areas, view)}
            for tab, areas in _areas(spreadsheet, view.ranges)
        ],
        "namedRanges": spreadsheet.named_ranges,
        "developerMetadata": spreadsheet.metadata,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{spreadsheet.id}/edit",
    }
    return {name: value for name, value in shown.items() if value}


def _areas(spreadsheet: Spreadsheet, ranges: Sequence[str]) -> Iterator[tuple[Tab, list[Area]]]:
    """Yield the tabs to show, and which of their cells."""
    asked = [
        (found.tab, found.area()) for found in (a1.parse(spreadsheet, text) for text in ranges)
    ]
    for tab in spreadsheet.tabs:
        if not ranges:
            yield tab, [Area(0, 0, tab.row_count, tab.column_count)]
        elif any(other is tab for other, _ in asked):
            yield tab, [area for other, area in asked if other is tab]


def _sheet(spreadsheet: Spreadsheet, tab: Tab, user: User) -> Json:
    index = next(place for place, other in enumerate(spreadsheet.tabs) if other is tab)
    parts = {
        "properties": properties(tab, index),
        "merges": tab.merges,
        "conditionalFormats": tab.conditional_formats,
        "protectedRanges": [_protected(kept, user) for kept in tab.protected_ranges],
        "basicFilter": tab.basic_filter,
        "developerMetadata": [kept for kept in tab.metadata if _dimension_of(kept) is None],
    }
    return {name: part for name, part in parts.items() if part}


def _protected(protected: Json, user: User) -> Json:
    shown = {name: part for name, part in protected.items() if name != "requestingUserCanEdit"}
    return {**shown, "requestingUserCanEdit": True} if is_editor(protected, user) else shown


def _data(
    spreadsheet: Spreadsheet, tab: Tab, areas: list[Area], view: View
) -> dict[str, list[Json]]:
    mask = view.data_mask
    if mask is None:
        return {}
    contents = Contents(spreadsheet, tab, view.now)
    return {"data": [grid_data(contents, area, mask) for area in areas]}


def properties(tab: Tab, index: int) -> Json:
    """Return the ``SheetProperties`` of a tab at a place among the tabs."""
    own = tab.properties
    return {"sheetId": own["sheetId"], "title": own["title"], "index": index, **own}


def _dimension_of(metadata: Json) -> Json | None:
    found: Json | None = metadata["location"].get("dimensionRange")
    return found


def grid_data(contents: Contents, area: Area, mask: Mask) -> Json:
    """Return the ``GridData`` of an area; parts that the mask does not want may be left out."""
    tab = contents.tab
    data: Json = {"startRow": area.top, "startColumn": area.left}
    if mask.of("rowData", "values"):
        data["rowData"] = _row_data(contents, area, mask)
    if mask.of("rowMetadata"):
        rows = range(area.top, area.bottom)
        data["rowMetadata"] = list(_lines(tab, "ROWS", rows, tab.rows, ROW_PIXELS))
    if mask.of("columnMetadata"):
        columns = range(area.left, area.right)
        data["columnMetadata"] = list(_lines(tab, "COLUMNS", columns, tab.columns, COLUMN_PIXELS))
    return {name: part for name, part in data.items() if part}


def _lines(
    tab: Tab, kind: str, numbers: range, lines: dict[int, Json], pixels: int
) -> Iterator[Json]:
    """Yield the ``DimensionProperties`` of rows or columns."""
    marks: dict[int, list[Json]] = {}
    for metadata in tab.metadata:
        dimension = _dimension_of(metadata)
        if dimension is not None and dimension["dimension"] == kind:
            marks.setdefault(dimension.get("startIndex", 0), []).append(metadata)
    for number in numbers:
        line = {"pixelSize": pixels, **lines.get(number, {})}
        if number in marks:
            line["developerMetadata"] = marks[number]
        yield line


def _row_data(contents: Contents, area: Area, mask: Mask) -> list[Json]:
    wanted = [item for item in _FIELDS.items() if mask.of("rowData", "values", item[0])]
    rows = []
    for row, cells in enumerate(rows_of(contents.tab, area, is_anything), area.top):
        values = []
        for column, cell in enumerate(cells, area.left):
            shown = ((name, field(contents, row, column, cell)) for name, field in wanted)
            values.append({name: part for name, part in shown if part is not None})
        rows.append({"values": values} if values else {})
    return rows


_FIELDS: dict[str, CellField] = {
    "userEnteredValue": lambda _contents, _row, _column, cell: extended(cell.entered),
    "effectiveValue": Contents.effective,
    "formattedValue": Contents.formatted,
    "userEnteredFormat": lambda _contents, _row, _column, cell: cell.format or None,
    "effectiveFormat": lambda contents, _row, _column, cell: contents.effective_format(cell),
    "note": lambda _contents, _row, _column, cell: cell.note or None,
    "dataValidation": lambda _contents, _row, _column, cell: cell.validation,
}
"""How each field of ``CellData`` is found; None is not written."""
