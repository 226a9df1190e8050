"""The connector over real sockets: what must be true on the wire."""

from __future__ import annotations

import gzip
import io
import json
import logging
import socket
import threading
import traceback
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Iterator

import pytest

from sheets_runner import Clevertap, errors, log
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clevertap.wire import Request
from tests.fakes import FakeClock
from tests.scripted_server import Play, ScriptedServer

NOON = datetime(2026, 6, 30, 12, tzinfo=timezone.utc)
QUERY = {"event_name": "Charged", "from": 20260601, "to": 20260630}
CURSOR = "ZiZi%2Bab%2fcd%3D%3d/+=~&!"
"""Upper and lower case escapes, and signs that clients like to encode again."""


def page(**body: Any) -> Play:
    return Play(json.dumps({"status": "success", **body}).encode())


@pytest.fixture(name="clock")
def _clock() -> FakeClock:
    return FakeClock(NOON)


@pytest.fixture(name="sockets")
def _sockets() -> Iterator[HttpTransport]:
    transport = HttpTransport(connect_seconds=2, read_seconds=2)
    yield transport
    transport.close()


def client(url: str, api: str, clock: FakeClock, transport: HttpTransport) -> Clevertap:
    return Clevertap.of(
        AppSettings("web", "TEST-ACC-0001", "CCU-PASS", base_url=url),
        ConnectorSettings(),
        api=api,
        object_type="events",
        gate=ThreadGate(),
        transport=transport,
        clock=clock,
        random=lambda: 0.0,
    )


def test_cursors_travel_byte_for_byte_over_one_kept_connection(
    clock: FakeClock, sockets: HttpTransport
) -> None:
    plays = (page(cursor=CURSOR), page(records=[{"ts": 1}], next_cursor="x%zz\"'<>{}|\\^`"), page())
    with ScriptedServer(*plays) as server:
        pages = list(client(server.url, "events", clock, sockets).pages(QUERY))

    assert [one.records for one in pages] == [[{"ts": 1}], []]
    assert [heard.line for heard in server.heard] == [
        "POST /1/events.json?batch_size=4991&app=false&events=false&profile=false HTTP/1.1",
        f"GET /1/events.json?cursor={CURSOR} HTTP/1.1",
        "GET /1/events.json?cursor=x%zz\"'<>{}|\\^` HTTP/1.1",
    ]
    assert server.connections == 1


def test_threads_share_the_kept_connections(clock: FakeClock, sockets: HttpTransport) -> None:
    with ScriptedServer(*[page(count=1)] * 5) as server:
        ct = client(server.url, "counts", clock, sockets)
        for _ in range(5):
            thread = threading.Thread(target=ct.count, args=(QUERY,))
            thread.start()
            thread.join(10)

    assert len(server.heard) == 5
    assert server.connections == 1


def test_the_query_and_the_headers_arrive(clock: FakeClock, sockets: HttpTransport) -> None:
    with ScriptedServer(page(count=7138)) as server:
        assert client(server.url, "counts", clock, sockets).count(QUERY).count == 7138

    (heard,) = server.heard
    assert json.loads(heard.body) == QUERY
    assert heard.headers["x-clevertap-account-id"] == "TEST-ACC-0001"
    assert heard.headers["x-clevertap-passcode"] == "CCU-PASS"
    assert heard.headers["content-type"] == "application/json"
    assert heard.headers["accept-encoding"] == "gzip"


def test_packed_replies_are_unpacked(clock: FakeClock, sockets: HttpTransport) -> None:
    packed = gzip.compress(b'{"status":"success","count":9007199254740993}')
    with ScriptedServer(Play(packed, headers={"Content-Encoding": "gzip"})) as server:
        assert client(server.url, "counts", clock, sockets).count(QUERY).count == 9007199254740993


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_and_no_second_request_is_made(
    status: int, clock: FakeClock, sockets: HttpTransport
) -> None:
    with ScriptedServer() as other, ScriptedServer(
        Play(b"", status, {"Location": f"{other.url}/1/counts/events.json"}), page(count=1)
    ) as server, pytest.raises(errors.BadReply, match=rf"redirect \(HTTP {status}\)"):
        client(server.url, "counts", clock, sockets).count(QUERY)

    assert len(server.heard) == 1
    assert other.heard == []


def test_a_redirect_to_nowhere_is_refused_too(clock: FakeClock, sockets: HttpTransport) -> None:
    with ScriptedServer(Play(b"", 302, {"Location": "http://["})) as server, pytest.raises(
        errors.BadReply, match="redirect"
    ):
        client(server.url, "counts", clock, sockets).count(QUERY)


def test_a_body_cut_in_the_middle_is_fetched_again(
    clock: FakeClock, sockets: HttpTransport
) -> None:
    whole = page(records=[{"ts": 20260607130935}, {"ts": 20260607130936}])
    cut = Play(whole.body, cut=40)
    with ScriptedServer(page(cursor="a"), cut, whole) as server:
        (only,) = client(server.url, "events", clock, sockets).pages(QUERY)

    assert [record["ts"] for record in only.records] == [20260607130935, 20260607130936]
    assert server.heard[1].line == server.heard[2].line == "GET /1/events.json?cursor=a HTTP/1.1"


