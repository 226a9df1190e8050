"""Grid data: ``GridData``, ``CellData``, ``DimensionProperties``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#griddata,
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#celldata
"""

from __future__ import annotations

from typing import Any

from tests.emulators.google_sheets.model import Cell, Formula, Json, Spreadsheet
from tests.unit.emulators.asking import Asking

DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
RULE = {"condition": {"type": "BOOLEAN"}, "showCustomUi": True}


def data(asking: Asking, made: Spreadsheet, ranges: str, fields: str) -> Any:
    mask = f"sheets.data({fields})"
    return asking.good("GET", f"/{made.id}", ranges=ranges, fields=mask)["sheets"][0]["data"][0]


def cells(asking: Asking, made: Spreadsheet, ranges: str, fields: str) -> list[Json]:
    rows = data(asking, made, ranges, f"rowData.values({fields})").get("rowData", [])
    return [cell for row in rows for cell in row.get("values", ())]


def test_a_cell_tells_what_was_entered_what_it_is_and_how_it_looks() -> None:
    asking = Asking()
    made = asking.sheet([["text", 1.5, True, Formula("=B1*2"), Formula("=1/0")]])
    made.tabs[0].cells[0, 5] = Cell(46203, DATE, "a note", RULE)

    shown = cells(asking, made, "A1:F1", "*")

    assert shown[0] == {
        "userEnteredValue": {"stringValue": "text"},
        "effectiveValue": {"stringValue": "text"},
        "formattedValue": "text",
    }
    assert [cell["effectiveValue"] for cell in shown[1:4]] == [
        {"numberValue": 1.5},
        {"boolValue": True},
        {"numberValue": 3},
    ]
    assert shown[3]["userEnteredValue"] == {"formulaValue": "=B1*2"}
    assert shown[4]["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert shown[4]["formattedValue"] == "#DIV/0!"
    assert shown[5] == {
        "userEnteredValue": {"numberValue": 46203},
        "effectiveValue": {"numberValue": 46203},
        "formattedValue": "2026-06-30",
        "userEnteredFormat": DATE,
        "effectiveFormat": DATE,
        "note": "a note",
        "dataValidation": RULE,
    }


def test_blank_ends_are_left_out_and_blank_middles_are_empty() -> None:
    asking = Asking()
    made = asking.sheet([["a", "", "c"], [], ["x"]])

    shown = data(asking, made, "A1:Z1000", "rowData.values.formattedValue")

    assert shown == {
        "rowData": [
            {"values": [{"formattedValue": "a"}, {}, {"formattedValue": "c"}]},
            {},
            {"values": [{"formattedValue": "x"}]},
        ]
    }


def test_a_cell_with_nothing_but_a_look_or_a_note_is_not_blank() -> None:
    asking = Asking()
    made = asking.sheet()
    made.tabs[0].cells[0, 1] = Cell(format=DATE)
    made.tabs[0].cells[1, 0] = Cell(note="look here")

    rows = data(asking, made, "A1:C3", "rowData.values(note,userEnteredFormat)")["rowData"]

    assert rows == [
        {"values": [{}, {"userEnteredFormat": DATE}]},
        {"values": [{"note": "look here"}]},
    ]


def test_a_blank_grid_has_no_rows_of_cells() -> None:
    """``WorksheetTest.test_get_notes``: ``{"sheets": [{"data": [{}]}]}``."""
    asking = Asking()

    assert data(asking, asking.sheet(), "A1:C3", "rowData.values.note") == {}


def test_where_a_grid_begins_is_told_unless_it_is_the_first_row_or_column() -> None:
    asking = Asking()
    made = asking.sheet()

    assert data(asking, made, "A1", "startRow,startColumn") == {}
    assert data(asking, made, "B1", "startRow,startColumn") == {"startColumn": 1}
    assert data(asking, made, "A3", "startRow,startColumn") == {"startRow": 2}


def test_rows_and_columns_tell_their_sizes_what_hides_them_and_their_marks() -> None:
    asking = Asking()
    made = asking.sheet()
    tab = made.tabs[0]
    tab.rows[1] = {"pixelSize": 40, "hiddenByUser": True}
    mark = {
        "metadataId": 9,
        "metadataKey": "id",
        "visibility": "DOCUMENT",
        "location": {
            "locationType": "COLUMN",
            "dimensionRange": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2},
        },
    }
    tab.metadata.append(mark)

    shown = data(asking, made, "A1:C2", "rowMetadata,columnMetadata")

    assert shown == {
        "rowMetadata": [{"pixelSize": 21}, {"pixelSize": 40, "hiddenByUser": True}],
        "columnMetadata": [
            {"pixelSize": 100},
            {"pixelSize": 100, "developerMetadata": [mark]},
            {"pixelSize": 100},
        ],
    }


