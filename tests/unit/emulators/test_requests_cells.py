"""Writing cells.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#updatecellsrequest and following.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import ApiError, Cell, Formula, Json, Spreadsheet
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.requesting import (
    EDITOR,
    OWNER,
    column,
    data,
    entered,
    grid,
    refusal,
    send,
    spreadsheet,
    tab,
    values,
)

BOLD = {"textFormat": {"bold": True}}
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
RULE: Json = {"condition": {"type": "BOOLEAN"}}
TOO_LONG = "Your input contains more than the maximum of 50000 characters in a single cell."


def update(rows: list[Json], fields: str = "userEnteredValue", **place: Any) -> Json:
    return {"updateCells": {"rows": rows, "fields": fields, **place}}


def dressed() -> Spreadsheet:
    """Return a spreadsheet whose cells B2 and B3 have everything."""
    one = tab()
    one.cells[1, 1] = one.cells[2, 1] = Cell("old", {**BOLD, **DATE}, "a note", RULE)
    return spreadsheet(one)


def test_values_are_numbers_texts_truths_and_formulas() -> None:
    """Only a formulaValue is calculated: a text that begins with = stays a text.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other
    #extendedvalue
    """
    sheet = spreadsheet(tab())
    text = {"values": [{"userEnteredValue": {"stringValue": "=A1"}}]}

    replies = send(sheet, update([data(1.5, "x", True, "=A1"), text], start={"sheetId": 0}))

    assert replies == [{}]
    assert values(sheet.tabs[0], 4) == [[1.5, "x", True, "=A1"], ["=A1", None, None, None]]
    assert isinstance(entered(sheet.tabs[0], 0, 3), Formula)
    assert not isinstance(entered(sheet.tabs[0], 1, 0), Formula)


def test_rows_start_where_it_is_said_and_may_differ_in_length() -> None:
    sheet = spreadsheet(tab([["a", "b"], ["c", "d"], ["e", "f"]]))

    send(
        sheet, update([data("x"), data(), data("y", "z")], start={"rowIndex": 1, "columnIndex": 0})
    )

    assert values(sheet.tabs[0], 2) == [["a", "b"], ["x", "d"], ["e", "f"], ["y", "z"]]


def test_a_range_is_cleared_where_the_rows_do_not_cover_it() -> None:
    """The fields of the mask are cleared there, and only these."""
    sheet = dressed()

    send(sheet, update([data("new")], range=grid(0, 0, 8, 2)))

    assert values(sheet.tabs[0], 2) == [["new", None], [None, None], [None, None]]
    assert sheet.tabs[0].cells[1, 1] == Cell(None, {**BOLD, **DATE}, "a note", RULE)


def test_a_range_with_rows_that_are_too_short_is_cleared_at_their_right() -> None:
    sheet = spreadsheet(tab([["a", "b", "c"]]))

    send(sheet, update([data("x")], range=grid(0, 0, 1, 2)))

    assert values(sheet.tabs[0], 3) == [["x", None, "c"]]


def test_a_whole_tab_is_written_and_cleared_at_once() -> None:
    sheet = spreadsheet(tab([["a", "b"], ["c", "d"]]))

    send(sheet, update([data("x")], range={"sheetId": 0}))

    assert sheet.tabs[0].cells == {(0, 0): Cell("x")}


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ("userEnteredValue", Cell(None, {**BOLD, **DATE}, "a note", RULE)),
        ("userEnteredFormat", Cell("old", None, "a note", RULE)),
        ("userEnteredFormat.numberFormat", Cell("old", BOLD, "a note", RULE)),
        ("userEnteredFormat(numberFormat,textFormat.bold)", Cell("old", None, "a note", RULE)),
        ("note", Cell("old", {**BOLD, **DATE}, "", RULE)),
        ("dataValidation", Cell("old", {**BOLD, **DATE}, "a note")),
        ("note,dataValidation,userEnteredFormat", Cell("old")),
    ],
)
def test_fields_of_the_mask_that_are_not_given_are_cleared(fields: str, left: Cell) -> None:
    sheet = dressed()

    send(sheet, update([], fields, range=grid(1, 1, 2, 2)))

    assert sheet.tabs[0].cells[1, 1] == left
    assert sheet.tabs[0].cells[2, 1] == Cell("old", {**BOLD, **DATE}, "a note", RULE)


def test_a_star_is_all_fields_and_a_cell_without_any_is_gone() -> None:
    sheet = dressed()

    send(sheet, update([], "*", range={"sheetId": 0}))

    assert sheet.tabs[0].cells == {}


def test_a_part_of_a_format_is_merged_with_the_rest() -> None:
    sheet = dressed()
    cell = {"userEnteredFormat": {"textFormat": {"italic": True}}}

    send(
        sheet,
        update(
            [{"values": [cell]}],
            "userEnteredFormat.textFormat.italic",
            start={"rowIndex": 1, "columnIndex": 1},
        ),
    )

    assert sheet.tabs[0].cells[1, 1].format == {
        "textFormat": {"bold": True, "italic": True},
        **DATE,
    }


def test_a_whole_format_replaces_the_old_one() -> None:
    sheet = dressed()
    cell = {"userEnteredFormat": BOLD}

    send(sheet, update([{"values": [cell]}], "userEnteredFormat", range=grid(1, 1, 2, 2)))

    assert sheet.tabs[0].cells[1, 1].format == BOLD


def test_equal_formats_are_kept_once() -> None:
    sheet = spreadsheet(tab())
    cells = [{"values": [{"userEnteredFormat": {**DATE}}]} for _ in range(3)]

    send(sheet, update(cells, "userEnteredFormat.numberFormat", start={}))

    assert len({id(cell.format) for cell in sheet.tabs[0].cells.values()}) == 1


def test_an_empty_text_leaves_the_cell_blank() -> None:
    sheet = spreadsheet(column("old"))

    send(sheet, update([data("")], start={}))

    assert sheet.tabs[0].cells == {}


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            update([data("x")], start={"rowIndex": 8}),
            "GridCoordinate.rowIndex[8] is after last row in grid[7]",
        ),
        (
            update([data("x")], start={"columnIndex": 5}),
            "GridCoordinate.columnIndex[5] is after last column in grid[4]",
        ),
        (update([data("x")], start={"rowIndex": -1}), "GridCoordinate indexes must be >= 0"),
        (
            update([data("x")], range={"startRowIndex": 8, "endRowIndex": 9}),
            "Range (Sheet1!A9:9) exceeds grid limits. Max rows: 8, max columns: 5",
        ),
        (
            update([data("x")] * 2, start={"rowIndex": 7}),
            "Attempting to write row: 8, beyond the last requested row of: 7",
        ),
        (
            update([data(*"abcdef")], start={}),
            "Attempting to write column: 5, beyond the last requested column of: 4",
        ),
        (
            update([data("a", "b")], range=grid(0, 0, 1, 1)),
            "Attempting to write column: 1, beyond the last requested column of: 0",
        ),
        (update([data("x")], start={"sheetId": 9}), "No grid with id: 9"),
        (update([]), "Exactly one of range and start must be set."),
        (
            update([], fields=" ", start={}),
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (update([], fields="value", start={}), "Invalid field: value"),
        (
            update([], range={"startRowIndex": 2, "endRowIndex": 2}),
            "endRowIndex[2] must be after startRowIndex[2]",
        ),
        (update([], range={"startRowIndex": -2}), "GridRange indexes must be >= 0"),
        (update([data("x" * 50_001)], start={}), TOO_LONG),
        (
            update([{"values": [{"userEnteredValue": {"formulaValue": "A1"}}]}], start={}),
            "A formula must begin with =.",
        ),
        (
            update([{"values": [{"userEnteredValue": {"errorValue": {"type": "REF"}}}]}], start={}),
            "userEnteredValue.errorValue is read-only.",
        ),
        (
            update(
                [{"values": [{"userEnteredValue": {"numberValue": 1, "stringValue": "1"}}]}],
                start={},
            ),
            "Only one kind of value can be set in userEnteredValue.",
        ),
    ],
)
def test_what_cannot_be_written_is_refused(request_: Json, words: str) -> None:
    """What Google says is quoted; guesses are order, formulas and several values.

    https://github.com/SparkFund/google-apps-clj/issues/23 (coordinates),
    https://github.com/socialpoint-labs/sheetfu/issues/53 (ranges),
    https://github.com/OpenRefine/OpenRefine/issues/2760 (columns),
    https://github.com/estuary/connectors/pull/332 (rows).
    """
    assert refusal(spreadsheet(tab()), request_) == f"Invalid requests[0].updateCells: {words}"


def test_a_range_that_begins_in_the_grid_is_cut_at_its_end() -> None:
    """Measured against the API for repeatCell."""
    sheet = spreadsheet(tab())

    send(sheet, update([data("x")], range=grid(7, 0, 20, 9)))

    assert entered(sheet.tabs[0], 7, 0) == "x"


def test_50000_characters_are_counted_as_in_utf_16() -> None:
    """https://support.google.com/drive/answer/37603.

    That letters beyond the first plane are two characters is as in Java and JavaScript.
    """
    sheet = spreadsheet(tab())

    send(sheet, update([data("x" * 50_000), data("😀" * 25_000)], start={}))

    assert "50000 characters" in refusal(sheet, update([data("😀" * 25_001)], start={}))


@pytest.mark.parametrize(
    "request_",
    [
        update([], "pivotTable", start={}),
        update([{"values": [{"textFormatRuns": []}]}], "*", start={}),
    ],
)
def test_a_field_that_the_emulator_does_not_know_is_refused_loudly(request_: Json) -> None:
    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [request_], OWNER)

    assert caught.value.status == 501


def test_others_cannot_write_into_a_protected_range() -> None:
    """See ``ProtectedRange``.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets
    """
    sheet = spreadsheet(tab())
    sheet.tabs[0].protected_ranges = [{"protectedRangeId": 5, "range": grid(0, 0, 1, 5)}]

    send(sheet, update([data("x")], start={"rowIndex": 1}), user=EDITOR)
    send(sheet, update([data("x")], start={}))

    for request in (
        update([data("y")], start={}),
        update([data("y")], range={"sheetId": 0}),
    ):
        assert refusal(sheet, request, user=EDITOR) == (
            "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. "
            "Please contact the spreadsheet owner to remove protection if you need to edit."
        )


def append(*rows: Json, **place: Any) -> Json:
    return {"appendCells": {"rows": list(rows), "fields": "userEnteredValue", **place}}


def test_rows_are_appended_below_the_last_row_with_a_value_in_any_column() -> None:
    sheet = spreadsheet(tab([["a"], [None, None, "b"]]))
    sheet.tabs[0].cells[5, 0] = Cell(format=BOLD)

    send(sheet, append(data("x"), data("y")))

    assert values(sheet.tabs[0])[:4] == ["a", None, "x", "y"]


def test_appended_rows_that_do_not_fit_get_new_ones() -> None:
    sheet = spreadsheet(column(*range(7)))

    send(sheet, append(data("x"), data("y"), data("z")))

    assert sheet.tabs[0].row_count == 10
    assert values(sheet.tabs[0])[6:] == [6, "x", "y", "z"]


def test_appended_rows_may_not_be_wider_than_the_grid() -> None:
    """https://github.com/OpenRefine/OpenRefine/issues/2760."""
    assert refusal(spreadsheet(tab()), append(data(*range(6)))) == (
        "Invalid requests[0].appendCells: Attempting to write column: 5, beyond the last requested "
        "column of: 4"
    )


