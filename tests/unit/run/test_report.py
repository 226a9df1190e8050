"""What rows, results and the log are told: exact values, and only what fits."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Mapping

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.config import SheetSettings
from sheets_runner.query.question import Get, Question
from sheets_runner.run import looks
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.report import (
    ALL_LINES,
    Sheet,
    broken_row,
    done_row,
    failed_row,
    failure,
    final_from,
    records_edit,
    result_line,
    results_edit,
    said,
    skipped_row,
)
from sheets_runner.workbook.base import AppendRows, Edit, FillRow, Limits, UpsertRows, Value
from tests.unit.run.build import MONDAY, MORNING, SUNDAY, job, question, row

HOURS = timedelta(hours=1)
LIMITS = Limits(
    rows=9,
    columns=9,
    text=20_000,
    tab_name=31,
    records=9,
    forbidden=re.compile("[\x00-\x08\ud800-\udfff]"),
)
SETTINGS = SheetSettings("daily", Path("book.xlsx"), ("web",), final_after=6 * HOURS)
SHEET = Sheet(SETTINGS, "Europe/Berlin", 1, "batch-1", MORNING, LIMITS)
"""10:00 in India is 06:30 in Berlin."""
COLUMNS = [column.header for column in looks.OUTPUT_COLUMNS]


def outcome(asked: Question | None = None, at: datetime = MORNING, **fields: Any) -> Outcome:
    fresh = fields.pop("fresh", False)
    known = {"count": None if "error" in fields else Count(622), **fields}
    return Outcome(job(2, asked, fresh=fresh), at, **known)


def values(edit: Edit) -> Mapping[str, Value]:
    assert isinstance(edit, FillRow)
    assert (edit.tab, edit.header_row) == ("Queries", 1)
    return edit.values


def line(found: Outcome, sheet: Sheet = SHEET) -> dict[str, Value]:
    return dict(zip(COLUMNS, result_line(sheet, found)))


# --- final or partial ---


@pytest.mark.parametrize(
    ("last", "zone", "hours", "moment"),
    [
        (date(2026, 6, 29), "Asia/Kolkata", 6, "2026-06-30 00:30"),
        (date(2026, 6, 29), "UTC", 0, "2026-06-30 00:00"),
        (date(2026, 6, 29), "America/New_York", 6, "2026-06-30 10:00"),
        # Clocks go forward at 02:00 on 29 March 2026 and back at 03:00 on 25 October.
        (date(2026, 3, 28), "Europe/Berlin", 6, "2026-03-29 05:00"),
        (date(2026, 3, 29), "Europe/Berlin", 6, "2026-03-30 04:00"),
        (date(2026, 10, 24), "Europe/Berlin", 6, "2026-10-25 04:00"),
        (date(2026, 10, 25), "Europe/Berlin", 6, "2026-10-26 05:00"),
        # São Paulo put clocks forward at midnight of 4 November 2018: the day began at 01:00.
        (date(2018, 11, 3), "America/Sao_Paulo", 0, "2018-11-04 03:00"),
    ],
)
def test_a_range_is_final_so_many_real_hours_after_its_end(
    last: date, zone: str, hours: int, moment: str
) -> None:
    assert f"{final_from(last, zone, hours * HOURS):%Y-%m-%d %H:%M}" == moment


FINAL = datetime(2026, 6, 30, 0, 30, tzinfo=timezone.utc)
"""When Monday is final in India: Tuesday, 06:00."""


def test_a_number_is_partial_up_to_the_last_second() -> None:
    before, then = outcome(at=FINAL - timedelta(seconds=1)), outcome(at=FINAL)

    assert line(before)["Final"] == "partial"
    assert said(SHEET, [before]) == (
        "Partial: events of Mon 29 Jun 2026 may still come in; "
        "final from 2026-06-30 06:00 (Asia/Kolkata)."
    )
    assert line(then)["Final"] == "yes"
    assert said(SHEET, [then]) == ""


def test_a_row_without_dates_stands_for_the_day_of_the_run_where_it_is_asked() -> None:
    evening = datetime(2026, 6, 30, 20, tzinfo=timezone.utc)
    asked = question(get=Get.USER_PROFILES, days=None)
    found = line(outcome(asked, at=evening + 5 * HOURS), replace(SHEET, started=evening))

    assert (found["From"], found["To"], found["Final"]) == (
        *(date(2026, 7, 1), date(2026, 7, 1)),
        "partial",
    )
    assert found["Event"] is None


# --- rows ---


def test_an_answered_row_shows_its_number_and_what_it_means() -> None:
    edit = done_row(SHEET, [outcome(notes=("Same question as row 3: asked once.",))])

    assert values(edit) == {
        "Status": "✅ Done",
        "Count": 622,
        "Records": None,
        "Last run": datetime(2026, 6, 30, 6, 30),
        "Reads as": "Flight Search in plain words",
        "Message": "Same question as row 3: asked once.",
        "ID": f"rowccc.{question().fingerprint}",
    }
    assert (edit.owner, isinstance(edit, FillRow) and edit.row) == ("rowccc", 2)


def test_an_answered_row_with_nothing_to_say_has_no_message() -> None:
    assert values(done_row(SHEET, [outcome()]))["Message"] is None


def test_a_failed_row_keeps_its_number_and_says_since_when() -> None:
    edit = failed_row(SHEET, outcome(error="Gave up."), "The number shown is of Monday.")

    assert values(edit) == {
        "Status": "❌ Failed",
        "Last run": datetime(2026, 6, 30, 6, 30),
        "Reads as": "Flight Search in plain words",
        "Message": "Gave up. The number shown is of Monday.",
        "ID": f"rowccc.{question().fingerprint}",
    }
    assert edit.owner == "rowccc"


def test_a_failed_row_without_a_number_says_only_why() -> None:
    assert values(failed_row(SHEET, outcome(error="Gave up."), ""))["Message"] == "Gave up."


def test_a_failed_row_whose_question_is_new_is_emptied() -> None:
    found = values(failed_row(SHEET, outcome(error="Gave up.", fresh=True), "The number stays."))

    assert (found["Count"], found["Records"], found["Message"]) == (None, None, "Gave up.")


def test_a_row_to_fix_keeps_its_number_and_its_old_words() -> None:
    found = broken_row(SHEET, row(5, problem="no date"), "The number stays.", lost=False)

    assert values(found) == {
        "Status": "⚠ Check",
        "Last run": datetime(2026, 6, 30, 6, 30),
        "Message": "no date The number stays.",
    }
    assert found.owner == "row 5"


def test_a_row_to_fix_whose_id_is_anothers_is_emptied() -> None:
    found = values(broken_row(SHEET, row(5, problem="no date"), "The number stays.", lost=True))

    assert found["Message"] == "no date"
    assert (found["Count"], found["Records"], found["ID"]) == (None, None, None)


def test_a_row_that_is_off_keeps_all_but_an_id_that_is_anothers() -> None:
    off = row(6, active=False)

    assert values(skipped_row(SHEET, off, lost=False)) == {"Status": "⏸ Skipped", "Message": None}
    assert values(skipped_row(SHEET, off, lost=True)) == {
        "Status": "⏸ Skipped",
        "Message": None,
        "ID": None,
    }


def test_texts_are_cut_and_freed_of_what_no_cell_holds() -> None:
    found = values(failed_row(SHEET, outcome(error="\ud83d\x00" + "x" * 20_000), ""))

    assert str(found["Message"]).startswith("\ufffd\ufffdxx")
    assert str(found["Message"]).endswith("… [cut]")
    assert len(str(found["Message"])) == 10_000


# --- results ---


def test_a_line_of_the_results_says_everything_about_its_number() -> None:
    asked = question(get=Get.USER_COUNT, days=(SUNDAY, MONDAY), name="Flights")
    found = outcome(asked, count=Count(706, 984, 705, 704))

    assert line(found) == {
        "Name": "Flights",
        "App": "web",
        "Get": "User count",
        "Event": "Flight Search",
        "From": SUNDAY,
        "To": MONDAY,
        "Count": 706,
        "Occurrences": 984,
        "Users": 705,
        "Devices": 704,
        "Records": None,
        "Final": "yes",
        "Run at": datetime(2026, 6, 30, 6, 30),
        "Batch": "batch-1",
        "Reads as": "Flight Search in plain words",
        "CQL": '{"event_name": "Flight Search", "from": 20260628, "to": 20260629}',
        "ID": f"rowccc.{asked.fingerprint}",
    }


def test_what_a_reply_does_not_have_stays_blank() -> None:
    found = line(outcome(count=Count(7)))

    assert [found[name] for name in ("Occurrences", "Users", "Devices")] == [None] * 3


def test_long_words_are_cut_in_the_results_too() -> None:
    found = line(outcome(question("\x00" + "x" * 11_000)))

    for name in ("Reads as", "CQL", "Name", "Event"):
        assert len(str(found[name])) == 10_000
        assert "\x00" not in str(found[name])


@pytest.mark.parametrize(("mode", "instead"), [("history", ()), ("replace", ("ID",))])
def test_a_line_is_known_by_its_row_and_its_days(mode: str, instead: tuple[str, ...]) -> None:
    sheet = replace(SHEET, settings=replace(SETTINGS, results_mode=mode))
    other = replace(outcome(), job=job(3))
    (edit,) = results_edit(sheet, [outcome(), other])

    assert isinstance(edit, UpsertRows)
    assert (edit.tab, edit.key, len(edit.rows)) == ("Results", ("ID", "From", "To"), 2)
    assert (edit.instead, edit.owner) == (instead, ALL_LINES)


def test_lines_that_are_only_added_are_never_touched_again() -> None:
    sheet = replace(SHEET, settings=replace(SETTINGS, results_mode="append"))
    (edit,) = results_edit(sheet, [outcome()])

    assert isinstance(edit, AppendRows)
    assert (edit.tab, edit.keep, edit.owner) == ("Results", 1_000_000, "rowccc")


def test_a_run_without_answers_leaves_the_results_alone() -> None:
    assert list(results_edit(SHEET, [])) == []


# --- one count per period ---


def periods(*counts: int, error: str = "") -> list[Outcome]:
    """Return the outcomes of a row that counts by days, from Sunday 28 June on."""
    found = []
    for number, count in enumerate(counts):
        day = SUNDAY + timedelta(days=number)
        asked = job(2, question(days=(day, day)), whole="Searches, one count per day")
        found.append(Outcome(asked, MORNING + number * HOURS, Count(count)))
    if error:
        found[-1] = replace(found[-1], count=None, error=error)
    return found


def test_a_row_of_several_periods_shows_the_newest_and_says_so() -> None:
    edit = done_row(SHEET, periods(5, 7))

    assert values(edit)["Count"] == 7
    assert values(edit)["Reads as"] == "Searches, one count per day"
    assert values(edit)["Last run"] == datetime(2026, 6, 30, 7, 30)
    assert values(edit)["Message"] == (
        "The number is that of the newest of 2 lines, on Mon 29 Jun 2026."
    )


def test_a_row_fails_with_the_first_period_that_does() -> None:
    failed = failure(periods(5, 7, error="Gave up."))

    assert failed
    assert failed.error == "on Mon 29 Jun 2026: Gave up."
    assert values(failed_row(SHEET, failed, ""))["Reads as"] == "Searches, one count per day"


def test_a_row_of_one_question_fails_in_its_own_words() -> None:
    failed = failure([outcome(error="Gave up.")])

    assert failed
    assert failed.error == "Gave up."
    assert failure([outcome()]) is None


def test_a_count_has_no_records_tab() -> None:
    assert list(records_edit(outcome())) == []
