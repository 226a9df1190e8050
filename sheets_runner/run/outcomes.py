"""Answers to outcomes: what each row that asked has got, and what the person should know of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Iterator

from sheets_runner.clevertap.counts import Count
from sheets_runner.run.execute import Answer
from sheets_runner.run.faults import reason
from sheets_runner.run.overflow import CsvFiles
from sheets_runner.run.plan import Job
from sheets_runner.run.records import Frame, RecordTable
from sheets_runner.run.spool import Spool
from sheets_runner.workbook.text import REPLACEMENT


@dataclass(frozen=True)
class Outcome:
    """What became of one job: one question of a row.

    Attributes:
        job: The row.
        at: When the answer came.
        count: The count, when one was asked for and came.
        table: The records, when some were asked for and came.
        error: Why there is neither, empty when there is.
        notes: What else the person should know, e.g. where the whole is.
    """

    job: Job
    at: datetime
    count: Count | None = None
    table: RecordTable | None = field(default=None, repr=False)
    error: str = ""
    notes: tuple[str, ...] = ()


class Shaper:
    """Makes outcomes of answers.

    Args:
        frame: What records are fitted to.
        csv: Where they go that do not fit.
    """

    def __init__(self, frame: Frame, csv: CsvFiles) -> None:
        self._frame = frame
        self._csv = csv

    def outcome(self, job: Job, answer: Answer) -> Outcome:
        """Return what one of the rows that asked has got."""
        notes = (*_shared(job, answer), *answer.notes)
        outcome = Outcome(job, answer.at, answer.count, error=answer.error, notes=notes)
        if answer.records is None:
            return outcome
        try:
            table = self._table(job, answer.records)
            return replace(outcome, table=table, notes=(*notes, *self._notes(job, table)))
        except OSError as error:
            said = f"The records could not be kept in a file: {error.strerror or error}. "
            return replace(outcome, error=f"{said}Make room for it, and run it again.")
        except Exception as error:  # noqa: BLE001 - strange records are their own row's alone
            return replace(outcome, error=reason(error))

    def _table(self, job: Job, records: Spool) -> RecordTable:
        most = job.question.max_records or self._frame.most
        return RecordTable(job.question, records, replace(self._frame, most=most))

    def _notes(self, job: Job, table: RecordTable) -> Iterator[str]:
        """Say what does not fit the tab, having put the whole into a CSV file."""
        if table.replaced:
            yield _replaced(table.replaced, "a cell")
        if not table.whole:
            path, cost = self._csv.write(job.row_id.id, job.tab, table.everything())
            yield " ".join((*_what_is_cut(table), f"All of it is in {path}."))
            if cost.lost:
                yield _replaced(cost.lost, "the file")
            if cost.quoted:
                yield (
                    "Texts there that begin with an added apostrophe, so that no spreadsheet takes "
                    f"them for formulas: {cost.quoted}."
                )


def _shared(job: Job, answer: Answer) -> Iterator[str]:
    others = [str(other.row) for other in answer.ask.jobs if other is not job]
    if others:
        rows = f"row {others[0]}" if len(others) == 1 else f"rows {', '.join(others)}"
        same = "Some periods are shared with" if job.whole else "Same question as"
        yield f"{same} {rows}: asked once."


def _replaced(number: int, where: str) -> str:
    return f"Characters that {where} cannot hold, shown as {REPLACEMENT}: {number}."


def _what_is_cut(table: RecordTable) -> Iterator[str]:
    if table.count > table.most:
        yield f"The tab shows the first {table.most:,} of {table.count:,} records."
    if table.hidden_columns:
        yield f"Columns that do not fit: {table.hidden_columns}."
    if table.cut:
        yield f"Long cells that end in a mark: {table.cut}."
