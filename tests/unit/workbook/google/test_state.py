"""A spreadsheet as told by Google's API.

Shapes: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets. What has
its default value is not there, as recorded in
https://github.com/burnash/gspread/tree/master/tests/cassettes: the ``sheetId`` of a range on the
sheet 0 (``CellTest.test_define_named_range``), whole parts that are empty.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.areas import Area, Protection
from sheets_runner.workbook.google.state import Book, Json, Mark, Tab


def sheet(**parts: Any) -> Json:
    grid = {"rowCount": 1000, "columnCount": 26}
    return {"properties": {"sheetId": 7, "title": "Queries", "gridProperties": grid}, **parts}


def tab(**parts: Any) -> Tab:
    return state.book({"sheets": [sheet(**parts)]}).tabs[0]


def metadata(value: str, key: str = "sheets_runner", number: int = 5) -> Json:
    return {"metadataId": number, "metadataKey": key, "metadataValue": value}


def text(value: str) -> Json:
    return {"userEnteredValue": {"stringValue": value}}


def titled(*titles: str) -> Book:
    tabs = tuple(Tab(number, title, 1, 1) for number, title in enumerate(titles))
    return Book("Team plan", "en_GB", "Europe/London", None, tabs)


def test_a_book_has_the_spreadsheets_properties_and_its_mark() -> None:
    book = state.book(
        {
            "properties": {"title": "Team plan", "locale": "en_GB", "timeZone": "Europe/London"},
            "developerMetadata": [metadata("x", "another"), metadata("run 1")],
            "sheets": [sheet()],
        }
    )

    assert book == Book(
        "Team plan", "en_GB", "Europe/London", Mark(5, "run 1"), (Tab(7, "Queries", 1000, 26),)
    )


def test_an_answer_without_anything_is_an_empty_book() -> None:
    assert state.book({}) == Book("", "", "", None, ())


def test_a_mark_may_say_nothing() -> None:
    told = {"metadataId": 5, "metadataKey": "sheets_runner"}

    assert state.book({"developerMetadata": [told]}).mark == Mark(5, "")


def test_charts_and_connected_data_are_no_tabs() -> None:
    chart = {"properties": {"sheetId": 8, "title": "Chart", "sheetType": "OBJECT"}}

    assert [found.title for found in state.book({"sheets": [chart, sheet()]}).tabs] == ["Queries"]


def test_the_first_tab_of_most_spreadsheets_has_the_id_0() -> None:
    properties = {"title": "Sheet1", "gridProperties": {"rowCount": 3, "columnCount": 2}}

    assert state.book({"sheets": [{"properties": properties}]}).tabs == (Tab(0, "Sheet1", 3, 2),)


def test_a_tab_knows_its_mark_its_filter_and_its_cells() -> None:
    found = tab(
        developerMetadata=[metadata("output")],
        basicFilter={"range": {"sheetId": 7}},
        data=[
            {"rowData": [{"values": [text("Event"), {}, {"note": "look"}]}, {}]},
            {"startRow": 4, "startColumn": 2, "rowData": [{"values": [text("x")]}]},
        ],
    )

    assert found.mark == "output"
    assert found.filter == {"range": {"sheetId": 7}}
    assert found.cells == {1: {1: {"stringValue": "Event"}}, 5: {3: {"stringValue": "x"}}}
    assert found.row(5) == {3: {"stringValue": "x"}}
    assert found.row(2) == {}


def test_a_cell_that_holds_false_is_not_blank() -> None:
    false = {"userEnteredValue": {"boolValue": False}}

    assert tab(data=[{"rowData": [{"values": [false]}]}]).cells == {1: {1: {"boolValue": False}}}


def test_a_tab_is_as_wide_as_what_its_formulas_fill() -> None:
    formula = {"userEnteredValue": {"formulaValue": "=Plan!A:C"}, "effectiveValue": {}}
    filled = {"effectiveValue": {"stringValue": "Dates"}}
    look = {"effectiveFormat": {"numberFormat": {"type": "DATE"}}}

    found = tab(data=[{"rowData": [{"values": [formula, filled, filled, look]}]}])

    assert found.width == 3
    assert found.cells == {1: {1: {"formulaValue": "=Plan!A:C"}}}
    assert tab().width == 0


def test_marks_of_columns_are_found_where_the_columns_are() -> None:
    marked = {"developerMetadata": [metadata("yyyy-mm-dd", number=9)]}
    others = {"developerMetadata": [metadata("x", "another")], "pixelSize": 100}

    found = tab(
        data=[
            {"columnMetadata": [{}, marked, others]},
            {"startColumn": 5, "columnMetadata": [marked]},
        ]
    )

    assert found.places == {2: Mark(9, "yyyy-mm-dd"), 6: Mark(9, "yyyy-mm-dd")}


PROTECTIONS: list[tuple[Json, tuple[Protection, ...]]] = [
    ({"range": {"sheetId": 7}}, (Protection(Area(1, 1)),)),
    ({}, (Protection(Area(1, 1)),)),
    (
        {
            "range": {
                "startRowIndex": 1,
                "endRowIndex": 3,
                "startColumnIndex": 2,
                "endColumnIndex": 5,
            }
        },
        (Protection(Area(2, 3, 3, 5)),),
    ),
    ({"range": {}, "requestingUserCanEdit": True}, ()),
    ({"range": {}, "warningOnly": True}, ()),
    (
        {"range": {}, "unprotectedRanges": [{"sheetId": 7, "endRowIndex": 2}]},
        (Protection(Area(1, 1), (Area(1, 1, 2),)),),
    ),
]


@pytest.mark.parametrize(("protected", "areas"), PROTECTIONS, ids=str)
def test_only_what_keeps_this_account_out_is_protected(
    protected: Json, areas: tuple[Protection, ...]
) -> None:
    assert tab(protectedRanges=[protected]).protected == areas


def test_a_tab_is_found_by_its_name_whatever_the_case_but_the_exact_one_first() -> None:
    book = titled("results", "Results", "ÜBERSICHT")

    assert [found.id for found in map(book.find, ("Results", "RESULTS", "Übersicht")) if found] == [
        1,
        0,
        2,
    ]
    assert book.find("Run log") is None
    assert book.get("results").id == 0
    assert book.by_id(2) == Tab(2, "ÜBERSICHT", 1, 1)
    assert book.by_id(9) is None


def test_a_tab_that_is_missing_is_an_error_naming_those_there_are() -> None:
    with pytest.raises(WorkbookError) as caught:
        titled("Plan", "Notes", "_sheets_runner lease").get("Queries")

    assert str(caught.value) == (
        'The spreadsheet "Team plan" has no tab "Queries". Its tabs are "Plan", "Notes".'
    )


def test_ranges_in_a1_notation() -> None:
    assert state.a1_range("Queries") == "'Queries'"
    assert state.a1_range("Priya's plan", "C:F") == "'Priya''s plan'!C:F"
    assert state.columns_range(3, 28) == "C:AB"
    assert state.top_rows(1000) == "1:20"
    assert state.top_rows(3) == "1:3"


def test_unbroken_runs_of_numbers() -> None:
    assert list(state.runs([])) == []
    assert list(state.runs([4])) == [(4, 4)]
    assert list(state.runs([0, 1, 2, 5, 7, 8])) == [(0, 2), (5, 5), (7, 8)]


@given(st.sets(st.integers(0, 60)))
def test_runs_hold_all_numbers_and_no_others_and_never_touch(numbers: set[int]) -> None:
    found = list(state.runs(sorted(numbers)))

    assert [one for first, last in found for one in range(first, last + 1)] == sorted(numbers)
    assert all(one[1] + 1 < other[0] for one, other in zip(found, found[1:]))


def test_the_masks_ask_for_what_is_read() -> None:
    assert "rowData" not in state.OUTLINE
    assert "rowData(values(userEnteredValue))" in state.CONTENTS
    for wanted in ("effectiveValue", "numberFormat", "dataValidation", "merges", "locale"):
        assert wanted in state.READING


def test_cells_and_filters_of_a_tab_stay_out_of_its_repr() -> None:
    found = tab(data=[{"rowData": [{"values": [text("secret")]}]}], basicFilter={"range": {}})

    assert "secret" not in repr(found)
