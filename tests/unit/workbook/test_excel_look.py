from __future__ import annotations

from typing import Any

import pytest
from openpyxl.styles import PatternFill

from sheets_runner.workbook.base import Column, EnsureColumns, FillRow, MakeTab, ReplaceTable
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf

COLUMNS = (
    Column("Get", 14, choices=("Event count", 'a "b"')),
    Column("Reads as", 40, wrap=True, note="In plain words.\nWritten before any call."),
    Column("ID", hidden=True),
    Column("Count", format="#,##0"),
    Column("Status", 12, tints=(("✅", "C6EFCE"), ('say "x"', "FFC7CE"))),
)


@pytest.fixture(name="sheet")
def _sheet(shelf: Shelf) -> Any:
    shelf.put(files.book())
    shelf.runner().apply([MakeTab("Queries", COLUMNS, (("Event count", "a\nb\nc"),))])
    return shelf.look()["Queries"]


def test_headers_are_bold_tinted_and_stay_in_sight(sheet: Any) -> None:
    assert [cell.font.b for cell in sheet[1]] == [True] * 5
    assert {cell.fill.fgColor.rgb for cell in sheet[1]} == {"00DDEBF7"}
    assert sheet["A1"].font.name == sheet["A2"].font.name
    assert sheet.freeze_panes == "A2"


def test_columns_have_their_widths_and_formats(sheet: Any) -> None:
    columns = sheet.column_dimensions
    assert [columns[letter].width for letter in "ABCDE"] == [14, 40, 12, 12, 12]
    assert [letter for letter in "ABCDE" if columns[letter].hidden] == ["C"]
    assert columns["D"].number_format == "#,##0"
    assert sheet["B2"].alignment.wrap_text
    assert sheet["A2"].alignment.vertical == "top"


def test_dates_are_flush_left_so_that_they_do_not_touch_the_next_column(shelf: Shelf) -> None:
    shelf.put(files.book())
    columns = (Column("From", format="yyyy-mm-dd"), Column("Count", format="#,##0"))

    shelf.runner().apply([MakeTab("Queries", columns, ((None, 1),))])

    dimensions = shelf.look()["Queries"].column_dimensions
    assert dimensions["A"].alignment.horizontal == "left"
    assert dimensions["B"].alignment.horizontal is None


def test_a_drop_down_warns_but_lets_people_have_their_way(sheet: Any) -> None:
    (check,) = sheet.data_validations.dataValidation
    assert check.formula1 == '"Event count,a ""b"""'
    assert str(check.sqref) == "A2:A1048576"
    assert (check.errorStyle, check.showErrorMessage) == ("warning", True)


def test_yes_and_no_stand_for_checkboxes(shelf: Shelf) -> None:
    shelf.put(files.book())
    columns = (Column("Active", checkbox=True),)
    shelf.runner().apply([MakeTab("Queries", columns, ((True,), (False,), ("maybe",), (None,)))])

    sheet = shelf.look()["Queries"]
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == ["yes", "no", "maybe", None]
    (check,) = sheet.data_validations.dataValidation
    assert (check.formula1, str(check.sqref)) == ('"yes,no"', "A2:A1048576")


def test_a_shaded_column_is_shaded_to_its_end(shelf: Shelf) -> None:
    shelf.put(files.book())
    shelf.runner().apply([MakeTab("Queries", (Column("Status", shade="FFFDF4"),), (("x",),))])

    sheet = shelf.look()["Queries"]
    fills = [sheet[cell].fill.fgColor.rgb for cell in ("A1", "A2")]
    assert fills == ["00DDEBF7", "00FFFDF4"]
    assert sheet.column_dimensions["A"].fill.fgColor.rgb == "00FFFDF4"


@pytest.mark.parametrize("choices", [("a,b",), ("x" * 256,)])
def test_a_drop_down_that_excel_cannot_hold_is_left_out(
    shelf: Shelf, choices: tuple[str, ...]
) -> None:
    shelf.put(files.book())
    shelf.runner().apply([MakeTab("Queries", (Column("Get", choices=choices),))])

    sheet = shelf.look()["Queries"]
    assert sheet["A1"].value == "Get"
    assert sheet.data_validations.dataValidation == []


def test_a_note_explains_the_header(sheet: Any) -> None:
    assert sheet["B1"].comment.text == "In plain words.\nWritten before any call."


