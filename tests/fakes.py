"""Fakes shared by the tests; `tests/unit/test_fakes.py` tests them before anything trusts them."""

from __future__ import annotations

from datetime import datetime, timedelta


class FakeClock:
    """A clock for tests of code that waits: `sleep` moves it on at once.

    Attributes:
        slept: Every wait asked for, in seconds, in order.
    """

    def __init__(self, moment: datetime) -> None:
        self.moment = moment
        self.elapsed = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        """Return the start moved on by all waits."""
        return self.moment + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        """Return the sum of all waits."""
        return self.elapsed

    def sleep(self, seconds: float) -> None:
        """Note the wait and move on by it."""
        self.slept.append(seconds)
        self.elapsed += seconds
