"""A folder in which `init` is typed: a sandbox, an emulator, and somebody at a terminal."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from click.testing import CliRunner

from sheets_runner.cli import main
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets

NOW = "2026-06-30T10:00:00+05:30"
FIXED = f"SHEETS_RUNNER_NOW fixes the time at {NOW}.\n"
CONFIG = """\
; ours
[web]
id = {account}
password = {passcode}
timezone = Asia/Kolkata
base_url = {url}
[connector]
state_dir = {folder}/state
[google]
credentials = {key}
api_base = {api}
"""


class Terminal(io.BytesIO):
    """What somebody types at a terminal, and then leaves."""

    def isatty(self) -> bool:
        """Tell a terminal from a file."""
        return True

    def read1(self, size: int | None = -1) -> bytes:
        """Read on; at the end Ctrl+D is pressed, which older versions of click's runner ignore."""
        typed = super().read1(size)
        if not typed:
            raise EOFError
        return typed


class Said(NamedTuple):
    """How a command ended, and all it printed."""

    code: int
    text: str


class Desk:
    """A folder, a sandbox and an emulator."""

    def __init__(self, folder: Path, box: Sandbox, google: GoogleSheets) -> None:
        self.folder, self.box, self.google = folder, box, google
        self.config = folder / "config.ini"
        self.key = google.credentials(folder)

    def configure(self, more: str = "") -> None:
        """Write a configuration."""
        text = CONFIG.format(
            account=ACCOUNT_ID,
            passcode=PASSCODE,
            url=self.box.url,
            folder=self.folder,
            key=self.key.name,
            api=self.google.url,
        )
        self.config.write_text(text + more, "utf-8")

    def address(self, spreadsheet: str) -> str:
        """Return a spreadsheet's address as browsers show it."""
        return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#gid=0"

    def type(self, *words: str, answers: str | None = None) -> Said:
        """Run a command; without answers nobody is at the terminal."""
        typed = io.BytesIO() if answers is None else Terminal(answers.encode())
        with CliRunner().isolation(input=typed) as streams:
            code = main(words)
            text = "".join(one.getvalue().decode() for one in streams[:2] if one)
        assert "Traceback" not in text
        assert PASSCODE not in text
        return Said(code, text.replace(FIXED, ""))

    def init(self, *words: str, answers: str | None = None) -> Said:
        """Run `init`; answers make it ask the sandbox and the emulator."""
        servers = ("--base-url", self.box.url, "--api-base", self.google.url)
        new = answers is not None and not self.config.exists()
        return self.type("init", *words, *(servers if new else ()), answers=answers)


def everything(path: Path) -> dict[str, Any]:
    """Return all that openpyxl knows of a workbook's tabs, for comparing."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: tab(sheet) for sheet in book.worksheets}


def tab(sheet: Any) -> dict[str, Any]:
    """Return all that openpyxl knows of a tab."""
    looks = ("font", "fill", "border", "alignment", "number_format", "protection")
    cells = {
        cell.coordinate: (
            cell.value,
            cell.comment.text if cell.comment else "",
            *(repr(getattr(cell, look)) for look in looks),
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }
    return {
        "cells": cells,
        "widths": {key: (one.width, one.hidden) for key, one in sheet.column_dimensions.items()},
        "heights": {key: one.height for key, one in sheet.row_dimensions.items()},
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "filter": sheet.auto_filter.ref,
        "frozen": sheet.freeze_panes,
        "protected": repr(sheet.protection),
        "lists": sorted(
            (str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation
        ),
        "colours": sorted(
            (str(one.sqref), [rule.type for rule in one.rules])
            for one in sheet.conditional_formatting
        ),
    }
