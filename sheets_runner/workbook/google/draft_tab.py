"""A tab as it will be after the requests drafted so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Iterator, Mapping, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import a1
from sheets_runner.workbook.google.areas import Area, area_of
from sheets_runner.workbook.google.state import Json, Mark, Row, Tab, runs
from sheets_runner.workbook.google.trace import Cover, Place

if TYPE_CHECKING:
    from sheets_runner.workbook.google.draft import Draft


class DraftTab:
    """A tab as it will be after the requests drafted so far.

    Attributes:
        was: The tab before the batch; a new tab as it was made.
        is_new: Whether the batch makes it: nobody can have put anything into it.
        places: What the marks of the runner's columns say, by column.
        cells: What is known of its cells.
        before: What stood in them before the batch, by where they will be.
        protected: What must not be written to, by where it will be.
        merges: Its merged cells, likewise.
        rules: What may be entered into its cells, empty where a rule was taken away.
        rules_before: The rules before the batch, by where their cells will be.
        offered: The columns that were given choices, each with the first row of them.
        written: The cells that were written, one by one.
        blocks: The areas that were written as a whole.
        sources: The cells that others were filled from.
        top: The row of the headers.
        key: The normalised headers that tell its rows apart.
    """

    def __init__(self, draft: Draft, was: Tab, *, is_new: bool = False) -> None:
        self.draft, self.was, self.is_new = draft, was, is_new
        self.id, self.title, self.mark = was.id, was.title, was.mark
        self.rows, self.columns = was.rows, was.columns
        self.places: dict[int, Mark] = dict(was.places)
        self.cells: dict[int, Row] = {number: dict(row) for number, row in was.cells.items()}
        self.before: Mapping[int, Row] = was.cells
        self.protected, self.merges = was.protected, was.merges
        self.rules: dict[int, Row] = {number: dict(row) for number, row in was.rules.items()}
        self.rules_before: Mapping[int, Row] = was.rules
        self.offered: dict[int, int] = {}
        self.written: set[Place] = set()
        self.blocks: list[Area] = []
        self.sources: set[Place] = set()
        self._moved = False
        self.top = 1
        self.key: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no cell is known to hold anything."""
        return not any(self.cells.values())

    @property
    def is_touched(self) -> bool:
        """Whether any of its cells is written, or given choices."""
        return bool(self.written or self.blocks or self.offered)

    @property
    def cover(self) -> Cover:
        """The cells that are written."""
        return Cover(self.written, self.blocks)

    @property
    def mine(self) -> list[int]:
        """The runner's columns from left to right."""
        return sorted(self.places)

    @property
    def loose(self) -> set[int]:
        """The runner's columns whose places are of the batch's making, whatever was there then."""
        known = set() if self._moved else {mark.id for mark in self.was.places.values()}
        return {place for place, mark in self.places.items() if mark.id not in known}

    @property
    def end(self) -> int:
        """The last column that anybody uses, if only for a look of their own."""
        areas = [*self.merges, *(guarded.area for guarded in self.protected)]
        if self.was.filter:
            areas.append(area_of(self.was.filter.get("range", {})))
        edges = [area.right or 0 for area in areas]
        return max([self.was.width, *self._known(), *edges], default=0)

    def row(self, number: int) -> Row:
        """Return the cells of a row."""
        return self.cells.get(number, {})

    def write(self, rows: Mapping[int, Row]) -> None:
        """Write cells, by row and column; one that holds just that already is left alone.

        Raises:
            WorkbookError: A cell is protected or merged.
        """
        changed = {number: self._changed(number, row) for number, row in rows.items()}
        for area, cells in self._areas(changed):
            self.refuse(area)
            self._update(area, cells)

    def put(self, rows: Mapping[int, Row]) -> None:
        """Write cells whatever is on them: what was written by mistake can be undone.

        Not all that was written is known, so none of them is left alone; past the grid there is
        nothing to be undone.
        """
        there = {
            number: {place: cell for place, cell in row.items() if place <= self.columns}
            for number, row in rows.items()
            if number <= self.rows
        }
        for area, cells in self._areas(there):
            self._update(area, cells)

    def _areas(self, changed: Mapping[int, Row]) -> Iterator[tuple[Area, Mapping[int, Row]]]:
        """Yield the areas of cells that are to change, and the cells."""
        numbers = sorted(number for number, row in changed.items() if row)
        if not numbers:
            return
        self.need(numbers[-1], max(max(changed[number]) for number in numbers))
        for first, last in self._alike(numbers, changed):
            for left, right in runs(sorted(changed[first])):
                yield Area(first, left, last, right), changed
        for number in numbers:
            self._note(number, changed[number])

    def need(self, rows: int, columns: int) -> None:
        """Make the grid at least so large; new rows look like the last one."""
        if columns > self.columns:
            self._append("COLUMNS", columns - self.columns)
            self.columns = columns
        if rows > self.rows:
            self._append("ROWS", rows - self.rows)
            self.draft.add(
                "copyPaste",
                source=Area(self.rows, 1, self.rows, self.columns).on(self.id),
                destination=Area(self.rows + 1, 1, rows, self.columns).on(self.id),
                pasteType="PASTE_FORMAT",
            )
            self.rows = rows

    def insert_columns(self, place: int, number: int = 1) -> None:
        """Insert blank columns, moving those from `place` on to the right.

        Columns of the runner's are never made of blank ones that are there: a look, a rule or a
        protection of somebody's may be on them, or a text by the time the batch is written.
        """
        last = place > self.columns
        area = self.range_of(place, place + number - 1)
        self.draft.add("insertDimension", range=area, inheritFromBefore=last)
        self.columns += number
        self._rearrange(lambda old: old + number if old >= place else old)

    def move_column(self, place: int, before: int) -> None:
        """Move a column of the runner's to stand before a further right one, or after the last."""
        self._moved = True
        self.draft.add(
            "moveDimension", source=self.range_of(place, place), destinationIndex=before - 1
        )
        self._rearrange(lambda old: before - 1 if old == place else old - (place < old < before))

    def mark_column(self, place: int, value: str) -> None:
        """Mark a column as the runner's, or change what its mark says."""
        known = self.places.get(place)
        mark = Mark(known.id if known else self.draft.new_mark(), value)
        if known is None:
            self.draft.put_mark(mark, {"dimensionRange": self.range_of(place, place)})
        elif known.value != value:
            self.draft.add(
                "updateDeveloperMetadata",
                dataFilters=[{"developerMetadataLookup": {"metadataId": known.id}}],
                developerMetadata={"metadataValue": value},
                fields="metadataValue",
            )
        self.places[place] = mark

    def refuse(self, area: Area) -> None:
        """Raise when an area cannot be written.

        Raises:
            WorkbookError: Somebody has protected or merged a part of it; its message names the
                cells and says what to do.
        """
        self.refuse_protected(area)
        for merge in self.merges:
            if merge.meets(area):
                raise WorkbookError(
                    f'Cells the runner writes on tab "{self.title}" are merged (from '
                    f"{_common(merge, area)} on). Unmerge them: Format > Merge cells > Unmerge."
                )

    def may_write(self, area: Area) -> bool:
        """Tell whether nothing in an area is protected."""
        return not any(guarded.keeps_out_of(area) for guarded in self.protected)

    def refuse_protected(self, area: Area) -> None:
        """Raise when something in an area is protected.

        Raises:
            WorkbookError: Its message names the cells and says what to do.
        """
        for guarded in self.protected:
            if guarded.keeps_out_of(area):
                raise WorkbookError(
                    f'Cells the runner writes on tab "{self.title}" are protected (from '
                    f"{_common(guarded.area, area)} on). Let the runner's account edit them (Data "
                    "> Protect sheets and ranges), or remove the protection."
                )

    def _append(self, dimension: str, length: int) -> None:
        self.draft.add("appendDimension", sheetId=self.id, dimension=dimension, length=length)

    def _known(self) -> set[int]:
        return {place for row in self.cells.values() for place in row} | set(self.places)

    def _rearrange(self, move: Callable[[int], int]) -> None:
        self.places = {move(place): mark for place, mark in self.places.items()}
        self.cells = {number: _moved(row, move) for number, row in self.cells.items()}
        self.before = {number: _moved(row, move) for number, row in self.before.items()}
        self.rules = {number: _moved(row, move) for number, row in self.rules.items()}
        self.rules_before = {number: _moved(row, move) for number, row in self.rules_before.items()}
        self.offered = {move(place): row for place, row in self.offered.items()}
        self.written = {(row, move(place)) for row, place in self.written}
        self.merges = tuple(merge.moved(move) for merge in self.merges)
        self.protected = tuple(guarded.moved(move) for guarded in self.protected)

    def range_of(self, first: int, last: int) -> Json:
        """Return whole columns as a ``DimensionRange``."""
        return {
            "sheetId": self.id,
            "dimension": "COLUMNS",
            "startIndex": first - 1,
            "endIndex": last,
        }

    def _changed(self, number: int, row: Row) -> Row:
        known = self.row(number)
        return {place: content for place, content in row.items() if known.get(place, {}) != content}

    def _alike(self, numbers: Sequence[int], rows: Mapping[int, Row]) -> Iterator[tuple[int, int]]:
        """Yield the first and last of neighbouring rows that write the same columns."""
        first = last = numbers[0]
        for number in numbers[1:]:
            if number != last + 1 or rows[number].keys() != rows[first].keys():
                yield first, last
                first = number
            last = number
        yield first, last

    def _update(self, area: Area, rows: Mapping[int, Row]) -> None:
        assert area.bottom is not None and area.right is not None  # noqa: S101, PT018 - for types
        places = range(area.left, area.right + 1)
        self.draft.add(
            "updateCells",
            start={
                "sheetId": self.id,
                "rowIndex": area.top - 1,
                "columnIndex": area.left - 1,
            },
            rows=[
                {"values": [{"userEnteredValue": rows[number][place]} for place in places]}
                for number in range(area.top, area.bottom + 1)
            ],
            fields="userEnteredValue",
        )

    def _note(self, number: int, row: Row) -> None:
        known = self.cells.setdefault(number, {})
        for place, content in row.items():
            self.written.add((number, place))
            if content:
                known[place] = content
            else:
                known.pop(place, None)


def _moved(row: Row, move: Callable[[int], int]) -> Row:
    return {move(place): cell for place, cell in row.items()}


def _common(one: Area, other: Area) -> str:
    """Return the first cell that two areas share."""
    return a1(max(one.top, other.top), max(one.left, other.left))
