"""Outcomes to edits: what each row, the results, the records tabs and the run log are to show."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Iterator, Mapping, Sequence

from dateutil import tz

from sheets_runner.config import SheetSettings
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.query.words import day_words, period_words
from sheets_runner.run import looks
from sheets_runner.run.outcomes import Outcome
from sheets_runner.table.zones import local, zone
from sheets_runner.workbook.base import (
    AppendRows,
    Edit,
    EnsureColumns,
    FillRow,
    Limits,
    ReplaceTable,
    UpsertRows,
    Value,
)
from sheets_runner.workbook.text import fit

LONGEST_TEXT = 10_000
"""Characters of `CQL`, `Reads as` and `Message`."""
ALL_LINES = "lines of all rows"
"""The owner of the edit that writes the lines of several rows."""
NO_NUMBERS: Mapping[str, Value] = {"Count": None, "Records": None}
"""What empties a row of the answer to another question."""
EVERY_LINE = 1_000_000
"""Lines of an output tab that is only added to: about as many as a tab can hold."""


@dataclass(frozen=True)
class Sheet:
    """Where a report goes.

    Attributes:
        settings: The sheet's settings.
        zone: The spreadsheet's time zone.
        header_row: The row of the input tab's headers.
        batch: The run.
        started: When it began, with a time zone.
        limits: What the storage can hold.
    """

    settings: SheetSettings
    zone: str
    header_row: int
    batch: str
    started: datetime
    limits: Limits

    def moment(self, at: datetime) -> datetime:
        """Return a moment as the spreadsheet shows it."""
        return local(at, self.zone)

    def day(self, question: Question) -> date:
        """Return the day of the run where the question is asked."""
        return local(self.started, question.zone).date()

    def fitted(self, value: Value) -> Value:
        """Return a value that the storage can hold and people can read."""
        return fit(value, self.limits, LONGEST_TEXT).value


def final_from(last: date, zone_name: str, final_after: timedelta) -> datetime:
    """Return the moment, in UTC, from which on a number can no longer change.

    Args:
        last: The last day of its range.
        zone_name: The app's time zone, in which that day ends.
        final_after: How long after that events may still come in.
    """
    midnight = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone(zone_name))
    # Where clocks are put forward at midnight the day begins at one o'clock.
    return tz.resolve_imaginary(midnight).astimezone(timezone.utc) + final_after


def columns_edit(sheet: Sheet) -> Edit:
    """Return the edit that makes the runner's columns in the input tab."""
    return EnsureColumns(sheet.settings.input, sheet.header_row, looks.RESULT_COLUMNS, key="ID")


def fill_row(sheet: Sheet, row: int, values: Mapping[str, Value], owner: str) -> Edit:
    """Return the edit that writes into one row of the input tab."""
    fitted = {header: sheet.fitted(value) for header, value in values.items()}
    return FillRow(sheet.settings.input, sheet.header_row, row, fitted, owner)


def done_row(sheet: Sheet, outcomes: Sequence[Outcome]) -> Edit:
    """Return the edit for an answered row: it shows the answer for its newest period.

    Args:
        sheet: Where it goes.
        outcomes: Its outcomes, from the oldest period to the newest.
    """
    newest = outcomes[-1]
    job = newest.job
    values: dict[str, Value] = {
        "Status": looks.DONE,
        "Count": newest.count.count if newest.count else None,
        "Records": newest.table.count if newest.table else None,
        "Last run": sheet.moment(max(outcome.at for outcome in outcomes)),
        "Reads as": job.reads_as,
        "Message": said(sheet, outcomes) or None,
        "ID": job.row_id.text,
    }
    return fill_row(sheet, job.row, values, job.row_id.id)


def said(sheet: Sheet, outcomes: Sequence[Outcome]) -> str:
    """Return what `Message` says of an answered row."""
    notes = dict.fromkeys(note for outcome in outcomes for note in outcome.notes)
    return " ".join((*_newest(outcomes), *_partial(sheet, outcomes[-1]), *notes))


