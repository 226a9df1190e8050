"""What is tried again, how often and how long: one table, and the loop that follows it.

The n-th wait for a kind of fault is ``floor + min(cap, base * 2 ** (n - 1)) * random`` seconds:
exponential backoff with full jitter
(https://developers.google.com/workspace/sheets/api/limits#exponential), on top of a floor where
Google's quota needs its minute. A wait that the server names (`Retry-After`) is taken instead,
though not below the floor. No wait is longer than what is left of the budget; a call that begins
within the budget may end after it.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from dataclasses import dataclass
from typing import Callable, Mapping, TypeVar, cast

import tenacity

from sheets_runner.clock import Clock
from sheets_runner.http_dates import seconds_to_wait
from sheets_runner.workbook.google.faults import Fault, Kind

LOGGER = logging.getLogger(__name__)
T = TypeVar("T")

BUDGET = 300.0
"""Seconds that one call may take, its tries and waits together."""


@dataclass(frozen=True)
class Policy:
    """How one kind of fault is tried again.

    Attributes:
        tries: How often a call is sent in all before it is given up.
        base: The longest first wait above the floor, in seconds; it doubles from try to try.
        cap: The longest wait above the floor, in seconds.
        floor: The shortest wait, in seconds.
        harmless: Whether a call that was answered so has certainly changed nothing.
    """

    tries: int
    base: float = 1
    cap: float = 32
    floor: float = 0
    harmless: bool = False


POLICIES: Mapping[Kind, Policy] = {
    # Five waits of 15 s and more: a quota is full again after a minute.
    Kind.QUOTA: Policy(6, floor=15, harmless=True),
    Kind.NETWORK: Policy(6, harmless=True),
    Kind.LOST: Policy(6),
    Kind.SERVER: Policy(8, cap=64),
    Kind.TIMEOUT: Policy(3),
    Kind.PROXY: Policy(3),
    Kind.TLS: Policy(3),
}
"""All that is tried again. A call that is idempotent: whatever is in the table. One that is not:
where the fault is harmless, or came before the call went out. Any other fault ends the call."""


def certain(fault: Fault) -> bool:
    """Tell whether a call that failed so has certainly changed nothing."""
    policy = POLICIES.get(fault.kind)
    return policy is None or policy.harmless or not fault.sent


class Retry:
    """Sends calls, again where the table says so.

    Args:
        clock: All times and waits are this clock's; what its `sleep` raises ends the call.
        rng: The source of jitter.
    """

    def __init__(self, clock: Clock, rng: random.Random) -> None:
        self.clock = clock
        self.rng = rng

    def run(self, attempt: Callable[[], T], *, idempotent: bool) -> T:
        """Return what `attempt` gives.

        Args:
            attempt: Sends the call once.
            idempotent: Whether sending it twice does the same as sending it once.

        Raises:
            Fault: What came is not tried again, or was as often or as long as the table allows.
        """
        tries = _Tries(self, idempotent=idempotent)
        loop = tenacity.Retrying(
            retry=tenacity.retry_if_exception(tries.is_worth_another),
            after=tries.note,
            stop=tries.are_over,
            wait=tries.pause,
            sleep=self.clock.sleep,
            retry_error_callback=tries.give_up,
        )
        return loop(attempt)


class _Tries:
    """The tries of one call, as tenacity asks about them."""

    def __init__(self, retry: Retry, *, idempotent: bool) -> None:
        self._clock = retry.clock
        self._rng = retry.rng
        self._idempotent = idempotent
        self._started = retry.clock.monotonic()
        self._faults: Counter[Kind] = Counter()
        self._wait: float | None = None

    def is_worth_another(self, error: BaseException) -> bool:
        """Tell whether the table knows what came, and the call may be sent again after it."""
        known = isinstance(error, Fault) and error.kind in POLICIES
        return known and (self._idempotent or certain(cast("Fault", error)))

    def note(self, state: tenacity.RetryCallState) -> None:
        """Decide about a fault. tenacity calls this first, then `are_over` and `pause`."""
        fault = _fault(state)
        policy = POLICIES[fault.kind]
        self._faults[fault.kind] += 1
        number = self._faults[fault.kind]
        left = BUDGET - self._elapsed()
        over = number >= policy.tries or left <= 0
        self._wait = None if over else min(left, self._length(policy, number, fault))
        if self._wait is not None:
            LOGGER.info("Try %d: %s Next try in %.1f s.", state.attempt_number, fault, self._wait)

    def are_over(self, _: tenacity.RetryCallState) -> bool:
        """Tell whether the last fault was one too many."""
        return self._wait is None

    def pause(self, _: tenacity.RetryCallState) -> float:
        """Return the seconds to wait before the next try."""
        return self._wait or 0.0

    def give_up(self, state: tenacity.RetryCallState) -> None:
        """Raise the last fault, with how much was tried."""
        fault = _fault(state)
        raise Fault(
            fault.kind,
            f"{fault} Tried {state.attempt_number} times in {self._elapsed():.0f} s.",
            sent=fault.sent,
        )

    def _elapsed(self) -> float:
        return self._clock.monotonic() - self._started

    def _length(self, policy: Policy, number: int, fault: Fault) -> float:
        named = seconds_to_wait(fault.retry_after, self._clock.now())
        if named is not None:
            return max(named, policy.floor)
        return (
            policy.floor + min(policy.cap, policy.base * 2.0 ** (number - 1)) * self._rng.random()
        )


def _fault(state: tenacity.RetryCallState) -> Fault:
    # tenacity asks only after a failure, and the loop retries no other kind.
    return cast("Fault", cast("tenacity.Future", state.outcome).exception())
