"""Everything that hangs on rows and columns moves with them.

Cells, sizes, developer metadata (which goes when its row goes), merges, conditional formats,
protected and named ranges, the filter, and the references of formulas, which become ``#REF!`` when
what they mean is gone: https://developers.google.com/workspace/sheets/api/guides/metadata. Formulas
inside of rules are left alone. A named range of which nothing is left goes, where Sheets would
keep its name for ``#REF!``.
"""

from __future__ import annotations

from typing import Iterable

from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab
from tests.emulators.google_sheets.references import OPEN, Reference, Span, rewrite_all
from tests.emulators.google_sheets.requests.fields import said
from tests.emulators.google_sheets.requests.ranges import COLUMNS, ROWS
from tests.emulators.google_sheets.requests.shifts import Shift

_ENDS = {
    True: ("startRowIndex", "endRowIndex"),
    False: ("startColumnIndex", "endColumnIndex"),
}
_SIZES = {True: ("rowCount", "frozenRowCount"), False: ("columnCount", "frozenColumnCount")}


def shift(spreadsheet: Spreadsheet, tab: Tab, change: Shift) -> None:
    """Move rows or columns of a tab, and all that hangs on them."""
    mover = _Mover(tab, change)
    mover.move_cells()
    tab.merges = [merge for merge in mover.ranges(tab.merges) if not _is_one_cell(merge)]
    tab.conditional_formats = mover.holders(tab.conditional_formats)
    tab.protected_ranges = mover.protections(tab.protected_ranges)
    spreadsheet.named_ranges = [
        moved for named in spreadsheet.named_ranges for moved in mover.named(named)
    ]
    tab.basic_filter = mover.filter(tab.basic_filter)
    for other in spreadsheet.tabs:
        mover.move_references(other)
    if change.is_whole:
        mover.move_lines()


