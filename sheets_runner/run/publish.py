"""Publishing a refresh: all edits in one change; one refused edit does not lose the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Callable, Iterator, Mapping, Sequence

from sheets_runner.errors import EditRefused
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow
from sheets_runner.run import history, ids, report
from sheets_runner.run.history import Good
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.plan import Plan
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


@dataclass(frozen=True)
class _Draft:
    """What is about to be published.

    Attributes:
        plan: What was to be done.
        outcomes: What became of it, by row and period.
        dropped: Owners of edits that not even a failure can be written for.
        together: Whether the lines of the output tab are one edit; one that is refused is tried
            again row by row, so that only the rows fail whose lines have no place.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...]
    dropped: frozenset[str] = frozenset()
    together: bool = True

    def by_row(self) -> Iterator[tuple[Outcome, ...]]:
        """Yield the outcomes of each row, from its oldest period to its newest."""
        present = (outcome for outcome in self.outcomes if not outcome.job.again)
        for _, outcomes in groupby(present, key=lambda outcome: outcome.job.row):
            yield tuple(outcomes)

    def lines(self) -> list[tuple[Outcome, ...]]:
        """Return the outcomes of answered rows, grouped by the edits that make lines of them."""
        rows = [row for row in self.by_row() if not report.failure(row)]
        # What could not be asked again stays partial, and is asked again by the next run.
        rows += [(one,) for one in self.outcomes if one.job.again and not one.error]
        return [tuple(one for row in rows for one in row)] if self.together else rows

    def without(self, refused: EditRefused) -> _Draft:
        """Return the draft whose row has failed, without that row if it had failed already.

        Raises:
            EditRefused: The edit is refused although it is not in the draft.
        """
        owner = refused.owner
        if owner == report.ALL_LINES:
            return replace(self, together=False)
        if owner in self.dropped:
            raise refused
        if not any(_is_answer_for(owner, outcome) for outcome in self.outcomes):
            return replace(self, dropped=self.dropped | {owner})
        outcomes = [
            replace(outcome, error=str(refused)) if _is_answer_for(owner, outcome) else outcome
            for outcome in self.outcomes
        ]
        return replace(self, outcomes=tuple(outcomes))


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

    def publish(self, plan: Plan, outcomes: Sequence[Outcome], good: Mapping[str, Good]) -> Summary:
        """Write everything in one change; a row whose edits are refused fails, the others stand.

        Args:
            plan: What was to be done.
            outcomes: What became of it.
            good: The newest answers of earlier runs, see `history.last_good`.

        Raises:
            WorkbookError: The workbook cannot be written; then nothing was.
        """
        draft = _Draft(plan, tuple(sorted(outcomes, key=_place)))
        while True:
            rows = self._rows(draft)
            try:
                self._workbook.apply(list(self._edits(draft, good, rows)))
            except EditRefused as refused:
                draft = draft.without(refused)
            else:
                failed = any(row.is_problem for row in rows)
                return self._summary(rows, ExitCode.ROWS if failed else ExitCode.DONE)

    def _edits(
        self, draft: _Draft, good: Mapping[str, Good], rows: Sequence[RowSummary]
    ) -> Iterator[Edit]:
        yield report.columns_edit(self._sheet)
        for edit in (*self._outcome_edits(draft, good), *self._plain_edits(draft.plan, good)):
            if edit.owner not in draft.dropped:
                yield edit
        for lines in draft.lines():
            yield from report.results_edit(self._sheet, lines)
        problems = [
            self._line("problem", row.row, f"{row.name}: {row.message}")
            for row in rows
            if row.is_problem
        ]
        log = (self._started(draft.plan.layout), *problems, self._finished(rows))
        yield report.log_edit(log)

    def _outcome_edits(self, draft: _Draft, good: Mapping[str, Good]) -> Iterator[Edit]:
        for outcomes in draft.by_row():
            failed = report.failure(outcomes)
            if failed:
                job = failed.job
                stays = history.stays(job.results, good.get(job.row_id.text), job.reads_as)
                yield report.failed_row(self._sheet, failed, stays)
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

    def _started(self, layout: Layout) -> tuple[Value, ...]:
        team = f"Columns left to the team: {', '.join(layout.team)}." if layout.team else ""
        said = ("Started by hand.", *self._facts.remarks, team)
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

    def _rows(self, draft: _Draft) -> tuple[RowSummary, ...]:
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


def _place(outcome: Outcome) -> tuple[int, date]:
    period = outcome.job.question.period
    return outcome.job.row, period.first if period else date.min


def _is_answer_for(owner: str, outcome: Outcome) -> bool:
    return outcome.job.row_id.id == owner and not outcome.error
