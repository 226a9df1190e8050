"""copyPaste and cutPaste.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#copypasterequest. Conditional formats are not pasted; cutting leaves merges as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Callable, List

from tests.emulators.google_sheets import a1, formulas, shown
from tests.emulators.google_sheets.model import BLANK, Cell, Entered, Formula, Json, Tab
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.references import Reference, copied, rewrite_all
from tests.emulators.google_sheets.requests import merges, ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.celldata import put

Cells = List[List[Cell]]
Paste = Callable[[Cell, Cell], Cell]
"""Given the copied cell and the one it is pasted on, returns the result."""


def _content(new: Cell, old: Cell) -> Cell:
    """Paste what is entered; a cell that comes out like the copied one is shared with it."""
    if new.format is old.format and new.note == old.note and new.validation is old.validation:
        return new
    return Cell(new.entered, old.format, old.note, old.validation)


_PASTES: dict[str, Paste] = {
    "PASTE_NORMAL": lambda new, _: new,
    "PASTE_VALUES": _content,
    "PASTE_FORMULA": _content,
    "PASTE_FORMAT": lambda new, old: old._replace(format=new.format),
    "PASTE_DATA_VALIDATION": lambda new, old: old._replace(validation=new.validation),
}


def copy(batch: Batch, request: Json) -> None:
    """Copy cells; a destination that is a multiple of the source is filled with it.

    Raises:
        ApiError: What is pasted does not fit the grid.
    """
    home, source = ranges.area(batch, request.get("source", {}))
    tab, target = ranges.area(batch, request.get("destination", {}))
    if request.get("pasteOrientation", "NORMAL") != "NORMAL":
        raise unknown("transposed pasting")
    paste = _paste(request)
    area = _pasted(tab, target, source)
    batch.check_writable(tab, area)
    cells = _cells(home, source)
    if request.get("pasteType") == "PASTE_VALUES":
        cells = _results(batch, home, source, cells)
    if request.get("pasteType", "PASTE_NORMAL") == "PASTE_NORMAL":
        merges.paste(home, source, tab, area)
    _fill(tab, area, source, cells, paste)


def _paste(request: Json) -> Paste:
    kind = request.get("pasteType", "PASTE_NORMAL")
    if kind not in _PASTES:
        raise unknown(kind)
    return _PASTES[kind]


def _pasted(tab: Tab, target: Area, source: Area) -> Area:
    """Return what is pasted on: the target, or as much as the source has."""
    height, width = (
        _size(target.bottom - target.top, source.bottom - source.top),
        _size(target.right - target.left, source.right - source.left),
    )
    area = Area(target.top, target.left, target.top + height, target.left + width)
    if area.bottom > tab.row_count or area.right > tab.column_count:
        raise a1.exceeds_grid(tab, a1.a1(area.top, area.left, area.bottom, area.right))
    return area


def _size(target: int, source: int) -> int:
    return target if target % source == 0 else source


def _cells(tab: Tab, area: Area) -> Cells:
    get, columns = tab.cells.get, range(area.left, area.right)
    return [
        [get((row, column), BLANK) for column in columns] for row in range(area.top, area.bottom)
    ]


def _results(batch: Batch, tab: Tab, area: Area, cells: Cells) -> Cells:
    """Return cells with the results of their formulas."""
    result = formulas.values(batch.spreadsheet, tab, batch.now)
    return [
        [
            cell._replace(entered=_literal(result(row, column)))
            if type(cell.entered) is Formula
            else cell
            for column, cell in enumerate(line, area.left)
        ]
        for row, line in enumerate(cells, area.top)
    ]


def _literal(value: Json | None) -> Entered:
    """Return a result as it would be entered; an error as the text that it shows."""
    if not value:
        return None
    kind, content = next(iter(value.items()))
    found: Entered = shown.error_text(content) if kind == "errorValue" else content
    return None if found == "" else found


def _fill(tab: Tab, area: Area, source: Area, cells: Cells, paste: Paste) -> None:
    """Paste cells all over an area; relative references of formulas move along."""
    height, width = len(cells), len(cells[0])
    for row in range(area.top, area.bottom):
        line = (row - area.top) % height
        for column in range(area.left, area.right):
            new = cells[line][(column - area.left) % width]
            if type(new.entered) is Formula:
                down = row - source.top - line
                right = column - source.left - (column - area.left) % width
                new = new._replace(entered=copied(new.entered, down, right))
            put(tab, (row, column), paste(new, tab.cells.get((row, column), BLANK)))


def cut(batch: Batch, request: Json) -> None:
    """Move cells; formulas elsewhere that mean them follow.

    Raises:
        ApiError: What is pasted does not fit the grid.
    """
    home, source = ranges.area(batch, request.get("source", {}))
    tab, top, left = ranges.coordinate(batch, request.get("destination", {}))
    paste = _paste(request)
    area = _pasted(tab, Area(top, left, top + 1, left + 1), source)
    batch.check_writable(home, source)
    batch.check_writable(tab, area)
    cells = _cells(home, source)
    for place in ranges.present(home, source):
        del home.cells[place]
    _redirect(batch, _Cut(home, source, tab, top - source.top, left - source.left))
    for row, line in enumerate(cells, top):
        for column, new in enumerate(line, left):
            put(tab, (row, column), paste(new, tab.cells.get((row, column), BLANK)))


@dataclass(frozen=True)
class _Cut:
    """Cells on their way: from an area of a tab to a tab, so many rows down and columns right."""

    home: Tab
    source: Area
    tab: Tab
    down: int
    right: int

    def reference(self, formula_tab: Tab, reference: Reference) -> Reference:
        """Return a reference as it is when the cells that it means are moved."""
        title = reference.title or formula_tab.title
        (top, bottom), (left, right) = reference.span(True), reference.span(False)
        cells = ranges.grid_range(self.home, self.source)
        if title.casefold() != self.home.title.casefold():
            return reference
        if not Area(top, left, bottom, right).lies_in(cells):
            return reference
        rows, columns = (
            (top + self.down, bottom + self.down),
            (left + self.right, right + self.right),
        )
        moved = reference.with_span(True, rows).with_span(False, columns)
        return moved if self.tab is self.home else moved.on(self.tab.title)


def _redirect(batch: Batch, cut_: _Cut) -> None:
    for tab in batch.spreadsheet.tabs:
        rewrite_all(tab, partial(cut_.reference, tab))
