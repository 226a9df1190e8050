"""Publishing a refresh: all edits in one change; one refused edit does not lose the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Callable, Collection, Iterator, Mapping, Sequence

from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow
from sheets_runner.run import history, ids, live, report
from sheets_runner.run.draft import Draft, draft_of, written
from sheets_runner.run.history import Good
from sheets_runner.run.live import LeftRow
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.plan import Job, Plan
from sheets_runner.run.report import Sheet
from sheets_runner.run.summary import ExitCode, RowSummary, Summary
from sheets_runner.workbook.base import Edit, Value, Workbook


@dataclass(frozen=True)
class LogFacts:
    """What the run log says of a run besides its rows.

    Attributes:
        version: Of this package.
        elapsed: Gives the seconds since it began.
        calls: Gives how many requests were sent.
        remarks: Sentences for its first line.
    """

    version: str
    elapsed: Callable[[], float]
    calls: Callable[[], int]
    remarks: tuple[str, ...] = ()


class Publisher:
    """Writes the outcomes of one refresh into its workbook."""

    def __init__(self, workbook: Workbook, sheet: Sheet, facts: LogFacts) -> None:
        self._workbook = workbook
        self._sheet = sheet
        self._facts = facts

    def headers(self, layout: Layout) -> Summary:
        """Log that the headers need fixing; nothing else is touched."""
        tab = self._sheet.settings.input
        problems = tuple(f"{tab}: {problem.message}" for problem in layout.problems)
        lines = [self._line("problem", message=problem) for problem in problems]
        log = (self._started(layout), *lines, self._finished(()))
        self._workbook.apply([report.log_edit(log)])
        return self._summary((), ExitCode.ROWS, problems)

    def announce(
        self,
        plan: Plan,
        good: Mapping[str, Good],
        starting: Collection[int],
        left: Sequence[LeftRow],
    ) -> tuple[Outcome, ...]:
        """Show people who look on what will be asked; where nobody does, nothing is written.

        Args:
            plan: What is to be done.
            good: The newest answers of earlier runs, see `history.last_good`.
            starting: The rows that are asked at once; the others have to wait for them.
            left: The rows that a run left when it died.

        Returns:
            The failures of rows that nothing can be written to: asking for them would be in vain.

        Raises:
            LeaseHeld: Another run has taken over.
            WorkbookError: The workbook cannot be written; then nothing was.
        """
        if not self._workbook.live:
            return ()
        edits = [
            report.columns_edit(self._sheet),
            *(live.left_row(self._sheet, row, good) for row in left),
            *self._asked_rows(plan, good, starting),
            report.log_edit((self._started(plan.layout, left),)),
        ]
        refused = written(self._workbook.note, Draft(plan), lambda _: edits).refused
        jobs = (job for job in plan.jobs if job.row_id.id in refused)
        started = self._sheet.started
        return tuple(Outcome(job, started, error=refused[job.row_id.id]) for job in jobs)

    def _asked_rows(
        self, plan: Plan, good: Mapping[str, Good], starting: Collection[int]
    ) -> Iterator[Edit]:
        newest = {job.row: job for job in plan.jobs if not job.again}
        for row, job in newest.items():
            stays = _stays(job, good)
            yield live.asked_row(self._sheet, job, stays, begun=row in starting)

    def publish(self, plan: Plan, outcomes: Sequence[Outcome], good: Mapping[str, Good]) -> Summary:
        """Write everything in one change; a row whose edits are refused fails, the others stand.

        Args:
            plan: What was to be done.
            outcomes: What became of it.
            good: The newest answers of earlier runs, see `history.last_good`.

        Raises:
            WorkbookError: The workbook cannot be written; then nothing was.
        """
        draft = draft_of(plan, outcomes)
        draft = written(self._workbook.apply, draft, lambda draft: self._edits(draft, good))
        rows = self._rows(draft)
        failed = any(row.is_problem for row in rows)
        return self._summary(rows, ExitCode.ROWS if failed else ExitCode.DONE)

    def _edits(self, draft: Draft, good: Mapping[str, Good]) -> Iterator[Edit]:
        yield report.columns_edit(self._sheet)
        yield from self._outcome_edits(draft, good)
        yield from self._plain_edits(draft.plan, good)
        for lines in draft.lines():
            yield from report.results_edit(self._sheet, lines)
        yield report.log_edit(tuple(self._log(draft.plan.layout, self._rows(draft))))

    def _log(self, layout: Layout, rows: Sequence[RowSummary]) -> Iterator[tuple[Value, ...]]:
        if not self._workbook.live:  # else it stands there since the run began
            yield self._started(layout)
        for row in rows:
            if row.is_problem:
                yield self._line("problem", row.row, f"{row.name}: {row.message}")
        yield self._finished(rows)

    def _outcome_edits(self, draft: Draft, good: Mapping[str, Good]) -> Iterator[Edit]:
        for outcomes in draft.by_row():
            failed = report.failure(outcomes)
            if failed:
                yield report.failed_row(self._sheet, failed, _stays(failed.job, good))
            else:
                yield report.done_row(self._sheet, outcomes)
                for outcome in outcomes:
                    yield from report.records_edit(outcome)

    def _plain_edits(self, plan: Plan, good: Mapping[str, Good]) -> Iterator[Edit]:
        for row in plan.broken:
            stays = history.stays(row.results, good.get(row.id_text))
            yield report.broken_row(self._sheet, row, stays, lost=ids.lost(row, plan.ids))
        for row in plan.skipped:
            yield report.skipped_row(self._sheet, row, lost=ids.lost(row, plan.ids))

    def _started(self, layout: Layout, left: Sequence[LeftRow] = ()) -> tuple[Value, ...]:
        team = f"Columns left to the team: {', '.join(layout.team)}." if layout.team else ""
        rows = ", ".join(str(row.number) for row in left)
        dead = f"Rows that a stopped run had left unfinished: {rows}." if left else ""
        said = ("Started by hand.", *self._facts.remarks, team, dead)
        return self._line("started", message=" ".join(filter(None, said)))

    def _finished(self, rows: Sequence[RowSummary]) -> tuple[Value, ...]:
        statuses = [row.status for row in rows]
        seconds = self._facts.elapsed()
        line = self._line("finished", after=seconds)
        return (
            *line[:5],
            statuses.count("done"),
            statuses.count("failed") + statuses.count("check"),
            statuses.count("skipped"),
            self._facts.calls(),
            round(seconds, 1),
            self._facts.version,
        )

    def _line(
        self, what: str, row: int | None = None, message: str = "", after: float = 0
    ) -> tuple[Value, ...]:
        moment = self._sheet.moment(self._sheet.started + timedelta(seconds=after))
        said = self._sheet.fitted(message) or None
        return (moment, self._sheet.batch, what, row, said, *[None] * 6)

    def _rows(self, draft: Draft) -> tuple[RowSummary, ...]:
        plan = draft.plan
        found = [self._outcome_row(outcomes) for outcomes in draft.by_row()]
        found += [self._plain_row(row, "check", plan) for row in plan.broken]
        found += [self._plain_row(row, "skipped", plan) for row in plan.skipped]
        return tuple(sorted(found, key=lambda row: row.row))

    def _outcome_row(self, outcomes: Sequence[Outcome]) -> RowSummary:
        newest, failed = outcomes[-1], report.failure(outcomes)
        job = newest.job
        name = self._sheet.settings.name
        known = RowSummary(name, job.row, job.row_id.id, job.question.name, "done")
        if failed:
            return replace(known, status="failed", message=failed.error)
        return replace(
            known,
            count=newest.count.count if newest.count else None,
            records=newest.table.count if newest.table else None,
            message=report.said(self._sheet, outcomes),
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


def _stays(job: Job, good: Mapping[str, Good]) -> str:
    return history.stays(job.results, good.get(job.row_id.text), job.reads_as)
