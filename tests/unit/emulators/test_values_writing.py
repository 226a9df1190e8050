"""Writing and clearing values.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values; counts and
echoes: https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import Cell, Json
from tests.unit.emulators.asking import Asking, at

RAW = {"valueInputOption": "RAW"}
LOOK = {"textFormat": {"bold": True}}


def read(asking: Asking, made: Any, range_: str = "Sheet1") -> Any:
    answer = asking.good("GET", f"/{made.id}/{at(range_)}", valueRenderOption="UNFORMATTED_VALUE")
    return answer.get("values", [])


def test_raw_values_are_stored_as_they_are() -> None:
    """``WorksheetTest.test_batch_clear``: ``"12345"`` stays a text."""
    asking = Asking()
    made = asking.sheet()
    values = ["12345", "=1+1", "'quoted", " 2026-01-01", 5, 2.5, True, "TRUE", 2**53]

    asking.good("PUT", f"/{made.id}/{at('A1')}", {"values": [values]}, **RAW)

    assert read(asking, made) == [values]


def test_a_whole_number_too_large_for_a_double_is_rounded() -> None:
    asking = Asking()
    made = asking.sheet()

    asking.good("PUT", f"/{made.id}/{at('A1')}", {"values": [[12345678901234567890]]}, **RAW)

    assert read(asking, made) == [[12345678901234567168]]


def test_null_leaves_a_cell_alone_and_empty_text_blanks_it() -> None:
    """``WorksheetTest.test_update_cells_noncontiguous``: nulls are not counted, blanks are."""
    asking = Asking()
    made = asking.sheet([["a", "b"], ["c", "d"], ["e", "f"]])

    answer = asking.good(
        "PUT",
        f"/{made.id}/{at('A1:B3')}",
        {"values": [["A", None], [None, None], ["", "F"]]},
        **RAW,
    )

    assert answer == {
        "spreadsheetId": made.id,
        "updatedRange": "Sheet1!A1:B3",
        "updatedRows": 2,
        "updatedColumns": 2,
        "updatedCells": 3,
    }
    assert read(asking, made) == [["A", "b"], ["c", "d"], ["", "F"]]


def test_nothing_written_is_counted_as_nothing() -> None:
    asking = Asking()
    made = asking.sheet()

    answer = asking.good("PUT", f"/{made.id}/{at('B2')}", {"values": [[None]]}, **RAW)

    assert answer == {"spreadsheetId": made.id, "updatedRange": "Sheet1!B2"}


@pytest.mark.parametrize("body", [{}, {"values": []}, {"values": [[]]}])
def test_no_values_write_nothing(body: Json) -> None:
    asking = Asking()
    made = asking.sheet([["kept"]])

    answer = asking.good("PUT", f"/{made.id}/{at('A1')}", body, **RAW)

    assert answer == {"spreadsheetId": made.id, "updatedRange": "Sheet1!A1"}
    assert read(asking, made) == [["kept"]]


def test_looks_and_notes_survive_new_values() -> None:
    asking = Asking()
    made = asking.sheet()
    made.tabs[0].cells[0, 0] = Cell("old", LOOK, "note", {"strict": True})

    asking.good("PUT", f"/{made.id}/{at('A1')}", {"values": [["new"]]}, **RAW)

    assert made.tabs[0].cells[0, 0] == Cell("new", LOOK, "note", {"strict": True})


def test_a_blanked_cell_takes_no_room() -> None:
    asking = Asking()
    made = asking.sheet([["a"]])

    asking.good("PUT", f"/{made.id}/{at('A1')}", {"values": [[""]]}, **RAW)

    assert made.tabs[0].cells == {}


def test_values_may_come_by_columns() -> None:
    asking = Asking()
    made = asking.sheet([["", "", "kept"]])
    body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}

    answer = asking.good("PUT", f"/{made.id}/{at('A1:C2')}", body, **RAW)

    assert answer["updatedRange"] == "Sheet1!A1:B2"
    assert read(asking, made) == [["a", "c", "kept"], ["b"]]


def test_one_cell_or_a_tab_anchors_values_of_any_size() -> None:
    asking = Asking()
    made = asking.sheet()
    values = [["a", "b"], ["c", "d"]]

    at_cell = asking.good("PUT", f"/{made.id}/{at('C3')}", {"values": values}, **RAW)
    at_tab = asking.good("PUT", f"/{made.id}/{at('Sheet1')}", {"values": values}, **RAW)

    assert (at_cell["updatedRange"], at_tab["updatedRange"]) == ("Sheet1!C3:D4", "Sheet1!A1:B2")


@pytest.mark.parametrize(
    ("range_", "message"),
    [
        ("A2:C2", "Requested writing within range ['Sheet1'!A2:C2], but tried writing to row [3]"),
        ("A:A", "Requested writing within range ['Sheet1'!A1:A], but tried writing to column [B]"),
        ("Z1", "Range (Sheet1!Z1:AA2) exceeds grid limits. Max rows: 1000, max columns: 26"),
        (
            "A1000",
            "Range (Sheet1!A1000:B1001) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        ("AA1", "Range (Sheet1!AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("Gone!A1", "Unable to parse range: Gone!A1"),
    ],
)
def test_values_that_reach_over_the_range_or_the_grid_are_refused(
    range_: str, message: str
) -> None:
    """https://github.com/nithinmurali/pygsheets/issues/120 quotes the words."""
    asking = Asking()
    made = asking.sheet()
    values = [["a", "b"], ["c", "d"]]

    assert asking.refusal("PUT", f"/{made.id}/{at(range_)}", {"values": values}, **RAW) == message
    assert read(asking, made) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            [["a" * 50_001]],
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
        (
            [["😀" * 25_001]],
            "Your input contains more than the maximum of 50000 characters in a single cell.",
        ),
        ([["a", {"b": 1}]], "Invalid values[0][1]: struct_value {}"),
        ([["a"], [["b"]]], "Invalid values[1][0]: list_value {}"),
    ],
)
def test_what_no_cell_can_hold_is_refused(values: Any, message: str) -> None:
    asking = Asking()
    made = asking.sheet()

    assert asking.refusal("PUT", f"/{made.id}/{at('A1')}", {"values": values}, **RAW) == message
    assert read(asking, made) == []


