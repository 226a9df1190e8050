"""A workbook with people at it: what the contract's tests need besides the protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import openpyxl

from sheets_runner.workbook.base import Workbook
from sheets_runner.workbook.excel import ExcelWorkbook


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
