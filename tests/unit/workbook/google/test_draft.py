"""Batches in the making: what is refused before Google is asked."""

from __future__ import annotations

import random
from datetime import date

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import Column, FillRow, MakeTab, UpsertRows
from sheets_runner.workbook.google import look
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.state import Book, Tab
from sheets_runner.workbook.google.tables import refuse_too_many
from tests.unit.workbook.google.memory import Memory


class Dice(random.Random):
    """Throws what it was told to."""

    def __init__(self, *throws: int) -> None:
        super().__init__()
        self.throws = list(throws)

    def getrandbits(self, _: int) -> int:
        return self.throws.pop(0)


def draft_over(*tabs: Tab, throws: tuple[int, ...] = ()) -> Draft:
    return Draft(Book("Team", "en_GB", "Asia/Kolkata", None, tabs), Dice(*throws), {})


def test_a_new_tab_never_takes_the_id_of_another() -> None:
    draft = draft_over(Tab(5, "Queries", 10, 3), throws=(5, 5, 7))

    assert draft.new_id() == 7


def test_more_cells_than_a_spreadsheet_may_have_are_refused_with_what_to_do() -> None:
    with pytest.raises(WorkbookError, match=r"allows 10,000,000\. Delete tabs"):
        refuse_too_many(draft_over(Tab(5, "Records", 5_000_001, 2)), "Records", 5_000_000)

    refuse_too_many(draft_over(Tab(5, "Records", 5_000_000, 2)), "Records", 4_999_999)


def test_what_may_be_entered_moves_with_its_column() -> None:
    rule = {"condition": {"type": "BOOLEAN"}}
    tab = draft_over(Tab(5, "Queries", 3, 3, rules={2: {1: rule, 3: rule}})).tabs[0]
    look.set_rule(tab, Area(2, 2, None, 2), rule)
    tab.offered[2] = 2
    tab.insert_columns(2)

    assert tab.rules == {2: {1: rule, 3: rule, 4: rule}, 3: {3: rule}}
    assert tab.rules_before == {2: {1: rule, 4: rule}}
    assert tab.offered == {3: 2}


def test_a_rule_is_for_rows_that_a_filter_hides_as_well() -> None:
    draft = draft_over(Tab(5, "Queries", 3, 3))
    look.set_rule(draft.tabs[0], Area(2, 2, 3, 2), {})

    edges = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    taken = {"range": {"sheetId": 5, **edges}, "filteredRowsIncluded": True}
    assert draft.requests[0].body == {"setDataValidation": taken}


def test_lines_whose_key_lost_its_header_are_not_written() -> None:
    memory = Memory({"Queries": [["Name"]]})
    columns = (Column("Name"), Column("Count"))
    results = UpsertRows("Results", columns, ("Name",), (("Visits", 1),))
    memory.workbook().apply([results])
    cell = {"userEnteredValue": {"stringValue": "Label"}}
    start = {"sheetId": memory.tab("Results").id, "rowIndex": 0, "columnIndex": 0}
    rows = [{"values": [cell]}]
    memory.people({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})

    with pytest.raises(WorkbookError, match='"Results" has no column "Name" any more: put that'):
        memory.workbook().apply([results])


def test_a_row_of_a_tab_that_is_not_there_is_refused_with_those_there_are() -> None:
    memory = Memory({"Queries": [["Name"]]})

    with pytest.raises(WorkbookError, match=r'no tab "Querys"\. Its tabs are "Queries"'):
        memory.workbook().apply([FillRow("Querys", 1, 2, {"Status": "x"})])


def test_a_new_tabs_dates_are_dates_where_their_column_names_no_format() -> None:
    memory = Memory({"Queries": [["Name"]]})
    memory.workbook().apply([MakeTab("Plan", (Column("Day"),), ((date(2026, 6, 7),), ("later",)))])

    cell = memory.tab("Plan").cells[1, 0]
    assert (cell.entered, cell.format and cell.format["numberFormat"]["pattern"]) == (
        46180,
        "yyyy-mm-dd",
    )
