"""A run in words: every row once, what they share once, and nothing a terminal would obey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.query.question import Get
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.records import Frame, RecordTable
from sheets_runner.run.spool import Spool
from sheets_runner.run.summary import ExitCode, RowSummary, Summary
from sheets_runner.run.telling import counted, lines, number, plain, progress, shared, totals
from tests.fake_workbook import LIMITS
from tests.unit.run.build import MORNING, job, question

VISITS = RowSummary("daily", 2, "aaaaaa", "Visits", "done", count=1234)
BOOKINGS = RowSummary("daily", 3, "bbbbbb", "Bookings", "done", records=1, message="Partial.")
REFUSED = RowSummary("daily", 4, "cccccc", "Flights", "failed", message="CleverTap refuses [web].")


def summary(*rows: RowSummary, **fields: object) -> Summary:
    return replace(Summary("b", rows, 13, 0.26, ExitCode.ROWS), **fields)  # type: ignore[arg-type]


def test_every_row_has_a_line() -> None:
    assert list(lines(summary(VISITS, BOOKINGS, REFUSED))) == [
        "daily row 2 Visits: ✅ Done · 1,234",
        "daily row 3 Bookings: ✅ Done · 1 record · Partial.",
        "daily row 4 Flights: ❌ Failed · CleverTap refuses [web].",
    ]


def test_what_several_rows_have_in_common_is_said_once_below() -> None:
    others = [replace(REFUSED, row=5), replace(REFUSED, sheet="weekly", row=2)]

    assert list(lines(summary(VISITS, REFUSED, *others))) == [
        "daily row 2 Visits: ✅ Done · 1,234",
        "daily row 4 Flights: ❌ Failed",
        "daily row 5 Flights: ❌ Failed",
        "weekly row 2 Flights: ❌ Failed",
        "daily rows 4, 5, weekly row 2: CleverTap refuses [web].",
    ]


def test_rows_with_nothing_to_say_share_nothing() -> None:
    assert shared([VISITS, replace(VISITS, row=9)]) == {}


def test_names_and_messages_cannot_command_the_terminal() -> None:
    row = replace(REFUSED, name="a\x1b[31mb", message="one\ntwo\x9b")

    assert list(lines(summary(row))) == ["daily row 4 a [31mb: ❌ Failed · one two "]
    assert plain("é👩\t") == "é👩 "


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            summary(VISITS, REFUSED, replace(VISITS, status="skipped"), replace(VISITS, row=9)),
            "2 done, 1 failed, 1 skipped; 13 calls to CleverTap, 0.3 seconds.",
        ),
        (summary(VISITS, calls=1), "1 done; 1 call to CleverTap, 0.3 seconds."),
        (summary(), "There was no row to run."),
        (summary(problems=("No workbook.",)), ""),
    ],
)
def test_the_last_line_adds_up(found: Summary, sentence: str) -> None:
    assert totals(found) == sentence


def test_numbers_are_told_with_their_nouns() -> None:
    assert (counted(0, "row"), counted(1, "row"), counted(2000, "row")) == (
        *("0 rows", "1 row", "2,000 rows"),
    )
    assert [number(row) for row in (VISITS, BOOKINGS, REFUSED)] == ["1,234", "1 record", ""]


def test_an_answer_is_told_as_it_comes(tmp_path: object) -> None:
    export = job(2, question("Booking", get=Get.EVENT_RECORDS, name="Book\tings"))
    spool = Spool(tmp_path / "spool")  # type: ignore[operator]
    table = RecordTable(export.question, spool, Frame(LIMITS, 9, True, "b", MORNING))

    assert progress(Outcome(job(2), MORNING, Count(1234))) == "Flight Search: 1,234"
    assert progress(Outcome(export, MORNING, table=table)) == "Book ings: 0 records"
    assert progress(Outcome(job(2), MORNING, error="Gave up.")) == "Flight Search: ❌ Failed"
