"""Tabs as read from what Google's API tells of their cells.

Shapes: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells; how
blank cells and rows are told of is recorded in
https://github.com/burnash/gspread/tree/master/tests/cassettes (``WorksheetTest.test_get_notes``).
"""

from __future__ import annotations

from typing import Any

import pytest

from sheets_runner.table.cells import EMPTY, RawCell
from sheets_runner.workbook.google import reading
from sheets_runner.workbook.google.state import Json


def sheet(*rows: Any, start: tuple[int, int] = (0, 0), merges: tuple[Json, ...] = ()) -> Json:
    """Return a tab as the API tells it; a row is a list of ``CellData``."""
    data: Json = {"rowData": [{"values": row} if row else {} for row in rows]}
    if start != (0, 0):
        data.update(startRow=start[0], startColumn=start[1])
    told: Json = {"properties": {"sheetId": 0, "title": "Queries"}, "data": [data]}
    return {**told, "merges": list(merges)} if merges else told


def one(cell: Json) -> RawCell:
    """Return the only cell of a tab as it is read."""
    return reading.table(sheet([cell]), "en_GB", "Europe/London").cell(1, 1)


def number(value: float, **number_format: str) -> Json:
    shown = {"effectiveFormat": {"numberFormat": number_format}} if number_format else {}
    content = {"numberValue": value}
    return {"userEnteredValue": content, "effectiveValue": content, **shown}


def text(value: str) -> Json:
    return {"userEnteredValue": {"stringValue": value}, "effectiveValue": {"stringValue": value}}


def merge(top: int, bottom: int, left: int, right: int) -> Json:
    return {
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }


def test_a_table_says_whose_it_is() -> None:
    table = reading.table(sheet([text("Event")]), "en_GB", "Europe/London")

    assert (table.tab, table.locale, table.timezone) == ("Queries", "en_GB", "Europe/London")
    assert table.keeps_formulas
    assert table.rows == ((RawCell("Event"),),)


def test_a_blank_tab_has_no_rows() -> None:
    """A masked blank grid is ``{"data": [{}]}``; without a mask for data there is none at all."""
    properties = {"properties": {"sheetId": 0, "title": "Queries"}}

    assert reading.table({**properties, "data": [{}]}, "", "").rows == ()
    assert reading.table(properties, "", "").rows == ()


def test_rows_are_as_long_as_their_last_used_cell() -> None:
    look = {"effectiveFormat": {"numberFormat": {"type": "DATE", "pattern": "yyyy"}}}
    told = sheet([text("a"), {}, text("c"), {}], [], [{}, text("x"), look], [look])

    assert reading.table(told, "", "").rows == (
        (RawCell("a"), EMPTY, RawCell("c")),
        (),
        (EMPTY, RawCell("x")),
    )


def test_parts_of_a_tab_are_where_they_say() -> None:
    told = sheet([text("a")], start=(1, 2))
    told["data"].append(sheet([text("b")], start=(3, 0))["data"][0])

    assert reading.table(told, "", "").rows == (
        (),
        (EMPTY, EMPTY, RawCell("a")),
        (),
        (RawCell("b"),),
    )


VALUES: list[tuple[Json, object]] = [
    ({"stringValue": "007"}, "007"),
    ({"stringValue": "\ud83d"}, "\ud83d"),
    ({"boolValue": False}, False),
    ({"numberValue": 7.0}, 7),
    ({"numberValue": 2.5}, 2.5),
    ({"numberValue": 123456789012345}, 123456789012345),
    ({"numberValue": 1.234567890123456e15}, 1234567890123456),
    ({"numberValue": 1e20}, 100000000000000000000),
    ({"numberValue": -0.0}, 0),
    ({"numberValue": -1.5}, -1.5),
    ({}, None),
]


@pytest.mark.parametrize(("shown", "value"), VALUES, ids=str)
def test_a_cell_has_the_value_that_it_shows(shown: Json, value: object) -> None:
    cell = one({"userEnteredValue": shown, "effectiveValue": shown})

    assert (cell.value, type(cell.value)) == (value, type(value))
    assert (cell.format, cell.formula, cell.error, cell.merged) == ("General", "", "", "")


def test_a_formula_has_its_result_and_the_format_of_that() -> None:
    told = {
        "userEnteredValue": {"formulaValue": "=TODAY()"},
        "effectiveValue": {"numberValue": 46203},
        "effectiveFormat": {"numberFormat": {"type": "DATE", "pattern": "M/d/yyyy"}},
    }

    assert one(told) == RawCell(46203, "M/d/yyyy", "=TODAY()")


@pytest.mark.parametrize("shown", [{"effectiveValue": {"stringValue": ""}}, {}])
def test_a_formula_that_gives_empty_text_is_no_blank_cell_but_says_nothing(shown: Json) -> None:
    cell = one({"userEnteredValue": {"formulaValue": '=""'}, **shown})

    assert cell.formula == '=""'
    assert not cell.value


