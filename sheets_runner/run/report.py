"""Outcomes to edits: what each row, the results, the records tabs and the run log are to show."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Iterable, Mapping

from sheets_runner.clevertap.counts import Count
from sheets_runner.config import SheetSettings
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.query.words import day_words
from sheets_runner.run import looks
from sheets_runner.run.plan import Job
from sheets_runner.run.records import RecordTable
from sheets_runner.table.zones import local
from sheets_runner.workbook.base import (
    AppendRows,
    Edit,
    EnsureColumns,
    FillRow,
    ReplaceTable,
    UpsertRows,
    Value,
)
from sheets_runner.workbook.text import cut

LONGEST_TEXT = 10_000
"""Characters of `CQL`, `Reads as` and `Message`."""


@dataclass(frozen=True)
class Outcome:
    """What became of one job.

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


@dataclass(frozen=True)
class Sheet:
    """Where a report goes.

    Attributes:
        settings: The sheet's settings.
        zone: The spreadsheet's time zone.
        header_row: The row of the input tab's headers.
        batch: The run.
    """

    settings: SheetSettings
    zone: str
    header_row: int
    batch: str


def is_final(question: Question, at: datetime, final_after: timedelta) -> bool:
    """Tell whether a number asked `at` that moment can still change.

    Args:
        question: What was asked.
        at: When the answer came.
        final_after: How long after the end of its days a number is final.
    """
    return at_local(question, at) >= final_from(question, at, final_after)


def final_from(question: Question, at: datetime, final_after: timedelta) -> datetime:
    """Return from when on the number is final, in the app's time zone."""
    last = question.period.last if question.period else at_local(question, at).date()
    return datetime.combine(last, time()) + timedelta(days=1) + final_after


def at_local(question: Question, at: datetime) -> datetime:
    """Return a moment on the app's clock."""
    return local(at, question.zone)


def columns_edit(sheet: Sheet) -> Edit:
    """Return the edit that makes the runner's columns in the input tab."""
    return EnsureColumns(sheet.settings.input, sheet.header_row, looks.RESULT_COLUMNS)


def fill_row(sheet: Sheet, row: int, values: Mapping[str, Value], owner: str = "") -> Edit:
    """Return the edit that writes into one row of the input tab."""
    fitted = {
        header: cut(value, LONGEST_TEXT) if isinstance(value, str) else value
        for header, value in values.items()
    }
    return FillRow(sheet.settings.input, sheet.header_row, row, fitted, owner)


def done_row(sheet: Sheet, outcome: Outcome) -> Edit:
    """Return the edit for the row of an answered question."""
    job = outcome.job
    values: dict[str, Value] = {
        "Status": looks.DONE,
        "Count": outcome.count.count if outcome.count else None,
        "Records": outcome.table.count if outcome.table else None,
        "Last run": local(outcome.at, sheet.zone),
        "Reads as": job.question.reads_as,
        "Message": said(sheet, outcome) or None,
        "ID": job.row_id.text,
    }
    return fill_row(sheet, job.row, values, job.row_id.id)


def said(sheet: Sheet, outcome: Outcome) -> str:
    """Return what `Message` says of an answered question."""
    return " ".join((*_partial(sheet, outcome), *outcome.notes))


def failed_row(sheet: Sheet, outcome: Outcome, good: datetime | None) -> Edit:
    """Return the edit for the row of a question without an answer: its last good number stays.

    Args:
        sheet: Where it goes.
        outcome: What happened.
        good: When the number in the row was got, None when there is none.
    """
    job = outcome.job
    stays = f" The number shown is of {good:%Y-%m-%d %H:%M}." if good else ""
    values: dict[str, Value] = {
        "Status": looks.FAILED,
        "Last run": local(outcome.at, sheet.zone),
        "Reads as": job.question.reads_as,
        "Message": outcome.error + stays,
        "ID": job.row_id.text,
    }
    if job.row_id.fresh:
        values.update({"Count": None, "Records": None})
    return fill_row(sheet, job.row, values)


def result_line(sheet: Sheet, outcome: Outcome) -> tuple[Value, ...]:
    """Return the line of the output tab for an answered question."""
    job, question = outcome.job, outcome.job.question
    day = local(outcome.at, question.zone).date()
    first, last = _days(question, day)
    count = outcome.count
    final = is_final(question, outcome.at, sheet.settings.final_after)
    return (
        *(question.name, question.app, question.get.words, question.event or None, first, last),
        *((count.count, count.occurrences, count.users, count.devices) if count else [None] * 4),
        outcome.table.count if outcome.table else None,
        "yes" if final else "partial",
        local(outcome.at, sheet.zone),
        sheet.batch,
        cut(question.reads_as, LONGEST_TEXT),
        cut(json.dumps(question.query.body(), ensure_ascii=False), LONGEST_TEXT),
        job.row_id.text,
    )


def broken_row(sheet: Sheet, row: CheckedRow, at: datetime, good: datetime | None) -> Edit:
    """Return the edit for a row that needs fixing: what stands in it still has its own meaning.

    Args:
        sheet: Where it goes.
        row: The row.
        at: When it was read.
        good: When the number in the row was got, None when there is none.
    """
    message = " ".join(problem.message for problem in row.problems)
    stays = f" The number shown is of {good:%Y-%m-%d %H:%M}." if good else ""
    values: dict[str, Value] = {
        "Status": looks.CHECK,
        "Last run": local(at, sheet.zone),
        "Message": message + stays,
    }
    return fill_row(sheet, row.number, values)


def skipped_row(sheet: Sheet, row: CheckedRow) -> Edit:
    """Return the edit for a row that is switched off."""
    return fill_row(sheet, row.number, {"Status": looks.SKIPPED, "Message": None})


def results_edit(sheet: Sheet, outcome: Outcome) -> Edit:
    """Return the edit that puts an answer into the output tab."""
    settings, owner = sheet.settings, outcome.job.row_id.id
    rows = (result_line(sheet, outcome),)
    if settings.results_mode == "append":
        return AppendRows(settings.output, looks.OUTPUT_COLUMNS, rows, 1_000_000, owner)
    key = ("ID",) if settings.results_mode == "replace" else ("ID", "From", "To")
    return UpsertRows(settings.output, looks.OUTPUT_COLUMNS, key, rows, owner)


def records_edit(outcome: Outcome) -> Iterable[Edit]:
    """Yield the edit that puts records into their tab, nothing for a count."""
    if outcome.table:
        job = outcome.job
        yield ReplaceTable(job.tab, outcome.table.columns, outcome.table, job.row_id.id)


def log_edit(lines: tuple[tuple[Value, ...], ...]) -> Edit:
    """Return the edit that adds lines to the run log."""
    return AppendRows(looks.LOG_TAB, looks.LOG_COLUMNS, lines, looks.LOG_KEEP)


def _partial(sheet: Sheet, outcome: Outcome) -> Iterable[str]:
    question, after = outcome.job.question, sheet.settings.final_after
    if not is_final(question, outcome.at, after):
        last = _days(question, at_local(question, outcome.at).date())[1]
        moment = final_from(question, outcome.at, after)
        yield (
            f"Partial: events of {day_words(last)} may still come in; "
            f"final from {moment:%Y-%m-%d %H:%M} ({question.zone})."
        )


def _days(question: Question, day: date) -> tuple[date, date]:
    """Return the days a line stands for; a question without dates stands for the day of the run."""
    return (question.period.first, question.period.last) if question.period else (day, day)
