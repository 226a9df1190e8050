"""The lists of names over real sockets, against what the sandbox knows."""

from __future__ import annotations

import json
import logging
import traceback
from collections import Counter
from datetime import date, datetime, timezone
from typing import Any, Iterator
from urllib.request import urlopen

import pytest

from sheets_runner import Clevertap, errors
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.fakes import FakeClock
from tests.scripted_server import Play, ScriptedServer

NOON = datetime(2026, 6, 30, 12, tzinfo=timezone.utc)
PATH = "/getSchema"


@pytest.fixture(name="sandbox")
def _sandbox() -> Iterator[Sandbox]:
    options = Options(port=0, people=100, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
    with Sandbox(options, sleep=lambda _: None, monotonic=lambda: 0.0, now=lambda: NOON) as sandbox:
        yield sandbox


class Desk:
    """A client over real sockets; its waits take no time."""

    def __init__(self, url: str, passcode: str = PASSCODE) -> None:
        self.clock = FakeClock(NOON)
        self.sockets = HttpTransport(connect_seconds=2, read_seconds=2)
        self.ct = Clevertap.of(
            AppSettings("web", ACCOUNT_ID, passcode, base_url=url),
            ConnectorSettings(),
            api="counts",
            object_type="events",
            gate=ThreadGate(),
            transport=self.sockets,
            clock=self.clock,
            random=lambda: 0.5,
        )

    def names(self, kind: NameKind = NameKind.EVENTS) -> tuple[str, ...]:
        """Return the names that are known."""
        try:
            return self.ct.names(kind).known
        finally:
            self.sockets.close()


def own(sandbox: Sandbox, what: str) -> list[Any]:
    """Return what the sandbox tells about itself, line by line."""
    url = f"{sandbox.url}/_sandbox/{what}"
    with urlopen(url, timeout=10) as reply:  # noqa: S310 - our own loopback address
        return [json.loads(line) for line in reply.read().splitlines()]


def test_all_names_are_had_that_can_be_counted_in_the_population(sandbox: Sandbox) -> None:
    lines = own(sandbox, "population")
    happened = Counter(line["event_name"] for line in lines if "event_name" in line)
    properties = {
        name
        for line in lines
        if "profile" in line
        for name in line["profile"].get("profileData", {})
    }

    events = Desk(sandbox.url).names()

    assert len(happened) == 9
    assert [name for name in events if not name.startswith("Notification ")] == sorted(happened)
    assert len(events) == 9 + 6
    assert set(Desk(sandbox.url).names(NameKind.PROPERTIES)) == properties


def test_a_wrong_passcode_is_said_and_not_repeated(sandbox: Sandbox) -> None:
    wrong = PASSCODE[::-1]
    with pytest.raises(errors.Unauthorised, match=r"CleverTap refuses \[web\] \(HTTP 401\)") as no:
        Desk(sandbox.url, passcode=wrong).names()

    error = no.value
    shown = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    assert wrong not in shown
    assert ACCOUNT_ID not in shown
    (stats,) = own(sandbox, "stats")
    assert stats["endpoints"][PATH]["requests"] == 1


@pytest.mark.parametrize("fault", ["http_429", "code_1", "http_503_html", "cut", "closed"])
def test_a_try_that_fails_is_repeated(
    sandbox: Sandbox, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.faults.load({"faults": [{"fault": fault, "endpoint": f"GET {PATH}", "times": 2}]})
    desk = Desk(sandbox.url)

    assert len(desk.names()) == 15
    assert (desk.ct.calls, len(desk.clock.slept)) == (3, 2)
    (stats,) = own(sandbox, "stats")
    assert stats["faults"] == {fault: 2}
    assert stats["endpoints"][PATH] == {"requests": 3, "most_in_flight": 1}
    assert "[web] the list of names, try 1: " in caplog.text
    assert PASSCODE not in caplog.text
    assert ACCOUNT_ID not in caplog.text


def test_a_redirect_is_not_followed() -> None:
    with ScriptedServer() as other, ScriptedServer(
        Play(b"", 307, {"Location": f"{other.url}{PATH}"})
    ) as server, pytest.raises(errors.BadReply, match=r"redirect \(HTTP 307\)"):
        Desk(server.url).names()

    assert [heard.line for heard in server.heard] == [f"GET {PATH}?type=events HTTP/1.1"]
    assert other.heard == []
