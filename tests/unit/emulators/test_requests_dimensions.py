"""Rows and columns.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#insertdimensionrequest and following.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import Cell, Json
from tests.unit.emulators.requesting import (
    EDITOR,
    column,
    columns,
    grid,
    refusal,
    rows,
    send,
    spreadsheet,
    tab,
    values,
)

RED: Json = {"backgroundColor": {"red": 1}}
GREEN: Json = {"backgroundColor": {"green": 1}}


def insert(place: Json, *, before: bool = False) -> Json:
    return {"insertDimension": {"range": place, "inheritFromBefore": before}}


def delete(place: Json) -> Json:
    return {"deleteDimension": {"range": place}}


def move(place: Json, to: int) -> Json:
    return {"moveDimension": {"source": place, "destinationIndex": to}}


def size(place: Json, fields: str = "pixelSize", **properties: Any) -> Json:
    request = {"range": place, "properties": properties, "fields": fields}
    return {"updateDimensionProperties": request}


def test_rows_are_inserted_before_an_index() -> None:
    sheet = spreadsheet(column("a", "b"))

    assert send(sheet, insert(rows(1, 3))) == [{}]
    assert values(sheet.tabs[0]) == ["a", None, None, "b"]
    assert sheet.tabs[0].row_count == 10


def test_columns_are_inserted_before_an_index() -> None:
    sheet = spreadsheet(tab([["a", "b"]]))

    send(sheet, insert(columns(1, 2)))

    assert values(sheet.tabs[0], 3) == [["a", None, "b"]]
    assert sheet.tabs[0].column_count == 6


@pytest.mark.parametrize(("before", "look"), [(True, RED), (False, GREEN)])
def test_new_rows_look_like_those_before_or_after_them(before: bool, look: Json) -> None:
    """The example of the documentation: row 0 is red, row 1 is green, two are put between them."""
    sheet = spreadsheet(column("red", "green"))
    sheet.tabs[0].cells[0, 0] = Cell("red", RED, "a note", {"strict": True})
    sheet.tabs[0].cells[1, 0] = Cell("green", GREEN)
    send(sheet, size(rows(0, 1), pixelSize=30), size(rows(1, 2), pixelSize=50))

    send(sheet, insert(rows(1, 3), before=before))

    assert sheet.tabs[0].cells[1, 0] == sheet.tabs[0].cells[2, 0] == Cell(format=look)
    pixels = 30 if before else 50
    assert [sheet.tabs[0].rows[row]["pixelSize"] for row in range(4)] == [30, pixels, pixels, 50]


def test_new_columns_look_like_their_neighbours() -> None:
    sheet = spreadsheet(tab([[1, 2]]))
    sheet.tabs[0].cells[3, 1] = Cell("x", RED)

    send(sheet, insert(columns(2, 3), before=True))

    assert sheet.tabs[0].cells[3, 2] == Cell(format=RED)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            insert(rows(8, 9)),
            "range.startIndex must be less than the grid size (8) if inheritFromBefore is false.",
        ),
        (insert(rows(9, 10), before=True), "range.startIndex is larger than current grid size (8)"),
        (
            insert(rows(0, 1), before=True),
            "range.startIndex must be greater than 0 if inheritFromBefore is true.",
        ),
        (
            insert({"dimension": "ROWS", "startIndex": 1}),
            "range must be bounded at both ends.",
        ),
        (insert(rows(-1, 1)), "DimensionRange indexes must be >= 0"),
        (insert(rows(1, 1)), "endIndex[1] must be after startIndex[1]"),
        (insert({"startIndex": 1, "endIndex": 2}), "No dimension specified."),
        (insert(rows(1, 2, sheet_id=9)), "No grid with id: 9"),
    ],
)
def test_an_insertion_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    """Words: https://github.com/nithinmurali/pygsheets/issues/46 and /361, and a probe of the API.

    Those of the third, fourth, sixth and seventh are guesses.
    """
    assert refusal(spreadsheet(tab()), request_) == f"Invalid requests[0].insertDimension: {words}"


def test_rows_can_be_inserted_after_the_last_one() -> None:
    sheet = spreadsheet(tab())

    send(sheet, insert(rows(8, 10), before=True))

    assert sheet.tabs[0].row_count == 10


def test_new_rows_count_as_cells() -> None:
    assert refusal(spreadsheet(tab()), insert(rows(0, 1)), limits=Limits(cells=44)) == (
        "Invalid requests[0].insertDimension: This action would increase the number of cells in "
        "the workbook above the limit of 44 cells."
    )


def test_rows_are_deleted_with_their_cells() -> None:
    sheet = spreadsheet(column("a", "b", "c", "d"))

    send(sheet, delete(rows(1, 3)))

    assert values(sheet.tabs[0]) == ["a", "d"]
    assert sheet.tabs[0].row_count == 6


def test_an_open_end_is_the_grids() -> None:
    sheet = spreadsheet(column("a", "b", "c"))

    send(sheet, delete({"dimension": "ROWS", "startIndex": 1}))

    assert values(sheet.tabs[0]) == ["a"]
    assert sheet.tabs[0].row_count == 1


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (
            rows(8, 9),
            (
                "Cannot delete a row that doesn't exist. Tried to delete row index 8 but there are "
                "only 8 rows."
            ),
        ),
        (
            rows(9, 12),
            (
                "Cannot delete a row that doesn't exist. Tried to delete row index 9 but there are "
                "only 8 rows."
            ),
        ),
        (
            columns(4, 6),
            (
                "Cannot delete a column that doesn't exist. Tried to delete column index 5 but "
                "there are only 5 columns."
            ),
        ),
        (rows(0, 8), "You can't delete all the rows on the sheet."),
        (columns(0, 5), "You can't delete all the columns on the sheet."),
        (rows(2, 8), "Sorry, it is not possible to delete all non-frozen rows."),
    ],
)
def test_a_deletion_that_cannot_be_is_refused(place: Json, words: str) -> None:
    """The words are Google's.

    https://github.com/nikaia/translation-sheet/issues/9,
    https://github.com/SteveWinward/GoogleSheetsWrapper/issues/43,
    https://github.com/jlolling/talendcomp_tGoogleSheet/issues/19.
    """
    sheet = spreadsheet(tab())
    sheet.tabs[0].properties["gridProperties"]["frozenRowCount"] = 2

    assert refusal(sheet, delete(place)) == f"Invalid requests[0].deleteDimension: {words}"


def test_rows_and_columns_are_appended() -> None:
    sheet = spreadsheet(tab(size=(8, 5)))

    send(
        sheet,
        {"appendDimension": {"dimension": "ROWS", "length": 3}},
        {"appendDimension": {"dimension": "COLUMNS", "length": 2}},
    )

    assert (sheet.tabs[0].row_count, sheet.tabs[0].column_count) == (11, 7)


def test_nothing_cannot_be_appended() -> None:
    message = refusal(spreadsheet(tab()), {"appendDimension": {"dimension": "ROWS"}})

    assert message == "Invalid requests[0].appendDimension: length must be greater than 0."


@pytest.mark.parametrize(
    ("start", "end", "to", "order"),
    [
        (1, 3, 4, "0 3 1 2 4"),
        (1, 2, 4, "0 2 3 1 4"),
        (4, 5, 1, "0 4 1 2 3"),
        (1, 2, 2, "0 1 2 3 4"),
        (1, 2, 5, "0 2 3 4 1"),
    ],
)
def test_rows_move_before_the_one_at_the_index_now(
    start: int, end: int, to: int, order: str
) -> None:
    """The first is the example of the documentation, the others were measured against the API.

    The end of the moved rows is allowed and moves nothing; the grid's size is its end.
    """
    sheet = spreadsheet(column(*"01234", size=(5, 5)))

    send(sheet, move(rows(start, end), to))

    assert " ".join(values(sheet.tabs[0])) == order
    assert sheet.tabs[0].row_count == 5


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (move(rows(1, 2), 1), "destinationIndex[1] must be outside the requested range[1-2]"),
        (move(rows(1, 4), 3), "destinationIndex[3] must be outside the requested range[1-4]"),
        (move(rows(1, 2), 9), "destinationIndex[9] is after last row[8]"),
        (move(rows(7, 9), 0), "source.endIndex[9] is after last row."),
    ],
)
def test_a_move_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    """Measured against the API, but for the last, whose words are a guess."""
    assert refusal(spreadsheet(tab()), request_) == f"Invalid requests[0].moveDimension: {words}"


def test_a_moved_row_takes_its_format_along() -> None:
    """Measured against the API."""
    sheet = spreadsheet(column("a", "b", "c"))
    sheet.tabs[0].cells[0, 0] = Cell("a", RED)

    send(sheet, move(rows(0, 1), 3))

    assert sheet.tabs[0].cells[2, 0] == Cell("a", RED)


@given(st.data())
def test_a_move_is_a_permutation_that_another_move_undoes(given_: st.DataObject) -> None:
    start = given_.draw(st.integers(0, 6))
    end = given_.draw(st.integers(start + 1, 7))
    to = given_.draw(st.sampled_from([*range(start), *range(end, 8)]))
    sheet = spreadsheet(column(*range(7), size=(7, 5)))

    send(sheet, move(rows(start, end), to))
    moved = values(sheet.tabs[0])
    landed = moved.index(start)
    back = end if to <= start or to == end else start
    send(sheet, move(rows(landed, landed + end - start), back))

    assert sorted(moved) == list(range(7))
    assert moved[landed : landed + end - start] == list(range(start, end))
    assert values(sheet.tabs[0]) == list(range(7))


def everything() -> Any:
    """Return a spreadsheet with something of all that moves."""
    one = tab(
        [[f"{row}{letter}" for letter in "abcd"] for row in range(6)] + [["=A2", "=SUM(A2:B5)"]]
    )
    one.rows = {3: {"pixelSize": 40}}
    one.columns = {2: {"pixelSize": 90}}
    one.metadata = [
        {"metadataId": 1, "location": {"locationType": "ROW", "dimensionRange": rows(4, 5)}},
        {"metadataId": 2, "location": {"locationType": "COLUMN", "dimensionRange": columns(1, 2)}},
    ]
    one.merges = [grid(1, 0, 3, 2)]
    one.conditional_formats = [{"ranges": [grid(2, 1, 6, 3), {"sheetId": 0}]}]
    one.protected_ranges = [{"protectedRangeId": 5, "range": grid(4, 0, 5, 4)}]
    one.basic_filter = {
        "range": grid(0, 0, 6, 4),
        "criteria": {"2": {"hiddenValues": ["x"]}},
        "filterSpecs": [{"columnIndex": 2}],
        "sortSpecs": [{"dimensionIndex": 3}],
    }
    sheet = spreadsheet(one, tab([["=Sheet1!C3"]], sheet_id=7, title="Other"))
    sheet.named_ranges = [{"namedRangeId": "n", "name": "Some", "range": grid(2, 2, 4, 4)}]
    return sheet


@given(
    st.sampled_from([("ROWS", 8), ("COLUMNS", 5)]),
    st.integers(0, 7),
    st.integers(1, 3),
)
def test_deleting_what_was_inserted_is_as_if_nothing_had_happened(
    dimension: tuple[str, int], at: int, count: int
) -> None:
    sheet, before = everything(), everything()
    name, length = dimension
    place = {
        "sheetId": 0,
        "dimension": name,
        "startIndex": min(at, length - 1),
        "endIndex": min(at, length - 1) + count,
    }

    send(sheet, insert(place))
    assert sheet != before
    send(sheet, delete(place))

    assert sheet == before


def test_sizes_are_set_and_rows_hidden() -> None:
    sheet = spreadsheet(tab())

    send(
        sheet,
        size(columns(1, 3), pixelSize=120),
        size(rows(0, 2), "hiddenByUser", hiddenByUser=True, pixelSize=3),
        size(rows(1, 2), "hiddenByUser"),
    )

    assert sheet.tabs[0].columns == {1: {"pixelSize": 120}, 2: {"pixelSize": 120}}
    assert sheet.tabs[0].rows == {0: {"hiddenByUser": True}, 1: {}}


def test_sizes_past_the_grid_are_refused() -> None:
    message = refusal(spreadsheet(tab()), size(columns(5, 6), pixelSize=120))

    assert message.endswith("range.startIndex[5] is after last column in grid[4]")


def test_columns_fit_their_texts_and_rows_one_line() -> None:
    sheet = spreadsheet(tab([["a", "wide text"], ["longer", None]]))
    send(sheet, size(rows(0, 2), pixelSize=50))

    send(
        sheet,
        {"autoResizeDimensions": {"dimensions": {"dimension": "COLUMNS"}}},
        {"autoResizeDimensions": {"dimensions": rows(0, 1)}},
    )

    pixels = {number: size["pixelSize"] for number, size in sheet.tabs[0].columns.items()}
    assert pixels[0] < pixels[1]
    assert set(pixels) == {0, 1}
    assert sheet.tabs[0].rows == {1: {"pixelSize": 50}}


@pytest.mark.parametrize(
    "request_",
    [
        insert(rows(1, 2)),
        insert(columns(0, 1)),
        delete(rows(0, 2)),
        delete(columns(4, 5)),
        move(rows(1, 2), 4),
        move(rows(3, 4), 1),
        size(rows(0, 2), pixelSize=50),
        {"autoResizeDimensions": {"dimensions": columns(0, 1)}},
    ],
)
def test_others_cannot_move_lines_of_a_protected_range(request_: Json) -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(1, 0, 2, 5)}]

    assert "protected cell" in refusal(sheet, request_, user=EDITOR)


def test_others_can_move_lines_beside_a_protected_range() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(1, 0, 2, 5)}]

    send(sheet, insert(rows(2, 3)), delete(rows(2, 3)), move(rows(3, 4), 6), user=EDITOR)


def test_others_can_append_nothing_to_a_protected_tab() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": {}}]
    request = {"appendDimension": {"dimension": "ROWS", "length": 1}}

    assert "protected cell" in refusal(sheet, request, user=EDITOR)
