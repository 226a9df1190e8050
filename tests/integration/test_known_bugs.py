"""What public CleverTap clients get wrong, each as a test of ours over real sockets.

The clients are named beside each test, by the repositories in which the bug can be read.
"""

from __future__ import annotations

import json
import tracemalloc
from datetime import datetime, timezone
from typing import Any, Callable, Iterator, Mapping

import pytest

from sheets_runner import Clevertap, errors
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clevertap.wire import Request, Response
from tests.fakes import FakeClock, ScriptedTransport
from tests.scripted_server import Heard, Play, ScriptedServer

QUERY = {"event_name": "Charged", "from": 20260601, "to": 20260630}
CURSOR = "ZiZi%2Bab%2Fcd%3D%3D"
NOT_READY = {"status": "fail", "error": "Request still in progress, please retry later", "code": 2}
ONE, TWO = {"ts": 20260601120000}, {"ts": 20260601120001}


def success(**body: Any) -> Play:
    return Play(json.dumps({"status": "success", **body}).encode())


def fail(code: int, error: str = "no", status: int = 200) -> Play:
    return Play(json.dumps({"status": "fail", "error": error, "code": code}).encode(), status)


def partial(**body: Any) -> Play:
    return Play(json.dumps({"status": "partial", **body}).encode())


class Wire:
    """A client of a scripted server; no wait takes time."""

    def __init__(self, transport: HttpTransport) -> None:
        self.transport = transport
        self.clock = FakeClock(datetime(2026, 6, 30, 12, tzinfo=timezone.utc))
        self.heard: list[Heard] = []

    def client(self, api: str, url: str) -> Clevertap:
        return Clevertap.of(
            AppSettings("web", "TEST-ACC-0001", "CCU-PASS", base_url=url),
            ConnectorSettings(),
            api=api,
            object_type="events",
            gate=ThreadGate(),
            pending=Pending(),
            transport=self.transport,
            clock=self.clock,
            random=lambda: 0.5,
        )

    def export(self, *plays: Play) -> list[Any]:
        with ScriptedServer(*plays) as server:
            self.heard = server.heard
            pages = list(self.client("events", server.url).pages(QUERY))
        return [record for page in pages for record in page.records]

    def count(self, *plays: Play) -> int:
        with ScriptedServer(*plays) as server:
            self.heard = server.heard
            return self.client("counts", server.url).count(QUERY).count

    @property
    def lines(self) -> list[str]:
        return [heard.line.rpartition(" ")[0] for heard in self.heard]


@pytest.fixture(name="wire")
def _wire() -> Iterator[Wire]:
    transport = HttpTransport(connect_seconds=5, read_seconds=5)
    yield Wire(transport)
    transport.close()


@pytest.mark.parametrize("throttled", [fail(1), fail(429, status=429)])
def test_a_throttled_page_does_not_end_the_export(wire: Wire, throttled: Play) -> None:
    """CleverTap/clevertap-node ends its loop with what it has."""
    first = success(records=[ONE], next_cursor="b")

    records = wire.export(success(cursor="a"), first, throttled, success(records=[TWO]))

    assert records == [ONE, TWO]


def test_a_page_that_is_not_ready_does_not_end_the_export(wire: Wire) -> None:
    """smpladmin/apperture takes a reply without records for the end."""
    not_ready = Play(json.dumps(NOT_READY).encode())

    records = wire.export(success(cursor="a"), not_ready, not_ready, success(records=[ONE]))

    assert records == [ONE]
    assert wire.lines[1:] == ["GET /1/events.json?cursor=a"] * 3


def test_a_cursor_is_not_encoded_twice(wire: Wire) -> None:
    """Accio-Private/clevertap-mcp encodes what is encoded already."""
    wire.export(success(cursor=CURSOR), success(next_cursor=f"2{CURSOR}"), success())

    assert wire.lines[1:] == [
        f"GET /1/events.json?cursor={CURSOR}",
        f"GET /1/events.json?cursor=2{CURSOR}",
    ]


def test_an_export_does_not_stop_after_its_first_page(wire: Wire) -> None:
    """mmirzafahmi/quickhouse never reads next_cursor."""
    first = success(records=[ONE], next_cursor="b")

    assert wire.export(success(cursor="a"), first, success(records=[TWO])) == [ONE, TWO]


def test_an_error_in_the_middle_is_no_shorter_export(wire: Wire) -> None:
    """CleverTap/clevertap-csv-download writes a partial file and exits with 0."""
    first = success(records=[ONE], next_cursor="b")

    with pytest.raises(errors.BadQuery):
        wire.export(success(cursor="a"), first, fail(77, "something else"))


def test_an_error_that_is_no_json_is_an_error_all_the_same(wire: Wire) -> None:
    """CleverTap/clevertap-csv-download looks for a text in bytes and fails with TypeError."""
    with pytest.raises(errors.Unauthorised, match="HTTP 401"):
        wire.export(Play(b"<html>no</html>", 401))


