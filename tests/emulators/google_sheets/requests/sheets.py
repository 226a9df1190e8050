"""Tabs and the spreadsheet itself: added, deleted, duplicated, renamed, hidden, resized, moved.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets
#sheetproperties. The words of refusals: https://github.com/tidyverse/googlesheets4/issues/70,
https://github.com/theoephraim/node-google-spreadsheet/issues/528, the cassette
``SpreadsheetTest.test_worksheets_exclude_hidden`` of gspread, and users' logs.
"""

from __future__ import annotations

from itertools import count

from tests.emulators.google_sheets.masks import EVERYTHING
from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.references import Reference, rewrite_all
from tests.emulators.google_sheets.rendering import properties
from tests.emulators.google_sheets.requests.batch import Batch
from tests.emulators.google_sheets.requests.dimensions import drop, grow
from tests.emulators.google_sheets.requests.fields import merged, said, update_mask
from tests.emulators.google_sheets.requests.metadata import located, metadata_ids
from tests.emulators.google_sheets.requests.protection import protected_ids
from tests.emulators.google_sheets.requests.ranges import Lines, kept

DEFAULT_ROWS, DEFAULT_COLUMNS = 1000, 26
"""The grid of a tab that is added without a size, or with one of 0."""
LONGEST_TITLE = 100


def add(batch: Batch, request: Json) -> Json:
    """Add a tab; its id and place can be chosen.

    Raises:
        ApiError: The id or the name is taken, or there would be too many cells.
    """
    given = request.get("properties", {})
    tab = _new_tab(batch, given)
    _check_frozen(tab)
    _place(batch.spreadsheet, tab, given.get("index", len(batch.spreadsheet.tabs)))
    batch.limits.check_cells(batch.spreadsheet.cell_count)
    return _shown(batch.spreadsheet, tab)


def _new_tab(batch: Batch, given: Json) -> Tab:
    """Return a blank tab that is not among the others yet."""
    if given.get("sheetType", "GRID") != "GRID":
        raise refused("Only sheets of type GRID can be added.")
    grid = given.get("gridProperties", {})
    spreadsheet = batch.spreadsheet
    title = given.get("title") or _free_title(spreadsheet, "Sheet", len(spreadsheet.tabs) + 1)
    _check_title(spreadsheet, title)
    own = {
        **said(merged({}, given, EVERYTHING)),
        "sheetId": _new_id(batch, given.get("sheetId")),
        "title": title,
        "sheetType": "GRID",
        "gridProperties": {
            **said(grid),
            "rowCount": grid.get("rowCount") or DEFAULT_ROWS,
            "columnCount": grid.get("columnCount") or DEFAULT_COLUMNS,
        },
    }
    own.pop("index", None)
    batch.limits.check_columns(own["gridProperties"]["columnCount"])
    return Tab(own)


def _new_id(batch: Batch, wanted: int | None) -> int:
    taken = {tab.id for tab in batch.spreadsheet.tabs}
    if wanted is None:
        return batch.fresh_id(taken)
    if wanted < 0:
        raise refused("Sheet id must be non-negative.")
    if wanted in taken:
        raise refused(f"Sheet with id {wanted} already exists.")
    return wanted


def _free_title(spreadsheet: Spreadsheet, stem: str, first: int) -> str:
    numbered = (f"{stem}{number}" for number in count(first))
    return next(title for title in numbered if spreadsheet.tab(title) is None)


