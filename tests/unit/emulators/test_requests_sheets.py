"""Tabs: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets."""

from __future__ import annotations

from random import Random

import pytest

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import Cell, Formula, Json, Spreadsheet
from tests.emulators.google_sheets.requests.batch import MOST
from tests.unit.emulators.requesting import (
    EDITOR,
    entered,
    grid,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
    values,
)


def added(sheet: Spreadsheet, **properties: object) -> Json:
    reply: Json = send(sheet, {"addSheet": {"properties": properties}})[0]["addSheet"]["properties"]
    return reply


def updated(fields: str, **properties: object) -> Json:
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def titles(sheet: Spreadsheet) -> list[str]:
    return [one.title for one in sheet.tabs]


def three() -> Spreadsheet:
    return spreadsheet(*(tab(sheet_id=number, title=f"S{number}") for number in (1, 2, 3)))


def test_a_tab_is_added_at_the_end_with_1000_by_26_cells() -> None:
    """Measured against the API, as is that the reply holds all properties."""
    sheet = spreadsheet(tab())

    reply = added(sheet, sheetId=7, title="New")

    assert reply == {
        "sheetId": 7,
        "title": "New",
        "index": 1,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }
    assert list(reply)[:3] == ["sheetId", "title", "index"]
    assert "index" not in sheet.tabs[1].properties


def test_a_size_of_0_is_no_size() -> None:
    """https://github.com/tidyverse/googlesheets4/issues/70."""
    reply = added(spreadsheet(tab()), gridProperties={"rowCount": 0, "columnCount": 0})

    assert reply["gridProperties"] == {"rowCount": 1000, "columnCount": 26}


def test_a_tab_without_name_and_id_gets_some() -> None:
    sheet = spreadsheet(tab(title="Sheet2"))

    reply = added(sheet)

    assert reply["title"] == "Sheet3"
    assert reply["sheetId"] not in (0, None)


def test_an_id_by_chance_is_none_that_is_taken() -> None:
    first = Random(1).randint(1, MOST)  # noqa: S311 - an id, no secret
    sheet = spreadsheet(tab(sheet_id=first))

    assert added(sheet)["sheetId"] != first


def test_a_tab_can_be_put_before_others() -> None:
    sheet = three()

    added(sheet, title="New", index=1)

    assert titles(sheet) == ["S1", "New", "S2", "S3"]


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ({"sheetId": 2}, "Sheet with id 2 already exists."),
        ({"sheetId": -1}, "Sheet id must be non-negative."),
        (
            {"title": "s2"},
            'A sheet with the name "s2" already exists. Please enter another name.',
        ),
        ({"title": "x" * 101}, "The sheet name cannot be greater than 100 characters."),
        ({"index": 4}, "Invalid index 4 for a sheet."),
        ({"sheetType": "OBJECT"}, "Only sheets of type GRID can be added."),
        (
            {"gridProperties": {"rowCount": 1, "frozenRowCount": 1}},
            "You can't freeze all visible rows on the sheet.",
        ),
    ],
)
def test_a_tab_that_cannot_be_is_refused(properties: Json, words: str) -> None:
    """The words were answered by the API, but for the index and the type, which are guesses.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
    #addsheetrequest: it is an error to specify the id of a sheet that exists.
    """
    message = refusal(three(), {"addSheet": {"properties": properties}})

    assert message == f"Invalid requests[0].addSheet: {words}"


def test_ten_million_cells_are_the_limit_of_all_tabs_together() -> None:
    """https://github.com/nithinmurali/pygsheets/issues/589."""
    sheet = spreadsheet(tab(size=(10, 10)))
    grid_size = {"rowCount": 1_000_000, "columnCount": 10}

    message = refusal(sheet, {"addSheet": {"properties": {"gridProperties": grid_size}}})

    assert message == (
        "Invalid requests[0].addSheet: This action would increase the number of cells in the "
        "workbook above the limit of 10000000 cells."
    )


def test_a_tab_has_at_most_18278_columns() -> None:
    """https://support.google.com/drive/answer/37603; the words are a guess."""
    too_many = {"rowCount": 1, "columnCount": 18_279}

    message = refusal(
        spreadsheet(tab()), {"addSheet": {"properties": {"gridProperties": too_many}}}
    )

    assert message.endswith("above the limit of 18278 columns.")


