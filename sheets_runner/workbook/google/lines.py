"""`UpsertRows` and `AppendRows`: lines of a table that is kept, found by their headers."""

from __future__ import annotations

from typing import Collection, Mapping, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import AppendRows, Column, UpsertRows, Value
from sheets_runner.workbook.google.cells import Key, comparable, entered
from sheets_runner.workbook.google.output import Output
from sheets_runner.workbook.google.state import Row
from sheets_runner.workbook.text import header_key


def upsert_rows(output: Output, edit: UpsertRows) -> None:
    """Write rows over the lines that have their key, the others below."""
    places = _places(output, edit.columns, edit.key)
    output.tab.key = tuple(header_key(header) for header in edit.key)
    known = _lines(output, places)
    rows = {_key(row, edit, edit.key): row for row in edit.rows}
    known = _without(known, _outdated(edit, rows, known, places))
    where = _first_rows(known, edit, places)
    bottom = max(known, default=output.top)
    for key, row in rows.items():
        if key not in where:
            bottom += 1
            where[key] = bottom
        known[where[key]] = _content(row, places)
    _write(output, places, known)


def append_rows(output: Output, edit: AppendRows) -> None:
    """Write rows below the others; the first lines go when there are too many."""
    places = _places(output, edit.columns, ())
    known = _lines(output, places)
    rows = edit.rows[-edit.keep :]
    surplus = max(0, len(known) + len(rows) - edit.keep)
    known = _without(known, sorted(known)[:surplus])
    bottom = max(known, default=output.top)
    for number, row in enumerate(rows, bottom + 1):
        known[number] = _content(row, places)
    _write(output, places, known)


def _places(output: Output, columns: Sequence[Column], key: Sequence[str]) -> list[int]:
    """Return where the columns are; those that are missing are made at the right.

    Raises:
        WorkbookError: A column of the key is missing: no line could be told from another.
    """
    was = output.places_of()
    for column in columns:
        if column.header in was:
            continue
        if column.header in key and not output.new:
            raise WorkbookError(
                f'Tab "{output.tab.title}" has no column "{column.header}" any more: put that '
                "header back, or delete the tab and it is made anew."
            )
        was[column.header] = output.claim()
        output.lay(was[column.header], column, "")
    places = [was[column.header] for column in columns]
    header = {place: entered(column.header) for place, column in zip(places, columns)}
    output.tab.write({output.top: header})
    return places


def _lines(output: Output, places: Collection[int]) -> dict[int, Row]:
    """Return the runner's cells of each line by its row."""
    found = {
        number: {place: cell for place, cell in row.items() if place in places}
        for number, row in sorted(output.tab.cells.items())
        if number > output.top
    }
    return {number: row for number, row in found.items() if row}


def _without(known: Mapping[int, Row], gone: Collection[int]) -> dict[int, Row]:
    """Return the lines without some, those below them moved up."""
    left: dict[int, Row] = {}
    shift = 0
    for number, row in known.items():
        if number in gone:
            shift += 1
        else:
            left[number - shift] = row
    return left


def _outdated(
    edit: UpsertRows,
    written: Collection[Key],
    known: Mapping[int, Row],
    places: Sequence[int],
) -> set[int]:
    """Return the rows of the lines that the written ones stand instead of."""
    if not edit.instead:
        return set()
    replaced = {_key(row, edit, edit.instead) for row in edit.rows}
    return {
        number
        for number, row in known.items()
        if _known_key(row, edit, edit.instead, places) in replaced
        and _known_key(row, edit, edit.key, places) not in written
    }


def _first_rows(
    known: Mapping[int, Row], edit: UpsertRows, places: Sequence[int]
) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for number, row in known.items():
        found.setdefault(_known_key(row, edit, edit.key, places), number)
    return found


def _known_key(row: Row, edit: UpsertRows, headers: Sequence[str], places: Sequence[int]) -> Key:
    return tuple(comparable(row.get(places[index])) for index in _indexes(edit, headers))


def _key(row: Sequence[Value], edit: UpsertRows, headers: Sequence[str]) -> Key:
    return tuple(comparable(entered(row[index])) for index in _indexes(edit, headers))


def _indexes(edit: UpsertRows, headers: Sequence[str]) -> list[int]:
    known = [column.header for column in edit.columns]
    return [known.index(header) for header in headers]


def _content(row: Sequence[Value], places: Sequence[int]) -> Row:
    return {place: entered(value) for place, value in zip(places, row)}


def _write(output: Output, places: Sequence[int], lines: Mapping[int, Row]) -> None:
    """Write the lines, and blank what stands below them."""
    tab = output.tab
    blank: Row = {place: {} for place in places}
    gone = {number: blank for number in _lines(output, places) if number not in lines}
    tab.write({**{number: {**blank, **row} for number, row in lines.items()}, **gone})
    output.filter_down(max(lines, default=output.top))
