"""`init`: the tab with the questions and the tab that explains it, made or mended.

In a tab that is not blank only result columns are added that are missing; input headers get no
notes and drop-downs then. What is there stays as it is, and where nothing is missing nothing is
written. The names that CleverTap knows are asked for where there is no tab for them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Iterator, Sequence

from sheets_runner.clock import Clock
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.log import redact
from sheets_runner.query.layout import Layout, read_layout
from sheets_runner.run import looks
from sheets_runner.run.refresh import batch_name
from sheets_runner.run.session import target_of
from sheets_runner.run.setup_lists import Listing, Part, names_of
from sheets_runner.run.template import input_tab
from sheets_runner.run.template_guide import TITLE, guide_tab
from sheets_runner.table.cells import Problem, RawCell, Table
from sheets_runner.table.zones import local
from sheets_runner.workbook.base import Edit, EnsureColumns, MakeTab, RunId, Workbook
from sheets_runner.workbook.excel import ExcelWorkbook
from sheets_runner.workbook.text import header_key


@dataclass(frozen=True)
class Lack:
    """What a workbook lacks.

    Attributes:
        edits: What adds it.
        said: A sentence for each part of it.
        hints: What else people should know, whether anything is missing or not.
        problems: What people have to put right first; then there are no edits.
    """

    edits: tuple[Edit, ...] = ()
    said: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def make_ready(settings: Settings, sheet: SheetSettings, clock: Clock, listing: str) -> Lack:
    """Make a sheet ready for its first questions; a workbook's file is made where there is none.

    Args:
        settings: The configuration.
        sheet: The sheet.
        clock: Says what today is; the workbook waits by it.
        listing: What people type to have CleverTap's names listed later.

    Raises:
        ConfigError: Its app has no time zone, or ``[google]`` is wrong.
        LeaseHeld: Another run is at work.
        WorkbookError: The workbook cannot be made, read or written.
    """
    target = target_of(settings, sheet, clock)
    made: tuple[str, ...] = ()
    if sheet.workbook and not sheet.workbook.exists():
        ExcelWorkbook.create(sheet.workbook, state_dir=settings.connector.state_dir)
        made = (f"Made {sheet.workbook}.",)
    today = local(clock.now(), target.zones[sheet.apps[0]]).date()
    run = RunId(batch_name(clock.now(), secrets.token_hex(2)))
    names = Listing(partial(names_of, settings, sheet, clock), listing)
    found = set_up(target.workbook, sheet, today, run, names)
    hints = tuple(redact(hint, settings.secrets) for hint in found.hints)
    return replace(found, said=(*made, *found.said), hints=hints)


def set_up(
    workbook: Workbook, sheet: SheetSettings, today: date, run: RunId, names: Listing
) -> Lack:
    """Add what a workbook lacks, all of it or nothing; return what that was.

    Args:
        workbook: The workbook.
        sheet: Its settings.
        today: The examples ask for days before it.
        run: Names this run to others that want to write meanwhile.
        names: Those that CleverTap knows.

    Raises:
        LeaseHeld: Another run is at work.
        WorkbookError: The workbook cannot be read or written.
    """
    found = lack(workbook, sheet, today, names)
    if not found.edits:
        return found
    with workbook.lease(run, (sheet.input,)):
        # Only now nobody else's run can add the same.
        found = lack(workbook, sheet, today, names)
        if found.edits:
            workbook.apply(found.edits)
    return found


def lack(workbook: Workbook, sheet: SheetSettings, today: date, names: Listing) -> Lack:
    """Return what a workbook lacks; nothing is written.

    Args:
        workbook: The workbook.
        sheet: Its settings.
        today: The examples ask for days before it.
        names: Those that CleverTap knows.

    Raises:
        WorkbookError: The workbook cannot be read.
    """
    there = workbook.tabs()
    tabs = {tab.casefold() for tab in there}
    table = workbook.read(sheet.input) if sheet.input.casefold() in tabs else None
    alike = () if table is not None else tuple(_named_alike(there, sheet))
    if alike:
        return Lack(problems=alike)
    if table is None or _is_blank(table):
        new, found = True, input_tab(sheet.input, sheet.apps, today)
        layout, parts = _layout(found, sheet), [_new_tab(sheet, found)]
    else:
        new, layout = False, read_layout(table, sheet.ignore_columns)
        if layout.problems:
            return Lack(hints=_hints(layout, sheet), problems=layout.problems)
        parts = list(_missing_columns(sheet, table, layout.header_row))
    taken = {*tabs, sheet.input.casefold(), sheet.output.casefold()}
    if TITLE.casefold() not in taken:
        parts.append(Part((guide_tab(sheet.input, sheet.output),), f'Made the tab "{TITLE}".'))
    if looks.LISTS_TAB.casefold() in taken:
        parts += names.there(layout, new=new)
    else:
        parts += names.missing(sheet.input, layout, workbook.limits, new=new)
    return _sum(parts)


def _named_alike(tabs: Sequence[str], sheet: SheetSettings) -> Iterator[Problem]:
    """Yield why no tab is made beside one whose name only looks the same."""
    for tab in tabs:
        if _without_blanks(tab) == _without_blanks(sheet.input):
            yield Problem(
                "",
                f'There is a tab "{tab}" with other blanks in its name. Rename it to'
                f' "{sheet.input}", or write another input into [sheet.{sheet.name}].',
            )


def _without_blanks(tab: str) -> str:
    return "".join(tab.split()).casefold()


def _hints(layout: Layout, sheet: SheetSettings) -> tuple[str, ...]:
    if layout.header_row:
        return ()
    said = f'Or rename that tab, or delete it: init then makes a "{sheet.input}" with examples.'
    return (said,)


def _sum(parts: Sequence[Part]) -> Lack:
    edits = tuple(edit for part in parts for edit in part.edits)
    said = tuple(part.said for part in parts if part.said)
    return Lack(edits, said, tuple(part.hint for part in parts if part.hint))


def _layout(made: MakeTab, sheet: SheetSettings) -> Layout:
    headers = tuple(RawCell(column.header) for column in made.columns)
    return read_layout(Table(made.tab, (headers,)), sheet.ignore_columns)


def _new_tab(sheet: SheetSettings, made: MakeTab) -> Part:
    said = f'Made the tab "{sheet.input}" with three examples, which are switched off.'
    return Part((made, _columns(sheet, 1)), said)


def _missing_columns(sheet: SheetSettings, table: Table, header_row: int) -> Iterator[Part]:
    known = {header_key(str(cell.value)) for cell in table.rows[header_row - 1]}
    headers = (column.header for column in looks.RESULT_COLUMNS)
    missing = ", ".join(header for header in headers if header_key(header) not in known)
    if missing:
        edits = (_columns(sheet, header_row),)
        yield Part(edits, f'Added to the tab "{sheet.input}": {missing}.')


def _columns(sheet: SheetSettings, header_row: int) -> Edit:
    return EnsureColumns(sheet.input, header_row, looks.RESULT_COLUMNS, key="ID")


def _is_blank(table: Table) -> bool:
    cells = (cell for row in table.rows for cell in row)
    return not any(cell.formula or cell.error or cell.value not in (None, "") for cell in cells)
