"""Where the questions are: a spreadsheet or a workbook, as somebody names it to `init`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sheets_runner.config import SheetSettings, values
from sheets_runner.errors import ConfigError


@dataclass(frozen=True)
class Place:
    """Where the questions are.

    Attributes:
        spreadsheet: The address of a Google spreadsheet, or its id; empty for a workbook.
        workbook: The path of an ``.xlsx`` file; empty for a spreadsheet.
    """

    spreadsheet: str = ""
    workbook: str = ""

    @property
    def words(self) -> str:
        """What people call it."""
        return self.spreadsheet or self.workbook

    def is_that_of(self, sheet: SheetSettings) -> bool:
        """Tell whether a sheet's section names this place."""
        if self.workbook:
            return sheet.workbook is not None and sheet.workbook.resolve() == file_at(self.workbook)
        return sheet.spreadsheet == values.spreadsheet(self.spreadsheet)

    def setting(self, folder: Path) -> tuple[str, str]:
        """Return key and value of a section in a configuration that lies in `folder`."""
        if self.workbook:
            return "workbook", as_written(self.workbook, folder)
        return "spreadsheet", self.spreadsheet


def place_of(text: str) -> Place:
    """Return the place that an address, an id or a path means.

    Raises:
        ValueError: It is none of these.
    """
    return Place(workbook=text) if text.lower().endswith(".xlsx") else spreadsheet_at(text)


def spreadsheet_at(text: str) -> Place:
    """Return the place that an address or an id means; see `place_of`."""
    values.spreadsheet(text)
    return Place(spreadsheet=text)


def given(spreadsheet: str, workbook: str) -> Place | None:
    """Return the place that a command names, None where it names none.

    Args:
        spreadsheet: An address or an id; empty for none.
        workbook: A path; empty for none.

    Raises:
        ConfigError: It is none, or there are two.
    """
    if spreadsheet and workbook:
        raise ConfigError("--spreadsheet and --workbook are two places. Name one of them.")
    if workbook and not workbook.lower().endswith(".xlsx"):
        raise ConfigError(f'--workbook "{workbook}": Name an .xlsx file.')
    try:
        return place_of(workbook or spreadsheet) if workbook or spreadsheet else None
    except ValueError as error:
        raise ConfigError(f'--spreadsheet "{spreadsheet}": {error}') from None


def as_written(path: str, folder: Path) -> str:
    """Return a path as a configuration in `folder` names it: relative to that where it can be."""
    whole, home = file_at(path), folder.resolve()
    return str(whole.relative_to(home)) if home in whole.parents else str(whole)


def file_at(path: str) -> Path:
    """Return a file by the path that somebody typed."""
    return Path(path).expanduser().resolve()