def test_a_broken_packing_is_fetched_again(clock: FakeClock, sockets: HttpTransport) -> None:
    broken = Play(b"no gzip", headers={"Content-Encoding": "gzip"})
    with ScriptedServer(broken, page(count=1)) as server:
        assert client(server.url, "counts", clock, sockets).count(QUERY).count == 1


def test_a_proxys_html_page_is_survived(clock: FakeClock, sockets: HttpTransport) -> None:
    with ScriptedServer(Play(b"<html>Bad Gateway</html>", 502), page(count=1)) as server:
        assert client(server.url, "counts", clock, sockets).count(QUERY).count == 1


def test_html_with_http_200_is_a_bad_reply(clock: FakeClock, sockets: HttpTransport) -> None:
    with ScriptedServer(Play(b"<html>Log in</html>")) as server, pytest.raises(
        errors.BadReply, match=r"not usable \(HTTP 200\)"
    ):
        client(server.url, "counts", clock, sockets).count(QUERY)


@pytest.mark.parametrize("delay", ["7", "Tue, 30 Jun 2026 12:00:07 GMT"])
def test_the_servers_delay_is_kept_as_seconds_or_date(
    delay: str, clock: FakeClock, sockets: HttpTransport
) -> None:
    with ScriptedServer(Play(b"", 429, {"Retry-After": delay}), page(count=1)) as server:
        client(server.url, "counts", clock, sockets).count(QUERY)

    assert clock.slept == [7]


def test_a_silent_server_times_out(clock: FakeClock) -> None:
    hasty = HttpTransport(read_seconds=0.05)
    with ScriptedServer(Play(silent=True), page(count=1)) as server:
        assert client(server.url, "counts", clock, hasty).count(QUERY).count == 1
        hasty.close()

    assert len(server.heard) == 2


def test_nobody_listening_is_a_lost_connection_and_given_up(
    clock: FakeClock, sockets: HttpTransport
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refuses
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(errors.GaveUp, match="after 8 tries") as caught:
            client(url, "counts", clock, sockets).count(QUERY)

    assert type(caught.value.__cause__) is errors.ConnectionLost


def test_a_traceback_with_all_its_causes_shows_no_secret(
    clock: FakeClock, sockets: HttpTransport
) -> None:
    cuts = [Play(b"0123456789", cut=4) for _ in range(8)]
    with ScriptedServer(page(cursor="sEcReTcUrSoR"), *cuts) as server, pytest.raises(
        errors.GaveUp
    ) as caught:
        list(client(server.url, "events", clock, sockets).pages(QUERY))

    text = "".join(
        traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__)
    )
    cause = caught.value.__cause__
    assert cause is not None
    assert cause.__context__ is None
    assert not any(secret in text for secret in ("sEcReTcUrSoR", "TEST-ACC-0001", "CCU-PASS"))


def test_a_log_at_its_most_talkative_shows_no_secret(
    clock: FakeClock, sockets: HttpTransport
) -> None:
    stream, libraries = io.StringIO(), logging.getLogger("urllib3")
    handler = log.set_up(level=logging.DEBUG, stream=stream)
    libraries.addHandler(handler)
    libraries.setLevel(logging.DEBUG)
    try:
        with ScriptedServer(page(cursor="sEcReTcUrSoR"), Play(status=503), page()) as server:
            list(client(server.url, "events", clock, sockets).pages(QUERY))
    finally:
        libraries.removeHandler(handler)
        libraries.setLevel(logging.NOTSET)
        logging.getLogger(log.PACKAGE).removeHandler(handler)
        logging.getLogger(log.PACKAGE).propagate = True

    assert "a page of the export, try 1: CleverTap's server failed (HTTP 503)." in stream.getvalue()
    assert "GET /1/events.json?cursor=[redacted]" in stream.getvalue()
    assert "sEcReT" not in stream.getvalue()


def test_neither_netrc_nor_a_proxy_meddles_with_this_machine(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    clock: FakeClock,
    sockets: HttpTransport,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password leak\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with ScriptedServer() as proxy, ScriptedServer(page(count=1)) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        client(server.url, "counts", clock, sockets).count(QUERY)

    assert proxy.heard == []
    assert "authorization" not in server.heard[0].headers


def test_a_proxy_is_asked_for_https(
    monkeypatch: pytest.MonkeyPatch, sockets: HttpTransport
) -> None:
    request = Request("GET", "https://host.example/?cursor=abc", {})
    with ScriptedServer(Play(status=503), Play(status=503)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        for _ in range(2):
            with pytest.raises(errors.ConnectionLost):
                sockets.send(request)

    assert proxy.connections == 2


def test_certificates_that_are_not_there_are_a_config_error(
    monkeypatch: pytest.MonkeyPatch, sockets: HttpTransport
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/at/all.pem")
    with pytest.raises(errors.ConfigError, match="Check REQUESTS_CA_BUNDLE"):
        sockets.send(Request("GET", "https://127.0.0.1:9/", {}))