def test_a_deleted_tab_takes_its_named_ranges_and_breaks_references() -> None:
    sheet = spreadsheet(
        tab([["=Data!A1+1", "=A2"]], title="Sums"), tab([[5]], sheet_id=7, title="Data")
    )
    sheet.named_ranges = [
        {"namedRangeId": "a", "name": "Mine", "range": {"sheetId": 7}},
        {"namedRangeId": "b", "name": "Yours", "range": {}},
    ]

    assert send(sheet, {"deleteSheet": {"sheetId": 7}}) == [{}]
    assert titles(sheet) == ["Sums"]
    assert values(sheet.tabs[0], 2) == [["=#REF!+1", "=A2"]]
    assert [named["name"] for named in sheet.named_ranges] == ["Yours"]


def test_the_last_tab_stays() -> None:
    """https://github.com/tidyverse/googlesheets4/issues/70."""
    assert refusal(spreadsheet(tab()), {"deleteSheet": {"sheetId": 0}}) == (
        "Invalid requests[0].deleteSheet: You can't remove all the sheets in a document."
    )


def test_the_last_tab_that_is_not_hidden_stays() -> None:
    """Answered by the API to somebody's probe."""
    sheet = three()
    send(sheet, *(updated("hidden", sheetId=number, hidden=True) for number in (2, 3)))

    assert refusal(sheet, {"deleteSheet": {"sheetId": 1}}) == (
        "Invalid requests[0].deleteSheet: You can't remove all the visible sheets in a document."
    )


def test_a_tab_that_is_not_there_cannot_be_deleted() -> None:
    """https://github.com/blinkk/rootjs/issues/554: so a lease's deletion by its id is a fence."""
    assert refusal(three(), {"deleteSheet": {"sheetId": 9}}) == (
        "Invalid requests[0].deleteSheet: No sheet with id: 9"
    )


def full() -> Spreadsheet:
    """Return a spreadsheet with something of everything in its tab."""
    one = tab([["a", "=A1"], ["b"]])
    one.cells[0, 0] = Cell("a", {"textFormat": {"bold": True}}, "a note", {"strict": True})
    one.merges = [
        {"startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 2}
    ]
    one.conditional_formats = [{"ranges": [{"endRowIndex": 2}], "booleanRule": {}}]
    one.protected_ranges = [
        {"protectedRangeId": 5, "range": {}, "unprotectedRanges": [{"endRowIndex": 1}]},
        {"protectedRangeId": 6, "range": {"endRowIndex": 1}},
    ]
    one.basic_filter = {"range": {"endRowIndex": 2}}
    one.rows[1] = {"pixelSize": 40}
    one.metadata = [
        {"metadataId": 1, "location": {"locationType": "SHEET", "sheetId": 0}},
        {"metadataId": 2, "location": {"locationType": "ROW", "dimensionRange": rows(1, 2)}},
    ]
    return spreadsheet(one)


def test_a_duplicate_has_all_that_the_tab_has_under_ids_of_its_own() -> None:
    """That metadata and protections come along is the emulator's decision.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
    #duplicatesheetrequest
    """
    sheet = full()

    reply = send(sheet, {"duplicateSheet": {"newSheetId": 7, "newSheetName": "Twin"}})[0]

    assert reply["duplicateSheet"]["properties"] == {
        "sheetId": 7,
        "title": "Twin",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 8, "columnCount": 5},
    }
    twin, source = sheet.tabs
    assert twin.cells == source.cells
    assert twin.rows == {1: {"pixelSize": 40}}
    assert twin.merges == [grid(2, 0, 4, 2, sheet_id=7)]
    assert twin.conditional_formats[0]["ranges"] == [{"endRowIndex": 2, "sheetId": 7}]
    assert twin.basic_filter == {"range": {"endRowIndex": 2, "sheetId": 7}}
    assert twin.protected_ranges[0]["range"] == {"sheetId": 7}
    assert twin.protected_ranges[0]["unprotectedRanges"] == [{"endRowIndex": 1, "sheetId": 7}]
    assert [kept["location"] for kept in twin.metadata] == [
        {"locationType": "SHEET", "sheetId": 7},
        {"locationType": "ROW", "dimensionRange": rows(1, 2, sheet_id=7)},
    ]
    assert not {kept["metadataId"] for kept in twin.metadata} & {1, 2}
    assert not {kept["protectedRangeId"] for kept in twin.protected_ranges} & {5, 6}