def test_the_longest_text_is_taken() -> None:
    asking = Asking()
    made = asking.sheet()

    asking.good("PUT", f"/{made.id}/{at('A1')}", {"values": [["😀" * 25_000]]}, **RAW)

    assert len(read(asking, made)[0][0]) == 25_000


@pytest.mark.parametrize("options", [{}, {"valueInputOption": "INPUT_VALUE_OPTION_UNSPECIFIED"}])
def test_how_values_are_meant_must_be_said(options: Json) -> None:
    asking = Asking()
    made = asking.sheet()

    assert asking.refusal("PUT", f"/{made.id}/{at('A1')}", {"values": [[1]]}, **options) == (
        "'valueInputOption' is required but not specified"
    )


def test_a_body_about_another_range_is_refused() -> None:
    asking = Asking()
    made = asking.sheet()
    body = {"range": "B1", "values": [[1]]}

    assert "differs" in asking.refusal("PUT", f"/{made.id}/{at('A1')}", body, **RAW)


def test_what_was_written_is_shown_when_asked_for() -> None:
    asking = Asking()
    made = asking.sheet()

    answer = asking.good(
        "PUT",
        f"/{made.id}/{at('B2')}",
        {"values": [["=1+1", "1,000"]]},
        valueInputOption="USER_ENTERED",
        includeValuesInResponse="true",
        responseValueRenderOption="UNFORMATTED_VALUE",
    )

    assert answer["updatedData"] == {
        "range": "Sheet1!B2:C2",
        "majorDimension": "ROWS",
        "values": [[2, 1000]],
    }


def test_a_batch_counts_each_row_column_and_tab_once() -> None:
    """``WorksheetTest.test_batch_update``."""
    asking = Asking()
    made = asking.sheet()
    four = {"values": [["a", "b", "", "d"]]}
    data = [{"range": "'Sheet1'!A1:D1", **four}, {"range": "'Sheet1'!A4:D4", **four}]

    answer = asking.good("POST", f"/{made.id}/values:batchUpdate", {**RAW, "data": data})

    each = {"spreadsheetId": made.id, "updatedRows": 1, "updatedColumns": 4, "updatedCells": 4}
    assert answer == {
        "spreadsheetId": made.id,
        "totalUpdatedRows": 2,
        "totalUpdatedColumns": 4,
        "totalUpdatedCells": 8,
        "totalUpdatedSheets": 1,
        "responses": [
            {**each, "updatedRange": "Sheet1!A1:D1"},
            {**each, "updatedRange": "Sheet1!A4:D4"},
        ],
    }


def test_a_batch_is_written_whole_or_not_at_all() -> None:
    """https://developers.google.com/workspace/sheets/api/limits: requests are applied atomically.

    The words: https://github.com/burnash/gspread/issues/1601.
    """
    asking = Asking()
    made = asking.sheet()
    data = [{"range": "A1", "values": [["a"]]}, {"range": "Gone!A1", "values": [["b"]]}]

    message = asking.refusal("POST", f"/{made.id}/values:batchUpdate", {**RAW, "data": data})

    assert message == "Invalid data[1]: Unable to parse range: Gone!A1"
    assert read(asking, made) == []


def test_clearing_takes_the_values_and_leaves_the_rest() -> None:
    """``WorksheetTest.test_get_notes``: ``clearedRange`` is the whole bounded grid."""
    asking = Asking()
    made = asking.sheet([["a", "b"], ["c", "d"]])
    made.tabs[0].cells[0, 0] = Cell("a", LOOK, "note")

    answer = asking.good("POST", f"/{made.id}/{at('A1:A')}:clear")

    assert answer == {"spreadsheetId": made.id, "clearedRange": "Sheet1!A1:A1000"}
    assert read(asking, made) == [["", "b"], ["", "d"]]
    assert made.tabs[0].cells[0, 0] == Cell(None, LOOK, "note")
    assert asking.good("POST", f"/{made.id}/{at('Sheet1')}:clear", {})["clearedRange"] == (
        "Sheet1!A1:Z1000"
    )


def test_several_ranges_are_cleared_at_once_or_not_at_all() -> None:
    asking = Asking()
    made = asking.sheet([["a", "b", "c"]])
    path = f"/{made.id}/values:batchClear"

    message = asking.refusal("POST", path, {"ranges": ["A1", "T1001:ZZ"]})
    before = read(asking, made)
    answer = asking.good("POST", path, {"ranges": ["A1", "C:C"]})

    assert message == (
        "Invalid range[1]: Range (Sheet1!T1001:ZZ) exceeds grid limits. "
        "Max rows: 1000, max columns: 26"
    )
    assert before == [["a", "b", "c"]]
    assert answer == {
        "spreadsheetId": made.id,
        "clearedRanges": ["Sheet1!A1", "Sheet1!C1:C1000"],
    }
    assert read(asking, made) == [["", "b"]]


def test_clearing_no_ranges_clears_nothing() -> None:
    asking = Asking()
    made = asking.sheet()

    assert asking.good("POST", f"/{made.id}/values:batchClear", {}) == {"spreadsheetId": made.id}
