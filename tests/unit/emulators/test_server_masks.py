"""Field masks: https://developers.google.com/workspace/sheets/api/guides/field-masks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets import masks
from tests.emulators.google_sheets.model import ApiError

SPREADSHEET = {
    "spreadsheetId": "s",
    "properties": {"title": "t", "locale": "en_GB"},
    "sheets": [
        {"properties": {"sheetId": 0, "title": "A"}, "merges": [{"endRowIndex": 1}]},
        {"properties": {"sheetId": 1, "title": "B"}},
    ],
}


@pytest.mark.parametrize(
    ("mask", "left"),
    [
        ("", SPREADSHEET),
        ("*", SPREADSHEET),
        ("spreadsheetId", {"spreadsheetId": "s"}),
        ("properties.title", {"properties": {"title": "t"}}),
        ("properties/title", {"properties": {"title": "t"}}),
        ("properties(title,locale)", {"properties": {"title": "t", "locale": "en_GB"}}),
        ("properties.title,properties.locale", {"properties": {"title": "t", "locale": "en_GB"}}),
        ("properties,properties.locale", {"properties": {"title": "t", "locale": "en_GB"}}),
        (
            "spreadsheetId, sheets ( properties.sheetId )",
            {
                "spreadsheetId": "s",
                "sheets": [{"properties": {"sheetId": 0}}, {"properties": {"sheetId": 1}}],
            },
        ),
        ("sheets.merges", {"sheets": [{"merges": [{"endRowIndex": 1}]}, {}]}),
        ("sheets(*)", {"sheets": SPREADSHEET["sheets"]}),
    ],
)
def test_a_mask_leaves_what_it_names(mask: str, left: Any) -> None:
    assert masks.parse(mask, "Spreadsheet").prune(SPREADSHEET) == left


def test_a_message_of_which_nothing_is_wanted_goes_but_for_its_place_in_a_list() -> None:
    """Recorded in ``WorksheetTest.test_get_notes`` of gspread's cassettes."""
    mask = masks.parse("sheets.data.rowData.values.note", "Spreadsheet")
    row = {"values": [{"formattedValue": "x"}, {"note": "n"}]}
    shown = {
        "properties": {"title": "t"},
        "sheets": [{"data": [{"startRow": 3, "rowData": [row]}]}],
    }

    assert mask.prune(shown) == {
        "sheets": [{"data": [{"rowData": [{"values": [{}, {"note": "n"}]}]}]}]
    }


@pytest.mark.parametrize("mask", ["namedRanges", "properties.timeZone"])
def test_nothing_named_is_there(mask: str) -> None:
    assert masks.parse(mask, "Spreadsheet").prune(SPREADSHEET) == {}


@pytest.mark.parametrize(
    ("mask", "named"),
    [
        ("titel", "titel"),
        ("properties.titel", "properties.titel"),
        ("sheets(properties(titel))", "sheets.properties.titel"),
        ("spreadsheetId.x", "spreadsheetId.x"),
        ("sheets(", "sheets("),
        ("sheets(properties", "sheets(properties"),
        ("sheets)", "sheets)"),
        ("sheets,,", "sheets,,"),
        ("sheets!", "sheets!"),
    ],
)
def test_a_mask_of_unknown_fields_is_refused(mask: str, named: str) -> None:
    with pytest.raises(ApiError) as refused:
        masks.parse(mask, "Spreadsheet")

    error = refused.value.body["error"]
    assert error["message"] == "Request contains an invalid argument."
    assert error["details"][0]["fieldViolations"] == [
        {
            "field": named,
            "description": "Error expanding 'fields' parameter. "
            f"Cannot find matching fields for path '{named}'.",
        }
    ]


def test_a_mask_says_what_it_wants_further_in() -> None:
    mask = masks.parse("sheets(data.rowData,properties)", "Spreadsheet")

    assert mask.of("sheets", "data", "rowData", "values") == masks.EVERYTHING
    assert mask.of("sheets", "merges") is None
    assert mask.of("properties", "title") is None