def test_what_else_hangs_on_a_spreadsheet_and_its_tabs_is_shown() -> None:
    asking = Asking()
    made = asking.sheet()
    tab, area = made.tabs[0], {"endRowIndex": 2}
    here = {
        "metadataId": 1,
        "metadataKey": "k",
        "location": {"locationType": "SHEET", "sheetId": 0},
    }
    everywhere = {"metadataId": 2, "metadataKey": "k", "location": {"spreadsheet": True}}
    tab.merges.append(area)
    tab.conditional_formats.append({"ranges": [area]})
    tab.basic_filter = {"range": area}
    tab.metadata.append(here)
    made.metadata.append(everywhere)
    made.named_ranges.append({"namedRangeId": "n", "name": "All", "range": area})

    shown = asking.good("GET", f"/{made.id}", fields="developerMetadata,namedRanges,sheets")

    assert shown["developerMetadata"] == [everywhere]
    assert shown["namedRanges"] == [{"namedRangeId": "n", "name": "All", "range": area}]
    sheet = shown["sheets"][0]
    assert sheet["merges"] == [area]
    assert sheet["conditionalFormats"] == [{"ranges": [area]}]
    assert sheet["basicFilter"] == {"range": area}
    assert sheet["developerMetadata"] == [here]


def test_a_protected_range_tells_whether_whoever_asks_may_write() -> None:
    asking = Asking()
    made = asking.sheet()
    kept = {"protectedRangeId": 1, "range": {}, "requestingUserCanEdit": True}
    warned = {"protectedRangeId": 2, "range": {}, "warningOnly": True}
    made.tabs[0].protected_ranges.extend([kept, warned])

    shown = asking.good("GET", f"/{made.id}", fields="sheets.protectedRanges")

    assert shown["sheets"][0]["protectedRanges"] == [
        {"protectedRangeId": 1, "range": {}},
        {**warned, "requestingUserCanEdit": True},
    ]


def test_a_formula_is_shown_in_the_format_of_its_result() -> None:
    """``effectiveFormat`` includes the computed number format."""
    asking = Asking()
    made = asking.sheet(
        [
            [Formula("=TODAY()"), Formula("=NOW()"), Formula("=TIME(1,0,0)"), Formula("=YEAR(D2)")],
            [Formula("=D2+1"), Formula("=A2"), Formula("=1+1"), 46203],
            [Formula("=MAX(D2,1)"), Formula("=B3"), Formula("=Gone!A1"), Formula("=Sheet1!D2")],
        ],
        locale="en_GB",
    )
    made.tabs[0].cells[1, 3] = Cell(46203, DATE)
    made.tabs[0].cells[2, 3] = (
        made.tabs[0].cells[2, 3]._replace(format={"textFormat": {"bold": True}})
    )

    shown = cells(asking, made, "A1:D3", "effectiveFormat,formattedValue")

    kinds = [cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type") for cell in shown]
    assert kinds == [
        *("DATE", "DATE_TIME", "TIME", None),
        *("DATE", "DATE", None, "DATE"),
        *("DATE", None, None, "DATE"),
    ]
    assert shown[0]["formattedValue"] == "30/06/2026"
    assert shown[4]["formattedValue"] == "2026-07-01"
    assert shown[11]["effectiveFormat"] == {"textFormat": {"bold": True}, **DATE}
