"""Asks an API as a client would, without a socket."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from sheets_runner.sandbox.api import Api
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.packing import unpack
from sheets_runner.sandbox.population import Population
from sheets_runner.sandbox.replies import Reply
from tests.fakes import FakeClock

LAUNCHES: dict[str, Any] = {"event_name": "App Launched", "from": 20260501, "to": 20260630}
EVENTS, PROFILES = "/1/events.json", "/1/profiles.json"
COUNT_EVENTS, COUNT_PROFILES = "/1/counts/events.json", "/1/counts/profiles.json"
SCHEMA = "/getSchema"


class Asking:
    """Asks an API as a client would, without a socket."""

    def __init__(self, options: Options, people: Population) -> None:
        self.clock = FakeClock(datetime(2026, 6, 30, tzinfo=timezone.utc))
        self.api = Api(
            options,
            people,
            sleep=self.clock.sleep,
            monotonic=self.clock.monotonic,
            now=self.clock.now,
        )

    def reply(self, method: str, url: str, body: bytes = b"") -> Reply:
        path, _, query = url.partition("?")
        return self.api.answer(Request(method, path, query, ACCOUNT_ID, PASSCODE, body))

    def raw(self, method: str, url: str, body: bytes = b"") -> tuple[int, bytes]:
        reply = unpack(self.reply(method, url, body))
        return reply.status, reply.body

    def get(self, url: str) -> Any:
        return json.loads(self.raw("GET", url)[1])

    def post(self, url: str, body: Any) -> Any:
        return json.loads(self.raw("POST", url, json.dumps(body).encode())[1])

    def pages(self, url: str, body: Any) -> list[list[Any]]:
        path = url.partition("?")[0]
        cursor, pages = self.post(url, body)["cursor"], []
        while cursor:
            page = self.get(f"{path}?cursor={cursor}")
            pages.append(page.get("records", []))
            cursor = page.get("next_cursor")
        return pages
