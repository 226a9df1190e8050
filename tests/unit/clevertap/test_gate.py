from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Callable

import pytest

from sheets_runner.clevertap.gate import ThreadGate, slot_name
from sheets_runner.clock import SystemClock


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


def test_threads_pass_in_the_order_they_came() -> None:
    gate = ThreadGate()
    passed: list[int] = []

    def pass_through(number: int) -> None:
        with gate.slot("a", 1):
            passed.append(number)

    threads = [threading.Thread(target=pass_through, args=(number,)) for number in range(5)]
    with gate.slot("a", 1):
        for number, thread in enumerate(threads):
            thread.start()
            wait_until(lambda: len(gate._lines["a"]) == number + 2)  # noqa: B023 - called at once
    for thread in threads:
        thread.join(10)

    assert passed == [0, 1, 2, 3, 4]


def wait_until(true: Callable[[], bool]) -> None:
    clock = SystemClock()
    deadline = clock.monotonic() + 10
    while not true():
        assert clock.monotonic() < deadline


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
