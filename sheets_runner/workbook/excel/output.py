"""The runner's own tabs: whose cells are whose, and how a table is written among the team's.

Nothing is inserted and nothing of the team's is moved: where the runner's table would grow over a
cell that is not its own, the edit is refused.
"""

from __future__ import annotations

from typing import Iterable, Sequence, Union

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import a1
from sheets_runner.workbook import refusals
from sheets_runner.workbook.base import AppendRows, Column, ReplaceTable, UpsertRows, Value
from sheets_runner.workbook.excel import heights, look, tabs
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.reading import is_used, text_of
from sheets_runner.workbook.excel.tabs import Block
from sheets_runner.workbook.excel.writing import Pen, cell_at, new_cell

OfOutput = Union[ReplaceTable, UpsertRows, AppendRows]
"""Edits of the runner's own tabs."""


class Output:
    """One of the runner's tabs, while an edit is applied to it.

    Attributes:
        sheet: The tab.
        old: The runner's table before the edit.
        new: Whether the table is made from nothing.
        looks: The look of each of the runner's columns, by place.
        remade: The places of columns that are new there.
        wrapped: The places of columns whose text goes over several lines.
    """

    def __init__(self, sheet: xl.Worksheet, pen: Pen) -> None:
        self.sheet, self.pen = sheet, pen
        self.old = tabs.owned(sheet) or Block()
        self.new = self.old.bottom < self.old.top
        self.looks: dict[int, xl.StyleArray] = {}
        self.remade: set[int] = set()
        self.wrapped: set[int] = set()

    def headers(self) -> dict[str, int]:
        """Return the places of the table's headers; of two equal ones the first."""
        found: dict[str, int] = {}
        for place in range(self.old.left, self.old.right + 1):
            cell = xl.cells(self.sheet).get((self.old.top, place))
            if cell is not None and is_used(cell) and not self.new:
                found.setdefault(text_of(cell), place)
        return found

    def lay_column(self, place: int, column: Column, was: int | None) -> None:
        """Put a column's header at a place, and find the look of its cells.

        Args:
            place: Where the column goes.
            column: The column.
            was: Where it has been, None for a new one.
        """
        cell = self.claim(self.old.top, place)
        if column.wrap:
            self.wrapped.add(place)
        if was is None:
            self.remade.add(place)
            self.pen.write(cell, column.header)
            look.header(self.sheet, self.old.top, place, look.OUTPUT_TINT)
            self.looks[place] = look.column(self.sheet, self.old.top, place, column)
        else:
            first = xl.cells(self.sheet).get((self.old.top + 1, was))
            whole = look.own_dimension(self.sheet, was)
            self.looks[place] = xl.style(whole if first is None else first)

    def write_row(self, row: int, places: Sequence[int], values: Iterable[Value]) -> None:
        """Write the values of one row into the columns at these places."""
        known = xl.cells(self.sheet)
        written = []
        for place, value in zip(places, values):
            cell = known.get((row, place)) if self.old.holds(row, place) else None
            if cell is None:
                cell = self.claim(row, place)
                xl.set_style(cell, self.looks[place])
            elif isinstance(cell, xl.MergedCell):
                cell_at(self.sheet, row, place)
            elif place in self.remade:
                xl.set_style(cell, self.looks[place])
            self.pen.write(cell, value)
            if place in self.wrapped:
                written.append(cell)
        heights.fit(self.sheet, row, written)

    def claim(self, row: int, place: int) -> xl.Cell:
        """Return a cell to be the runner's.

        Raises:
            WorkbookError: It holds something of the team's, is merged, or beyond the last one.
        """
        if row > xl.MAX_ROWS or place > xl.MAX_COLUMNS:
            raise WorkbookError(
                f'The table does not fit tab "{self.sheet.title}": Excel has {xl.MAX_ROWS:,} rows '
                f"and {xl.MAX_COLUMNS:,} columns."
            )
        cell = xl.cells(self.sheet).get((row, place))
        if cell is None:
            return new_cell(self.sheet, row, place, self.looks.get(place, xl.StyleArray()))
        if is_used(cell) and not self.old.holds(row, place):
            raise WorkbookError(
                f'Cell {a1(row, place)} on tab "{self.sheet.title}" is in the way: the runner\'s '
                "table grows to it. Move what is there further away from the table, or delete it."
            )
        return cell_at(self.sheet, row, place)

    def clear_outside(self, block: Block) -> None:
        """Delete the runner's cells that are not part of the block."""
        known = xl.cells(self.sheet)
        for row in range(self.old.top, self.old.bottom + 1):
            for place in range(self.old.left, self.old.right + 1):
                if not block.holds(row, place):
                    known.pop((row, place), None)
            if row > block.bottom:
                heights.forget(self.sheet, row)
        for place in range(block.right + 1, self.old.right + 1):
            look.forget_dimension(self.sheet, place)

    def finish(self, block: Block, width: int, *, filtered: bool) -> None:
        """Mark the block as the runner's; give a new table its frozen header and filter."""
        tabs.own(self.sheet, block, width)
        if self.new:
            self.sheet.freeze_panes = a1(block.top + 1, 1)
            if filtered:
                self.sheet.auto_filter.ref = block.area
        else:
            _resize_filter(self.sheet, self.old, block)
            _resize_tables(self.sheet, self.old, block)


def open_tab(book: xl.Book, pen: Pen, edit: OfOutput, inputs: frozenset[str]) -> Output:
    """Return the tab as the runner's, made when missing.

    Args:
        book: The workbook.
        pen: Writes into its cells.
        edit: What is to be written into it.
        inputs: The case-folded names of the tabs that this batch treats as the team's.

    Raises:
        WorkbookError: It is not the runner's.
    """
    if edit.tab.casefold() in inputs:
        raise WorkbookError(f'"{edit.tab}" is the input tab: name another output tab.')
    hidden = isinstance(edit, ReplaceTable) and edit.hidden
    sheet = tabs.find(book, edit.tab) or tabs.make(book, edit.tab, hidden=hidden)
    if tabs.owned(sheet) is None and not tabs.is_empty(sheet):
        raise refusals.foreign(sheet.title, edit.owner)
    return Output(sheet, pen)


def _resize_filter(sheet: xl.Worksheet, old: Block, new: Block) -> None:
    area = sheet.auto_filter.ref
    if not area:
        return
    left, top, right, _ = xl.bounds(area)
    if top != old.top or not old.left <= left <= old.right:
        return
    right = new.right if right == old.right else min(right, new.right)
    sheet.auto_filter.ref = Block(top, left, new.bottom, right).area
    kept = [one for one in sheet.auto_filter.filterColumn if one.colId <= right - left]
    sheet.auto_filter.filterColumn = kept


def _resize_tables(sheet: xl.Worksheet, old: Block, new: Block) -> None:
    for table in sheet.tables.values():
        left, top, right, bottom = xl.bounds(table.ref)
        if (top, bottom) == (old.top, old.bottom) and overlap(table.ref, old):
            # A table in Excel's sense has at least one row below its header.
            table.ref = Block(top, left, max(new.bottom, top + 1), right).area
            if table.autoFilter:
                table.autoFilter.ref = table.ref


def overlap(area: str, block: Block) -> bool:
    """Tell whether an A1 range and a block share a cell."""
    left, top, right, bottom = xl.bounds(area)
    rows = top <= block.bottom and bottom >= block.top
    return bool(rows and left <= block.right and right >= block.left)
