"""Stopping a run in order: waits end at once, and no further request goes out."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Callable, Iterator

from sheets_runner.clevertap.wire import Request, Response, Transport
from sheets_runner.clock import Clock, FixedClock, SystemClock
from sheets_runner.errors import ConnectionLost, SheetsRunnerError

LOG = logging.getLogger(__name__)
STOPPED = "The run was stopped before the answer came. Run it again."
LAST_SECONDS = 5.0
"""How long writing to the workbook may still wait once a run is being stopped."""


class Stopped(SheetsRunnerError):
    """The run is being stopped: no more waiting, no more asking."""

    def __init__(self) -> None:
        super().__init__(STOPPED)


class StoppableClock:
    """A clock whose waits end at once, with `Stopped`, when the run is being stopped.

    Attributes:
        real: The clock in it, whose waits no stop ends.
        stop: Setting it stops the run.
    """

    def __init__(self, clock: Clock) -> None:
        self.real = clock
        self.stop = threading.Event()

    def now(self) -> datetime:
        """Return the present moment."""
        return self.real.now()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return self.real.monotonic()

    def check(self) -> None:
        """Do nothing, as long as the run goes on.

        Raises:
            Stopped: The run is being stopped.
        """
        if self.stop.is_set():
            raise Stopped

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: The run is being stopped.
        """
        if self.stop.wait(seconds):
            raise Stopped


class LastingClock:
    """A clock for the workbook, whose short waits go on when a run is being stopped.

    Long ones would keep a stopped run alive: all together they end `LAST_SECONDS` after the first
    that met the stop. A calendar that stands still for trying things does not stand still here:
    leases end at moments that concern other runs, too.

    Args:
        clock: The run's clock.
    """

    def __init__(self, clock: StoppableClock) -> None:
        self._clock = clock
        self._calendar = SystemClock() if isinstance(clock.real, FixedClock) else clock.real
        self._end = float("inf")

    def now(self) -> datetime:
        """Return the present moment."""
        return self._calendar.now()

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return self._clock.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: The run is being stopped, and the wait would be too long for that.
        """
        until = self.monotonic() + seconds
        try:
            self._clock.sleep(seconds)
        except Stopped:
            self._end = min(self._end, self.monotonic() + LAST_SECONDS)
            if until > self._end:
                raise
            self._clock.real.sleep(max(0.0, until - self.monotonic()))


class RunTransport:
    """Carries the requests of a run and counts them; none goes out once the run is being stopped.

    Args:
        transport: Carries them in fact.
        stop: Set when the run is being stopped.
    """

    def __init__(self, transport: Transport, stop: threading.Event) -> None:
        self._transport = transport
        self._stop = stop
        self._lock = threading.Lock()
        self._sent = 0
        self._warned = False

    @property
    def sent(self) -> int:
        """How many requests went out so far."""
        return self._sent

    def send(self, request: Request) -> Response:
        """Return the reply; see `Transport.send`.

        Raises:
            Stopped: The run is being stopped.
        """
        if self._stop.is_set():
            raise Stopped
        with self._lock:
            self._sent += 1
        try:
            return self._transport.send(request)
        except ConnectionLost:
            self._warn()
            raise

    def _warn(self) -> None:
        """Break the silence of the first lost connection; those that follow say nothing new."""
        with self._lock:
            warned, self._warned = self._warned, True
        if not warned:
            LOG.warning("CleverTap cannot be reached; trying again for a while. Ctrl-C stops it.")


@contextmanager
def answering(action: Callable[..., None], *numbers: int) -> Iterator[None]:
    """Let an action answer signals while the context lasts.

    Args:
        action: What a signal handler is called with.
        numbers: The signals.
    """
    before: dict[int, Any] = {number: signal.signal(number, action) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupt(*_: object) -> None:
    """Answer a signal as Python answers Ctrl-C.

    Raises:
        KeyboardInterrupt: Always.
    """
    raise KeyboardInterrupt
