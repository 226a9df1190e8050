"""Faults over a real socket, as a stranger with `requests` meets them."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime, timezone
from typing import Any, Callable, Iterator

import pytest
import requests

from sheets_runner.sandbox.faults import PASSING
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.server import Sandbox

HEADERS = {
    "X-CleverTap-Account-Id": "SANDBOX-ID",
    "X-CleverTap-Passcode": "SANDBOX-PASSCODE",
}
FLIGHTS: dict[str, Any] = {"event_name": "Flight Search", "from": 20260501, "to": 20260630}
EVENTS, COUNTS = "/1/events.json", "/1/counts/events.json"


def make(sleep: Callable[[float], Any] = lambda _: None, **switches: int) -> Sandbox:
    options = Options(
        port=0, people=20, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata", **switches
    )
    return Sandbox(
        options,
        sleep=sleep,
        monotonic=lambda: 0.0,
        now=lambda: datetime(2026, 6, 30, tzinfo=timezone.utc),
    )


@pytest.fixture(name="sandbox")
def _sandbox() -> Iterator[Sandbox]:
    with make() as sandbox:
        yield sandbox


@pytest.fixture(name="session")
def _session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        yield session


def let(sandbox: Sandbox, fault: str, **keys: Any) -> None:
    sandbox.faults.load({"faults": [{"fault": fault, "endpoint": "*", **keys}]})


def count(session: requests.Session, sandbox: Sandbox, timeout: float = 10) -> requests.Response:
    url = sandbox.url + COUNTS
    return session.post(url, json=FLIGHTS, timeout=timeout, allow_redirects=False)


def stats(sandbox: Sandbox) -> Any:
    return requests.get(f"{sandbox.url}/_sandbox/stats", timeout=10).json()


def eventually(happens: Callable[[], bool]) -> None:
    """Look until something has happened."""
    assert any(happens() for _ in range(10_000))


def test_a_script_comes_over_http_and_goes(sandbox: Sandbox, session: requests.Session) -> None:
    url = f"{sandbox.url}/_sandbox/faults"
    rule = {"fault": "http_429_date", "endpoint": "*", "call": 1, "times": 2, "seconds": 60}

    posted = requests.post(url, json={"faults": [rule]}, timeout=10)
    struck = count(session, sandbox)
    left = requests.get(url, timeout=10).json()
    requests.delete(url, timeout=10)

    assert posted.json() == {"faults": [rule]}
    assert (struck.status_code, struck.headers["Retry-After"]) == (
        429, "Tue, 30 Jun 2026 00:01:00 GMT",
    )  # fmt: skip
    assert left == {"faults": [{**rule, "times": 1}]}
    assert count(session, sandbox).status_code == 200
    assert stats(sandbox)["faults"] == {"http_429_date": 1}


def test_an_unknown_fault_is_refused_with_a_sentence(sandbox: Sandbox) -> None:
    script = {"faults": [{"fault": "fire", "endpoint": "*"}]}

    reply = requests.post(f"{sandbox.url}/_sandbox/faults", json=script, timeout=10)

    assert reply.status_code == 400
    assert reply.json()["error"].startswith("There is no fault fire; there are code_1, code_2, ")


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("closed", requests.ConnectionError),
        ("reset", requests.ConnectionError),
        ("timeout", requests.ReadTimeout),
        ("cut", requests.exceptions.ChunkedEncodingError),
    ],
)
def test_a_broken_connection_hurts_one_request_and_not_the_next(
    sandbox: Sandbox, session: requests.Session, fault: str, error: type[Exception]
) -> None:
    let(sandbox, fault, call=2)
    count(session, sandbox)

    with pytest.raises(error):
        count(session, sandbox, timeout=0.2)

    assert count(session, sandbox).json()["status"] == "success"


@pytest.mark.parametrize(("fault", "reset"), [("reset", True), ("closed", False)])
def test_a_reset_is_told_from_a_close(
    sandbox: Sandbox, session: requests.Session, fault: str, *, reset: bool
) -> None:
    let(sandbox, fault)

    with pytest.raises(requests.ConnectionError) as caught:
        count(session, sandbox)

    assert ("ConnectionResetError" in repr(caught.value)) == reset


class Door:
    """A wait that lasts until it is let go, and says when somebody waits."""

    def __init__(self) -> None:
        self.waits = threading.Event()
        self.over = threading.Event()
        self.seconds = 0.0

    def __call__(self, seconds: float) -> None:
        self.seconds = seconds
        self.waits.set()
        assert self.over.wait(10)


def refused(address: tuple[str, int]) -> bool:
    with closing(socket.socket()) as client:
        return client.connect_ex(address) != 0


def test_while_the_door_is_shut_new_connections_are_refused_and_open_ones_go_on() -> None:
    door = Door()
    with make(sleep=door) as sandbox, requests.Session() as first, requests.Session() as second:
        first.headers.update(HEADERS)
        second.headers.update(HEADERS)
        address = ("127.0.0.1", int(sandbox.url.rpartition(":")[2]))
        count(second, sandbox)
        let(sandbox, "refused", wait_ms=1500)

        with pytest.raises(requests.ConnectionError):
            count(first, sandbox)
        assert door.waits.wait(10)
        shut = refused(address)
        still = count(second, sandbox).status_code
        door.over.set()
        eventually(lambda: not refused(address))
        again = count(first, sandbox).status_code

    assert (shut, still, again) == (True, 200, 200)
    assert door.seconds == 1.5


def test_a_sandbox_can_be_closed_while_its_door_is_shut() -> None:
    door = Door()
    with make(sleep=door) as sandbox:
        address = ("127.0.0.1", int(sandbox.url.rpartition(":")[2]))
        let(sandbox, "refused")
        with pytest.raises(requests.ConnectionError):
            requests.post(sandbox.url + COUNTS, json=FLIGHTS, headers=HEADERS, timeout=10)
        assert door.waits.wait(10)
        closing_time = threading.Thread(target=sandbox.close)
        closing_time.start()
        door.over.set()
        closing_time.join(10)

    assert refused(address)


def test_a_sandbox_can_be_closed_while_a_client_waits_for_ever(sandbox: Sandbox) -> None:
    let(sandbox, "timeout")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            requests.post, sandbox.url + COUNTS, json=FLIGHTS, headers=HEADERS, timeout=10
        )
        eventually(lambda: bool(stats(sandbox)["faults"]))
        sandbox.close()

    assert isinstance(waiting.exception(), requests.ConnectionError)


def test_a_slow_body_comes_in_ten_pieces_and_whole(session: requests.Session) -> None:
    waits: list[float] = []
    with make(sleep=waits.append) as sandbox:
        let(sandbox, "slow", wait_ms=30)
        slow = count(session, sandbox)
        right = count(session, sandbox)

    assert slow.content == right.content
    assert waits == [0.03] * 10


def test_a_huge_page_is_packed_for_those_who_accept_it(
    sandbox: Sandbox, session: requests.Session
) -> None:
    let(sandbox, "huge")
    reply = session.post(sandbox.url + COUNTS, json=FLIGHTS, stream=True, timeout=10)
    packed = int(reply.headers["Content-Length"])

    assert reply.headers["Content-Encoding"] == "gzip"
    assert packed < 1_000_000
    assert len(reply.content) > 50 * 1024 * 1024
    assert reply.json() == count(session, sandbox).json()


def test_a_page_is_packed_only_where_gzip_is_accepted(
    sandbox: Sandbox, session: requests.Session
) -> None:
    cursor = session.post(sandbox.url + EVENTS, json=FLIGHTS, timeout=10).json()["cursor"]
    url = f"{sandbox.url}{EVENTS}?cursor={cursor}"

    packed = session.get(url, timeout=10)
    plain = session.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert int(packed.headers["Content-Length"]) < len(plain.content) == len(packed.content)
    assert packed.json() == plain.json()


def test_prepared_pages_reach_clients_with_and_without_gzip(session: requests.Session) -> None:
    query = {"event_name": "Prepared Event", "from": 20260531, "to": 20260531}
    with make(prepared_events=3000) as sandbox:
        cursor = session.post(sandbox.url + EVENTS, json=query, timeout=10).json()["cursor"]
        url = f"{sandbox.url}{EVENTS}?cursor={cursor}"
        packed = session.get(url, timeout=10)
        plain = session.get(url, headers={"Accept-Encoding": ""}, timeout=10)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json() == plain.json()
    numbers = [record["event_props"]["Number"] for record in packed.json()["records"]]
    assert numbers == list(range(100))


def test_who_follows_a_redirect_carries_the_passcode_elsewhere(session: requests.Session) -> None:
    with make() as ours, make() as other:
        let(ours, "redirect", location=other.url + COUNTS)
        careful = count(session, ours)
        before = stats(other)["endpoints"][COUNTS]["requests"]
        let(ours, "redirect", location=other.url + COUNTS)
        careless = session.post(ours.url + COUNTS, json=FLIGHTS, timeout=10)
        after = stats(other)["endpoints"][COUNTS]["requests"]

    assert (careful.status_code, before) == (307, 0)
    assert (careless.status_code, after) == (200, 1)


# --- the mix ---


class Patient:
    """A client that tries again and reads with care, as everybody should.

    Attributes:
        tries: What it got, per query.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._slots = threading.BoundedSemaphore(3)
        self.tries: dict[str, list[Any]] = {}

    def records(self, query: dict[str, Any]) -> list[str]:
        """Return the records of an export, each as text."""
        with requests.Session() as session:
            session.headers.update(HEADERS)
            tries = self.tries.setdefault(json.dumps(query), [])
            url = f"{self._url}{EVENTS}"
            cursor = self._ask(tries, session.post, f"{url}?batch_size=46", json=query)["cursor"]
            found: list[str] = []
            while cursor:
                page = self._ask(tries, session.get, f"{url}?cursor={cursor}")
                found += map(json.dumps, page.get("records", []))
                cursor = page.get("next_cursor")
            return found

    def _ask(self, tries: list[Any], send: Callable[..., Any], *url: str, **body: Any) -> Any:
        while True:
            try:
                with self._slots:
                    reply = send(*url, timeout=10, **body)
                tries.append(reply.status_code)
                answer = reply.json() if reply.status_code == 200 else {}
            except requests.RequestException as error:
                tries.append(type(error).__name__)
                continue
            if answer.get("status") == "success":
                return answer


