"""The spreadsheets there are, whom they are shared with, and how they change as a whole."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from typing import Callable, Sequence

from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import Cell, Entered, Formula, Json, Spreadsheet, Tab
from tests.emulators.google_sheets.people import ROLES, User
from tests.emulators.google_sheets.replies import not_found, not_shared, office_file
from tests.emulators.google_sheets.requests import apply

OWNER = User("owner@example.com", is_owner=True)
"""Somebody of the team, to whom spreadsheets belong unless something else is said."""

ROWS, COLUMNS = 1000, 26
"""The grid of a new tab."""


class Library:
    """All spreadsheets. Whoever touches one holds `lock`.

    Args:
        now: Returns the present moment, with a time zone.

    Attributes:
        lock: Held while a call is answered, so that calls come one after the other.
        spreadsheets: By id.
        limits: How much each may hold.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.limits = Limits()
        self._roles: dict[str, dict[str, str | None]] = {}
        self._office: set[str] = set()

    def add(self, spreadsheet: Spreadsheet, owner: str = OWNER.email) -> None:
        """Take a spreadsheet in; it is shared with the service account as writer."""
        with self.lock:
            self.spreadsheets[spreadsheet.id] = spreadsheet
            self._roles[spreadsheet.id] = {CLIENT_EMAIL: "writer", owner: "owner"}

    def share(self, spreadsheet_id: str, email: str, role: str | None) -> None:
        """Give somebody a role (``reader``, ``writer``, ``owner``), or none any more."""
        if role not in (None, *ROLES):
            raise ValueError(f'There is no role "{role}".')
        with self.lock:
            self._roles[spreadsheet_id][email] = role

    def make_office_file(self, spreadsheet_id: str) -> None:
        """Let a spreadsheet be an ``.xlsx`` that was opened in Sheets and never converted."""
        with self.lock:
            self._office.add(spreadsheet_id)

    def user(self, spreadsheet_id: str, email: str, *, writes: bool) -> User:
        """Return somebody as the spreadsheet sees them.

        Raises:
            ApiError: There is no such spreadsheet, or it is not theirs to read (or to change).
        """
        if spreadsheet_id not in self.spreadsheets:
            raise not_found()
        role = self._roles[spreadsheet_id].get(email)
        if role is None or (writes and role == "reader"):
            raise not_shared()
        if spreadsheet_id in self._office:
            raise office_file()
        return User(email, is_owner=role == "owner")

    def change(
        self,
        spreadsheet_id: str,
        requests: Sequence[Json],
        user: User,
        before_commit: Callable[[Spreadsheet], None] = lambda _: None,
    ) -> list[Json]:
        """Apply a batch of requests, all or none.

        Args:
            spreadsheet_id: Which spreadsheet.
            requests: As in ``spreadsheets.batchUpdate``.
            user: Who asks.
            before_commit: Called with the changed spreadsheet; what it raises undoes all.

        Raises:
            ApiError: A request is refused; nothing was changed.
        """
        with self.lock:
            changed = self.spreadsheets[spreadsheet_id].copy()
            replies = self.apply(changed, requests, user)
            before_commit(changed)
            self.spreadsheets[spreadsheet_id] = changed
        return replies

    def apply(self, spreadsheet: Spreadsheet, requests: Sequence[Json], user: User) -> list[Json]:
        """Apply a batch to a spreadsheet as it is, which a refused request leaves half changed.

        Raises:
            ApiError: A request is refused.
        """
        return apply(spreadsheet, list(requests), user, limits=self.limits, now=self.now)


def new_spreadsheet(properties: Json, tabs: Sequence[Tab] = ()) -> Spreadsheet:
    """Return a spreadsheet, by default with one blank tab.

    The defaults are those of ``ClientTest.test_create`` in gspread's cassettes.
    """
    return Spreadsheet(
        id=secrets.token_urlsafe(33),
        properties={
            "title": "Untitled spreadsheet",
            "locale": "en_US",
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Etc/GMT",
            **properties,
        },
        tabs=list(tabs) or [new_tab(0, "Sheet1")],
    )


def new_tab(sheet_id: int, title: str, rows: Sequence[Sequence[Entered]] = ()) -> Tab:
    """Return a tab that holds rows of values; text that begins with ``=`` is a formula."""
    width = max((len(row) for row in rows), default=0)
    grid = {"rowCount": max(ROWS, len(rows)), "columnCount": max(COLUMNS, width)}
    properties = {"sheetId": sheet_id, "title": title, "sheetType": "GRID", "gridProperties": grid}
    cells = {
        (row, column): Cell(_entered(value))
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value not in (None, "")
    }
    return Tab(properties, cells)


def _entered(value: Entered) -> Entered:
    return Formula(value) if isinstance(value, str) and value.startswith("=") else value
