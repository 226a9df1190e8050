"""Appending below a table.

https://developers.google.com/workspace/sheets/api/guides/values#append_values draws the sheet of
the first test. A blank column parts two: ``WorksheetTest.test_append_row_with_empty_value`` in
https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.emulators.asking import Asking, at

RAW = {"valueInputOption": "RAW"}
TWO_TABLES = [
    ["x", "y", "z"],
    ["x", "y", "z"],
    [],
    ["", "x", "y", "z"],
    ["", "x", "y", "z"],
    ["", "x", "y", "z"],
]


def append(asking: Asking, made: Any, range_: str, *rows: list[Any], **options: str) -> Any:
    path = f"/{made.id}/{at(range_)}:append"
    return asking.good("POST", path, {"values": list(rows)}, **{**RAW, **options})


@pytest.mark.parametrize(
    ("range_", "table", "written"),
    [
        ("Sheet1", "B4:D6", "B7:C7"),
        ("B4", "B4:D6", "B7:C7"),
        ("C5:D5", "B4:D6", "B7:C7"),
        ("B2:D4", "B4:D6", "B7:C7"),
        ("A3:G10", "B4:D6", "B7:C7"),
        ("A1", "A1:C2", "A3:B3"),
        ("E4", None, "E4:F4"),
    ],
)
def test_values_go_below_the_last_table_that_the_range_meets(
    range_: str, table: str | None, written: str
) -> None:
    asking = Asking()
    made = asking.sheet(TWO_TABLES)

    answer = append(asking, made, range_, ["new", "row"])

    assert answer.get("tableRange") == (table and f"Sheet1!{table}")
    assert answer["updates"] == {
        "spreadsheetId": made.id,
        "updatedRange": f"Sheet1!{written}",
        "updatedRows": 1,
        "updatedColumns": 2,
        "updatedCells": 2,
    }


def test_a_blank_column_parts_two_tables() -> None:
    asking = Asking()
    made = asking.sheet()

    first = append(asking, made, "'Sheet1'", ["1", "", "3"])
    second = append(asking, made, "'Sheet1'", ["1", "", "3"])

    assert "tableRange" not in first
    assert first["updates"]["updatedRange"] == "Sheet1!A1:C1"
    assert first["updates"]["updatedCells"] == 3
    assert second["tableRange"] == "Sheet1!C1"
    assert second["updates"]["updatedRange"] == "Sheet1!C2:E2"


def test_tables_whose_rectangles_overlap_are_one() -> None:
    asking = Asking()
    ring = [
        ["x", "x", "x", "x", "x"],
        ["x", "", "", "", "x"],
        ["x", "", "o", "", "x"],
        ["x", "", "", "", "x"],
    ]
    made = asking.sheet([*ring, ["x"] * 5])

    assert append(asking, made, "C3", ["new"])["tableRange"] == "Sheet1!A1:E5"


def test_a_blank_row_that_was_inserted_is_no_table() -> None:
    asking = Asking()
    made = asking.sheet([["a"], [], ["b"]])

    assert append(asking, made, "A2", ["between"])["updates"]["updatedRange"] == "Sheet1!A2"


def test_the_grid_grows_when_it_must() -> None:
    asking = Asking()
    made = asking.sheet([["x"]] * 999)

    answer = append(asking, made, "A1", ["a"] * 28, ["b"])

    tab = asking.library.spreadsheets[made.id].tabs[0]
    assert answer["updates"]["updatedRange"] == "Sheet1!A1000:AB1001"
    assert (tab.row_count, tab.column_count) == (1001, 28)


def test_rows_are_inserted_when_asked_for() -> None:
    asking = Asking()
    made = asking.sheet([["a"], ["b"], [], ["", "below"]])

    append(asking, made, "A1", ["c"], ["d"], insertDataOption="INSERT_ROWS")

    values = asking.good("GET", f"/{made.id}/{at('Sheet1')}")["values"]
    assert values == [["a"], ["b"], ["c"], ["d"], [], ["", "below"]]
    assert asking.library.spreadsheets[made.id].tabs[0].row_count == 1002


def test_without_inserting_what_is_below_is_overwritten() -> None:
    asking = Asking()
    made = asking.sheet([["a"], [], ["below"]])

    append(asking, made, "A1", ["b"], ["c"], insertDataOption="OVERWRITE")

    assert asking.good("GET", f"/{made.id}/{at('Sheet1')}")["values"] == [["a"], ["b"], ["c"]]


def test_inserting_at_the_end_of_the_grid_appends() -> None:
    asking = Asking()
    made = asking.sheet([["x"]] * 1000)

    append(asking, made, "A1", ["last"], insertDataOption="INSERT_ROWS")

    assert asking.library.spreadsheets[made.id].tabs[0].row_count == 1001


def test_growth_that_is_refused_writes_nothing() -> None:
    asking = Asking()
    made = asking.sheet([["x"]] * 1000)
    path = f"/{made.id}/{at('A1')}:append"

    message = asking.refusal("POST", path, {"values": [["a" * 50_001]]}, **RAW)

    assert "50000 characters" in message
    assert asking.library.spreadsheets[made.id].tabs[0].row_count == 1000


def test_appended_values_are_shown_when_asked_for() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])

    answer = append(
        asking,
        made,
        "A1",
        ["=1+1"],
        includeValuesInResponse="true",
        valueInputOption="USER_ENTERED",
    )

    assert answer["updates"]["updatedData"]["values"] == [["2"]]
