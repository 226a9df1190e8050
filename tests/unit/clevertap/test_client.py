from __future__ import annotations

import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from sheets_runner import errors
from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.wire import Request, Response
from tests.fakes import FakeClock, ScriptedTransport, Turn, fail, reply, success

WEB = AppSettings("web", "TEST-ACC-0001", "CCU-PASS")
QUERY = {"event_name": "Charged", "from": 20260601, "to": 20260630}
EXPORT = "batch_size=4991&app=false&events=false&profile=false"
WHOLE = "batch_size=4991&app=true&events=true&profile=true"


class Bench:
    """A client whose transport is scripted and whose time is ours."""

    def __init__(self, api: str, *turns: Turn, object_type: str = "events", **more: Any) -> None:
        self.clock = FakeClock(datetime(2026, 6, 30, 12, tzinfo=timezone.utc))
        self.transport = ScriptedTransport(*turns)
        self.ct = Clevertap.of(
            more.pop("app", WEB),
            more.pop("connector", ConnectorSettings()),
            api=api,
            object_type=object_type,
            transport=self.transport,
            clock=self.clock,
            random=lambda: 0.0,
            **{"gate": ThreadGate(), "pending": Pending(), **more},
        )


def config(folder: Path, text: str = "") -> Path:
    path = folder / "config.ini"
    path.write_text(text or "[web]\nid = TEST-ACC-0001\npassword = ${PASS}\nregion = sg1\n")
    return path


@pytest.mark.parametrize(
    ("api", "object_type", "path"),
    [
        ("counts", "events", "/1/counts/events.json"),
        ("counts", "profiles", "/1/counts/profiles.json"),
        ("events", "events", f"/1/events.json?{WHOLE}"),
        ("events", "profiles", f"/1/profiles.json?{WHOLE}"),
    ],
)
def test_each_api_and_object_type_has_its_endpoint(api: str, object_type: str, path: str) -> None:
    bench = Bench(api, fail("no", 400), object_type=object_type)
    with pytest.raises(errors.BadQuery):
        bench.ct.fetch_records(QUERY)

    assert bench.transport.targets == [f"POST {path}"]
    assert json.loads(bench.transport.requests[0].body) == QUERY


def test_every_request_carries_the_documented_headers() -> None:
    bench = Bench("events", success(cursor="a"), success())
    list(bench.ct.pages(QUERY))

    for request in bench.transport.requests:
        assert request.headers["X-CleverTap-Account-Id"] == "TEST-ACC-0001"
        assert request.headers["X-CleverTap-Passcode"] == "CCU-PASS"
        assert request.headers["Content-Type"] == "application/json"
        assert request.headers["Accept-Encoding"] == "gzip"


# --- counts ---


def test_an_instant_count_is_not_thrown_away() -> None:
    body = {"count": 7138, "status": "success"}
    bench = Bench("counts", reply(body), reply(body))

    assert bench.ct.fetch_records(QUERY) == [{"response": body}]
    assert bench.ct.count(QUERY) == Count(7138)
    assert bench.ct.calls == 2
    assert bench.clock.slept == []


def test_a_partial_count_is_asked_for_until_it_is_whole() -> None:
    partial = reply({"status": "partial", "req_id": 384649162721759})
    bench = Bench("counts", partial, partial, reply({"status": "partial"}), success(count=5))

    assert bench.ct.count(QUERY) == Count(5)
    assert bench.transport.targets == [
        "POST /1/counts/events.json",
        *["GET /1/counts/events.json?req_id=384649162721759"] * 3,
    ]
    assert bench.clock.slept == pytest.approx([0.45, 0.9, 1.8])
    assert bench.ct.calls == 4


def test_a_request_id_beyond_two_to_the_53_stays_exact() -> None:
    partial = reply({"status": "partial", "req_id": 9223372036854775807})
    bench = Bench("counts", partial, success(count=5))
    bench.ct.count(QUERY)

    assert bench.transport.targets[1].endswith("?req_id=9223372036854775807")


def test_a_new_request_id_replaces_the_old() -> None:
    bench = Bench(
        "counts",
        reply({"status": "partial", "req_id": 1}),
        reply({"status": "partial", "req_id": 2}),
        success(count=5),
    )
    bench.ct.count(QUERY)

    assert bench.transport.targets[1:] == [
        "GET /1/counts/events.json?req_id=1",
        "GET /1/counts/events.json?req_id=2",
    ]


