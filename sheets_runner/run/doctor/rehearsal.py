"""What every run writes, tried on what was read of a sheet; nothing of it is sent or saved.

The storages refuse here what they would refuse a run: tabs that are somebody else's, protected or
merged cells, a column that is gone.
"""

from __future__ import annotations

from typing import Callable, Sequence

from sheets_runner.config import SheetSettings
from sheets_runner.errors import WorkbookError
from sheets_runner.query.layout import Layout
from sheets_runner.run import looks, report
from sheets_runner.run.doctor.findings import Kind, Trouble
from sheets_runner.run.doctor.trail import Found
from sheets_runner.workbook.base import Column, Edit, EnsureColumns, Value

Attempt = Callable[[Edit], object]
"""Makes a change in memory; raises `WorkbookError` where the storage refuses it."""


def columns(sheet: SheetSettings, layout: Layout, attempt: Attempt) -> Found[Layout]:
    """Try to make the runner's columns in the input tab.

    Args:
        sheet: Names the tab.
        layout: What its headers mean.
        attempt: Makes a change in memory.

    Raises:
        WorkbookError: A run could not make them, or write into any row of them.
    """
    attempt(EnsureColumns(sheet.input, layout.header_row, looks.RESULT_COLUMNS, key="ID"))
    return layout, "A run can make and fill them."


def outputs(sheet: SheetSettings, attempt: Attempt) -> Found[str]:
    """Try to add a line to the output tab and to the run log.

    Args:
        sheet: Names the output tab.
        attempt: Makes a change in memory.

    Raises:
        Trouble: A run could not; it says of each tab why.
    """
    log = report.log_edit(_specimen(looks.LOG_COLUMNS))
    lines = report.lines_edit(sheet, _specimen(looks.OUTPUT_COLUMNS))
    said = " ".join(filter(None, (_refusal(edit, attempt) for edit in (lines, log))))
    if said:
        raise Trouble(Kind.OUTPUT_TABS, said=said)
    return sheet.output, f'A run can write to "{sheet.output}" and "{looks.LOG_TAB}".'


def _refusal(edit: Edit, attempt: Attempt) -> str:
    try:
        attempt(edit)
    except WorkbookError as refusal:
        return str(refusal)
    return ""


def _specimen(columns: Sequence[Column]) -> tuple[tuple[Value, ...], ...]:
    """Return a line that no run has written."""
    return (tuple(column.header for column in columns),)