def test_duplicates_change_nothing_of_the_source() -> None:
    sheet, before = full(), full()

    send(sheet, {"duplicateSheet": {"insertSheetIndex": 1}})

    assert sheet.tabs[0] == before.tabs[0]


def test_duplicates_are_called_copies() -> None:
    sheet = spreadsheet(tab())

    send(sheet, *[{"duplicateSheet": {"sourceSheetId": 0}}] * 3)

    assert titles(sheet) == [
        "Copy of Sheet1 3",
        "Copy of Sheet1 2",
        "Copy of Sheet1",
        "Sheet1",
    ]


def test_a_duplicate_needs_room() -> None:
    message = refusal(
        spreadsheet(tab(size=(8, 5))), {"duplicateSheet": {}}, limits=Limits(cells=79)
    )

    assert message.endswith("above the limit of 79 cells.")


def test_a_renamed_tab_is_followed_by_references() -> None:
    sheet = spreadsheet(tab([["=data!A1", "='Data'!B:B"]]), tab(sheet_id=7, title="Data"))

    assert send(sheet, updated("title", sheetId=7, title="It's new")) == [{}]
    assert titles(sheet) == ["Sheet1", "It's new"]
    assert values(sheet.tabs[0], 2) == [["='It''s new'!A1", "='It''s new'!B:B"]]


def test_a_tab_may_change_the_case_of_its_name() -> None:
    sheet = spreadsheet(tab())

    send(sheet, updated("title", title="SHEET1"))

    assert titles(sheet) == ["SHEET1"]


def test_only_what_the_mask_names_is_changed() -> None:
    sheet = three()

    send(
        sheet,
        updated("tabColorStyle", sheetId=1, title="x", tabColorStyle={"rgbColor": {"red": 1}}),
    )

    assert sheet.tabs[0].properties == {
        "sheetId": 1,
        "title": "S1",
        "sheetType": "GRID",
        "tabColorStyle": {"rgbColor": {"red": 1}},
        "tabColor": {"red": 1},
        "gridProperties": {"rowCount": 8, "columnCount": 5},
    }


def test_a_smaller_grid_drops_cells_and_what_hangs_on_them() -> None:
    sheet = full()

    send(
        sheet,
        updated("gridProperties.columnCount", gridProperties={"columnCount": 1}),
        updated("gridProperties.rowCount", gridProperties={"rowCount": 1}),
    )

    one = sheet.tabs[0]
    assert (one.row_count, one.column_count) == (1, 1)
    assert list(one.cells) == [(0, 0)]
    assert [kept["metadataId"] for kept in one.metadata] == [1]
    assert one.merges == []
    assert one.rows == {}
    assert one.conditional_formats[0]["ranges"] == [{"endRowIndex": 1}]


def test_a_mask_of_the_whole_grid_clears_what_is_not_said() -> None:
    """https://github.com/theoephraim/node-google-spreadsheet/issues/528."""
    request = updated("gridProperties", gridProperties={"frozenRowCount": 1})

    assert refusal(spreadsheet(tab()), request) == (
        "Invalid requests[0].updateSheetProperties: You can't delete all the rows on the sheet."
    )


def test_rows_are_counted_before_columns() -> None:
    """https://github.com/robin900/gspread-dataframe/issues/37."""
    sheet = spreadsheet(tab(size=(8, 5)))
    narrow_and_long = updated("gridProperties", gridProperties={"rowCount": 20, "columnCount": 2})

    assert refusal(sheet, narrow_and_long, limits=Limits(cells=99)).endswith("limit of 99 cells.")


