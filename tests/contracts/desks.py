"""A workbook with people at it: what the contract's tests need besides the protocol."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol

import openpyxl

from sheets_runner.workbook.base import Workbook
from sheets_runner.workbook.excel import ExcelWorkbook
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import GoogleSheets
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)


class Desk(Protocol):
    """One new, empty workbook."""

    def runner(self) -> Workbook:
        """Return the workbook as a new run opens it."""
        ...

    def type(self, tab: str, cells: dict[str, Any]) -> None:
        """Type into cells of a tab, which is made when missing."""
        ...

    def delete(self, tab: str) -> None:
        """Delete a tab."""
        ...

    def tabs(self) -> list[str]:
        """Return the names of the tabs."""
        ...


class ExcelDesk:
    """A local file; people's work is done with plain openpyxl."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "book.xlsx"
        self.state_dir = folder / "state"
        ExcelWorkbook.create(self.path, state_dir=self.state_dir)

    def runner(self) -> Workbook:
        """Return the workbook as a new run opens it."""
        return ExcelWorkbook(self.path, state_dir=self.state_dir)

    def type(self, tab: str, cells: dict[str, Any]) -> None:
        """Type into cells."""
        book = openpyxl.load_workbook(self.path)
        sheet = book[tab] if tab in book.sheetnames else book.create_sheet(tab)
        for place, value in cells.items():
            sheet[place] = value
        book.save(self.path)

    def delete(self, tab: str) -> None:
        """Delete a tab."""
        book = openpyxl.load_workbook(self.path)
        book.remove(book[tab])
        book.save(self.path)

    def tabs(self) -> list[str]:
        """Return the names of the tabs."""
        return list(openpyxl.load_workbook(self.path).sheetnames)


class GoogleDesk:
    """A spreadsheet on the emulator; the runner signs in, people work as its owner."""

    def __init__(self, server: GoogleSheets, folder: Path) -> None:
        self.server = server
        self.id = server.create().id
        self.options = GoogleOptions(str(server.credentials(folder)), server.url)
        self.clock = FakeClock(NOON)

    def runner(self) -> Workbook:
        """Return the workbook as a new run opens it."""
        return open_spreadsheet(self.id, self.options, self.clock)

    def type(self, tab: str, cells: dict[str, Any]) -> None:
        """Type into cells."""
        if tab not in self.tabs():
            self.server.edit(self.id, [{"addSheet": {"properties": {"title": tab}}}])
        sheet_id = self._sheet_id(tab)
        requests = [_typed(sheet_id, place, value) for place, value in cells.items()]
        if requests:
            self.server.edit(self.id, requests)

    def delete(self, tab: str) -> None:
        """Delete a tab."""
        self.server.edit(self.id, [{"deleteSheet": {"sheetId": self._sheet_id(tab)}}])

    def tabs(self) -> list[str]:
        """Return the names of the tabs."""
        return [tab.title for tab in self.server.spreadsheets[self.id].tabs]

    def _sheet_id(self, tab: str) -> int:
        return next(one.id for one in self.server.spreadsheets[self.id].tabs if one.title == tab)


def _typed(sheet_id: int, place: str, value: Any) -> dict[str, Any]:
    found = re.fullmatch(r"([A-Z])([0-9]+)", place)
    assert found, f"{place} is no single-letter cell"
    kinds = {bool: "boolValue", int: "numberValue", float: "numberValue", str: "stringValue"}
    kind = "formulaValue" if str(value).startswith("=") else kinds[type(value)]
    column = ord(found[1]) - ord("A")
    start = {"sheetId": sheet_id, "rowIndex": int(found[2]) - 1, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {kind: value}}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