def test_colours_follow_the_words(sheet: Any) -> None:
    (formats,) = sheet.conditional_formatting
    assert str(formats.sqref) == "E2:E1048576"
    assert [rule.formula for rule in formats.rules] == [
        ['LEFT(E2,LEN("✅"))="✅"'],
        ['LEFT(E2,LEN("say ""x"""))="say ""x"""'],
    ]
    assert formats.rules[0].dxf.fill.bgColor.rgb == "00C6EFCE"


def test_a_row_is_high_enough_for_its_text(sheet: Any) -> None:
    assert sheet.row_dimensions[2].height == 48
    assert sheet.row_dimensions[1].height is None


def test_the_runners_headers_in_the_teams_tab_have_a_tint_of_their_own(shelf: Shelf) -> None:
    shelf.put(files.book(Data={"A1": "a"}))
    shelf.runner().apply([EnsureColumns("Data", 1, (Column("Status"),))])

    assert shelf.look()["Data"]["B1"].fill.fgColor.rgb == "00FFF2CC"


@pytest.mark.parametrize(
    ("last", "groups"),
    [(9, {(1, 2): 30, (3, 3): 10, (4, 9): 30}), (3, {(1, 2): 30, (3, 3): 10})],
)
def test_a_group_of_columns_is_taken_apart_where_one_gets_settings_of_its_own(
    shelf: Shelf, last: int, groups: dict[tuple[int, int], int]
) -> None:
    made = files.book(Data={"B1": "a"})
    made["Data"].column_dimensions["A"].width = 30
    made["Data"].column_dimensions["A"].min, made["Data"].column_dimensions["A"].max = 1, last
    shelf.put(made)
    shelf.runner().apply([EnsureColumns("Data", 1, (Column("Status", 10),))])

    found = {
        (group.min, group.max): group.width
        for group in shelf.look()["Data"].column_dimensions.values()
    }
    assert found == groups


def test_what_people_change_about_the_look_stays(shelf: Shelf) -> None:
    shelf.put(files.book())
    table = ReplaceTable("Out", (Column("a", 10, format="0.0"), Column("b")), ((1, 2), (3, 4)))
    shelf.runner().apply([table])
    made = shelf.look()
    sheet = made["Out"]
    sheet.column_dimensions["A"].width = 33
    sheet["A2"].number_format = "0.000"
    sheet["A1"].fill = PatternFill("solid", fgColor="FF0000")
    sheet.freeze_panes = None
    sheet.auto_filter.ref = None
    shelf.put(made)
    more = ReplaceTable("Out", table.columns, ((1, 2), (3, 4), (5, 6)))
    shelf.runner().apply([more])

    look = shelf.look()["Out"]
    assert look.column_dimensions["A"].width == 33
    assert [look.cell(row, 1).number_format for row in (2, 3, 4)] == ["0.000", "0.0", "0.000"]
    assert look["A1"].fill.fgColor.rgb == "00FF0000"
    assert look.freeze_panes is None
    assert look.auto_filter.ref is None


def test_a_height_that_somebody_set_stays_and_others_follow_the_text(shelf: Shelf) -> None:
    data = files.saved(files.book(Data={"A1": "a", "A2": "x", "A3": "y", "A4": "z"}))
    for row, attributes in ((2, 'ht="99" customHeight="1"'), (3, 'ht="60"'), (4, 'ht="60" s="0"')):
        data = files.with_sheet(data, f'<row r="{row}"', f'<row r="{row}" {attributes}')
    shelf.put(data)
    shelf.runner().apply([EnsureColumns("Data", 1, (Column("Message", 20, wrap=True),))])
    text = {"Message": "word " * 10}
    shelf.runner().apply([FillRow("Data", 1, 2, text), FillRow("Data", 1, 3, text)])

    rows = files.parts_of(shelf.path.read_bytes())[files.SHEET].split("<row ")[2:]
    assert [row.split(">")[0] for row in rows] == [
        'r="2" ht="99" customHeight="1"',
        'r="3" ht="48"',
        'r="4" ht="60"',
    ]

    shelf.runner().apply([FillRow("Data", 1, 3, {"Message": "short"})])
    assert shelf.look()["Data"].row_dimensions[3].height is None


def test_rows_below_a_shorter_table_have_their_usual_height_again(shelf: Shelf) -> None:
    shelf.put(files.book())
    columns = (Column("Message", 20, wrap=True),)
    for rows in ((("one",), ("a\nb\nc",)), (("one",),)):
        shelf.runner().apply([ReplaceTable("Out", columns, rows)])

    assert shelf.look()["Out"].row_dimensions[3].height is None