def test_appended_rows_count_as_cells() -> None:
    message = refusal(spreadsheet(column(*range(8))), append(data("x")), limits=Limits(cells=44))

    assert message.endswith("above the limit of 44 cells.")


def test_tables_are_not_known() -> None:
    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [append(data("x"), tableId="t")], OWNER)

    assert caught.value.status == 501


def repeat(cell: Json, fields: str, **place: Any) -> Json:
    return {"repeatCell": {"cell": cell, "fields": fields, "range": place}}


def test_a_repeated_formula_moves_its_references_along() -> None:
    """The example of the documentation: =A1 into B2:C4."""
    sheet = spreadsheet(tab())

    send(sheet, repeat(data("=A1")["values"][0], "userEnteredValue", **grid(1, 1, 4, 3)))

    assert values(sheet.tabs[0], 3)[1:] == [
        [None, "=A1", "=B1"],
        [None, "=A2", "=B2"],
        [None, "=A3", "=B3"],
    ]


def test_a_repeated_formula_keeps_references_with_a_dollar() -> None:
    sheet = spreadsheet(tab())

    send(sheet, repeat(data("=$A$1+A$1")["values"][0], "userEnteredValue", **grid(1, 1, 3, 3)))

    assert values(sheet.tabs[0], 3)[2] == [None, "=$A$1+A$1", "=$A$1+B$1"]


