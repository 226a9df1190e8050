"""What each fault does to an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from sheets_runner.sandbox.api import Api
from sheets_runner.sandbox.faults import FAULTS
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import Population
from sheets_runner.sandbox.replies import Manner, Reply
from sheets_runner.sandbox.spoiling import PADDING
from tests.unit.sandbox.asking import COUNT_EVENTS, EVENTS, LAUNCHES, PROFILES, Asking

QUERY = json.dumps(LAUNCHES).encode()


def strike(ask: Asking, fault: str, endpoint: str = COUNT_EVENTS, **settings: Any) -> Reply:
    """Return a fault's reply to a count."""
    ask.api.faults.load({"faults": [{"fault": fault, "endpoint": endpoint, **settings}]})
    return ask.reply("POST", COUNT_EVENTS, QUERY)


def page(ask: Asking, cursor: str) -> Any:
    return ask.get(f"{EVENTS}?cursor={cursor}")


def first_cursor(ask: Asking) -> str:
    return str(ask.post(f"{EVENTS}?batch_size=46", LAUNCHES)["cursor"])


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ("code_1", 200, b'{"status":"fail","error":"Too many requests","code":1}'),
        (
            "code_2",
            200,
            b'{"status":"fail","error":"Request still in progress, please retry later","code":2}',
        ),
        ("http_202", 202, b""),
        ("http_401", 401, b'{"status":"fail","error":"Invalid Credentials","code":401}'),
        ("http_403", 403, b""),
        ("http_409", 409, b'{"status":"fail","error":"Conflict","code":409}'),
        ("http_429", 429, b'{"status":"fail","error":"Too many concurrent requests","code":429}'),
        ("http_500", 500, b'{"status":"fail","error":"An unknown error occurred","code":500}'),
        ("fail_500", 200, b'{"status":"fail","error":"An unknown error occurred","code":500}'),
        ("fail_no_code", 200, b'{"status":"fail","error":"An unknown error occurred"}'),
    ],
)
def test_a_refusal_has_its_status_and_body(
    ask: Asking, fault: str, status: int, body: bytes
) -> None:
    assert strike(ask, fault) == Reply(status, body)


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("http_502_html", 502, b"502 Bad Gateway"),
        ("http_503_html", 503, b"503 Service Unavailable"),
        ("http_200_html", 200, b"200 Sign in to the network"),
    ],
)
def test_html_comes_as_html(ask: Asking, fault: str, status: int, title: bytes) -> None:
    reply = strike(ask, fault)

    assert (reply.status, reply.content_type) == (status, "text/html; charset=utf-8")
    assert reply.body.startswith(b"<html>")
    assert title in reply.body


def test_a_delay_is_said_in_seconds_or_as_a_date(ask: Asking) -> None:
    seconds = strike(ask, "http_429_seconds", seconds=5)
    date = strike(ask, "http_429_date", seconds=90)

    assert seconds.status == date.status == 429
    assert seconds.headers == (("Retry-After", "5"),)
    assert date.headers == (("Retry-After", "Tue, 30 Jun 2026 00:01:30 GMT"),)


def test_a_date_is_the_machines_own_unless_a_clock_is_handed_in(
    options: Options, people: Population
) -> None:
    ask = Asking(options, people)
    ask.api = Api(options, people, sleep=ask.clock.sleep, monotonic=ask.clock.monotonic)
    before = datetime.now(timezone.utc).replace(microsecond=0)

    (_, date), *_ = strike(ask, "http_429_date", seconds=0).headers

    assert before <= parsedate_to_datetime(date) <= datetime.now(timezone.utc)


def test_a_redirect_says_where_to_and_keeps_the_method(ask: Asking) -> None:
    assert strike(ask, "redirect") == Reply(
        307, headers=(("Location", "https://elsewhere.invalid/"),)
    )
    there = strike(ask, "redirect", location="http://127.0.0.2:1/x")
    assert there.headers == (("Location", "http://127.0.0.2:1/x"),)


@pytest.mark.parametrize(
    ("fault", "manner", "wait"),
    [
        ("closed", Manner.CLOSED, 0),
        ("reset", Manner.RESET, 0),
        ("refused", Manner.REFUSED, 0.2),
        ("timeout", Manner.SILENT, 0),
    ],
)
def test_hanging_up_sends_nothing(ask: Asking, fault: str, manner: Manner, wait: float) -> None:
    assert strike(ask, fault) == Reply(0, manner=manner, wait=wait)
    assert ask.get("/_sandbox/stats")["replies"] == {"0": 1}


