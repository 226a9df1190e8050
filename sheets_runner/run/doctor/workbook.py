"""An ``.xlsx`` workbook: there, closed, safe to save, writable, and with questions in it."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from sheets_runner.config import SheetSettings
from sheets_runner.run.doctor import rehearsal, tab
from sheets_runner.run.doctor.findings import Finding, Kind, Trouble
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.excel import ExcelWorkbook, file
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.edits import Editor
from sheets_runner.workbook.excel.package import unpack

LINKS = (
    *(Link.FILE, Link.CLOSED, Link.CONTENT, Link.WRITING),
    *(Link.TAB, Link.HEADERS, Link.COLUMNS, Link.OUTPUT),
)


def findings(sheet: SheetSettings, path: Path, state_dir: Path) -> list[Finding]:
    """Return what is found along the links of a workbook; it is only read.

    Args:
        sheet: The sheet.
        path: Its file.
        state_dir: Where leases are kept.
    """
    trail = Trail(sheet.name, LINKS)
    data = trail.look(Link.FILE, lambda: (file.read(path), f'"{path.name}" can be read.'))
    if data is not None:
        trail.look(Link.WRITING, partial(_writing, path))
        if trail.look(Link.CLOSED, partial(_closed, path)) is not None:
            _inside(trail, sheet, ExcelWorkbook(path, state_dir=state_dir), data)
    return trail.findings()


def _inside(trail: Trail, sheet: SheetSettings, workbook: ExcelWorkbook, data: bytes) -> None:
    book = trail.look(Link.CONTENT, partial(_content, workbook, data))
    if book is None:
        return
    attempt = partial(_attempt, book, workbook.path.name)
    layout = tab.look(trail, sheet, lambda: workbook.read(sheet.input))
    if layout is not None:
        trail.look(Link.COLUMNS, partial(rehearsal.columns, sheet, layout, attempt))
    trail.look(Link.OUTPUT, partial(rehearsal.outputs, sheet, attempt))


def _closed(path: Path) -> Found[Path]:
    file.refuse_if_open(path)
    return path, "Nobody has it open."


def _writing(path: Path) -> Found[Path]:
    """Tell whether a save could put a new file in the place of the old one.

    Raises:
        Trouble: It could not.
    """
    real = Path(os.path.realpath(path))
    try:
        file.refuse_read_only(real)
    except OSError as refusal:
        said = file.explain(refusal, path, "written")
        raise Trouble(Kind.WORKBOOK_FILE, said=said) from refusal
    return real, "The runner may write to it."


def _content(workbook: ExcelWorkbook, data: bytes) -> Found[xl.Book]:
    workbook.tabs()
    name = workbook.path.name
    return xl.load(unpack(data, name), name), "A save would lose nothing."


def _attempt(book: xl.Book, name: str, edit: Edit) -> None:
    Editor(book, (edit,), name).apply(edit)
