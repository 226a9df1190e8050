from __future__ import annotations

from datetime import date, datetime

import pytest
from openpyxl.styles import Alignment, Font
from openpyxl.utils.datetime import MAC_EPOCH

from sheets_runner.errors import EditRefused
from sheets_runner.workbook.base import Column, EnsureColumns, FillRow, ReplaceTable, Value
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf


def write(shelf: Shelf, *values: Value, owner: str = "") -> None:
    columns = tuple(Column(f"c{number}") for number in range(len(values)))
    shelf.runner().apply([ReplaceTable("Out", columns, [values], owner)])


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-5", "@x", "'x", "#N/A", "TRUE", "false", "007", "1e5", ".5"]
)
def test_text_that_editing_would_change_has_a_quote_prefix(shelf: Shelf, text: str) -> None:
    shelf.put(files.book())
    write(shelf, text)
    cell = shelf.look()["Out"]["A2"]

    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize("text", ["plain", "truely", "✅ Done", "a=1"])
def test_other_text_has_none(shelf: Shelf, text: str) -> None:
    shelf.put(files.book())
    write(shelf, text)

    assert not shelf.look()["Out"]["A2"].quotePrefix


def test_a_quote_prefix_goes_with_its_text(shelf: Shelf) -> None:
    shelf.put(files.book())
    write(shelf, "=1")
    write(shelf, 1)

    assert not shelf.look()["Out"]["A2"].quotePrefix


def test_dates_are_right_in_a_workbook_that_counts_from_1904(shelf: Shelf) -> None:
    made = files.book()
    made.epoch = MAC_EPOCH
    shelf.put(made)
    write(shelf, date(2025, 6, 7), datetime(2025, 6, 7, 18, 0), date(1903, 12, 31))

    assert [cell.value for cell in shelf.runner().read("Out").rows[1]] == [
        *(45815, 45815.75, "1903-12-31"),
    ]
    assert shelf.look()["Out"]["B2"].value == datetime(2025, 6, 7, 18, 0)


def test_a_day_before_excels_calendar_is_text(shelf: Shelf) -> None:
    shelf.put(files.book())
    write(shelf, date(1900, 2, 28), date(1900, 3, 1))

    assert [cell.value for cell in shelf.runner().read("Out").rows[1]] == ["1900-02-28", 61]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_text(shelf: Shelf, value: float) -> None:
    shelf.put(files.book())
    write(shelf, value)

    assert shelf.runner().read("Out").cell(2, 1).value == str(value)


def test_the_longest_text_fits_although_its_escapes_make_it_longer(shelf: Shelf) -> None:
    shelf.put(files.book())
    text = "_x0041_" + "é" * 32760
    write(shelf, text)

    assert shelf.runner().read("Out").cell(2, 1).value == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 32768, "32,768 characters does not fit a cell, which holds 32,767"),
        ("😀" * 16384, "32,768 characters"),
        ("a\x07", r"cannot hold the character U\+0007"),
    ],
)
def test_text_that_no_cell_can_hold_is_refused(shelf: Shelf, text: str, words: str) -> None:
    shelf.put(files.book())

    with pytest.raises(EditRefused, match=words):
        write(shelf, text, owner="row-1")


def test_a_number_format_changes_only_where_it_would_not_fit(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "a", "B1": "b", "C1": "c", "D1": "d"})
    for place, pattern in (("A2", "dd/mm/yy"), ("B2", "0.0"), ("C2", "dd/mm/yy"), ("D2", "0.0")):
        made["Data"][place].number_format = pattern
    shelf.put(made)
    moment = datetime(2025, 6, 7)
    shelf.runner().apply([FillRow("Data", 1, 2, {"a": moment, "b": moment, "c": 1, "d": 1})])

    formats = [shelf.look()["Data"].cell(2, place).number_format for place in range(1, 5)]
    assert formats == ["dd/mm/yy", "yyyy-mm-dd hh:mm:ss", "General", "0.0"]


def test_a_new_cell_looks_like_its_row_or_else_its_column(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "a", "B1": "b"})
    sheet = made["Data"]
    sheet.row_dimensions[2].font = Font(italic=True)
    sheet.column_dimensions["A"].alignment = Alignment(horizontal="center")
    shelf.put(made)
    shelf.runner().apply([FillRow("Data", 1, row, {"a": 1, "b": 1}) for row in (2, 3)])

    look = shelf.look()["Data"]
    assert look["A2"].font.italic
    assert look["A2"].alignment.horizontal is None
    assert look["A3"].alignment.horizontal == "center"
    assert not look["B3"].has_style


def test_a_cell_covered_by_a_merged_one_is_not_written(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "a", "B1": "b"})
    made["Data"].merge_cells("A2:B2")
    shelf.put(made)

    with pytest.raises(EditRefused, match='Cell B2 on tab "Data" is part of merged cells'):
        shelf.runner().apply([FillRow("Data", 1, 2, {"b": 1}, "row-1")])


def test_there_must_be_room_for_the_runners_columns(shelf: Shelf) -> None:
    shelf.put(files.book(Data={"A1": "a", "XFD1": "last"}))

    with pytest.raises(EditRefused, match="its last column is in use"):
        shelf.runner().apply([EnsureColumns("Data", 1, (Column("b"),), "row-1")])


def test_the_runners_columns_come_right_of_merged_cells_and_tables_too(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "a", "A2": 1})
    made["Data"].merge_cells("B1:C1")
    shelf.put(made)
    shelf.runner().apply([EnsureColumns("Data", 2, (Column("b"),))])

    assert shelf.look()["Data"]["D2"].value == "b"