# Waiting on purpose, "timeout" and "huge" would only make the test slow; they have tests above.
MIXED = [name for name in PASSING if name not in ("timeout", "huge")]


def under_the_mix(queries: list[dict[str, Any]]) -> tuple[list[list[str]], Any, Any]:
    with make() as sandbox, ThreadPoolExecutor(6) as pool:
        sandbox.faults.load({"mix": {"seed": 11, "share": 0.4, "faults": MIXED, "most": 8}})
        client = Patient(sandbox.url)
        found = list(pool.map(client.records, queries))
        return found, client.tries, stats(sandbox)


def test_a_patient_client_gets_all_right_under_the_mix_and_meets_the_same_each_time() -> None:
    queries = [{**FLIGHTS, "from": 20260500 + day, "to": 20260600 + day} for day in range(1, 21)]
    with make() as sandbox:
        client = Patient(sandbox.url)
        right = [client.records(query) for query in queries]

    found, tries, seen = under_the_mix(queries)
    again = under_the_mix(queries[::-1])

    assert found == again[0][::-1] == right
    assert tries == again[1]
    assert seen["faults"] == again[2]["faults"]
    assert set(seen["faults"]) == set(MIXED) - {"partial"}
    assert seen["endpoints"][EVENTS]["most_in_flight"] <= 3
