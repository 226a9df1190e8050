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
    key_places = [places[column] for column in _indexes(edit.columns, edit.key)]
    lines = _lines(output, key_places)
    bottom = max(output.old.bottom, output.old.top)
    for key, row in _by_key(output, edit).items():
        if key not in lines:
            bottom += 1
            lines[key] = bottom
        output.write_row(lines[key], places, row)
    _finish(output, places, bottom, filtered=True)


def append_rows(output: Output, edit: AppendRows) -> None:
    """Write rows below the others; the first lines go when there are too many."""
    places = _places(output, edit.columns, ())
    top, bottom = output.old.top, max(output.old.bottom, output.old.top)
    rows = edit.rows[-edit.keep :]
    surplus = max(0, bottom - top + len(rows) - edit.keep)
    _move_up(output, places, surplus)
    for number, row in enumerate(rows, bottom - surplus + 1):
        output.write_row(number, places, row)
    last = bottom - surplus + len(rows)
    _delete_below(output, places, last)
    _finish(output, places, last, filtered=False)


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


def _lines(output: Output, key_places: Sequence[int]) -> dict[Key, int]:
    """Return the first row of each key."""
    known = xl.cells(output.sheet)
    lines: dict[Key, int] = {}
    for row in range(output.old.top + 1, output.old.bottom + 1):
        key = tuple(_stored_key(known.get((row, place))) for place in key_places)
        lines.setdefault(key, row)
    return lines


def _by_key(output: Output, edit: UpsertRows) -> dict[Key, tuple[Value, ...]]:
    """Return the rows by their keys as a cell would store them; of two rows the last."""
    indexes = _indexes(edit.columns, edit.key)
    found: dict[Key, tuple[Value, ...]] = {}
    for row in edit.rows:
        encoded = [encode(row[index], epoch_1904=output.pen.epoch_1904) for index in indexes]
        found[tuple(_comparable(one.kind, one.content) for one in encoded)] = row
    return found


def _stored_key(cell: Any) -> tuple[str, object]:
    if cell is None or not is_used(cell):
        return _comparable("n", None)
    return _comparable(cell.data_type, cell.value)


def _comparable(kind: str, content: object) -> tuple[str, object]:
    if isinstance(content, (int, float)) and not isinstance(content, bool):
        return kind, round(float(content), SAME_TIME)
    return kind, content if content is None or isinstance(content, bool) else str(content)


def _move_up(output: Output, places: Sequence[int], by: int) -> None:
    """Move what the lines hold up over the first ones."""
    known = xl.cells(output.sheet)
    for row in range(output.old.top + 1 + by, output.old.bottom + 1 if by else 0):
        for place in places:
            cell = known.pop((row, place), None)
            known.pop((row - by, place), None)
            if cell is not None:
                cell.row = row - by
                known[row - by, place] = cell


def _delete_below(output: Output, places: Sequence[int], last: int) -> None:
    for row in range(last + 1, output.old.bottom + 1):
        for place in places:
            xl.cells(output.sheet).pop((row, place), None)


def _finish(output: Output, places: Sequence[int], bottom: int, *, filtered: bool) -> None:
    right = max(output.old.right, *places)
    block = Block(output.old.top, output.old.left, bottom, right)
    added = right - output.old.right
    written = len(places) if output.new else tabs.width_written(output.sheet) + added
    output.finish(block, written, filtered=filtered)
