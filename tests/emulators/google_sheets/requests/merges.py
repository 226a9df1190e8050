"""Merged cells.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#mergecellsrequest
"""

from __future__ import annotations

from tests.emulators.google_sheets.model import BLANK, Json, Tab, refused
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch
from tests.emulators.google_sheets.requests.celldata import put


def merge(batch: Batch, request: Json) -> None:
    """Merge a range into one cell, or each row or column of it; only the first content is kept.

    Raises:
        ApiError: It cuts through cells that are merged already.
    """
    tab, area = _area(batch, request)
    _unmerge(tab, area)
    for part in _parts(area, request.get("mergeType", "MERGE_ALL")):
        if (part.bottom - part.top) * (part.right - part.left) > 1:
            tab.merges.append(ranges.grid_range(tab, part))
            _empty(tab, part)


def unmerge(batch: Batch, request: Json) -> None:
    """Unmerge all cells in a range.

    Raises:
        ApiError: It cuts through merged cells.
    """
    tab, area = _area(batch, request)
    _unmerge(tab, area)


def paste(home: Tab, source: Area, tab: Tab, area: Area) -> None:
    """Merge the cells of an area like those of the source that it is filled with.

    Raises:
        ApiError: The area cuts through merged cells.
    """
    whole = ranges.grid_range(home, source)
    patterns = [part for part in map(_merged, home.merges) if part.lies_in(whole)]
    _unmerge(tab, area)
    for top in range(area.top, area.bottom, source.bottom - source.top):
        for left in range(area.left, area.right, source.right - source.left):
            down, right = top - source.top, left - source.left
            tab.merges += [ranges.grid_range(tab, _moved(part, down, right)) for part in patterns]


def _moved(area: Area, down: int, right: int) -> Area:
    return Area(area.top + down, area.left + right, area.bottom + down, area.right + right)


def _area(batch: Batch, request: Json) -> tuple[Tab, Area]:
    tab, area = ranges.area(batch, request.get("range", {}))
    batch.check_writable(tab, area)
    return tab, area


def _parts(area: Area, kind: str) -> list[Area]:
    if kind == "MERGE_ROWS":
        rows = range(area.top, area.bottom)
        return [Area(row, area.left, row + 1, area.right) for row in rows]
    if kind == "MERGE_COLUMNS":
        columns = range(area.left, area.right)
        return [Area(area.top, column, area.bottom, column + 1) for column in columns]
    return [area]


def _unmerge(tab: Tab, area: Area) -> None:
    whole = ranges.grid_range(tab, area)
    touched = [merge for merge in tab.merges if area.meets(merge)]
    if not all(_merged(merge).lies_in(whole) for merge in touched):
        raise refused("You must select all cells in a merged range to merge or unmerge them.")
    tab.merges = [merge for merge in tab.merges if merge not in touched]


def _merged(merge: Json) -> Area:
    return Area(
        merge["startRowIndex"],
        merge["startColumnIndex"],
        merge["endRowIndex"],
        merge["endColumnIndex"],
    )


def _empty(tab: Tab, area: Area) -> None:
    """Move the first content of an area to its first cell, and drop the others."""
    places = [place for place in ranges.present(tab, area) if tab.cells[place].entered is not None]
    if not places:
        return
    content = tab.cells[min(places)].entered
    for place in places:
        put(tab, place, tab.cells[place]._replace(entered=None))
    first = (area.top, area.left)
    put(tab, first, tab.cells.get(first, BLANK)._replace(entered=content))
