"""The fakes are tested before anything trusts them."""

from __future__ import annotations

import json
import socket
from datetime import datetime, timezone

import pytest
import requests

from sheets_runner.clevertap.wire import Request
from tests.fakes import FakeClock, ScriptedTransport, fail, reply, success
from tests.scripted_server import Play, ScriptedServer

NOON = datetime(2026, 6, 30, 12, tzinfo=timezone.utc)
ASK = Request("GET", "https://host.example/1/events.json?cursor=a%2Bb", {})


def test_a_fake_clock_moves_only_when_it_sleeps() -> None:
    clock = FakeClock(NOON)
    clock.sleep(90)
    clock.sleep(0.5)

    assert clock.now() == datetime(2026, 6, 30, 12, 1, 30, 500000, tzinfo=timezone.utc)
    assert clock.monotonic() == 90.5
    assert clock.slept == [90, 0.5]


def test_a_scripted_transport_plays_its_turns_in_order() -> None:
    transport = ScriptedTransport(success(count=1), TimeoutError("late"), lambda _: fail("no", 7))

    assert json.loads(transport.send(ASK).body) == {"status": "success", "count": 1}
    with pytest.raises(TimeoutError, match="late"):
        transport.send(ASK)
    assert transport.left == 1
    assert json.loads(transport.send(ASK).body) == {"status": "fail", "error": "no", "code": 7}
    assert transport.left == 0
    assert transport.requests == [ASK, ASK, ASK]
    assert transport.targets[0] == "GET /1/events.json?cursor=a%2Bb"


def test_a_scripted_transport_refuses_what_it_does_not_know() -> None:
    with pytest.raises(AssertionError, match=r"no turn 1 for Request\(GET https://host"):
        ScriptedTransport().send(ASK)


def test_replies_are_json() -> None:
    response = reply({"a": 1}, 202, {"retry-after": "3"})

    assert (response.status, response.headers, response.body) == (
        202,
        {"retry-after": "3"},
        b'{"a": 1}',
    )
    assert json.loads(fail("no").body) == {"status": "fail", "error": "no"}


def test_a_scripted_server_plays_and_keeps_what_it_was_sent() -> None:
    with ScriptedServer(Play(b"one", 201, {"X-A": "b"})) as server:
        first = requests.post(f"{server.url}/path?x=%2b", data=b"body", timeout=5)
        second = requests.get(server.url, timeout=5)

    assert (first.status_code, first.content, first.headers["X-A"]) == (201, b"one", "b")
    assert second.status_code == 599
    assert server.connections == 2
    assert server.heard[0].line == "POST /path?x=%2B HTTP/1.1"  # requests' own doing
    assert server.heard[0].body == b"body"
    assert server.heard[0].headers["content-length"] == "4"


def test_a_scripted_server_can_break_off_a_reply() -> None:
    with ScriptedServer(Play(b"0123456789", cut=4)) as server:
        port = int(server.url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            with client.makefile("rb") as stream:
                received = stream.read()

    assert b"Content-Length: 10\r\n" in received
    assert received.endswith(b"\r\n\r\n0123")


def test_a_scripted_server_can_stay_silent() -> None:
    with ScriptedServer(Play(silent=True)) as server, pytest.raises(requests.ReadTimeout):
        requests.get(server.url, timeout=0.05)
