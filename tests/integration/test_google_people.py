"""People at work in the same spreadsheet: every result in its row, every cell of theirs theirs.

Each edit is made at each moment of a refresh. What comes of it has to be, cell by cell, what comes
of the refresh alone with the edit made afterwards.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, Iterator

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.errors import WorkbookError
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.library import new_spreadsheet, new_tab
from tests.emulators.google_sheets.model import Entered
from tests.integration.people import (
    MOMENTS,
    Edit,
    GoogleOffice,
    Moment,
    Shots,
    both,
    delete,
    insert,
    move,
    of,
    protect,
    rename,
    shots,
    shown,
    sort,
    typed,
)
from tests.unit.run.fake_client import Records, Scripted

pytestmark = pytest.mark.long

QUERIES: list[list[Entered]] = [
    ["What we watch"],
    ["Name", "Event", "", "Get", "Dates", "Columns", "[Ours]", "Letters"],
    ["Visits", "App Launched", "of all", None, "yesterday", None, "a", "=LEN(A3)*2"],
    ["Flights", "Flight Search", 7, None, "yesterday", None, None, "=LEN($A$4)*2"],
    ["Charged", "Charged", None, None, "yesterday", None, "c", "=SUM(C$3:C5)"],
    ["Bookings", "Booking", None, "Event records", "yesterday", "event_props.n, event_props.m"],
]
ASK, CALLS = "Queries", 6
PROTECTED = (
    'Cells the runner writes on tab "Queries" are protected (from I4 on). Let the runner\'s '
    "account edit them (Data > Protect sheets and ranges), or remove the protection."
)
RECORDS: Records = [{"event_props": {"n": number, "m": f"m{number}"}} for number in range(1, 5)]
FIRST: dict[str, Scripted] = {
    "App Launched": Count(622),
    "Flight Search": Count(51),
    "Charged": Count(7),
    "Booking": (RECORDS[:3],),
}
SECOND: dict[str, Scripted] = {
    "App Launched": Count(623),
    "Flight Search": Count(52),
    "Charged": Count(8),
    "Booking": (RECORDS,),
    "Signed Up": Count(12),
}
SIGNED_UP = ["Signups", "Signed Up", None, None, "yesterday"]
STATUS, NOTE = 9, 18
"""The first of the result columns, and the first one right of those of `Results`."""


@pytest.fixture(name="sheets", scope="module")
def _sheets() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="later", scope="module")
def _later(sheets: GoogleSheets, tmp_path_factory: pytest.TempPathFactory) -> GoogleOffice:
    """After a first run; the team has added a question, and notes of its own to the outputs."""
    office = GoogleOffice(sheets, tmp_path_factory.mktemp("later"), {ASK: QUERIES})
    office.run(FIRST)
    office.shrink(14)
    asked = [typed(ASK, 7, place, text) for place, text in enumerate(SIGNED_UP, 1) if text]
    notes = [typed("Results", row, NOTE, f"note {row}") for row in (1, 2, 3, 5)]
    beside = typed("Bookings", 1, 3, "twice"), typed("Bookings", 2, 3, "=A2*2")
    office.edit(both(*asked, *notes, *beside, typed("Bookings", 3, 4, "our note")))
    return office


@pytest.fixture(name="alone", scope="module")
def _alone() -> dict[str, Shots]:
    """What comes of refreshes alone, with an edit afterwards, by the edit's name."""
    return {}


def refreshed(office: GoogleOffice, edit: Edit, moment: Moment | None) -> Shots:
    """Run, with the edit at a moment or else afterwards, and return what is there then."""
    before = office.calls()
    if moment:
        office.edit_at(moment, edit)
    office.run(SECOND)
    assert office.calls() - before <= CALLS
    if not moment:
        office.edit(edit)
    return shots(office)