def test_the_right_answer_can_be_cut_slow_halved_mislabelled_or_padded(ask: Asking) -> None:
    right = ask.reply("POST", COUNT_EVENTS, QUERY)
    huge = strike(ask, "huge")

    assert strike(ask, "cut") == replace(right, manner=Manner.CUT)
    assert strike(ask, "slow", wait_ms=7) == replace(right, manner=Manner.SLOW, wait=0.007)
    assert strike(ask, "wrong_type") == replace(right, content_type="text/html; charset=utf-8")
    assert strike(ask, "invalid_json").body == right.body[: len(right.body) // 2]
    assert len(huge.body) - len(right.body) == PADDING > 50 * 1024 * 1024
    assert json.loads(huge.body) == json.loads(right.body)


def test_a_wrong_query_is_refused_under_a_fault_as_well(ask: Asking) -> None:
    ask.api.faults.load({"faults": [{"fault": "slow", "endpoint": "*"}]})
    reply = ask.reply("POST", COUNT_EVENTS, b"{}")

    assert (reply.status, reply.manner) == (400, Manner.SLOW)
    assert json.loads(reply.body)["error"] == "Mandatory parameter missing : event_name"


def test_a_prepared_page_can_be_spoiled(options: Options, people: Population) -> None:
    ask = Asking(replace(options, prepared_events=60), people)
    query = {"event_name": "Prepared Event", "from": 20260601, "to": 20260602}
    cursor = ask.post(EVENTS, query)["cursor"]
    right = ask.get(f"{EVENTS}?cursor={cursor}")
    ask.api.faults.load({"faults": [{"fault": "duplicate_page", "endpoint": EVENTS}]})

    spoiled = ask.get(f"{EVENTS}?cursor={cursor}")

    assert spoiled["records"] == right["records"]
    assert ask.get(f"{EVENTS}?cursor={spoiled['next_cursor']}") == right


# --- pages ---


def test_an_empty_page_leads_on_to_the_right_one(ask: Asking) -> None:
    cursor = first_cursor(ask)
    right = page(ask, cursor)
    ask.api.faults.load({"faults": [{"fault": "empty_page", "endpoint": EVENTS, "times": 2}]})

    first = page(ask, cursor)
    second = page(ask, first["next_cursor"])

    assert first["records"] == second["records"] == []
    assert list(first) == ["next_cursor", "records", "status"]
    assert len({cursor, first["next_cursor"], second["next_cursor"]}) == 3
    assert page(ask, second["next_cursor"]) == right


def test_a_duplicate_page_comes_again_under_another_cursor(ask: Asking) -> None:
    cursor = first_cursor(ask)
    right = page(ask, cursor)
    ask.api.faults.load({"faults": [{"fault": "duplicate_page", "endpoint": EVENTS}]})

    first = page(ask, cursor)

    assert first["records"] == right["records"]
    assert first["next_cursor"] not in (cursor, right["next_cursor"])
    assert page(ask, first["next_cursor"]) == right


def test_a_repeated_cursor_is_the_one_that_was_sent(ask: Asking) -> None:
    cursor = first_cursor(ask)
    right = page(ask, cursor)
    ask.api.faults.load({"faults": [{"fault": "repeated_cursor", "endpoint": EVENTS}]})

    assert page(ask, cursor) == {**right, "next_cursor": cursor}


@pytest.mark.parametrize("fault", ["empty_page", "duplicate_page", "repeated_cursor"])
def test_the_last_page_stays_as_it_is(ask: Asking, fault: str) -> None:
    cursor = ask.post(EVENTS, {**LAUNCHES, "from": 20250101, "to": 20250102})["cursor"]
    ask.api.faults.load({"faults": [{"fault": fault, "endpoint": EVENTS}]})

    assert page(ask, cursor) == {"status": "success"}


def test_code_3_is_said_once(ask: Asking) -> None:
    cursor = first_cursor(ask)
    ask.api.faults.load({"faults": [{"fault": "code_3", "endpoint": EVENTS}]})

    assert page(ask, cursor) == {"status": "fail", "error": "Incorrect Usage", "code": 3}
    assert page(ask, cursor)["status"] == "success"


def test_an_expired_export_stays_expired_and_others_go_on(ask: Asking) -> None:
    cursor, other = first_cursor(ask), first_cursor(ask)
    onward = page(ask, cursor)["next_cursor"]
    ask.api.faults.load({"faults": [{"fault": "expired_cursor", "endpoint": EVENTS}]})
    expired = ask.raw("GET", f"{EVENTS}?cursor={onward}")

    assert expired == (
        400, b'{"status":"fail","error":"Invalid cursor","code":"CURSOR_INVALIDATED"}',
    )  # fmt: skip
    assert ask.raw("GET", f"{EVENTS}?cursor={cursor}") == expired
    assert page(ask, other)["status"] == page(ask, first_cursor(ask))["status"] == "success"
    assert ask.get("/_sandbox/stats")["faults"] == {"expired_cursor": 2}


def test_a_cursor_that_was_never_good_does_not_bring_queries_down(ask: Asking) -> None:
    ask.api.faults.load({"faults": [{"fault": "expired_cursor", "endpoint": EVENTS}]})

    assert page(ask, "nonsense")["code"] == "CURSOR_INVALIDATED"
    assert ask.post(EVENTS, LAUNCHES)["status"] == "success"


def test_revoked_credentials_stay_revoked_everywhere_until_the_script_ends(ask: Asking) -> None:
    cursor = first_cursor(ask)
    ask.api.faults.load({"faults": [{"fault": "revoked", "endpoint": f"GET {EVENTS}", "call": 2}]})
    before = page(ask, cursor)

    statuses = [
        ask.raw("GET", f"{EVENTS}?cursor={before['next_cursor']}")[0],
        *(ask.raw("POST", path, QUERY)[0] for path in (EVENTS, PROFILES, COUNT_EVENTS)),
    ]
    ask.raw("DELETE", "/_sandbox/faults")

    assert before["status"] == "success"
    assert statuses == [401] * 4
    assert page(ask, before["next_cursor"])["status"] == "success"


# --- counts ---


def test_a_count_is_partial_once_more(ask: Asking) -> None:
    right = ask.post(COUNT_EVENTS, LAUNCHES)
    ask.api.faults.load({"faults": [{"fault": "partial", "endpoint": COUNT_EVENTS, "times": 2}]})

    first = ask.post(COUNT_EVENTS, LAUNCHES)
    url = f"{COUNT_EVENTS}?req_id={first['req_id']}"

    assert [first["status"], ask.get(url)["status"]] == ["partial", "partial"]
    assert ask.get(url) == right


@pytest.mark.parametrize("call", [1, 2])
def test_a_stuck_count_stays_partial_and_a_new_one_does_not(
    options: Options, people: Population, call: int
) -> None:
    ask = Asking(replace(options, partial_polls=1), people)
    ask.api.faults.load(
        {"faults": [{"fault": "stuck_partial", "endpoint": COUNT_EVENTS, "call": call}]}
    )
    url = f"{COUNT_EVENTS}?req_id={ask.post(COUNT_EVENTS, LAUNCHES)['req_id']}"

    assert {ask.get(url)["status"] for _ in range(100)} == {"partial"}
    again = ask.post(COUNT_EVENTS, LAUNCHES)["req_id"]
    assert ask.get(f"{COUNT_EVENTS}?req_id={again}")["status"] == "success"


def test_an_unknown_request_id_is_refused_under_a_fault_as_well(ask: Asking) -> None:
    ask.api.faults.load({"faults": [{"fault": "partial", "endpoint": COUNT_EVENTS}]})

    assert ask.get(f"{COUNT_EVENTS}?req_id=1")["error"] == "Invalid request id"


@pytest.mark.parametrize("name", FAULTS)
def test_after_a_fault_all_is_well_again(ask: Asking, name: str) -> None:
    right = ask.raw("POST", COUNT_EVENTS, QUERY)
    ask.api.faults.load({"faults": [{"fault": name, "endpoint": "*"}]})
    ask.raw("POST", COUNT_EVENTS, QUERY)
    ask.api.faults.clear()

    assert ask.raw("POST", COUNT_EVENTS, QUERY) == right
