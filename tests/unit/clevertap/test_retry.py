from __future__ import annotations

import io
import logging
import re
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import errors, log
from sheets_runner.clevertap.retry import POLICIES, Retry, policy_for
from sheets_runner.clevertap.settings import ConnectorSettings
from tests.fakes import FakeClock

DOCUMENT = Path(__file__).parents[3] / "docs" / "connector.md"


def clock() -> FakeClock:
    return FakeClock(datetime(2026, 6, 30, 12, tzinfo=timezone.utc))


def plays(*turns: Exception | str) -> Callable[[], str]:
    """Return an attempt that raises or returns what it is given, in order."""
    script: Iterator[Exception | str] = iter(turns)

    def attempt() -> str:
        turn = next(script)
        if isinstance(turn, Exception):
            raise turn
        return turn

    return attempt


def waits(*turns: Exception, random: float = 1.0) -> list[float]:
    """Return the waits between failures that end in a success; `random` may reach its bound."""
    time = clock()
    retry = Retry("web", ConnectorSettings(), time, lambda: random)
    assert retry.run(plays(*turns, "done"), "the count") == "done"
    return time.slept


def always(error: Exception, settings: ConnectorSettings, seconds: float = 0.0) -> FakeClock:
    """Fail for ever, each try taking some seconds, and return the clock at the end."""
    time = clock()
    retry = Retry("web", settings, time, lambda: 0.5)

    def attempt() -> str:
        retry.begin()
        time.elapsed += seconds
        raise error

    with pytest.raises(errors.GaveUp) as caught:
        retry.run(attempt, "the count")
    assert caught.value.__cause__ is error
    return time


def test_the_document_shows_the_table_of_the_code() -> None:
    row_of_table = r"^\| (\w+) \| (\d+) \| ([\d.]+) s \| ([\d.]+) s \| (\w+) \|$"
    rows = re.findall(row_of_table, DOCUMENT.read_text("utf-8"), re.MULTILINE)

    assert rows == [
        (row.error.__name__, str(row.tries), f"{row.base:g}", f"{row.cap:g}", row.budget)
        for row in POLICIES
    ]


def test_everything_that_may_pass_by_itself_has_a_row() -> None:
    assert {row.error for row in POLICIES} == set(errors.RetryableError.__subclasses__())
    assert all(policy_for(row.error("x")) is row for row in POLICIES)


def test_a_success_is_not_waited_for() -> None:
    assert waits() == []


def test_waits_double_up_to_the_cap_with_full_jitter() -> None:
    faults = [errors.ServerFault("x") for _ in range(7)]

    assert waits(*faults) == [1, 2, 4, 8, 16, 32, 60]
    assert waits(*faults, random=0.25) == [0.25, 0.5, 1, 2, 4, 8, 15]
    assert waits(*faults, random=0.0) == [0] * 7


def test_polling_starts_small_grows_to_five_seconds_and_hardly_varies() -> None:
    polls = [errors.NotReady("x") for _ in range(7)]

    assert waits(*polls) == [0.5, 1, 2, 4, 5, 5, 5]
    assert waits(*polls, random=0.0) == pytest.approx([0.45, 0.9, 1.8, 3.6, 4.5, 4.5, 4.5])


def test_from_the_third_429_on_at_least_thirty_seconds_pass() -> None:
    throttled = [errors.Throttled("x") for _ in range(4)]

    assert waits(*throttled, random=0.0) == [0, 0, 30, 30]
    assert waits(*throttled) == [2, 4, 38, 46]


def test_the_servers_own_delay_wins() -> None:
    assert waits(errors.ServerFault("x", retry_after=7.0)) == [7]
    assert waits(errors.NotReady("x", retry_after=0.0)) == [0]
    assert waits(*[errors.Throttled("x", retry_after=12.0) for _ in range(3)]) == [12, 12, 30]
    assert waits(*[errors.Throttled("x", retry_after=45.0) for _ in range(3)]) == [45, 45, 45]


def test_the_servers_delay_is_bounded_by_what_is_left() -> None:
    time = always(errors.Throttled("x", retry_after=1e9), ConnectorSettings(retry_seconds=100))

    assert time.slept == [100]


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (errors.ServerFault("x", retry_after=0.0), 8),
        (errors.ConnectionLost("x", retry_after=0.0), 8),
        (errors.TimedOut("x", retry_after=0.0), 5),
        (errors.Conflict("x", retry_after=0.0), 6),
        (errors.NotReady("x", retry_after=0.0), 1000),
        (errors.Throttled("x", retry_after=0.0), 20),
    ],
)
def test_tries_are_bounded(error: Exception, tries: int) -> None:
    assert len(always(error, ConnectorSettings()).slept) == tries - 1


def test_a_failing_server_cannot_use_more_than_its_budget() -> None:
    time = always(errors.Throttled("x"), ConnectorSettings(retry_seconds=120), seconds=1)

    assert 120 <= time.elapsed <= 121


def test_time_outs_cost_the_time_they_took() -> None:
    time = always(errors.TimedOut("x"), ConnectorSettings(retry_seconds=130), seconds=60)

    assert time.slept == pytest.approx([0.5, 1.0])


def test_unfinished_work_is_waited_for_as_long_as_the_settings_say() -> None:
    time = always(errors.NotReady("x"), ConnectorSettings(wait_seconds=60, retry_seconds=0))

    assert time.elapsed == pytest.approx(60)


