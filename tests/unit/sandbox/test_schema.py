"""The lists of names, counted from the population's lines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.options import ACCOUNT_ID, Options
from sheets_runner.sandbox.population import Population
from tests.unit.sandbox.asking import COUNT_EVENTS, LAUNCHES, SCHEMA, Asking
from tests.unit.sandbox.brute import Lines

EVENTS, PROPERTIES = f"{SCHEMA}?type=events", f"{SCHEMA}?type=userProperties"
NEVER = [
    f"Notification {what}"
    for what in ("Clicked", "Delivered", "Failed", "Replied", "Sent", "Viewed")
]


def counted(people: Population) -> Counter[str]:
    lines = (json.loads(line) for line in people.lines())
    return Counter(line["event_name"] for line in lines if "event_name" in line)


def test_all_events_are_listed_with_how_many_there_are(ask: Asking, people: Population) -> None:
    happened = counted(people)
    expected = {**dict.fromkeys(NEVER, 0), **happened}

    assert ask.get(EVENTS) == {
        "events": [{"eventCount": expected[name], "name": name} for name in sorted(expected)],
        "status": "success",
    }
    assert len(happened) == 9


def test_each_event_that_is_listed_can_be_counted(ask: Asking) -> None:
    for entry in ask.get(EVENTS)["events"]:
        found = ask.post(COUNT_EVENTS, {**LAUNCHES, "event_name": entry["name"]})
        assert (found["status"], found["count"]) == ("success", entry["eventCount"])


def test_all_properties_in_the_data_of_profiles_are_listed(ask: Asking, lines: Lines) -> None:
    names = {name for one in lines.profiles.values() for name in one.get("profileData", {})}

    assert ask.get(PROPERTIES) == {
        "status": "success",
        "userProperties": [{"name": name} for name in sorted(names)],
    }
    assert {"plan", "Customer Type", "पसंदीदा शहर"} < names


def test_the_bytes_are_those_of_the_other_replies(ask: Asking) -> None:
    status, body = ask.raw("GET", PROPERTIES)

    assert status == 200
    assert body.startswith(b'{"status":"success","userProperties":[{"name":"Customer Type"},')


def test_prepared_events_are_listed_where_there_are_any(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, prepared_events=500), people)

    assert {"eventCount": 500, "name": "Prepared Event"} in ask.get(EVENTS)["events"]
    assert "Prepared Event" not in str(Asking(options, people).get(EVENTS))


@pytest.mark.parametrize(
    ("address", "error"),
    [
        (SCHEMA, "Mandatory parameter missing : type"),
        (f"{SCHEMA}?type=", "type must be events or userProperties"),
        (f"{SCHEMA}?type=Events", "type must be events or userProperties"),
        (f"{SCHEMA}?type=events&type=events", "A URL parameter is given twice"),
        (
            f"{SCHEMA}?type=events&page=2",
            'The URL parameter "page" is not supported by this sandbox (see docs/sandbox.md)',
        ),
    ],
)
def test_a_wrong_type_is_400(ask: Asking, address: str, error: str) -> None:
    status, body = ask.raw("GET", address)

    assert status == 400
    assert json.loads(body) == {"status": "fail", "error": error, "code": 400}


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_it_is_only_there_to_be_got(ask: Asking, method: str) -> None:
    status, body = ask.raw(method, EVENTS)

    assert status == 405
    assert json.loads(body)["error"] == "Method not allowed"


def test_it_needs_the_credentials(ask: Asking) -> None:
    reply = ask.api.answer(Request("GET", SCHEMA, "type=events", ACCOUNT_ID, "wrong"))

    assert (reply.status, json.loads(reply.body)["code"]) == (401, 401)


def test_it_is_nowhere_but_at_the_top(ask: Asking) -> None:
    assert ask.raw("GET", f"/1{EVENTS}") == (404, b"")


def test_it_counts_in_the_statistics_and_a_reset_begins_anew(ask: Asking) -> None:
    ask.get(EVENTS)

    assert ask.get("/_sandbox/stats")["endpoints"][SCHEMA] == {"requests": 1, "most_in_flight": 1}
    ask.post("/_sandbox/reset", {})
    assert ask.get("/_sandbox/stats")["endpoints"][SCHEMA]["requests"] == 0


def test_faults_strike_it_like_any_other_endpoint(ask: Asking) -> None:
    rules = [
        {"fault": "http_429", "endpoint": f"GET {SCHEMA}"},
        {"fault": "code_1", "endpoint": SCHEMA, "call": 2},
        {"fault": "http_403", "endpoint": "*", "call": 3},
    ]
    ask.post("/_sandbox/faults", {"faults": rules})

    replies = [ask.raw("GET", EVENTS) for _ in range(4)]

    assert [status for status, _ in replies] == [429, 200, 403, 200]
    assert json.loads(replies[1][1])["code"] == 1
    assert json.loads(replies[3][1])["status"] == "success"
    assert ask.get("/_sandbox/stats")["faults"] == {"code_1": 1, "http_403": 1, "http_429": 1}


def test_a_mix_strikes_it_too(ask: Asking) -> None:
    ask.post("/_sandbox/faults", {"mix": {"seed": 1, "share": 1, "faults": ["code_2"], "most": 2}})

    codes = [ask.get(EVENTS).get("code") for _ in range(3)]

    assert codes == [2, 2, None]


@pytest.mark.parametrize(
    ("fault", "endpoint", "said"),
    [
        ("partial", SCHEMA, f"partial cannot strike {SCHEMA}."),
        ("code_3", f"GET {SCHEMA}", f"code_3 cannot strike GET {SCHEMA}."),
        ("cut", f"POST {SCHEMA}", f"There is no endpoint POST {SCHEMA}; there are "),
    ],
)
def test_faults_of_pages_and_counts_cannot_strike_it(
    ask: Asking, fault: str, endpoint: str, said: str
) -> None:
    reply = ask.post("/_sandbox/faults", {"faults": [{"fault": fault, "endpoint": endpoint}]})

    assert reply["error"].startswith(said)
