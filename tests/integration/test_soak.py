"""500 queries under a random mix of all faults: each answer is right, or an error says so."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from functools import partial
from random import Random
from typing import Any, Callable, Iterator, Mapping, NamedTuple
from urllib.request import urlopen

import pytest

from sheets_runner.clevertap.abreast import Check, abreast
from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clock import SystemClock
from sheets_runner.errors import ClevertapError
from sheets_runner.sandbox.faults import ENDING, PASSING
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox

pytestmark = pytest.mark.long

QUERIES = 500
AGAIN = 80
"""How many are asked once more, under the same faults."""
THREADS = 8
MIX = {"mix": {"seed": 5, "share": 0.2, "faults": [*PASSING, *ENDING], "most": 4}}
EVENTS = ("App Launched", "Flight Search", "Hotel Search", "UTM Visited", "Charged")
KINDS = (
    *[("counts", "events"), ("counts", "profiles")],
    *[("events", "events"), ("events", "profiles")],
)
LAST = date(2026, 6, 30)


class Ask(NamedTuple):
    """A query, and what it is sent to."""

    api: str
    object_type: str
    query: Mapping[str, Any]


class HastyClock:
    """A clock of its own for each thread: waits move it on, and take next to no time.

    Budgets are so spent in the same way each time, whatever the machine and the other threads do.
    """

    def __init__(self) -> None:
        self._local = threading.local()
        self._real = SystemClock()

    def now(self) -> datetime:
        return self._real.now()

    def monotonic(self) -> float:
        return float(getattr(self._local, "elapsed", 0.0))

    def sleep(self, seconds: float) -> None:
        self._local.elapsed = self.monotonic() + seconds
        self._real.sleep(0.001)


class Office:
    """Clients of one account, and what they share."""

    def __init__(self, url: str, transport: HttpTransport) -> None:
        shared: dict[str, Any] = {
            "gate": ThreadGate(),
            "pending": Pending(),
            "clock": HastyClock(),
            "transport": transport,
            "random": lambda: 0.5,
        }
        app = AppSettings("web", ACCOUNT_ID, PASSCODE, base_url=url)
        settings = ConnectorSettings(page_size=46, wait_seconds=120)
        self._clients = {
            (api, what): Clevertap.of(app, settings, api=api, object_type=what, **shared)
            for api, what in KINDS
        }

    def outcomes(self, asks: list[Ask]) -> list[str]:
        """Return what becomes of each: its whole answer as JSON, or the name of its error."""
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(self._outcome, asks))

    def _outcome(self, ask: Ask) -> str:
        try:
            return json.dumps(self._answer(ask))
        except ClevertapError as error:
            return f"{type(error).__name__} of {type(error.__cause__).__name__}"

    def _answer(self, ask: Ask) -> Any:
        client = self._clients[ask.api, ask.object_type]
        if ask.api == "counts":
            return client.count(ask.query).__dict__
        tasks = [partial(_export, client, part) for part in client.ranges(ask.query)]
        return [record for records in abreast(tasks) for record in records]


def is_error(outcome: str) -> bool:
    return not outcome.startswith(("{", "["))


def _export(client: Clevertap, query: Mapping[str, Any], _: Check) -> list[Any]:
    """Return the records of a range; what became of the others is left to them."""
    records: list[Any] = []

    def begin() -> Callable[[Page], None]:
        records.clear()
        return lambda page: records.extend(page.records)

    client.deliver(query, Parts(), begin)
    return records


def make_asks() -> list[Ask]:
    """Return queries of all kinds, no two alike."""
    dice = Random(11)  # noqa: S311 - no secret
    asks: list[Ask] = []
    while len(asks) < QUERIES:
        first = LAST - timedelta(dice.randrange(1, 60))
        last = min(LAST, first + timedelta(dice.randrange(8)))
        days = {"from": int(f"{first:%Y%m%d}"), "to": int(f"{last:%Y%m%d}")}
        # Holds for all events, and tells each query and its ranges from the others'.
        mark = {"name": f"none {len(asks)}", "operator": "does_not_exist"}
        query = {"event_name": dice.choice(EVENTS), **days, "event_properties": [mark]}
        asks.append(Ask(*dice.choice(KINDS), query))
    return asks


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[Sandbox]:
    options = Options(
        port=0,
        people=60,
        seed=7,
        today=LAST,
        timezone="Asia/Kolkata",
        latency_ms=60,
        partial_polls=1,
    )
    clock = SystemClock()
    with Sandbox(
        options,
        sleep=lambda seconds: clock.sleep(seconds / 20),
        monotonic=clock.monotonic,
        now=lambda: datetime.now(timezone.utc),
    ) as sandbox:
        yield sandbox


@pytest.fixture(name="transport", scope="module")
def _transport() -> Iterator[HttpTransport]:
    transport = HttpTransport(connect_seconds=5, read_seconds=1)
    yield transport
    transport.close()


def stats(sandbox: Sandbox) -> Any:
    with urlopen(f"{sandbox.url}/_sandbox/stats") as reply:  # noqa: S310 - our own loopback
        return json.load(reply)


def test_under_all_faults_each_answer_is_right_or_an_error_says_so(
    sandbox: Sandbox, transport: HttpTransport
) -> None:
    asks = make_asks()
    right = Office(sandbox.url, transport).outcomes(asks)
    sandbox.faults.load(MIX)
    found = Office(sandbox.url, transport).outcomes(asks)
    seen = stats(sandbox)

    assert not any(map(is_error, right))
    wrong = [outcome for outcome, whole in zip(found, right) if outcome != whole]
    assert [outcome for outcome in wrong if not is_error(outcome)] == []
    assert 50 < len(wrong) < 200
    assert max(endpoint["most_in_flight"] for endpoint in seen["endpoints"].values()) == 3
    assert set(seen["faults"]) == {*PASSING, *ENDING}

    sandbox.faults.load(MIX)
    assert Office(sandbox.url, transport).outcomes(asks[:AGAIN]) == found[:AGAIN]
