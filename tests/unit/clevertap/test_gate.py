from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sheets_runner.clevertap.gate import ThreadGate, slot_name


def test_a_slots_name_gives_the_account_not_away() -> None:
    name = slot_name("TEST-ACC-0001", "/1/events.json")

    assert len(name) == 16
    assert name == slot_name("TEST-ACC-0001", "/1/events.json")
    assert name != slot_name("TEST-ACC-0001", "/1/profiles.json")
    assert name != slot_name("TEST-ACC-0002", "/1/events.json")


def test_never_more_than_the_limit_pass_at_once() -> None:
    gate, together = ThreadGate(), threading.Barrier(3)
    inside, most, lock = 0, 0, threading.Lock()

    def pass_through(_: int) -> None:
        nonlocal inside, most
        with gate.slot("a", 3):
            with lock:
                inside += 1
                most = max(most, inside)
            together.wait(10)  # opens only when three are inside together
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(pass_through, range(12)))

    assert most == 3


def test_other_names_have_their_own_slots() -> None:
    gate = ThreadGate()

    with gate.slot("a", 1), gate.slot("b", 1):
        pass


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_slot_comes_back_whatever_happens(error: type[BaseException]) -> None:
    gate = ThreadGate()
    for _ in range(3):
        with pytest.raises(error), gate.slot("a", 1):
            raise error
    with gate.slot("a", 1):
        pass
