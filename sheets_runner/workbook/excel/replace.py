"""`ReplaceTable`: the tab holds exactly this table, and the team's cells beside it stay."""

from __future__ import annotations

from typing import NamedTuple

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import a1, column_letters
from sheets_runner.workbook.base import ReplaceTable
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel import look, tabs
from sheets_runner.workbook.excel.output import Output, overlap
from sheets_runner.workbook.excel.reading import has_formula, is_used
from sheets_runner.workbook.excel.tabs import Block
from sheets_runner.workbook.excel.writing import new_cell


def replace_table(output: Output, edit: ReplaceTable) -> None:
    """Write the table over the old one, and fill the team's formulas beside it down."""
    old = output.old
    wanted = [column.header for column in edit.columns]
    _check_between(output, wanted)
    _check_tables(output, wanted)
    places = _lay_columns(output, edit)
    bottom = old.top
    for bottom, row in enumerate(edit.rows, old.top + 1):
        output.write_row(bottom, places, row)
    block = Block(old.top, old.left, bottom, old.left + len(places) - 1)
    output.clear_outside(block)
    _fill_down(output, block)
    output.finish(block, len(places), filtered=True)


def _check_between(output: Output, wanted: list[str]) -> None:
    """Refuse when somebody put a column between the runner's."""
    written = tabs.width_written(output.sheet)
    if not written or output.old.width <= written:
        return
    ours = {place for header, place in output.headers().items() if header in wanted}
    for (_, place), cell in sorted(xl.cells(output.sheet).items(), key=lambda item: item[0]):
        if output.old.left <= place <= output.old.right and place not in ours and is_used(cell):
            raise WorkbookError(
                f'Column {column_letters(place)} on tab "{output.sheet.title}" stands between the '
                "runner's columns: move it to their right."
            )


def _check_tables(output: Output, wanted: list[str]) -> None:
    """Refuse when a table in Excel's sense would no longer have the headers it was made with."""
    if list(output.headers()) == wanted:
        return
    for table in output.sheet.tables.values():
        if overlap(table.ref, output.old):
            raise WorkbookError(
                f'Tab "{output.sheet.title}" was formatted as a table ("{table.displayName}"), and '
                "its columns are now others: turn it back (Table Design > Convert to Range)."
            )


class _Before(NamedTuple):
    """What a column looked like before others moved it."""

    header: xl.StyleArray
    cells: xl.StyleArray
    width: float
    hidden: bool


def _lay_columns(output: Output, edit: ReplaceTable) -> list[int]:
    was = output.headers()
    places = list(range(output.old.left, output.old.left + len(edit.columns)))
    moved = {
        column.header: _before(output, was[column.header])
        for place, column in zip(places, edit.columns)
        if was.get(column.header, place) != place
    }
    for place, column in zip(places, edit.columns):
        kept = was.get(column.header) == place
        output.lay_column(place, column, place if kept else None)
        if column.header in moved:
            _restore(output, place, moved[column.header])
    return places


def _before(output: Output, place: int) -> _Before:
    known, top = xl.cells(output.sheet), output.old.top
    dimension = look.own_dimension(output.sheet, place)
    first = known.get((top + 1, place))
    cells = xl.style(dimension if first is None else first)
    return _Before(xl.style(known[top, place]), cells, dimension.width, dimension.hidden)


def _restore(output: Output, place: int, before: _Before) -> None:
    xl.set_style(xl.cells(output.sheet)[output.old.top, place], before.header)
    dimension = look.own_dimension(output.sheet, place)
    dimension.width, dimension.hidden = before.width, before.hidden
    output.looks[place] = before.cells


def _fill_down(output: Output, block: Block) -> None:
    """Fill the formulas of the first data row right of the table down to its last row."""
    known, first = xl.cells(output.sheet), block.top + 1
    place = max(block.right, output.old.right) + 1
    while (first, place) in known and _is_plain_formula(known[first, place]):
        _fill_column(output, block, place)
        place += 1


def _is_plain_formula(cell: xl.Cell) -> bool:
    return has_formula(cell) and isinstance(cell.value, str)


def _fill_column(output: Output, block: Block, place: int) -> None:
    known, first = xl.cells(output.sheet), block.top + 1
    seed = known[first, place]
    formula = xl.Translator(str(seed.value), a1(first, place))
    for row in range(first + 1, block.bottom + 1):
        cell = known.get((row, place)) or new_cell(output.sheet, row, place, xl.style(seed))
        if is_used(cell) and row > max(output.old.bottom, first):
            raise WorkbookError(
                f'Cell {a1(row, place)} on tab "{output.sheet.title}" is in the way of the formula '
                f"that is filled down from {a1(first, place)}. Move it further down, or delete it."
            )
        if not is_used(cell) or has_formula(cell):
            xl.store(cell, "f", formula.translate_formula(a1(row, place)))
    for row in range(max(block.bottom, first) + 1, output.old.bottom + 1):
        if (row, place) in known and has_formula(known[row, place]):
            del known[row, place]
