"""Cells as a workbook gives them, and their A1 names."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Union

from sheets_runner.errors import CellError
from sheets_runner.table import formats, moments
from sheets_runner.table.formats import FormatKind

Scalar = Union[None, bool, int, float, str]
"""What a cell stores. Dates and times are serial numbers; their number format says so."""

GENERAL = "General"
LETTERS = 26
LONGEST_QUOTE = 80
"""Characters of a cell's value that a message repeats."""
OUTER_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""White space in the sense of Unicode, and the spaces without width that copying leaves behind."""


@dataclass(frozen=True)
class RawCell:
    """One cell as stored, before anybody decides what it means.

    Attributes:
        value: None when empty. A date, time or date-time is its serial number: days since
            1899-12-30, the fraction is the time of day. Backends convert other epochs
            (Excel's 1904 system) to this one.
        format: The number format pattern in effect, e.g. ``yyyy-mm-dd``.
        formula: The formula's text when the cell holds one; `value` is its last result.
        error: The error the cell shows, e.g. ``#N/A``; `value` is then None.
        checkbox: Whether the cell is shown as a checkbox.
        merged: The A1 range the cell is merged into, empty when it is not.
    """

    value: Scalar = None
    format: str = GENERAL
    formula: str = ""
    error: str = ""
    checkbox: bool = False
    merged: str = ""


EMPTY = RawCell()


@dataclass(frozen=True)
class Table:
    """A tab as read: every row from the first, each as long as its last used cell.

    Attributes:
        tab: The tab's name.
        rows: The cells; ``rows[0]`` is row 1 of the tab.
        locale: The spreadsheet's locale, e.g. ``en_GB``; empty when it has none (``.xlsx``).
        timezone: The spreadsheet's IANA time zone; empty when it has none (``.xlsx``).
        keeps_formulas: Whether the results of the team's formulas survive a refresh.
    """

    tab: str
    rows: tuple[tuple[RawCell, ...], ...] = field(repr=False)
    locale: str = ""
    timezone: str = ""
    keeps_formulas: bool = False

    def cell(self, row: int, column: int) -> RawCell:
        """Return the cell at a 1-based place; places outside the table are empty."""
        if not 0 < row <= len(self.rows):
            return EMPTY
        cells = self.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else EMPTY


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """Return the A1 name of a 1-based place, e.g. ``C7``."""
    return f"{column_letters(column)}{row}"


@dataclass(frozen=True)
class Problem:
    """Something to fix at a cell.

    Attributes:
        cell: Its A1 name.
        message: What is wrong and what to write instead.
    """

    cell: str
    message: str


@dataclass(frozen=True)
class Cell:
    """A cell under a header: where it is, what it holds, how it is spoken of.

    Attributes:
        header: The header as the team wrote it.
        place: The cell's A1 name.
        raw: What is stored.
    """

    header: str
    place: str
    raw: RawCell

    @property
    def blank(self) -> bool:
        """Whether it says nothing: no value, only spaces, or an unticked checkbox."""
        value = self.raw.value
        if self.raw.error:
            return False
        if isinstance(value, str):
            return not trim(value)
        return value is None or (value is False and self.raw.checkbox)

    @property
    def is_text(self) -> bool:
        """Whether it holds a text, no matter what that looks like."""
        return isinstance(self.raw.value, str) and not self.raw.error

    @property
    def format_kind(self) -> FormatKind:
        """What the cell's number format says of its number."""
        return formats.kind_of(self.raw.format)

    @property
    def is_moment(self) -> bool:
        """Whether it holds a number that its format shows as a date, time or duration."""
        return is_number(self.raw.value) and self.format_kind in formats.MOMENTS

    @property
    def text(self) -> str:
        """The value as people read it, outer spaces (non-breaking ones too) trimmed."""
        value = self.raw.value
        if self.raw.error:
            return self.raw.error
        if isinstance(value, str):
            return trim(value)
        if self.is_moment:
            return _moment_text(number(value), self.format_kind)
        return "" if value is None else scalar_text(value)

    @property
    def told(self) -> str:
        """The value as messages repeat it."""
        return quotable(self.text)

    def error(self, sentence: str, mark: str = ":") -> CellError:
        """Return an error whose message names header and cell before `sentence`.

        Args:
            sentence: What is wrong and what to write instead.
            mark: Stands before it; empty when the sentence goes on from the cell's name.
        """
        lead = f"`{quotable(self.header)}` ({self.place}){mark}"
        return CellError(f"{lead} {sentence}", self.place)

    def shows_error(self, what: str) -> CellError:
        """Return an error about a cell that shows one; `what` should stand there instead."""
        return self.error(f"the cell shows {self.raw.error}. Correct its formula, or write {what}.")


def trim(text: str) -> str:
    """Return text without outer spaces, non-breaking and zero-width ones included."""
    return text.strip(OUTER_SPACES)


def quotable(text: str) -> str:
    """Return text for a message: on one line, and cut when it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"


def is_number(value: Scalar) -> bool:
    """Tell a number; booleans are none, though Python counts with them."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def number(value: Scalar) -> float:
    """Return a number's value as a float; infinity for a whole number that no float can hold."""
    try:
        return float(value or 0)
    except OverflowError:
        return math.inf


def scalar_text(value: bool | float | str) -> str:
    """Return a stored value as text; a whole number without its fraction."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _moment_text(serial: float, kind: FormatKind) -> str:
    """Return a date, time or duration about as its cell shows it; a number that is none as such."""
    try:
        moment = moments.from_serial(serial)
    except moments.NotAMoment:
        return scalar_text(serial)
    if kind is FormatKind.DATE:
        return moment.date().isoformat()
    if kind is FormatKind.DATETIME:
        return f"{moment.date().isoformat()} {moment:%H:%M}"
    if serial < 0:
        return scalar_text(serial)
    hours = 24 * moments.days_of(moment) if kind is FormatKind.DURATION else 0
    return f"{hours + moment.hour:02}:{moment:%M}"
