"""Drop-downs of what one of the runner's tabs holds, while people are at work."""

from __future__ import annotations

from typing import Any, Callable

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import (
    Column,
    Edit,
    EnsureColumns,
    FillRow,
    OfferChoices,
    ReplaceTable,
    RunId,
)
from sheets_runner.workbook.google.state import Json
from tests.unit.workbook.google.shelf import Shelf, refuse

MINE, TABS = RunId("mine"), ("Queries",)
STATUS = EnsureColumns("Queries", 1, (Column("Status"),))
DONE = FillRow("Queries", 1, 2, {"Status": "done"}, "row-2")
OFFER = OfferChoices("Queries", 1, ("Event",), "_Lists", "Event")
MESSAGE = 'Choose from what the tab "_Lists" holds, or keep what you have typed.'
CELLS = "=_Lists!$B$2:$B"
"""As the API says a range back."""
EVENT, ROWS = 1, 1000
"""The column of the events, counted from 0, and the rows of a tab."""


def lists(*names: str) -> ReplaceTable:
    rows = tuple(("web", name) for name in names)
    return ReplaceTable("_Lists", (Column("Known to"), Column("Event")), rows, hidden=True)


def from_range(cells: str = CELLS, **more: Any) -> Json:
    values = [{"userEnteredValue": cells}]
    return {"condition": {"type": "ONE_OF_RANGE", "values": values}, **more}


YES_NO: Json = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}]},
    "strict": True,
}
OURS = from_range(strict=False, showCustomUi=True, inputMessage=MESSAGE)


def rules(shelf: Shelf, column: int = EVENT) -> list[Json | None]:
    """Return the rules of a column, row by row, the header's first."""
    tab = shelf.now.tab("Queries")
    assert tab
    return [
        tab.cells[row, column].validation if (row, column) in tab.cells else None
        for row in range(tab.row_count)
    ]


def restrict(shelf: Shelf, rule: Json | None, row: int, column: int = EVENT) -> None:
    """Let somebody give a cell a rule; they are counted from 0."""
    ends = {"startRowIndex": row, "endRowIndex": row + 1}
    ends.update(startColumnIndex=column, endColumnIndex=column + 1)
    what = {} if rule is None else {"rule": rule}
    area = {"sheetId": shelf.tab("Queries"), **ends}
    shelf.edit({"setDataValidation": {"range": area, **what}})


def set_rules(shelf: Shelf) -> int:
    """Return how many rules the runner has set so far."""
    return sum(call.split().count("setDataValidation") for call in shelf.client.heard)


def publish(shelf: Shelf, *edits: Edit, meddle: Callable[[], object] | None = None) -> None:
    """Publish in a lease; somebody meddles in the very second of writing."""
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        workbook.note([])
        if meddle:
            shelf.client.before[len(shelf.client.heard) + 1] = meddle
        workbook.apply(edits)


WHOLE = [None, *[OURS] * (ROWS - 1)]


# --- what is written ---


def test_a_rule_is_for_all_cells_below_the_header_and_means_all_below_that_of_the_list(
    shelf: Shelf,
) -> None:
    publish(shelf, STATUS, DONE, lists("Search", "Visit"), OFFER)

    assert rules(shelf) == WHOLE
    assert [tab.properties.get("hidden") for tab in shelf.now.tabs] == [None, True]


def test_a_rule_is_set_once_and_costs_no_call(shelf: Shelf) -> None:
    publish(shelf, STATUS, DONE, lists("Search"))
    calls = len(shelf.client.heard)
    for names in (("Search", "Visit"), ("Search", "Visit", "Buy"), ("Buy",)):
        shelf.client.heard.clear()
        publish(shelf, STATUS, DONE, lists(*names), OFFER)
        assert len(shelf.client.heard) == calls
        assert set_rules(shelf) == (len(names) == 2)

    assert rules(shelf) == WHOLE


def test_offered_with_the_first_edits_of_a_lease_it_costs_one_look(shelf: Shelf) -> None:
    shelf.open().apply([STATUS, lists("Search")])
    shelf.client.heard.clear()
    workbook = shelf.open()
    with workbook.lease(MINE, ("Queries", "_Lists")):
        workbook.apply([DONE, OFFER])

    assert [call.split()[0] for call in shelf.client.heard] == ["get", "batch", "get", "batch"]
    assert rules(shelf) == WHOLE


def test_cells_that_lost_the_drop_down_get_it_again(shelf: Shelf) -> None:
    publish(shelf, lists("Search"), OFFER)
    restrict(shelf, None, 7)
    shelf.edit({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 5}})

    publish(shelf, OFFER)

    assert rules(shelf) == [None, *[OURS] * (ROWS + 4)]


def test_new_tabs_stand_right_of_the_questions_that_a_drop_down_is_made_for(shelf: Shelf) -> None:
    records = ReplaceTable("Records", (Column("a"),), ((1,),))
    shelf.open().apply([lists("Search"), records, OFFER, STATUS])
    shelf.open().apply([ReplaceTable("More", (Column("a"),), ()), OFFER])

    assert shelf.titles == ["Queries", "_Lists", "Records", "More"]


