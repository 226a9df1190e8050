from __future__ import annotations

import io
from typing import Any, Callable, cast

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting import rule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from sheets_runner.workbook.excel import library, package
from sheets_runner.workbook.excel.survival import losses
from tests.unit.workbook import excel_files as files

PLAIN = files.saved(files.book(Data={"A1": "a", "B1": 2}))
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"


def lost(data: bytes) -> list[str]:
    original = package.unpack(data, "book.xlsx")
    trial = io.BytesIO()
    library.load(original, "book.xlsx").save(trial)
    return losses(original, package.unpack(trial.getvalue(), "trial"))


def everyday() -> Any:
    """A workbook with all that the runner promises to keep."""
    book = files.book(Data={"A1": "a", "B1": "b", "A2": 1, "B2": 2, "D1": "link"}, Other={"A1": 1})
    sheet, rules = book["Data"], cast("Any", rule)
    sheet.add_table(Table(displayName="T1", ref="A1:B2"))
    check = DataValidation(type="list", formula1='"a,b"')
    check.add("C1:C9")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add("A2:A9", rules.ColorScaleRule("min", None, "FF0000", "max"))
    sheet.conditional_formatting.add("B2:B9", rules.IconSetRule("3Arrows", "percent", [0, 33, 67]))
    sheet["A1"].comment = Comment("note", "me")
    sheet["D1"].hyperlink = "https://example.com"
    sheet["E1"] = CellRichText("a ", TextBlock(InlineFont(b=True), "bold"))
    sheet.merge_cells("F1:G2")
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    sheet.print_title_rows = "1:1"
    sheet.print_area = "A1:C5"
    sheet.oddHeader.center.text = "&D"
    book["Other"].auto_filter.ref = "A1:A5"
    book.defined_names["rate"] = DefinedName("rate", attr_text="Data!$A$2")
    return book


def test_an_everyday_workbook_loses_nothing() -> None:
    assert lost(files.saved(everyday())) == []


def test_a_workbook_as_excel_writes_it_loses_nothing() -> None:
    """Excel leaves marks in every file that openpyxl drops and nobody misses."""
    data = files.with_change(
        PLAIN,
        "xl/workbook.xml",
        "<workbookPr",
        '<fileVersion appName="xl"/><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice Requires="x">'
        '<y:absPath xmlns:y="urn:y" url="C:\\\\"/></mc:Choice></mc:AlternateContent>'
        '<xr:revisionPtr xmlns:xr="urn:xr" revIDLastSave="0"/><workbookPr',
    )
    data = files.with_change(
        data,
        "xl/workbook.xml",
        "</workbook>",
        '<extLst><ext uri="{140A7094-0E35-4892-8432-C4D2E57EDEB5}"/></extLst></workbook>',
    )
    data = files.with_sheet(
        data,
        "<pageMargins",
        '<phoneticPr fontId="1"/><pageMargins',
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    data = files.with_part(data, "xl/calcChain.xml", kind + "calcChain+xml", tab=False)
    data = files.with_part(data, "xl/printerSettings/p1.bin", kind + "printerSettings")
    data = files.with_part(data, "docProps/thumbnail.jpeg", "image/jpeg", tab=False)

    assert lost(data) == []


@pytest.mark.parametrize(
    "blank", ["<sheetData/>", "<sheetData />", '<sheetData xml:space="default"/>']
)
def test_a_blank_tab_as_excel_and_libreoffice_write_it_loses_nothing(blank: str) -> None:
    data = files.saved(files.book(Blank={}, Data={"A1": 1}))

    assert lost(files.with_sheet(data, "<sheetData>.*</sheetData>|<sheetData ?/>", blank)) == []


def test_a_real_chart_is_told_with_its_tab() -> None:
    book = files.book(Overview={"A1": "a", "A2": 1, "A3": 2})
    chart = BarChart()
    chart.add_data(Reference(book["Overview"], min_col=1, min_row=1, max_row=3))
    book["Overview"].add_chart(chart, "C3")

    assert lost(files.saved(book)) == ['a chart on tab "Overview"']


def test_a_tab_that_is_a_chart_is_told() -> None:
    book = files.book(Data={"A1": 1})
    book.create_chartsheet("Picture").add_chart(BarChart())

    assert 'a tab that is a chart on tab "Picture"' in lost(files.saved(book))


OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("part", "kind", "content", "words"),
    [
        ("xl/drawings/drawing1.xml", DRAWING, "<x:oneCellAnchor><x:pic ></x:pic>", "an image"),
        ("xl/drawings/drawing1.xml", DRAWING, "<twoCellAnchor><sp/>", "a shape or text box"),
        ("xl/media/image1.png", "image/png", "", "an image"),
        ("xl/pivotTables/p1.xml", OFFICE + "spreadsheetml.pivotTable+xml", "", "a pivot table"),
        ("xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", "", "macros"),
        (
            "xl/threadedComments/t1.xml",
            "application/vnd.ms-excel.threadedcomments+xml",
            "",
            "a comment with replies (a plain note would be kept)",
        ),
        ("xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml", "", "a slicer"),
        (
            "customXml/itemProps1.xml",
            OFFICE + "customXmlProperties+xml",
            "",
            "data of another program (custom XML, Power Query or SharePoint)",
        ),
        (
            "xl/ctrlProps/c1.xml",
            "application/vnd.ms-excel.controlproperties+xml",
            "",
            "a form control, such as a button or an old checkbox",
        ),
        (
            "xl/metadata.xml",
            OFFICE + "spreadsheetml.sheetMetadata+xml",
            "",
            "a formula that spills over several cells, or a data type",
        ),
        (
            "xl/new/thing1.xml",
            "application/vnd.ms-excel.thing+xml",
            "",
            'something this version does not know ("xl/new/thing1.xml")',
        ),
    ],
)
def test_a_part_that_would_be_lost_is_told_in_peoples_words(
    part: str, kind: str, content: str, words: str
) -> None:
    original = package.unpack(files.with_part(PLAIN, part, kind, content), "book.xlsx")

    assert losses(original, package.unpack(PLAIN, "trial")) == [f'{words} on tab "Data"']


