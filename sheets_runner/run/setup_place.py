"""Where the questions are: a spreadsheet or a workbook, as somebody names it to `init`."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from sheets_runner.config import SheetSettings, values
from sheets_runner.errors import ConfigError

_VARIABLE = re.compile(r"\$\{\w+\}")
_NOT_IN_LINES = re.compile(r"^\s|\s$|[\x00-\x1f\x7f]")
_NOT_TEXT = re.compile(r"[\ud800-\udfff]")

_ELSEWHERE = (
    "Only Google's spreadsheets are named by an address, which begins with"
    " https://docs.google.com/spreadsheets/. A workbook has to lie on this machine: download it and"
    " name the file."
)


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
    """Return the place that an address, an id or a path means; that of a workbook is tried.

    Raises:
        ValueError: It is none of these, or no workbook can be there.
    """
    storable(text)
    if "google.com/" in text:
        return spreadsheet_at(text)
    if "://" in text:
        raise ValueError(_ELSEWHERE)
    if text.lower().endswith(".xlsx"):
        _refuse_hopeless(file_at(text))
        return Place(workbook=text)
    if Path(text).suffix:
        raise ValueError(f'"{Path(text).name}" is no .xlsx file: save it as one, and name that.')
    return spreadsheet_at(text)


def spreadsheet_at(text: str) -> Place:
    """Return the place that an address or an id means; see `place_of`."""
    values.spreadsheet(storable(text))
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
    option = "--workbook" if workbook else "--spreadsheet"
    try:
        return place_of(workbook or spreadsheet) if workbook or spreadsheet else None
    except ValueError as error:
        raise ConfigError(f'{option} "{workbook or spreadsheet}": {error}') from None


def _refuse_hopeless(file: Path) -> None:
    """Raise where no workbook is and none can be made."""
    folder = file.parent
    if not file.suffix:
        raise ValueError("A workbook's name has something before .xlsx.")
    # What cannot be looked at counts as not there; pathlib would raise.
    if os.path.isdir(file):  # noqa: PTH112 - see above
        raise ValueError(f'"{file}" is a folder. Name a workbook in it.')
    # Nothing that is no folder is found under a name that ends like one.
    if not (os.path.exists(file) or os.access(f"{folder}{os.sep}", os.W_OK)):  # noqa: PTH110
        raise ValueError(
            f'There is no folder "{folder}" in which a file can be made. Make one, or name another.'
        )


def as_written(path: str, folder: Path) -> str:
    """Return a path as a configuration in `folder` names it: relative to that where it can be."""
    whole, home = file_at(path), folder.resolve()
    return str(whole.relative_to(home)) if home in whole.parents else str(whole)


def file_at(path: str) -> Path:
    """Return a file by the path that somebody typed, links followed.

    Raises:
        ConfigError: It begins in a home folder that nobody knows.
    """
    return Path(os.path.realpath(values.path(path)))


def unquoted(text: str) -> str:
    r"""Return a path without what comes along where it is copied, or dragged into a terminal.

    That is ``'My book.xlsx'`` or ``My\ book.xlsx``, on Windows ``"C:\My book.xlsx"``.
    """
    try:
        words = [text.strip('"')] if os.name == "nt" else shlex.split(text)
    except ValueError:  # an apostrophe in a name
        return text
    return words[0] if len(words) == 1 else text


def storable(text: str) -> str:
    """Return a value that ``config.ini`` gives back as it is.

    Raises:
        ValueError: It would not.
    """
    if _VARIABLE.search(text):
        raise ValueError(
            "${…} would name an environment variable in config.ini. Type the value itself, or write"
            " config.ini by hand."
        )
    if _NOT_IN_LINES.search(text):
        raise ValueError("It has to be one line, with no blank at either end.")
    if _NOT_TEXT.search(text):
        raise ValueError(
            "This terminal does not tell all of its letters. Set LC_ALL=C.UTF-8 and start again."
        )
    return text
