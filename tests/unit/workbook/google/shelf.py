"""Spreadsheets on the emulator for tests of one workbook; somebody may meddle at each call."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from typing import Any, Callable, Mapping, Sequence

from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.faults import Fault, Kind, Refused
from sheets_runner.workbook.google.library import HttpClient
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.state import Json
from sheets_runner.workbook.google.workbook import GoogleWorkbook
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)

Deed = Callable[[], object]
"""Something done at a call; what it raises is what the call ends with."""


class Meddler:
    """Passes calls on, and lets things happen right before or after them.

    Attributes:
        heard: Each call so far: ``get``, ``put`` or ``batch``, with the names of its requests.
        before, after: What happens, by the number of the call, counted from 0.
    """

    def __init__(self, client: HttpClient) -> None:
        self.email = client.email
        self.heard: list[str] = []
        self.before: dict[int, Deed] = {}
        self.after: dict[int, Deed] = {}
        self._client = client

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Json | None = None,
    ) -> Json:
        """Return the answer."""
        number = len(self.heard)
        self.heard.append(_name(method, body or {}))
        self.before.get(number, _nothing)()
        answer = self._client.request(method, path, params, body)
        self.after.get(number, _nothing)()
        return answer

    def at_next(self, deed: Deed) -> None:
        """Let something happen right before the next call."""
        self.before[len(self.heard)] = deed


class Shelf:
    """One spreadsheet.

    Attributes:
        client: Meddles with the calls of its workbooks.
        clock: Their clock.
    """

    def __init__(self, server: GoogleSheets, client: HttpClient, **tabs: Sequence[Any]) -> None:
        self.server = server
        self.id = server.create(tabs, title="Team").id
        self.client = Meddler(client)
        self.clock = FakeClock(NOON)
        self._seeds = iter(range(100))

    @property
    def now(self) -> Spreadsheet:
        """The spreadsheet as it is now."""
        return self.server.spreadsheets[self.id]

    @property
    def titles(self) -> list[str]:
        """The names of its tabs."""
        return [tab.title for tab in self.now.tabs]

    def open(self, **options: Any) -> GoogleWorkbook:
        """Return it as a new process opens it."""
        rng = random.Random(next(self._seeds))  # noqa: S311 - ids of tabs
        api = Api(self.client, self.clock, random.Random(1))  # noqa: S311 - jitter
        return GoogleWorkbook(self.id, api, GoogleOptions(), self.clock, rng, **options)

    def values(self, cells: str) -> list[list[Any]]:
        """Return what stands in a range."""
        return self.server.values(self.id, cells)

    def edit(self, *requests: Json) -> None:
        """Let somebody of the team change something."""
        self.server.edit(self.id, requests)

    def insert_row(self, title: str, at: int) -> None:
        """Let somebody insert a row before one, counted from 1."""
        place = {"dimension": "ROWS", "startIndex": at - 1, "endIndex": at}
        self.edit({"insertDimension": {"range": {"sheetId": self.tab(title), **place}}})

    def rename(self, title: str, new: str) -> None:
        """Let somebody rename a tab."""
        properties = {"sheetId": self.tab(title), "title": new}
        self.edit({"updateSheetProperties": {"properties": properties, "fields": "title"}})

    def swap(self, one: str, other: str) -> None:
        """Let somebody give each of two tabs the other's name."""
        first, second = self.tab(one), self.tab(other)
        for sheet, title in ((first, "\u2026"), (second, one), (first, other)):
            properties = {"sheetId": sheet, "title": title}
            self.edit({"updateSheetProperties": {"properties": properties, "fields": "title"}})

    def delete(self, title: str) -> None:
        """Let somebody delete a tab."""
        self.edit({"deleteSheet": {"sheetId": self.tab(title)}})

    def tab(self, title: str) -> int:
        """Return the id of a tab."""
        found = self.now.tab(title)
        assert found, f"there is no tab {title}"
        return found.id


def refuse(request: int | None = None) -> Deed:
    """Return the deed of Google's that refuses a batch, or one of its requests."""
    place = "" if request is None else f"Invalid requests[{request}].updateCells: "

    def deed() -> None:
        raise Refused(Kind.REFUSED, "Google refuses it.", f"{place}It cannot be.")

    return deed


def lose(kind: Kind = Kind.LOST) -> Deed:
    """Return the deed that loses a call, or its answer."""

    def deed() -> None:
        raise Fault(kind, "The connection broke off.")

    return deed


def _name(method: str, body: Json) -> str:
    if method != "POST":
        return method.lower()
    return " ".join(["batch", *(next(iter(request)) for request in body["requests"])])


def _nothing() -> None:
    """Let nothing happen."""
