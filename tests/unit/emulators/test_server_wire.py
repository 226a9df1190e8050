"""The wire itself: sockets, the command, and how it all ends."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import urlsplit

import pytest

from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.__main__ import main
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.unit.emulators.asking import SCOPE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def server() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


class Wire:
    """One connection that is kept open."""

    def __init__(self, server: GoogleSheets) -> None:
        self.token = server.sign_in.issue(CLIENT_EMAIL, SCOPE)
        parts = urlsplit(server.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"}
        self.connection.request(method, f"/v4/spreadsheets/{path}", body, headers)
        reply = self.connection.getresponse()
        return reply.status, json.loads(reply.read())


@pytest.fixture
def wire(server: GoogleSheets) -> Iterator[Wire]:
    wire = Wire(server)
    yield wire
    wire.connection.close()


def test_a_connection_is_kept_open(server: GoogleSheets, wire: Wire) -> None:
    made = server.create()

    wire.ask("GET", made.id)
    port = wire.connection.sock.getsockname()[1]
    wire.ask("GET", made.id)

    assert wire.connection.sock.getsockname()[1] == port


def test_refusals_keep_the_connection_and_say_their_headers(
    server: GoogleSheets, wire: Wire
) -> None:
    made = server.create()
    wire.token, token = "none", wire.token

    assert wire.ask("GET", made.id)[0] == 401
    wire.token = token
    assert wire.ask("GET", made.id)[0] == 200


def test_two_megabytes_of_values_are_written_in_a_moment(server: GoogleSheets, wire: Wire) -> None:
    made = server.create({"Data": [["x"] * 20] * 10_000})
    row = ["0123456789"] * 20
    body = json.dumps({"values": [row] * 8_000}).encode()

    status, answer = wire.ask("PUT", f"{made.id}/values/Data!A1?valueInputOption=RAW", body)

    assert len(body) > 2_000_000
    assert (status, answer["updatedCells"]) == (200, 160_000)


def test_a_body_that_is_too_large_is_refused_and_the_connection_goes_on(
    server: GoogleSheets, wire: Wire
) -> None:
    made = server.create()

    status, answer = wire.ask("POST", f"{made.id}:batchUpdate", b" " * 12_000_000)

    assert (status, answer["error"]["message"]) == (
        400,
        "Request payload size exceeds the limit: 10485760 bytes.",
    )
    assert wire.ask("GET", made.id)[0] == 200


@pytest.mark.parametrize("length", ["99999999", "-5", "many"])
def test_a_client_that_stops_in_the_middle_does_no_harm(server: GoogleSheets, length: str) -> None:
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as client:
        head = f"POST /token HTTP/1.1\r\nContent-Length: {length}\r\n\r\n"
        client.sendall(head.encode() + b"half")
        client.shutdown(socket.SHUT_WR)
        answer = client.recv(100_000)

    assert answer.startswith(b"HTTP/1.1 400")


def test_a_dropped_connection_has_no_answer(server: GoogleSheets, wire: Wire) -> None:
    made = server.create()
    server.fault(Fault("drop"))

    with pytest.raises(http.client.RemoteDisconnected):
        wire.ask("GET", made.id)
    wire.connection.close()
    assert wire.ask("GET", made.id)[0] == 200


def test_faults_are_cleared(server: GoogleSheets, wire: Wire) -> None:
    made = server.create()
    server.fault(Fault("503", times=9))
    server.clear_faults()

    assert wire.ask("GET", made.id)[0] == 200


def test_a_slow_answer_does_not_hold_up_others(server: GoogleSheets, wire: Wire) -> None:
    made = server.create()
    began = threading.Event()
    meanwhile = Fault("edit_before", edit=lambda _: began.set())
    server.fault(meanwhile, Fault("timeout", wait_ms=60_000))
    first = threading.Thread(target=_ask_in_vain, args=(server, made.id))
    first.start()
    began.wait(30)

    assert wire.ask("GET", made.id)[0] == 200
    server.close()
    first.join()


def _ask_in_vain(server: GoogleSheets, spreadsheet_id: str) -> None:
    other = Wire(server)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        other.ask("GET", spreadsheet_id)
    other.connection.close()


def test_tests_look_into_spreadsheets_and_edit_them(server: GoogleSheets) -> None:
    made = server.create(
        {"Queries": [["Event", None, "=1+1"], [5]], "Log": []},
        title="Signups",
        locale="en_GB",
        time_zone="Asia/Kolkata",
    )
    server.edit(made.id, [{"deleteSheet": {"sheetId": 1}}])

    with server.lock:
        now = server.spreadsheets[made.id]
        assert [tab.title for tab in now.tabs] == ["Queries"]
        assert now.properties["timeZone"] == "Asia/Kolkata"
    assert server.values(made.id, "Queries") == [["Event", "", 2], [5]]
    assert server.values(made.id, "Queries!Z1") == []


def test_the_key_file_signs_in_here(server: GoogleSheets, tmp_path: Path) -> None:
    key = json.loads(server.credentials(tmp_path).read_text("utf-8"))

    assert key["token_uri"] == f"{server.url}/token"
    assert key["client_email"] == CLIENT_EMAIL
    assert key["private_key"].startswith("-----BEGIN PRIVATE KEY-----")


def test_a_closed_emulator_has_no_address() -> None:
    server = GoogleSheets()
    with pytest.raises(RuntimeError, match="not open"):
        _ = server.url
    with server:
        assert server.url.startswith("http://127.0.0.1:")
    server.close()


def test_a_fault_of_the_emulator_fails_the_test_that_meets_it() -> None:
    with pytest.raises(AssertionError, match="itself failed"):
        _meet_a_fault_of_the_emulator()


def test_a_test_that_fails_for_itself_says_so() -> None:
    with pytest.raises(ZeroDivisionError):
        _meet_a_fault_of_the_emulator(ZeroDivisionError())


def _meet_a_fault_of_the_emulator(failure: Exception | None = None) -> None:
    with GoogleSheets() as server:
        made = server.create()
        del made.properties["locale"]
        wire = Wire(server)
        assert wire.ask("GET", f"{made.id}/values/A1")[0] == 500
        wire.connection.close()
        if failure:
            raise failure


def test_it_serves_until_it_is_closed() -> None:
    with GoogleSheets() as server:
        closing = threading.Timer(0.05, server.close)
        closing.start()
        server.wait()
        closing.join()


def test_the_command_writes_a_key_file_says_where_it_serves_and_ends_on_an_interrupt(
    tmp_path: Path,
) -> None:
    key = tmp_path / "key.json"
    command = [sys.executable, "-W", "ignore", "-m", "tests.emulators.google_sheets"]
    options = ["--port", "0", "--credentials", str(key), "--quota", "--latency-ms", "1"]
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        url = line.split()[-1]
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        connection.request("GET", "/_emulator/stats")
        stats = json.loads(connection.getresponse().read())
        connection.close()
        process.send_signal(2)
        assert process.wait(30) == 0
        rest = process.stdout.read()

    assert line == f"emulator ready: {url}\n"
    assert stats == {"calls": {}, "bytes_in": {}, "bytes_out": {}}
    assert json.loads(key.read_text("utf-8"))["token_uri"] == f"{url}/token"
    assert rest == "emulator stopped\n"


def test_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    assert left.value.code == 0
    assert "--credentials" in capsys.readouterr().out