def test_a_failure_with_http_200_is_noticed(wire: Wire) -> None:
    """Accio-Private/clevertap-mcp looks at the HTTP status alone."""
    with pytest.raises(errors.UnknownEvent):
        wire.count(fail(400, '["Invalid event : Charged"]'))


def test_a_last_page_without_records_is_an_end_and_no_error(wire: Wire) -> None:
    """Recorded in gmalik1992/Projects; a client that asks for its records fails there."""
    first = success(records=[ONE], next_cursor="b")

    assert wire.export(success(cursor="a"), first, success()) == [ONE]


def test_an_export_whose_cursor_comes_again_ends(wire: Wire) -> None:
    """Several clients would go round for ever."""
    circle = [success(cursor="a"), success(records=[ONE], next_cursor="a")]

    with pytest.raises(errors.BadCursor):
        wire.export(*circle * 3)


def test_an_instant_count_is_not_thrown_away(wire: Wire) -> None:
    """gmalik1992/Projects stores four answers of five questions."""
    assert wire.count(success(count=7138)) == 7138
    assert wire.lines == ["POST /1/counts/events.json"]


def test_a_partial_count_is_no_count(wire: Wire) -> None:
    """Whoever reads the reply's count before its status takes an unfinished number."""
    assert wire.count(partial(req_id=9007199254740993, count=1), success(count=7138)) == 7138
    assert wire.lines[1] == "GET /1/counts/events.json?req_id=9007199254740993"


@pytest.mark.parametrize("waiting", [fail(1), Play(json.dumps(NOT_READY).encode())])
def test_waiting_has_an_end(wire: Wire, waiting: Play) -> None:
    """CleverTap/clevertap-csv-download waits for ever."""
    with pytest.raises(errors.GaveUp):
        wire.count(*[waiting] * 999)

    assert wire.clock.elapsed <= 1800


def test_the_region_belongs_to_the_instance() -> None:
    """CleverTap/clevertap-csv-download sets it on the class: the second asks a host in1.in1."""
    transport = ScriptedTransport(*[Response(200, {}, b'{"status":"success","count":1}')] * 3)
    first, second = (offline("counts", transport, region) for region in ("eu1", "us1"))
    for client in (first, second, first):
        client.count(QUERY)

    assert [request.url.split("/")[2] for request in transport.requests] == [
        f"{region}.api.clevertap.com" for region in ("eu1", "us1", "eu1")
    ]


def test_a_redirecting_server_sees_no_second_request(wire: Wire) -> None:
    """Most libraries follow, and hand the passcode over."""
    with ScriptedServer(success(count=1)) as elsewhere:
        there = {"Location": f"{elsewhere.url}/1/counts/events.json"}
        with pytest.raises(errors.BadReply, match="redirect"):
            wire.count(Play(b"", 307, there), success(count=1))

    assert (len(wire.heard), elsewhere.heard) == (1, [])


def test_headers_are_spelt_as_documented(wire: Wire) -> None:
    """practo/clevertapy sends content_type."""
    wire.count(success(count=1))

    names = {name: wire.heard[0].headers.get(name) for name in ("content-type", "content_type")}
    assert names == {"content-type": "application/json", "content_type": None}


def test_a_query_is_left_as_it_was(wire: Wire) -> None:
    """practo/clevertapy shares one list between all queries."""
    before = json.dumps(QUERY)
    wire.export(success(cursor="a"), success())

    assert json.dumps(QUERY) == before
    assert json.loads(wire.heard[0].body) == QUERY


def test_an_export_is_never_held_whole_in_memory() -> None:
    """CleverTap/clevertap-csv-download gathers all pages in a list."""
    assert peak(pages=40) < 1.2 * peak(pages=4)


def peak(pages: int) -> int:
    """Return the most bytes held at once while an export of so many pages is walked."""
    cursors = [{"cursor": "0"}, *({"next_cursor": str(page)} for page in range(1, pages)), {}]
    turns = [partial_of_export(number, more) for number, more in enumerate(cursors)]
    stream = offline("events", ScriptedTransport(*turns), "in1").pages(QUERY)
    tracemalloc.start()
    assert sum(len(page.records) for page in stream) == 500 * pages
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def partial_of_export(number: int, cursor: Mapping[str, str]) -> Callable[[Request], Response]:
    """Return a reply that is made when it is asked for: it must not be held by the test."""

    def turn(_: Request) -> Response:
        records = [{"page": number, "text": "x" * 1000} for _ in range(500)]
        body = {"status": "success", "records": records, **cursor}
        return Response(200, {}, json.dumps(body).encode())

    return turn


def offline(api: str, transport: ScriptedTransport, region: str) -> Clevertap:
    return Clevertap.of(
        AppSettings("web", "A", "B", region),
        ConnectorSettings(),
        api=api,
        object_type="events",
        gate=ThreadGate(),
        pending=Pending(),
        transport=transport,
    )
