"""`Api`: the few calls of the Sheets API that the runner makes, paced, counted and tried again.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import random
from typing import Any, Mapping, Protocol, Sequence
from urllib.parse import quote

from sheets_runner.clock import Clock
from sheets_runner.workbook.google.faults import Fault, Unknown
from sheets_runner.workbook.google.retry import Retry, certain
from sheets_runner.workbook.google.state import Json

WRITE_SECONDS = 1.0
"""From the start of one write to the start of the next: Google advises one a second and spreadsheet
(https://developers.google.com/workspace/sheets/api/troubleshoot-api-errors)."""


class Client(Protocol):
    """Sends one call."""

    @property
    def email(self) -> str:
        """The service account's e-mail address, empty where there is none."""
        ...

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Json | None = None,
    ) -> Json:
        """Return the answer.

        Raises:
            Fault: There was none, or not the one asked for.
        """
        ...


class Api:
    """Reads and writes spreadsheets.

    Args:
        client: Sends the calls.
        clock: All waits are this clock's.
        rng: The source of jitter in waits.

    Attributes:
        calls: How many calls have gone out to the Sheets API; signing in is not counted.
    """

    def __init__(self, client: Client, clock: Clock, rng: random.Random | None = None) -> None:
        self.client = client
        self.calls = 0
        self._clock = clock
        self._retry = Retry(clock, rng or random.Random())  # noqa: S311 - jitter, not a secret
        self._next_write = clock.monotonic()

    def get(self, spreadsheet: str, fields: str, ranges: Sequence[str] = ()) -> Json:
        """Return parts of a spreadsheet.

        Args:
            spreadsheet: The spreadsheet's id.
            fields: The mask of what is wanted,
                https://developers.google.com/workspace/sheets/api/guides/field-masks.
            ranges: In A1 notation; none for all tabs.

        Raises:
            Fault: See `Client.request`; it was tried again where that could help.
        """
        params = {"fields": fields, "ranges": list(ranges)}
        return self._retry.run(
            lambda: self._send("GET", _path(spreadsheet), params), idempotent=True
        )

    def batch(self, spreadsheet: str, body: Json, fields: str = "") -> Json:
        """Make all changes of a ``batchUpdate``, or none, and return the answer.

        Args:
            spreadsheet: The spreadsheet's id.
            body: ``requests``, and what is wanted of the spreadsheet afterwards.
            fields: The mask of what is wanted of the answer; empty for all.

        Raises:
            Refused: A request cannot be carried out; nothing was changed.
            Unknown: It may have been carried out or not; it is not sent again by itself.
            Fault: Nothing was changed, for another reason.
        """
        params = {"fields": fields} if fields else {}
        try:
            return self._retry.run(
                lambda: self._write("POST", f"{_path(spreadsheet)}:batchUpdate", params, body),
                idempotent=False,
            )
        except Fault as fault:
            if certain(fault):
                raise
            unknown = Unknown(fault.kind, f"{fault} Whether the change was made is not known.")
        raise unknown

    def put_values(self, spreadsheet: str, a1: str, rows: Sequence[Sequence[Any]]) -> None:
        """Write plain values into a range, as they are: no text becomes a formula or a date.

        Args:
            spreadsheet: The spreadsheet's id.
            a1: The range in A1 notation, with its tab.
            rows: Text, numbers and booleans; None leaves a cell as it is.

        Raises:
            Fault: See `get`.
        """
        path = f"{_path(spreadsheet)}/values/{quote(a1, safe='')}"
        params = {"valueInputOption": "RAW"}
        self._retry.run(lambda: self._write("PUT", path, params, {"values": rows}), idempotent=True)

    def _write(self, method: str, path: str, params: Mapping[str, Any], body: Json) -> Json:
        wait = self._next_write - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(wait)
        self._next_write = self._clock.monotonic() + WRITE_SECONDS
        return self._send(method, path, params, body)

    def _send(
        self, method: str, path: str, params: Mapping[str, Any], body: Json | None = None
    ) -> Json:
        self.calls += 1
        try:
            return self.client.request(method, path, params, body)
        except Fault as fault:
            self.calls -= not fault.sent
            raise


def _path(spreadsheet: str) -> str:
    return f"/v4/spreadsheets/{quote(spreadsheet, safe='')}"
