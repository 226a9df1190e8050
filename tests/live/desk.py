"""A spreadsheet of somebody's own, with tabs to try things in that are gone afterwards."""

from __future__ import annotations

import secrets
from datetime import datetime, timezone
from typing import Any, Mapping, NamedTuple, Sequence
from urllib.parse import quote

from sheets_runner.clock import Clock, SystemClock
from sheets_runner.workbook.google import GoogleOptions, keys, state
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import TITLE, parse
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.retry import Retry
from sheets_runner.workbook.google.state import Json, Tab
from tests.fakes import FakeClock

SECONDS = 1.1
"""From one call to the next: Google allows 60 reads and 60 writes a minute."""

IDS = 2**31 - 1


class Place(NamedTuple):
    """A tab to try things in."""

    id: int
    title: str

    def range(self, cells: str = "") -> str:
        """Return cells of it in A1 notation, all by default."""
        return state.a1_range(self.title, cells)

    def at(self, row: int, column: int) -> Json:
        """Return a ``GridCoordinate``; rows and columns are counted from 0."""
        return {"sheetId": self.id, "rowIndex": row, "columnIndex": column}

    def area(self, *edges: int) -> Json:
        """Return a ``GridRange``; the edges are top, left, bottom, right, from 0, ends excluded."""
        names = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")
        return {"sheetId": self.id, **dict(zip(names, edges))}

    def columns(self, first: int, end: int) -> Json:
        """Return whole columns as a ``DimensionRange``."""
        return {
            "sheetId": self.id,
            "dimension": "COLUMNS",
            "startIndex": first,
            "endIndex": end,
        }

    def write(self, row: int, column: int, *rows: Sequence[Json], fields: str = "") -> Json:
        """Return the request that writes ``ExtendedValue``; with fields ``CellData``."""
        wrap = (lambda cell: cell) if fields else (lambda cell: {"userEnteredValue": cell})
        return {
            "updateCells": {
                "start": self.at(row, column),
                "rows": [{"values": [wrap(cell) for cell in cells]} for cells in rows],
                "fields": fields or "userEnteredValue",
            }
        }


class Desk:
    """Makes calls to the API, as the runner does.

    Args:
        options: How to sign in, and to whom.
        spreadsheet: The spreadsheet's id.

    Attributes:
        is_emulator: Whether a server on this machine is asked.
        clock: All waits; on this machine nobody needs to wait.
        key: Names what was made by this suite, and nothing else.
    """

    def __init__(self, options: GoogleOptions, spreadsheet: str) -> None:
        self.options, self.spreadsheet = options, spreadsheet
        self.is_emulator = keys.is_home(keys.api_address(options.api_base))
        self.clock: Clock = (
            FakeClock(datetime.now(timezone.utc)) if self.is_emulator else SystemClock()
        )
        self.key = f"live-{secrets.token_hex(3)}"
        self._client = connect(options)
        self._retry = Retry(self.clock, secrets.SystemRandom())
        self._next = self.clock.monotonic()
        self._count = 0
        self._marked = self._book().mark

    def call(self, method: str, path: str, params: Mapping[str, Any], body: Any = None) -> Json:
        """Return the answer to one call, tried again where that cannot do harm.

        Raises:
            Fault: There was none, or not the one asked for.
        """
        self.clock.sleep(max(0.0, self._next - self.clock.monotonic()))
        self._next = self.clock.monotonic() + SECONDS
        whole = f"/v4/spreadsheets/{quote(self.spreadsheet, safe='')}{path}"
        return self._retry.run(
            lambda: self._client.request(method, whole, params, body), idempotent=method != "POST"
        )

    def batch(
        self, *requests: Json, show: Sequence[str] = (), fields: str = "", grid: bool = False
    ) -> Json:
        """Send a ``batchUpdate``; `show` are ranges that the answer is to have."""
        body: Json = {"requests": list(requests)}
        if show or grid:
            body.update(includeSpreadsheetInResponse=True, responseRanges=list(show))
        return self.call("POST", ":batchUpdate", {"fields": fields} if fields else {}, body)

    def refusal(self, *requests: Json) -> Refused:
        """Return how Google refuses a batch.

        Raises:
            AssertionError: It does not.
        """
        try:
            self.batch(*requests)
        except Refused as refusal:
            return refusal
        raise AssertionError("Google took what it should have refused.")

    def get(self, fields: str, *ranges: str) -> Json:
        """Return parts of the spreadsheet."""
        return self.call("GET", "", {"fields": fields, "ranges": list(ranges)})

    def put(self, range_: str, rows: Sequence[Sequence[Any]], option: str = "RAW") -> Json:
        """Write values into a range."""
        path = f"/values/{quote(range_, safe='')}"
        return self.call("PUT", path, {"valueInputOption": option}, {"values": rows})

    def cells(self, range_: str, fields: str = "userEnteredValue") -> list[list[Json]]:
        """Return the ``CellData`` of a range, row by row; blank ends are left out."""
        answer = self.get(f"sheets(data(rowData(values({fields}))))", range_)
        return rows_of(answer)

    def contents(self, range_: str) -> list[list[Any]]:
        """Return what was entered into the cells of a range; None for a blank one."""
        return [
            [next(iter(cell.get("userEnteredValue", {}).values()), None) for cell in row]
            for row in self.cells(range_)
        ]

    def new(self, rows: int = 20, columns: int = 8, **more: Any) -> tuple[Place, Json]:
        """Return a tab that is not there yet, and the request that makes it."""
        self._count += 1
        place = Place(secrets.randbelow(IDS), f"{self.key} {self._count}")
        grid = {"rowCount": rows, "columnCount": columns}
        properties = {"sheetId": place.id, "title": place.title, "gridProperties": grid, **more}
        return place, {"addSheet": {"properties": properties}}

    def tab(self, rows: int = 20, columns: int = 8) -> Place:
        """Make a tab."""
        place, request = self.new(rows, columns)
        self.batch(request)
        return place

    def mark(self, value: str, location: Json, **more: Any) -> Json:
        """Return the request that makes developer metadata."""
        made = {"metadataKey": self.key, "metadataValue": value, "visibility": "DOCUMENT"}
        return {
            "createDeveloperMetadata": {"developerMetadata": {**made, "location": location, **more}}
        }

    def clean(self) -> None:
        """Delete all that this suite has made."""
        book = self._book()
        gone: list[Json] = [
            {"deleteSheet": {"sheetId": tab.id}} for tab in book.tabs if self._is_own(tab)
        ]
        drop = [self.key]
        if book.mark and self._marked is None:
            drop.append(state.KEY)
        for key in drop:
            lookup = {"metadataKey": key, "locationType": "SPREADSHEET"}
            told = self.get("developerMetadata(metadataKey)").get("developerMetadata", ())
            if {"metadataKey": key} in told:
                search = {"dataFilter": {"developerMetadataLookup": lookup}}
                gone.append({"deleteDeveloperMetadata": search})
        if gone:
            self.batch(*gone)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _book(self) -> state.Book:
        return state.book(self.get(state.OUTLINE))

    def _is_own(self, tab: Tab) -> bool:
        lease = parse(tab.mark) if tab.title == TITLE else None
        return tab.title.startswith(self.key) or (lease is not None and lease.run == self.key)


def rows_of(answer: Json) -> list[list[Json]]:
    """Return the ``CellData`` of an answer's first part, row by row."""
    data = answer["sheets"][0].get("data", [{}])[0]
    return [row.get("values", []) for row in data.get("rowData", ())]
