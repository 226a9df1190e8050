"""Requests and replies are held against https://sheets.googleapis.com/$discovery/rest?version=v4.

The words of refusals are recorded (``ClientTest`` and ``WorksheetTest`` in
https://github.com/burnash/gspread/tree/master/tests/cassettes) or quoted by many users.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets import discovery
from tests.emulators.google_sheets.discovery import Misfit
from tests.emulators.google_sheets.model import ApiError, Json


def refusal(method: str, body: Any, root: str = "") -> Json:
    with pytest.raises(ApiError) as refused:
        discovery.read_body(method, body, root)
    assert refused.value.status == 400
    error: Json = refused.value.body["error"]
    return error


def batch(**kinds: Any) -> Json:
    return {"requests": [kinds]}


def test_a_wrong_type_is_told_in_googles_words_with_the_field() -> None:
    """Recorded word for word in gspread's cassettes."""
    text = "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"X\""

    assert refusal("spreadsheets.values.update", {"values": "X"}, "data") == {
        "code": 400,
        "message": text,
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": "data.values", "description": text}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"request": []}, 'Unknown name "request": Cannot find field.'),
        (batch(addShet={}), "Unknown name \"addShet\" at 'requests[0]': Cannot find field."),
        (
            {"requests": [{}, {"addSheet": {"properties": {"gridProperties": {"rows": 1}}}}]},
            (
                "Unknown name \"rows\" at 'requests[1].add_sheet.properties.grid_properties': "
                "Cannot find field."
            ),
        ),
        (
            batch(addSheet={"properties": [{}]}),
            (
                "Unknown name \"properties\" at 'requests[0].add_sheet': "
                "Proto field is not repeating, cannot start list."
            ),
        ),
    ],
)
def test_an_unknown_field_is_refused_with_its_place(body: Any, message: str) -> None:
    error = refusal("spreadsheets.batchUpdate", body)

    assert error["message"] == f"Invalid JSON payload received. {message}"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            batch(deleteSheet={"sheetId": "x"}),
            "'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"x\"",
        ),
        (
            batch(deleteSheet={"sheetId": 1.5}),
            "'requests[0].delete_sheet.sheet_id' (TYPE_INT32), 1.5",
        ),
        (
            batch(deleteSheet={"sheetId": 2**31}),
            "'requests[0].delete_sheet.sheet_id' (TYPE_INT32), 2147483648",
        ),
        (
            batch(deleteSheet={"sheetId": True}),
            "'requests[0].delete_sheet.sheet_id' (TYPE_INT32), true",
        ),
        (
            batch(addSheet={"properties": {"title": 7}}),
            "'requests[0].add_sheet.properties.title' (TYPE_STRING), 7",
        ),
        (
            batch(addSheet={"properties": {"hidden": "no"}}),
            "'requests[0].add_sheet.properties.hidden' (TYPE_BOOL), \"no\"",
        ),
        (
            batch(addSheet={"properties": {"tabColor": {"red": "1"}}}),
            "'requests[0].add_sheet.properties.tab_color.red' (TYPE_DOUBLE), \"1\"",
        ),
        (
            batch(deleteSheet=5),
            (
                "'requests[0].delete_sheet' "
                "(type.googleapis.com/google.apps.sheets.v4.DeleteSheetRequest), 5"
            ),
        ),
        (
            {"requests": {}},
            "'requests' (type.googleapis.com/google.apps.sheets.v4.Request), {}",
        ),
        (
            batch(appendDimension={"dimension": "DIAGONALS"}),
            (
                "'requests[0].append_dimension.dimension' "
                '(type.googleapis.com/google.apps.sheets.v4.Dimension), "DIAGONALS"'
            ),
        ),
        ({"responseRanges": [7]}, "'response_ranges[0]' (TYPE_STRING), 7"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(body: Any, message: str) -> None:
    error = refusal("spreadsheets.batchUpdate", body)

    assert error["message"] == f"Invalid value at {message}"


def test_a_body_that_is_no_object_is_refused() -> None:
    error = refusal("spreadsheets.batchUpdate", [])

    assert error["message"] == (
        "Invalid value "
        "(type.googleapis.com/google.apps.sheets.v4.BatchUpdateSpreadsheetRequest), []"
    )
    assert "field" not in error["details"][0]["fieldViolations"][0]


def test_a_row_of_values_that_is_no_list_is_refused_with_its_number() -> None:
    error = refusal("spreadsheets.values.batchUpdate", {"data": [{"values": [["a"], "b"]}]})

    assert error["message"] == (
        "Invalid value at 'data[0].values[1]' "
        '(type.googleapis.com/google.protobuf.ListValue), "b"'
    )


def test_maps_are_told_from_messages() -> None:
    criteria = {"0": {"hiddenValues": ["x"]}}
    good = batch(setBasicFilter={"filter": {"criteria": criteria}})

    assert discovery.read_body("spreadsheets.batchUpdate", good) == good
    assert (
        "Struct"
        in refusal("spreadsheets.batchUpdate", batch(setBasicFilter={"filter": {"criteria": "x"}}))[
            "message"
        ]
    )


def test_null_is_the_same_as_absent_and_numbers_may_be_text() -> None:
    """https://protobuf.dev/programming-guides/json/; gspread sends ``description: null``."""
    sent = batch(
        addProtectedRange={
            "protectedRange": {"description": None, "range": {"sheetId": "3", "endRowIndex": 4.0}}
        }
    )

    assert discovery.read_body("spreadsheets.batchUpdate", sent) == batch(
        addProtectedRange={"protectedRange": {"range": {"sheetId": 3, "endRowIndex": 4}}}
    )


def test_values_of_cells_are_left_as_they_are() -> None:
    body: Json = {"values": [[None, "", 1, 1.5, True, {"odd": []}]]}

    assert discovery.read_body("spreadsheets.values.update", body, "data") == body


def test_query_parameters_get_their_types() -> None:
    """Gspread writes booleans as ``True`` and ``False``."""
    query = {"includeGridData": ["False"], "ranges": ["A1", "B2"], "fields": ["sheets"]}

    assert discovery.read_query("spreadsheets.get", query) == {
        "includeGridData": False,
        "ranges": ["A1", "B2"],
        "fields": "sheets",
    }


def test_an_unknown_query_parameter_is_refused() -> None:
    with pytest.raises(ApiError) as refused:
        discovery.read_query("spreadsheets.get", {"range": ["A1"]})

    assert refused.value.body["error"]["message"] == (
        'Invalid JSON payload received. Unknown name "range": Cannot bind query parameter. '
        "Field 'range' could not be found in request message."
    )


@pytest.mark.parametrize(
    ("method", "name", "text", "kind"),
    [
        ("spreadsheets.get", "includeGridData", "maybe", "TYPE_BOOL"),
        (
            "spreadsheets.values.get",
            "valueRenderOption",
            "PRETTY",
            "type.googleapis.com/google.apps.sheets.v4.ValueRenderOption",
        ),
    ],
)
def test_a_query_parameter_of_another_type_is_refused(
    method: str, name: str, text: str, kind: str
) -> None:
    with pytest.raises(ApiError) as refused:
        discovery.read_query(method, {name: [text]})

    assert refused.value.body["error"]["message"] == (
        f"Invalid value at '{discovery.snake(name)}' ({kind}), \"{text}\""
    )


def test_a_reply_that_google_could_not_give_is_found() -> None:
    with pytest.raises(Misfit, match='Unknown name "sheet"'):
        discovery.check_reply("spreadsheets.get", {"sheet": []})
