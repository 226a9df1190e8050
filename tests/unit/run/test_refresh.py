"""A whole refresh over a workbook in memory and a scripted connector."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterator, Sequence

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.config import SheetSettings
from sheets_runner.errors import ConfigError, EditRefused, LeaseHeld, WorkbookError
from sheets_runner.run.plan import Selection
from sheets_runner.run.refresh import batch_name
from sheets_runner.run.summary import RowSummary
from sheets_runner.run.target import Target, zones_of
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import (
    Column,
    Edit,
    FillRow,
    MakeTab,
    ReplaceTable,
    RunId,
    UpsertRows,
)
from tests.fake_workbook import FakeWorkbook, Sheet
from tests.unit.run.fake_client import Scripted
from tests.unit.run.office import (
    BOOKINGS,
    DAY,
    FLIGHTS,
    GAVE_UP,
    NOW,
    VISITS,
    Office,
    serial,
)


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    assert not list((tmp_path / "state").glob("*"))
    assert not list(tmp_path.glob(".*.part"))


# --- a good run ---


def test_counts_and_records_come_back_into_the_workbook(office: Office) -> None:
    office.fill(VISITS, BOOKINGS)

    summary = office.run({"App Launched": Count(622), "Booking": ([{"event_props": {"n": 1}}],)})

    assert office.row(2) == {
        **VISITS,
        "Status": "✅ Done",
        "Count": 622,
        "Last run": serial(datetime(2026, 6, 30, 10, 0)),
        "Reads as": "App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)",
        "ID": office.row(2)["ID"],
    }
    assert (office.row(3)["Records"], office.row(3).get("Count")) == (1, None)
    assert office.rows("Bookings") == [{"n": 1}]
    assert [(line["Name"], line["Final"]) for line in office.rows("Results")] == [
        *(("Visits", "yes"), ("Bookings", "yes")),
    ]
    assert summary.rows == (
        RowSummary("daily", 2, "aaaaaa", "Visits", "done", count=622),
        RowSummary("daily", 3, "aaaaab", "Bookings", "done", records=1),
    )
    assert (summary.batch, summary.calls, summary.exit_code) == ("batch-30", 2, 0)
    assert office.progress.told == [2, 2, 3]


def test_the_run_log_tells_of_the_run(office: Office) -> None:
    office.fill(VISITS, {**FLIGHTS, "Dates": "31/02/2026"}, {**FLIGHTS, "Active": "no"})
    office.run({"App Launched": GAVE_UP})

    started, first, second, finished = office.rows("Run log")
    assert started == {
        "Time": serial(datetime(2026, 6, 30, 10, 0)),
        "Batch": "batch-30",
        "What": "started",
        "Message": "Started by hand. The clock stands still. Columns left to the team: [Ours].",
    }
    assert (first["Row"], first["Message"]) == (2, "Visits: Gave up on the count.")
    assert second["Row"] == 3
    assert second["Message"].startswith("Flights: `Dates` (D3): 31/02/2026 is not a date.")
    assert finished == {
        "Time": serial(datetime(2026, 6, 30, 10, 0)),
        "Batch": "batch-30",
        "What": "finished",
        "Done": 0,
        "Failed": 2,
        "Skipped": 1,
        "Calls": 1,
        "Seconds": 0,
        "Version": "1.2.3",
    }


def test_only_selected_rows_are_asked_and_written(office: Office) -> None:
    office.fill(VISITS, FLIGHTS)

    summary = office.run({"Flight Search": Count(7)}, Selection(name="Flights"))

    assert [row.row for row in summary.rows] == [3]
    assert office.row(2) == VISITS
    assert office.connector.events == ["Flight Search"]


def test_the_team_may_forbid_nothing_but_their_columns_stay(office: Office) -> None:
    office.fill({**VISITS, "[Ours]": "Priya"})
    office.run({"App Launched": Count(1)})

    assert office.row(2)["[Ours]"] == "Priya"


# --- again and again ---


def test_the_same_period_updates_its_line_and_the_next_one_adds_its_own(office: Office) -> None:
    office.fill(VISITS)
    for days, count in ((0, 600), (0, 622), (1, 700)):
        office.now = NOW + days * DAY
        office.run({"App Launched": Count(count)})

    lines = office.rows("Results")
    assert [(line["From"], line["Count"], line["Batch"]) for line in lines] == [
        (46202, 622, "batch-30"),
        (46203, 700, "batch-01"),
    ]
    assert {line["ID"] for line in lines} == {office.row(2)["ID"]}


@pytest.mark.parametrize(("mode", "counts"), [("replace", [700]), ("append", [600, 622, 700])])
def test_results_may_keep_the_latest_alone_or_every_line(
    tmp_path: Path, mode: str, counts: list[int]
) -> None:
    office = Office(tmp_path, results_mode=mode)
    office.fill(VISITS)
    for days, count in ((0, 600), (0, 622), (1, 700)):
        office.now = NOW + days * DAY
        office.run({"App Launched": Count(count)})

    assert [line["Count"] for line in office.rows("Results")] == counts


def test_a_failed_row_keeps_its_last_good_number_and_says_since_when(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.now = NOW + DAY
    summary = office.run({"App Launched": GAVE_UP})

    row = office.row(2)
    assert (row["Status"], row["Count"]) == ("❌ Failed", 622)
    assert row["Message"] == (
        "Gave up on the count. The number shown is of 2026-06-30 10:00, for "
        '"App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)".'
    )
    assert row["Last run"] == serial(datetime(2026, 7, 1, 10, 0))
    assert summary.rows[0].message == "Gave up on the count."
    assert (summary.rows[0].count, summary.exit_code) == (None, 1)


def test_since_when_is_known_even_without_the_results(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    del office.workbook.store.tabs["Results"]
    office.run({"App Launched": GAVE_UP})

    assert office.row(2)["Message"].endswith("The number shown is of 2026-06-30 10:00.")


def test_a_row_that_needs_fixing_keeps_its_number_too(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.type(2, "Dates", "31/02/2026")
    office.run({})

    row = office.row(2)
    assert (row["Status"], row["Count"]) == ("⚠ Check", 622)
    assert row["Message"].endswith("The number shown is of 2026-06-30 10:00.")


def test_a_row_whose_question_is_new_is_emptied_when_it_fails(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.type(2, "Event", "Flight Search")
    office.run({"Flight Search": GAVE_UP})

    row = office.row(2)
    assert "Count" not in row
    assert row["Message"] == "Gave up on the count."
    assert row["ID"].startswith("aaaaaa.")


def test_a_row_that_lost_its_id_to_a_copy_is_emptied_while_it_needs_fixing(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    row_id = office.row(2)["ID"]
    office.workbook.store.tabs["Queries"].cells.update(
        {(3, column): cell for (at, column), cell in tab_cells(office) if at == 2}
    )
    office.type(2, "Dates", "31/02/2026")
    office.run({"App Launched": Count(623)})

    assert [name for name in ("Count", "ID") if name in office.row(2)] == []
    assert (office.row(3)["Count"], office.row(3)["ID"]) == (623, row_id)


def tab_cells(office: Office) -> list[tuple[tuple[int, int], Any]]:
    sheet: Sheet = office.workbook.store.tabs["Queries"]
    return list(sheet.cells.items())


def test_a_row_switched_off_is_skipped_and_keeps_its_number(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.type(2, "Active", "no")
    summary = office.run({})

    assert (office.row(2)["Status"], office.row(2)["Count"]) == ("⏸ Skipped", 622)
    assert (summary.rows[0].status, summary.exit_code, summary.calls) == ("skipped", 0, 0)


def test_a_partial_number_is_marked_and_later_made_final(office: Office) -> None:
    office.fill({**VISITS, "Dates": "2026-06-29"})
    office.now = datetime(2026, 6, 30, 0, 29, 59, tzinfo=timezone.utc)
    first = office.run({"App Launched": Count(600)})

    assert office.rows("Results")[0]["Final"] == "partial"
    assert office.row(2)["Message"] == first.rows[0].message
    assert first.rows[0].message.startswith("Partial: events of Mon 29 Jun 2026")

    office.now += timedelta(seconds=1)
    office.run({"App Launched": Count(622)})

    assert [line["Final"] for line in office.rows("Results")] == ["yes"]
    assert "Message" not in office.row(2)


def test_a_partial_number_of_earlier_days_is_asked_once_more_when_it_can_be_final(
    office: Office,
) -> None:
    office.fill({**VISITS, "Dates": "today"})
    for number in range(3):
        office.now = NOW + number * DAY
        summary = office.run({"App Launched": Count(100 + number)})

    assert [(line["Count"], line["Final"]) for line in office.rows("Results")] == [
        *((101, "yes"), (102, "yes"), (102, "partial")),
    ]
    assert office.row(2)["Count"] == 102
    assert (len(summary.rows), summary.calls) == (1, 2)
    office.now += timedelta(minutes=1)
    assert office.run({"App Launched": Count(103)}).calls == 1


def test_a_partial_number_that_cannot_be_asked_again_waits_and_fails_nobody(
    office: Office,
) -> None:
    office.fill({**VISITS, "Dates": "today"}, {**FLIGHTS, "Dates": "today"})
    office.run({"App Launched": Count(1), "Flight Search": Count(2)})
    office.fill_again({**VISITS, "Event": "Charged"}, FLIGHTS)
    office.now += DAY
    office.run({"Charged": Count(5), "Flight Search": GAVE_UP})

    lines = [(line["Event"], line["Count"], line["Final"]) for line in office.rows("Results")]
    assert ("Flight Search", 2, "partial") in lines
    assert ("App Launched", 1, "partial") in lines


# --- what a storage refuses ---


def test_a_refused_edit_fails_its_row_and_the_others_stand(office: Office) -> None:
    office.fill(VISITS, BOOKINGS)
    office.workbook.apply([MakeTab("Bookings", (Column("the team's own"),))])

    summary = office.run({"App Launched": Count(622), "Booking": ([{"event_props": {"n": 1}}],)})

    assert [(row.status, row.records) for row in summary.rows] == [("done", None), ("failed", None)]
    assert office.row(3)["Status"] == "❌ Failed"
    assert 'Tab "Bookings" is not empty' in office.row(3)["Message"]
    assert office.row(2)["Count"] == 622
    assert [line["Name"] for line in office.rows("Results")] == ["Visits"]
    assert office.rows("Run log")[-1]["Failed"] == 1


def test_only_the_rows_fail_whose_lines_meet_a_cell_of_the_team(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.workbook.store.tabs["Results"].fill(4, 1, "our total")
    charged = {**VISITS, "Name": "Charged", "Event": "Charged"}
    office.fill_again(VISITS, charged, {**charged, "Event": "Refund"})

    summary = office.run({"App Launched": Count(7), "Charged": Count(8), "Refund": Count(9)})

    assert [(row.status, row.count) for row in summary.rows] == [
        ("done", 7),
        ("done", 8),
        ("failed", None),
    ]
    assert "A4 is in the way" in office.row(4)["Message"]
    assert [line.get("Count") for line in office.rows("Results")] == [7, 8, None]
    assert office.rows("Results")[2] == {"Name": "our total"}


def test_the_file_of_a_refused_row_does_not_appear(office: Office) -> None:
    office.fill(BOOKINGS, {**BOOKINGS, "Name": "Refunds", "Event": "Refund"})
    office.settings = replace(office.settings, max_records=1)
    office.workbook.apply([MakeTab("Bookings", (Column("the team's own"),))])
    pages: Scripted = ([{"event_props": {"n": number}} for number in range(3)],)

    summary = office.run({"Booking": pages, "Refund": pages})

    assert [path.name for path in office.folder.glob("*.csv")] == ["book - Refunds.csv"]
    assert "All of it is in" in summary.rows[1].message
    with (office.folder / "book - Refunds.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["n"], ["0"], ["1"], ["2"]]
    assert office.rows("Refunds") == [{"n": 0}]


def test_a_row_that_cannot_even_be_told_of_its_failure_stops_nobody(office: Office) -> None:
    office.fill(VISITS, FLIGHTS, {**FLIGHTS, "Name": "Old", "Dates": "31/02/2026"})
    office.workbook.refused = lambda edit: (
        "Cell B2 is merged." if isinstance(edit, FillRow) and edit.row in (2, 4) else ""
    )

    summary = office.run({"App Launched": Count(622), "Flight Search": Count(7)})

    assert [row.status for row in summary.rows] == ["failed", "done", "check"]
    assert summary.rows[0].message == "Cell B2 is merged."
    assert "Status" not in office.row(2)
    assert office.row(3)["Count"] == 7
    assert [line["Row"] for line in office.rows("Run log") if "Row" in line] == [2, 4]


def test_an_edit_that_is_nobodys_and_refused_ends_the_run(office: Office) -> None:
    office.fill(VISITS)
    office.workbook.refused = lambda edit: "full" if "Run log" in edit.tab else ""
    before = office.rows()

    with pytest.raises(WorkbookError, match="full"):
        office.run({"App Launched": Count(622)})

    assert office.rows() == before


def test_a_storage_that_refuses_without_end_is_not_asked_without_end(office: Office) -> None:
    office.fill(VISITS)
    office.workbook.refused = lambda edit: (
        "full" if isinstance(edit, (FillRow, UpsertRows, ReplaceTable)) else ""
    )
    summary = office.run({"App Launched": Count(622)})

    assert [row.status for row in summary.rows] == ["failed"]


class Stubborn(FakeWorkbook):
    """Refuses every batch, and names somebody who is not in it."""

    def apply(self, edits: Sequence[Edit]) -> None:
        raise EditRefused(f"none of {len(edits)} edits", "nobody")


def test_a_refusal_of_what_was_not_asked_for_ends_the_run(office: Office) -> None:
    office.fill(VISITS)
    office.workbook = Stubborn(office.workbook.store)

    with pytest.raises(EditRefused):
        office.run({"App Launched": Count(622)})


def test_a_workbook_that_changed_meanwhile_is_left_as_it_is(office: Office) -> None:
    office.fill(BOOKINGS)
    office.settings = replace(office.settings, max_records=1)

    def meddle() -> list[Any]:
        office.workbook.store.version += 1
        return [{"event_props": {"n": number}} for number in range(3)]

    with pytest.raises(WorkbookError, match="changed while the run was at work"):
        office.run({"Booking": (meddle,)})

    assert list(office.folder.glob("*.csv")) == []


def test_a_file_that_cannot_be_put_in_place_is_a_problem(tmp_path: Path) -> None:
    office = Office(tmp_path, max_records=1)
    office.fill(BOOKINGS)
    (tmp_path / "book - Bookings.csv").mkdir()

    summary = office.run({"Booking": ([{"event_props": {"n": number}} for number in range(3)],)})

    assert summary.rows[0].status == "done"
    assert "could not be replaced" in summary.problems[0]
    assert summary.exit_code == 1


# --- before and instead of asking ---


def test_headers_that_need_fixing_stop_the_tab_before_any_call(office: Office) -> None:
    office.workbook.apply(
        [MakeTab("Queries", (Column("Event"), Column("Dates"), Column("utm_campain")))]
    )

    summary = office.run({})

    (problem,) = summary.problems
    assert problem.startswith("Queries: `utm_campain` (C1): did you mean `utm_campaign`?")
    assert (summary.rows, summary.calls, summary.exit_code) == ((), 0, 1)
    assert [line["What"] for line in office.rows("Run log")] == ["started", "problem", "finished"]
    assert office.rows("Run log")[1]["Message"] == problem


def test_a_selection_that_names_no_row_changes_nothing(office: Office) -> None:
    office.fill(VISITS)

    with pytest.raises(ConfigError, match="no such row"):
        office.run({}, Selection(row=9))

    assert office.workbook.tabs() == ("Queries",)


def test_a_tab_without_questions_is_no_failure(office: Office) -> None:
    office.fill()

    summary = office.run({})

    assert (summary.rows, summary.exit_code) == ((), 0)
    assert office.progress.told == [0]


def test_a_missing_tab_is_the_workbooks_error(office: Office) -> None:
    (office.folder / "state").mkdir()

    with pytest.raises(WorkbookError, match='There is no tab "Queries"'):
        office.run({})


def test_a_second_run_is_kept_out(office: Office) -> None:
    office.fill(VISITS)

    with office.workbook.lease(RunId("first")), pytest.raises(LeaseHeld):
        office.run({})


def test_a_stopped_run_publishes_what_is_complete(office: Office) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.stop_after_asking = True

    summary = office.run({})

    assert summary.exit_code == 130
    assert office.row(2)["Message"] == (
        "The run was stopped before the answer came. Run it again. "
        "The number shown is of 2026-06-30 10:00."
    )
    assert office.connector.asked == []


# --- settings ---


def test_the_sheets_own_zone_and_locale_win(tmp_path: Path) -> None:
    office = Office(tmp_path, timezone="Europe/Berlin", locale="en_GB")
    office.fill({**VISITS, "Dates": "07/06/2026"})
    office.run({"App Launched": Count(1)})

    assert office.row(2)["Last run"] == serial(datetime(2026, 6, 30, 6, 30))
    assert office.rows("Results")[0]["From"] == (date(2026, 6, 7) - date(1899, 12, 30)).days


@pytest.mark.parametrize(
    ("configured", "own", "zone"),
    [
        ("UTC", "Asia/Tokyo", "UTC"),
        ("", "Asia/Tokyo", "Asia/Tokyo"),
        ("", "", "Asia/Kolkata"),
        ("UTC", "GMT-07:00", "UTC"),
    ],
)
def test_moments_are_shown_in_the_zone_of_the_sheet_the_spreadsheet_or_the_app(
    configured: str, own: str, zone: str
) -> None:
    settings = SheetSettings("daily", None, ("web",), timezone=configured)
    target = Target(settings, {"web": "Asia/Kolkata"}, FakeWorkbook())

    assert target.zone(Table("Queries", (), timezone=own)) == zone


def test_a_spreadsheets_time_zone_without_a_name_is_refused() -> None:
    target = Target(SheetSettings("daily", None, ("web",)), {"web": "UTC"}, FakeWorkbook())

    with pytest.raises(ConfigError, match=r'^"GMT-07:00", the time .* into \[sheet.daily\], such'):
        target.zone(Table("Queries", (), timezone="GMT-07:00"))


def test_an_app_without_a_zone_is_refused() -> None:
    settings = SheetSettings("daily", Path("book.xlsx"), ("web", "train"))

    assert zones_of(settings, {"web": "UTC", "train": "Asia/Kolkata", "other": ""}) == {
        "web": "UTC",
        "train": "Asia/Kolkata",
    }
    with pytest.raises(ConfigError, match=r"\[train\] has no timezone"):
        zones_of(settings, {"web": "UTC", "train": ""})


def test_a_run_is_named_after_its_moment() -> None:
    assert batch_name(NOW, "4f2a") == "20260630-043000-4f2a"
