"""``spreadsheets.create``, ``get`` and ``batchUpdate``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets; what replies hold
is recorded in https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.emulators.google_sheets.model import Json, Spreadsheet
from tests.unit.emulators.asking import Asking, at

TITLES = "sheets.properties.title"


def new_sheet(title: str, **properties: Any) -> Json:
    return {"addSheet": {"properties": {"title": title, **properties}}}


def titles(spreadsheet: Json) -> list[str]:
    return [sheet["properties"]["title"] for sheet in spreadsheet["sheets"]]


def test_a_new_spreadsheet_is_as_google_makes_them() -> None:
    """``ClientTest.test_create``: the id and properties of the first tab are told though 0."""
    asking = Asking()

    made = asking.good("POST", "", {"properties": {"title": "Signups"}})

    assert made == asking.good("GET", f"/{made['spreadsheetId']}")
    assert made == {
        "spreadsheetId": made["spreadsheetId"],
        "properties": {
            "title": "Signups",
            "locale": "en_US",
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Etc/GMT",
        },
        "sheets": [
            {
                "properties": {
                    "sheetId": 0,
                    "title": "Sheet1",
                    "index": 0,
                    "sheetType": "GRID",
                    "gridProperties": {"rowCount": 1000, "columnCount": 26},
                }
            }
        ],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{made['spreadsheetId']}/edit",
    }


def test_a_spreadsheet_is_made_with_tabs_and_cells() -> None:
    asking = Asking()
    cell = {"userEnteredValue": {"stringValue": "Event"}}
    data = [{"startRow": 1, "startColumn": 2, "rowData": [{"values": [cell]}]}]

    made = asking.good(
        "POST",
        "",
        {
            "sheets": [
                {"properties": {"title": "Queries"}, "data": data},
                {"properties": {"sheetId": 7}},
            ]
        },
    )

    assert [sheet["properties"]["sheetId"] for sheet in made["sheets"]] == [0, 7]
    assert titles(made) == ["Queries", "Sheet2"]
    found = asking.good("GET", f"/{made['spreadsheetId']}/{at('Queries!A:Z')}")
    assert found["values"] == [[], ["", "", "Event"]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"namedRanges": []}, "The emulator does not create a spreadsheet with namedRanges."),
        ({"sheets": [{"merges": []}]}, "The emulator does not create a sheet with merges."),
    ],
)
def test_what_the_emulator_does_not_create_is_refused(body: Json, message: str) -> None:
    asking = Asking()

    assert asking.refusal("POST", "", body) == message
    assert asking.library.spreadsheets == {}


def test_a_mask_picks_parts_of_the_metadata() -> None:
    asking = Asking()
    made = asking.sheet(locale="en_GB")

    assert asking.good(
        "GET", f"/{made.id}", fields="properties.locale,sheets.properties(sheetId,title)"
    ) == {
        "properties": {"locale": "en_GB"},
        "sheets": [{"properties": {"sheetId": 0, "title": "Sheet1"}}],
    }


def test_with_ranges_only_their_tabs_come_with_one_grid_for_each_range() -> None:
    """``WorksheetTest.test_get_notes_2nd_sheet``."""
    asking = Asking()
    made = asking.sheet([["a", "b"], ["c", "d"]], title="One")
    asking.good(
        "POST", f"/{made.id}:batchUpdate", {"requests": [new_sheet("Two"), new_sheet("Three")]}
    )

    shown = asking.good(
        "GET",
        f"/{made.id}",
        ranges=["Three!A1", "One!B2", "One!A1"],
        fields="sheets(properties.title,data(startRow,startColumn,rowData.values.formattedValue))",
    )

    assert shown == {
        "sheets": [
            {
                "properties": {"title": "One"},
                "data": [
                    {
                        "startRow": 1,
                        "startColumn": 1,
                        "rowData": [{"values": [{"formattedValue": "d"}]}],
                    },
                    {"rowData": [{"values": [{"formattedValue": "a"}]}]},
                ],
            },
            {"properties": {"title": "Three"}, "data": [{}]},
        ]
    }


@pytest.mark.parametrize(
    ("query", "has_grid"),
    [
        ({}, False),
        ({"ranges": "A1"}, False),
        ({"includeGridData": "true"}, True),
        ({"includeGridData": "true", "fields": "sheets.properties"}, False),
        ({"includeGridData": "false", "fields": "sheets.data"}, True),
        ({"fields": "sheets"}, True),
    ],
)
def test_grid_data_comes_when_asked_for_or_when_a_mask_says_so(query: Json, has_grid: bool) -> None:
    """The discovery document: ``includeGridData`` is ignored if a field mask was set."""
    asking = Asking()

    shown = asking.good("GET", f"/{asking.sheet().id}", **query)

    assert ("data" in shown["sheets"][0]) is has_grid


def test_a_range_that_cannot_be_read_is_refused() -> None:
    asking = Asking()

    assert (
        asking.refusal("GET", f"/{asking.sheet().id}", ranges="Gone!A1")
        == "Unable to parse range: Gone!A1"
    )


def test_a_batch_answers_each_request() -> None:
    asking = Asking()
    made = asking.sheet()
    write = {"updateCells": {"start": {"sheetId": 0}, "rows": [], "fields": "note"}}

    answer = asking.good(
        "POST", f"/{made.id}:batchUpdate", {"requests": [write, new_sheet("Log", sheetId=5)]}
    )

    assert sorted(answer) == ["replies", "spreadsheetId"]
    assert answer["replies"][0] == {}
    assert answer["replies"][1]["addSheet"]["properties"]["sheetId"] == 5


def test_a_batch_is_made_whole_or_not_at_all() -> None:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate."""
    asking = Asking()
    made = asking.sheet([["before"]])
    clear = {"updateCells": {"range": {"sheetId": 0}, "fields": "userEnteredValue"}}
    gone = {"deleteSheet": {"sheetId": 99}}

    message = asking.refusal(
        "POST", f"/{made.id}:batchUpdate", {"requests": [clear, new_sheet("New"), gone]}
    )

    assert message.startswith("Invalid requests[2].deleteSheet: ")
    assert titles(asking.good("GET", f"/{made.id}")) == ["Sheet1"]
    assert asking.good("GET", f"/{made.id}/{at('A1')}")["values"] == [["before"]]


