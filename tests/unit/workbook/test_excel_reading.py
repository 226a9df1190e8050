from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.formula import ArrayFormula

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import EMPTY, RawCell
from tests.unit.workbook import excel_files as files
from tests.unit.workbook.excel_files import Shelf


def with_cell(xml: str) -> bytes:
    """A workbook whose cell A1 is written so."""
    made = files.saved(files.book(Data={"A1": 1}))
    return files.with_sheet(made, "<c r.*</c>", xml)


@pytest.mark.parametrize(
    ("value", "serial", "pattern"),
    [
        (date(2025, 6, 7), 45815, "yyyy-mm-dd"),
        (datetime(2025, 6, 7, 18, 0), 45815.75, "yyyy-mm-dd h:mm:ss"),
        (time(18, 0), 0.75, "h:mm:ss"),
        (timedelta(hours=30), 1.25, "[hh]:mm:ss"),
    ],
)
@pytest.mark.parametrize("mac", [False, True])
def test_dates_and_times_are_serial_numbers_since_1899_in_both_systems(
    shelf: Shelf, value: object, serial: float, pattern: str, mac: bool
) -> None:
    made = files.book(Data={})
    if mac:
        made.epoch = MAC_EPOCH
    made["Data"]["A1"] = value
    cell = shelf.put(made).read("Data").cell(1, 1)

    assert cell == RawCell(serial, pattern)


def test_a_plain_number_is_the_same_in_both_systems(shelf: Shelf) -> None:
    made = files.book(Data={"A1": 45815})
    made.epoch = MAC_EPOCH

    assert shelf.put(made).read("Data").cell(1, 1) == RawCell(45815)


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        ('<c r="A1" t="d"><v>2025-06-07T18:00:00</v></c>', (45815.75, "yyyy-mm-dd hh:mm:ss")),
        ('<c r="A1" t="b"><v>1</v></c>', (True, "General")),
        ('<c r="A1"><v>0.30000000000000004</v></c>', (0.30000000000000004, "General")),
        ('<c r="A1" t="str"><v>_x0041_</v></c>', ("A", "General")),
        ('<c r="A1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', ("_x0041_", "General")),
        ('<c r="A1" t="inlineStr"><is><t> </t></is></c>', (" ", "General")),
    ],
)
def test_values_are_read_as_they_are_stored(
    shelf: Shelf, xml: str, cell: tuple[object, str]
) -> None:
    found = shelf.put(with_cell(xml)).read("Data").cell(1, 1)

    assert (found.value, found.format) == cell


def test_a_date_column_in_iso_form_keeps_its_own_format(shelf: Shelf) -> None:
    made = files.saved(files.book(Data={"A1": date(2025, 6, 7)}))
    made = files.with_sheet(made, 't="n"><v>45815</v>', 't="d"><v>2025-06-08</v>')

    assert shelf.put(made).read("Data").cell(1, 1) == RawCell(45816.0, "yyyy-mm-dd")


def test_a_number_too_large_for_a_date_stays_what_it_is(shelf: Shelf) -> None:
    made = files.book(Data={"A1": 99999999})
    made["Data"]["A1"].number_format = "yyyy-mm-dd"

    assert shelf.put(made).read("Data").cell(1, 1).value == 99999999


def test_shared_strings_are_unescaped_too(shelf: Shelf) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    table = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>_x005F_x0041_ x005F_ _x000D_</t></si><si/></sst>"
    )
    made = with_cell('<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>')
    made = files.with_part(made, "xl/sharedStrings.xml", kind, table, tab=False)

    rows = shelf.put(made).read("Data").rows
    assert [[cell.value for cell in row] for row in rows] == [["_x0041_ x005F_ \r"]]


def test_rich_text_is_read_as_plain_text(shelf: Shelf) -> None:
    rich = CellRichText("a ", TextBlock(InlineFont(b=True), "bold"), " z")

    assert shelf.put(files.book(Data={"A1": rich})).read("Data").cell(1, 1) == RawCell("a bold z")


@pytest.mark.parametrize(
    ("xml", "cell"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', RawCell(2, formula="=1+1")),
        ('<c r="A1" t="str"><f>"x"</f><v>x</v></c>', RawCell("x", formula='="x"')),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', RawCell(formula='=""')),
        ('<c r="A1"><f>1+1</f></c>', RawCell(formula="=1+1")),
        ('<c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>', RawCell(formula="=NA()", error="#N/A")),
        ('<c r="A1" t="e"><v>#REF!</v></c>', RawCell(error="#REF!")),
        (
            '<c r="A1"><f t="dataTable" ref="A1:A2" dt2D="0" dtr="0" r1="C1"/><v>5</v></c>',
            RawCell(5, formula="=TABLE(C1,)"),
        ),
    ],
)
def test_a_formula_is_read_with_its_last_result(shelf: Shelf, xml: str, cell: RawCell) -> None:
    assert shelf.put(with_cell(xml)).read("Data").cell(1, 1) == cell


def test_every_cell_that_an_array_formula_fills_has_its_formula(shelf: Shelf) -> None:
    made = files.book(Data={"A1": ArrayFormula("A1:A3", "=B1:B3"), "A2": 2, "A4": 4})

    rows = shelf.put(made).read("Data").rows
    assert [row[0].formula for row in rows] == ["=B1:B3"] * 3 + [""]


def test_every_cell_of_a_merged_range_is_marked_with_it(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "x"})
    made["Data"].merge_cells("A1:B2")

    table = shelf.put(made).read("Data")
    assert [[cell.merged for cell in row] for row in table.rows] == [["A1:B2"] * 2] * 2
    assert [[cell.value for cell in row] for row in table.rows] == [["x", None], [None, None]]


def test_a_huge_merged_range_is_marked_beside_other_cells_only(shelf: Shelf) -> None:
    made = files.book(Data={"A1": "x", "B3": "y"})
    made["Data"].merge_cells("D1:M1001")

    table = shelf.put(made).read("Data")
    assert len(table.rows) == 3
    assert table.cell(1, 4).merged == ""

    made = files.book(Data={"A1": "x", "E3": "y"})
    made["Data"].merge_cells("D4:M1004")
    assert len(shelf.put(made).read("Data").rows) == 3


def test_cells_that_only_have_a_look_are_not_there(shelf: Shelf) -> None:
    made = files.book(Data={"B2": "x"})
    for place in ("C2", "Z99"):
        made["Data"][place].number_format = "0.00"

    assert shelf.put(made).read("Data").rows == ((), (EMPTY, RawCell("x")))


def test_an_empty_tab_has_no_rows(shelf: Shelf) -> None:
    assert shelf.put(files.book(Data={})).read("Data").rows == ()


def test_a_file_that_openpyxl_cannot_make_sense_of_is_damaged(shelf: Shelf) -> None:
    made = with_cell('<c r="A1" t="s"><v>77</v></c>')

    with pytest.raises(WorkbookError, match="is damaged"):
        shelf.put(made).read("Data")
