from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.workbook.google.faults import Fault, Kind
from sheets_runner.workbook.google.retry import (
    BUDGET,
    POLICIES,
    Retry,
    certain,
)
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)


class Dice(random.Random):
    """Always rolls the same."""

    def __init__(self, value: float) -> None:
        super().__init__()
        self.value = value

    def random(self) -> float:
        return self.value


class Calls:
    """Fails with the given faults in order, then answers; a call may take time."""

    def __init__(self, clock: FakeClock, *faults: Fault, seconds: float = 0) -> None:
        self.clock = clock
        self.faults = list(faults)
        self.seconds = seconds
        self.sent = 0

    def __call__(self) -> str:
        self.sent += 1
        self.clock.elapsed += self.seconds
        if self.faults:
            raise self.faults.pop(0)
        return "answer"


def fault(kind: Kind, *, sent: bool = True, retry_after: str = "") -> Fault:
    return Fault(kind, "Broken.", sent=sent, retry_after=retry_after)


def run(
    *faults: Fault, roll: float = 0.5, idempotent: bool = True, seconds: float = 0
) -> tuple[FakeClock, Calls, str | Fault]:
    clock = FakeClock(NOON)
    calls = Calls(clock, *faults, seconds=seconds)
    try:
        return clock, calls, Retry(clock, Dice(roll)).run(calls, idempotent=idempotent)
    except Fault as error:
        return clock, calls, error


def test_an_answer_at_once_waits_for_nothing() -> None:
    clock, calls, answer = run()

    assert (calls.sent, clock.slept, answer) == (1, [], "answer")


@pytest.mark.parametrize(
    ("kind", "waits"),
    [
        (Kind.QUOTA, [15.5, 16, 17, 19, 23]),
        (Kind.NETWORK, [0.5, 1, 2, 4, 8]),
        (Kind.LOST, [0.5, 1, 2, 4, 8]),
        (Kind.SERVER, [0.5, 1, 2, 4, 8, 16, 32]),
        (Kind.TIMEOUT, [0.5, 1]),
        (Kind.PROXY, [0.5, 1]),
        (Kind.TLS, [0.5, 1]),
    ],
)
def test_each_kind_is_tried_as_the_table_says(kind: Kind, waits: list[float]) -> None:
    clock, calls, error = run(*[fault(kind)] * 100)

    assert clock.slept == waits
    assert calls.sent == len(waits) + 1 == POLICIES[kind].tries
    assert isinstance(error, Fault)
    assert error.kind is kind
    assert str(error) == f"Broken. Tried {calls.sent} times in {sum(waits):.0f} s."


def test_the_table_holds_every_kind_that_may_pass() -> None:
    assert set(Kind) - set(POLICIES) == {
        *(Kind.API_OFF, Kind.NOT_SHARED, Kind.NOT_FOUND, Kind.OFFICE_FILE, Kind.NO_SCOPE),
        *(Kind.FORBIDDEN, Kind.TOO_LARGE, Kind.PROTECTED, Kind.CELL_LIMIT, Kind.REFUSED),
        *(Kind.KEY, Kind.CLOCK),
    }


@pytest.mark.parametrize("kind", sorted(set(Kind) - set(POLICIES), key=str), ids=lambda k: k.name)
def test_what_cannot_pass_is_not_tried_again(kind: Kind) -> None:
    refused = fault(kind)
    clock, calls, error = run(refused)

    assert (calls.sent, clock.slept) == (1, [])
    assert error is refused


@pytest.mark.parametrize("kind", POLICIES, ids=lambda kind: kind.name)
def test_a_call_that_is_not_idempotent_is_sent_again_only_where_nothing_can_have_changed(
    kind: Kind,
) -> None:
    _, calls, _ = run(fault(kind), idempotent=False)

    assert calls.sent == (2 if kind in {Kind.QUOTA, Kind.NETWORK} else 1)


