"""What is the team's stays the team's: its columns, formats, formulas, filters and rules."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, Iterator, Sequence

import pytest

from sheets_runner.errors import EditRefused, WorkbookError
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    EnsureColumns,
    FillRow,
    ReplaceTable,
    UpsertRows,
    Value,
)
from sheets_runner.workbook.google import open_spreadsheet
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.model import Cell, Json, Tab
from tests.fakes import FakeClock
from tests.integration.people import GoogleOffice, both, insert, move, shot, shown, typed
from tests.unit.run.office import NOW

pytestmark = pytest.mark.long

COLUMNS = (Column("City"), Column("Visits"))
TABLE: tuple[tuple[Value, ...], ...] = (("Delhi", 5), ("Mumbai", 4), ("Pune", 3))
OTHERS = {"users": ["owner@example.com"]}
"""Who may edit what is protected from the runner."""


class Desk(GoogleOffice):
    """A spreadsheet whose workbook is written to without a run."""

    def apply(self, *edits: Any) -> None:
        """Apply edits as a run of its own would."""
        open_spreadsheet(self.id, self._options, FakeClock(NOW)).apply(edits)

    def table(
        self, rows: Sequence[Sequence[Value]] = TABLE, columns: Sequence[Column] = COLUMNS
    ) -> None:
        """Write a table of records."""
        self.apply(ReplaceTable("Out", tuple(columns), rows))

    def look(self, kind: str, left: int, right: int, top: int = 0, **request: Any) -> None:
        """Let somebody ask for something of some columns of the output tab."""
        area = {
            "sheetId": self.tab("Out").id,
            "startRowIndex": top,
            "endRowIndex": 20,
            "startColumnIndex": left - 1,
            "endColumnIndex": right,
        }
        self.edit([{kind: {"range": area, **request}}])


@pytest.fixture(name="sheets", scope="module")
def _sheets() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="desk")
def _desk(sheets: GoogleSheets, tmp_path: Path) -> Desk:
    desk = Desk(sheets, tmp_path, {"Queries": [["Name", "Event"], ["Visits", "App Launched"]]})
    desk.shrink(20)
    return desk


def cells(tab: Tab, left: int) -> dict[tuple[int, int], Cell]:
    """Return the cells of a tab from a column on."""
    return {place: cell for place, cell in tab.cells.items() if place[1] >= left - 1}


def contents(tab: Tab, place: int) -> list[Any]:
    """Return a column's contents, from the first row to the last that holds any."""
    found = {row: cell.entered for (row, column), cell in tab.cells.items() if column == place - 1}
    last = max((row for row, entered in found.items() if entered is not None), default=-1)
    return [found.get(row) for row in range(last + 1)]


def patterns(tab: Tab, place: int, rows: int) -> list[str]:
    """Return the number formats of the first rows of a column, below the header."""
    formats = [tab.cells.get((row, place - 1), Cell()).format or {} for row in range(1, rows + 1)]
    return [each.get("numberFormat", {}).get("pattern", "") for each in formats]


def widen(desk: Desk) -> None:
    """Let the team make the output tab wider."""
    more = {"sheetId": desk.tab("Out").id, "dimension": "COLUMNS", "length": 8}
    desk.edit([{"appendDimension": more}])


