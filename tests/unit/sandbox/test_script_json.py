"""Scripts of faults are read whole or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.sandbox.faults import ENDING, FAULTS, PASSING, UNREPEATABLE
from sheets_runner.sandbox.script import ENDPOINTS, Mix
from sheets_runner.sandbox.script_json import BadScript, read

EVENTS = "/1/events.json"


def rule(fault: str = "cut", endpoint: Any = EVENTS, **keys: Any) -> dict[str, Any]:
    return {"faults": [{"fault": fault, "endpoint": endpoint, **keys}]}


def mix(**keys: Any) -> dict[str, Any]:
    return {"mix": {"seed": 7, "share": 0.3, **keys}}


def test_what_is_left_out_has_its_usual_value() -> None:
    script = read({**rule("http_429_seconds"), **mix()})

    assert json.loads(json.dumps(script.to_json())) == {
        "faults": [
            {
                "fault": "http_429_seconds",
                "endpoint": EVENTS,
                "call": 1,
                "times": 1,
                "seconds": 2,
            }
        ],
        "mix": {"seed": 7, "share": 0.3, "faults": list(PASSING), "most": 3},
    }
    assert read(mix()).mix == Mix(7, 0.3)


@given(
    fault=st.sampled_from(sorted(FAULTS)),
    call=st.integers(1, 100),
    times=st.integers(1, 100),
    share=st.floats(0, 1),
    names=st.lists(st.sampled_from(PASSING + ENDING), min_size=1),
)
def test_a_script_that_is_written_can_be_read(
    fault: str, call: int, times: int, share: float, names: list[str]
) -> None:
    script = read({**rule(fault, "*", call=call, times=times), **mix(share=share, faults=names)})

    assert read(json.loads(json.dumps(script.to_json()))) == script


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ([], "A script must be an object."),
        ({}, "A script has faults, a mix or both."),
        ({"fault": "cut"}, "A script has no fault; it may have faults, mix."),
        ({"faults": {}}, "The faults must be a list."),
        ({"faults": ["cut"]}, "There is no fault None; there are code_1, "),
        (rule("Cut"), "There is no fault Cut; there are code_1, "),
        (rule("cut", "/1/events"), "There is no endpoint /1/events; there are POST /1/events.json"),
        (rule("cut", None), "There is no endpoint None;"),
        (rule("cut", "PUT /1/events.json"), "There is no endpoint PUT /1/events.json;"),
        (rule("cut", ["*"]), "There is no endpoint ['*'];"),
        (rule(seconds=1), "cut has no seconds; it may have fault, endpoint, call, times."),
        (rule(call=0), "call must be a whole number from 1 on, not 0."),
        (rule(times=True), "times must be a whole number from 1 on, not True."),
        (rule("slow", wait_ms=-1), "wait_ms must be a whole number from 0 on, not -1."),
        (rule("http_429_date", seconds=0.5), "seconds must be a whole number from 0 on, not 0.5."),
        (rule("redirect", location="elsewhere"), "location must be an address with http://"),
        (rule("redirect", location="http://a\r\nX: y"), "location must be an address with http://"),
        (rule("redirect", location=1), "location must be an address with http://"),
        (rule("partial"), "partial cannot strike /1/events.json."),
        (rule("cut_page"), "There is no fault cut_page;"),
        (rule("duplicate_page", "/1/counts/events.json"), "duplicate_page cannot strike /1/counts"),
        ({"mix": 7}, "mix must be an object."),
        ({"mix": {"share": 0.3}}, "seed must be a whole number, not None."),
        (mix(seed="x"), "seed must be a whole number, not x."),
        (mix(share=1.5), "share must be a number from 0 to 1, not 1.5."),
        (mix(share=True), "share must be a number from 0 to 1, not True."),
        (mix(most=0), "most must be a whole number from 1 on, not 0."),
        (mix(faults=[]), "The faults of the mix must not be none."),
        (mix(faults="cut"), "The faults of the mix must be a list."),
        (mix(faults=["nope"]), "There is no fault nope;"),
        (mix(faults=["revoked"]), "revoked strikes more than one request, so no mix can repeat it"),
        (mix(endpoint="*"), "mix has no endpoint; it may have seed, share, faults, most."),
    ],
)
def test_what_is_not_known_is_refused_and_said(script: Any, sentence: str) -> None:
    with pytest.raises(BadScript) as caught:
        read(script)

    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_a_rule_may_name_a_path_with_or_without_its_method(path: str) -> None:
    for endpoint in (path, *(f"{method} {path}" for method in ENDPOINTS[path]), "*"):
        assert read(rule("cut", endpoint)).rules[0].endpoint == endpoint


def test_every_fault_passes_or_ends() -> None:
    assert set(PASSING) | set(ENDING) | UNREPEATABLE == set(FAULTS)
    assert len(PASSING) + len(ENDING) + len(UNREPEATABLE) == len(FAULTS)
    assert all(FAULTS[name].passes for name in PASSING)
    assert not any(FAULTS[name].passes for name in ENDING)
