"""The sandbox over a real socket, as a stranger with `requests` meets it."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, Iterator
from urllib.parse import quote

import pytest
import requests

from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.server import MAX_BODY, Sandbox

HEADERS = {
    "X-CleverTap-Account-Id": "SANDBOX-ID",
    "X-CleverTap-Passcode": "SANDBOX-PASSCODE",
}
FLIGHTS: dict[str, Any] = {"event_name": "Flight Search", "from": 20260501, "to": 20260630}
PATHS = (
    "/1/events.json",
    "/1/profiles.json",
    "/1/counts/events.json",
    "/1/counts/profiles.json",
)


def make(people: int = 20, sleep: Any = None, **switches: int) -> Sandbox:
    options = Options(
        port=0, people=people, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata", **switches
    )
    return Sandbox(options, sleep=sleep or (lambda _: None), monotonic=lambda: 0.0)


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with make() as sandbox:
        yield sandbox.url


@pytest.fixture(name="session")
def _session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(HEADERS)
        yield session


def population(session: requests.Session, url: str) -> tuple[list[Any], list[Any]]:
    content = session.get(f"{url}/_sandbox/population").content
    lines = [json.loads(line) for line in content.splitlines()]
    return [x for x in lines if "profile" in x], [x for x in lines if "event_name" in x]


def key(device: str, event: Any) -> tuple[str, int, str]:
    """Return what tells an event from all others."""
    return device, event["ts"], json.dumps(event["event_props"])


def test_a_ten_line_client_gets_each_of_more_than_20000_events_once() -> None:
    with make(people=2000) as sandbox, requests.Session() as session:
        url = f"{sandbox.url}/1/events.json"
        session.headers.update(HEADERS)
        cursor = session.post(url, json=FLIGHTS).json().get("cursor")
        found = []
        while cursor:
            page = session.get(f"{url}?cursor={cursor}").json()
            found += [key(r["profile"]["objectId"], r) for r in page.get("records", [])]
            cursor = page.get("next_cursor")
        users, events = population(session, sandbox.url)

    devices = {line["user"]: line["profile"]["objectId"] for line in users}
    expected = [
        key(devices[event["user"]], event)
        for event in events
        if event["event_name"] == "Flight Search"
    ]

    assert len(found) > 20_000
    assert sorted(found) == sorted(expected)


def test_a_cursor_that_was_encoded_twice_is_refused(session: requests.Session, url: str) -> None:
    cursor = session.post(f"{url}/1/events.json", json=FLIGHTS).json()["cursor"]

    twice = session.get(f"{url}/1/events.json", params={"cursor": cursor})

    assert "%" in cursor
    assert quote(cursor, safe="") in twice.url
    assert twice.status_code == 200
    assert twice.json() == {"status": "fail", "error": "Incorrect Usage", "code": 3}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "change",
    [
        {"X-CleverTap-Passcode": "wrong"},
        {"X-CleverTap-Account-Id": "wrong"},
        {"X-CleverTap-Passcode": None},
    ],
)
def test_other_credentials_get_401_with_clevertaps_body(
    session: requests.Session, url: str, path: str, change: Any
) -> None:
    reply = session.post(f"{url}{path}", json=FLIGHTS, headers=change)

    assert reply.status_code == 401
    assert reply.json() == {"status": "fail", "error": "Invalid Credentials", "code": 401}


@pytest.mark.parametrize("path", PATHS)
def test_every_endpoint_answers_and_refuses(session: requests.Session, url: str, path: str) -> None:
    good = session.post(f"{url}{path}", json=FLIGHTS)
    unknown = session.post(f"{url}{path}", json={**FLIGHTS, "event_name": "Nope"})
    broken = session.post(f"{url}{path}", data="{")
    future = session.post(f"{url}{path}", json={**FLIGHTS, "to": 20260701})

    assert (good.status_code, good.json()["status"]) == (200, "success")
    assert good.headers["Content-Type"] == "application/json; charset=utf-8"
    assert unknown.status_code == 400
    assert unknown.json() == {
        "status": "fail", "error": '["Invalid event : Nope"]', "code": 400,
    }  # fmt: skip
    assert (broken.status_code, broken.json()["code"]) == (400, 400)
    assert (future.status_code, future.json()["code"]) == (400, 4002)


def test_counts_agree_with_the_population(session: requests.Session, url: str) -> None:
    _, events = population(session, url)
    evening = {
        **FLIGHTS,
        "session_properties": [{"name": "time_of_day", "value": ["18:00", "23:59"]}],
    }
    mine = [
        event
        for event in events
        if event["event_name"] == "Flight Search" and 1800 <= event["ts"] // 100 % 10_000 < 2359
    ]

    assert session.post(f"{url}/1/counts/events.json", json=evening).json()["count"] == len(mine)
    people = session.post(f"{url}/1/counts/profiles.json", json=evening).json()
    assert (people["count"], people["tcount"]) == (len({e["user"] for e in mine}), len(mine))


def test_a_slow_count_is_partial_until_it_is_asked_often_enough(
    session: requests.Session,
) -> None:
    with make(partial_polls=2) as sandbox:
        url = f"{sandbox.url}/1/counts/profiles.json"
        first = session.post(url, json=FLIGHTS).json()
        answers = [session.get(f"{url}?req_id={first['req_id']}").json() for _ in range(2)]

    assert [first["status"], *(answer["status"] for answer in answers)] == [
        "partial", "partial", "success",
    ]  # fmt: skip


def test_an_export_may_need_time_to_get_ready(session: requests.Session) -> None:
    with make(not_ready_polls=1) as sandbox:
        url = f"{sandbox.url}/1/events.json"
        cursor = session.post(url, json=FLIGHTS).json()["cursor"]
        codes = [session.get(f"{url}?cursor={cursor}").json().get("code") for _ in range(2)]

    assert codes == [2, None]


class Hold:
    """A latency that lasts until it is let go, and says when somebody waits in it."""

    def __init__(self) -> None:
        self.arrived = threading.Semaphore(0)
        self.over = threading.Event()

    def __call__(self, seconds: float) -> None:
        assert seconds == 0.001
        self.arrived.release()
        assert self.over.wait(10)


def test_a_fourth_request_in_flight_on_an_endpoint_gets_429() -> None:
    hold = Hold()

    def count(path: str) -> requests.Response:
        return requests.post(f"{sandbox.url}{path}", json=FLIGHTS, headers=HEADERS, timeout=10)

    with make(sleep=hold, latency_ms=1) as sandbox, ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(count, PATHS[2]) for _ in range(3)]
        waiting.append(pool.submit(count, PATHS[3]))
        for _ in waiting:
            assert hold.arrived.acquire(timeout=10)
        refused = requests.get(f"{sandbox.url}{PATHS[2]}?req_id=1", headers=HEADERS, timeout=10)
        hold.over.set()
        served = [future.result().status_code for future in waiting]
        stats = requests.get(f"{sandbox.url}/_sandbox/stats", timeout=10).json()

    assert refused.status_code == 429
    assert refused.json() == {
        "status": "fail", "error": "Too many concurrent requests", "code": 429,
    }  # fmt: skip
    assert served == [200] * 4
    assert stats["endpoints"][PATHS[2]] == {"requests": 4, "most_in_flight": 4}
    assert stats["endpoints"][PATHS[3]] == {"requests": 1, "most_in_flight": 1}
    assert stats["replies"] == {"200": 4, "429": 1}


def test_all_names_are_listed_for_those_with_credentials(
    session: requests.Session, url: str
) -> None:
    users, events = population(session, url)
    names = {event["event_name"] for event in events}
    listed = session.get(f"{url}/getSchema", params={"type": "events"}).json()["events"]
    kept = session.get(f"{url}/getSchema?type=userProperties").json()["userProperties"]
    stranger = session.get(f"{url}/getSchema?type=events", headers={"X-CleverTap-Passcode": "x"})

    assert {entry["name"] for entry in listed if entry["eventCount"]} == names
    assert sum(entry["eventCount"] for entry in listed) == len(events)
    assert {entry["name"] for entry in kept} == {
        name for user in users for name in user["profile"].get("profileData", {})
    }
    assert (stranger.status_code, stranger.json()["error"]) == (401, "Invalid Credentials")


def test_three_clients_that_never_pause_are_never_refused(url: str) -> None:
    def ask(_: int) -> set[int]:
        with requests.Session() as session:
            session.headers.update(HEADERS)
            found = [session.post(f"{url}{PATHS[2]}", json=FLIGHTS) for _ in range(60)]
            return {reply.status_code for reply in found}

    with ThreadPoolExecutor(3) as pool:
        statuses = set().union(*pool.map(ask, range(3)))

    assert statuses == {200}


def test_two_sandboxes_know_the_same_people(session: requests.Session, url: str) -> None:
    with make() as other:
        theirs = session.get(f"{other.url}/_sandbox/population")

    ours = session.get(f"{url}/_sandbox/population")
    assert ours.content == theirs.content
    assert ours.headers["Content-Type"] == "application/x-ndjson; charset=utf-8"


def test_one_connection_serves_all_kinds_of_replies(url: str) -> None:
    body = json.dumps(FLIGHTS)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 10) as raw:
        stream = raw.makefile("rb")
        statuses = []
        for line in ("POST /nowhere", f"POST {PATHS[2]}", "DELETE /1/events.json", "HEAD /x"):
            request = f"{line} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            raw.sendall(request.encode())
            head = {}
            statuses.append(int(stream.readline().split()[1]))
            for header in iter(stream.readline, b"\r\n"):
                name, _, value = header.decode().partition(": ")
                head[name] = value.strip()
            stream.read(int(head["Content-Length"]))
        stream.close()

    assert statuses == [404, 401, 405, 404]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ("Transfer-Encoding: chunked", 411),
        ("Content-Length: x", 411),
        (f"Content-Length: {MAX_BODY + 1}", 413),
    ],
)
def test_a_body_of_unknown_or_absurd_length_ends_the_connection(
    url: str, headers: str, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 10) as raw:
        raw.sendall(f"POST {PATHS[0]} HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n".encode())
        with raw.makefile("rb") as stream:
            reply = stream.read()

    assert reply.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in reply


def test_a_taken_port_is_an_os_error(url: str) -> None:
    taken = Options(int(url.rpartition(":")[2]), 1, 7, date(2026, 6, 30), "Asia/Kolkata")

    with pytest.raises(OSError), Sandbox(taken, sleep=print, monotonic=lambda: 0.0):  # noqa: PT011 - its text is the system's
        pass


def test_closing_breaks_off_open_connections_and_frees_the_port(
    session: requests.Session,
) -> None:
    with make() as sandbox:
        url = sandbox.url
        session.get(f"{url}/_sandbox/stats")

    with pytest.raises(requests.ConnectionError):
        session.get(f"{url}/_sandbox/stats")
    with pytest.raises(RuntimeError, match="The sandbox is not open"):
        _ = sandbox.url


def test_serving_forever_ends_when_the_sandbox_is_closed() -> None:
    with make(people=1) as sandbox:
        waiter = threading.Thread(target=sandbox.serve_forever, daemon=True)
        waiter.start()
        waiter.join(0.2)
        waiting = waiter.is_alive()
        sandbox.close()
        waiter.join(10)

    assert waiting
    assert not waiter.is_alive()


def test_a_client_that_goes_away_is_no_fault_of_the_server(
    url: str, session: requests.Session, capfd: pytest.CaptureFixture[str]
) -> None:
    reset = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 10) as raw:
        raw.sendall(b"GET /_sandbox/population HTTP/1.1\r\nHost: x\r\n\r\n")
        raw.recv(1)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)

    assert session.get(f"{url}/_sandbox/stats").status_code == 200
    assert capfd.readouterr().err == ""


def test_a_fault_of_the_server_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    def fail(_: float) -> None:
        raise ZeroDivisionError("on purpose")

    with make(people=1, sleep=fail, latency_ms=1) as sandbox, pytest.raises(
        requests.ConnectionError
    ):
        requests.post(f"{sandbox.url}{PATHS[0]}", json=FLIGHTS, headers=HEADERS, timeout=10)

    assert "on purpose" in capfd.readouterr().err
