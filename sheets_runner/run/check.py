"""A look before the run: everything is read and checked, nothing is asked and nothing written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import count
from typing import Any, Iterable, Iterator, Sequence

from sheets_runner.clock import Clock
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.errors import SheetsRunnerError
from sheets_runner.query.build import CheckedTab, check_tab
from sheets_runner.query.kinds import ColumnKind
from sheets_runner.query.question import CheckedRow
from sheets_runner.run.execute import Ask, gather
from sheets_runner.run.faults import exit_code_of, reason
from sheets_runner.run.plan import Plan, Selection, make_plan
from sheets_runner.run.session import target_of
from sheets_runner.run.summary import ExitCode, worst
from sheets_runner.run.target import Target
from sheets_runner.table.cells import Problem


@dataclass(frozen=True)
class Checkup:
    """What is known of a sheet before a run.

    Attributes:
        sheet: The sheet's name.
        columns: Its known columns, from left to right.
        rows: The selected rows, each with its question or what to fix.
        asks: What a run would ask CleverTap.
        problems: What concerns no single row: headers, the workbook, the configuration.
        code: How the command ends for what concerns no single row.
    """

    sheet: str
    columns: tuple[ColumnKind, ...] = ()
    rows: tuple[CheckedRow, ...] = ()
    asks: tuple[Ask, ...] = ()
    problems: tuple[Problem, ...] = ()
    code: ExitCode = ExitCode.DONE

    @property
    def exit_code(self) -> ExitCode:
        """How the command ends: 1 when a row or a header needs fixing."""
        broken = any(row.problems for row in self.rows)
        return worst((self.code, ExitCode.ROWS if broken else ExitCode.DONE))

    @property
    def calls(self) -> int:
        """The least number of requests a run would send.

        A count is one request where CleverTap answers at once; an export is two or more, one to
        begin and one for each page.
        """
        return sum(1 if ask.get.is_count else 2 for ask in self.asks)

    @property
    def shared(self) -> list[list[int]]:
        """The groups of rows that would share an answer."""
        groups = (sorted({job.row for job in ask.jobs}) for ask in self.asks)
        return sorted({tuple(rows): rows for rows in groups if len(rows) > 1}.values())


def check_all(
    settings: Settings, sheets: Iterable[SheetSettings], clock: Clock, selection: Selection
) -> list[Checkup]:
    """Look at sheets one after the other; what is wrong with one does not hide the others.

    Args:
        settings: The configuration.
        sheets: Those of its sheets to look at.
        clock: Says what today is; the workbooks wait by it.
        selection: Which rows to look at.
    """
    return [_look(settings, sheet, clock, selection) for sheet in sheets]


def _look(settings: Settings, sheet: SheetSettings, clock: Clock, selection: Selection) -> Checkup:
    try:
        return check(target_of(settings, sheet, clock), clock.now(), selection)
    except SheetsRunnerError as error:
        problem = Problem("", reason(error))
        return Checkup(sheet.name, problems=(problem,), code=exit_code_of(error))


def check(target: Target, now: datetime, selection: Selection) -> Checkup:
    """Read and check a sheet; its workbook is read and nothing else is touched.

    Args:
        target: The sheet.
        now: The present moment, with a time zone.
        selection: Which rows to look at.

    Raises:
        ConfigError: The selection names no row.
        WorkbookError: The workbook cannot be read.
    """
    checked = check_tab(target.read(), target.context(now))
    found = Checkup(target.settings.name, checked.columns)
    if checked.layout.problems:
        return replace(found, problems=checked.layout.problems, code=ExitCode.ROWS)
    # Rows that never ran get ids that are written nowhere.
    plan = make_plan(checked, target.rules, selection, map("new{}".format, count()).__next__)
    return replace(found, rows=tuple(_rows(checked, plan)), asks=gather(plan.jobs))


def _rows(checked: CheckedTab, plan: Plan) -> Iterator[CheckedRow]:
    """Yield the selected rows in order, each with what the plan says of it."""
    asked = {job.row for job in plan.jobs}
    others = {row.number: row for row in (*plan.broken, *plan.skipped)}
    for row in checked.rows:
        if row.number in others:
            yield others[row.number]
        elif row.number in asked:
            yield row


def as_object(checkups: Sequence[Checkup]) -> dict[str, Any]:
    """Return checkups as one JSON object; every item names its sheet."""
    return {
        "columns": _named(checkups, "columns"),
        "rows": [_row(found.sheet, row) for found in checkups for row in found.rows],
        "problems": _named(checkups, "problems"),
        "calls": sum(found.calls for found in checkups),
        "shared": [
            {"sheet": found.sheet, "rows": rows} for found in checkups for rows in found.shared
        ],
        "exit_code": int(worst(found.exit_code for found in checkups)),
    }


def _named(checkups: Sequence[Checkup], items: str) -> list[dict[str, Any]]:
    """Return the items of all sheets, each with its sheet's name."""
    return [
        {"sheet": found.sheet, **asdict(item)}
        for found in checkups
        for item in getattr(found, items)
    ]


def _row(sheet: str, row: CheckedRow) -> dict[str, Any]:
    question = row.question
    return {
        "sheet": sheet,
        "row": row.number,
        "name": row.name,
        "ok": not row.problems,
        "active": row.active,
        "get": question.get.words if question else None,
        "cql": question.query.body() if question else None,
        "reads_as": question.reads_as if question else "",
        "problems": [asdict(problem) for problem in row.problems],
    }
