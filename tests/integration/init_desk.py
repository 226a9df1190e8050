"""A folder in which `init` is typed: a sandbox, an emulator, and somebody at a terminal."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Iterator, NamedTuple

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_runner import log
from sheets_runner.cli import main
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.integration.commands import population
from tests.integration.people import of, protect

NOW = "2026-06-30T10:00:00+05:30"
FIXED = f"SHEETS_RUNNER_NOW fixes the time at {NOW}.\n"
OPTIONS = Options(port=0, people=40, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
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
        """Read a line; at the end Ctrl+D is pressed, which older click runners ignore."""
        typed = self.readline(size)
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

    def type(self, *words: str, answers: str | bytes | None = None) -> Said:
        """Run a command; without answers nobody is at the terminal."""
        given = answers.encode() if isinstance(answers, str) else answers
        typed = io.BytesIO() if given is None else Terminal(given)
        with CliRunner().isolation(input=typed) as streams:
            code = main(words)
            text = "".join(one.getvalue().decode() for one in streams[:2] if one)
        assert "Traceback" not in text
        assert PASSCODE not in text
        return Said(code, text.replace(FIXED, ""))

    def init(self, *words: str, answers: str | bytes | None = None) -> Said:
        """Run `init`; answers make it ask the sandbox and the emulator."""
        servers = ("--base-url", self.box.url, "--api-base", self.google.url)
        new = answers is not None and not self.config.exists()
        return self.type("init", *words, *(servers if new else ()), answers=answers)


EVENTS = (
    *("App Installed", "App Launched", "App Uninstalled", "Booking Confirmation", "Charged"),
    *("Feedback Given", "Flight Search", "Hotel Search", "Notification Clicked"),
    *("Notification Delivered", "Notification Failed", "Notification Replied"),
    *("Notification Sent", "Notification Viewed", "UTM Visited"),
)
"""All that a sandbox knows."""


def names_listed(url: str, app: str = "web") -> list[list[Any]]:
    """Return what the tab of the names has to hold: headers, events, and all profiles' keys.

    Args:
        url: A sandbox.
        app: The account's section.
    """
    profiles, _ = population(url)
    keys = {key for one in profiles.values() for key in one.get("profileData", ())}
    remark = "Counts only: CleverTap does not export its records."
    events = [[name, app, remark if name.startswith("Notification ") else None] for name in EVENTS]
    properties = [[name, app] for name in sorted(keys, key=str.casefold)]
    rows = zip_longest(events, properties, fillvalue=[None, None])
    head = ["Event", "Known to", "Remark", "Profile property", "Property known to"]
    return [head, *([*event, *more] for event, more in rows)]


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


@contextmanager
def typing_in(folder: Path) -> Iterator[None]:
    """Let commands be typed in a folder, and leave no trace of their log."""
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    with pytest.MonkeyPatch.context() as place:
        place.chdir(folder)
        place.setenv("SHEETS_RUNNER_NOW", NOW)
        place.setenv("XDG_STATE_HOME", str(folder / "state"))
        yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


IN_USE: dict[str, list[list[Any]]] = {
    "Plans": [["Ours", 7], ["secret", True]],
    "Queries": [
        ["What we watch", None, None, "=LEN(A1)"],
        ["Name", "Event", "Dates", "[Ours]", "Count", None, "Extra"],
        ["Visits", "App Launched", "yesterday", "ask Asha"],
        ["Flights", "Flight Search", "yesterday", None, None, None, 12],
    ],
}


def spreadsheet_in_use(google: GoogleSheets) -> Spreadsheet:
    """Make a spreadsheet in which a team has worked for a while, and return a copy of it."""
    made = google.create(IN_USE)
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 4}
    red = {"backgroundColorStyle": {"rgbColor": {"red": 1}}}
    look = {"userEnteredFormat": {**red, "numberFormat": {"type": "TEXT"}}, "note": "ours"}
    lists = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Visits"}]}
    rule = {"booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": red}}

    def work(tab: int) -> list[Any]:
        on = {"sheetId": tab, **area}
        column = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        width = {"range": column, "properties": {"pixelSize": 222}, "fields": "pixelSize"}
        title = {"sheetId": tab, "startRowIndex": 0, "endRowIndex": 1, "endColumnIndex": 3}
        return [
            {"repeatCell": {"range": on, "cell": look, "fields": "userEnteredFormat,note"}},
            {"setDataValidation": {"range": on, "rule": {"condition": lists, "strict": True}}},
            {"addConditionalFormatRule": {"rule": {"ranges": [on], **rule}, "index": 0}},
            {"setBasicFilter": {"filter": {"range": on}}},
            {"updateDimensionProperties": width},
            {"mergeCells": {"range": title, "mergeType": "MERGE_ALL"}},
        ]

    for title in IN_USE:
        google.edit(made.id, of(title, work)(google.spreadsheets[made.id]))
        google.edit(
            made.id,
            protect(title, endRowIndex=1, endColumnIndex=4)(google.spreadsheets[made.id]),
        )
    return google.spreadsheets[made.id].copy()


def team_book(path: Path) -> None:
    """Make a workbook in which a team has worked for a while."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Queries"
    for row in ([None, "ours"], ["Event", "Dates", "[Ours]", "ID"], ["App Launched", "yesterday"]):
        sheet.append(row)
    sheet["A3"].fill, sheet["B3"].font = PatternFill("solid", fgColor="FF0000"), Font(italic=True)
    sheet["C3"].number_format, sheet["A2"].comment = "0.00%", Comment("note", "Asha")
    sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height = 44, 33
    sheet.merge_cells("E5:F6")
    sheet.auto_filter.ref, sheet.freeze_panes = "A2:D9", "B3"
    check = DataValidation(type="list", formula1='"a,b"')
    check.add("C3:C99")
    sheet.add_data_validation(check)
    red = PatternFill(bgColor="FF0000")
    rule = CellIsRule("greaterThan", ["5"], fill=red)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C3:C9", rule)
    sheet.protection.enable()
    plans = book.create_sheet("Plans")
    plans["B2"] = "secret"
    book.save(path)
