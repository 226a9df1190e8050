"""The runner's own tabs: whose columns are whose, and how they make room for a table.

The runner owns the tabs that carry its mark and in them the columns that carry one; the marks move
with them, wherever people move them. A table that needs more columns gets them inserted.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Collection, Mapping, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook import refusals
from sheets_runner.workbook.base import Column
from sheets_runner.workbook.google import look
from sheets_runner.workbook.google.areas import Area, area_of
from sheets_runner.workbook.google.cells import text_of
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.rows import header_row
from sheets_runner.workbook.google.state import OUTPUT, TOP_ROWS, Json, Row
from sheets_runner.workbook.text import header_key

FIRST_ROWS = 100
"""Rows of a new tab; it grows with its table."""


class Output:
    """One of the runner's tabs while an edit of it is drafted.

    Attributes:
        tab: The tab.
        top: The row of the headers.
        new: Whether there is no table yet.
    """

    def __init__(self, tab: DraftTab, columns: Sequence[Column]) -> None:
        self.tab = tab
        mine = {
            number: {place: cell for place, cell in tab.row(number).items() if place in tab.places}
            for number in range(1, TOP_ROWS + 1)
        }
        self.new = not any(mine.values())
        wanted = {header_key(column.header) for column in columns}
        self.top = tab.top = header_row(wanted, mine) or self._fullest(mine)

    def _fullest(self, mine: Mapping[int, Row]) -> int:
        """Return the row in which other headers stand, and not a title above them."""
        known = self.tab.was.filter
        filtered = area_of(known["range"]).top if known else 0

        def fullness(row: int) -> tuple[bool, int, int]:
            return bool(mine[row]) and row == filtered, len(mine[row]), -row

        return max(mine, key=fullness)

    def header_of(self, place: int) -> str:
        """Return the header of a column as it stands there."""
        return text_of(self.tab.row(self.top).get(place))

    def places_of(self) -> dict[str, int]:
        """Return the runner's columns by header; of two equal ones the first."""
        found: dict[str, int] = {}
        for place in self.tab.mine:
            if self.header_of(place):
                found.setdefault(self.header_of(place), place)
        return found

    def lay(self, place: int, column: Column, pattern: str) -> None:
        """Make a column the runner's, with its header and look."""
        tab = self.tab
        tab.need(self.top + 1, place)
        tab.mark_column(place, column.format or pattern)
        look.column(tab, place, column, pattern)
        look.header(tab, self.top, place, look.OUTPUT_TINT, column.note)

    def claim(self) -> int:
        """Return a column for the runner, right of those it has."""
        place = max(self.tab.places, default=0) + 1
        if not self.tab.is_new:
            self.tab.insert_columns(place)
        return place

    def filter_down(self, bottom: int) -> None:
        """Let a filter of the table cover all of it; a new table gets one.

        A filter of the team's over other cells of the tab stays what it is: a tab has but one.
        """
        tab = self.tab
        known = tab.was.filter
        if known is None and self.new:
            whole = Area(self.top, min(tab.places), None, max(tab.places))
            tab.draft.add("setBasicFilter", filter={"range": whole.on(tab.id)})
        elif known is not None and self._is_short(area_of(known["range"]), bottom):
            area: Json = {**known["range"], "endRowIndex": bottom}
            tab.draft.add("setBasicFilter", filter={**known, "range": area})

    def _is_short(self, area: Area, bottom: int) -> bool:
        """Tell whether an area begins with the table's headers and ends above its last row."""
        mine = any(area.holds(self.top, place) for place in self.tab.places)
        return mine and area.top == self.top and (area.bottom or bottom) < bottom


def open_tab(
    draft: Draft,
    title: str,
    columns: Sequence[Column],
    inputs: Collection[str],
    place: int | None = None,
    *,
    hidden: bool = False,
) -> Output:
    """Return the tab as the runner's, made when missing.

    Args:
        draft: The batch.
        title: The tab's name.
        columns: Those of the table it is to hold.
        inputs: The case-folded names of the tabs that this batch treats as the team's.
        place: How many tabs stand left of a new one; all of them by default.
        hidden: Whether people do not see a new one.

    Raises:
        WorkbookError: It is not the runner's.
    """
    if title.casefold() in inputs:
        raise WorkbookError(f'"{title}" is the input tab: name another output tab.')
    tab = draft.find(title) or draft.add_tab(
        title, FIRST_ROWS, len(columns), OUTPUT, place, hidden=hidden
    )
    if tab.mark != OUTPUT:
        if not tab.is_empty:
            raise refusals.foreign(tab.title, draft.owner)
        draft.mark_tab(tab, OUTPUT)
    return Output(tab, columns)


def arrange(output: Output, columns: Sequence[Column], patterns: Sequence[str]) -> list[int]:
    """Bring the runner's columns into the order of a table and return their places.

    A column whose header stays keeps its place among the others, and with it the look that people
    gave it. New ones are inserted; those that are no longer wanted go to the end and are spare.

    Args:
        output: The tab.
        columns: The table's columns.
        patterns: The number format that the values of each ask for.
    """
    tab = output.tab
    order: list[int | None] = [*range(len(tab.places))]
    was = [output.header_of(place) for place in tab.mine]
    slots, spare = _slots(was, [column.header for column in columns])
    for token in spare:
        _to_the_end(tab, order, token)
    for index, slot in enumerate(slots):
        if slot is None and (index == len(order) or order[index] not in spare):
            _make_room(output, order, index)
    places = tab.mine[: len(columns)]
    for place, slot, column, pattern in zip(places, slots, columns, patterns):
        if slot is None or was[slot] != column.header:
            output.lay(place, column, pattern)
        else:
            _keep(tab, output.top, place, column.format or pattern)
    return places


def _slots(was: Sequence[str], wanted: Sequence[str]) -> tuple[list[int | None], list[int]]:
    """Return which old column each wanted one takes, None for a new one, and the old ones left."""
    slots: list[int | None] = []
    spare: list[int] = []
    matcher = SequenceMatcher(None, was, wanted, autojunk=False)
    for _, low, high, start, end in matcher.get_opcodes():
        old, number = list(range(low, high)), end - start
        slots += [*old[:number], *[None] * (number - len(old))]
        spare += old[number:]
    return slots, spare


def _to_the_end(tab: DraftTab, order: list[int | None], token: int) -> None:
    place, last = tab.mine[order.index(token)], tab.mine[-1]
    if place != last:
        tab.move_column(place, last + 1)
    order.remove(token)
    order.append(token)


def _make_room(output: Output, order: list[int | None], index: int) -> None:
    tab = output.tab
    if index < len(order):
        place = tab.mine[index]
        tab.insert_columns(place)
    else:
        place = output.claim()
    tab.mark_column(place, "")
    order.insert(index, None)


def _keep(tab: DraftTab, top: int, place: int, pattern: str) -> None:
    """Keep a column's look, but for a number format that no longer fits what stands in it."""
    if tab.places[place].value != pattern:
        tab.mark_column(place, pattern)
        look.format_numbers(tab, Area(top + 1, place, None, place), pattern)