def decorate(desk: Desk) -> None:
    """Let the team use the columns C to G of the output tab in all the ways there are."""
    widen(desk)
    desk.edit(both(typed("Out", 1, 3, "Double"), typed("Out", 2, 3, "=B2*2")))
    notes = [typed("Out", 1, 4, "Our notes"), typed("Out", 2, 4, "much")]
    desk.edit(both(*notes, typed("Out", 4, 4, "little")))
    money = {"userEnteredFormat": {"numberFormat": {"type": "CURRENCY", "pattern": "[$€]0"}}}
    desk.look("repeatCell", 3, 3, cell=money, fields="userEnteredFormat.numberFormat")
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "ours"}
    desk.look("repeatCell", 4, 4, cell=bold, fields="userEnteredFormat,note")
    choice = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "x"}]}}
    desk.look("setDataValidation", 5, 5, rule=choice)
    desk.look("mergeCells", 6, 7, mergeType="MERGE_ROWS")
    area = {"sheetId": desk.tab("Out").id, "startColumnIndex": 3, "endColumnIndex": 4}
    rule = {"ranges": [area], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    table = {**area, "startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0}
    hidden = {"range": table, "criteria": {"0": {"hiddenValues": ["Pune"]}}}
    desk.edit(
        [
            {"addProtectedRange": {"protectedRange": {"range": area, "editors": OTHERS}}},
            {"addConditionalFormatRule": {"rule": rule, "index": 0}},
            {"setBasicFilter": {"filter": hidden}},
        ]
    )


# --- records tabs ---


def test_all_that_the_team_has_beside_a_table_stays(desk: Desk) -> None:
    desk.table()
    decorate(desk)
    desk.table()
    before = shot(desk.tab("Out"))
    desk.table((("Delhi", 50), ("Mumbai", 40), ("Pune", 30)))
    after = shot(desk.tab("Out"))

    assert cells(desk.tab("Out"), 3) == {k: v for k, v in before.cells.items() if k[1] >= 2}
    assert after[1:] == before[1:]
    assert contents(desk.tab("Out"), 2) == ["Visits", 50, 40, 30]


def test_a_table_that_shrinks_leaves_no_old_rows_and_no_formulas_below(desk: Desk) -> None:
    desk.table()
    decorate(desk)
    desk.table()
    desk.edit(typed("Out", 4, 3, "by hand"))
    desk.table(TABLE[:1])

    assert shown(desk.tab("Out")) == [
        ["City", "Visits", "Double", "Our notes"],
        ["Delhi", 5, "=B2*2", "much"],
        [None, None, None, None],
        [None, None, "by hand", "little"],
    ]


def test_formulas_beside_a_table_are_filled_down_and_constants_stay(desk: Desk) -> None:
    desk.table(TABLE[:1])
    decorate(desk)
    desk.edit(both(typed("Out", 3, 3, "by hand"), typed("Out", 2, 5, "=B2*3")))
    desk.table()
    tab = desk.tab("Out")

    assert contents(tab, 3) == ["Double", "=B2*2", "by hand", "=B4*2"]
    assert patterns(tab, 3, 3) == ["[$€]0"] * 3
    assert contents(tab, 5) == [None, "=B2*3"], "there is a column of notes between"


def test_references_that_are_fixed_stay_so_when_a_formula_is_filled_down(desk: Desk) -> None:
    desk.table(TABLE[:1])
    desk.edit(both(typed("Out", 2, 3, "=$B$2+B2"), typed("Out", 2, 4, "=C2&$A2")))
    desk.table()

    assert contents(desk.tab("Out"), 3) == [None, "=$B$2+B2", "=$B$2+B3", "=$B$2+B4"]
    assert contents(desk.tab("Out"), 4) == [None, "=C2&$A2", "=C3&$A3", "=C4&$A4"]


def test_a_formula_that_fills_the_cells_below_by_itself_is_not_filled_down(desk: Desk) -> None:
    desk.table()
    desk.edit(typed("Out", 2, 3, "=ARRAYFORMULA(B2:B*2)"))
    desk.edit(typed("Out", 2, 4, "={B2:B4}"))
    desk.table()

    assert contents(desk.tab("Out"), 3) == [None, "=ARRAYFORMULA(B2:B*2)"]
    assert contents(desk.tab("Out"), 4) == [None, "={B2:B4}"]


def test_formulas_that_are_protected_are_left_to_the_team(desk: Desk) -> None:
    desk.table(TABLE[:1])
    desk.edit(typed("Out", 2, 3, "=B2*2"))
    area = {"sheetId": desk.tab("Out").id, "startColumnIndex": 2, "endColumnIndex": 3}
    guarded = {"range": area, "editors": OTHERS}
    desk.edit([{"addProtectedRange": {"protectedRange": guarded}}])
    desk.table()

    assert contents(desk.tab("Out"), 2) == ["Visits", 5, 4, 3]
    assert contents(desk.tab("Out"), 3) == [None, "=B2*2"]


def test_formulas_that_stand_in_a_table_are_filled_down_those_far_from_it_are_not(
    desk: Desk,
) -> None:
    desk.table(TABLE[:1])
    desk.edit(insert("Out", "COLUMNS", 2))
    desk.edit(both(typed("Out", 2, 2, "=C2*2"), typed("Out", 2, 5, "=C2*3")))
    desk.table()

    assert contents(desk.tab("Out"), 2) == [None, "=C2*2", "=C3*2", "=C4*2"]
    assert contents(desk.tab("Out"), 5) == [None, "=C2*3"]


def test_a_table_that_needs_more_columns_moves_the_teams_to_the_right(desk: Desk) -> None:
    desk.table()
    decorate(desk)
    desk.table()
    team = list(cells(desk.tab("Out"), 3).values())
    desk.table(
        [("Delhi", "IN", 5, 1), ("Pune", "IN", 3, 2)],
        [COLUMNS[0], Column("Land"), COLUMNS[1], Column("Rank")],
    )
    tab = desk.tab("Out")

    assert shown(tab)[:3] == [
        ["City", "Land", "Visits", "Rank", "Double", "Our notes"],
        ["Delhi", "IN", 5, 1, "=C2*2", "much"],
        ["Pune", "IN", 3, 2, "=C3*2", None],
    ]
    assert [cell[1:] for cell in cells(tab, 5).values()] == [cell[1:] for cell in team]
    assert tab.merges[0]["startColumnIndex"] == 7
    assert tab.protected_ranges[0]["range"]["startColumnIndex"] == 5


def test_columns_that_vanish_and_come_back_find_their_place(desk: Desk) -> None:
    desk.table()
    decorate(desk)
    desk.table([("Delhi",), ("Pune",)], COLUMNS[:1])
    assert contents(desk.tab("Out"), 1) == ["City", "Delhi", "Pune"]
    assert contents(desk.tab("Out"), 2) == []
    desk.table()

    assert [row[:2] for row in shown(desk.tab("Out"))] == [
        ["City", "Visits"],
        ["Delhi", 5],
        ["Mumbai", 4],
        ["Pune", 3],
    ]
    assert contents(desk.tab("Out"), 4) == ["Our notes", "much", None, "little"]


def test_a_table_follows_the_title_that_people_put_above_it(desk: Desk) -> None:
    desk.table()
    desk.edit(insert("Out", "ROWS", 1, 2))
    desk.edit(typed("Out", 1, 1, "Where they live"))
    desk.table(TABLE[:2])

    assert shown(desk.tab("Out")) == [
        ["Where they live", None],
        [None, None],
        ["City", "Visits"],
        ["Delhi", 5],
        ["Mumbai", 4],
    ]


def test_widths_formats_and_order_that_people_give_to_columns_stay(desk: Desk) -> None:
    desk.table()
    percent = {"userEnteredFormat": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}}
    desk.look("repeatCell", 2, 2, top=1, cell=percent, fields="userEnteredFormat.numberFormat")
    desk.edit(move("Out", "COLUMNS", 2, 5))
    before = shot(desk.tab("Out"))
    desk.table()
    assert shot(desk.tab("Out")) == before
    assert patterns(desk.tab("Out"), 4, 3) == ["0%"] * 3


def test_a_filter_of_a_table_grows_with_it_and_keeps_what_it_hides(desk: Desk) -> None:
    desk.table(TABLE[:1])
    area = {
        "sheetId": desk.tab("Out").id,
        "startRowIndex": 0,
        "endRowIndex": 2,
        "startColumnIndex": 0,
        "endColumnIndex": 2,
    }
    criteria = {"0": {"hiddenValues": ["Pune"]}}
    desk.edit([{"setBasicFilter": {"filter": {"range": area, "criteria": criteria}}}])
    desk.table()
    assert desk.tab("Out").basic_filter == {
        "range": {**area, "endRowIndex": 4},
        "criteria": criteria,
        **rest(desk.tab("Out")),
    }


def rest(tab: Tab) -> Json:
    found = dict(tab.basic_filter or {})
    return {key: part for key, part in found.items() if key not in ("range", "criteria")}


@pytest.mark.parametrize(
    "area",
    [
        {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 3, "endColumnIndex": 5},
        {"startRowIndex": 8, "endRowIndex": 9, "startColumnIndex": 0, "endColumnIndex": 2},
    ],
)
def test_a_filter_of_other_cells_stays_what_it_is(desk: Desk, area: Json) -> None:
    desk.table(TABLE[:1])
    desk.edit([{"setBasicFilter": {"filter": {"range": {"sheetId": desk.tab("Out").id, **area}}}}])
    before = desk.tab("Out").basic_filter
    desk.table()
    assert desk.tab("Out").basic_filter == before


def test_a_tab_that_people_emptied_is_filled_anew_beside_their_filter(desk: Desk) -> None:
    desk.table()
    desk.look("updateCells", 1, 3, rows=[], fields="userEnteredValue")
    widen(desk)
    area = {"sheetId": desk.tab("Out").id, "startRowIndex": 9, "startColumnIndex": 8}
    desk.edit([{"setBasicFilter": {"filter": {"range": area}}}])
    before = desk.tab("Out").basic_filter
    desk.table()
    assert shown(desk.tab("Out"))[1] == ["Delhi", 5]
    assert desk.tab("Out").basic_filter == before


def test_merged_cells_in_a_table_are_refused_by_name(desk: Desk) -> None:
    desk.table()
    desk.look("mergeCells", 1, 2, top=18, mergeType="MERGE_ALL")
    with pytest.raises(WorkbookError) as refused:
        desk.table()
    assert str(refused.value) == (
        'Cells the runner writes on tab "Out" are merged (from A19 on). Unmerge them: Format > '
        "Merge cells > Unmerge."
    )


def test_a_protection_below_a_table_is_named(desk: Desk) -> None:
    desk.table()
    area = {"sheetId": desk.tab("Out").id, "startRowIndex": 9, "endRowIndex": 10}
    guarded = {"range": area, "editors": OTHERS}
    desk.edit([{"addProtectedRange": {"protectedRange": guarded}}])
    with pytest.raises(EditRefused, match=r'on tab "Out" are protected \(from A10 on\)'):
        desk.apply(ReplaceTable("Out", COLUMNS, TABLE, owner="mine"))


# --- kinds of values ---

TRICKY = (
    *("=1+1", "+1", "-1", "@sum", "'quoted", "007", "TRUE", "#N/A", "1e5", "2026-06-29", "1/2"),
    *("https://example.com", '=HYPERLINK("http://x","y")', " spaces ", "a\nb", "{1}", "😀"),
)


@pytest.mark.parametrize("size", [0, 45_000], ids=["held", "staged"])
def test_text_is_inert_whatever_it_looks_like(desk: Desk, size: int) -> None:
    rows = [(text, number, "x" * size) for number, text in enumerate(TRICKY * 3)]
    columns = (Column("Text"), Column("Number"), Column("Long", format="0"))
    desk.apply(
        ReplaceTable("Out", columns, rows),
        UpsertRows(
            "Lines", columns, ("Number",), tuple((text, number, "") for text, number, _ in rows)
        ),
    )
    desk.apply(
        AppendRows("Log", columns, tuple((text, number, None) for text, number, _ in rows), 99)
    )

    for title in ("Out", "Lines", "Log"):
        texts = contents(desk.tab(title), 1)
        assert texts == ["Text", *TRICKY * 3]
        assert {type(text) for text in texts} == {str}
    assert [tab.title for tab in desk.spreadsheet.tabs] == ["Queries", "Out", "Lines", "Log"]


def test_dates_are_real_dates_and_a_column_may_hold_several_kinds(desk: Desk) -> None:
    day, moment = date(2026, 6, 29), datetime(2026, 6, 29, 12, 0)
    desk.table(
        ((day, day), (moment, 7), ("2026", None), (None, True)),
        (Column("Mixed"), Column("Days too")),
    )

    assert contents(desk.tab("Out"), 1) == ["Mixed", 46202, 46202.5, "2026"]
    assert patterns(desk.tab("Out"), 1, 3) == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", ""]
    assert contents(desk.tab("Out"), 2) == ["Days too", 46202, 7, None, True]
    assert patterns(desk.tab("Out"), 2, 2) == ["yyyy-mm-dd", ""]


def test_a_column_changes_from_numbers_to_dates_and_back(desk: Desk) -> None:
    seen = []
    for value in (5, date(2026, 6, 29), 6):
        desk.table([("Delhi", value)])
        seen.append((contents(desk.tab("Out"), 2)[1], patterns(desk.tab("Out"), 2, 1)))

    assert seen == [(5, [""]), (46202, ["yyyy-mm-dd"]), (6, [""])]


# --- the input tab ---

RESULTS = (
    Column("Status"),
    Column("Last run", format="yyyy-mm-dd hh:mm"),
    Column("ID", hidden=True),
)


def ensure() -> EnsureColumns:
    return EnsureColumns("Queries", 1, RESULTS, key="ID")


def test_result_columns_are_made_right_of_all_that_anybody_uses(desk: Desk) -> None:
    tab = desk.tab("Queries")
    area = {"sheetId": tab.id, "startRowIndex": 0, "endRowIndex": 5}
    guarded = {
        "range": {**area, "startColumnIndex": 4, "endColumnIndex": 6},
        "editors": OTHERS,
    }
    desk.edit(
        [
            {"addProtectedRange": {"protectedRange": guarded}},
            {
                "mergeCells": {
                    "range": {**area, "startColumnIndex": 3, "endColumnIndex": 4},
                    "mergeType": "MERGE_ALL",
                }
            },
            {
                "setBasicFilter": {
                    "filter": {"range": {**area, "startColumnIndex": 0, "endColumnIndex": 3}}
                }
            },
        ]
    )
    blue = {"userEnteredFormat": {"backgroundColor": {"blue": 1}}}
    everywhere = {"sheetId": tab.id}
    desk.edit([{"repeatCell": {"range": everywhere, "cell": blue, "fields": "userEnteredFormat"}}])
    before = shot(desk.tab("Queries"))
    desk.apply(ensure())
    after = desk.tab("Queries")

    assert [
        place
        for place, text in enumerate(shown(after)[0], 1)
        if text in ("Status", "Last run", "ID")
    ] == [7, 8, 9]
    assert {place: cell for place, cell in after.cells.items() if place[1] < 6} == {
        place: cell for place, cell in before.cells.items() if place[1] < 6
    }
    assert len(cells(after, 10)) == len([place for place in before.cells if place[1] >= 6])
    looks = [cell.format or {} for (_, place), cell in after.cells.items() if place in (6, 7, 8)]
    assert not any(look.get("backgroundColor") == {"blue": 1} for look in looks)


def test_result_columns_find_room_in_a_full_grid(desk: Desk) -> None:
    tab = desk.tab("Queries")
    desk.edit(typed("Queries", 1, 26, "The last one"))
    desk.apply(ensure())
    assert [text for text in shown(desk.tab("Queries"))[0] if text] == [
        "Name",
        "Event",
        "The last one",
        "Status",
        "Last run",
        "ID",
    ]
    assert tab.column_count == 26


@pytest.mark.parametrize("holes", [False, True])
def test_a_protected_tab_is_written_where_the_protection_has_holes(desk: Desk, holes: bool) -> None:
    desk.apply(ensure())
    area = {"sheetId": desk.tab("Queries").id}
    hole = {
        **area,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 2,
        "endColumnIndex": 5,
    }
    guarded = {
        "range": area,
        "editors": OTHERS,
        "unprotectedRanges": [hole] if holes else [],
    }
    desk.edit([{"addProtectedRange": {"protectedRange": guarded}}])
    edits = [ensure(), FillRow("Queries", 1, 2, {"Status": "Done", "ID": "a"}, "a")]
    if holes:
        desk.apply(*edits)
        assert shown(desk.tab("Queries"))[1] == ["Visits", "App Launched", "Done", None, "a"]
    else:
        with pytest.raises(WorkbookError, match=r'"Queries" are protected \(from C2 on\)'):
            desk.apply(*edits)


def test_merged_result_cells_cost_their_row_alone(desk: Desk) -> None:
    desk.apply(ensure())
    area = {
        "sheetId": desk.tab("Queries").id,
        "startRowIndex": 1,
        "endRowIndex": 2,
        "startColumnIndex": 2,
        "endColumnIndex": 4,
    }
    desk.edit([{"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}])
    with pytest.raises(EditRefused, match=r"are merged \(from C2 on\)") as refused:
        desk.apply(ensure(), FillRow("Queries", 1, 2, {"Status": "Done"}, "mine"))
    assert refused.value.owner == "mine"


def test_a_result_column_that_people_typed_themselves_is_used_and_shows_moments(desk: Desk) -> None:
    desk.edit(typed("Queries", 1, 3, "last_run"))
    desk.apply(ensure(), FillRow("Queries", 1, 2, {"Last run": datetime(2026, 6, 29, 12)}))

    assert shown(desk.tab("Queries")) == [
        ["Name", "Event", "last_run", "Status", "ID"],
        ["Visits", "App Launched", 46202.5, None, None],
    ]
    assert patterns(desk.tab("Queries"), 3, 1) == ["yyyy-mm-dd hh:mm:ss"]


def test_a_result_column_whose_header_was_deleted_gets_it_back(desk: Desk) -> None:
    desk.apply(ensure(), FillRow("Queries", 1, 2, {"Status": "Done"}))
    header = {"sheetId": desk.tab("Queries").id, "startRowIndex": 0, "endRowIndex": 1}
    area = {**header, "startColumnIndex": 2, "endColumnIndex": 3}
    desk.edit([{"updateCells": {"range": area, "fields": "userEnteredValue"}}])
    desk.apply(ensure())

    assert shown(desk.tab("Queries")) == [
        ["Name", "Event", "Status", "Last run", "ID"],
        ["Visits", "App Launched", "Done", None, None],
    ]


# --- the order of tabs ---


def test_new_tabs_stand_where_people_look_for_them(desk: Desk) -> None:
    lines = (Column("ID"), Column("Count"))
    log = AppendRows("Run log", (Column("What"),), (("started",),), 9)
    desk.apply(ensure(), log)
    desk.apply(
        ensure(),
        ReplaceTable("Records 1", COLUMNS, TABLE),
        ReplaceTable("Records 2", COLUMNS, TABLE),
        UpsertRows("Results", lines, ("ID",), (("a", 1),)),
        log,
    )
    assert [tab.title for tab in desk.spreadsheet.tabs] == [
        "Queries",
        "Results",
        "Records 1",
        "Records 2",
        "Run log",
    ]
