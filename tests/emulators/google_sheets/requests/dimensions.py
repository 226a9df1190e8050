"""Rows and columns: inserted, deleted, appended, moved, sized.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request. The words
of refusals are quoted in https://github.com/nithinmurali/pygsheets/issues/46 and /361,
https://github.com/nikaia/translation-sheet/issues/9, https://github.com/activepieces/activepieces/issues/5654,
https://github.com/jlolling/talendcomp_tGoogleSheet/issues/19 and
https://github.com/SteveWinward/GoogleSheetsWrapper/issues/43.
"""

from __future__ import annotations

from tests.emulators.google_sheets.model import Cell, Json, Tab, refused
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch
from tests.emulators.google_sheets.requests.fields import merged, said, update_mask
from tests.emulators.google_sheets.requests.ranges import Lines
from tests.emulators.google_sheets.requests.shifting import shift
from tests.emulators.google_sheets.requests.shifts import ALL, Deletion, Insertion, Move

PIXELS_OF_LETTER, PIXELS_AROUND = 7, 16
"""A guess at the width of a column that fits its text: the emulator has no fonts."""


def insert(batch: Batch, request: Json) -> None:
    """Insert rows or columns that look like those before or after them.

    Formats and sizes are taken over, data validation is not: the documentation speaks of looks.

    Raises:
        ApiError: They are not in the grid, or there is nothing they could look like.
    """
    given = request.get("range", {})
    if "startIndex" not in given or "endIndex" not in given:
        raise refused("range must be bounded at both ends.")
    inherits_before = request.get("inheritFromBefore", False)
    new = ranges.lines(batch, given)
    _check_insertion(new, inherits_before=inherits_before)
    _check_writable(batch, new)
    model = new.start - 1 if inherits_before else new.end
    _insert(batch, new)
    _inherit(new, model)


def _check_insertion(new: Lines, *, inherits_before: bool) -> None:
    if new.start > new.grid_size:
        raise refused(f"range.startIndex is larger than current grid size ({new.grid_size})")
    if inherits_before and not new.start:
        raise refused("range.startIndex must be greater than 0 if inheritFromBefore is true.")
    if not inherits_before and new.start == new.grid_size:
        raise refused(
            f"range.startIndex must be less than the grid size ({new.grid_size}) if "
            "inheritFromBefore is false."
        )


def _check_writable(batch: Batch, touched: Lines) -> None:
    """Refuse to push or take away lines of which the user may not write every cell."""
    batch.check_writable(touched.tab, touched.area)


def _insert(batch: Batch, new: Lines) -> None:
    shift(batch.spreadsheet, new.tab, Insertion(new.is_rows, ALL, new.start, new.end - new.start))
    batch.limits.check_columns(new.tab.column_count)
    batch.limits.check_cells(batch.spreadsheet.cell_count)


def _inherit(new: Lines, model: int) -> None:
    """Let new lines look like the one that is their model."""
    tab = new.tab
    sizes = tab.rows if new.is_rows else tab.columns
    size = sizes.get(model, {}).get("pixelSize")
    formats = [
        ((column if new.is_rows else row), cell.format)
        for (row, column), cell in tab.cells.items()
        if cell.format and (row if new.is_rows else column) == model
    ]
    for number in range(new.start, new.end):
        if size:
            sizes[number] = {"pixelSize": size}
        for across, form in formats:
            place = (number, across) if new.is_rows else (across, number)
            tab.cells[place] = Cell(format=form)


def grow(batch: Batch, tab: Tab, *, is_rows: bool, count: int) -> None:
    """Add rows or columns at a tab's end.

    Raises:
        ApiError: There would be too many, or the whole tab is protected.
    """
    size = tab.row_count if is_rows else tab.column_count
    new = Lines(tab, is_rows, size, size + count)
    _check_writable(batch, new)
    _insert(batch, new)


def append(batch: Batch, request: Json) -> None:
    """Add rows or columns at a tab's end.

    Raises:
        ApiError: There would be too many.
    """
    is_rows = ranges.is_row_dimension(request.get("dimension"))
    count = request.get("length", 0)
    if count < 1:
        raise refused("length must be greater than 0.")
    grow(batch, batch.grid(request.get("sheetId", 0)), is_rows=is_rows, count=count)


