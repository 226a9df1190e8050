"""A run in words for a terminal: one line per row, and nothing said twice."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Iterator, Sequence

from sheets_runner.run import looks
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.summary import RowSummary, Summary

MARKS = {
    "done": looks.DONE,
    "check": looks.CHECK,
    "failed": looks.FAILED,
    "skipped": looks.SKIPPED,
}
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
    counts = [f"{statuses.count(word)} {word}" for word in MARKS if word in statuses]
    if not counts:
        return "" if summary.problems else "There was no row to run."
    calls = counted(summary.calls, "call")
    return f"{', '.join(counts)}; {calls} to CleverTap, {summary.seconds:.1f} seconds."


def _rows_words(sheets: dict[str, list[str]]) -> str:
    return ", ".join(
        f"{sheet} {'row' if len(rows) == 1 else 'rows'} {', '.join(rows)}"
        for sheet, rows in sheets.items()
    )
