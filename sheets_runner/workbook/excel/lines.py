"""`UpsertRows` and `AppendRows`: lines of a table that is kept, found by their headers."""

from __future__ import annotations

from typing import Any, Sequence, Tuple

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import AppendRows, Column, UpsertRows, Value
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel import tabs
from sheets_runner.workbook.excel.output import Output
from sheets_runner.workbook.excel.reading import is_used
from sheets_runner.workbook.excel.tabs import Block
from sheets_runner.workbook.excel.writing import encode

Key = Tuple[Tuple[str, object], ...]

SAME_TIME = 8
"""Decimals of a day in which two moments are the same: about a millisecond."""


def upsert_rows(output: Output, edit: UpsertRows) -> None:
    """Write rows over the lines that have their key, the others below."""
    places = _places(output, edit.columns, edit.key)
    rows = _by_key(output, edit)
    dropped = _drop(output, places, _outdated(output, edit, places))
    lines = _lines(output, edit, edit.key, places)
    first = {key: line for line, key in sorted(lines.items(), reverse=True)}
    bottom = max(output.old.bottom, output.old.top) - dropped
    for key, row in rows.items():
        if key not in first:
            bottom += 1
            first[key] = bottom
        output.write_row(first[key], places, row)
    _finish(output, places, bottom, filtered=True)


def append_rows(output: Output, edit: AppendRows) -> None:
    """Write rows below the others; the first lines go when there are too many."""
    places = _places(output, edit.columns, ())
    top, bottom = output.old.top, max(output.old.bottom, output.old.top)
    rows = edit.rows[-edit.keep :]
    surplus = max(0, bottom - top + len(rows) - edit.keep)
    _drop(output, places, set(range(top + 1, top + 1 + surplus)))
    for number, row in enumerate(rows, bottom - surplus + 1):
        output.write_row(number, places, row)
    _finish(output, places, bottom - surplus + len(rows), filtered=False)


def _indexes(columns: Sequence[Column], headers: Sequence[str]) -> list[int]:
    known = [column.header for column in columns]
    return [known.index(header) for header in headers]


def _places(output: Output, columns: Sequence[Column], key: Sequence[str]) -> list[int]:
    """Return where the columns are; those that are missing are made at the right.

    Raises:
        WorkbookError: A column of the key is missing: no line could be told from another.
    """
    was = output.headers()
    right = output.old.right
    for column in columns:
        if column.header in key and column.header not in was and not output.new:
            raise WorkbookError(
                f'Tab "{output.sheet.title}" has no column "{column.header}" any more: put that '
                "header back, or delete the tab and it is made anew."
            )
        if column.header not in was:
            right += 1
            output.lay_column(right, column, None)
            was[column.header] = right
        else:
            output.lay_column(was[column.header], column, was[column.header])
    return [was[column.header] for column in columns]


def _lines(
    output: Output, edit: UpsertRows, headers: Sequence[str], places: Sequence[int]
) -> dict[int, Key]:
    """Return what stands under some headers in each line, by row."""
    known = xl.cells(output.sheet)
    asked = [places[index] for index in _indexes(edit.columns, headers)]
    return {
        row: tuple(_stored_key(known.get((row, place))) for place in asked)
        for row in range(output.old.top + 1, output.old.bottom + 1)
    }


def _outdated(output: Output, edit: UpsertRows, places: Sequence[int]) -> set[int]:
    """Return the rows of the lines that the written ones stand instead of."""
    if not edit.instead:
        return set()
    written = _by_key(output, edit)
    replaced = {_key(output, edit, edit.instead, row) for row in edit.rows}
    keys = _lines(output, edit, edit.key, places)
    groups = _lines(output, edit, edit.instead, places)
    return {row for row in keys if keys[row] not in written and groups[row] in replaced}


def _by_key(output: Output, edit: UpsertRows) -> dict[Key, tuple[Value, ...]]:
    """Return the rows by their keys as a cell would store them; of two rows the last."""
    return {_key(output, edit, edit.key, row): row for row in edit.rows}


def _key(output: Output, edit: UpsertRows, headers: Sequence[str], row: Sequence[Value]) -> Key:
    encoded = (
        encode(row[index], epoch_1904=output.pen.epoch_1904)
        for index in _indexes(edit.columns, headers)
    )
    return tuple(_comparable(one.kind, one.content) for one in encoded)


def _stored_key(cell: Any) -> tuple[str, object]:
    if cell is None or not is_used(cell):
        return _comparable("n", None)
    return _comparable(cell.data_type, cell.value)


def _comparable(kind: str, content: object) -> tuple[str, object]:
    if isinstance(content, (int, float)) and not isinstance(content, bool):
        return kind, round(float(content), SAME_TIME)
    return kind, content if content is None or isinstance(content, bool) else str(content)


def _drop(output: Output, places: Sequence[int], gone: set[int]) -> int:
    """Take some lines out, move up what the lines below them hold, and say how many they were."""
    known = xl.cells(output.sheet)
    shift = 0
    for row in range(output.old.top + 1, output.old.bottom + 1 if gone else 0):
        shift += row in gone
        for place in places:
            cell = known.pop((row, place), None)
            if cell is not None and row not in gone:
                cell.row = row - shift
                known[row - shift, place] = cell
    return shift


def _finish(output: Output, places: Sequence[int], bottom: int, *, filtered: bool) -> None:
    right = max(output.old.right, *places)
    block = Block(output.old.top, output.old.left, bottom, right)
    added = right - output.old.right
    written = len(places) if output.new else tabs.width_written(output.sheet) + added
    output.finish(block, written, filtered=filtered)
