"""What the requests of one batch share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Callable, Container, Optional

from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import ApiError, Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.people import Area, User, check_protection

MOST = 2**31 - 1
"""The largest id."""


@dataclass(frozen=True)
class Batch:
    """The spreadsheet that is being changed, and what bears on it.

    Attributes:
        spreadsheet: Changed in place.
        user: Who asks.
        limits: How much it may hold.
        chance: Picks ids that nobody chose.
        now: Tells the moment, with a time zone: for formulas whose results are pasted.
        editors: The addresses of all who may edit the spreadsheet.
    """

    spreadsheet: Spreadsheet
    user: User
    limits: Limits
    chance: Random
    now: Callable[[], datetime]
    editors: tuple[str, ...]

    def sheet(self, sheet_id: int) -> Tab:
        """Return the tab that a request about tabs names.

        Raises:
            ApiError: There is none.
        """
        return self._tab(sheet_id, "sheet")

    def grid(self, sheet_id: int) -> Tab:
        """Return the tab that a range lies in.

        Raises:
            ApiError: There is none.
        """
        return self._tab(sheet_id, "grid")

    def _tab(self, sheet_id: int, kind: str) -> Tab:
        """Return a tab; the words are in https://github.com/blinkk/rootjs/issues/554 and others."""
        tab = self.spreadsheet.by_id(sheet_id)
        if tab is None:
            raise refused(f"No {kind} with id: {sheet_id}")
        return tab

    def fresh_id(self, taken: Container[int]) -> int:
        """Return an id by chance that is not taken."""
        while True:
            picked = self.chance.randint(1, MOST)
            if picked not in taken:
                return picked

    def check_writable(self, tab: Tab, area: Area) -> None:
        """Refuse to write where the user may not.

        Raises:
            ApiError: A protected range is in the way.
        """
        check_protection(tab, area, self.user)

    def check_tab_writable(self, tab: Tab) -> None:
        """Refuse to change a tab as such while it is protected as a whole.

        Raises:
            ApiError: It is, and the user is no editor.
        """
        # Only a range without bounds covers a cell past the grid.
        past = Area(tab.row_count, tab.column_count, tab.row_count + 1, tab.column_count + 1)
        self.check_writable(tab, past)


Handler = Callable[[Batch, Json], Optional[Json]]
"""Applies one request; returns its reply, None for an empty one."""


def unknown(what: str) -> ApiError:
    """Return the loud answer to what the emulator does not play."""
    return refused(f"The emulator does not know {what}.", code=501, status="UNIMPLEMENTED")
