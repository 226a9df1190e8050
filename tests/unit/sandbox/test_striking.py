"""Which request is struck: by rules, and by the mix."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from sheets_runner.sandbox.asking import Subject
from sheets_runner.sandbox.faults import ENDING, FAULTS, PASSING
from sheets_runner.sandbox.script import Mix
from tests.unit.sandbox.asking import (
    COUNT_EVENTS,
    COUNT_PROFILES,
    EVENTS,
    LAUNCHES,
    PROFILES,
    Asking,
)


def rule(fault: str, endpoint: str, **keys: Any) -> dict[str, Any]:
    return {"fault": fault, "endpoint": endpoint, **keys}


def statuses(ask: Asking, *paths: str) -> list[int]:
    body = json.dumps(LAUNCHES).encode()
    return [ask.raw("POST", path, body)[0] for path in paths]


def test_only_the_calls_that_a_rule_names_are_struck(ask: Asking) -> None:
    ask.api.faults.load({"faults": [rule("http_409", COUNT_EVENTS, call=2, times=2)]})

    found = statuses(ask, *(COUNT_EVENTS, COUNT_PROFILES, EVENTS) * 4)

    assert found == [200, 200, 200, 409, 200, 200, 409, 200, 200, 200, 200, 200]
    assert ask.get("/_sandbox/stats")["faults"] == {"http_409": 2}


def test_a_star_strikes_any_endpoint(ask: Asking) -> None:
    ask.api.faults.load({"faults": [rule("http_409", "*", call=2, times=3)]})

    paths = (COUNT_EVENTS, COUNT_PROFILES, EVENTS, PROFILES, EVENTS)
    assert statuses(ask, *paths) == [200, 409, 409, 409, 200]


def test_a_method_tells_queries_from_pages(ask: Asking) -> None:
    ask.api.faults.load({"faults": [rule("http_500", f"GET {EVENTS}", call=2)]})
    cursor = ask.post(EVENTS, LAUNCHES)["cursor"]

    found = [ask.raw("GET", f"{EVENTS}?cursor={cursor}")[0] for _ in range(3)]

    assert found == [200, 500, 200]


def test_only_calls_that_a_fault_can_strike_count(ask: Asking) -> None:
    ask.api.faults.load({"faults": [rule("code_3", "*", call=2)]})
    cursor = ask.post(EVENTS, LAUNCHES)["cursor"]
    statuses(ask, COUNT_EVENTS, EVENTS)

    found = [ask.get(f"{EVENTS}?cursor={cursor}").get("code") for _ in range(3)]

    assert found == [None, 3, None]


def test_of_several_rules_that_are_due_the_others_wait(ask: Asking) -> None:
    rules = [
        rule("http_409", "*", times=2),
        rule("http_500", COUNT_EVENTS),
        rule("http_202", "*", call=4),
    ]
    ask.api.faults.load({"faults": rules})

    assert statuses(ask, *[COUNT_EVENTS] * 5) == [409, 409, 500, 202, 200]


def test_what_is_left_is_a_script_from_the_next_call_on(ask: Asking) -> None:
    rules = [rule("http_409", COUNT_EVENTS, call=3, times=2), rule("slow", "*", call=1, wait_ms=5)]
    ask.post("/_sandbox/faults", {"faults": rules})
    statuses(ask, COUNT_EVENTS, EVENTS, COUNT_EVENTS)
    left = ask.get("/_sandbox/faults")

    assert left == {"faults": [rule("http_409", COUNT_EVENTS, call=1, times=2)]}
    assert ask.post("/_sandbox/faults", left) == left
    assert statuses(ask, *[COUNT_EVENTS] * 3) == [409, 409, 200]
    assert ask.get("/_sandbox/faults") == {"faults": []}


def test_a_new_script_takes_the_place_of_the_old_and_delete_ends_it(ask: Asking) -> None:
    ask.post("/_sandbox/faults", {"faults": [rule("http_409", "*", times=9)]})
    ask.post("/_sandbox/faults", {"faults": [rule("http_500", "*", times=9)]})
    struck = statuses(ask, EVENTS)

    ended = ask.raw("DELETE", "/_sandbox/faults")

    assert struck == [500]
    assert ended == (200, b'{"faults":[]}')
    assert statuses(ask, EVENTS) == [200]


def test_a_script_that_is_refused_changes_nothing(ask: Asking) -> None:
    ask.post("/_sandbox/faults", {"faults": [rule("http_409", "*")]})

    status, body = ask.raw("POST", "/_sandbox/faults", b'{"faults":[{"fault":"nope"}]}')

    assert status == 400
    assert json.loads(body)["error"].startswith("There is no fault nope; there are ")
    assert statuses(ask, EVENTS) == [409]


def test_requests_of_the_sandbox_itself_are_never_struck(ask: Asking) -> None:
    ask.api.faults.load({"mix": {"seed": 7, "share": 1, "faults": ["http_409"]}})

    assert ask.raw("GET", "/_sandbox/stats")[0] == 200


# --- the mix ---


def about(spot: int = 0, kind: str = "page", query: str = "{}") -> Subject:
    return Subject(EVENTS, kind, query, spot)


def test_a_draw_depends_on_seed_subject_and_attempt_alone() -> None:
    mix = Mix(seed=7, share=0.5)
    drawn = [mix.draw(about(spot), attempt) for spot in range(200) for attempt in (1, 2)]

    assert drawn == [Mix(7, 0.5).draw(about(spot), n) for spot in range(200) for n in (1, 2)]
    assert drawn != [Mix(8, 0.5).draw(about(spot), n) for spot in range(200) for n in (1, 2)]
    assert 160 < sum(fault is not None for fault in drawn) < 240


def test_all_faults_of_a_mix_get_their_turn_and_only_where_they_can_strike() -> None:
    mix = Mix(seed=1, share=1.0, faults=PASSING + ENDING)
    drawn = {
        kind: {
            fault.name
            for spot in range(2000)
            for fault in [mix.draw(about(spot, kind), 1)]
            if fault
        }
        for kind in ("export", "page", "count", "poll")
    }

    for kind, names in drawn.items():
        assert names == {name for name in mix.faults if kind in FAULTS[name].kinds}


def test_a_mix_without_a_fitting_fault_strikes_nothing() -> None:
    assert Mix(seed=7, share=1.0, faults=("partial",)).draw(about(), 1) is None


def test_a_share_of_nothing_strikes_nothing(ask: Asking) -> None:
    ask.api.faults.load({"mix": {"seed": 7, "share": 0}})

    assert statuses(ask, *[EVENTS] * 20) == [200] * 20


def test_requests_about_one_query_are_struck_at_most_so_often(ask: Asking) -> None:
    ask.api.faults.load({"mix": {"seed": 7, "share": 1, "faults": ["http_409"], "most": 4}})
    query = json.dumps(LAUNCHES).encode()

    posts = [ask.raw("POST", f"{EVENTS}?batch_size=23", query)[0] for _ in range(3)]
    ask.api.faults.load({"mix": {"seed": 7, "share": 1, "faults": ["http_409"], "most": 4}})
    first = [ask.raw("POST", f"{EVENTS}?batch_size=23", query) for _ in range(5)]
    cursor = json.loads(first[4][1])["cursor"]

    assert posts == [409, 409, 409]
    assert [status for status, _ in first] == [409, 409, 409, 409, 200]
    assert ask.raw("GET", f"{EVENTS}?cursor={cursor}")[0] == 200
    assert statuses(ask, COUNT_EVENTS) == [409]


def test_polls_belong_to_the_query_of_their_count(ask: Asking) -> None:
    ask.api.faults.load({"faults": [rule("partial", COUNT_EVENTS)]})
    req_id = ask.post(COUNT_EVENTS, LAUNCHES)["req_id"]
    ask.api.faults.load({"mix": {"seed": 7, "share": 1, "faults": ["http_409"], "most": 1}})

    polls = [ask.raw("GET", f"{COUNT_EVENTS}?req_id={req_id}")[0] for _ in range(2)]

    assert polls == [409, 200]
    assert statuses(ask, COUNT_EVENTS) == [200]


def answers(ask: Asking, queries: list[Any]) -> Counter[str]:
    """Ask all queries, in their order, each until it is answered; return what struck each."""
    struck: Counter[str] = Counter()
    for query in queries:
        body = json.dumps(query).encode()
        while True:
            status, _ = ask.raw("POST", COUNT_EVENTS, body)
            if status == 200:
                break
            struck[f"{query['to']} {status}"] += 1
    return struck


def test_a_mix_is_the_same_in_whatever_order_queries_come(ask: Asking) -> None:
    queries = [{**LAUNCHES, "to": 20260600 + day} for day in range(1, 29)]
    mix = {"seed": 3, "share": 0.4, "faults": ["http_409", "http_429", "http_500"]}
    ask.api.faults.load({"mix": mix})
    forwards = answers(ask, queries)
    ask.api.faults.load({"mix": mix})

    assert answers(ask, queries[::-1]) == forwards
    assert 10 < sum(forwards.values()) < 30


@pytest.mark.parametrize(
    ("method", "url", "body"),
    [
        ("POST", COUNT_EVENTS, b"{"),
        ("POST", EVENTS, b"\xff"),
        ("GET", f"{COUNT_EVENTS}?req_id=x", b""),
        ("GET", COUNT_EVENTS, b""),
        ("GET", f"{EVENTS}?cursor=nonsense", b""),
        ("GET", EVENTS, b""),
    ],
)
def test_a_request_that_would_be_refused_can_be_struck_and_still_is_refused(
    ask: Asking, method: str, url: str, body: bytes
) -> None:
    before = ask.raw(method, url, body)
    ask.api.faults.load({"mix": {"seed": 7, "share": 1, "faults": ["http_409"], "most": 1}})

    assert ask.raw(method, url, body)[0] == 409
    assert ask.raw(method, url, body) == before
