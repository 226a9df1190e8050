"""An ``.xlsx`` workbook: there, closed, safe to save, and with questions in it."""

from __future__ import annotations

from pathlib import Path

from sheets_runner.config import SheetSettings
from sheets_runner.run.doctor import tab
from sheets_runner.run.doctor.findings import Finding
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.workbook.excel import ExcelWorkbook, file

LINKS = (Link.FILE, Link.CLOSED, Link.CONTENT, Link.TAB, Link.HEADERS)


def findings(sheet: SheetSettings, path: Path, state_dir: Path) -> list[Finding]:
    """Return what is found along the links of a workbook; it is only read.

    Args:
        sheet: The sheet.
        path: Its file.
        state_dir: Where leases are kept.
    """
    trail = Trail(sheet.name, LINKS)
    there = trail.look(Link.FILE, lambda: (file.read(path), f'"{path.name}" can be read.'))
    closed = trail.look(Link.CLOSED, lambda: _closed(path))
    if there is not None and closed is not None:
        workbook = ExcelWorkbook(path, state_dir=state_dir)
        if trail.look(Link.CONTENT, lambda: _content(workbook)) is not None:
            tab.look(trail, sheet, lambda: workbook.read(sheet.input))
    return trail.findings()


def _closed(path: Path) -> Found[Path]:
    file.refuse_if_open(path)
    return path, "Nobody has it open."


def _content(workbook: ExcelWorkbook) -> Found[tuple[str, ...]]:
    return workbook.tabs(), "A save would lose nothing."
