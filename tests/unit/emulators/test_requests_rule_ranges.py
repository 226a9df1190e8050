"""Drop-downs whose choices stand in a range.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType
"""

from __future__ import annotations

import pytest

from tests.emulators.google_sheets.model import Cell, Json, Spreadsheet
from tests.unit.emulators.requesting import (
    column,
    columns,
    grid,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
)


def from_range(*cells: str) -> Json:
    values = [{"userEnteredValue": text} for text in cells]
    return {"condition": {"type": "ONE_OF_RANGE", "values": values}, "strict": True}


def give(*cells: str, row: int = 0) -> Json:
    """Return the request that gives a cell of the first tab a rule."""
    area = grid(row, 0, row + 1, 1)
    return {"setDataValidation": {"range": area, "rule": from_range(*cells)}}


def lists(title: str = "Lists") -> Spreadsheet:
    """Return a spreadsheet with a tab of choices."""
    return spreadsheet(column("Event"), tab([["a"], ["b"]], sheet_id=7, title=title))


def told(sheet: Spreadsheet) -> str:
    """Return the range of the first cell's rule."""
    rule = sheet.tabs[0].cells[0, 0].validation
    assert rule
    (value,) = rule["condition"]["values"]
    return str(value["userEnteredValue"])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("=Lists!A2:A5", "=Lists!$A$2:$A$5"),
        ("='lists'!$A2:$A", "=Lists!$A$2:$A"),
        ("=Lists!B:B", "=Lists!$B:$B"),
        ("=Lists!A1", "=Lists!$A$1"),
        ("=A2:A5", "=Sheet1!$A$2:$A$5"),
    ],
)
def test_a_range_is_kept_absolute_and_with_its_tab(given: str, kept: str) -> None:
    """Answered by the API to somebody's probe; https://github.com/burnash/gspread/issues/1539."""
    sheet = lists()

    send(sheet, give(given))

    assert told(sheet) == kept


def test_a_range_has_its_tab_in_quotes_where_that_is_no_plain_word() -> None:
    sheet = lists("Priya's list")

    send(sheet, give("='Priya''s list'!A2:A"))

    assert told(sheet) == "='Priya''s list'!$A$2:$A"


def test_a_range_may_be_a_named_one() -> None:
    sheet = lists()
    named = {"name": "Events", "range": grid(0, 0, 2, 1, 7)}

    send(sheet, {"addNamedRange": {"namedRange": named}}, give("=Events"))

    assert told(sheet) == "=Events"


@pytest.mark.parametrize(
    "text",
    ["Lists!A2:A5", "=Elsewhere!A2:A5", "=Unknown", "=A9:A10", "=Lists!F1:F2", "=SUM(A1)", ""],
)
def test_what_is_no_range_of_a_tab_is_refused(text: str) -> None:
    """Answered by the API to somebody's probe, for a range without ``=``."""
    assert refusal(lists(), give(text)) == (
        f"Invalid requests[0].setDataValidation: Invalid ConditionValue.userEnteredValue: {text} "
        "for ConditionType: ONE_OF_RANGE"
    )


@pytest.mark.parametrize("cells", [(), ("=Lists!A1:A2", "=Lists!A3:A4")])
def test_there_is_exactly_one_range(cells: tuple[str, ...]) -> None:
    assert "Invalid number of values for condition type: ONE_OF_RANGE" in refusal(
        lists(), give(*cells)
    )


def test_a_rule_that_is_written_with_a_cell_is_held_to_the_same() -> None:
    sheet = lists()
    cell = {"dataValidation": from_range("=Lists!A1:A2")}
    write: Json = {"start": {}, "rows": [{"values": [cell]}], "fields": "dataValidation"}

    send(sheet, {"updateCells": write})
    assert sheet.tabs[0].cells[0, 0] == Cell("Event", validation=from_range("=Lists!$A$1:$A$2"))

    send(sheet, {"updateCells": {**write, "rows": [{"values": [{}]}]}})
    assert sheet.tabs[0].cells[0, 0] == Cell("Event")

    cell["dataValidation"] = from_range("=Elsewhere!A1")
    assert "Invalid ConditionValue.userEnteredValue" in refusal(sheet, {"updateCells": write})


@pytest.mark.parametrize(
    ("request_", "after"),
    [
        ({"insertDimension": {"range": rows(0, 1, 7)}}, "=Lists!$A$3:$A"),
        ({"deleteDimension": {"range": rows(0, 1, 7)}}, "=Lists!$A$1:$A"),
        ({"insertDimension": {"range": columns(0, 2, 7)}}, "=Lists!$C$2:$C"),
        ({"deleteDimension": {"range": columns(0, 1, 7)}}, "=#REF!"),
        ({"insertDimension": {"range": rows(1, 2)}}, "=Lists!$A$2:$A"),
        (
            {
                "updateSheetProperties": {
                    "properties": {"sheetId": 7, "title": "B b"},
                    "fields": "title",
                }
            },
            "='B b'!$A$2:$A",
        ),
        ({"deleteSheet": {"sheetId": 7}}, "=#REF!"),
    ],
)
def test_a_range_goes_with_its_cells(request_: Json, after: str) -> None:
    sheet = lists()
    send(sheet, give("=Lists!A2:A"))

    send(sheet, request_)

    assert told(sheet) == after


def test_cells_that_share_a_rule_share_it_afterwards() -> None:
    sheet = lists()
    rule = from_range("=Lists!A2:A")
    send(sheet, {"setDataValidation": {"range": grid(0, 0, 5, 1), "rule": rule}})

    send(sheet, {"deleteSheet": {"sheetId": 7}})

    cells = sheet.tabs[0].cells
    assert len({id(cells[row, 0].validation) for row in range(5)}) == 1


def test_a_tab_may_be_hidden_from_the_beginning() -> None:
    sheet = lists()

    send(sheet, {"addSheet": {"properties": {"title": "More", "hidden": True}}})

    assert [one.properties.get("hidden") for one in sheet.tabs] == [None, None, True]
