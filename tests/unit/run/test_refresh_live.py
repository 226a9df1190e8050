"""A refresh while people look on: what they see at each moment, and after a run that died."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.errors import LeaseHeld, WorkbookError
from sheets_runner.run import looks
from sheets_runner.run.plan import Selection
from sheets_runner.run.summary import RowSummary
from sheets_runner.workbook.base import AppendRows, Edit, EnsureColumns, FillRow, UpsertRows
from tests.fake_workbook import LIMITS, FakeWorkbook
from tests.unit.run.fake_client import Scripted
from tests.unit.run.office import BOOKINGS, DAY, FLIGHTS, GAVE_UP, VISITS, Office, serial

CHARGED = {"Name": "Charged", "Event": "Charged", "Dates": "yesterday"}
SINCE = "Running since 2026-06-30 10:00."
STARTED = "Started by hand. The clock stands still. Columns left to the team: [Ours]."
COLUMNS = EnsureColumns("Queries", 1, looks.RESULT_COLUMNS, key="ID")


class LiveWorkbook(FakeWorkbook):
    """A workbook with people before it; another thread may wait until they see something.

    Attributes:
        killed: Whether the run ends, as by `kill`, when it is about to publish.
    """

    def __init__(self) -> None:
        super().__init__(limits=replace(LIMITS, cells=20), live=True)
        self.killed = False
        self._noted = threading.Condition()

    def note(self, edits: Sequence[Edit]) -> None:
        with self._noted:
            super().note(edits)
            self._noted.notify_all()

    def wait_for(self, notes: int) -> None:
        with self._noted:
            assert self._noted.wait_for(lambda: len(self.noted) >= notes, 10)

    def apply(self, edits: Sequence[Edit]) -> None:
        if self.killed:
            raise KeyboardInterrupt
        super().apply(edits)


class LiveOffice(Office):
    """An office whose workbook is seen by people all the time."""

    workbook: LiveWorkbook

    def __init__(self, folder: Path, **settings: Any) -> None:
        super().__init__(folder, **settings)
        self.workbook = LiveWorkbook()

    def after(self, seconds: int, notes: int, answer: int = 7) -> Callable[[], Count]:
        """Return a count that takes some seconds, and until so many notes are to be seen."""

        def count() -> Count:
            self.clock.elapsed += seconds
            self.workbook.wait_for(notes)
            return Count(answer)

        return count

    def die(self, selection: Selection | None = None) -> None:
        """Begin a run that is killed before it publishes."""
        self.workbook.killed = True
        with pytest.raises(KeyboardInterrupt):
            self.run({event: Count(1) for event in EVENTS}, selection)
        self.workbook.killed = False


EVENTS = ("App Launched", "Flight Search", "Charged")
ONLY_CHARGED = Selection(name="Charged")


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[LiveOffice]:
    office = LiveOffice(tmp_path)
    yield office
    assert not list((tmp_path / "state").glob("*"))


def statuses(office: Office) -> list[object]:
    return [row.get("Status") for row in office.rows()]


# --- at each moment ---


def test_before_the_first_call_people_see_what_will_be_asked(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS, {**CHARGED, "Dates": "31/02/2026"}, {**CHARGED, "Active": "no"})
    office.run({"App Launched": Count(622), "Flight Search": Count(51)})

    ids = [office.row(number)["ID"] for number in (2, 3)]
    assert office.workbook.noted == [
        (
            COLUMNS,
            FillRow(
                *("Queries", 1, 2),
                {
                    "Status": "🔃 Running",
                    "Reads as": "App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)",
                    "Message": SINCE,
                    "ID": ids[0],
                    "Count": None,
                    "Records": None,
                },
                "aaaaaa",
            ),
            FillRow(
                *("Queries", 1, 3),
                {
                    "Status": "⏳ Queued",
                    "Reads as": "Flight Search events on Mon 29 Jun 2026 (Asia/Kolkata)",
                    "Message": SINCE,
                    "ID": ids[1],
                    "Count": None,
                    "Records": None,
                },
                "aaaaab",
            ),
            AppendRows(
                "Run log",
                looks.LOG_COLUMNS,
                (
                    (
                        *(datetime(2026, 6, 30, 10, 0), "batch-30", "started", None),
                        STARTED,
                        *[None] * 6,
                    ),
                ),
                looks.LOG_KEEP,
            ),
        )
    ]


def test_at_the_end_people_see_what_they_see_in_any_workbook(office: LiveOffice) -> None:
    office.fill(VISITS, BOOKINGS, {**FLIGHTS, "Dates": "31/02/2026"})
    summary = office.run(
        {"App Launched": Count(622), "Booking": ([{"event_props": {"n": 1}}],)},
    )

    (published,) = office.workbook.applied[1:]
    assert published[0] == COLUMNS
    assert office.row(2) == {
        **VISITS,
        "Status": "✅ Done",
        "Count": 622,
        "Last run": serial(datetime(2026, 6, 30, 10, 0)),
        "Reads as": "App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)",
        "ID": office.row(2)["ID"],
    }
    assert statuses(office) == ["✅ Done", "✅ Done", "⚠ Check"]
    assert [line["What"] for line in office.rows("Run log")] == ["started", "problem", "finished"]
    assert summary.exit_code == 1


def test_a_number_that_stays_while_its_row_runs_is_said_to_be_old(office: LiveOffice) -> None:
    office.fill(VISITS)
    office.run({"App Launched": Count(622)})
    office.now += DAY
    seen: list[dict[str, Any]] = []

    def look() -> Count:
        seen.append(office.row(2))
        return Count(700)

    office.run({"App Launched": look})

    (row,) = seen
    assert (row["Status"], row["Count"]) == ("🔃 Running", 622)
    assert row["Message"] == (
        "Running since 2026-07-01 10:00. The number shown is of 2026-06-30 10:00, for "
        '"App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)".'
    )
    assert row["Last run"] == serial(datetime(2026, 6, 30, 10, 0))
    assert (office.row(2)["Count"], office.row(2).get("Message")) == (700, None)


def test_a_row_whose_turn_comes_is_seen_to_run(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS, CHARGED)
    office.run(
        {
            "App Launched": office.after(10, notes=1),
            "Flight Search": office.after(0, notes=2),
            "Charged": Count(8),
        }
    )

    begin, turn = office.workbook.noted
    assert [edit.values["Status"] for edit in begin if isinstance(edit, FillRow)] == [
        *("🔃 Running", "⏳ Queued", "⏳ Queued"),
    ]
    assert turn == (FillRow("Queries", 1, 3, {"Status": "🔃 Running"}, "aaaaab"),)
    assert statuses(office) == ["✅ Done"] * 3


def test_a_long_run_keeps_its_lease(office: LiveOffice) -> None:
    office.fill(VISITS)
    office.run({"App Launched": office.after(60, notes=2)})

    assert office.workbook.noted[1:] == [()]


def test_rows_of_several_periods_are_seen_once(office: LiveOffice) -> None:
    office.fill({**VISITS, "Dates": "today"})
    office.run({"App Launched": Count(1)})
    office.now += DAY
    office.run({"App Launched": Count(2)})

    fills = [edit for edit in office.workbook.noted[1] if isinstance(edit, FillRow)]
    assert [edit.values["Reads as"] for edit in fills] == [
        "App Launched events on Wed 1 Jul 2026 (Asia/Kolkata)"
    ]


# --- what a storage refuses ---


def test_a_row_that_cannot_be_written_to_is_not_asked_and_stops_nobody(office: LiveOffice) -> None:
    office.fill(VISITS, {**VISITS, "Name": "Again"}, FLIGHTS)
    office.workbook.refused = lambda edit: (
        "Cell I2 is protected." if isinstance(edit, FillRow) and edit.row == 2 else ""
    )

    summary = office.run({"App Launched": Count(622), "Flight Search": Count(7)})

    assert summary.rows == (
        RowSummary("daily", 2, "aaaaaa", "Visits", "failed", message="Cell I2 is protected."),
        RowSummary("daily", 3, "aaaaab", "Again", "done", count=622),
        RowSummary("daily", 4, "aaaaac", "Flights", "done", count=7),
    )
    assert statuses(office) == [None, "✅ Done", "✅ Done"]
    assert office.connector.events == ["App Launched", "Flight Search"]
    assert office.progress.told == [3, 2, 3, 4]


def test_a_row_that_was_refused_at_first_is_told_at_the_end_if_it_can_be(
    office: LiveOffice,
) -> None:
    office.fill(VISITS)
    office.workbook.refused = lambda edit: (
        "Locked." if isinstance(edit, FillRow) and not office.workbook.noted else ""
    )
    office.run({})

    assert (office.row(2)["Status"], office.row(2)["Message"]) == ("❌ Failed", "Locked.")


def test_a_workbook_that_cannot_be_written_costs_no_call(office: LiveOffice) -> None:
    office.fill(VISITS)
    office.workbook.refused = lambda edit: "full" if "Run log" in edit.tab else ""

    with pytest.raises(WorkbookError, match="full"):
        office.run({"App Launched": Count(622)})

    assert office.connector.asked == []
    assert statuses(office) == [None]


def test_a_run_that_has_lost_its_lease_publishes_nothing(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS)

    def overtaken() -> Count:
        office.workbook.store.held = "other"
        office.clock.elapsed += 60
        return Count(622)

    with pytest.raises(LeaseHeld, match="taken over from batch-30"):
        office.run({"App Launched": overtaken, "Flight Search": Count(7)})

    assert len(office.workbook.applied) == 1
    assert office.workbook.store.held == "other"


def test_lines_without_a_place_cost_their_rows_alone(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS)
    office.workbook.refused = lambda edit: (
        "No place." if isinstance(edit, UpsertRows) and len(edit.rows) > 1 else ""
    )
    office.run({"App Launched": Count(1), "Flight Search": Count(2)})

    assert statuses(office) == ["✅ Done", "✅ Done"]


# --- a run that was stopped, and one that died ---


def test_a_stopped_run_leaves_no_row_running(office: LiveOffice) -> None:
    office.fill(VISITS)
    office.stop_after_asking = True

    assert office.run({}).exit_code == 130
    assert (office.row(2)["Status"], office.row(2)["Message"]) == (
        "❌ Failed",
        "The run was stopped before the answer came. Run it again.",
    )


def test_what_a_dead_run_left_is_put_right_by_the_next_one(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS, CHARGED)
    office.run({event: Count(622) for event in EVENTS})
    office.now += DAY
    office.die()
    assert statuses(office) == ["🔃 Running", "⏳ Queued", "⏳ Queued"]

    summary = office.run({"Charged": Count(8)}, ONLY_CHARGED)

    assert statuses(office) == ["❌ Failed", "❌ Failed", "✅ Done"]
    assert office.row(2)["Message"] == (
        "The run of 2026-07-01 10:00 was stopped before it had the answer. The number shown is of "
        '2026-06-30 10:00, for "App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)". '
        "Run it again."
    )
    assert office.row(2)["Count"] == 622
    assert [row.row for row in summary.rows] == [4]
    assert summary.exit_code == 0
    started = [line for line in office.rows("Run log") if line["What"] == "started"]
    assert started[-1]["Message"].endswith("Rows that a stopped run had left unfinished: 2, 3.")


def test_what_a_dead_run_left_is_put_right_before_anything_is_asked(office: LiveOffice) -> None:
    office.fill(VISITS, CHARGED)
    office.die()
    office.die(ONLY_CHARGED)

    assert statuses(office) == ["❌ Failed", "🔃 Running"]
    assert office.row(2)["Message"] == (
        "The run of 2026-06-30 10:00 was stopped before it had the answer. Run it again."
    )


def test_a_row_that_was_emptied_after_its_run_had_died_is_put_right_too(office: LiveOffice) -> None:
    office.fill(VISITS, CHARGED)
    office.die()
    for header in VISITS:
        office.type(2, header, None)
    office.run({"Charged": Count(8)})

    assert statuses(office) == ["❌ Failed", "✅ Done"]


def test_a_row_left_running_whose_cells_are_locked_stops_nobody(office: LiveOffice) -> None:
    office.fill(VISITS, CHARGED)
    office.die()
    office.workbook.refused = lambda edit: "Locked." if edit.owner == "row 2" else ""

    assert office.run({"Charged": Count(8)}, ONLY_CHARGED).exit_code == 0
    assert statuses(office) == ["🔃 Running", "✅ Done"]


def test_rows_that_ran_needed_fixing_or_were_skipped_are_not_left(office: LiveOffice) -> None:
    office.fill(VISITS, FLIGHTS, CHARGED)
    office.die()
    office.type(2, "Active", "no")
    office.type(3, "Dates", "31/02/2026")
    office.run({"Charged": GAVE_UP})

    assert statuses(office) == ["⏸ Skipped", "⚠ Check", "❌ Failed"]


def test_where_nobody_looks_on_nothing_is_taken_for_left(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.fill(VISITS, CHARGED)
    office.run({"App Launched": Count(1), "Charged": Count(1)})
    office.type(2, "Status", "🔃 Running")
    office.run({"Charged": Count(8)}, ONLY_CHARGED)

    assert statuses(office) == ["🔃 Running", "✅ Done"]


# --- records ---


def test_more_cells_than_a_tab_is_given_go_to_a_file(office: LiveOffice) -> None:
    office.settings = replace(
        office.settings, workbook=None, spreadsheet="x" * 44, folder=office.folder
    )
    office.fill({**BOOKINGS, "Columns": "event_props.n, event_props.m"})
    pages: Scripted = ([{"event_props": {"n": number, "m": 0}} for number in range(12)],)
    summary = office.run({"Booking": pages})

    path = office.folder / "daily - Bookings.csv"
    assert summary.rows[0].message == (
        f"The tab shows the first 9 of 12 records. All of it is in {path}."
    )
    assert len(office.rows("Bookings")) == 9
    assert len(path.read_text("utf-8-sig").splitlines()) == 13