def test_a_poll_that_fails_is_repeated_and_not_submitted_anew() -> None:
    bench = Bench(
        "counts",
        reply({"status": "partial", "req_id": 1}),
        fail("wait", 1),
        Response(502, {}, b"<html>"),
        success(count=5),
    )

    assert bench.ct.count(QUERY) == Count(5)
    assert bench.transport.targets[1:] == ["GET /1/counts/events.json?req_id=1"] * 3


def test_two_counts_do_not_share_a_request_id() -> None:
    bench = Bench(
        "counts",
        reply({"status": "partial", "req_id": 1}),
        success(count=5),
        success(count=6),
    )

    assert [bench.ct.count(QUERY).count, bench.ct.count(QUERY).count] == [5, 6]
    assert bench.transport.targets[2] == "POST /1/counts/events.json"


def test_a_count_that_is_no_number_is_no_result() -> None:
    bench = Bench("counts", success(count="12"), success())
    with pytest.raises(errors.BadReply):
        bench.ct.fetch_records(QUERY)
    with pytest.raises(errors.BadReply):
        bench.ct.count(QUERY)


def test_a_failure_with_http_200_is_a_failure() -> None:
    bench = Bench("counts", fail('["Invalid event : Chraged"]', 400))

    with pytest.raises(errors.UnknownEvent, match='no event "Chraged" in'):
        bench.ct.fetch_records(QUERY)


def test_a_count_that_never_ends_is_given_up() -> None:
    partial = reply({"status": "partial", "req_id": 384649162721759})
    bench = Bench("counts", *[partial] * 500, connector=ConnectorSettings(wait_seconds=600))
    with pytest.raises(errors.GaveUp, match=r"in 600 s\..*raise wait_seconds") as caught:
        bench.ct.count(QUERY)

    assert isinstance(caught.value.__cause__, errors.NotReady)
    assert "384649162721759" not in str(caught.value)


# --- exports ---


def test_an_export_follows_every_cursor_byte_for_byte() -> None:
    bench = Bench(
        "events",
        success(cursor="a%2Bb%3D%3D"),
        success(records=[{"ts": 1}], next_cursor="c%2fd+/=&~"),
        success(records=[{"ts": 2}, {"ts": 3}], next_cursor="e"),
        success(),
    )

    assert list(bench.ct.pages(QUERY)) == [
        Page([{"ts": 1}]),
        Page([{"ts": 2}, {"ts": 3}]),
        Page([]),
    ]
    assert bench.transport.targets == [
        f"POST /1/events.json?{EXPORT}",
        "GET /1/events.json?cursor=a%2Bb%3D%3D",
        "GET /1/events.json?cursor=c%2fd+/=&~",
        "GET /1/events.json?cursor=e",
    ]
    assert bench.transport.left == 0


def test_a_last_page_without_records_is_a_reply_like_any_other() -> None:
    first = {"status": "success", "records": [{"ts": 1}], "next_cursor": "b"}
    bench = Bench("events", success(cursor="a"), reply(first), success())

    assert bench.ct.fetch_records(QUERY) == [
        {"response": first},
        {"response": {"status": "success"}},
    ]


@pytest.mark.parametrize("page", [{}, {"records": []}, {"records": [{"ts": 1}]}])
def test_an_export_ends_on_a_page_without_next_cursor(page: dict[str, Any]) -> None:
    bench = Bench("events", success(cursor="a"), success(**page))

    assert list(bench.ct.pages(QUERY)) == [Page(page.get("records", []))]


def test_a_page_that_is_not_ready_is_asked_for_with_the_same_cursor() -> None:
    bench = Bench(
        "events",
        success(cursor="a"),
        fail("Request still in progress, please retry later", 2),
        Response(202, {}, b""),
        success(records=[{"ts": 1}]),
    )

    assert list(bench.ct.pages(QUERY)) == [Page([{"ts": 1}])]
    assert bench.transport.targets[1:] == ["GET /1/events.json?cursor=a"] * 3


