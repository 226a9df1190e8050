"""A workbook with people at it: what the contract's tests need besides the protocol."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Callable, NamedTuple, Protocol, cast

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_runner.workbook.base import Workbook
from sheets_runner.workbook.excel import ExcelWorkbook
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import GoogleSheets
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)


PREPARATIONS = (
    "note",
    "colour",
    "rule",
    "merge",
    "protection",
    "width",
    "hidden column",
    "conditional colour",
)
"""What people do to a tab before they write into it."""


class DropDown(NamedTuple):
    """What people can choose at a cell, and whether anything else is refused."""

    choices: list[str]
    refuses: bool = False


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

    def hidden(self) -> list[str]:
        """Return the names of the tabs that are hidden."""
        ...

    def unhide(self, tab: str) -> None:
        """Let a hidden tab be seen."""
        ...

    def restrict(self, tab: str, place: str, *choices: str) -> None:
        """Give a cell a drop-down that refuses anything else."""
        ...

    def drop_down(self, tab: str, place: str) -> DropDown | None:
        """Return the drop-down of a cell, None for none."""
        ...

    def prepare(self, tab: str, what: str) -> None:
        """Do something to B2, or to column B, of a tab that leaves it without values.

        Args:
            tab: The tab.
            what: One of `PREPARATIONS`.
        """
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

    def hidden(self) -> list[str]:
        """Return the names of the tabs that are hidden."""
        sheets = openpyxl.load_workbook(self.path).worksheets
        return [sheet.title for sheet in sheets if sheet.sheet_state == "hidden"]

    def unhide(self, tab: str) -> None:
        """Let a hidden tab be seen."""
        book = openpyxl.load_workbook(self.path)
        book[tab].sheet_state = "visible"
        book.save(self.path)

    def restrict(self, tab: str, place: str, *choices: str) -> None:
        """Give a cell a drop-down that refuses anything else."""
        book = openpyxl.load_workbook(self.path)
        entries = ",".join(choices)
        rule = DataValidation("list", formula1=f'"{entries}"', showErrorMessage=True)
        rule.add(place)
        book[tab].add_data_validation(rule)
        book.save(self.path)

    def drop_down(self, tab: str, place: str) -> DropDown | None:
        """Return the drop-down of a cell; there is at most one."""
        book = openpyxl.load_workbook(self.path)
        rules = book[tab].data_validations.dataValidation
        found = [rule for rule in rules if any(place in area for area in _areas(rule))]
        assert len(found) < 2, f"Excel takes a file for damaged with two rules at {place}"
        if not found:
            return None
        refuses = found[0].errorStyle in (None, "stop")
        if found[0].formula1.startswith('"'):
            return DropDown(found[0].formula1[1:-1].split(","), refuses)
        (title, cells), *_ = book.defined_names[found[0].formula1].destinations
        block = book[title][cells.replace("$", "")]
        rows = block if isinstance(block, tuple) else ((block,),)
        return DropDown([cell.value for row in rows for cell in row], refuses)

    def prepare(self, tab: str, what: str) -> None:
        """Do something to B2, or to column B."""
        book = openpyxl.load_workbook(self.path)
        _EXCEL_PREPARATIONS[what](book[tab])
        book.save(self.path)


def _note(sheet: Any) -> None:
    sheet["B2"].comment = Comment("Ask Ann", "Ann")


def _fill(sheet: Any) -> None:
    sheet["B2"].fill = PatternFill("solid", fgColor="FFEB9C")


def _check(sheet: Any) -> None:
    rule = DataValidation("list", formula1='"a,b"')
    rule.add("B2")
    sheet.add_data_validation(rule)


def _scale(sheet: Any) -> None:
    scale = cast("Any", ColorScaleRule)("min", None, "FF0000", "max")
    sheet.conditional_formatting.add("B2:B9", scale)


_EXCEL_PREPARATIONS: dict[str, Callable[[Any], object]] = {
    "note": _note,
    "colour": _fill,
    "rule": _check,
    "merge": lambda sheet: sheet.merge_cells("B2:C2"),
    "protection": lambda sheet: sheet.protection.enable(),
    "width": lambda sheet: setattr(sheet.column_dimensions["B"], "width", 40),
    "hidden column": lambda sheet: setattr(sheet.column_dimensions["B"], "hidden", True),
    "conditional colour": _scale,
}


def _areas(rule: Any) -> list[set[str]]:
    """Return the names of the cells that a rule is for, down to row 99 and some at the end."""
    return [
        {
            f"{chr(64 + column)}{row}"
            for column in range(area.min_col, area.max_col + 1)
            for row in (*range(1, 100), 1_048_576)
            if area.min_row <= row <= area.max_row
        }
        for area in rule.sqref.ranges
    ]


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

    def hidden(self) -> list[str]:
        """Return the names of the tabs that are hidden."""
        tabs = self.server.spreadsheets[self.id].tabs
        return [tab.title for tab in tabs if tab.properties.get("hidden")]

    def unhide(self, tab: str) -> None:
        """Let a hidden tab be seen."""
        properties = {"sheetId": self._sheet_id(tab), "hidden": False}
        update = {"properties": properties, "fields": "hidden"}
        self.server.edit(self.id, [{"updateSheetProperties": update}])

    def restrict(self, tab: str, place: str, *choices: str) -> None:
        """Give a cell a drop-down that refuses anything else."""
        row, column = _place(place)
        area = {
            "sheetId": self._sheet_id(tab),
            "startRowIndex": row,
            "endRowIndex": row + 1,
            "startColumnIndex": column,
            "endColumnIndex": column + 1,
        }
        values = [{"userEnteredValue": choice} for choice in choices]
        rule = {"condition": {"type": "ONE_OF_LIST", "values": values}, "strict": True}
        self.server.edit(self.id, [{"setDataValidation": {"range": area, "rule": rule}}])

    def drop_down(self, tab: str, place: str) -> DropDown | None:
        """Return the drop-down of a cell."""
        found = self.server.spreadsheets[self.id].tab(tab)
        rule = (
            found.cells[_place(place)].validation
            if found and _place(place) in found.cells
            else None
        )
        if rule is None:
            return None
        values = [value["userEnteredValue"] for value in rule["condition"]["values"]]
        if rule["condition"]["type"] == "ONE_OF_RANGE":
            assert rule["showCustomUi"], "no drop-down is shown"
            values = [row[0] for row in self.server.values(self.id, values[0][1:]) if row]
        return DropDown(values, rule["strict"])

    def prepare(self, tab: str, what: str) -> None:
        """Do something to B2, or to column B."""
        sheet_id = self._sheet_id(tab)
        cell = _span(sheet_id, 1, 2)
        column = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        yellow = {"rgbColor": {"red": 1, "green": 1}}
        colour = {"backgroundColorStyle": yellow}
        condition = {"type": "TEXT_CONTAINS", "values": [{"userEnteredValue": "!"}]}
        coloured = {"ranges": [cell], "booleanRule": {"condition": condition, "format": colour}}
        request: dict[str, Any] = {
            "note": _repeat(cell, "note", "Ask Ann"),
            "colour": _repeat(cell, "userEnteredFormat", colour),
            "rule": {
                "setDataValidation": {"range": cell, "rule": {"condition": {"type": "BOOLEAN"}}}
            },
            "merge": {"mergeCells": {"range": _span(sheet_id, 1, 3), "mergeType": "MERGE_ALL"}},
            "protection": {
                "addProtectedRange": {"protectedRange": {"range": cell, "warningOnly": True}}
            },
            "width": _dimension(column, "pixelSize", 300),
            "hidden column": _dimension(column, "hiddenByUser", True),
            "conditional colour": {"addConditionalFormatRule": {"rule": coloured, "index": 0}},
        }[what]
        self.server.edit(self.id, [request])

    def _sheet_id(self, tab: str) -> int:
        return next(one.id for one in self.server.spreadsheets[self.id].tabs if one.title == tab)


def _place(name: str) -> tuple[int, int]:
    """Return the row and column of a cell, from 0."""
    found = re.fullmatch(r"([A-Z])([0-9]+)", name)
    assert found, f"{name} is no single-letter cell"
    return int(found[2]) - 1, ord(found[1]) - ord("A")


def _span(sheet_id: int, left: int, right: int) -> dict[str, int]:
    """Return cells of row 2, from a column up to before another one, from 0."""
    rows = {"startRowIndex": 1, "endRowIndex": 2}
    return {"sheetId": sheet_id, **rows, "startColumnIndex": left, "endColumnIndex": right}


def _repeat(cell: dict[str, int], field: str, value: object) -> dict[str, Any]:
    return {"repeatCell": {"range": cell, "cell": {field: value}, "fields": field}}


def _dimension(column: dict[str, Any], field: str, value: object) -> dict[str, Any]:
    changed = {"range": column, "properties": {field: value}, "fields": field}
    return {"updateDimensionProperties": changed}


def _typed(sheet_id: int, place: str, value: Any) -> dict[str, Any]:
    row, column = _place(place)
    kinds = {bool: "boolValue", int: "numberValue", float: "numberValue", str: "stringValue"}
    kind = "formulaValue" if str(value).startswith("=") else kinds[type(value)]
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {kind: value}}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
