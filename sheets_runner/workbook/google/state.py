"""A spreadsheet at one moment: what Google said of it, as plain values.

Rows and columns are counted from 1 here, as people count them; only requests count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Dict, Iterator, Mapping, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import column_letters
from sheets_runner.workbook.google import grid, traces
from sheets_runner.workbook.google.areas import Area, Protection, area_of
from sheets_runner.workbook.google.grid import cells_of

Json = grid.Json
Row = Dict[int, Json]
"""The cells of a row by column: an ``ExtendedValue`` each, as it was entered; blank ones are not
there (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other)."""

KEY = "sheets_runner"
"""The key of all marks: developer metadata, which people do not see and which moves with its tab or
column (https://developers.google.com/workspace/sheets/api/guides/metadata)."""
OWN_TITLES = "_sheets_runner "
"""How the names of hidden tabs begin that only a run at work needs."""
OUTPUT, STAGING = "output", "staging"
"""The marks of the runner's tabs; that of the lease is written in `lease.py`."""
TOP_ROWS = 20
"""The header of a table stands in one of the first rows."""

_METADATA = "developerMetadata(metadataId,metadataKey,metadataValue)"
_PROPERTIES = (
    "properties(sheetId,title,hidden,sheetType,gridProperties(rowCount,columnCount)),"
    f"{_METADATA},basicFilter,"
    "protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit)"
)
_CELL = "userEnteredValue"
_RULE = "dataValidation"
_HOLDS = (_CELL, "effectiveValue")
_WHOLE_CELL = (
    "userEnteredValue,effectiveValue,effectiveFormat(numberFormat),dataValidation(condition(type))"
)


def _mask(cell: str, column: str = _METADATA, sheet: str = _PROPERTIES) -> str:
    rows = f",rowData(values({cell}))" if cell else ""
    data = f"data(startRow,startColumn,columnMetadata({column}){rows})"
    return f"properties(title,locale,timeZone),{_METADATA},sheets({sheet},merges,{data})"


OUTLINE = _mask("")
"""The field mask for everything but cells."""
CONTENTS = _mask(_CELL)
"""The field mask for what was entered into the cells."""
RULES = _mask(f"{_CELL},{_RULE}")
"""The field mask for what was entered into the cells, and what may be."""
TRACES = _mask(
    f"{_CELL},{_RULE},{traces.FIELDS}",
    f"{_METADATA},{traces.COLUMN_FIELDS}",
    f"{_PROPERTIES},{traces.SHEET_FIELDS}",
)
"""The field mask for what tells that people have put anything into a tab."""
READING = _mask(_WHOLE_CELL)
"""The field mask for what the cells show, too."""


@dataclass(frozen=True)
class Mark:
    """One of the runner's marks.

    Attributes:
        id: Names it.
        value: What it says.
    """

    id: int
    value: str


@dataclass(frozen=True)
class Tab:
    """One tab.

    Attributes:
        id: Its ``sheetId``, which stays when people rename it.
        title: Its name.
        rows: How many rows its grid has.
        columns: How many columns its grid has.
        mark: What the runner's mark on it says, empty where there is none.
        places: The marks of the runner's columns, by column.
        cells: What is known of its cells, by row.
        rules: What may be entered into them, likewise: a ``DataValidationRule`` each, whole only
            where `RULES` was asked for.
        width: The last column in which a cell holds anything, or shows it: a formula may fill
            cells beside its own (known only where `READING` was asked for).
        filter: Its filter as the API tells it, None for none.
        protected: What this account must not write to.
        merges: Its merged cells.
        traces: What people have put into a tab without values; whole only where `TRACES` was
            asked for.
    """

    id: int
    title: str
    rows: int
    columns: int
    mark: str = ""
    places: Mapping[int, Mark] = field(default_factory=dict)
    cells: Mapping[int, Row] = field(default_factory=dict, repr=False)
    rules: Mapping[int, Row] = field(default_factory=dict, repr=False)
    width: int = 0
    filter: Json | None = field(default=None, repr=False)
    protected: tuple[Protection, ...] = ()
    merges: tuple[Area, ...] = ()
    traces: tuple[str, ...] = ()

    def row(self, number: int) -> Row:
        """Return the cells of a row."""
        return self.cells.get(number, {})


@dataclass(frozen=True)
class Book:
    """A spreadsheet, or the asked part of one.

    Attributes:
        title: Its name.
        locale: Like ``en_GB``.
        timezone: An IANA time zone.
        mark: The mark of the last batch that was written, None before the first.
        tabs: The tabs that were asked for, from left to right.
    """

    title: str
    locale: str
    timezone: str
    mark: Mark | None
    tabs: tuple[Tab, ...]

    def find(self, title: str) -> Tab | None:
        """Return the tab of that name, whatever the case of its letters; None for none."""
        exact = [tab for tab in self.tabs if tab.title == title]
        alike = [tab for tab in self.tabs if tab.title.casefold() == title.casefold()]
        return next(iter((*exact, *alike)), None)

    def get(self, title: str) -> Tab:
        """Return the tab of that name.

        Raises:
            WorkbookError: There is none.
        """
        tab = self.find(title)
        if tab is None:
            raise self.missing(title)
        return tab

    def missing(self, title: str) -> WorkbookError:
        """Return the error that says which tabs there are instead."""
        seen = (other.title for other in self.tabs if not other.title.startswith(OWN_TITLES))
        known = ", ".join(f'"{title}"' for title in seen)
        return WorkbookError(
            f'The spreadsheet "{self.title}" has no tab "{title}". Its tabs are {known}.'
        )

    def by_id(self, tab_id: int) -> Tab | None:
        """Return the tab with that id, None for none."""
        return next((tab for tab in self.tabs if tab.id == tab_id), None)


def book(answer: Json) -> Book:
    """Return a spreadsheet as the API tells it."""
    properties = answer.get("properties", {})
    return Book(
        properties.get("title", ""),
        properties.get("locale", ""),
        properties.get("timeZone", ""),
        _mark(answer),
        tuple(_tab(sheet) for sheet in answer.get("sheets", ()) if _is_grid(sheet)),
    )


def a1_range(title: str, cells: str = "") -> str:
    """Return a range of a tab in A1 notation; all of it by default.

    Args:
        title: The tab's name.
        cells: Such as ``1:20`` or ``C:F``.
    """
    quoted = "'" + title.replace("'", "''") + "'"
    return f"{quoted}!{cells}" if cells else quoted


def top_rows(tab_rows: int) -> str:
    """Return the rows in which a table's header is looked for."""
    return f"1:{min(TOP_ROWS, tab_rows)}"


def columns_range(first: int, last: int) -> str:
    """Return whole columns, such as ``C:F``."""
    return f"{column_letters(first)}:{column_letters(last)}"


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each unbroken run of ascending numbers."""
    first = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = number
    if first is not None and last is not None:
        yield first, last


def _is_grid(sheet: Json) -> bool:
    """Tell tabs of cells from charts and connected data."""
    return "gridProperties" in sheet["properties"]


def _tab(sheet: Json) -> Tab:
    properties = sheet["properties"]
    grid = properties["gridProperties"]
    mark = _mark(sheet)
    cells = _cells(sheet, _CELL)
    return Tab(
        properties.get("sheetId", 0),
        properties["title"],
        grid.get("rowCount", 0),
        grid.get("columnCount", 0),
        mark.value if mark else "",
        dict(_places(sheet)),
        cells,
        _cells(sheet, _RULE),
        max((place for _, place, cell in cells_of(sheet) if any(map(cell.get, _HOLDS))), default=0),
        sheet.get("basicFilter"),
        tuple(_protected(sheet)),
        tuple(map(area_of, sheet.get("merges", ()))),
        () if cells else traces.of(sheet),
    )


def _mark(holder: Json) -> Mark | None:
    for one in holder.get("developerMetadata", ()):
        if one.get("metadataKey") == KEY:
            return Mark(one["metadataId"], one.get("metadataValue", ""))
    return None


def _places(sheet: Json) -> Iterator[tuple[int, Mark]]:
    for part in sheet.get("data", ()):
        first = part.get("startColumn", 0) + 1
        for place, column in enumerate(part.get("columnMetadata", ()), first):
            mark = _mark(column)
            if mark:
                yield place, mark


def _cells(sheet: Json, field_name: str) -> dict[int, Row]:
    found: dict[int, Row] = {}
    for number, place, cell in cells_of(sheet):
        if cell.get(field_name):
            found.setdefault(number, {})[place] = cell[field_name]
    return found


def _protected(sheet: Json) -> Iterator[Protection]:
    for one in sheet.get("protectedRanges", ()):
        if not one.get("warningOnly") and not one.get("requestingUserCanEdit"):
            holes = tuple(map(area_of, one.get("unprotectedRanges", ())))
            yield Protection(area_of(one.get("range", {})), holes)
