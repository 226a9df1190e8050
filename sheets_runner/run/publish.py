"""Publishing a refresh: all edits in one change; one refused edit does not lose the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Callable, Iterable, Sequence

from sheets_runner.errors import EditRefused
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow
from sheets_runner.run import history, report
from sheets_runner.run.plan import Plan
from sheets_runner.run.report import Outcome, Sheet
from sheets_runner.run.summary import ExitCode, RowSummary, Summary
from sheets_runner.table.cells import Problem
from sheets_runner.table.zones import local
from sheets_runner.workbook.base import Edit, Value, Workbook
from sheets_runner.workbook.text import cut


@dataclass(frozen=True)
class LogFacts:
    """What the run log says of a run besides its rows.

    Attributes:
        started: When it began.
        version: Of this package.
        elapsed: Gives the seconds since then.
        calls: Gives how many requests were sent.
    """

    started: datetime
    version: str
    elapsed: Callable[[], float]
    calls: Callable[[], int]


class Publisher:
    """Writes the outcomes of one refresh into its workbook."""

    def __init__(self, workbook: Workbook, sheet: Sheet, facts: LogFacts) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._facts = facts

    def headers(self, layout: Layout) -> Summary:
        """Log that the headers need fixing; nothing else is touched."""
        tab = self._sheet.settings.input
        problems = [_in_tab(tab, problem) for problem in layout.problems]
        lines = [self._line("problem", message=message) for message in problems]
        self._workbook.apply([report.log_edit(tuple(lines))])
        return self._summary((), ExitCode.ROWS, tuple(problems))

    def publish(self, plan: Plan, outcomes: Sequence[Outcome]) -> Summary:
        """Write everything in one change; a row whose edits are refused fails, the others stand.

        Raises:
            WorkbookError: The workbook cannot be written; then nothing was.
        """
        current = sorted(outcomes, key=lambda outcome: outcome.job.row)
        good = history.last_good(self._workbook, self._sheet.settings.output)
        while True:
            rows = self._rows(plan, current)
            try:
                self._workbook.apply(list(self._edits(plan, current, good, rows)))
            except EditRefused as refused:
                if not any(_is_of(outcome, refused) for outcome in current):
                    raise
                current = [_failed(outcome, refused) for outcome in current]
            else:
                failed = any(row.status in ("check", "failed") for row in rows)
                return self._summary(rows, ExitCode.ROWS if failed else ExitCode.DONE)

    def _edits(
        self,
        plan: Plan,
        outcomes: Sequence[Outcome],
        good: dict[str, datetime],
        rows: Sequence[RowSummary],
    ) -> Iterable[Edit]:
        sheet = self._sheet
        yield report.columns_edit(sheet)
        for outcome in outcomes:
            if outcome.error:
                yield report.failed_row(sheet, outcome, good.get(outcome.job.row_id.text))
                continue
            yield report.done_row(sheet, outcome)
            yield report.results_edit(sheet, outcome)
            yield from report.records_edit(outcome)
        for row in plan.broken:
            yield report.broken_row(sheet, row, self._facts.started, good.get(row.id_text))
        for row in plan.skipped:
            yield report.skipped_row(sheet, row)
        yield report.log_edit(self._log(plan, rows))

    def _log(self, plan: Plan, rows: Sequence[RowSummary]) -> tuple[tuple[Value, ...], ...]:
        team = plan.layout.team
        left = f"Columns left to the team: {', '.join(team)}." if team else ""
        problems = [
            self._line("problem", row.row, f"{row.name}: {row.message}")
            for row in rows
            if row.status in ("check", "failed")
        ]
        return (self._line("started", message=left), *problems, self._finished(rows))

    def _finished(self, rows: Sequence[RowSummary]) -> tuple[Value, ...]:
        statuses = [row.status for row in rows]
        line = self._line("finished")
        return (
            *line[:5],
            statuses.count("done"),
            statuses.count("failed") + statuses.count("check"),
            statuses.count("skipped"),
            self._facts.calls(),
            round(self._facts.elapsed(), 1),
            self._facts.version,
        )

    def _line(self, what: str, row: int | None = None, message: str = "") -> tuple[Value, ...]:
        moment = local(self._facts.started, self._sheet.zone)
        said = cut(message, report.LONGEST_TEXT) or None
        return (moment, self._sheet.batch, what, row, said, *[None] * 6)

    def _rows(self, plan: Plan, outcomes: Sequence[Outcome]) -> tuple[RowSummary, ...]:
        found = [self._outcome_row(outcome) for outcome in outcomes]
        found += [self._plain_row(row, "check", plan) for row in plan.broken]
        found += [self._plain_row(row, "skipped", plan) for row in plan.skipped]
        return tuple(sorted(found, key=lambda row: row.row))

    def _outcome_row(self, outcome: Outcome) -> RowSummary:
        job = outcome.job
        return RowSummary(
            self._sheet.settings.name,
            job.row,
            job.row_id.id,
            job.question.name,
            "failed" if outcome.error else "done",
            outcome.count.count if outcome.count and not outcome.error else None,
            outcome.table.count if outcome.table and not outcome.error else None,
            outcome.error or report.said(self._sheet, outcome),
        )

    def _plain_row(self, row: CheckedRow, status: str, plan: Plan) -> RowSummary:
        row_id = plan.ids.get(row.number)
        message = " ".join(problem.message for problem in row.problems)
        name = self._sheet.settings.name
        return RowSummary(
            name, row.number, row_id.id if row_id else "", row.name, status, message=message
        )

    def _summary(
        self, rows: tuple[RowSummary, ...], code: ExitCode, problems: tuple[str, ...] = ()
    ) -> Summary:
        facts = self._facts
        return Summary(self._sheet.batch, rows, facts.calls(), facts.elapsed(), code, problems)


def _failed(outcome: Outcome, refused: EditRefused) -> Outcome:
    """Return the outcome, failed when the refused edit was made for it."""
    return replace(outcome, error=str(refused)) if _is_of(outcome, refused) else outcome


def _is_of(outcome: Outcome, refused: EditRefused) -> bool:
    return outcome.job.row_id.id == refused.owner and not outcome.error


def _in_tab(tab: str, problem: Problem) -> str:
    return f"{tab}: {problem.message}"
