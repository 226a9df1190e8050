from __future__ import annotations

from contextlib import ExitStack

import pytest

from sheets_runner.sandbox.replies import Refused
from sheets_runner.sandbox.traffic import Traffic


def test_a_fourth_request_in_flight_is_refused_and_counted() -> None:
    traffic = Traffic(("/a", "/b"))

    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(traffic.flight("/a"))
        with pytest.raises(Refused, match="Too many concurrent requests"):
            stack.enter_context(traffic.flight("/a"))
        stack.enter_context(traffic.flight("/b"))

    assert traffic.stats()["endpoints"]["/a"]["most_in_flight"] == 4
    assert traffic.stats()["endpoints"]["/b"]["most_in_flight"] == 1


def test_a_slot_is_free_again_after_a_failure() -> None:
    traffic = Traffic(("/a",))

    for _ in range(5):
        with pytest.raises(KeyError), traffic.flight("/a"):
            raise KeyError

    assert traffic.stats()["endpoints"]["/a"]["most_in_flight"] == 1


def test_reset_forgets_what_was_and_keeps_what_is_in_flight() -> None:
    traffic = Traffic(("/a",))
    traffic.arrived("/a")
    traffic.replied(200)
    traffic.struck("cut")
    with traffic.flight("/a"), traffic.flight("/a"):
        pass

    with traffic.flight("/a"):
        traffic.reset()
        now = traffic.stats()

    assert now == {
        "endpoints": {"/a": {"requests": 0, "most_in_flight": 1}},
        "replies": {},
        "faults": {},
    }


def test_statistics_count_requests_by_endpoint_replies_by_status_and_faults() -> None:
    traffic = Traffic(("/a", "/b"))
    for path in ("/a", "/a", "/b"):
        traffic.arrived(path)
    for status in (429, 200, 200):
        traffic.replied(status)
    for fault in ("reset", "cut", "reset"):
        traffic.struck(fault)

    assert traffic.stats() == {
        "endpoints": {
            "/a": {"requests": 2, "most_in_flight": 0},
            "/b": {"requests": 1, "most_in_flight": 0},
        },
        "replies": {"200": 2, "429": 1},
        "faults": {"cut": 1, "reset": 2},
    }