ROWS: dict[str, Edit] = {
    "a row inserted above": insert(ASK, "ROWS", 3),
    "rows inserted in the middle": insert(ASK, "ROWS", 5, 2),
    "a row inserted above the title": insert(ASK, "ROWS", 1),
    "the title row deleted": delete(ASK, "ROWS", 1),
    "a row deleted": delete(ASK, "ROWS", 4),
    "the rows sorted": sort(ASK, 2, 1, descending=False),
    "a row moved down": move(ASK, "ROWS", 3, 6),
    "a cell of a row typed": typed(ASK, 4, 7, "typed"),
    "a row inserted and the next one typed into": both(
        insert(ASK, "ROWS", 3), typed(ASK, 5, 7, "typed")
    ),
}
COLUMNS: dict[str, Edit] = {
    "a column moved to the left": move(ASK, "COLUMNS", 5, 1),
    "a column moved to the right": move(ASK, "COLUMNS", 1, 6),
    "a column inserted at the left": insert(ASK, "COLUMNS", 1),
    "a column without header deleted": delete(ASK, "COLUMNS", 3),
    "the rows sorted and a column inserted": both(
        sort(ASK, 2, 1, descending=False), insert(ASK, "COLUMNS", 2)
    ),
}
AMONG_OURS: dict[str, Edit] = {
    "a column inserted left of the results": insert(ASK, "COLUMNS", STATUS),
    "columns inserted between the results": insert(ASK, "COLUMNS", STATUS + 2, 2),
    "a column moved between the results": move(ASK, "COLUMNS", 2, STATUS + 1),
    "a column without header moved between the results": move(ASK, "COLUMNS", 3, STATUS + 2),
    "a result column moved away": move(ASK, "COLUMNS", STATUS + 1, 2),
}
RESULTS: dict[str, Edit] = {
    "a row inserted in Results": insert("Results", "ROWS", 3),
    "a title row inserted in Results": insert("Results", "ROWS", 1),
    "a column inserted in Results": insert("Results", "COLUMNS", 4),
    "a column of Results moved": move("Results", "COLUMNS", 1, 9),
    "the notes moved into Results": move("Results", "COLUMNS", 18, 3),
}
BOOKINGS: dict[str, Edit] = {
    "a column inserted in the records": insert("Bookings", "COLUMNS", 2),
    "a column inserted left of the records": insert("Bookings", "COLUMNS", 1),
    "the formulas moved into the records": move("Bookings", "COLUMNS", 3, 2),
    "the notes moved left of the records": move("Bookings", "COLUMNS", 4, 1),
    "a row inserted above the records": insert("Bookings", "ROWS", 1),
}


LATER = {**ROWS, **COLUMNS, **AMONG_OURS, **RESULTS, **BOOKINGS}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("name", LATER)
def test_what_people_do_while_a_run_is_at_work_moves_the_results_along(
    later: GoogleOffice, alone: dict[str, Shots], tmp_path: Path, name: str, moment: Moment
) -> None:
    if name not in alone:
        alone[name] = refreshed(later.copy(tmp_path), LATER[name], None)

    assert refreshed(later.copy(tmp_path), LATER[name], moment) == alone[name]


# --- the first run, which makes the columns ---


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
@pytest.mark.parametrize("name", [*ROWS, *COLUMNS])
def test_the_first_run_makes_its_columns_wherever_people_move_theirs(
    sheets: GoogleSheets, alone: dict[str, Shots], tmp_path: Path, name: str, moment: Moment
) -> None:
    def new() -> GoogleOffice:
        office = GoogleOffice(sheets, tmp_path, {ASK: QUERIES})
        office.shrink(14)
        return office

    edit, first = LATER[name], f"first: {name}"
    if first not in alone:
        alone[first] = refreshed(new(), edit, None)
    found = refreshed(new(), edit, moment)

    # Before there are result columns, nobody can say on which side of them a column is moved.
    same = by_header if moment is MOMENTS[0] else dict
    assert same(found) == same(alone[first])


def by_header(tabs: Shots) -> Shots:
    """Return the contents of the input tab by row and header, in place of all that is in it."""
    cells = tabs[ASK].cells
    top = next(row for (row, _), cell in cells.items() if cell.entered == "Event")
    heads = {place: cell.entered for (row, place), cell in cells.items() if row == top}
    found = sorted(
        (row, heads.get(place) or "", re.sub(r"[A-Z]+(?=\$?\d)", "", str(cell.entered)), cell[1:])
        for (row, place), cell in cells.items()
        if cell.entered is not None
    )
    return {**tabs, ASK: found}