@pytest.mark.parametrize(
    "trouble",
    [
        fail("wait", 1),
        fail("Too many concurrent requests", 429, status=429),
        Response(500, {}, b"<html>oops</html>"),
        errors.ConnectionLost("gone"),
        errors.TimedOut("late"),
        fail("busy", status=409),
    ],
)
def test_a_throttled_or_broken_page_does_not_end_the_export(trouble: Turn) -> None:
    bench = Bench(
        "events",
        trouble,
        success(cursor="a"),
        trouble,
        success(records=[{"ts": 1}], next_cursor="b"),
        trouble,
        success(records=[{"ts": 2}]),
    )

    assert [page.records for page in bench.ct.pages(QUERY)] == [[{"ts": 1}], [{"ts": 2}]]


@pytest.mark.parametrize(
    ("ending", "error"),
    [
        (success(records=[], next_cursor=""), errors.BadReply),
        (success(records="none"), errors.BadReply),
        (reply({"records": []}), errors.BadReply),
        (Response(200, {}, b'{"status":"success","records":[{"ts"'), errors.BadReply),
        (Response(200, {}, b"<html>maintenance</html>"), errors.BadReply),
        (fail("anything else", 77), errors.BadQuery),
        (Response(401, {}, b""), errors.Unauthorised),
    ],
)
def test_an_export_that_breaks_off_is_an_error_and_never_a_shorter_result(
    ending: Turn, error: type[Exception]
) -> None:
    turns = (success(cursor="a"), success(records=[{"ts": 1}], next_cursor="b"), ending)
    with pytest.raises(error):
        Bench("events", *turns).ct.fetch_records(QUERY)
    with pytest.raises(error):
        list(Bench("events", *turns).ct.pages(QUERY))


def test_a_page_that_stays_away_is_given_up() -> None:
    broken = [Response(503, {}, b"") for _ in range(8)]
    bench = Bench("events", success(cursor="a"), *broken)

    with pytest.raises(errors.GaveUp, match="a page of the export after 8 tries"):
        list(bench.ct.pages(QUERY))


def test_pages_are_fetched_one_at_a_time() -> None:
    bench = Bench("events", success(cursor="a"), success(next_cursor="b"), success())
    pages = bench.ct.pages(QUERY)
    calls = [bench.ct.calls]
    for _ in pages:
        calls.append(bench.ct.calls)  # noqa: PERF401 - the point is when it is read

    assert calls == [0, 2, 3]


def test_the_parts_and_the_page_size_are_sent() -> None:
    bench = Bench(
        "events", success(cursor="a"), success(), connector=ConnectorSettings(page_size=46)
    )
    list(bench.ct.pages(QUERY, Parts(profile=True)))

    assert bench.transport.targets[0] == (
        "POST /1/events.json?batch_size=46&app=false&events=false&profile=true"
    )


# --- queries, contexts, arguments ---


def test_a_query_may_be_any_mapping_and_later_changes_do_not_matter() -> None:
    query = {"event_name": "Charged", "nested": MappingProxyType({"value": 2**60})}
    bench = Bench("events", success(cursor="a"), success())
    pages = bench.ct.pages(MappingProxyType(query))
    query["event_name"] = "Other"
    list(pages)

    assert bench.transport.requests[0].body == (
        b'{"event_name": "Charged", "nested": {"value": 1152921504606846976}}'
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ([1], "a mapping such as a dict, not list"),
        ({"value": {1, 2}}, "set has no JSON form"),
        ({"value": float("nan")}, "cannot be written as JSON"),
    ],
)
def test_a_query_that_json_cannot_say_is_refused_before_any_call(query: Any, message: str) -> None:
    for api in ("counts", "events"):
        bench = Bench(api)
        with pytest.raises(errors.BadQuery, match=message):
            bench.ct.fetch_records(query)


def test_context_is_tagged_onto_each_reply_and_callables_are_called_each_time() -> None:
    ticks = itertools.count(1)
    bench = Bench(
        "events",
        success(cursor="a"),
        success(next_cursor="b"),
        success(),
        context={"batch": "x", "at": lambda: next(ticks)},
    )
    items = bench.ct.fetch_records(QUERY)

    assert [(item["batch"], item["at"]) for item in items] == [("x", 1), ("x", 2)]


def test_context_cannot_hide_the_reply() -> None:
    with pytest.raises(errors.ConfigError, match='"response" is the key of the reply'):
        Bench("counts", context={"response": 1})


