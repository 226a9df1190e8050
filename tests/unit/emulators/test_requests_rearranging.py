"""Cells that change places within a range, and texts that are replaced.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#insertrangerequest and following.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import ApiError, Cell, Formula, Json, Spreadsheet
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.requesting import (
    EDITOR,
    OWNER,
    column,
    entered,
    grid,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
    values,
)


def insert(place: Json, dimension: str = "ROWS") -> Json:
    return {"insertRange": {"range": place, "shiftDimension": dimension}}


def delete(place: Json, dimension: str = "ROWS") -> Json:
    return {"deleteRange": {"range": place, "shiftDimension": dimension}}


def sort(place: Json, *specs: tuple[int, str]) -> Json:
    told = [{"dimensionIndex": index, "sortOrder": order} for index, order in specs]
    return {"sortRange": {"range": place, "sortSpecs": told}}


def square() -> Spreadsheet:
    return spreadsheet(tab([["a", "b", "c"], ["d", "e", "f"]]))


def test_cells_are_inserted_and_others_move_down() -> None:
    sheet = square()

    assert send(sheet, insert(grid(1, 1, 2, 3))) == [{}]
    assert values(sheet.tabs[0], 3) == [["a", "b", "c"], ["d", None, None], [None, "e", "f"]]
    assert sheet.tabs[0].row_count == 8


def test_cells_are_inserted_and_others_move_right() -> None:
    sheet = square()

    send(sheet, insert(grid(0, 0, 1, 2), "COLUMNS"))

    assert values(sheet.tabs[0], 5) == [
        [None, None, "a", "b", "c"],
        ["d", "e", "f", None, None],
    ]


def test_cells_are_deleted_and_others_move_into_their_place() -> None:
    sheet = square()

    send(sheet, delete(grid(0, 0, 1, 2)))
    assert values(sheet.tabs[0], 3) == [["d", "e", "c"], [None, None, "f"]]

    send(sheet, delete(grid(0, 0, 1, 1), "COLUMNS"))
    assert values(sheet.tabs[0], 3) == [["e", "c", None], [None, None, "f"]]


def test_the_grid_grows_by_what_content_needs() -> None:
    """https://github.com/estuary/connectors/pull/332."""
    sheet = spreadsheet(tab([["x"]] * 6, size=(8, 5)))
    sheet.tabs[0].cells[7, 0] = Cell(format={"textFormat": {}})

    send(sheet, insert(grid(0, 0, 2, 1)))
    assert sheet.tabs[0].row_count == 8

    send(sheet, insert(grid(0, 0, 2, 1)))
    assert sheet.tabs[0].row_count == 10
    assert values(sheet.tabs[0]) == [None] * 4 + ["x"] * 6


def test_growth_counts_as_cells() -> None:
    sheet = spreadsheet(tab([["x"]] * 8))

    message = refusal(sheet, insert(grid(0, 0, 1, 1)), limits=Limits(cells=44))

    assert message.endswith("above the limit of 44 cells.")


def test_only_what_lies_between_the_sides_moves_along() -> None:
    sheet = spreadsheet(tab([["=B3", "=A3:B3", "=Other!B3"]]), tab(sheet_id=7, title="Other"))
    inside, across = grid(2, 1, 4, 3), grid(2, 0, 4, 3)
    place = {"locationType": "ROW", "dimensionRange": rows(2, 3)}
    one = sheet.tabs[0]
    one.merges = [inside, across]
    one.metadata = [{"metadataId": 1, "location": place}]
    one.rows = {2: {"pixelSize": 9}}

    send(sheet, insert(grid(1, 1, 2, 4)))

    assert one.merges == [grid(3, 1, 5, 3), across]
    assert one.metadata == [{"metadataId": 1, "location": place}]
    assert one.rows == {2: {"pixelSize": 9}}
    assert values(one, 1) == ["=B4"]
    assert [entered(one, 0, at) for at in (1, 2)] == ["=A3:B3", "=Other!B3"]


def test_a_range_pushed_off_the_grid_is_cut_or_gone() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].conditional_formats = [
        {"ranges": [indexes(6, 0, 8, 1), indexes(7, 0, 8, 1), indexes(0, 0, 2, 1)]}
    ]

    send(sheet, insert(grid(3, 0, 4, 1)))

    assert sheet.tabs[0].conditional_formats == [
        {"ranges": [indexes(7, 0, 8, 1), indexes(0, 0, 2, 1)]}
    ]