@pytest.mark.parametrize("kind", POLICIES, ids=lambda kind: kind.name)
def test_what_goes_wrong_while_signing_in_is_always_tried_again(kind: Kind) -> None:
    _, calls, answer = run(fault(kind, sent=False), idempotent=False)

    assert (calls.sent, answer) == (2, "answer")


def test_only_what_came_after_the_call_went_out_leaves_doubts() -> None:
    doubtful = {kind for kind in Kind if not certain(fault(kind))}

    assert doubtful == {Kind.LOST, Kind.SERVER, Kind.TIMEOUT, Kind.PROXY, Kind.TLS}
    assert all(certain(fault(kind, sent=False)) for kind in Kind)


@given(st.floats(0, 1, exclude_max=True))
def test_a_quota_gets_its_minute_whatever_the_dice_say(roll: float) -> None:
    clock, calls, error = run(*[fault(Kind.QUOTA)] * 100, roll=roll)

    assert isinstance(error, Fault)
    assert 60 <= sum(clock.slept) <= BUDGET
    assert calls.sent == 6


def test_a_short_wait_named_by_the_server_does_not_cut_the_minute_of_a_quota() -> None:
    clock, _, _ = run(*[fault(Kind.QUOTA, retry_after="1")] * 100)

    assert clock.slept == [15] * 5


@pytest.mark.parametrize("header", ["40", format_datetime(NOON + timedelta(seconds=40))])
def test_the_servers_own_wait_is_taken(header: str) -> None:
    clock, _, answer = run(fault(Kind.SERVER, retry_after=header))

    assert (clock.slept, answer) == ([40], "answer")


def test_no_wait_is_longer_than_the_budget() -> None:
    clock, calls, error = run(*[fault(Kind.SERVER, retry_after="3600")] * 9, seconds=10)

    assert clock.slept == [290]
    assert calls.sent == 2
    assert str(error) == "Broken. Tried 2 times in 310 s."


def test_calls_that_take_long_use_up_the_budget() -> None:
    _, calls, error = run(*[fault(Kind.TIMEOUT)] * 9, seconds=190)

    assert calls.sent == 2
    assert isinstance(error, Fault)


def test_kinds_are_counted_apart() -> None:
    clock, calls, _ = run(*[fault(Kind.LOST)] * 5, fault(Kind.QUOTA), fault(Kind.TIMEOUT))

    assert clock.slept == [0.5, 1, 2, 4, 8, 15.5, 0.5]
    assert calls.sent == 8


def test_the_last_fault_tells_whether_the_call_went_out() -> None:
    _, _, error = run(*[fault(Kind.NETWORK, sent=False)] * 6)

    assert isinstance(error, Fault)
    assert error.sent is False


class Stopped(Exception):
    pass


class StoppedClock(FakeClock):
    """A clock of a run that is being stopped."""

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        raise Stopped


def test_a_stop_ends_the_waiting_and_the_call() -> None:
    clock = StoppedClock(NOON)
    calls = Calls(clock, fault(Kind.SERVER))

    with pytest.raises(Stopped):
        Retry(clock, Dice(0)).run(calls, idempotent=True)

    assert calls.sent == 1


def test_an_error_of_another_kind_ends_the_call() -> None:
    def fails() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        Retry(FakeClock(NOON), Dice(0)).run(fails, idempotent=True)


def test_a_wait_is_told_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "sheets_runner")
    run(fault(Kind.SERVER))

    assert caplog.messages == ["Try 1: Broken. Next try in 0.5 s."]


@pytest.mark.parametrize(("roll", "waits"), [(0.0, [0, 0, 0, 0, 0]), (1.0, [1, 2, 4, 8, 16])])
def test_jitter_is_all_of_a_wait_above_its_floor(roll: float, waits: list[float]) -> None:
    clock, _, _ = run(*[fault(Kind.LOST)] * 9, roll=roll)

    assert clock.slept == waits
