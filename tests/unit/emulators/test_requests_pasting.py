"""Copying and cutting.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#copypasterequest
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import ApiError, Cell, Formula, Json, Spreadsheet
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.requesting import (
    EDITOR,
    OWNER,
    column,
    entered,
    grid,
    refusal,
    send,
    spreadsheet,
    tab,
    values,
)

BOLD: Json = {"textFormat": {"bold": True}}
RULE: Json = {"condition": {"type": "BOOLEAN"}}


def copy(source: Json, destination: Json, kind: str = "PASTE_NORMAL") -> Json:
    return {"copyPaste": {"source": source, "destination": destination, "pasteType": kind}}


def cut(source: Json, row: int, at: int, kind: str = "PASTE_NORMAL", **place: Any) -> Json:
    destination = {"rowIndex": row, "columnIndex": at, **place}
    return {"cutPaste": {"source": source, "destination": destination, "pasteType": kind}}


def dressed() -> Spreadsheet:
    """Return a spreadsheet with everything in A1 and something else in B1."""
    one = tab()
    one.cells[0, 0] = Cell(Formula("=C1+1"), BOLD, "a note", RULE)
    one.cells[0, 1] = Cell("old", {"borders": {}}, "old note", {"strict": True})
    one.cells[0, 2] = Cell(4)
    return spreadsheet(one)


@pytest.mark.parametrize(
    ("kind", "pasted"),
    [
        ("PASTE_NORMAL", Cell(Formula("=D1+1"), BOLD, "a note", RULE)),
        ("PASTE_VALUES", Cell(5, {"borders": {}}, "old note", {"strict": True})),
        ("PASTE_FORMULA", Cell(Formula("=D1+1"), {"borders": {}}, "old note", {"strict": True})),
        ("PASTE_FORMAT", Cell("old", BOLD, "old note", {"strict": True})),
        ("PASTE_DATA_VALIDATION", Cell("old", {"borders": {}}, "old note", RULE)),
    ],
)
def test_only_what_the_kind_names_is_pasted(kind: str, pasted: Cell) -> None:
    """References that are relative move with the formula; a value is what a formula comes to."""
    sheet = dressed()

    assert send(sheet, copy(grid(0, 0, 1, 1), grid(0, 1, 1, 2), kind)) == [{}]
    assert sheet.tabs[0].cells[0, 1] == pasted


def test_a_destination_that_is_a_multiple_of_the_source_is_filled() -> None:
    sheet = spreadsheet(tab([["a", 1], ["b", 2]]))

    send(sheet, copy(grid(0, 0, 2, 2), grid(2, 0, 6, 4)))

    assert values(sheet.tabs[0], 4)[2:] == [["a", 1, "a", 1], ["b", 2, "b", 2]] * 2


def test_a_destination_that_is_smaller_gets_the_whole_source() -> None:
    sheet = spreadsheet(tab([["a", 1], ["b", 2]]))

    send(sheet, copy(grid(0, 0, 2, 2), grid(3, 3, 4, 4)))

    assert values(sheet.tabs[0], 5)[3:] == [
        [None, None, None, "a", 1],
        [None, None, None, "b", 2],
    ]


def test_a_formula_is_filled_down() -> None:
    sheet = spreadsheet(tab([[1, "=A1*$B$5"], [2], [3]]))

    send(sheet, copy(grid(0, 1, 1, 2), grid(1, 1, 3, 2), "PASTE_FORMULA"))

    assert [entered(sheet.tabs[0], row, 1) for row in range(3)] == [
        "=A1*$B$5",
        "=A2*$B$5",
        "=A3*$B$5",
    ]


def test_a_reference_that_leaves_the_grid_breaks() -> None:
    sheet = spreadsheet(tab([[None, None], [None, "=A1+B1"]]))

    send(sheet, copy(grid(1, 1, 2, 2), grid(0, 1, 1, 2)))

    assert entered(sheet.tabs[0], 0, 1) == "=#REF!+#REF!"


def test_blank_cells_are_pasted_too() -> None:
    sheet = spreadsheet(tab([["a", None], ["b", "c"]]))
    sheet.tabs[0].cells[1, 1] = Cell("c", BOLD)

    send(sheet, copy(grid(0, 0, 1, 2), grid(1, 0, 2, 2), "PASTE_VALUES"))

    assert values(sheet.tabs[0], 2) == [["a", None], ["a", None]]
    assert sheet.tabs[0].cells[1, 1] == Cell(format=BOLD)


def test_values_go_from_tab_to_tab() -> None:
    """So a staging tab is published."""
    staging = tab([["=1+1", "x"], ["=NA()", True], ['=""', None]], sheet_id=7, title="Staging")
    sheet = spreadsheet(tab([["old"] * 3] * 4), staging)

    send(sheet, copy(grid(0, 0, 3, 2, 7), grid(0, 0, 3, 2), "PASTE_VALUES"))

    assert values(sheet.tabs[0], 3) == [
        [2, "x", "old"],
        ["#N/A", True, "old"],
        [None, None, "old"],
        ["old"] * 3,
    ]


def test_a_source_may_overlap_its_destination() -> None:
    sheet = spreadsheet(column("a", "b", "c"))

    send(sheet, copy(grid(0, 0, 3, 1), grid(1, 0, 4, 1)))

    assert values(sheet.tabs[0]) == ["a", "a", "b", "c"]


def test_pasting_does_not_reach_past_the_grid() -> None:
    message = refusal(spreadsheet(column("a", "b")), copy(grid(0, 0, 2, 1), grid(7, 0, 8, 1)))

    assert message == (
        "Invalid requests[0].copyPaste: Range (Sheet1!A8:A9) exceeds grid limits. "
        "Max rows: 8, max columns: 5"
    )


def test_merges_are_pasted_with_everything_and_with_nothing_else() -> None:
    """See ``PasteType``: PASTE_NORMAL is values, formulas, formats and merges.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
    """
    sheet = spreadsheet(tab())
    one = sheet.tabs[0]
    send(sheet, {"mergeCells": {"range": grid(0, 0, 1, 2)}})

    send(sheet, copy(grid(0, 0, 2, 3), grid(4, 0, 8, 3), "PASTE_FORMAT"))
    assert len(one.merges) == 1

    send(sheet, copy(grid(0, 0, 2, 3), grid(4, 1, 8, 4)))
    assert [(merge["startRowIndex"], merge["startColumnIndex"]) for merge in one.merges] == [
        (0, 0),
        (4, 1),
        (6, 1),
    ]

    send(sheet, copy(grid(2, 0, 3, 5), grid(0, 0, 1, 5)))
    assert [merge["startRowIndex"] for merge in one.merges] == [4, 6]


def test_pasting_does_not_cut_through_merged_cells() -> None:
    sheet = spreadsheet(tab())
    send(sheet, {"mergeCells": {"range": grid(0, 0, 1, 2)}})

    assert "merged range" in refusal(sheet, copy(grid(3, 0, 4, 1), grid(0, 0, 1, 1)))


def test_a_formula_that_comes_to_nothing_leaves_a_blank_cell() -> None:
    sheet = spreadsheet(tab([["=B9", None], ["old"]], size=(9, 5)))

    send(sheet, copy(grid(0, 0, 1, 1), grid(1, 0, 2, 1), "PASTE_VALUES"))

    assert values(sheet.tabs[0]) == ["=B9"]


@pytest.mark.parametrize("kind", ["PASTE_NO_BORDERS", "PASTE_CONDITIONAL_FORMATTING"])
def test_rare_kinds_are_refused_loudly(kind: str) -> None:
    with pytest.raises(ApiError) as caught:
        apply(dressed(), [copy(grid(0, 0, 1, 1), grid(0, 1, 1, 2), kind)], OWNER)

    assert caught.value.status == 501


def test_others_cannot_paste_into_a_protected_range() -> None:
    sheet = dressed()
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(3, 0, 4, 5)}]

    for request in (copy(grid(0, 0, 1, 1), grid(2, 0, 5, 1)), cut(grid(3, 0, 4, 1), 6, 0)):
        assert "protected cell" in refusal(sheet, request, user=EDITOR)


def test_cut_cells_are_gone_where_they_were() -> None:
    sheet = spreadsheet(tab([["a", "b"], ["c", "d"]]))

    send(sheet, cut(grid(0, 0, 2, 1), 3, 2))

    assert values(sheet.tabs[0], 3) == [
        [None, "b", None],
        [None, "d", None],
        [None, None, None],
        [None, None, "a"],
        [None, None, "c"],
    ]


def test_references_follow_cells_that_are_cut() -> None:
    other = tab([["=Sheet1!A1", "=SUM(Sheet1!A1:A3)", "=A1"]], sheet_id=7, title="Other")
    sheet = spreadsheet(tab([["a", "=A1"], ["b"]]), other)

    send(sheet, cut(grid(0, 0, 2, 1), 4, 3))
    assert entered(sheet.tabs[0], 0, 1) == "=D5"
    assert values(other, 3) == [["=Sheet1!D5", "=SUM(Sheet1!A1:A3)", "=A1"]]

    send(sheet, cut(grid(4, 3, 6, 4), 6, 0, sheetId=7))
    assert entered(sheet.tabs[0], 0, 1) == "=Other!A7"
    assert values(other, 3)[0] == ["=Other!A7", "=SUM(Sheet1!A1:A3)", "=A1"]


def test_all_of_the_source_is_cut_whatever_is_pasted() -> None:
    """As the documentation of cutPaste says."""
    sheet = dressed()

    send(sheet, cut(grid(0, 0, 1, 1), 0, 1, "PASTE_FORMAT"))

    assert (0, 0) not in sheet.tabs[0].cells
    assert sheet.tabs[0].cells[0, 1] == Cell("old", BOLD, "old note", {"strict": True})