def test_frozen_rows_are_said_and_unsaid() -> None:
    sheet = spreadsheet(tab())
    freeze = "gridProperties.frozenRowCount"

    send(sheet, updated(freeze, gridProperties={"frozenRowCount": 2}))
    assert sheet.tabs[0].properties["gridProperties"]["frozenRowCount"] == 2

    send(sheet, updated(freeze, gridProperties={"frozenRowCount": 0}))
    assert "frozenRowCount" not in sheet.tabs[0].properties["gridProperties"]


def test_what_is_as_by_default_is_not_said() -> None:
    """https://protobuf.dev/programming-guides/json/."""
    sheet = spreadsheet(tab())

    send(sheet, updated("hidden", hidden=False))

    assert "hidden" not in sheet.tabs[0].properties
    assert sheet.tabs[0].properties["sheetId"] == 0


def test_not_all_columns_can_be_frozen() -> None:
    request = updated("gridProperties.frozenColumnCount", gridProperties={"frozenColumnCount": 5})

    assert refusal(spreadsheet(tab()), request).endswith(
        "You can't freeze all visible columns on the sheet."
    )


@pytest.mark.parametrize(
    ("index", "order"),
    [(0, "S1 S2 S3"), (1, "S1 S2 S3"), (2, "S2 S1 S3"), (3, "S2 S3 S1")],
)
def test_a_tab_moves_before_the_one_that_is_at_the_index_now(index: int, order: str) -> None:
    """Of three sheets, to get S1 behind S2 the index has to be 2; 0 and 1 change nothing.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets
    #sheetproperties.
    """
    sheet = three()

    send(sheet, updated("index", sheetId=1, index=index))

    assert " ".join(titles(sheet)) == order


def test_a_mask_with_an_index_that_is_not_said_moves_the_tab_to_the_end() -> None:
    sheet = three()

    send(sheet, updated("index", sheetId=1))

    assert titles(sheet) == ["S2", "S3", "S1"]


def test_the_id_stays_whatever_the_mask_says() -> None:
    sheet = three()

    send(sheet, updated("sheetId,title", sheetId=1, title="New"))

    assert (sheet.tabs[0].id, sheet.tabs[0].title) == (1, "New")


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (updated("title", sheetId=1), "The sheet name cannot be empty."),
        (
            updated("title", sheetId=1, title="S2"),
            'A sheet with the name "S2" already exists. Please enter another name.',
        ),
        (
            updated("", sheetId=1, title="x"),
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (updated("name", sheetId=1), "Invalid field: name"),
        (updated("title", sheetId=9, title="x"), "No sheet with id: 9"),
    ],
)
def test_a_change_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    assert refusal(three(), request_) == f"Invalid requests[0].updateSheetProperties: {words}"


def test_a_protected_tab_can_neither_be_renamed_nor_deleted_by_others() -> None:
    sheet = three()
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": {"sheetId": 1}}]

    for request in (updated("title", sheetId=1, title="x"), {"deleteSheet": {"sheetId": 1}}):
        assert "You are trying to edit a protected cell or object." in refusal(
            sheet, request, user=EDITOR
        )


def test_a_tab_with_a_protected_range_can_be_renamed_but_not_deleted_by_others() -> None:
    sheet = three()
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(0, 0, 1, 5, 1)}]

    send(sheet, updated("title", sheetId=1, title="x"), user=EDITOR)

    assert "protected cell" in refusal(sheet, {"deleteSheet": {"sheetId": 1}}, user=EDITOR)


def test_the_spreadsheet_has_a_name_locale_and_time_zone() -> None:
    sheet = spreadsheet(tab())

    send(
        sheet,
        {
            "updateSpreadsheetProperties": {
                "properties": {"title": "New", "locale": "en_GB", "timeZone": "Europe/London"},
                "fields": "title,locale",
            }
        },
    )

    assert sheet.properties == {"title": "New", "locale": "en_GB", "timeZone": "Asia/Kolkata"}


def test_formulas_are_still_formulas_after_a_rename() -> None:
    sheet = spreadsheet(tab([["=Sheet1!A2"]]))

    send(sheet, updated("title", title="Other"))

    assert isinstance(entered(sheet.tabs[0], 0, 0), Formula)
