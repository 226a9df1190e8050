"""A tab as it will be after the requests drafted so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator, Mapping, Sequence, Tuple

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import a1
from sheets_runner.workbook.google.cells import comparable
from sheets_runner.workbook.google.state import Area, Json, Mark, Row, Tab, runs

if TYPE_CHECKING:
    from sheets_runner.workbook.google.draft import Draft

Place = Tuple[int, int]


class DraftTab:
    """A tab as it will be after the requests drafted so far.

    Attributes:
        was: The tab before the batch; a new tab as it was made.
        places: What the marks of the runner's columns say, by column.
        cells: What is known of its cells.
        written: The cells that were written, one by one.
        blocks: The areas that were written as a whole.
        top: The row of the headers.
        key: The headers that tell its rows apart; none where all the runner's cells do.
        anchors: Cells that must hold what is known of them for the written ones to be right.
    """

    def __init__(self, draft: Draft, was: Tab) -> None:
        self.draft, self.was = draft, was
        self.id, self.title, self.mark = was.id, was.title, was.mark
        self.rows, self.columns = was.rows, was.columns
        self.places: dict[int, Mark] = dict(was.places)
        self.cells: dict[int, Row] = {number: dict(row) for number, row in was.cells.items()}
        self.written: set[Place] = set()
        self.blocks: list[Area] = []
        self.top = 1
        self.key: tuple[str, ...] = ()
        self.anchors: dict[Place, tuple[str, object]] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no cell is known to hold anything."""
        return not any(self.cells.values())

    @property
    def is_touched(self) -> bool:
        """Whether any of its cells is written."""
        return bool(self.written or self.blocks)

    @property
    def mine(self) -> list[int]:
        """The runner's columns from left to right."""
        return sorted(self.places)

    def row(self, number: int) -> Row:
        """Return the cells of a row."""
        return self.cells.get(number, {})

    def anchor(self, row: int, column: int) -> None:
        """Let the batch count as misplaced where this cell turns out to hold something else."""
        if (row, column) not in self.written:
            self.anchors[row, column] = comparable(self.row(row).get(column))

    def put(self, rows: Mapping[int, Row]) -> None:
        """Write cells, by row and column; one that holds just that already is left alone.

        Raises:
            WorkbookError: A cell is protected.
        """
        changed = {number: self._changed(number, row) for number, row in rows.items()}
        numbers = sorted(number for number, row in changed.items() if row)
        if not numbers:
            return
        self.need(numbers[-1], max(max(changed[number]) for number in numbers))
        for first, last in self._alike(numbers, changed):
            for left, right in runs(sorted(changed[first])):
                self._update(Area(first, left, last, right), changed)
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

    def insert_columns(self, place: int, number: int) -> None:
        """Insert blank columns, moving those from `place` on to the right."""
        self.draft.add(
            "insertDimension",
            range=self.range_of(place, place + number - 1),
            inheritFromBefore=place > 1,
        )
        self.columns += number
        self._rearrange({old: old + number if old >= place else old for old in self._known()})

    def move_column(self, place: int, before: int) -> None:
        """Move a column to stand before another, further right one (or after the last)."""
        self.draft.add(
            "moveDimension", source=self.range_of(place, place), destinationIndex=before - 1
        )
        moved = {old: old - 1 if place < old < before else old for old in self._known()}
        self._rearrange({**moved, place: before - 1})

    def mark_column(self, place: int, value: str) -> None:
        """Mark a column as the runner's, or change what its mark says."""
        known = self.places.get(place)
        if known is None:
            self.draft.put_mark(value, {"dimensionRange": self.range_of(place, place)})
        elif known.value != value:
            self.draft.add(
                "updateDeveloperMetadata",
                dataFilters=[{"developerMetadataLookup": {"metadataId": known.id}}],
                developerMetadata={"metadataValue": value},
                fields="metadataValue",
            )
        self.places[place] = Mark(known.id if known else 0, value)

    def refuse_protected(self, area: Area) -> None:
        """Raise when somebody has protected a part of an area.

        Raises:
            WorkbookError: Its message names the cells and says what to do.
        """
        for guarded in self.was.protected:
            if _overlap(guarded, area):
                raise WorkbookError(
                    f'Cells the runner writes on tab "{self.title}" are protected (from '
                    f"{a1(max(guarded.top, area.top), max(guarded.left, area.left))} on). Let the "
                    "runner's account edit them (Data > Protect sheets and ranges), or remove the "
                    "protection."
                )

    def _append(self, dimension: str, length: int) -> None:
        self.draft.add("appendDimension", sheetId=self.id, dimension=dimension, length=length)

    def _known(self) -> set[int]:
        return {place for row in self.cells.values() for place in row} | set(self.places)

    def _rearrange(self, moved: Mapping[int, int]) -> None:
        self.places = {moved[place]: mark for place, mark in self.places.items()}
        self.cells = {
            number: {moved[place]: cell for place, cell in row.items()}
            for number, row in self.cells.items()
        }

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
        self.refuse_protected(area)
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


def _overlap(one: Area, other: Area) -> bool:
    rows = _meet(one.top, one.bottom, other.top, other.bottom)
    return rows and _meet(one.left, one.right, other.left, other.right)


def _meet(first: int, last: int | None, start: int, end: int | None) -> bool:
    return (end is None or first <= end) and (last is None or start <= last)
