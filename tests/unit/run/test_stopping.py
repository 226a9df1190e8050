"""Stopping: waits end, nothing new goes out, what is under way goes on."""

from __future__ import annotations

import signal
import threading
from datetime import timedelta

import pytest

from sheets_runner.clevertap.wire import Request
from sheets_runner.clock import FixedClock, SystemClock
from sheets_runner.errors import ConnectionLost
from sheets_runner.run.stopping import (
    LastingClock,
    RunTransport,
    StoppableClock,
    Stopped,
    answering,
    interrupt,
)
from tests.fakes import FakeClock, ScriptedTransport, success
from tests.unit.run.build import MORNING

ASK = Request("GET", "https://host.example/1/events.json", {})


def test_a_clock_tells_the_time_of_the_one_in_it() -> None:
    inner = FakeClock(MORNING)
    inner.sleep(5)
    clock = StoppableClock(inner)

    assert clock.now() == inner.now()
    assert clock.monotonic() == 5


def test_a_wait_that_nobody_stops_ends_by_itself() -> None:
    clock = StoppableClock(SystemClock())
    before = clock.monotonic()
    clock.sleep(0)

    assert clock.monotonic() - before < 5


def test_a_stop_ends_a_wait_that_is_under_way() -> None:
    clock = StoppableClock(SystemClock())
    ended: list[str] = []

    def wait() -> None:
        try:
            clock.sleep(60)
        except Stopped as stopped:
            ended.append(str(stopped))

    waiting = threading.Thread(target=wait)
    waiting.start()
    clock.stop.set()
    waiting.join(5)

    assert ended == ["The run was stopped before the answer came. Run it again."]


def test_what_is_to_be_written_may_still_wait_for_a_little_while_after_a_stop() -> None:
    inner = FakeClock(MORNING)
    stoppable = StoppableClock(inner)
    clock = LastingClock(stoppable)
    clock.sleep(0)
    stoppable.stop.set()
    clock.sleep(1)
    clock.sleep(4)
    with pytest.raises(Stopped):
        clock.sleep(0.5)

    assert inner.slept == [1, 4]
    assert (clock.now(), clock.monotonic()) == (inner.now(), 5)


def test_a_lease_is_not_counted_by_a_calendar_that_stands_still() -> None:
    fixed = StoppableClock(FixedClock(MORNING))

    assert fixed.now() == MORNING
    assert abs(LastingClock(fixed).now() - SystemClock().now()) < timedelta(minutes=1)


def test_a_wait_that_would_be_too_long_after_a_stop_ends_at_once() -> None:
    inner = FakeClock(MORNING)
    stoppable = StoppableClock(inner)
    stoppable.stop.set()

    with pytest.raises(Stopped):
        LastingClock(stoppable).sleep(5.5)

    assert inner.slept == []


def test_work_is_checked_for_a_stop() -> None:
    clock = StoppableClock(FakeClock(MORNING))
    clock.check()
    clock.stop.set()

    with pytest.raises(Stopped):
        clock.check()


def test_the_first_lost_connection_is_said_and_those_that_follow_are_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scripted = ScriptedTransport(*[ConnectionLost("gone")] * 3)
    transport = RunTransport(scripted, threading.Event())
    for _ in range(3):
        with pytest.raises(ConnectionLost):
            transport.send(ASK)

    assert [record.getMessage() for record in caplog.records] == [
        "CleverTap cannot be reached; trying again for a while. Ctrl-C stops it."
    ]


def test_requests_go_out_and_are_counted_until_the_run_is_stopped() -> None:
    stop, scripted = threading.Event(), ScriptedTransport(success(), ConnectionError("lost"))
    transport = RunTransport(scripted, stop)

    assert transport.send(ASK) == success()
    with pytest.raises(ConnectionError):
        transport.send(ASK)
    stop.set()
    with pytest.raises(Stopped):
        transport.send(ASK)

    assert transport.sent == len(scripted.requests) == 2


def test_an_action_answers_signals_only_while_it_is_asked_to() -> None:
    before = signal.getsignal(signal.SIGTERM)
    heard: list[int] = []
    with answering(lambda number, _: heard.append(number), signal.SIGTERM):
        signal.raise_signal(signal.SIGTERM)

    assert heard == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_interrupt_is_pythons_own() -> None:
    with answering(interrupt, signal.SIGTERM), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
