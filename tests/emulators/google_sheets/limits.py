"""How much a spreadsheet may hold.

Cells, columns and characters: https://support.google.com/drive/answer/37603. Requests of a batch:
https://github.com/airbytehq/airbyte/issues/42904. The words of the refusals are Google's
(https://github.com/nithinmurali/pygsheets/issues/589), but for columns, where they are not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.emulators.google_sheets.model import ApiError, refused

UTF16_LIMIT = 0xFFFF
"""Characters above this one take two units."""


@dataclass(frozen=True)
class Limits:
    """What is refused.

    Attributes:
        cells: The most cells of a spreadsheet, those of blank grids included.
        columns: The most columns of a tab.
        text: The most characters (UTF-16 units) of a cell.
        requests: The most requests of a batch.
    """

    cells: int = 10_000_000
    columns: int = 18_278
    text: int = 50_000
    requests: int = 100_000

    def check_cells(self, cells: int) -> None:
        """Refuse more cells than a spreadsheet may have.

        Raises:
            ApiError: There are more.
        """
        if cells > self.cells:
            raise refused(
                "This action would increase the number of cells in the workbook above the limit "
                f"of {self.cells} cells."
            )

    def check_columns(self, columns: int) -> None:
        """Refuse more columns than a tab may have.

        Raises:
            ApiError: There are more.
        """
        if columns > self.columns:
            raise refused(
                "This action would increase the number of columns in the sheet above the limit "
                f"of {self.columns} columns."
            )

    def check_text(self, text: str) -> None:
        """Refuse a text that is too long for a cell.

        Raises:
            ApiError: It is.
        """
        if len(text) * 2 > self.text and _units(text) > self.text:
            raise _too_long(self.text)


def _units(text: str) -> int:
    return len(text) + sum(letter > chr(UTF16_LIMIT) for letter in text)


def _too_long(limit: int) -> ApiError:
    return refused(
        f"Your input contains more than the maximum of {limit} characters in a single cell."
    )
