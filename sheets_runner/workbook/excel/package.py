"""An ``.xlsx`` as the zip archive it is: its parts, their kinds, and which tab holds what.

Only the container is known here (ECMA-376 part 2, "Open Packaging Conventions"); what cells mean
is left to `library`.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Iterator, Mapping
from xml.etree import ElementTree as ET

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import LETTERS

MAX_UNPACKED = 600 * 1024 * 1024
"""Bytes all parts may have together: far more than a workbook people can work with, and little
enough for the machine when a small file unfolds into gigabytes."""
MAX_CELLS = 1_500_000
"""Cells and rows of all tabs together, empty ones with a format included: openpyxl makes an object
of each, which takes about half a minute and a gigabyte."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old ``.xls`` files and password-protected workbooks begin (MS-CFB 2.2)."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream that holds a protected workbook (MS-OFFCRYPTO 1.3.3)."""

CONTENT_TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OTHER_MAINS = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "holds macros (.xlsm)",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "is a template with macros (.xltm)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": (
        "is a template (.xltx)"
    ),
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": "is a binary workbook (.xlsb)",
}
SAVE_AS = 'Open it in Excel or LibreOffice and save it as "Excel Workbook (.xlsx)".'

CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:c|row)[ />]")
RANGE = re.compile(
    rb'<(?:\w+:)?(?:mergeCell|hyperlink) [^>]*?ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"'
)
"""Of which openpyxl makes each cell."""
STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
"""The namespace of ISO/IEC 29500 Strict, in which openpyxl sees no cells."""

DAMAGED = (zipfile.BadZipFile, zlib.error, ET.ParseError, EOFError, KeyError, ValueError)
"""What reading a damaged archive raises."""


@dataclass(frozen=True)
class Package:
    """The parts of an archive, unpacked.

    Attributes:
        parts: Contents by name, e.g. ``xl/workbook.xml``.
        kinds: Content types by name.
        tabs: Names of worksheet parts by tab name, in the order of the tabs.
    """

    parts: Mapping[str, bytes] = field(repr=False)
    kinds: Mapping[str, str] = field(repr=False)
    tabs: Mapping[str, str]

    def of_kind(self, ending: str) -> Iterator[str]:
        """Yield the names of the parts whose content type ends so."""
        return (name for name, kind in self.kinds.items() if kind.endswith(ending))

    def tab_of(self, part: str) -> str:
        """Return the tab that a part hangs on, empty for none."""
        for tab, sheet in self.tabs.items():
            if part in _reachable(self.parts, sheet):
                return tab
        return ""


def unpack(data: bytes, name: str) -> Package:
    """Unpack a workbook file.

    Args:
        data: The file's contents.
        name: What messages call the file.

    Raises:
        WorkbookError: It is not an ``.xlsx``, is protected, damaged or far too large.
    """
    if data.startswith(OLE):
        raise WorkbookError(_old_or_protected(data, name))
    if not data.startswith(b"PK"):
        raise WorkbookError(f'"{name}" is not an Excel workbook. {SAVE_AS}')
    try:
        parts = _parts(data, name)
        kinds = _kinds(parts)
        _check_main(parts, kinds, name)
        main = next(_mains(kinds))
        _check_strict(parts[main], name)
        package = Package(parts, kinds, _tabs(parts, main))
    except DAMAGED as error:
        raise damaged(name) from error
    _check_cells(package, name)
    return package


def damaged(name: str) -> WorkbookError:
    """Return the error for a file that is a workbook only by its name."""
    return WorkbookError(
        f'"{name}" cannot be read: it is damaged, or made by a program that writes Excel files in '
        "its own way. Open it in Excel or LibreOffice and save it under a new name."
    )


def pack(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return the parts as an archive again, uncompressed, for reading at once."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream


def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rsplit("}", 1)[-1]


def _old_or_protected(data: bytes, name: str) -> str:
    if ENCRYPTED in data:
        return (
            f'"{name}" is protected with a password to open it. Remove the password '
            "(File > Info > Protect Workbook > Encrypt with Password)."
        )
    return f'"{name}" is an old Excel file (.xls). {SAVE_AS}'


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
            raise WorkbookError(
                f'"{name}" unpacks to more than {MAX_UNPACKED // 2**20} MB. Put what the runner '
                "works with in a smaller workbook."
            )
        if any(info.flag_bits & 1 for info in archive.infolist()):
            raise WorkbookError(f'"{name}" is a zip file with a password. {SAVE_AS}')
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    if any(b"<!DOCTYPE" in part for part in parts.values()):
        # Entities can unfold without end; the format forbids them (ECMA-376 part 2, 6.2.5).
        raise damaged(name)
    return parts


def _xml(parts: Mapping[str, bytes], part: str) -> ET.Element:
    return ET.fromstring(parts[part])  # noqa: S314 - `_parts` lets no DOCTYPE in


def _kinds(parts: Mapping[str, bytes]) -> dict[str, str]:
    if CONTENT_TYPES not in parts:
        return {}
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for element in _xml(parts, CONTENT_TYPES):
        kind = element.get("ContentType", "")
        if local(element.tag) == "Default":
            defaults[element.get("Extension", "").lower()] = kind
        else:
            overrides[element.get("PartName", "").lstrip("/")] = kind
    return {
        part: overrides.get(part) or defaults.get(part.rsplit(".", 1)[-1].lower(), "")
        for part in parts
        if part != CONTENT_TYPES and not part.endswith("/")
    }


def _mains(kinds: Mapping[str, str]) -> Iterator[str]:
    return (part for part, kind in kinds.items() if kind == MAIN)


def _check_main(parts: Mapping[str, bytes], kinds: Mapping[str, str], name: str) -> None:
    if next(_mains(kinds), ""):
        return
    for kind, words in OTHER_MAINS.items():
        if kind in kinds.values():
            raise WorkbookError(f'"{name}" {words}, which the runner cannot keep. {SAVE_AS}')
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis.opendocument"):
        raise WorkbookError(f'"{name}" is an OpenDocument file (.ods). {SAVE_AS}')
    raise WorkbookError(f'"{name}" is a zip file, but no Excel workbook. {SAVE_AS}')


def _check_strict(main: bytes, name: str) -> None:
    if STRICT in main:
        raise WorkbookError(f'"{name}" is a "Strict Open XML" workbook. {SAVE_AS}')


def _relations(parts: Mapping[str, bytes], part: str) -> dict[str, str]:
    folder, base = posixpath.split(part)
    rels = f"{folder}/_rels/{base}.rels"
    if rels not in parts:
        return {}
    return {
        element.get("Id", ""): _target(folder, element.get("Target", ""))
        for element in _xml(parts, rels)
        if element.get("TargetMode") != "External"
    }


def _target(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(folder, target))


def _tabs(parts: Mapping[str, bytes], main: str) -> dict[str, str]:
    targets = _relations(parts, main)
    tabs: dict[str, str] = {}
    for element in _xml(parts, main).iter():
        if local(element.tag) == "sheet":
            ids = [value for key, value in element.attrib.items() if local(key) == "id"]
            tabs[element.get("name", "")] = targets[ids[0]] if ids else ""
    return tabs


def _reachable(parts: Mapping[str, bytes], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting.extend(_relations(parts, part).values())
    return seen


def _check_cells(package: Package, name: str) -> None:
    count = 0
    for tab, part in package.tabs.items():
        count += _size(package.parts.get(part, b""))
        if count > MAX_CELLS:
            raise WorkbookError(
                f'"{name}" has more than {MAX_CELLS:,} rows and cells up to tab "{tab}", empty '
                "ones with a format included. Delete the rows and columns below and beside the "
                "data, save, and run again."
            )


def _size(sheet: bytes) -> int:
    """Return how many cells and rows openpyxl makes of a worksheet."""
    count = sum(1 for _ in CELL_OR_ROW.finditer(sheet))
    for left, top, right, bottom in RANGE.findall(sheet):
        count += (_number(right) - _number(left) + 1) * (int(bottom) - int(top) + 1)
    return count


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * LETTERS + letter - ord("A") + 1
    return number