class _Mover:
    """Moves what belongs to one tab."""

    def __init__(self, tab: Tab, change: Shift) -> None:
        self._tab, self._change = tab, change
        self._is_rows = change.is_rows
        self._size = tab.row_count if change.is_rows else tab.column_count

    def move_cells(self) -> None:
        """Put the cells into their new places; those pushed off the grid are gone."""
        size = self._size + (self._change.growth if self._change.is_whole else 0)
        lines = [self._change.line(number) for number in range(self._size)]
        line = [None if number is None or number >= size else number for number in lines]
        low, high = self._change.across
        moved = {}
        for place, cell in self._tab.cells.items():
            along, across = place if self._is_rows else place[::-1]
            to = line[along] if low <= across < high else along
            if to == along:
                moved[place] = cell
            elif to is not None:
                moved[(to, across) if self._is_rows else (across, to)] = cell
        self._tab.cells = moved

    def range(self, grid_range: Json) -> Json | None:
        """Return where a ``GridRange`` goes, None when nothing of it is left."""
        first, last = _ENDS[self._is_rows]
        if first not in grid_range and last not in grid_range:
            return grid_range
        if not self._change.holds(_span(grid_range, not self._is_rows)):
            return grid_range
        start, end = _span(grid_range, self._is_rows)
        span = self._moved((start, min(end, self._size)))
        if span is None:
            return None
        moved = {**grid_range}
        if first in grid_range or span[0]:
            moved[first] = span[0]
        if last in grid_range:
            moved[last] = span[1]
        return moved

    def _moved(self, span: Span) -> Span | None:
        """Return where lines go that lie in the grid; what is pushed off it is gone."""
        moved = self._change.span(span)
        if moved is None or self._change.is_whole:
            return moved
        return (moved[0], min(moved[1], self._size)) if moved[0] < self._size else None

    def ranges(self, grid_ranges: Iterable[Json]) -> list[Json]:
        """Return where ranges go, without those that are gone."""
        return [moved for moved in map(self.range, grid_ranges) if moved is not None]

    def holders(self, rules: list[Json]) -> list[Json]:
        """Return conditional formats whose ranges moved, without those that have none left."""
        moved = [{**rule, "ranges": self.ranges(rule["ranges"])} for rule in rules]
        return [rule for rule in moved if rule["ranges"]]

    def protections(self, protected_ranges: list[Json]) -> list[Json]:
        """Return protected ranges that moved, without those that are gone."""
        moved = [
            {**protected, "range": place}
            for protected in protected_ranges
            for place in self.ranges([protected["range"]])
        ]
        for protected in moved:
            if "unprotectedRanges" in protected:
                protected["unprotectedRanges"] = self.ranges(protected["unprotectedRanges"])
        return moved

    def named(self, named_range: Json) -> list[Json]:
        """Return a named range that moved, nothing when it is gone."""
        if named_range["range"].get("sheetId", 0) != self._tab.id:
            return [named_range]
        return [{**named_range, "range": moved} for moved in self.ranges([named_range["range"]])]

    def filter(self, basic_filter: Json | None) -> Json | None:
        """Return the filter where it went; what it says of columns goes with these."""
        place = basic_filter and self.range(basic_filter["range"])
        if not basic_filter or place is None:
            return None
        moved = {**basic_filter, "range": place}
        if self._is_rows or not self._change.holds(_span(place, is_rows=True)):
            return moved
        for name, key in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
            if name in moved:
                moved[name] = self._column_rules(moved[name], key)
        if "criteria" in moved:
            columns = {key: self._change.line(int(key)) for key in moved["criteria"]}
            moved["criteria"] = {
                str(columns[key]): rule
                for key, rule in moved["criteria"].items()
                if columns[key] is not None
            }
        return moved

    def _column_rules(self, rules: list[Json], key: str) -> list[Json]:
        moved = [{**rule, key: self._change.line(rule.get(key, 0))} for rule in rules]
        return [rule for rule in moved if rule[key] is not None]

    def move_references(self, other: Tab) -> None:
        """Let the formulas of a tab mean the same cells as before."""
        rewrite_all(other, lambda reference: self._reference(reference, other))

    def _reference(self, reference: Reference, home: Tab) -> Reference | None:
        title = reference.title or home.title
        if title.casefold() != self._tab.title.casefold():
            return reference
        start, end = reference.span(self._is_rows)
        if (start, end) == (0, OPEN) or not self._change.holds(reference.span(not self._is_rows)):
            return reference
        span = self._moved((start, min(end, self._size)))
        return span and reference.with_span(self._is_rows, span)

    def move_lines(self) -> None:
        """Move sizes and developer metadata, and count the lines anew."""
        tab, line = self._tab, self._change.line
        sizes = tab.rows if self._is_rows else tab.columns
        moved = {
            to: size for number, size in sizes.items() for to in [line(number)] if to is not None
        }
        if self._is_rows:
            tab.rows = moved
        else:
            tab.columns = moved
        tab.metadata = [kept for kept in map(self._metadata, tab.metadata) if kept is not None]
        self._count()

    def _metadata(self, metadata: Json) -> Json | None:
        dimension = metadata["location"].get("dimensionRange")
        if not dimension or dimension["dimension"] != (ROWS if self._is_rows else COLUMNS):
            return metadata
        to = self._change.line(dimension["startIndex"])
        if to is None:
            return None
        place = {**dimension, "startIndex": to, "endIndex": to + 1}
        return {**metadata, "location": {**metadata["location"], "dimensionRange": place}}

    def _count(self) -> None:
        """Set the grid's size, and how much of it is frozen: frozen lines stay frozen."""
        size, frozen = _SIZES[self._is_rows]
        grid = {**self._tab.properties["gridProperties"]}
        grid[size] += self._change.growth
        if grid.get(frozen) and self._change.growth:
            grid[frozen] = (self._change.span((0, grid[frozen])) or (0, 0))[1]
        self._tab.properties = {**self._tab.properties, "gridProperties": said(grid)}


def _span(grid_range: Json, is_rows: bool) -> Span:
    first, last = _ENDS[is_rows]
    return grid_range.get(first, 0), grid_range.get(last, OPEN)


def _is_one_cell(merge: Json) -> bool:
    return all(merge[last] - merge[first] == 1 for first, last in _ENDS.values())
