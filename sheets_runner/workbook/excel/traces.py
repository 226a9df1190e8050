"""What people have put into a tab besides values: it is theirs though it looks blank."""

from __future__ import annotations

from itertools import chain
from typing import Any

from sheets_runner.table.cells import a1
from sheets_runner.workbook.excel import library as xl

LOOKED_AT = 26
"""Columns whose widths are compared: programs write one width for all of a new tab, or none."""


def of(sheet: xl.Worksheet) -> tuple[str, ...]:
    """Return what people have put into a tab, empty for one that nobody has touched."""
    cells: Any = xl.cells(sheet)
    notes = [place for place, cell in sorted(cells.items()) if cell.comment]
    settings = [xl.column_settings(sheet, place) for place in range(1, LOOKED_AT + 1)]
    found = (
        (f"a note in {a1(*notes[0])}" if notes else "", bool(notes)),
        ("colours", any(map(_is_filled, _looks(sheet)))),
        ("drop-downs or other checks", bool(sheet.data_validations.dataValidation)),
        ("merged cells", bool(sheet.merged_cells.ranges)),
        ("a protection", bool(sheet.protection.sheet)),
        ("conditional formats", any(True for _ in sheet.conditional_formatting)),
        ("hidden columns", any(one.hidden for one in sheet.column_dimensions.values())),
        ("columns of several widths", len({one and one.width for one in settings}) > 1),
    )
    return tuple(words for words, is_there in found if is_there)


def _looks(sheet: Any) -> chain[Any]:
    """Return all that can have a fill: cells, whole rows and whole columns."""
    lines = (sheet.row_dimensions.values(), sheet.column_dimensions.values())
    return chain(xl.cells(sheet).values(), *lines)


def _is_filled(styled: Any) -> bool:
    return bool(styled.fill.fill_type)
