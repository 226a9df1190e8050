"""Reading values.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values; echoes and
trimming: https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import Cell, Formula, Json
from tests.unit.emulators.asking import Asking, at

DAY = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}


def test_blank_ends_are_trimmed_and_blank_middles_are_told() -> None:
    """``WorksheetTest.test_batch_update``: ``[]`` for a row and ``""`` for a cell."""
    asking = Asking()
    made = asking.sheet([["A1", "B1", "", "D1"], [], [], ["A4", None, None]])

    assert asking.good("GET", f"/{made.id}/{at('Sheet1!A1:F9')}") == {
        "range": "Sheet1!A1:F9",
        "majorDimension": "ROWS",
        "values": [["A1", "B1", "", "D1"], [], [], ["A4"]],
    }


def test_a_blank_range_has_no_values() -> None:
    """``WorksheetTest.test_batch_clear``."""
    asking = Asking()

    assert asking.good("GET", f"/{asking.sheet().id}/{at('A1:B1')}") == {
        "range": "Sheet1!A1:B1",
        "majorDimension": "ROWS",
    }


def test_a_cell_with_only_a_look_is_blank() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])
    made.tabs[0].cells[5, 5] = Cell(format=DAY, note="n")

    assert asking.good("GET", f"/{made.id}/{at('Sheet1')}")["values"] == [["a"]]


def test_values_come_by_columns_when_asked_for() -> None:
    asking = Asking()
    made = asking.sheet([["a", "b", "c"], ["d"], ["", "", "e"]])

    assert asking.good("GET", f"/{made.id}/{at('A1:D4')}", majorDimension="COLUMNS") == {
        "range": "Sheet1!A1:D4",
        "majorDimension": "COLUMNS",
        "values": [["a", "d"], ["b"], ["c", "", "e"]],
    }


RENDERED: list[tuple[Json, list[Any]]] = [
    ({}, ["007", "1.5", "3", "TRUE", "2026-06-30", "4", "#DIV/0!", "0.01"]),
    (
        {"valueRenderOption": "UNFORMATTED_VALUE"},
        ["007", 1.5, 3, True, 46203, 4, "#DIV/0!", 0.01],
    ),
    (
        {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "FORMATTED_STRING"},
        ["007", 1.5, 3, True, "2026-06-30", 4, "#DIV/0!", 0.01],
    ),
    (
        {"valueRenderOption": "FORMULA"},
        ["007", 1.5, 3, True, 46203, "=C1+1", "=1/0", 0.01],
    ),
    (
        {"valueRenderOption": "FORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"},
        ["007", "1.5", "3", "TRUE", "2026-06-30", "4", "#DIV/0!", "0.01"],
    ),
]


@pytest.mark.parametrize(("options", "values"), RENDERED)
def test_values_are_rendered_as_asked_for(options: Json, values: list[Any]) -> None:
    """``WorksheetTest.test_get_all_records_value_render_options`` and the docs of the options."""
    asking = Asking()
    made = asking.sheet([["007", 1.5, 3.0, True, None, Formula("=C1+1"), Formula("=1/0"), 0.01]])
    made.tabs[0].cells[0, 4] = Cell(46203, DAY)

    found = asking.good("GET", f"/{made.id}/{at('A1:H1')}", **options)["values"]

    assert found == [values]
    assert [type(value) for value in found[0]] == [type(value) for value in values]


def test_several_ranges_come_in_their_order() -> None:
    asking = Asking()
    made = asking.sheet([["a", 1]])

    answer = asking.good(
        "GET",
        f"/{made.id}/values:batchGet",
        ranges=["B1", "Sheet1!A:A"],
        valueRenderOption="UNFORMATTED_VALUE",
    )

    assert answer == {
        "spreadsheetId": made.id,
        "valueRanges": [
            {"range": "Sheet1!B1", "majorDimension": "ROWS", "values": [[1]]},
            {"range": "Sheet1!A1:A1000", "majorDimension": "ROWS", "values": [["a"]]},
        ],
    }


def test_no_ranges_have_no_values() -> None:
    asking = Asking()
    made = asking.sheet()

    assert asking.good("GET", f"/{made.id}/values:batchGet") == {"spreadsheetId": made.id}


def test_a_mask_works_on_values_too() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])

    assert asking.good("GET", f"/{made.id}/{at('A1')}", fields="values") == {"values": [["a"]]}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("Gone!A1", "Unable to parse range: Gone!A1"),
        (
            "Sheet1!U1001",
            "Range (Sheet1!U1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
    ],
)
def test_a_range_that_is_not_there_is_refused(asked: str, message: str) -> None:
    asking = Asking()
    made = asking.sheet()

    assert asking.refusal("GET", f"/{made.id}/{at(asked)}") == message
    assert asking.refusal("GET", f"/{made.id}/values:batchGet", ranges=["A1", asked]) == message


def test_a_tab_with_a_slash_in_its_name_is_found() -> None:
    asking = Asking()
    made = asking.sheet([["a"]], title="in/out")

    assert asking.good("GET", f"/{made.id}/values/'in/out'!A1")["values"] == [["a"]]


def test_a_large_grid_with_little_in_it_is_read_at_once() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])
    made.tabs[0].properties["gridProperties"].update(rowCount=500_000, columnCount=20)
    made.tabs[0].cells[400_000, 19] = Cell("far")

    values = asking.good("GET", f"/{made.id}/{at('Sheet1')}")["values"]

    assert len(values) == 400_001
    assert values[-1] == [*[""] * 19, "far"]
    assert asking.good("GET", f"/{made.id}/{at('B2:C3')}").get("values") is None
