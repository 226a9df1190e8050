"""`Clevertap`: counts and records of one account, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator, Mapping

from sheets_runner import config
from sheets_runner.clevertap.counts import Count, read_count
from sheets_runner.clevertap.cutting import COUNTING_SECONDS, cut_query
from sheets_runner.clevertap.export import Export, Step
from sheets_runner.clevertap.gate import Gate
from sheets_runner.clevertap.line import COUNTS_OF_EVENTS, QUERIES, SCHEMA, Line, Outside, What
from sheets_runner.clevertap.names import NameKind, Names, read_names
from sheets_runner.clevertap.paging import BATCH_STEP, EVERYTHING, Page, Parts
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.wire import Transport
from sheets_runner.clock import Clock
from sheets_runner.config import AppSettings, ConnectorSettings
from sheets_runner.errors import ConfigError

if TYPE_CHECKING:
    from types import TracebackType

NO_PARTS = Parts()
REPLY = "response"
"""The key under which an item of `Clevertap.fetch_records` holds CleverTap's reply."""


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
        gate: See `Outside`, as `transport`, `clock`, `random` and `pending`.

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
        pending: Pending | None = None,
    ) -> None:
        settings = config.load(config_path, environ)
        account = settings.app(app)
        if region is not None:
            account = replace(account, region=region)
        outside = Outside(gate, transport, clock, random, pending)
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
        pending: Pending | None = None,
    ) -> Clevertap:
        """Return a client for settings that are loaded already; arguments as for the class."""
        client = cls.__new__(cls)
        outside = Outside(gate, transport, clock, random, pending)
        client._set_up(  # noqa: SLF001 - its own class
            app, connector, (api, object_type), context, outside
        )
        return client

    def _set_up(
        self,
        app: AppSettings,
        connector: ConnectorSettings,
        what: What,
        context: Mapping[str, Any] | None,
        outside: Outside,
    ) -> None:
        self._what = _checked(what)
        self._context = dict(context or {})
        if REPLY in self._context:
            raise ConfigError(f'context: "{REPLY}" is the key of the reply itself. Take another.')
        self._line = Line(app, connector, outside)

    def __repr__(self) -> str:
        api, object_type = self._what
        return f"Clevertap(app={self._line.app.name!r}, api={api!r}, object_type={object_type!r})"

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
        self._line.close()

    @property
    def calls(self) -> int:
        """How many requests this client has sent so far."""
        return self._line.calls

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
        items: list[dict[str, Any]] = []

        def begin() -> Callable[[Step], None]:
            items.clear()
            return lambda step: items.append(self._tagged(step[0]))

        self._export(query, EVERYTHING).deliver(begin)
        return items

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
            BadCursor: While streaming: the place is lost, and pages were delivered already.
            ClevertapError: While streaming: the export cannot be had whole.
        """
        self._must_be("events", "pages")
        return map(itemgetter(1), self._export(query, parts).stream())

    def names(self, kind: NameKind) -> Names:
        """Return the names of all events, or of all profile properties, that CleverTap knows.

        Args:
            kind: Which of the two; it does not matter what this client is for.

        Raises:
            ClevertapError: They cannot be had.
        """
        reply = self._line.exchange({}, SCHEMA).look_up(f"type={kind.value}")
        return read_names(reply, kind)

    def deliver(
        self, query: Mapping[str, Any], parts: Parts, begin: Callable[[], Callable[[Page], None]]
    ) -> None:
        """Hand over the pages of an export, from the first again where its place is lost.

        Args:
            query: The CQL body.
            parts: Which parts of the profiles are wanted.
            begin: Called for each beginning, gives what takes the pages; what an earlier
                beginning gave is void.

        Raises:
            ConfigError: This client is not for ``api="events"``.
            ClevertapError: The export cannot be had whole.
        """
        self._must_be("events", "deliver")

        def begin_steps() -> Callable[[Step], None]:
            take = begin()
            return lambda step: take(step[1])

        self._export(query, parts).deliver(begin_steps)

    def ranges(self, query: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return queries to export side by side; one behind the other they answer this one.

        Exports of events over several days are cut in ranges of days, as many as requests may be
        in flight, by up to three counts. Any other query stays as it is.

        Args:
            query: The CQL body.

        Raises:
            ConfigError: This client is not for ``api="events"``.
            BadQuery: The query cannot be written as JSON.
            Unauthorised: The account is refused.
        """
        self._must_be("events", "ranges")
        settings = self._line.settings
        most = settings.requests_in_flight if self._what[1] == "events" else 1
        page = settings.page_size - settings.page_size % BATCH_STEP
        return cut_query(query, self._counted_soon, most, page)

    def _export(self, query: Mapping[str, Any], parts: Parts) -> Export:
        address = parts.address(self._line.settings.page_size)
        return Export(self._line.exchange(query, self._what), address)

    def _counted(self, query: Mapping[str, Any]) -> dict[str, Any]:
        reply = self._line.exchange(query, self._what).count()
        read_count(reply)
        return reply

    def _counted_soon(self, query: Mapping[str, Any]) -> int:
        """Return how many events a query has, unless that takes long."""
        usual = self._line.settings
        hasty = replace(
            usual,
            retry_seconds=min(COUNTING_SECONDS, usual.retry_seconds),
            wait_seconds=min(COUNTING_SECONDS, usual.wait_seconds),
        )
        return read_count(self._line.exchange(query, COUNTS_OF_EVENTS, hasty).count()).count

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


def _checked(what: What) -> What:
    """Return API and object type if there is an endpoint for them."""
    for name, value, known in zip(("api", "object_type"), what, zip(*QUERIES)):
        if value not in known:
            words = " or ".join(f'"{word}"' for word in sorted(set(known)))
            raise ConfigError(f'{name}: "{value}" is not known. Write {words}.')
    return what