def _check_title(spreadsheet: Spreadsheet, title: str, own: Tab | None = None) -> None:
    if len(title) > LONGEST_TITLE:
        raise refused(f"The sheet name cannot be greater than {LONGEST_TITLE} characters.")
    if spreadsheet.tab(title) not in (None, own):
        raise refused(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _place(spreadsheet: Spreadsheet, tab: Tab, index: int) -> None:
    if not 0 <= index <= len(spreadsheet.tabs):
        raise refused(f"Invalid index {index} for a sheet.")
    spreadsheet.tabs.insert(index, tab)


def _shown(spreadsheet: Spreadsheet, tab: Tab) -> Json:
    return {"properties": properties(tab, _index(spreadsheet, tab))}


def _index(spreadsheet: Spreadsheet, tab: Tab) -> int:
    return next(number for number, other in enumerate(spreadsheet.tabs) if other is tab)


def delete(batch: Batch, request: Json) -> None:
    """Delete a tab; references to it become ``#REF!``, its named ranges go.

    Raises:
        ApiError: It is the last one (that is not hidden), or a protected range is in it.
    """
    tab, spreadsheet = batch.sheet(request.get("sheetId", 0)), batch.spreadsheet
    batch.check_writable(tab, Area(0, 0, tab.row_count, tab.column_count))
    spreadsheet.tabs = [other for other in spreadsheet.tabs if other is not tab]
    if not spreadsheet.tabs:
        raise refused("You can't remove all the sheets in a document.")
    if all(other.properties.get("hidden") for other in spreadsheet.tabs):
        raise refused("You can't remove all the visible sheets in a document.")
    spreadsheet.named_ranges = [
        named for named in spreadsheet.named_ranges if named["range"].get("sheetId", 0) != tab.id
    ]
    _retarget(spreadsheet, tab.title, None)


def _retarget(spreadsheet: Spreadsheet, title: str, new: str | None) -> None:
    """Let references to a tab name it anew, or nothing any more."""

    def change(reference: Reference) -> Reference | None:
        if reference.title.casefold() != title.casefold():
            return reference
        return None if new is None else reference.on(new)

    for tab in spreadsheet.tabs:
        rewrite_all(tab, change)


def duplicate(batch: Batch, request: Json) -> Json:
    """Copy a tab with all that is in it.

    Developer metadata and protected ranges come along under ids of their own (whether metadata
    does is not documented; a program that knows its tabs by it must be ready for both); named
    ranges do not. Without ``insertSheetIndex`` the copy is the first tab.

    Raises:
        ApiError: The id or the name is taken, or there would be too many cells.
    """
    spreadsheet = batch.spreadsheet
    source = batch.sheet(request.get("sourceSheetId", 0))
    title = request.get("newSheetName") or _copy_title(spreadsheet, source.title)
    _check_title(spreadsheet, title)
    sheet_id = _new_id(batch, request.get("newSheetId"))
    tab = source.copy()
    tab.properties.update(sheetId=sheet_id, title=title)
    _give_new_ids(batch, source, tab)
    _place(spreadsheet, tab, request.get("insertSheetIndex", 0))
    batch.limits.check_cells(spreadsheet.cell_count)
    return _shown(spreadsheet, tab)


def _copy_title(spreadsheet: Spreadsheet, title: str) -> str:
    first = f"Copy of {title}"
    return first if spreadsheet.tab(first) is None else _free_title(spreadsheet, f"{first} ", 2)


def _give_new_ids(batch: Batch, source: Tab, tab: Tab) -> None:
    """Let what hangs on a copy name the copy, under ids of its own."""
    tab.merges = [_on(tab, merge) for merge in source.merges]
    tab.conditional_formats = [
        {**rule, "ranges": [_on(tab, part) for part in rule["ranges"]]}
        for rule in source.conditional_formats
    ]
    if tab.basic_filter:
        tab.basic_filter["range"] = _on(tab, tab.basic_filter["range"])
    for protected in tab.protected_ranges:
        protected["protectedRangeId"] = batch.fresh_id(protected_ids(batch))
        protected["range"] = _on(tab, protected["range"])
        if "unprotectedRanges" in protected:
            holes = protected["unprotectedRanges"]
            protected["unprotectedRanges"] = [_on(tab, hole) for hole in holes]
    for metadata in tab.metadata:
        metadata["metadataId"] = batch.fresh_id(metadata_ids(batch.spreadsheet))
        metadata["location"] = located(metadata["location"], tab)


def _on(tab: Tab, grid_range: Json) -> Json:
    return kept({**grid_range, "sheetId": tab.id})


def update_properties(batch: Batch, request: Json) -> None:
    """Change a tab's name, place, size, looks, or whether it is hidden.

    Rows that a smaller grid has no room for are deleted with all that hangs on them. The number of
    rows is applied before that of columns, as Sheets does it
    (https://github.com/robin900/gspread-dataframe/issues/37).

    Raises:
        ApiError: The change cannot be; nothing may be left of what was done up to there.
    """
    mask, given = update_mask(request, "SheetProperties"), request.get("properties", {})
    spreadsheet, tab = batch.spreadsheet, batch.sheet(given.get("sheetId", 0))
    batch.check_tab_writable(tab)
    wanted = merged(tab.properties, {**given, "sheetId": tab.id, "sheetType": "GRID"}, mask)
    _rename(spreadsheet, tab, wanted.get("title", ""))
    grid = wanted.pop("gridProperties", {})
    wanted.pop("index", None)
    sizes = {name: tab.properties["gridProperties"][name] for name in ("rowCount", "columnCount")}
    tab.properties = {**said(wanted), "sheetId": tab.id, "gridProperties": {**said(grid), **sizes}}
    _resize(batch, tab, is_rows=True, size=grid.get("rowCount", 0))
    _resize(batch, tab, is_rows=False, size=grid.get("columnCount", 0))
    _check_frozen(tab)
    if all(other.properties.get("hidden") for other in spreadsheet.tabs):
        raise refused("You can't hide all the sheets in a document.")
    if mask.of("index"):
        _move(spreadsheet, tab, given.get("index", len(spreadsheet.tabs)))


def _rename(spreadsheet: Spreadsheet, tab: Tab, title: str) -> None:
    """Check a name and let references follow it; the tab has its old name still."""
    if title != tab.title:
        if not title:
            raise refused("The sheet name cannot be empty.")
        _check_title(spreadsheet, title, tab)
        _retarget(spreadsheet, tab.title, title)


def _resize(batch: Batch, tab: Tab, *, is_rows: bool, size: int) -> None:
    before = tab.row_count if is_rows else tab.column_count
    if size > before:
        grow(batch, tab, is_rows=is_rows, count=size - before)
    elif size < before:
        drop(batch, Lines(tab, is_rows, max(size, 0), before))


def _check_frozen(tab: Tab) -> None:
    grid = tab.properties["gridProperties"]
    for word, size in (("row", tab.row_count), ("column", tab.column_count)):
        if grid.get(f"frozen{word.title()}Count", 0) >= size:
            raise refused(f"You can't freeze all visible {word}s on the sheet.")


def _move(spreadsheet: Spreadsheet, tab: Tab, index: int) -> None:
    """Move a tab before another one, counted while it is still in its place."""
    before = _index(spreadsheet, tab)
    spreadsheet.tabs.pop(before)
    _place(spreadsheet, tab, index - 1 if index > before else index)


def update_spreadsheet(batch: Batch, request: Json) -> None:
    """Change the spreadsheet's name, locale, time zone and the like."""
    mask = update_mask(request, "SpreadsheetProperties")
    given = request.get("properties", {})
    batch.spreadsheet.properties = merged(batch.spreadsheet.properties, given, mask)
