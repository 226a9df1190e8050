from __future__ import annotations

import threading
from functools import partial

import pytest

from sheets_runner.clevertap.abreast import Abandoned, Check, abreast


def test_tasks_run_at_the_same_time_and_give_in_their_order() -> None:
    all_here = threading.Barrier(3, timeout=10)

    def task(number: int, _: Check) -> int:
        all_here.wait()
        return number

    assert abreast([partial(task, number) for number in range(3)]) == [0, 1, 2]


def test_one_task_needs_no_thread() -> None:
    assert abreast([lambda _: threading.current_thread()]) == [threading.current_thread()]


@pytest.mark.parametrize("failing", [0, 1])
def test_a_failure_is_raised_once_all_have_ended(failing: int) -> None:
    failed = threading.Event()
    ended: list[str] = []

    def fails(_: Check) -> None:
        failed.set()
        raise KeyError("mine")

    def goes_on(check: Check) -> None:
        failed.wait(10)
        try:
            while True:
                check()
        except Abandoned:
            ended.append("abandoned")
            raise

    tasks = [fails, goes_on] if failing == 0 else [goes_on, fails]
    with pytest.raises(KeyError, match="mine"):
        abreast(tasks)
    assert ended == ["abandoned"]


def test_nothing_is_abandoned_while_all_goes_well() -> None:
    def task(check: Check) -> str:
        check()
        return "done"

    assert abreast([task, task]) == ["done", "done"]


def test_of_several_failures_the_first_in_order_is_raised() -> None:
    second_failed = threading.Event()

    def first(_: Check) -> None:
        second_failed.wait(10)
        raise KeyError("first")

    def second(_: Check) -> None:
        second_failed.set()
        raise KeyError("second")

    with pytest.raises(KeyError, match="first"):
        abreast([first, second])


def test_an_interruption_is_a_failure_like_any_other() -> None:
    def task(_: Check) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        abreast([task, task])
