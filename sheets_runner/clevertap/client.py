"""`Clevertap`: counts and records of one account, whole or not at all."""

from __future__ import annotations

import random as randomness
import threading
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping

from sheets_runner import config
from sheets_runner.clevertap.counts import Count, read_count
from sheets_runner.clevertap.exchange import Endpoint, Exchange
from sheets_runner.clevertap.gate import Gate
from sheets_runner.clevertap.gate_files import FileGate
from sheets_runner.clevertap.paging import EVERYTHING, Page, Paging, Parts
from sheets_runner.clevertap.retry import Retry
from sheets_runner.clevertap.wire import Transport
from sheets_runner.clock import Clock, SystemClock
from sheets_runner.config import AppSettings, ConnectorSettings
from sheets_runner.errors import ConfigError

if TYPE_CHECKING:
    from types import TracebackType

PATHS = {
    ("counts", "events"): "/1/counts/events.json",
    ("counts", "profiles"): "/1/counts/profiles.json",
    ("events", "events"): "/1/events.json",
    ("events", "profiles"): "/1/profiles.json",
}
"""By API and object type; https://developer.clevertap.com/docs/get-events-api and beside it."""

NO_PARTS = Parts()
REPLY = "response"
"""The key under which an item of `Clevertap.fetch_records` holds CleverTap's reply."""


@dataclass(frozen=True)
class Outside:
    """What a client needs of the outside world; None is the real thing.

    Attributes:
        gate: Holds the limit of requests in flight; by default one across all processes that
            share the ``state_dir``.
        transport: Carries requests; by default over real sockets.
        clock: All times and waits.
        random: Gives numbers of at least 0 and below 1, for the jitter of waits.
    """

    gate: Gate | None = None
    transport: Transport | None = None
    clock: Clock | None = None
    random: Callable[[], float] | None = None