def failure(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Return the first outcome of a row without an answer, None when all of them have one."""
    failed = next((outcome for outcome in outcomes if outcome.error), None)
    if failed is None or len(outcomes) == 1 or not failed.job.question.period:
        return failed
    return replace(failed, error=f"{period_words(failed.job.question.period)}: {failed.error}")


def _newest(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Say which period the number in the row is of, where there are several."""
    period = outcomes[-1].job.question.period
    if len(outcomes) > 1 and period:
        yield f"The number is that of the newest of {len(outcomes)} lines, {period_words(period)}."


def failed_row(sheet: Sheet, outcome: Outcome, stays: str) -> Edit:
    """Return the edit for the row of a question without an answer: its last good number stays.

    Args:
        sheet: Where it goes.
        outcome: What happened.
        stays: What is said of that number, empty when there is none.
    """
    job = outcome.job
    values: dict[str, Value] = {
        "Status": looks.FAILED,
        "Last run": sheet.moment(outcome.at),
        "Reads as": job.reads_as,
        "Message": outcome.error,
        "ID": job.row_id.text,
    }
    if job.row_id.fresh:
        values.update(NO_NUMBERS)
    elif stays:
        values["Message"] = f"{outcome.error} {stays}"
    return fill_row(sheet, job.row, values, job.row_id.id)


def broken_row(sheet: Sheet, row: CheckedRow, stays: str, *, lost: bool) -> Edit:
    """Return the edit for a row that needs fixing: what stands in it still has its own meaning.

    Args:
        sheet: Where it goes.
        row: The row.
        stays: What is said of the number in it, empty when there is none.
        lost: Whether its id is another row's now, and with it the number.
    """
    message = " ".join(problem.message for problem in row.problems)
    values: dict[str, Value] = {
        "Status": looks.CHECK,
        "Last run": sheet.moment(sheet.started),
        "Message": message if lost or not stays else f"{message} {stays}",
    }
    if lost:
        values.update({**NO_NUMBERS, "ID": None})
    return fill_row(sheet, row.number, values, owner_of(row.number))


def skipped_row(sheet: Sheet, row: CheckedRow, *, lost: bool) -> Edit:
    """Return the edit for a row that is switched off; its number stays as a remembrance."""
    values: dict[str, Value] = {"Status": looks.SKIPPED, "Message": None}
    if lost:
        values["ID"] = None
    return fill_row(sheet, row.number, values, owner_of(row.number))


def owner_of(row: int) -> str:
    """Return the owner of the edits for a row that is not asked, whether it has an id or not."""
    return f"row {row}"


def result_line(sheet: Sheet, outcome: Outcome) -> tuple[Value, ...]:
    """Return the line of the output tab for an answered question."""
    job, question, count = outcome.job, outcome.job.question, outcome.count
    numbers = (count.count, count.occurrences, count.users, count.devices) if count else [None] * 4
    line: tuple[Value, ...] = (
        *(question.name, question.app, question.get.words, question.event or None),
        *_days(sheet, question),
        *numbers,
        outcome.table.count if outcome.table else None,
        looks.PARTIAL if outcome.at < _final_from(sheet, question) else looks.FINAL,
        sheet.moment(outcome.at),
        sheet.batch,
        question.reads_as,
        json.dumps(question.query.body(), ensure_ascii=False),
        job.row_id.text,
    )
    return tuple(sheet.fitted(value) for value in line)


def results_edit(sheet: Sheet, outcomes: Sequence[Outcome]) -> Iterator[Edit]:
    """Yield the edit that puts answers of one or several rows into the output tab."""
    if not outcomes:
        return
    owners = {outcome.job.row_id.id for outcome in outcomes}
    owner = owners.pop() if len(owners) == 1 else ALL_LINES
    rows = tuple(result_line(sheet, outcome) for outcome in outcomes)
    yield lines_edit(sheet.settings, rows, owner)


def lines_edit(
    settings: SheetSettings, rows: tuple[tuple[Value, ...], ...], owner: str = ALL_LINES
) -> Edit:
    """Return the edit that puts lines into the output tab.

    Args:
        settings: The sheet's settings.
        rows: The lines, see `result_line`.
        owner: The id of the row they are of; by default they are of several.
    """
    output, columns = settings.output, looks.OUTPUT_COLUMNS
    if settings.results_mode == "append":
        return AppendRows(output, columns, rows, EVERY_LINE, owner)
    instead = ("ID",) if settings.results_mode == "replace" else ()
    return UpsertRows(output, columns, ("ID", "From", "To"), rows, owner, instead)


def records_edit(outcome: Outcome) -> Iterator[Edit]:
    """Yield the edit that puts records into their tab, nothing for a count."""
    if outcome.table:
        job = outcome.job
        yield ReplaceTable(job.tab, outcome.table.columns, outcome.table, job.row_id.id)


def log_edit(lines: tuple[tuple[Value, ...], ...]) -> Edit:
    """Return the edit that adds lines to the run log."""
    return AppendRows(looks.LOG_TAB, looks.LOG_COLUMNS, lines, looks.LOG_KEEP)


def _partial(sheet: Sheet, outcome: Outcome) -> Iterator[str]:
    question = outcome.job.question
    final = _final_from(sheet, question)
    if outcome.at < final:
        last = _days(sheet, question)[1]
        yield (
            f"Partial: events of {day_words(last)} may still come in; "
            f"final from {local(final, question.zone):%Y-%m-%d %H:%M} ({question.zone})."
        )


def _final_from(sheet: Sheet, question: Question) -> datetime:
    last = _days(sheet, question)[1]
    return final_from(last, question.zone, sheet.settings.final_after)


def _days(sheet: Sheet, question: Question) -> tuple[date, date]:
    """Return the days a line stands for; a question without dates stands for the day of the run."""
    period, day = question.period, sheet.day(question)
    return (period.first, period.last) if period else (day, day)
