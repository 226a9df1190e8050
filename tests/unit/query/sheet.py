"""Tabs as people type them, for tests: headers, rows of plain values, and what comes of them."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any, Mapping, Sequence, Union

from sheets_runner.query.build import CheckedTab, Context, check_tab
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.table.cells import Cell, RawCell, Scalar, Table

NOON = datetime(2026, 6, 30, 6, 30, tzinfo=timezone.utc)
"""Tuesday 30 June 2026, 12:00 in Kolkata."""
CONTEXT = Context({"web": "Asia/Kolkata"}, NOON)

Value = Union[Scalar, date, time, RawCell]


def raw(value: Value) -> RawCell:
    """Return the cell a spreadsheet keeps when this is typed; days and times become real ones."""
    if isinstance(value, RawCell):
        return value
    if isinstance(value, datetime):
        return RawCell((value - datetime(1899, 12, 30)).total_seconds() / 86400, "yyyy-mm-dd hh:mm")
    if isinstance(value, date):
        return RawCell(float((value - date(1899, 12, 30)).days), "yyyy-mm-dd")
    if isinstance(value, time):
        return RawCell((value.hour * 60 + value.minute) / 1440, "hh:mm")
    return RawCell(value)


def tab(*rows: Sequence[Value], locale: str = "", keeps_formulas: bool = False) -> Table:
    """Return a tab of rows, the first being its headers."""
    cells = tuple(tuple(map(raw, row)) for row in rows)
    return Table("Queries", cells, locale, keeps_formulas=keeps_formulas)


def checked(*rows: Sequence[Value], context: Context = CONTEXT, **table: Any) -> CheckedTab:
    """Return what is read from a tab of rows, the first being its headers."""
    return check_tab(tab(*rows, **table), context)


def check(cells: Mapping[str, Any], context: Context = CONTEXT, **table: Any) -> CheckedRow:
    """Return the only row of a tab with these headers and cells: headers in row 1, cells in 2."""
    found = checked(tuple(cells), tuple(cells.values()), context=context, **table)
    assert not found.layout.problems
    (row,) = found.rows
    return row


def question(cells: Mapping[str, Any], context: Context = CONTEXT, **table: Any) -> Question:
    """Return the question of one row that has no problem."""
    row = check(cells, context, **table)
    assert row.problems == ()
    assert row.question
    return row.question


def body(cells: Mapping[str, Any], context: Context = CONTEXT, **table: Any) -> dict[str, Any]:
    """Return the body of one row that has no problem."""
    return question(cells, context, **table).query.body()


def messages(cells: Mapping[str, Any], context: Context = CONTEXT, **table: Any) -> list[str]:
    """Return what is wrong with one row."""
    row = check(cells, context, **table)
    assert row.question is None
    return [problem.message for problem in row.problems]


def header_messages(*headers: Value, **table: Any) -> list[str]:
    """Return what is wrong with a row of headers."""
    return [problem.message for problem in checked(headers, **table).layout.problems]


def cells_of(*values: Value, header: str = "From") -> list[Cell]:
    """Return the cells of a column, the first of them in A2."""
    return [Cell(header, f"A{row}", raw(value)) for row, value in enumerate(values, 2)]