def test_no_budget_means_no_second_try() -> None:
    assert always(errors.ServerFault("x"), ConnectorSettings(retry_seconds=0)).slept == []


def test_the_budget_is_the_querys_not_the_requests() -> None:
    time = clock()
    retry = Retry("web", ConnectorSettings(retry_seconds=10), time, lambda: 0.5)
    retry.run(plays(errors.ServerFault("x", retry_after=8.0), "page 1"), "a page")
    retry.run(plays(errors.ServerFault("x", retry_after=8.0), "page 2"), "a page")

    assert time.slept == [8, 2]
    with pytest.raises(errors.GaveUp):
        retry.run(plays(errors.ServerFault("x")), "a page")


def test_waiting_for_a_slot_costs_nothing() -> None:
    time = clock()
    retry = Retry("web", ConnectorSettings(retry_seconds=10), time, lambda: 0.0)

    def attempt() -> str:
        time.elapsed += 1000  # at the gate
        retry.begin()
        raise errors.ServerFault("x")

    with pytest.raises(errors.GaveUp, match="after 8 tries in 8000 s"):
        retry.run(attempt, "the count")


def test_an_answer_in_between_forgives_the_failures_before_it() -> None:
    turns: list[Exception] = []
    for _ in range(20):
        turns += [errors.ServerFault("x"), errors.NotReady("x")]

    assert len(waits(*turns, random=0.0)) == 40


def test_kinds_that_take_turns_are_bounded_too() -> None:
    time = clock()
    retry = Retry("web", ConnectorSettings(), time, lambda: 0.0)
    turns = [errors.ServerFault("x"), errors.ConnectionLost("x")] * 10

    with pytest.raises(errors.GaveUp, match="after 15 tries"):
        retry.run(plays(*turns), "the count")


@pytest.mark.parametrize(
    "error",
    [
        errors.BadQuery("x"),
        errors.UnknownEvent("x"),
        errors.NotExportable("x"),
        errors.BadCursor("x"),
        errors.BadReply("x"),
        errors.Unauthorised("x"),
        errors.ConfigError("x"),
        RuntimeError("x"),
    ],
)
def test_what_does_not_pass_by_itself_is_raised_at_once(error: Exception) -> None:
    time = clock()
    with pytest.raises(type(error)) as caught:
        Retry("web", ConnectorSettings(), time, lambda: 0.5).run(plays(error), "the count")

    assert caught.value is error
    assert time.slept == []


def test_giving_up_says_how_often_how_long_and_what_to_do() -> None:
    time = clock()
    retry = Retry("web", ConnectorSettings(retry_seconds=5), time, lambda: 1.0)
    turns = [errors.ServerFault("CleverTap's server failed (HTTP 503).") for _ in range(9)]

    with pytest.raises(errors.GaveUp) as caught:
        retry.run(plays(*turns), "a page of the export")
    assert str(caught.value) == (
        "Gave up on a page of the export after 4 tries in 5 s. The last answer: CleverTap's server"
        " failed (HTTP 503). CleverTap has a fault of its own. Run again later; if it stays, tell"
        " CleverTap's support."
    )
    assert caught.value.__cause__ is turns[3]


def test_a_clock_that_is_interrupted_ends_the_wait() -> None:
    class Interrupted(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            raise KeyboardInterrupt

    retry = Retry("web", ConnectorSettings(), Interrupted(clock().moment), lambda: 0.5)

    with pytest.raises(KeyboardInterrupt):
        retry.run(plays(errors.NotReady("x"), "never"), "the count")


@pytest.fixture(name="written")
def _written() -> Iterator[io.StringIO]:
    """Give what the package logs at the level of ``-v``."""
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    stream = io.StringIO()
    log.set_up(stream=stream)
    yield stream
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def test_each_retry_is_a_plain_line_of_the_log(written: io.StringIO) -> None:
    failures = [
        errors.ServerFault("CleverTap's server failed (HTTP 503)."),
        errors.Throttled("Too\nmany: /1?cursor=abc", retry_after=30.0),
    ]
    retry = Retry("web", ConnectorSettings(retry_seconds=20), clock(), lambda: 0.5)
    retry.run(plays(*failures, "done"), "the count")

    assert [line.partition("retry: ")[2] for line in written.getvalue().splitlines()] == [
        "[web] the count, try 1: CleverTap's server failed (HTTP 503). Next try in 0.5 s.",
        "[web] the count, try 2: Too many: /1?cursor=[redacted] Next try in 19.5 s.",
    ]
    assert written.getvalue().count(" INFO ") == 2


def test_no_next_try_is_announced_when_there_is_none(written: io.StringIO) -> None:
    always(errors.ServerFault("x"), ConnectorSettings(retry_seconds=0))

    assert written.getvalue() == ""


@given(
    st.lists(st.sampled_from([row.error for row in POLICIES]), max_size=60),
    st.integers(0, 2000),
    st.integers(0, 2000),
    st.floats(0, 1, exclude_max=True),
)
def test_no_query_waits_longer_than_its_budgets(
    kinds: list[type[errors.RetryableError]], retry_seconds: int, wait_seconds: int, random: float
) -> None:
    time = clock()
    settings = ConnectorSettings(retry_seconds=retry_seconds, wait_seconds=wait_seconds)
    with suppress(errors.GaveUp):
        Retry("web", settings, time, lambda: random).run(
            plays(*[k("x") for k in kinds], "done"), "it"
        )

    assert time.elapsed <= retry_seconds + wait_seconds + 1e-6
