from __future__ import annotations

import io
import zipfile

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.excel import package
from tests.unit.workbook import excel_files as files

MAIN = "spreadsheetml.sheet.main+xml"


def refusal(data: bytes) -> str:
    with pytest.raises(WorkbookError) as caught:
        package.unpack(data, "book.xlsx")
    return str(caught.value)


def typed(kind: str) -> bytes:
    """A workbook whose main part says that it is of another kind."""
    parts = files.parts_of(files.saved(files.book()))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(package.MAIN, kind)
    return files.packed(parts)


def test_tabs_are_known_by_their_parts_in_order() -> None:
    found = package.unpack(files.saved(files.book(One={}, Two={})), "book.xlsx")

    assert found.tabs == {"One": "xl/worksheets/sheet1.xml", "Two": "xl/worksheets/sheet2.xml"}
    assert found.kinds["xl/worksheets/sheet1.xml"].endswith("worksheet+xml")


def test_a_part_is_on_the_tab_it_hangs_on() -> None:
    data = files.with_part(files.saved(files.book(One={})), "xl/x.bin", "a/b")
    found = package.unpack(data, "book.xlsx")

    assert found.tab_of("xl/x.bin") == "One"
    assert found.tab_of("xl/styles.xml") == ""


def test_relative_and_outside_targets_are_understood() -> None:
    parts = files.parts_of(files.saved(files.book(One={})))
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = files.RELATIONS.format(
        target="../x.bin"
    ).replace(
        "</Rel",
        '<Relationship Id="b" TargetMode="External" Target="http://a"/>'
        '<Relationship Id="c" Target="../x.bin"/></Rel',
    )
    found = package.unpack(files.packed({**parts, "xl/x.bin": ""}), "book.xlsx")

    assert found.tab_of("xl/x.bin") == "One"
    assert found.tab_of("http://a") == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"Name,Get\na,b\n", "is not an Excel workbook"),
        (b"", "is not an Excel workbook"),
        (package.OLE + b"\x00" * 100, "is an old Excel file (.xls)"),
        (package.OLE + package.ENCRYPTED, "is protected with a password"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (files.packed({"a.txt": "a"}), "is a zip file, but no Excel workbook"),
        (
            files.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "is an OpenDocument file (.ods)",
        ),
    ],
    # A zip file holds the time at which it was packed.
    ids=["text", "empty", "xls", "password", "damaged", "zip", "ods"],
)
def test_what_is_no_xlsx_is_refused_in_plain_words(data: bytes, words: str) -> None:
    message = refusal(data)

    assert message.startswith('"book.xlsx" ')
    assert words in message


@pytest.mark.parametrize(("kind", "words"), package.OTHER_MAINS.items())
def test_other_kinds_of_workbook_are_refused_by_name(kind: str, words: str) -> None:
    assert words in refusal(typed(kind))


def test_a_strict_workbook_is_refused_since_its_cells_would_not_be_seen() -> None:
    transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    data = files.saved(files.book())
    strict = files.with_change(
        data, "xl/workbook.xml", transitional, "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )

    assert "Strict Open XML" in refusal(strict)


def test_entities_that_could_unfold_without_end_are_not_read() -> None:
    data = files.with_sheet(files.saved(files.book()), "<worksheet", "<!DOCTYPE x []><worksheet")

    assert "is damaged" in refusal(data)


def test_a_broken_part_is_damage() -> None:
    data = files.with_change(files.saved(files.book()), "xl/workbook.xml", "</workbook>", "")

    assert "is damaged" in refusal(data)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"")
        info = archive.infolist()[0]
        info.file_size = package.MAX_UNPACKED + 1

    assert "unpacks to more than 600 MB" in refusal(stream.getvalue())


def test_a_zip_with_a_password_is_refused() -> None:
    data = bytearray(files.packed({"a.txt": "a"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "is a zip file with a password" in refusal(bytes(data))


def test_far_too_many_formatted_cells_are_refused_with_the_remedy() -> None:
    rows = "<c/>" * (package.MAX_CELLS + 1)
    data = files.with_sheet(files.saved(files.book(Big={})), "</sheetData>", f"{rows}</sheetData>")

    message = refusal(data)
    assert 'tab "Big"' in message
    assert "Delete the rows and columns below and beside the data" in message


@pytest.mark.parametrize(
    "xml", ['<mergeCell ref="A1:CZ1048576"/>', '<hyperlink r="x" ref="B2:D1048576"/>']
)
def test_a_range_of_millions_of_cells_counts_as_such(xml: str) -> None:
    data = files.with_sheet(files.saved(files.book(Big={})), "<pageMargins", f"{xml}<pageMargins")

    assert "more than 1,500,000 rows and cells" in refusal(data)
