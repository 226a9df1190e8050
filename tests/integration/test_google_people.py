"""People at work in the same spreadsheet: every result in its row, every cell of theirs theirs.

Each edit is made at each moment of a refresh. What comes of it has to be, cell by cell, what comes
of the refresh alone with the edit made afterwards.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

import pytest

from sheets_runner.clevertap.counts import Count
from tests.emulators.google_sheets import GoogleSheets
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
    shots,
    sort,
    typed,
)
from tests.unit.run.fake_client import Scripted

QUERIES = [
    ["What we watch"],
    ["Name", "Event", "", "Get", "Dates", "Columns", "[Ours]", "Letters"],
    ["Visits", "App Launched", "of all", None, "yesterday", None, "a", "=LEN(A3)*2"],
    ["Flights", "Flight Search", 7, None, "yesterday", None, None, "=LEN($A$4)*2"],
    ["Charged", "Charged", None, None, "yesterday", None, "c", "=SUM(C$3:C5)"],
    ["Bookings", "Booking", None, "Event records", "yesterday", "event_props.n, event_props.m"],
]
ASK, CALLS = "Queries", 6
RECORDS = [{"event_props": {"n": number, "m": f"m{number}"}} for number in range(1, 5)]
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
@pytest.mark.parametrize("name", {**ROWS, **COLUMNS})
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

    # Before there are result columns nobody can say on which side of them a column is moved.
    same = by_header if moment is MOMENTS[0] and name in COLUMNS else dict
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
