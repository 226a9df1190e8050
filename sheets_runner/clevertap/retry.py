"""What is tried again, how often and how long: one table, and the loop that follows it.

The n-th wait for a kind of failure is ``step * (low + (1 - low) * random)`` seconds, with
``step = min(cap, base * 2 ** (n - 1))``. With ``low = 0`` that is exponential backoff with full
jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). A wait that the
server names (`Retry-After`) is taken instead. No wait is longer than what is left of its budget.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from typing import Callable, TypeVar, cast

import tenacity

from sheets_runner.clock import Clock
from sheets_runner.config import ConnectorSettings
from sheets_runner.errors import (
    BadCursor,
    Conflict,
    ConnectionLost,
    GaveUp,
    NotReady,
    RetryableError,
    ServerFault,
    Throttled,
    TimedOut,
)

LOGGER = logging.getLogger(__name__)
T = TypeVar("T")

FLOOR_FROM = 3
"""A policy's `floor` holds from this failure on."""

RESTARTS = 2
"""How often an export that has lost its place may begin again."""


@dataclass(frozen=True)
class Policy:
    """How one kind of failure is tried again.

    Attributes:
        error: The kind.
        tries: How often one request is sent in all before it is given up.
        base: The longest first wait, in seconds; it doubles from try to try.
        cap: The longest wait, in seconds.
        budget: The setting of ``[connector]`` that bounds the time spent on it per query.
        remedy: What a person can do when it is given up.
        low: The part of a wait that is not left to chance, 0 to 1.
        floor: The shortest wait from the third failure on, in seconds.
    """

    error: type[RetryableError]
    tries: int
    base: float
    cap: float
    budget: str
    remedy: str
    low: float = 0.0
    floor: float = 0.0


FAILURES, WAITING = "retry_seconds", "wait_seconds"

POLICIES = (
    Policy(
        Throttled,
        *(20, 2, 60, FAILURES),
        "Something else may be using this account's API. Run at a quieter time, or lower"
        " requests_in_flight in [connector].",
        floor=30,
    ),
    Policy(
        Conflict,
        *(6, 2, 60, FAILURES),
        "Another job of this account may still be at work. Run again later.",
    ),
    Policy(
        NotReady,
        *(1000, 0.5, 5, WAITING),
        "CleverTap is still at work on it. Ask for fewer days, or raise wait_seconds in"
        " [connector].",
        low=0.9,
    ),
    Policy(
        ServerFault,
        *(8, 1, 60, FAILURES),
        "CleverTap has a fault of its own. Run again later; if it stays, tell CleverTap's support.",
    ),
    Policy(
        ConnectionLost,
        *(8, 1, 60, FAILURES),
        "Check this machine's network, its proxy settings and the region or base_url.",
    ),
    Policy(
        TimedOut,
        *(5, 1, 60, FAILURES),
        "Ask for fewer days at once, or run at a quieter time.",
    ),
)
"""All that is retried, as docs/connector.md shows it; any other error ends the query at once."""


def policy_for(error: RetryableError) -> Policy:
    """Return the row of the table that holds for an error."""
    return next(policy for policy in POLICIES if isinstance(error, policy.error))


