"""What hangs on rows and columns goes with them.

Developer metadata stays with its row as other rows come and go, and goes with it:
https://developers.google.com/workspace/sheets/api/guides/metadata.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import Json
from tests.unit.emulators.requesting import (
    column,
    columns,
    entered,
    grid,
    rows,
    send,
    spreadsheet,
    tab,
)

INSERT = {"insertDimension": {"range": rows(2, 4)}}
DELETE = {"deleteDimension": {"range": rows(2, 4)}}
MOVE = {"moveDimension": {"source": rows(0, 1), "destinationIndex": 3}}


def at_rows(start: int, end: int) -> Json:
    return {"sheetId": 7, "startRowIndex": start, "endRowIndex": end}


@pytest.mark.parametrize(
    ("request_", "before", "after"),
    [
        (INSERT, (0, 2), (0, 2)),
        (INSERT, (0, 3), (0, 5)),
        (INSERT, (2, 3), (4, 5)),
        (DELETE, (0, 3), (0, 2)),
        (DELETE, (1, 6), (1, 4)),
        (DELETE, (3, 6), (2, 4)),
        (DELETE, (5, 6), (3, 4)),
        (DELETE, (2, 4), None),
        (MOVE, (0, 1), (2, 3)),
        (MOVE, (0, 2), (0, 1)),
        (MOVE, (1, 3), (0, 2)),
        (MOVE, (1, 4), (0, 4)),
        (MOVE, (4, 5), (4, 5)),
    ],
)
def test_a_range_goes_with_its_rows(
    request_: Json, before: tuple[int, int], after: tuple[int, int] | None
) -> None:
    """Rows between its first and last one make it longer.

    A move is like a deletion and an insertion, but for a range that is moved as a whole; that is
    the emulator's decision.
    """
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))
    one, place = sheet.tabs[1], at_rows(*before)
    one.conditional_formats = [{"ranges": [place], "booleanRule": {}}]
    one.protected_ranges = [{"protectedRangeId": 5, "range": place}]
    one.basic_filter = {"range": place}
    one.merges = [{**place, "startColumnIndex": 0, "endColumnIndex": 2}]
    sheet.named_ranges = [{"namedRangeId": "n", "name": "Some", "range": place}]

    send(sheet, on_other(request_))

    left = [at_rows(*after)] if after else []
    assert [rule["ranges"] for rule in one.conditional_formats] == [[part] for part in left]
    assert [protected["range"] for protected in one.protected_ranges] == left
    assert [named["range"] for named in sheet.named_ranges] == left
    assert one.basic_filter == ({"range": left[0]} if left else None)
    assert one.merges == [{**part, "startColumnIndex": 0, "endColumnIndex": 2} for part in left]


def on_other(request: Any) -> Any:
    """Return a request about the tab 7 rather than 0."""
    if not isinstance(request, dict):
        return request
    moved = {name: on_other(part) for name, part in request.items()}
    return {**moved, "sheetId": 7} if "sheetId" in moved else moved


@pytest.mark.parametrize("place", [{"sheetId": 7}, {"sheetId": 7, "startColumnIndex": 1}])
def test_a_range_without_rows_has_all_of_them(place: Json) -> None:
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))
    sheet.tabs[1].protected_ranges = [
        {"protectedRangeId": 5, "range": place, "unprotectedRanges": [at_rows(3, 4)]}
    ]

    send(sheet, on_other(DELETE), on_other(INSERT))

    assert sheet.tabs[1].protected_ranges == [
        {"protectedRangeId": 5, "range": place, "unprotectedRanges": []}
    ]


def test_an_open_range_stays_open() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].conditional_formats = [
        {
            "ranges": [
                {"startRowIndex": 5},
                {"endRowIndex": 3},
                {"startRowIndex": 2, "endRowIndex": 4},
            ]
        }
    ]

    send(sheet, DELETE, {"insertDimension": {"range": rows(0, 1)}})

    assert sheet.tabs[0].conditional_formats == [
        {"ranges": [{"startRowIndex": 4}, {"startRowIndex": 1, "endRowIndex": 3}]}
    ]


def test_a_merge_of_which_one_cell_is_left_is_none() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].merges = [grid(1, 0, 3, 1)]

    send(sheet, DELETE)

    assert sheet.tabs[0].merges == []


def test_ranges_of_other_tabs_stay() -> None:
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))
    sheet.named_ranges = [{"namedRangeId": "n", "name": "Some", "range": at_rows(3, 4)}]

    send(sheet, INSERT)

    assert sheet.named_ranges[0]["range"] == at_rows(3, 4)


@pytest.mark.parametrize(
    ("request_", "left"),
    [(INSERT, {1: 1, 2: 4, 3: 7}), (DELETE, {1: 1, 3: 3}), (MOVE, {1: 0, 2: 1, 3: 5})],
)
def test_metadata_and_sizes_go_with_their_row(request_: Json, left: dict[int, int]) -> None:
    sheet = spreadsheet(tab())
    one = sheet.tabs[0]
    for key, row in ((1, 1), (2, 2), (3, 5)):
        place = {"locationType": "ROW", "dimensionRange": rows(row, row + 1)}
        one.metadata.append({"metadataId": key, "location": place})
        one.rows[row] = {"pixelSize": 10 * key}
    of_column = {"locationType": "COLUMN", "dimensionRange": columns(2, 3)}
    one.metadata.append({"metadataId": 4, "location": of_column})

    send(sheet, request_)

    places = {kept["metadataId"]: kept["location"]["dimensionRange"] for kept in one.metadata}
    assert places == {**{key: rows(row, row + 1) for key, row in left.items()}, 4: columns(2, 3)}
    assert {row: one.rows[row] for row in left.values()} == {
        row: {"pixelSize": 10 * key} for key, row in left.items()
    }


def test_metadata_and_sizes_go_with_their_column() -> None:
    sheet = spreadsheet(tab())
    place = {"locationType": "COLUMN", "dimensionRange": columns(2, 3)}
    sheet.tabs[0].metadata.append({"metadataId": 1, "location": place})
    sheet.tabs[0].columns[2] = {"pixelSize": 9}

    send(sheet, {"moveDimension": {"source": columns(2, 4), "destinationIndex": 0}})

    assert sheet.tabs[0].metadata[0]["location"]["dimensionRange"] == columns(0, 1)
    assert sheet.tabs[0].columns == {0: {"pixelSize": 9}}


@pytest.mark.parametrize(
    ("formula", "inserted", "deleted", "moved"),
    [
        ("=A1+A4", "=A1+A6", "=A1+#REF!", "=A3+A4"),
        ("=SUM(A2:A6)", "=SUM(A2:A8)", "=SUM(A2:A4)", "=SUM(A1:A6)"),
        ("=SUM($A$3:B$4)", "=SUM($A$5:B$6)", "=SUM(#REF!)", "=SUM($A$2:B$4)"),
        ("=A:A", "=A:A", "=A:A", "=A:A"),
        ("=A5:B", "=A7:B", "=A3:B", "=A5:B"),
        ("=3:4", "=5:6", "=#REF!", "=2:4"),
        ("=Sheet1!A4", "=Sheet1!A6", "=#REF!", "=Sheet1!A4"),
        ("='sheet1'!A4", "='sheet1'!A6", "=#REF!", "='sheet1'!A4"),
        ("=Other!A4", "=Other!A4", "=Other!A4", "=Other!A4"),
        (
            '="A4"  &  some_name',
            '="A4"  &  some_name',
            '="A4"  &  some_name',
            '="A4"  &  some_name',
        ),
        ("=)A4", "=)A4", "=)A4", "=)A4"),
    ],
)
def test_a_formula_means_the_same_cells_as_before(
    formula: str, inserted: str, deleted: str, moved: str
) -> None:
    for request, after in ((INSERT, inserted), (DELETE, deleted), (MOVE, moved)):
        sheet = spreadsheet(
            tab([[None, None, formula]], size=(8, 5)), tab(sheet_id=7, title="Other")
        )

        send(sheet, request)

        row = 2 if request is MOVE else 0
        assert entered(sheet.tabs[0], row, 2) == after


def test_a_formula_of_another_tab_follows_too() -> None:
    sheet = spreadsheet(tab(), tab([["=Sheet1!C3", "=C3"]], sheet_id=7, title="Other"))

    send(sheet, {"insertDimension": {"range": columns(0, 2)}})

    assert entered(sheet.tabs[1], 0, 0) == "=Sheet1!E3"
    assert entered(sheet.tabs[1], 0, 1) == "=C3"


def test_what_a_filter_says_of_columns_goes_with_them() -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].basic_filter = {
        "range": grid(0, 0, 6, 4),
        "criteria": {"1": {}, "3": {"hiddenValues": ["x"]}},
        "filterSpecs": [{"columnIndex": 1}, {"columnIndex": 3}],
        "sortSpecs": [{"dimensionIndex": 3}],
    }

    send(sheet, {"deleteDimension": {"range": columns(1, 2)}})

    assert sheet.tabs[0].basic_filter == {
        "range": grid(0, 0, 6, 3),
        "criteria": {"2": {"hiddenValues": ["x"]}},
        "filterSpecs": [{"columnIndex": 2}],
        "sortSpecs": [{"dimensionIndex": 2}],
    }


def test_a_filter_keeps_its_columns_when_cells_move_that_are_not_its_own() -> None:
    sheet = spreadsheet(tab())
    before = {"range": grid(0, 0, 3, 4), "filterSpecs": [{"columnIndex": 1}]}
    sheet.tabs[0].basic_filter = before

    send(sheet, {"deleteRange": {"range": grid(4, 0, 5, 1), "shiftDimension": "COLUMNS"}})

    assert sheet.tabs[0].basic_filter == before


def test_rows_inserted_below_the_filter_stay_outside_of_it() -> None:
    """That a filter grows by what is appended is not documented."""
    sheet = spreadsheet(column("a", "b"))
    sheet.tabs[0].basic_filter = {"range": grid(0, 0, 2, 1)}

    send(sheet, INSERT)

    assert sheet.tabs[0].basic_filter == {"range": grid(0, 0, 2, 1)}


@pytest.mark.parametrize(
    ("request_", "frozen"),
    [
        ({"insertDimension": {"range": rows(0, 1)}}, 3),
        ({"insertDimension": {"range": rows(2, 3)}}, 2),
        ({"deleteDimension": {"range": rows(0, 1)}}, 1),
        ({"deleteDimension": {"range": rows(0, 2)}}, None),
        (MOVE, 2),
    ],
)
def test_frozen_rows_stay_frozen(request_: Json, frozen: int | None) -> None:
    sheet = spreadsheet(tab())
    sheet.tabs[0].properties["gridProperties"]["frozenRowCount"] = 2

    send(sheet, request_)

    assert sheet.tabs[0].properties["gridProperties"].get("frozenRowCount") == frozen