def indexes(top: int, left: int, bottom: int, right: int) -> Json:
    place = grid(top, left, bottom, right)
    del place["sheetId"]
    return place


def test_others_cannot_push_protected_cells() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(5, 0, 6, 1)}]

    for request in (insert(grid(2, 0, 3, 1)), delete(grid(2, 0, 3, 1)), sort(grid(4, 0, 7, 1))):
        assert "protected cell" in refusal(sheet, request, user=EDITOR)
    send(sheet, insert(grid(2, 1, 3, 2)), user=EDITOR)


def test_rows_are_sorted_by_a_column() -> None:
    sheet = spreadsheet(tab([["head", 0], ["b", 2], ["a", 3], ["c", 1]]))

    assert send(sheet, sort(grid(1, 0, 4, 2), (1, "DESCENDING"))) == [{}]
    assert values(sheet.tabs[0], 2) == [["head", 0], ["a", 3], ["b", 2], ["c", 1]]


def test_later_columns_decide_among_equals() -> None:
    sheet = spreadsheet(tab([["b", 1], ["a", 1], ["a", 2], ["B", 2]]))

    send(sheet, sort(grid(0, 0, 4, 2), (0, "ASCENDING"), (1, "DESCENDING")))

    assert values(sheet.tabs[0], 2) == [["a", 2], ["a", 1], ["B", 2], ["b", 1]]


@pytest.mark.parametrize(
    ("order", "sorted_"),
    [
        ("ASCENDING", [1, 2.5, "A", "b", False, True, "=NA()", None]),
        ("DESCENDING", ["=NA()", True, False, "b", "A", 2.5, 1, None]),
    ],
)
def test_numbers_come_before_texts_and_blanks_are_last(order: str, sorted_: list[Any]) -> None:
    """https://support.google.com/docs/answer/3540681; where errors come is a guess."""
    sheet = spreadsheet(column("b", True, None, 2.5, "=NA()", "A", 1, False))

    send(sheet, sort({"sheetId": 0}, (0, order)))

    assert values(sheet.tabs[0]) == sorted_[:-1]


def test_sorted_rows_take_formats_and_notes_along_but_no_metadata() -> None:
    sheet = spreadsheet(tab())
    one = sheet.tabs[0]
    one.cells = {(0, 0): Cell("b", {"textFormat": {"bold": True}}, "note"), (1, 0): Cell("a")}
    place = {"locationType": "ROW", "dimensionRange": rows(0, 1)}
    one.metadata = [{"metadataId": 1, "location": place}]

    send(sheet, sort(grid(0, 0, 2, 1), (0, "ASCENDING")))

    assert one.cells == {
        (0, 0): Cell("a"),
        (1, 0): Cell("b", {"textFormat": {"bold": True}}, "note"),
    }
    assert one.metadata == [{"metadataId": 1, "location": place}]


def test_formulas_are_sorted_by_what_they_come_to_and_keep_to_their_row() -> None:
    sheet = spreadsheet(tab([["=B1*10", 2, "x"], ["=B2", 1, "=C$1"]]))

    send(sheet, sort(grid(0, 0, 2, 3), (0, "ASCENDING")))

    assert values(sheet.tabs[0], 3) == [["=B1", 1, "=C$1"], ["=B2*10", 2, "x"]]


@given(st.lists(st.one_of(st.none(), st.integers(0, 3), st.sampled_from("abC")), max_size=8))
def test_sorting_loses_nothing_and_sorting_again_changes_nothing(given_: list[Any]) -> None:
    sheet = spreadsheet(column(*given_))

    send(sheet, sort({"sheetId": 0}, (0, "ASCENDING")))
    once = values(sheet.tabs[0])
    send(sheet, sort({"sheetId": 0}, (0, "ASCENDING")))

    assert values(sheet.tabs[0]) == once
    assert sorted(map(str, once)) == sorted(str(value) for value in given_ if value is not None)


def test_sorting_by_colour_is_not_known() -> None:
    request = {"sortRange": {"range": {}, "sortSpecs": [{"backgroundColor": {"red": 1}}]}}

    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [request], OWNER)

    assert caught.value.status == 501


