"""The list of names: whatever else it holds, and however often it has to be asked for."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import errors
from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.gate import ThreadGate, slot_name
from sheets_runner.clevertap.names import NameKind, Names, read_names
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clevertap.wire import Response
from tests.fakes import FakeClock, ScriptedTransport, Turn, fail, reply, success

WEB = AppSettings("web", "TEST-ACC-0001", "CCU-PASS")
EVENTS, PROPERTIES = NameKind.EVENTS, NameKind.PROPERTIES
NO_LIST = "CleverTap's reply is no list of names: {} Run it again; if it stays, tell CleverTap's "


class NotingGate(ThreadGate):
    """A gate that notes who passes."""

    def __init__(self) -> None:
        super().__init__()
        self.passed: list[tuple[str, int]] = []

    @contextmanager
    def slot(self, name: str, limit: int) -> Iterator[None]:
        """Note the name and the limit."""
        self.passed.append((name, limit))
        with super().slot(name, limit):
            yield


class Bench:
    """A client whose transport is scripted and whose time is ours."""

    def __init__(self, *turns: Turn, api: str = "counts", **connector: Any) -> None:
        self.clock = FakeClock(datetime(2026, 6, 30, 12, tzinfo=timezone.utc))
        self.transport = ScriptedTransport(*turns)
        self.gate = NotingGate()
        self.ct = Clevertap.of(
            WEB,
            ConnectorSettings(**connector),
            api=api,
            object_type="events",
            transport=self.transport,
            clock=self.clock,
            random=lambda: 0.5,
            gate=self.gate,
        )


# --- what a reply says ---


def test_names_are_in_alphabetical_order_each_once() -> None:
    entries = [{"name": "charged"}, {"name": "App"}, {"name": "Charged"}, {"name": "App"}]

    assert read_names({"events": entries}, EVENTS) == Names(("App", "Charged", "charged"))


def test_other_keys_of_an_entry_do_not_matter_and_a_text_is_a_name() -> None:
    entries = ["Charged", {"eventCount": -1, "name": "App", "status": None}]

    assert read_names({"events": entries}, EVENTS).known == ("App", "Charged")


@pytest.mark.parametrize("entry", [{}, {"name": None}, {"name": 7}, {"name": ""}, "", 7, None, []])
def test_an_entry_without_a_name_is_counted_and_passed_over(entry: object) -> None:
    assert read_names({"events": [entry, "App"]}, EVENTS) == Names(("App",), unnamed=1)


def test_there_may_be_no_names_at_all() -> None:
    assert read_names({"userProperties": []}, PROPERTIES) == Names(())


def test_names_are_as_clevertap_writes_them() -> None:
    assert read_names({"events": [" Two  blanks ", "होली"]}, EVENTS).known == (
        *(" Two  blanks ", "होली"),
    )


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        ({}, EVENTS, "events is missing or no list."),
        ({"events": {"App": 1}}, EVENTS, "events is missing or no list."),
        ({"events": ["App"]}, PROPERTIES, "userProperties is missing or no list."),
        ({"events": [{"id": 1}, 7]}, EVENTS, "events has no entry with a name."),
    ],
)
def test_a_reply_without_names_is_refused(
    reply: dict[str, Any], kind: NameKind, sentence: str
) -> None:
    with pytest.raises(errors.BadReply) as caught:
        read_names(reply, kind)

    assert str(caught.value).startswith(NO_LIST.format(sentence))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    names=st.lists(st.text(min_size=1), min_size=1),
    odd=st.lists(st.dictionaries(st.text(), json_values)),
)
def test_no_name_is_lost_and_none_is_made_up(names: list[str], odd: list[dict[str, Any]]) -> None:
    nameless = [{**entry, "name": 0} for entry in odd]
    entries = [*nameless, *({"name": name} for name in names)]

    found = read_names({"events": entries}, EVENTS)

    assert sorted(found.known) == sorted(set(names))
    assert found.unnamed == len(odd)


# --- what is asked ---


@pytest.mark.parametrize("api", ["counts", "events"])
def test_any_client_can_ask_for_both_lists(api: str) -> None:
    bench = Bench(success(events=["App"]), success(userProperties=["plan"]), api=api)

    assert bench.ct.names(EVENTS).known == ("App",)
    assert bench.ct.names(PROPERTIES).known == ("plan",)
    assert bench.transport.targets == [
        "GET /getSchema?type=events",
        "GET /getSchema?type=userProperties",
    ]
    assert [request.body for request in bench.transport.requests] == [b"", b""]
    assert bench.ct.calls == 2


def test_the_credentials_go_along() -> None:
    bench = Bench(success(events=[]))
    bench.ct.names(EVENTS)

    (request,) = bench.transport.requests
    assert request.url == "https://in1.api.clevertap.com/getSchema?type=events"
    assert request.headers["X-CleverTap-Account-Id"] == "TEST-ACC-0001"
    assert request.headers["X-CleverTap-Passcode"] == "CCU-PASS"


def test_each_try_passes_the_gate() -> None:
    busy = fail("Too many concurrent requests", 429, status=429)
    bench = Bench(busy, success(events=["App"]), requests_in_flight=2)
    bench.ct.names(EVENTS)

    assert bench.gate.passed == [(slot_name("TEST-ACC-0001", "/getSchema"), 2)] * 2


@pytest.mark.parametrize(
    ("turn", "wait"),
    [
        (fail("Too many requests", 1), 1.0),
        (fail("Too many concurrent requests", 429, status=429), 1.0),
        (reply({}, 429, {"retry-after": "7"}), 7.0),
        (fail("Request still in progress, please retry later", 2), 0.475),
        (Response(503, {}, b"<html>"), 0.5),
        (errors.ConnectionLost("The connection broke off."), 0.5),
    ],
)
def test_what_may_pass_is_tried_again(turn: Turn, wait: float) -> None:
    bench = Bench(turn, success(events=["App"]))

    assert bench.ct.names(EVENTS).known == ("App",)
    assert bench.clock.slept == pytest.approx([wait])


@pytest.mark.parametrize(
    ("turn", "kind"),
    [
        (fail("Invalid Credentials", 401, status=401), errors.Unauthorised),
        (Response(403, {}, b""), errors.Unauthorised),
        (Response(404, {}, b""), errors.BadReply),
        (Response(200, {}, b"<html>"), errors.BadReply),
        (fail("no such type", 400, status=400), errors.BadQuery),
        (success(), errors.BadReply),
    ],
)
def test_what_does_not_pass_is_said_at_once(turn: Turn, kind: type[Exception]) -> None:
    bench = Bench(turn)
    with pytest.raises(kind):
        bench.ct.names(EVENTS)

    assert bench.clock.slept == []


def test_who_has_no_time_gives_up_soon() -> None:
    bench = Bench(*[Response(503, {}, b"")] * 9, retry_seconds=4)
    with pytest.raises(errors.GaveUp, match=r"Gave up on the list of names .* in 4 s\."):
        bench.ct.names(EVENTS)

    assert sum(bench.clock.slept) == 4


def test_a_redirect_is_refused() -> None:
    bench = Bench(Response(302, {"location": "https://elsewhere.invalid/"}, b""))

    with pytest.raises(errors.BadReply, match=r"redirect \(HTTP 302\). It is refused"):
        bench.ct.names(EVENTS)


@pytest.mark.parametrize(
    "turn",
    [
        fail("The passcode CCU-PASS of TEST-ACC-0001 may not", 401, status=401),
        fail("CCU-PASS? TEST-ACC-0001?", 400, status=400),
        *[Response(302, {"location": "https://x/?p=CCU-PASS"}, b"")],
        success(events=[{"id": "TEST-ACC-0001", "key": "CCU-PASS"}]),
    ],
)
def test_neither_messages_nor_reprs_tell_who_asked(turn: Turn) -> None:
    bench = Bench(turn)
    with pytest.raises(errors.ClevertapError) as caught:
        bench.ct.names(EVENTS)

    shown = f"{caught.value!r} {bench.ct!r} {bench.transport.requests!r}"
    assert "CCU-PASS" not in shown
    assert "TEST-ACC" not in shown