def test_a_repeated_format_leaves_values() -> None:
    sheet = spreadsheet(column("a", "b"))

    send(sheet, repeat({"userEnteredFormat": DATE}, "userEnteredFormat", endRowIndex=3))

    assert values(sheet.tabs[0])[:2] == ["a", "b"]
    assert {
        cell.format["numberFormat"]["type"] for cell in sheet.tabs[0].cells.values() if cell.format
    } == {"DATE"}
    assert len(sheet.tabs[0].cells) == 15


def test_repeating_past_the_grid_is_refused_in_googles_words() -> None:
    """Measured against the API."""
    sheet = spreadsheet(tab(size=(999, 20)))
    place = grid(0, 20, 1, 21)

    assert refusal(sheet, repeat({}, "note", **place)) == (
        "Invalid requests[0].repeatCell: Range (Sheet1!U1) exceeds grid limits. "
        "Max rows: 999, max columns: 20"
    )


def test_a_range_of_a_tab_that_is_not_there_is_refused() -> None:
    assert refusal(spreadsheet(tab(sheet_id=7)), repeat({}, "note", sheetId=0)) == (
        "Invalid requests[0].repeatCell: No grid with id: 0"
    )


def validate(rule: Json | None, **place: Any) -> Json:
    request: Json = {"range": place}
    return {"setDataValidation": request if rule is None else {**request, "rule": rule}}


