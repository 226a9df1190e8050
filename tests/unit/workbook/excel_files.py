"""Workbook files for the tests: made with plain openpyxl, then changed part by part."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any, Mapping

import openpyxl

from sheets_runner.workbook.excel import ExcelWorkbook

RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId9" Type="http://example.com/any" Target="{target}"/></Relationships>'
)
SHEET = "xl/worksheets/sheet1.xml"


def book(**tabs: Mapping[str, Any]) -> Any:
    """Return an `openpyxl.Workbook` with these tabs and cells."""
    made: Any = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for tab, cells in (tabs or {"Data": {}}).items():
        sheet = made.create_sheet(tab)
        for place, value in cells.items():
            sheet[place] = value
    return made


def saved(made: Any) -> bytes:
    """Return the workbook as a file."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def parts_of(data: bytes) -> dict[str, str]:
    """Return the parts of a workbook file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Return the parts as a file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_sheet(data: bytes, pattern: str, replacement: str) -> bytes:
    """Return the file with its first tab's part changed by a regular expression."""
    return with_change(data, SHEET, pattern, replacement)


def with_change(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """Return the file with a part changed by a regular expression, which must fit."""
    parts = parts_of(data)
    changed, count = re.subn(pattern, replacement, parts[part], count=1, flags=re.DOTALL)
    assert count == 1
    return packed({**parts, part: changed})


def with_part(
    data: bytes, name: str, kind: str, content: str = "<x/>", *, tab: bool = True
) -> bytes:
    """Return the file with one part more, which hangs on the first tab unless told otherwise."""
    parts = parts_of(data)
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    types = parts["[Content_Types].xml"].replace("</Types>", override)
    more = {"[Content_Types].xml": types, name: content}
    if tab:
        more["xl/worksheets/_rels/sheet1.xml.rels"] = RELATIONS.format(target=f"/{name}")
    return packed({**parts, **more})


class Shelf:
    """A folder with one workbook file.

    Attributes:
        path: The file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "book.xlsx"

    def put(self, made: Any) -> ExcelWorkbook:
        """Save a workbook and return it as a run opens it."""
        self.path.write_bytes(made if isinstance(made, bytes) else saved(made))
        return self.runner()

    def runner(self) -> ExcelWorkbook:
        """Return the file as a new run opens it."""
        return ExcelWorkbook(self.path, state_dir=self.path.parent / "state")

    def look(self) -> Any:
        """Return the file as people see it."""
        return openpyxl.load_workbook(self.path)
