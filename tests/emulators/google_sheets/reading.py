"""Cells as values: what ``values.get`` and its like show of a range.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption,
https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.emulators.google_sheets import a1, shown
from tests.emulators.google_sheets.a1 import Range
from tests.emulators.google_sheets.contents import Contents, is_entered, rows_of
from tests.emulators.google_sheets.model import Cell, Formula, Json


@dataclass(frozen=True)
class Options:
    """How values are shown.

    Attributes:
        render: A ``ValueRenderOption``.
        dates: A ``DateTimeRenderOption``.
        by_columns: Whether the outer list holds columns.
    """

    render: str = "FORMATTED_VALUE"
    dates: str = "SERIAL_NUMBER"
    by_columns: bool = False

    @classmethod
    def of(cls, options: Json, prefix: str = "") -> Options:
        """Return the options of a query or body; in writing calls their names have a prefix."""
        render, dates = "valueRenderOption", "dateTimeRenderOption"
        if prefix:
            render, dates = (f"{prefix}{name[0].upper()}{name[1:]}" for name in (render, dates))
        return cls(
            options.get(render, cls.render),
            options.get(dates, cls.dates),
            options.get("majorDimension") == "COLUMNS",
        )


def value_range(contents: Contents, found: Range, options: Options) -> Json:
    """Return the ``ValueRange`` of a range; blank ends of rows and blank last rows are left out.

    Args:
        contents: The cells of the range's tab.
        found: Which of them.
        options: How they are shown.

    Raises:
        ApiError: The range begins outside the grid.
    """
    area = found.area()
    rows = [
        [
            _value(contents, row, column, cell, options)
            for column, cell in enumerate(cells, area.left)
        ]
        for row, cells in enumerate(rows_of(found.tab, area, is_entered), area.top)
    ]
    values = _columns(rows) if options.by_columns else rows
    reply = {
        "range": a1.said(found.tab, area),
        "majorDimension": "COLUMNS" if options.by_columns else "ROWS",
    }
    return {**reply, "values": values} if values else reply


def _columns(rows: list[list[Any]]) -> list[list[Any]]:
    """Return rows as columns, each without its blank end."""
    width = max((len(row) for row in rows), default=0)
    columns = []
    for number in range(width):
        column = [row[number] if number < len(row) else "" for row in rows]
        while column and column[-1] == "":
            column.pop()
        columns.append(column)
    return columns


def _value(contents: Contents, row: int, column: int, cell: Cell, options: Options) -> Any:
    entered = cell.entered
    if entered is None or type(entered) is str:
        return entered or ""
    if options.render == "FORMATTED_VALUE":
        return contents.formatted(row, column, cell)
    if options.render == "FORMULA" and isinstance(entered, Formula):
        return str(entered)
    value = contents.effective(row, column, cell) or {}
    if "errorValue" in value:
        return shown.error_text(value["errorValue"])
    is_moment = contents.number_format(cell).get("type") in ("DATE", "TIME", "DATE_TIME")
    if "numberValue" in value and is_moment and options.dates == "FORMATTED_STRING":
        return contents.formatted(row, column, cell)
    return next(iter(value.values()), "")
