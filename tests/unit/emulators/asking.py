"""Asks the emulator's API without a socket, signed in as the service account."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any, Sequence
from urllib.parse import quote, urlencode

from tests.emulators.google_sheets.api import Api
from tests.emulators.google_sheets.calls import Request
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.library import Library, new_spreadsheet, new_tab
from tests.emulators.google_sheets.model import Entered, Spreadsheet
from tests.emulators.google_sheets.quota import Quota
from tests.emulators.google_sheets.signin import SignIn
from tests.fakes import FakeClock

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
MOMENT = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)


class Asking:
    """An API of its own, with the means to ask it."""

    def __init__(self) -> None:
        self.clock = FakeClock(MOMENT)
        self.library = Library(self.clock.now)
        self.sign_in = SignIn(self.clock.now)
        self.quota = Quota(self.clock.monotonic)
        self.api = Api(self.library, self.sign_in, self.quota, self.clock.sleep)
        self.token = self.sign_in.issue(CLIENT_EMAIL, SCOPE)

    def sheet(
        self, rows: Sequence[Sequence[Entered]] = (), title: str = "Sheet1", locale: str = "en_US"
    ) -> Spreadsheet:
        """Make a spreadsheet with one tab."""
        made = new_spreadsheet({"locale": locale}, [new_tab(0, title, rows)])
        self.library.add(made)
        return made

    def send(self, method: str, path: str, body: bytes = b"", query: str = "") -> Any:
        """Return the reply to any request, None for hanging up."""
        return self.api.answer(Request(method, path, query, f"Bearer {self.token}", body))

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        """Return the status and the JSON body of the answer to a call of the API."""
        data = b"" if body is None else json.dumps(body).encode()
        reply = self.send(method, f"/v4/spreadsheets{path}", data, urlencode(query, doseq=True))
        return reply.status, json.loads(reply.body)

    def good(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the body of an answer that is 200."""
        status, answer = self.ask(method, path, body, **query)
        assert status == 200, answer
        return answer

    def refusal(self, method: str, path: str, body: Any = None, **query: Any) -> str:
        """Return the message of an answer that is 400."""
        status, answer = self.ask(method, path, body, **query)
        assert (status, answer["error"]["code"]) == (400, 400), answer
        message: str = answer["error"]["message"]
        return message


def at(range_: str) -> str:
    """Return a range as part of a path."""
    return f"values/{quote(range_, safe='')}"