def test_a_method_of_the_other_api_says_so_at_once() -> None:
    with pytest.raises(errors.ConfigError, match=r'pages\(\) needs a client for api="events"'):
        Bench("counts").ct.pages(QUERY)
    with pytest.raises(
        errors.ConfigError, match=r'count\(\) needs .* this one is for api="events"'
    ):
        Bench("events").ct.count(QUERY)


@pytest.mark.parametrize(
    ("api", "object_type", "message"),
    [
        ("count", "events", 'api: "count" is not known. Write "counts" or "events".'),
        ("counts", "users", 'object_type: "users" is not known. Write "events" or "profiles".'),
    ],
)
def test_unknown_words_are_refused_with_the_known_ones(
    api: str, object_type: str, message: str
) -> None:
    with pytest.raises(errors.ConfigError) as caught:
        Bench(api, object_type=object_type)
    assert str(caught.value) == message


# --- settings ---


def test_the_region_belongs_to_the_instance(tmp_path: Path) -> None:
    path, urls = config(tmp_path), []
    for region in ("eu1", None, "us1", None):
        transport = ScriptedTransport(success(count=1))
        ct = Clevertap(
            path,
            app="web",
            api="counts",
            object_type="events",
            region=region,
            environ={"PASS": "CCU-PASS", "XDG_STATE_HOME": str(tmp_path)},
            transport=transport,
        )
        ct.count(QUERY)
        urls.append(transport.requests[0].url.split("/")[2])

    assert urls == [f"{region}.api.clevertap.com" for region in ("eu1", "sg1", "us1", "sg1")]


def test_the_arguments_may_be_given_in_the_order_their_users_know(tmp_path: Path) -> None:
    environ = {"PASS": "secret"}

    client = Clevertap(config(tmp_path), "web", "counts", "events", "us1", environ=environ)

    assert repr(client) == "Clevertap(app='web', api='counts', object_type='events')"


def test_a_wrong_region_or_app_is_a_config_error(tmp_path: Path) -> None:
    path, environ = config(tmp_path), {"PASS": "CCU-PASS"}
    with pytest.raises(errors.ConfigError, match="Write one of eu1"):
        Clevertap(path, app="web", api="counts", object_type="events", region="x", environ=environ)
    with pytest.raises(errors.ConfigError, match=r"Did you mean web\?"):
        Clevertap(path, app="wbe", api="counts", object_type="events", environ=environ)


def test_nothing_secret_is_shown() -> None:
    assert repr(Bench("counts").ct) == "Clevertap(app='web', api='counts', object_type='events')"


# --- threads and interruptions ---


def test_no_more_requests_than_allowed_are_in_flight_over_all_clients_of_an_account() -> None:
    gate, together, lock = ThreadGate(), threading.Barrier(2), threading.Lock()
    flying, most = 0, 0

    def fly(_: Request) -> Response:
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        together.wait(10)
        with lock:
            flying -= 1
        return success(count=1)

    connector = ConnectorSettings(requests_in_flight=2)
    benches = [Bench("counts", *[fly] * 4, gate=gate, connector=connector) for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda n: benches[n % 2].ct.count(QUERY).count, range(8)))

    assert counts == [1] * 8
    assert most == 2
    assert [bench.ct.calls for bench in benches] == [4, 4]


def test_no_slot_is_held_while_waiting() -> None:
    gate = ThreadGate()
    connector = ConnectorSettings(requests_in_flight=1)
    other = Bench("counts", *[success(count=1)] * 3, gate=gate, connector=connector)

    class Meanwhile(FakeClock):
        def sleep(self, seconds: float) -> None:
            other.ct.count(QUERY)
            super().sleep(seconds)

    partial = reply({"status": "partial", "req_id": 1})
    bench = Bench("counts", fail("x", 1), partial, partial, success(count=2), gate=gate)
    ct = Clevertap.of(
        WEB,
        connector,
        api="counts",
        object_type="events",
        gate=gate,
        transport=bench.transport,
        clock=Meanwhile(bench.clock.moment),
    )

    assert ct.count(QUERY) == Count(2)
    assert other.ct.calls == 3


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), SystemExit(1)])
def test_an_interruption_passes_and_frees_its_slot(stop: BaseException) -> None:
    connector = ConnectorSettings(requests_in_flight=1)
    bench = Bench("counts", stop, success(count=1), connector=connector)
    with pytest.raises(type(stop)):
        bench.ct.count(QUERY)

    assert bench.ct.count(QUERY) == Count(1)
