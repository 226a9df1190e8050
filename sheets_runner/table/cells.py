"""Cells as a workbook gives them, and their A1 names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Union

Scalar = Union[None, bool, int, float, str]
"""What a cell stores. Dates and times are serial numbers; their number format says so."""

GENERAL = "General"
LETTERS = 26


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
    """

    tab: str
    rows: tuple[tuple[RawCell, ...], ...] = field(repr=False)
    locale: str = ""
    timezone: str = ""

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