class Clevertap:
    """Asks CleverTap for counts or records. Several threads may use one instance at once.

    Args:
        config_path: The ``config.ini``.
        app: The section with the account's ``id`` and ``password``.
        api: ``counts`` or ``events``.
        object_type: ``events`` or ``profiles``, for both APIs.
        region: Wins over the section's, for this instance alone; a ``base_url`` stays.
        context: What each item of `fetch_records` is tagged with; callables are called per reply.
        environ: The environment, the process's own by default.
        gate: See `Outside`, as `transport`, `clock` and `random`.

    Raises:
        ConfigError: A setting or an argument is wrong; the message says which.
    """

    def __init__(
        self,
        config_path: str | Path,
        app: str,
        api: str,
        object_type: str,
        region: str | None = None,
        *,
        context: Mapping[str, Any] | None = None,
        environ: Mapping[str, str] | None = None,
        gate: Gate | None = None,
        transport: Transport | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] | None = None,
    ) -> None:
        settings = config.load(config_path, environ)
        account = settings.app(app)
        if region is not None:
            account = replace(account, region=region)
        outside = Outside(gate, transport, clock, random)
        self._set_up(account, settings.connector, (api, object_type), context, outside)

    @classmethod
    def of(
        cls,
        app: AppSettings,
        connector: ConnectorSettings,
        *,
        api: str,
        object_type: str,
        context: Mapping[str, Any] | None = None,
        gate: Gate | None = None,
        transport: Transport | None = None,
        clock: Clock | None = None,
        random: Callable[[], float] | None = None,
    ) -> Clevertap:
        """Return a client for settings that are loaded already; arguments as for the class."""
        client = cls.__new__(cls)
        outside = Outside(gate, transport, clock, random)
        client._set_up(  # noqa: SLF001 - its own class
            app, connector, (api, object_type), context, outside
        )
        return client

    def _set_up(
        self,
        app: AppSettings,
        connector: ConnectorSettings,
        what: tuple[str, str],
        context: Mapping[str, Any] | None,
        outside: Outside,
    ) -> None:
        self._what = _checked(what)
        self._app = app
        self._connector = connector
        self._context = dict(context or {})
        if REPLY in self._context:
            raise ConfigError(f'context: "{REPLY}" is the key of the reply itself. Take another.')
        self._closing = ExitStack()
        self._transport = outside.transport or _sockets(self._closing)
        self._clock = outside.clock or SystemClock()
        self._gate = outside.gate or FileGate(connector.state_dir, self._clock)
        self._random = outside.random or randomness.random
        self._calls = 0
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        api, object_type = self._what
        return f"Clevertap(app={self._app.name!r}, api={api!r}, object_type={object_type!r})"

    def __enter__(self) -> Clevertap:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections this client has opened; a transport handed in stays open."""
        self._closing.close()

    @property
    def calls(self) -> int:
        """How many requests this client has sent so far."""
        return self._calls

    def fetch_records(self, query: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return ``{"response": reply, **context}`` for each successful reply.

        Counts give one item, an export one for each page, with all parts of the profiles; the last
        page may come without ``records``, as CleverTap sent it.

        Args:
            query: The CQL body.

        Raises:
            ClevertapError: There is no whole answer; nothing shorter is returned.
        """
        if self._what[0] == "counts":
            return [self._tagged(self._counted(query))]
        walk = self._walk(self._exchange(query), EVERYTHING)
        return [self._tagged(reply) for reply, _ in walk]

    def count(self, query: Mapping[str, Any]) -> Count:
        """Return the count for a query.

        Args:
            query: The CQL body.

        Raises:
            ConfigError: This client is not for ``api="counts"``.
            ClevertapError: There is no count.
        """
        self._must_be("counts", "count")
        return read_count(self._counted(query))

    def pages(self, query: Mapping[str, Any], parts: Parts = NO_PARTS) -> Iterator[Page]:
        """Stream the pages of an export; only one is held at a time.

        Args:
            query: The CQL body.
            parts: Which parts of the profiles are wanted; none by default.

        Raises:
            ConfigError: This client is not for ``api="events"``.
            ClevertapError: While streaming: the export cannot be had whole.
        """
        self._must_be("events", "pages")
        return (page for _, page in self._walk(self._exchange(query), parts))

    def _walk(self, exchange: Exchange, parts: Parts) -> Iterator[tuple[dict[str, Any], Page]]:
        """Stream an export's replies, each with the page in it."""
        paging = Paging(exchange.submit(parts.address(self._connector.page_size)))
        while paging.cursor:
            reply = exchange.fetch(paging.cursor)
            yield reply, paging.advance(reply)

    def _counted(self, query: Mapping[str, Any]) -> dict[str, Any]:
        reply = self._exchange(query).count()
        read_count(reply)
        return reply

    def _exchange(self, query: Mapping[str, Any]) -> Exchange:
        endpoint = Endpoint(
            self._app,
            PATHS[self._what],
            self._connector.requests_in_flight,
            self._gate,
            self._transport,
        )
        retry = Retry(self._app.name, self._connector, self._clock, self._random)
        return Exchange(endpoint, query, retry, self._sent)

    def _sent(self) -> None:
        with self._lock:
            self._calls += 1

    def _tagged(self, reply: dict[str, Any]) -> dict[str, Any]:
        tags = {
            name: value() if callable(value) else value for name, value in self._context.items()
        }
        return {REPLY: reply, **tags}

    def _must_be(self, api: str, method: str) -> None:
        if self._what[0] != api:
            raise ConfigError(
                f'{method}() needs a client for api="{api}"; this one is for api="{self._what[0]}".'
            )


def _checked(what: tuple[str, str]) -> tuple[str, str]:
    """Return API and object type if there is an endpoint for them."""
    for name, value, known in zip(("api", "object_type"), what, zip(*PATHS)):
        if value not in known:
            words = " or ".join(f'"{word}"' for word in sorted(set(known)))
            raise ConfigError(f'{name}: "{value}" is not known. Write {words}.')
    return what


def _sockets(closing: ExitStack) -> Transport:
    from sheets_runner.clevertap.transport import HttpTransport

    transport = HttpTransport()
    closing.callback(transport.close)
    return transport