def test_what_belongs_to_the_whole_workbook_is_told_without_a_tab() -> None:
    data = files.with_part(
        PLAIN, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", tab=False
    )

    assert lost(data) == ["macros"]


def test_a_drawing_without_a_shape_is_nothing() -> None:
    assert lost(files.with_part(PLAIN, "xl/drawings/drawing1.xml", DRAWING, "<x:wsDr/>")) == []


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ('<extLst><ext uri="{05c60535-1f16-4fd2-b633-f4f36f0b64e0}"/></extLst>', "a sparkline"),
        (
            '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst>',
            "a conditional format of a newer kind",
        ),
        (
            '<extLst><ext uri="{0}"/></extLst>',
            'something this version does not know ("{0}")',
        ),
        (
            '<protectedRanges><protectedRange sqref="A1" name="x"/></protectedRanges>',
            'a range for certain people ("Allow Edit Ranges")',
        ),
        ("<strange/>", 'something this version does not know ("strange")'),
    ],
)
def test_a_lost_element_of_a_tab_is_told_in_peoples_words(xml: str, words: str) -> None:
    original = package.unpack(
        files.with_sheet(PLAIN, "<pageMargins", xml.replace("\\", "") + "<pageMargins"), "book.xlsx"
    )

    assert losses(original, package.unpack(PLAIN, "trial")) == [f'{words} on tab "Data"']


def test_a_control_in_an_old_drawing_is_told() -> None:
    vml = '<xml><x:ClientData ObjectType="Note"/><x:ClientData ObjectType="Checkbox"/></xml>'
    original = package.unpack(
        files.with_part(PLAIN, "xl/drawings/vmlDrawing1.vml", VML, vml), "book.xlsx"
    )

    assert losses(original, package.unpack(PLAIN, "trial")) == [
        "a note",
        "a form control, such as a button or an old checkbox",
    ]


def drop_name(book: Any) -> None:
    del book.defined_names["rate"]


def drop_note(book: Any) -> None:
    book["Data"]["A1"].comment = None


def drop_font(book: Any) -> None:
    book["Data"]["E1"] = "a bold"


@pytest.mark.parametrize(
    ("drop", "words"),
    [
        (drop_name, ['something this version does not know ("name rate")']),
        (drop_note, ["a note"]),
        (drop_font, ["text with several fonts in one cell"]),
    ],
)
def test_a_trial_that_lost_something_small_is_found_out(
    drop: Callable[[Any], None], words: list[str]
) -> None:
    original = package.unpack(files.saved(everyday()), "book.xlsx")
    trial = everyday()
    drop(trial)

    assert losses(original, package.unpack(files.saved(trial), "trial")) == words
