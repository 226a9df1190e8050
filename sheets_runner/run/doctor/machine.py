"""This machine: the folder for the runner's own files, and the clock."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable

from sheets_runner.clevertap.wire import Request, Response, Transport
from sheets_runner.http_dates import moment
from sheets_runner.run.doctor.findings import Kind, Trouble
from sheets_runner.run.doctor.trail import Found
from sheets_runner.run.spool import SpoolFolder

TOLERANCE = timedelta(minutes=2)
"""By how much clocks may differ: a reply tells whole seconds and takes some to arrive."""


def state_dir(folder: Path) -> Found[Path]:
    """Write to the ``state_dir`` as a run does, and leave nothing there.

    Raises:
        ConfigError: It cannot be made or written.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with SpoolFolder(folder):
            return folder, f"{folder} can be written."
    finally:
        for path in made:
            # Whoever has put something there meanwhile keeps it.
            with suppress(OSError):
                path.rmdir()


class Watch:
    """Carries requests to CleverTap, and notes what their replies say besides their bodies.

    Attributes:
        status: The HTTP status of the last reply, 0 while there is none.
        page: Whether the last reply was a page for people to read.
        drift: How far this machine's clock is ahead, None before a reply has told.

    Args:
        carrier: Sends the requests.
        machine: Returns the present moment by this machine's clock.
    """

    def __init__(self, carrier: Transport, machine: Callable[[], datetime]) -> None:
        self._carrier = carrier
        self._machine = machine
        self.status = 0
        self.page = False
        self.drift: timedelta | None = None

    def send(self, request: Request) -> Response:
        """Return the reply; see `Transport.send`."""
        self.status, self.page = 0, False
        response = self._carrier.send(request)
        self.status = response.status
        self.page = "html" in response.headers.get("content-type", "")
        if self.drift is None:
            self.drift = drift(response.headers.get("date", ""), self._machine())
        return response


def drift(date: str, now: datetime) -> timedelta | None:
    """Return how far a clock is ahead of a server's, None where the server does not tell.

    Args:
        date: The reply's header (https://www.rfc-editor.org/rfc/rfc9110#field.date).
        now: The clock's time, with a time zone.
    """
    told = moment(date)
    return now - told if told else None


def clock(ahead: timedelta | None) -> Found[timedelta]:
    """Judge this machine's clock.

    Args:
        ahead: How far it is ahead of a server's.

    Raises:
        Trouble: It is wrong, or there is nothing to compare it with.
    """
    if ahead is None:
        raise Trouble(
            Kind.UNDECIDED, said="No server of CleverTap has told the time to compare it with."
        )
    if abs(ahead) <= TOLERANCE:
        return ahead, "It agrees with the clock of CleverTap's server."
    way = "fast" if ahead > timedelta() else "slow"
    raise Trouble(Kind.CLOCK, minutes=f"{abs(ahead) / timedelta(minutes=1):,.0f}", way=way)
