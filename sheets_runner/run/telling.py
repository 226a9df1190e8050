"""A run in words for a terminal: one line per row, and nothing said twice."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Iterator, Sequence

from sheets_runner.query.question import CheckedRow
from sheets_runner.run import looks
from sheets_runner.run.check import Checkup
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.summary import RowSummary, Summary

READY = "✅ Ready"
MARKS = {
    "done": looks.DONE,
    "check": looks.CHECK,
    "failed": looks.FAILED,
    "skipped": looks.SKIPPED,
}
TOTALS = {"done": "done", "check": "to fix", "failed": "failed", "skipped": "skipped"}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def plain(text: str) -> str:
    """Return text on one line, without what a terminal would take for a command."""
    return _CONTROLS.sub(" ", text)


def counted(number: int, noun: str) -> str:
    """Return ``1 row`` or ``1,234 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def progress(outcome: Outcome) -> str:
    """Return a row's name and what came of asking it."""
    return f"{plain(outcome.job.question.name)}: {_answer(outcome)}"


def _answer(outcome: Outcome) -> str:
    if outcome.error:
        return MARKS["failed"]
    if outcome.table:
        return counted(outcome.table.count, "record")
    return f"{outcome.count.count:,}" if outcome.count else MARKS["done"]


def number(row: RowSummary) -> str:
    """Return a row's count or how many records it got, empty for neither."""
    if row.count is not None:
        return f"{row.count:,}"
    return counted(row.records, "record") if row.records is not None else ""


def shared(rows: Sequence[RowSummary]) -> dict[str, str]:
    """Return the messages that several rows have, each with a sentence that says it once."""
    holders: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        holders[row.message][row.sheet].append(str(row.row))
    return {
        message: f"{_rows_words(sheets)}: {plain(message)}"
        for message, sheets in holders.items()
        if message and sum(map(len, sheets.values())) > 1
    }


def lines(summary: Summary) -> Iterator[str]:
    """Yield a line for each row, then what several rows have in common."""
    said_below = shared(summary.rows)
    for row in summary.rows:
        message = "" if row.message in said_below else plain(row.message)
        parts = filter(None, (MARKS[row.status], number(row), message))
        yield f"{row.sheet} row {row.row} {plain(row.name)}: {' · '.join(parts)}"
    yield from said_below.values()


def totals(summary: Summary) -> str:
    """Return the last line: how many rows, calls and seconds; empty when no row could be read."""
    statuses = [row.status for row in summary.rows]
    counts = [f"{statuses.count(word)} {TOTALS[word]}" for word in MARKS if word in statuses]
    if not counts:
        return "" if summary.problems else "There was no row to run."
    calls = counted(summary.calls, "call")
    return f"{', '.join(counts)}; {calls} to CleverTap, {summary.seconds:.1f} seconds."


def _rows_words(sheets: dict[str, list[str]]) -> str:
    return ", ".join(
        f"{sheet} {'row' if len(rows) == 1 else 'rows'} {', '.join(rows)}"
        for sheet, rows in sheets.items()
    )


def checkup_lines(checkup: Checkup, *, cql: bool) -> Iterator[str]:
    """Yield what is to be said of a sheet: its headers, its rows, and what a run would do.

    Args:
        checkup: What was found.
        cql: Whether the JSON body of each query is shown.
    """
    for problem in checkup.problems:
        yield f"{checkup.sheet}: {plain(problem.message)}"
    for row in checkup.rows:
        yield f"{checkup.sheet} row {row.number} {plain(row.name)}: {_checked_words(row)}"
        if cql and row.question:
            yield f"    {json.dumps(row.question.query.body(), ensure_ascii=False)}"
    if not checkup.problems:
        yield " ".join((_checkup_totals(checkup), *_shared_rows(checkup)))


def _checked_words(row: CheckedRow) -> str:
    if row.problems:
        said = " ".join(plain(problem.message) for problem in row.problems)
        return f"{looks.CHECK} · {said}"
    return f"{READY} · {plain(row.question.reads_as)}" if row.question else looks.SKIPPED


def _checkup_totals(checkup: Checkup) -> str:
    ready = sum(1 for row in checkup.rows if row.question)
    broken = sum(1 for row in checkup.rows if row.problems)
    skipped = len(checkup.rows) - ready - broken
    said = f"{ready} ready, {broken} to fix, {skipped} skipped."
    questions, calls = counted(len(checkup.asks), "question"), counted(checkup.calls, "call")
    return f"{said} A run would ask {questions}, with at least {calls} to CleverTap."


def _shared_rows(checkup: Checkup) -> Iterator[str]:
    for rows in checkup.shared:
        yield f"Rows {', '.join(map(str, rows))} share one."
