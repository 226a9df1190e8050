"""`ReplaceTable`: the tab holds exactly this table, and the team's cells beside it stay."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import Iterator, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import ReplaceTable, Value
from sheets_runner.workbook.google import look
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.cells import entered, pattern_of
from sheets_runner.workbook.google.draft import MOST_CELLS, Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.output import Output, arrange
from sheets_runner.workbook.google.state import Json, runs

_FILLS_ITSELF = re.compile(
    r"=\s*(\{|(ARRAYFORMULA|QUERY|FILTER|SORTN?|UNIQUE|SEQUENCE|TRANSPOSE|FLATTEN|IMPORT\w+|MAP|BYROW"
    r"|MAKEARRAY|SCAN|[HV]STACK|TO(ROW|COL)|WRAPROWS|WRAPCOLS)\s*\()",
    re.IGNORECASE,
)
"""Formulas whose result takes the cells below: those must stay blank
(https://support.google.com/docs/answer/6208276)."""
MIXED = "mixed"
"""In place of a number format: the cells of the column each have their own."""


@dataclass(frozen=True)
class Survey:
    """What is to be known of a table before it is written.

    Attributes:
        count: How many rows it has below its header.
        patterns: The number format that each column's values ask for, `MIXED` for several.
        size: About how many bytes its cells take as requests.
        cells: The cells, row by row; None for a table too large to be held.
    """

    count: int
    patterns: tuple[str, ...]
    size: int
    cells: tuple[list[Json], ...] | None = field(repr=False)


@dataclass(frozen=True)
class Staged:
    """Where the rows of a large table wait.

    Attributes:
        tab: The id of the staging tab; the rows begin in its first.
        title: The staging tab's name.
    """

    tab: int
    title: str


def survey(edit: ReplaceTable, most: int) -> Survey:
    """Walk a table once.

    Args:
        edit: The table.
        most: Bytes of requests up to which its cells are held.

    Raises:
        WorkbookError: A cell cannot hold its text.
    """
    asked: list[set[str]] = [set() for _ in edit.columns]
    held: list[list[Json]] | None = []
    count = size = 0
    for row in edit.rows:
        count += 1
        for patterns, value in zip(asked, row):
            if not isinstance(value, (str, bool, type(None))):
                patterns.add(pattern_of(value))
        if held is not None:
            cells = [{"userEnteredValue": entered(value)} for value in row]
            held.append(cells)
            size += len(json.dumps(cells))
        if size > most:
            held = None
    found = tuple(_pattern(each, column.format) for each, column in zip(asked, edit.columns))
    return Survey(count, found, size, None if held is None else tuple(held))


def replace_table(output: Output, edit: ReplaceTable, found: Survey, staged: Staged | None) -> None:
    """Draft the table over the old one, and fill the team's formulas beside it down.

    Args:
        output: The tab.
        edit: The table.
        found: What was found of it.
        staged: Where its rows wait if it is too large for one request.

    Raises:
        WorkbookError: It does not fit, or is kept from it by a protection or the team's cells.
    """
    tab = output.tab
    formats = ["" if pattern == MIXED else pattern for pattern in found.patterns]
    places = arrange(output, edit.columns, formats)
    tab.need(output.top + max(found.count, 1), max(places))
    refuse_too_many(tab.draft, tab.title, found.count)
    header = [{"userEnteredValue": entered(column.header)} for column in edit.columns]
    for first, last in _groups(places):
        left, right = places[first], places[last]
        table = [row[first : last + 1] for row in (header, *(found.cells or ()))]
        _write_block(tab, Area(output.top, left, None, right), table)
        if staged:
            _paste(tab, staged, Area(1, first + 1, found.count, last + 1), output.top + 1, left)
    for place in tab.mine:
        if place not in places:
            _write_block(tab, Area(output.top, place, None, place), [])
    _note_header(output, edit, places)
    for index, pattern in enumerate(found.patterns):
        if pattern == MIXED:
            each = [pattern_of(row[index]) for row in edit.rows]
            look.format_cells(tab, output.top + 1, places[index], each)
    _fill_down(output, output.top + found.count)
    output.filter_down(output.top + found.count)


def _pattern(asked: set[str], chosen: str) -> str:
    if chosen:
        return chosen
    return MIXED if len(asked) > 1 else next(iter(asked), "")


def _groups(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of each unbroken run of places."""
    start = 0
    for first, last in runs(places):
        yield start, start + last - first
        start += last - first + 1


def refuse_too_many(draft: Draft, title: str, count: int) -> None:
    """Raise when the spreadsheet would have more cells than it may.

    Raises:
        WorkbookError: It says what to delete, or to limit.
    """
    cells = draft.cell_count
    if cells > MOST_CELLS:
        raise WorkbookError(
            f'Tab "{title}" would have {count:,} records, and the spreadsheet {cells:,} cells, '
            f"what is copied counted twice; Google allows {MOST_CELLS:,}. Delete tabs that are no "
            "longer needed, or set a lower `Max records`."
        )


def _write_block(tab: DraftTab, area: Area, table: Sequence[Sequence[Json]]) -> None:
    """Write a table and clear the rest of the area, in one request.

    What the rows do not cover of the range is cleared
    (https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request).
    """
    tab.refuse(area)
    tab.draft.add(
        "updateCells",
        range=area.on(tab.id),
        rows=[{"values": row} for row in table],
        fields="userEnteredValue",
    )
    tab.blocks.append(replace(area, bottom=max(area.top + len(table) - 1, _depth(tab))))
    right = area.right or area.left
    for row in tab.cells.values():
        for place in range(area.left, right + 1):
            row.pop(place, None)


def _depth(tab: DraftTab) -> int:
    """Return the last row in which the tab is known to hold anything."""
    return max((number for number, row in tab.cells.items() if row), default=1)


def _paste(tab: DraftTab, staged: Staged, source: Area, top: int, left: int) -> None:
    height = (source.bottom or 0) - source.top
    width = (source.right or 0) - source.left
    tab.draft.add(
        "copyPaste",
        source=source.on(staged.tab),
        destination=Area(top, left, top + height, left + width).on(tab.id),
        pasteType="PASTE_VALUES",
    )
    tab.blocks.append(Area(top, left, top + height, left + width))


def _note_header(output: Output, edit: ReplaceTable, places: Sequence[int]) -> None:
    row = output.tab.cells.setdefault(output.top, {})
    row.update({place: entered(one.header) for place, one in zip(places, edit.columns)})


def _fill_down(output: Output, bottom: int) -> None:
    """Fill the team's formulas of the first data row down to the table's last row.

    Those that stand between the table's columns, or right of the last one without a gap. Those of a
    column that is protected are the team's to fill.
    """
    tab, first = output.tab, output.top + 1
    formulas = {
        place: cell["formulaValue"]
        for place, cell in tab.row(first).items()
        if "formulaValue" in cell and place not in tab.places
    }
    right = max(tab.places) + 1
    while right in formulas:
        right += 1
    for place, formula in sorted(formulas.items()):
        is_free = tab.may_write(Area(first, place, None, place))
        if min(tab.places) < place < right and is_free and not _FILLS_ITSELF.match(formula):
            _fill_column(output, place, bottom)


def _fill_column(output: Output, place: int, bottom: int) -> None:
    tab, first = output.tab, output.top + 1
    known = {number: row[place] for number, row in tab.cells.items() if place in row}
    wanted = range(first + 1, bottom + 1)
    blank = [number for number in wanted if number not in known]
    filled = [number for number in wanted if "formulaValue" in known.get(number, {})]
    for paste, numbers in (("PASTE_NORMAL", blank), ("PASTE_FORMULA", filled)):
        for start, end in runs(numbers):
            tab.draft.add(
                "copyPaste",
                source=Area(first, place, first, place).on(tab.id),
                destination=Area(start, place, end, place).on(tab.id),
                pasteType=paste,
            )
            tab.written.update((number, place) for number in range(start, end + 1))
    tab.sources.add((first, place))
    below = (number for number in known if number > max(bottom, first))
    tab.write({number: {place: {}} for number in below if "formulaValue" in known[number]})


def values_of(row: Sequence[Value]) -> list[object]:
    """Return a row as the values API takes it with ``RAW``; None leaves a cell blank."""
    return [next(iter(entered(value).values()), None) for value in row]