def test_a_rule_is_given_to_every_cell_and_taken_away_again() -> None:
    sheet = spreadsheet(column("a"))

    send(sheet, validate(RULE, **grid(0, 0, 2, 2)))
    assert {place: cell.validation for place, cell in sheet.tabs[0].cells.items()} == dict.fromkeys(
        ((0, 0), (0, 1), (1, 0), (1, 1)), RULE
    )

    send(sheet, validate(None, sheetId=0))
    assert sheet.tabs[0].cells == {(0, 0): Cell("a")}


def test_colours_are_kept_in_255_steps_and_told_twice() -> None:
    """Recorded in ``WorksheetTest.test_format`` of gspread's cassettes.

    https://github.com/burnash/gspread/tree/master/tests/cassettes.
    """
    sheet = spreadsheet(tab())
    cell = {"userEnteredFormat": {"backgroundColor": {"red": 1, "green": 0, "blue": 0.5}}}

    send(sheet, update([{"values": [cell]}], "userEnteredFormat.backgroundColor", start={}))

    kept = {"red": 1, "blue": 0.49803922}
    assert sheet.tabs[0].cells[0, 0].format == {
        "backgroundColor": kept,
        "backgroundColorStyle": {"rgbColor": kept},
    }


def test_the_style_of_a_colour_is_stronger_than_the_colour() -> None:
    sheet = spreadsheet(tab())
    form = {"backgroundColor": {"red": 1}, "backgroundColorStyle": {"rgbColor": {"blue": 1}}}

    send(sheet, update([{"values": [{"userEnteredFormat": form}]}], "userEnteredFormat", start={}))

    assert sheet.tabs[0].cells[0, 0].format == {
        "backgroundColor": {"blue": 1},
        "backgroundColorStyle": {"rgbColor": {"blue": 1}},
    }


def test_taking_a_colours_style_away_takes_the_colour() -> None:
    sheet = spreadsheet(tab())
    form = {"backgroundColor": {"red": 1}, **BOLD}
    send(sheet, update([{"values": [{"userEnteredFormat": form}]}], "userEnteredFormat", start={}))

    send(sheet, update([], "userEnteredFormat.backgroundColorStyle", range={"sheetId": 0}))

    assert sheet.tabs[0].cells[0, 0].format == BOLD