def delete(batch: Batch, request: Json) -> None:
    """Delete rows or columns.

    Raises:
        ApiError: Some do not exist, or all would be gone.
    """
    drop(batch, ranges.lines(batch, request.get("range", {})))


def drop(batch: Batch, gone: Lines) -> None:
    """Delete rows or columns.

    Whether the API takes a range that ends past the grid is not known; here it is refused.

    Raises:
        ApiError: Some do not exist, or all would be gone.
    """
    if gone.end > gone.grid_size:
        raise refused(
            f"Cannot delete a {gone.word} that doesn't exist. Tried to delete {gone.word} index "
            f"{max(gone.start, gone.grid_size)} but there are only {gone.grid_size} {gone.word}s."
        )
    check_rest(gone)
    _check_writable(batch, gone)
    change = Deletion(gone.is_rows, ALL, gone.start, gone.end)
    shift(batch.spreadsheet, gone.tab, change)


def check_rest(gone: Lines) -> None:
    """Refuse to delete all lines, or all that are not frozen.

    Raises:
        ApiError: It would.
    """
    if gone.end - gone.start == gone.grid_size:
        raise refused(f"You can't delete all the {gone.word}s on the sheet.")
    if gone.start <= gone.frozen and gone.end == gone.grid_size:
        raise refused(f"Sorry, it is not possible to delete all non-frozen {gone.word}s.")


def move(batch: Batch, request: Json) -> None:
    """Move rows or columns before another one, counted while they are still in their place.

    Measured against the API: a destination inside the moved lines is refused, their end moves
    nothing, the grid's size is its end.

    Raises:
        ApiError: The destination is none.
    """
    source, to = ranges.lines(batch, request.get("source", {})), request.get("destinationIndex", 0)
    if source.end > source.grid_size:
        raise refused(f"source.endIndex[{source.end}] is after last {source.word}.")
    if source.start <= to < source.end:
        raise refused(
            f"destinationIndex[{to}] must be outside the requested range"
            f"[{source.start}-{source.end}]"
        )
    if to > source.grid_size:
        raise refused(f"destinationIndex[{to}] is after last {source.word}[{source.grid_size}]")
    _check_writable(batch, source)
    _check_writable(batch, Lines(source.tab, source.is_rows, to, to + 1))
    change = Move(source.is_rows, ALL, source.start, source.end, to)
    shift(batch.spreadsheet, source.tab, change)


def update_properties(batch: Batch, request: Json) -> None:
    """Set sizes of rows or columns, or hide them."""
    mask = update_mask(request, "DimensionProperties")
    some = ranges.lines(batch, request.get("range", {}))
    _check_in_grid(some)
    _check_writable(batch, some)
    sizes = some.tab.rows if some.is_rows else some.tab.columns
    for number in range(some.start, min(some.end, some.grid_size)):
        sizes[number] = said(merged(sizes.get(number, {}), request.get("properties", {}), mask))


def _check_in_grid(some: Lines) -> None:
    if some.start >= some.grid_size:
        raise refused(
            f"range.startIndex[{some.start}] is after last {some.word} in grid"
            f"[{some.grid_size - 1}]"
        )


def auto_resize(batch: Batch, request: Json) -> None:
    """Fit columns to their texts (at a guess) and rows to one line."""
    some = ranges.lines(batch, request.get("dimensions", {}))
    _check_in_grid(some)
    _check_writable(batch, some)
    for number in range(some.start, min(some.end, some.grid_size)):
        if some.is_rows:
            some.tab.rows.pop(number, None)
        else:
            _fit(some.tab, number)


def _fit(tab: Tab, column: int) -> None:
    texts = [
        str(cell.entered)
        for (_, place), cell in tab.cells.items()
        if place == column and cell.entered is not None
    ]
    if texts:
        longest = max(map(len, texts))
        tab.columns[column] = {"pixelSize": PIXELS_AROUND + PIXELS_OF_LETTER * longest}
