"""Time as a value that is handed in: the only file that imports `time`."""

from __future__ import annotations

import os
import time
from datetime import datetime, timezone
from typing import Mapping, Protocol

from sheets_runner.errors import ConfigError

NOW_VARIABLE = "SHEETS_RUNNER_NOW"


class Clock(Protocol):
    """What the runner asks of time."""

    def now(self) -> datetime:
        """Return the present moment, with a time zone."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(timezone.utc)

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait, letting other threads run."""
        time.sleep(seconds)


class FixedClock(SystemClock):
    """A calendar that stands still, for trying things; waiting takes its real time."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return the fixed moment."""
        return self.moment


def from_environment(environ: Mapping[str, str] | None = None) -> Clock:
    """Return the system's clock, or a fixed one where ``SHEETS_RUNNER_NOW`` says so.

    Args:
        environ: The environment, the process's own by default.

    Raises:
        ConfigError: The variable is not an ISO date-time with an offset from UTC.
    """
    text = (os.environ if environ is None else environ).get(NOW_VARIABLE, "")
    if not text:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigError(
            f'{NOW_VARIABLE}: "{text}" is not a moment. Write it like 2026-06-30T10:00:00+05:30.'
        )
    return FixedClock(moment)