def test_a_batch_of_nothing_is_refused() -> None:
    asking = Asking()

    assert asking.refusal("POST", f"/{asking.sheet().id}:batchUpdate", {"requests": []}) == (
        "Must specify at least one request."
    )


def test_a_batch_shows_the_spreadsheet_as_of_its_commit() -> None:
    asking = Asking()
    made = asking.sheet([["id 1"], ["id 2"]])
    body = {
        "requests": [new_sheet("New")],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["Sheet1!A1:A"],
        "responseIncludeGridData": True,
    }

    whole = asking.good("POST", f"/{made.id}:batchUpdate", body)
    body["requests"] = [new_sheet("Newer")]
    part = asking.good(
        "POST",
        f"/{made.id}:batchUpdate",
        body,
        fields="updatedSpreadsheet.sheets.data.rowData.values.userEnteredValue",
    )

    assert titles(whole["updatedSpreadsheet"]) == ["Sheet1"]
    assert len(whole["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowMetadata"]) == 1000
    cells = [{"values": [{"userEnteredValue": {"stringValue": text}}]} for text in ("id 1", "id 2")]
    assert part == {"updatedSpreadsheet": {"sheets": [{"data": [{"rowData": cells}]}]}}


@pytest.mark.parametrize(
    ("body", "fields", "shows_spreadsheet", "shows_grid"),
    [
        ({}, "", False, False),
        ({"responseIncludeGridData": True}, "", False, False),
        ({"includeSpreadsheetInResponse": True}, "", True, False),
        ({"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}, "", True, True),
        ({"includeSpreadsheetInResponse": True}, "updatedSpreadsheet", True, True),
        ({"includeSpreadsheetInResponse": True}, "replies", False, False),
    ],
)
def test_a_batch_shows_no_more_than_is_asked_for(
    body: Json, fields: str, shows_spreadsheet: bool, shows_grid: bool
) -> None:
    asking = Asking()
    made = asking.sheet()

    answer = asking.good(
        "POST", f"/{made.id}:batchUpdate", {"requests": [new_sheet("New")], **body}, fields=fields
    )

    shown = answer.get("updatedSpreadsheet", {})
    assert bool(shown) is shows_spreadsheet
    assert any("data" in sheet for sheet in shown.get("sheets", ())) is shows_grid


def test_a_batch_whose_reply_cannot_be_made_changes_nothing() -> None:
    asking = Asking()
    made = asking.sheet()
    body = {
        "requests": [new_sheet("New")],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["Gone"],
    }

    assert asking.refusal("POST", f"/{made.id}:batchUpdate", body) == "Unable to parse range: Gone"
    assert titles(asking.good("GET", f"/{made.id}")) == ["Sheet1"]


def test_a_batch_keeps_to_the_limits_of_the_library() -> None:
    """https://github.com/nithinmurali/pygsheets/issues/589 quotes the words."""
    asking = Asking()
    made = asking.sheet()
    asking.library.limits = replace(asking.library.limits, cells=30_000)
    small = new_sheet("Small", gridProperties={"rowCount": 40, "columnCount": 100})
    one_more = new_sheet("Last", gridProperties={"rowCount": 1, "columnCount": 1})

    asking.good("POST", f"/{made.id}:batchUpdate", {"requests": [small]})
    assert asking.refusal("POST", f"/{made.id}:batchUpdate", {"requests": [one_more]}) == (
        "Invalid requests[0].addSheet: This action would increase the number of cells in the "
        "workbook above the limit of 30000 cells."
    )


def test_a_copy_of_a_spreadsheet_changes_apart() -> None:
    asking = Asking()
    made: Spreadsheet = asking.sheet([["a"]])

    asking.good("POST", f"/{made.id}:batchUpdate", {"requests": [new_sheet("New")]})

    assert len(made.tabs) == 1
    assert len(asking.library.spreadsheets[made.id].tabs) == 2