def test_a_list_without_a_row_gets_one(shelf: Shelf) -> None:
    publish(shelf, lists())
    rest = {"sheetId": shelf.tab("_Lists"), "dimension": "ROWS", "startIndex": 1}
    shelf.edit({"updateSheetProperties": unfrozen(shelf)}, {"deleteDimension": {"range": rest}})
    publish(shelf, OFFER)

    assert rules(shelf) == WHOLE


def unfrozen(shelf: Shelf) -> Json:
    """Return what lets all rows of the list scroll: a tab cannot have frozen rows alone."""
    grid = {"gridProperties": {"frozenRowCount": 0}}
    properties = {"sheetId": shelf.tab("_Lists"), **grid}
    return {"properties": properties, "fields": "gridProperties.frozenRowCount"}


def test_a_header_in_the_last_row_gets_a_row_below_it(shelf_of: Callable[..., Shelf]) -> None:
    shelf = shelf_of(Queries=[["Name", "Event"]])
    rest = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1}
    shelf.edit({"deleteDimension": {"range": rest}})
    publish(shelf, lists("Search"), OFFER)

    assert rules(shelf) == [None, OURS]


# --- whose rule it is ---


@pytest.mark.parametrize(
    "rule",
    [
        YES_NO,
        {"condition": {"type": "BOOLEAN"}},
        {"condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=B2<>0"}]}},
        from_range("=Queries!$A$2:$A", inputMessage="Choose one."),
    ],
    ids=lambda rule: str(rule["condition"]["type"]),
)
def test_a_column_with_another_rule_is_left_as_it_is(shelf: Shelf, rule: Json) -> None:
    publish(shelf, lists("Search"))
    restrict(shelf, rule, 500)
    publish(shelf, lists("Search"), OFFER)

    assert rules(shelf) == [*[None] * 500, rule, *[None] * 499]


@pytest.mark.parametrize("cells", ["=_lists!$A$2:$A", "='_Lists'!$B$2:$B$9"])
def test_a_drop_down_from_the_same_tab_follows_whoever_made_it(shelf: Shelf, cells: str) -> None:
    publish(shelf, lists("Search"))
    restrict(shelf, from_range(cells, strict=True), 500)
    publish(shelf, OFFER)

    assert rules(shelf) == WHOLE


def test_one_whose_tab_people_have_renamed_leads_to_the_new_tab(shelf: Shelf) -> None:
    publish(shelf, lists("Search"), OFFER)
    shelf.rename("_Lists", "Names of ours")
    assert rules(shelf)[1] == {**OURS, **from_range("='Names of ours'!$B$2:$B")}

    publish(shelf, lists("Visit"), OFFER)

    assert rules(shelf) == WHOLE
    assert shelf.titles == ["Queries", "Names of ours", "_Lists"]


def test_what_people_change_about_a_drop_down_stays(shelf: Shelf) -> None:
    publish(shelf, lists("Search"), OFFER)
    restrict(shelf, from_range(strict=True), 500)
    publish(shelf, OFFER)

    assert rules(shelf)[499:502] == [OURS, from_range(strict=True), OURS]


def test_one_whose_tab_was_deleted_is_known_by_its_message(shelf: Shelf) -> None:
    publish(shelf, lists("Search"), OFFER)
    restrict(shelf, from_range(strict=True), 8, column=0)
    shelf.delete("_Lists")
    assert rules(shelf)[1] == {**OURS, **from_range("=#REF!")}

    name = OfferChoices("Queries", 1, ("Name",), "_Lists", "Event")
    publish(shelf, lists("Visit"), OFFER, name)

    assert rules(shelf) == WHOLE
    assert rules(shelf, 0)[7:10] == [None, from_range("=#REF!", strict=True), None]


def test_a_column_of_which_a_cell_is_protected_is_left_as_it_is(shelf: Shelf) -> None:
    publish(shelf, lists("Search"))
    cell = {"startRowIndex": 8, "endRowIndex": 9, "startColumnIndex": EVENT}
    area = {"sheetId": shelf.tab("Queries"), **cell, "endColumnIndex": EVENT + 1}
    shelf.edit({"addProtectedRange": {"protectedRange": {"range": area}}})
    publish(shelf, STATUS, DONE, OFFER)

    assert rules(shelf) == [None] * ROWS
    assert shelf.values("Queries!C2") == [["done"]]


# --- while people are at work ---


def test_a_list_that_is_renamed_during_the_run_is_followed(shelf: Shelf) -> None:
    publish(shelf, lists("Search"))
    publish(shelf, lists("Visit"), OFFER, meddle=lambda: shelf.rename("_Lists", "Names of ours"))

    assert {str(rule["condition"]["values"]) for rule in rules(shelf)[1:] if rule} == {
        "[{'userEnteredValue': \"='Names of ours'!$B$2:$B\"}]"
    }