class Retry:
    """The tries of one query: what its requests may still spend on failures and on waiting.

    Args:
        app: The account's section, for the log.
        settings: Where the budgets come from.
        clock: All times and waits are this clock's.
        random: Gives numbers of at least 0 and below 1.
    """

    def __init__(
        self, app: str, settings: ConnectorSettings, clock: Clock, random: Callable[[], float]
    ) -> None:
        self.app = app
        self.clock = clock
        self.random = random
        self.left = {
            FAILURES: float(settings.retry_seconds),
            WAITING: float(settings.wait_seconds),
        }
        self._begun = clock.monotonic()

    def begin(self) -> None:
        """Note that a request goes out now: waiting for a slot before it costs no budget."""
        self._begun = self.clock.monotonic()

    def run(self, attempt: Callable[[], T], what: str) -> T:
        """Return what `attempt` gives, trying again as the table says.

        Args:
            attempt: Sends one request; it calls `begin` when the request goes out.
            what: Names the request in messages, e.g. ``the count``.

        Raises:
            GaveUp: Tried as often, or as long, as the table and the settings allow.
        """
        self.begin()
        step = _Step(self, what)
        loop = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(RetryableError),
            after=step.note,
            stop=step.is_over,
            wait=step.pause,
            sleep=self.clock.sleep,
            retry_error_callback=step.give_up,
        )
        return loop(attempt)

    def from_the_start(self, attempt: Callable[[], T], what: str) -> T:
        """Return what `attempt` gives, beginning again at once where CleverTap loses the place.

        Args:
            attempt: Does all of it, from the start.
            what: Names it in the log.

        Raises:
            BadCursor: The place was lost once more than `RESTARTS` times.
        """
        for _ in range(RESTARTS):
            try:
                return attempt()
            except BadCursor as error:  # noqa: PERF203 - twice at most
                LOGGER.info("[%s] %s begins again: %s", self.app, what, error)
        return attempt()

    def spend(self, policy: Policy, wait: float) -> float | None:
        """Charge a failed request and the wait after it; return the wait, None if nothing is left.

        Args:
            policy: The failure's.
            wait: The wait wanted, in seconds.
        """
        now = self.clock.monotonic()
        left = self.left[policy.budget] - (now - self._begun)
        wait = max(0.0, min(wait, left))
        self.left[policy.budget] = left - wait
        self._begun = now + wait
        return wait if left > 0 else None


class _Step:
    """The tries of one request, as tenacity asks about them."""

    def __init__(self, retry: Retry, what: str) -> None:
        self._retry = retry
        self._what = what
        self._failures: Counter[type[RetryableError]] = Counter()
        self._started = retry.clock.monotonic()
        self._wait: float | None = None

    def note(self, state: tenacity.RetryCallState) -> None:
        """Decide about the failure. tenacity calls this first, then `is_over` and `pause`."""
        error = _failure(state)
        policy = policy_for(error)
        if policy.error is NotReady:  # an answer: what failed before it has passed
            self._failures = Counter({NotReady: self._failures[NotReady]})
        self._failures[policy.error] += 1
        number = self._failures[policy.error]
        wait = self._retry.spend(policy, _wait(policy, number, error, self._retry.random))
        self._wait = wait if number < policy.tries else None
        if self._wait is not None:
            LOGGER.info(
                "[%s] %s, try %d: %s Next try in %.1f s.",
                *(self._retry.app, self._what, state.attempt_number),
                *(" ".join(str(error).split()), self._wait),
            )

    def is_over(self, _: tenacity.RetryCallState) -> bool:
        """Tell whether the last failure was one too many."""
        return self._wait is None

    def pause(self, _: tenacity.RetryCallState) -> float:
        """Return the seconds to wait before the next try."""
        return self._wait or 0.0

    def give_up(self, state: tenacity.RetryCallState) -> None:
        """Raise the end of all tries, caused by the last failure."""
        error = _failure(state)
        seconds = self._retry.clock.monotonic() - self._started
        raise GaveUp(
            f"Gave up on {self._what} after {state.attempt_number} tries in {seconds:.0f} s."
            f" The last answer: {error} {policy_for(error).remedy}"
        ) from error


def _failure(state: tenacity.RetryCallState) -> RetryableError:
    # tenacity asks only after a failure, and the loop retries no other kind.
    return cast("RetryableError", cast("tenacity.Future", state.outcome).exception())


def _wait(policy: Policy, number: int, error: RetryableError, random: Callable[[], float]) -> float:
    """Return the seconds to wait after the `number`-th failure of a kind."""
    step = min(policy.cap, policy.base * 2.0 ** min(number - 1, 60))
    wait = step * (policy.low + (1 - policy.low) * random())
    floor = policy.floor if number >= FLOOR_FROM else 0.0
    # Jitter on top of the floor: clients that were refused together must not come back together.
    return max(error.retry_after, floor) if error.retry_after is not None else floor + wait