def replace(sheet: Spreadsheet, find: str, replacement: str, **parts: Any) -> Json:
    """Replace and return the reply."""
    scope = {} if {"range", "sheetId"} & set(parts) else {"allSheets": True}
    request = {"find": find, "replacement": replacement, **scope, **parts}
    reply: Json = send(sheet, {"findReplace": request})[0]["findReplace"]
    return reply


def test_a_text_is_replaced_wherever_it_is() -> None:
    """The example of the documentation: Google Sheets with o for e has three occurrences."""
    sheet = spreadsheet(column("Google Sheets", "none"), tab([["e"]], sheet_id=7, title="Other"))

    assert replace(sheet, "e", "o") == {
        "valuesChanged": 3,
        "rowsChanged": 3,
        "sheetsChanged": 2,
        "occurrencesChanged": 5,
    }
    assert values(sheet.tabs[0]) == ["Googlo Shoots", "nono"]
    assert values(sheet.tabs[1]) == ["o"]


def test_nothing_found_is_no_error_and_counts_nothing() -> None:
    """Measured against the API by others."""
    assert replace(spreadsheet(column("a")), "x", "y") == {}


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        ({}, ["Ab", "AAb", "c"]),
        ({"matchCase": True}, ["Ab", "aAb", "c"]),
        ({"matchEntireCell": True}, ["ab", "aab", "c"]),
        ({"range": grid(1, 0, 2, 1)}, ["ab", "AAb", "c"]),
        ({"sheetId": 0, "matchCase": True}, ["Ab", "aAb", "c"]),
    ],
)
def test_what_is_replaced_can_be_narrowed(parts: Json, left: list[str]) -> None:
    sheet = spreadsheet(column("ab", "aab", "c"))
    text = "ab" if parts.get("matchCase") else "a"

    replace(sheet, text, "Ab" if parts.get("matchCase") else "A", **parts)

    assert values(sheet.tabs[0]) == left


def test_the_whole_cell_can_be_asked_for() -> None:
    sheet = spreadsheet(column("a", "A", "ab"))

    replace(sheet, "a", "x", matchEntireCell=True)

    assert values(sheet.tabs[0]) == ["x", "x", "ab"]


def test_formulas_are_left_alone_unless_asked_for() -> None:
    sheet = spreadsheet(column(1, "=A1+1"))

    assert replace(sheet, "1", "2") == {
        "valuesChanged": 1,
        "rowsChanged": 1,
        "sheetsChanged": 1,
        "occurrencesChanged": 1,
    }
    assert values(sheet.tabs[0]) == [2, "=A1+1"]

    assert replace(sheet, "+1", "*5", includeFormulas=True)["formulasChanged"] == 1
    assert entered(sheet.tabs[0], 1, 0) == Formula("=A1*5")


def test_what_is_left_is_entered_as_if_typed() -> None:
    sheet = spreadsheet(column("no. 12"))

    replace(sheet, "no. ", "")

    assert values(sheet.tabs[0]) == [12]


def test_every_match_is_replaced_as_it_is_no_pattern() -> None:
    sheet = spreadsheet(column("a.b", "axb"))

    replace(sheet, "a.b", r"\1")

    assert values(sheet.tabs[0]) == [r"\1", "axb"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"find": "x"}, "Exactly one of range, sheetId and allSheets must be set."),
        (
            {"find": "x", "sheetId": 0, "allSheets": True},
            "Exactly one of range, sheetId and allSheets must be set.",
        ),
        ({"allSheets": True}, "find must be specified."),
    ],
)
def test_a_search_says_what_and_where(request_: Json, words: str) -> None:
    message = refusal(spreadsheet(tab()), {"findReplace": request_})

    assert message == f"Invalid requests[0].findReplace: {words}"


def test_others_cannot_replace_in_a_protected_range() -> None:
    sheet = spreadsheet(column("a"))
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(0, 0, 1, 1)}]
    request = {"findReplace": {"find": "a", "replacement": "b", "allSheets": True}}

    assert "protected cell" in refusal(sheet, request, user=EDITOR)


def test_regular_expressions_are_not_known() -> None:
    request = {"findReplace": {"find": "a", "searchByRegex": True, "allSheets": True}}

    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [request], OWNER)

    assert caught.value.status == 501