# --- what a run cannot follow is said ---


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_run_follows_a_tab_that_is_renamed(
    later: GoogleOffice, tmp_path: Path, moment: Moment
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(moment, both(rename(ASK, "Fragen"), rename("Results", "Ergebnisse")))
    office.run(SECOND)

    assert [tab.title for tab in office.spreadsheet.tabs] == [
        *("Fragen", "Ergebnisse", "Bookings", "Run log"),
    ]
    assert counts(office, "Fragen") == {"Visits": 623, "Flights": 52, "Charged": 8, "Signups": 12}
    assert len(shown(office.tab("Ergebnisse"))) == 6


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_tab_of_an_outputs_name_stays_and_its_row_says_so(
    sheets: GoogleSheets, tmp_path: Path, moment: Moment
) -> None:
    office = GoogleOffice(sheets, tmp_path, {ASK: QUERIES})
    add = {"addSheet": {"properties": {"sheetId": 99, "title": "Bookings"}}}
    theirs = typed("Bookings", 2, 2, "ours")(new_spreadsheet({}, [new_tab(99, "Bookings")]))
    office.edit_at(moment, lambda _: [add, *theirs])
    office.run(FIRST)

    assert {place: cell.entered for place, cell in office.tab("Bookings").cells.items()} == {
        (1, 1): "ours"
    }
    assert statuses(office) == {"✅ Done": 3, "❌ Failed": 1}
    assert message(office, "Bookings") == (
        'Tab "Bookings" is not empty and was not made by the runner: name another output tab, or '
        "empty that one."
    )


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_row_whose_results_are_protected_fails_alone(
    later: GoogleOffice, tmp_path: Path, moment: Moment
) -> None:
    office = later.copy(tmp_path)
    before = {place: cell for place, cell in office.tab(ASK).cells.items() if place[0] == 3}
    area = {"startRowIndex": 3, "endRowIndex": 4}
    office.edit_at(moment, protect(ASK, **area))
    summary = office.run(SECOND)

    failed = [row for row in summary.rows if row.status == "failed"]
    assert [(row.row, row.message) for row in failed] == [(4, PROTECTED)]
    if moment is MOMENTS[0]:
        found = {place: cell for place, cell in office.tab(ASK).cells.items() if place[0] == 3}
        assert found == before
    assert counts(office) == {"Visits": 623, "Flights": 51, "Charged": 8, "Signups": 12}


def test_protected_columns_of_results_stop_the_tab_before_anything_is_asked(
    later: GoogleOffice, tmp_path: Path
) -> None:
    office = later.copy(tmp_path)
    office.edit(protect(ASK, startColumnIndex=STATUS - 1, endColumnIndex=STATUS))
    before = shots(office)

    with pytest.raises(WorkbookError, match=r'on tab "Queries" are protected \(from I3 on\)'):
        office.run(SECOND)

    assert office.connector.asked == []
    assert shots(office) == before


def test_an_input_tab_that_is_deleted_is_said_to_be_gone(
    later: GoogleOffice, tmp_path: Path
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(MOMENTS[2], of(ASK, lambda tab: [{"deleteSheet": {"sheetId": tab}}]))

    with pytest.raises(WorkbookError, match='has no tab "Queries"'):
        office.run(SECOND)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_records_tab_that_is_deleted_is_made_anew(
    later: GoogleOffice, tmp_path: Path, moment: Moment
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(moment, of("Bookings", lambda tab: [{"deleteSheet": {"sheetId": tab}}]))
    office.run(SECOND)

    assert shown(office.tab("Bookings")) == [
        ["n", "m"], [1, "m1"], [2, "m2"], [3, "m3"], [4, "m4"]
    ]  # fmt: skip


# --- Results ---


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_lines_that_are_sorted_keep_their_notes(
    later: GoogleOffice, tmp_path: Path, moment: Moment
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(moment, sort("Results", 1, 1, descending=False))
    office.run(SECOND)

    assert lines(office) == [
        ("Bookings", None, "note 5"),
        ("Charged", 8, None),
        ("Flights", 52, "note 3"),
        ("Visits", 623, "note 2"),
        ("Signups", 12, None),
    ]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_line_that_is_deleted_while_it_is_written_is_a_new_line(
    later: GoogleOffice, tmp_path: Path, moment: Moment
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(moment, delete("Results", "ROWS", 3))
    office.run(SECOND)

    assert lines(office)[:3] == [
        ("Visits", 623, "note 2"),
        ("Charged", 8, None),
        ("Bookings", None, "note 5"),
    ]
    assert sorted(lines(office)[3:], key=str) == [("Flights", 52, None), ("Signups", 12, None)]


def test_a_row_deleted_while_it_runs_leaves_its_line_in_results(
    later: GoogleOffice, tmp_path: Path
) -> None:
    office = later.copy(tmp_path)
    office.edit_at(MOMENTS[1], delete(ASK, "ROWS", 4))
    office.run(SECOND)

    assert counts(office) == {"Visits": 623, "Charged": 8, "Signups": 12}
    assert ("Flights", 52, "note 3") in lines(office)


def column(office: GoogleOffice, header: str, title: str = ASK) -> dict[str, Any]:
    """Return what stands under a header, by the names of the rows."""
    rows = shown(office.tab(title))
    top = next(row for row in rows if header in row)
    place, name = top.index(header), top.index("Name")
    below = rows[rows.index(top) + 1 :]
    return {str(row[name]): row[place] for row in below if row[name] is not None}


def counts(office: GoogleOffice, title: str = ASK) -> dict[str, Any]:
    return {name: count for name, count in column(office, "Count", title).items() if count}


def statuses(office: GoogleOffice) -> dict[str, int]:
    return dict(Counter(column(office, "Status").values()))


def message(office: GoogleOffice, name: str) -> Any:
    return column(office, "Message")[name]


def lines(office: GoogleOffice) -> list[tuple[Any, Any, Any]]:
    """Return the lines of Results: name, count, and what the team wrote beside."""
    _, *rows = shown(office.tab("Results"))
    return [(row[0], row[6], row[NOTE - 1]) for row in rows]