def test_cells_that_an_array_formula_fills_are_read_like_any_other() -> None:
    first = {
        "userEnteredValue": {"formulaValue": "=Plan!A1:B1"},
        "effectiveValue": {"stringValue": "Event"},
    }
    told = sheet([first, {"effectiveValue": {"stringValue": "Dates"}}])

    assert reading.table(told, "", "").rows == (
        (RawCell("Event", formula="=Plan!A1:B1"), RawCell("Dates")),
    )


ERRORS = {
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "N_A": "#N/A",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "LOADING": "Loading...",
    "ERROR": "#ERROR!",
    "SOMETHING_NEW": "#ERROR!",
}


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_is_told_as_the_cell_shows_it(kind: str) -> None:
    told = {
        "userEnteredValue": {"formulaValue": "=A9"},
        "effectiveValue": {"errorValue": {"type": kind, "message": "For people."}},
    }

    assert one(told) == RawCell(None, formula="=A9", error=ERRORS[kind])


def test_an_error_without_a_type_is_one_all_the_same() -> None:
    assert one({"effectiveValue": {"errorValue": {}}}).error == "#ERROR!"


def test_a_checkbox_is_known_by_its_validation() -> None:
    box = {"dataValidation": {"condition": {"type": "BOOLEAN"}}}
    list_ = {"dataValidation": {"condition": {"type": "ONE_OF_LIST"}}}
    false = {
        "userEnteredValue": {"boolValue": False},
        "effectiveValue": {"boolValue": False},
    }

    assert one({**false, **box}) == RawCell(False, checkbox=True)
    assert one({**false, **list_}) == RawCell(False)
    assert one(false) == RawCell(False)
    assert one(box) == EMPTY


FORMATS: list[tuple[dict[str, str], str]] = [
    ({"type": "DATE", "pattern": "dd.mm.yyyy"}, "dd.mm.yyyy"),
    ({"type": "DATE"}, "yyyy-mm-dd"),
    ({"type": "TIME"}, "hh:mm:ss"),
    ({"type": "DATE_TIME"}, "yyyy-mm-dd hh:mm:ss"),
    ({"type": "DATE", "pattern": "0"}, "yyyy-mm-dd"),
    ({"type": "TIME", "pattern": "[h]:mm:ss"}, "[h]:mm:ss"),
    ({"type": "NUMBER", "pattern": "[h]:mm:ss"}, "[h]:mm:ss"),
    ({"type": "NUMBER", "pattern": "#,##0.00"}, "#,##0.00"),
    ({"type": "NUMBER"}, "General"),
    ({"type": "PERCENT"}, "0.00%"),
    ({"type": "PERCENT", "pattern": "0%"}, "0%"),
    ({"type": "CURRENCY", "pattern": "[$£-809]#,##0"}, "[$£-809]#,##0"),
    ({"type": "CURRENCY"}, "General"),
    ({"type": "SCIENTIFIC"}, "0.00E+00"),
    ({"type": "TEXT"}, "@"),
    ({"type": "SOMETHING_NEW"}, "General"),
]


@pytest.mark.parametrize(("told", "pattern"), FORMATS, ids=str)
def test_a_format_without_a_pattern_has_one_of_its_type_but_no_currency_is_guessed(
    told: dict[str, str], pattern: str
) -> None:
    """What is not set is left to the spreadsheet's locale: ``NumberFormat`` of the reference."""
    assert one(number(1, **told)).format == pattern


def test_every_cell_of_a_merge_says_so() -> None:
    told = sheet([text("a"), text("b")], merges=(merge(0, 2, 1, 3),))

    assert reading.table(told, "", "").rows == (
        (RawCell("a"), RawCell("b", merged="B1:C2"), RawCell(merged="B1:C2")),
        (EMPTY, RawCell(merged="B1:C2"), RawCell(merged="B1:C2")),
    )


def test_a_merge_at_the_tabs_corner_may_leave_its_beginning_out() -> None:
    told = sheet([text("a")], merges=({"endRowIndex": 1, "endColumnIndex": 2},))

    assert reading.table(told, "", "").rows == (
        (RawCell("a", merged="A1:B1"), RawCell(merged="A1:B1")),
    )


def test_of_a_huge_merge_only_the_part_beside_other_cells_is_told() -> None:
    told = sheet([text("a"), text("b")], [], [text("x")], merges=(merge(1, 400_000, 1, 20),))

    assert reading.table(told, "", "").rows == (
        (RawCell("a"), RawCell("b")),
        (EMPTY, RawCell(merged="B2:T400000")),
        (RawCell("x"), RawCell(merged="B2:T400000")),
    )


def test_a_huge_merge_of_a_blank_tab_is_one_cell() -> None:
    told = sheet(merges=(merge(0, 400_000, 0, 20),))

    assert reading.table(told, "", "").rows == ((RawCell(merged="A1:T400000"),),)
