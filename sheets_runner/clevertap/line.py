"""The line to one account: what all of its queries share."""

from __future__ import annotations

import random as randomness
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Tuple

from sheets_runner.clevertap.exchange import Endpoint, Exchange
from sheets_runner.clevertap.gate import Gate
from sheets_runner.clevertap.gate_files import FileGate
from sheets_runner.clevertap.pending import PENDING, Pending
from sheets_runner.clevertap.retry import Retry
from sheets_runner.clevertap.wire import Transport
from sheets_runner.clock import Clock, SystemClock
from sheets_runner.config import AppSettings, ConnectorSettings

What = Tuple[str, str]
"""API and object type."""

COUNTS_OF_EVENTS: What = ("counts", "events")
SCHEMA: What = ("schema", "")
QUERIES: dict[What, str] = {
    COUNTS_OF_EVENTS: "/1/counts/events.json",
    ("counts", "profiles"): "/1/counts/profiles.json",
    ("events", "events"): "/1/events.json",
    ("events", "profiles"): "/1/profiles.json",
}
"""What takes queries: https://developer.clevertap.com/docs/get-events-api and beside it."""

PATHS: dict[What, str] = {**QUERIES, SCHEMA: "/getSchema"}
"""All that is asked; https://developer.clevertap.com/docs/get-schema."""


@dataclass(frozen=True)
class Outside:
    """What a client needs of the outside world; None is the real thing.

    Attributes:
        gate: Holds the limit of requests in flight; by default one across all processes that
            share the ``state_dir``.
        transport: Carries requests; by default over real sockets.
        clock: All times and waits.
        random: Gives numbers of at least 0 and below 1, for the jitter of waits.
        pending: Holds the limit of counts that CleverTap works on; by default one for the process.
    """

    gate: Gate | None = None
    transport: Transport | None = None
    clock: Clock | None = None
    random: Callable[[], float] | None = None
    pending: Pending | None = None


class Line:
    """Makes the exchanges of an account, and counts what is sent.

    Attributes:
        app: The account.
        settings: How hard to try.
        calls: How many requests were sent so far.
    """

    def __init__(self, app: AppSettings, settings: ConnectorSettings, outside: Outside) -> None:
        self.app = app
        self.settings = settings
        self.calls = 0
        self._closing = ExitStack()
        self._transport = outside.transport or _sockets(self._closing)
        self._clock = outside.clock or SystemClock()
        self._gate = outside.gate or FileGate(settings.state_dir, self._clock)
        self._random = outside.random or randomness.random
        self._pending = outside.pending or PENDING
        self._lock = threading.Lock()

    def exchange(
        self, query: Mapping[str, Any], what: What, settings: ConnectorSettings | None = None
    ) -> Exchange:
        """Return the exchange for a query.

        Args:
            query: The CQL body.
            what: Which API is asked.
            settings: How hard to try this time, if not as ever.

        Raises:
            BadQuery: The query cannot be written as JSON.
        """
        settings = settings or self.settings
        endpoint = Endpoint(
            self.app, PATHS[what], settings, self._gate, self._pending, self._transport
        )
        retry = Retry(self.app.name, settings, self._clock, self._random)
        return Exchange(endpoint, query, retry, self._sent)

    def close(self) -> None:
        """Close the connections this line has opened; a transport handed in stays open."""
        self._closing.close()

    def _sent(self) -> None:
        with self._lock:
            self.calls += 1


def _sockets(closing: ExitStack) -> Transport:
    from sheets_runner.clevertap.transport import HttpTransport

    transport = HttpTransport()
    closing.callback(transport.close)
    return transport