def test_what_is_refused_once_is_drafted_anew(shelf: Shelf) -> None:
    publish(shelf, STATUS, DONE, lists("Search"), OFFER, meddle=refuse(0))

    assert rules(shelf) == WHOLE


def test_a_column_that_is_moved_in_that_second_takes_its_drop_down_along(shelf: Shelf) -> None:
    """The column in whose place it was gets back what it had."""
    publish(shelf, STATUS, lists("Search"))
    restrict(shelf, YES_NO, 3, column=0)
    restrict(shelf, YES_NO, 4, column=0)

    def move() -> None:
        place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
        shelf.edit({"moveDimension": {"source": place, "destinationIndex": 2}})

    publish(shelf, OFFER, meddle=move)

    assert shelf.values("Queries!A1:C1") == [["Event", "Name", "Status"]]
    assert rules(shelf, 0) == WHOLE
    assert rules(shelf, 1) == [*[None] * 3, YES_NO, YES_NO, *[None] * (ROWS - 5)]


def test_with_results_beside_it_that_takes_one_batch_more(shelf: Shelf) -> None:
    publish(shelf, STATUS, DONE, lists("Search"))
    shelf.client.heard.clear()

    def insert() -> None:
        place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        shelf.edit({"insertDimension": {"range": place}})

    publish(shelf, FillRow("Queries", 1, 3, {"Status": "too"}), OFFER, meddle=insert)

    assert [call.split()[0] for call in shelf.client.heard] == (
        ["get", "batch", "batch", "get", "batch", "batch"]
    )
    assert shelf.values("Queries!A1:D3")[2] == ["Flights", "", "Search", "too"]
    assert rules(shelf, 1) == [None] * ROWS
    assert rules(shelf, 2) == WHOLE


def test_a_row_that_comes_above_the_headers_in_that_second_leaves_them_without_a_rule(
    shelf: Shelf,
) -> None:
    publish(shelf, lists("Search"))
    publish(shelf, lists("Search"), OFFER, meddle=lambda: shelf.insert_row("Queries", 1))

    assert rules(shelf) == [None, None, *[OURS] * (ROWS - 1)]


def test_a_column_that_is_deleted_in_that_second_leaves_no_drop_down(shelf: Shelf) -> None:
    publish(shelf, STATUS, lists("Search"))

    def delete() -> None:
        place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": EVENT, "endIndex": EVENT + 1}
        shelf.edit({"deleteDimension": {"range": place}})

    publish(shelf, OFFER, meddle=delete)

    assert shelf.values("Queries!A1:C1") == [["Name", "Status"]]
    assert rules(shelf, 1) == [None] * ROWS


def test_past_the_grid_there_is_nothing_to_be_put_back(shelf_of: Callable[..., Shelf]) -> None:
    shelf = shelf_of(Queries=[["Status", "Event"], ["", "Search"]])
    columns = {"sheetId": 0, "dimension": "COLUMNS"}
    shelf.edit({"deleteDimension": {"range": {**columns, "startIndex": 2}}})
    publish(shelf, lists("Search"))

    def insert() -> None:
        mend = len(shelf.client.heard)
        shelf.client.before[mend] = lambda: shelf.edit(
            {"deleteDimension": {"range": {**columns, "startIndex": 1}}}
        )
        place = {**columns, "startIndex": 1, "endIndex": 2}
        shelf.edit({"insertDimension": {"range": place}})

    publish(shelf, OFFER, meddle=insert)

    assert shelf.values("Queries!A:A") == [["Status"]]


def test_a_rule_that_comes_in_that_second_is_left_where_a_batch_is_mended(shelf: Shelf) -> None:
    publish(shelf, lists("Search"))

    def meddle() -> None:
        restrict(shelf, YES_NO, 500)
        place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        shelf.edit({"insertDimension": {"range": place}})

    publish(shelf, OFFER, meddle=meddle)

    assert rules(shelf, 1) == [None] * ROWS
    assert rules(shelf, 2) == [*[None] * 500, YES_NO, *[None] * 499]


def test_of_a_new_list_the_header_is_known_when_a_batch_is_mended(shelf: Shelf) -> None:
    publish(shelf, STATUS, DONE)
    publish(
        shelf,
        FillRow("Queries", 1, 3, {"Status": "too"}),
        lists("Search"),
        OFFER,
        meddle=lambda: shelf.insert_row("Queries", 2),
    )

    assert shelf.values("Queries!A4:C4") == [["Flights", "Search", "too"]]
    assert rules(shelf) == [None, *[OURS] * ROWS]


def test_a_list_whose_header_somebody_deleted_offers_nothing(shelf: Shelf) -> None:
    publish(shelf, lists("Search"))
    blank = {
        "start": {"sheetId": shelf.tab("_Lists"), "columnIndex": 1},
        "rows": [{"values": [{}]}],
    }
    shelf.edit({"updateCells": {**blank, "fields": "userEnteredValue"}})

    with pytest.raises(WorkbookError, match='"_Lists" has no column "Event" of the runner'):
        publish(shelf, OFFER)
