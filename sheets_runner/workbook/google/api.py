"""`Api`: the few calls of the Sheets API that the runner makes, paced, counted and tried again.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets
"""

from __future__ import annotations

import random
from typing import Any, Callable, Mapping, Protocol, Sequence
from urllib.parse import quote

from sheets_runner.clock import Clock
from sheets_runner.workbook.google.faults import Fault, Refused, Unknown
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

    def batch(
        self, spreadsheet: str, body: Json, fields: str, is_made: Callable[[], bool]
    ) -> Json | None:
        """Make all changes of a ``batchUpdate`` once, or none, and return the answer.

        Where an answer was lost, `is_made` is asked before the batch is sent again. It is asked of
        a refusal, too: a batch whose answer was lost is refused when it is sent again.

        Args:
            spreadsheet: The spreadsheet's id.
            body: ``requests``, and what is wanted of the spreadsheet afterwards.
            fields: The mask of what is wanted of the answer.
            is_made: Tells whether the batch has been made by now.

        Returns:
            The answer; None where the batch was made but its answer was lost.

        Raises:
            Refused: A request cannot be carried out; nothing was changed.
            Unknown: It may have been carried out or not, however often one asked.
            Fault: Nothing was changed, for another reason.
        """
        batch = _Batch(
            lambda: self._write(
                "POST", f"{_path(spreadsheet)}:batchUpdate", {"fields": fields}, body
            ),
            is_made,
        )
        try:
            return self._retry.run(batch.attempt, idempotent=True)
        except Refused:
            if is_made():
                return None
            raise
        except Fault as fault:
            if not batch.lost:
                raise
            unknown = Unknown(fault.kind, f"{fault} Whether the change was made is not known.")
        if is_made():
            return None
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


class _Batch:
    """A batch on its way: once an answer was lost, it is looked for before it is sent again.

    Attributes:
        lost: Whether an answer was lost.
    """

    def __init__(self, send: Callable[[], Json], is_made: Callable[[], bool]) -> None:
        self._send = send
        self._is_made = is_made
        self.lost = False

    def attempt(self) -> Json | None:
        """Send it, unless it turns out to have been made."""
        if self.lost and self._is_made():
            return None
        try:
            return self._send()
        except Fault as fault:
            self.lost = self.lost or not certain(fault)
            raise


def _path(spreadsheet: str) -> str:
    return f"/v4/spreadsheets/{quote(spreadsheet, safe='')}"
