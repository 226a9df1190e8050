"""One query's requests to one endpoint: a slot, the wire, the verdict, and another try."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import Any, Callable, Mapping

from sheets_runner.clevertap.gate import Gate, slot_name
from sheets_runner.clevertap.pending import Pending, Place
from sheets_runner.clevertap.replies import Asked, classify
from sheets_runner.clevertap.retry import Retry
from sheets_runner.clevertap.wire import Request, Transport
from sheets_runner.config import AppSettings, ConnectorSettings
from sheets_runner.errors import BadQuery, NotReady


@dataclass(frozen=True)
class Endpoint:
    """An endpoint of one account, and the way to it.

    Attributes:
        app: The account.
        path: The path, e.g. ``/1/counts/events.json``.
        settings: How many requests may be in flight, and how many counts pending.
        gate: Holds the limit of requests.
        pending: Holds that of counts.
        transport: Carries the requests.
    """

    app: AppSettings
    path: str
    settings: ConnectorSettings
    gate: Gate
    pending: Pending
    transport: Transport

    def headers(self) -> dict[str, str]:
        """Return the headers of every request.

        https://developer.clevertap.com/docs/common-api-components
        """
        return {
            "X-CleverTap-Account-Id": self.app.account_id,
            "X-CleverTap-Passcode": self.app.passcode,
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": "sheets-runner",
        }

    def request(self, address: str, body: bytes | None) -> Request:
        """Return a request: a POST when there is a body, else a GET.

        Args:
            address: What follows the ``?``, taken byte for byte; empty for nothing.
            body: The query.
        """
        url = self.app.url + self.path + (f"?{address}" if address else "")
        return Request("GET" if body is None else "POST", url, self.headers(), body or b"")


def encode(query: Mapping[str, Any]) -> bytes:
    """Return a query as the JSON body of a request.

    Raises:
        BadQuery: It is no mapping, or holds what JSON cannot say.
    """
    if not isinstance(query, Mapping):
        raise BadQuery(f"A query is a mapping such as a dict, not {type(query).__name__}.")
    try:
        return json.dumps(query, default=_plain, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise BadQuery(f"The query cannot be written as JSON: {error}.") from error


def _plain(value: object) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


class Exchange:
    """The requests and replies of one query; all of them share one budget of time.

    Args:
        endpoint: Where to.
        query: The CQL body.
        retry: The query's tries.
        sent: Called for each request that goes out.

    Attributes:
        retry: The same.
    """

    def __init__(
        self, endpoint: Endpoint, query: Mapping[str, Any], retry: Retry, sent: Callable[[], None]
    ) -> None:
        self._endpoint = endpoint
        self._body = encode(query)
        self._event = str(query.get("event_name", ""))
        self.retry = retry
        self._sent = sent
        self._req_id = ""

    def submit(self, address: str) -> dict[str, Any]:
        """Send an export's query and return the reply with its first cursor."""
        return self.retry.run(partial(self._send, address, self._body, ""), "the export's query")

    def fetch(self, cursor: str) -> dict[str, Any]:
        """Return the page at a cursor; while it is not ready the same cursor is asked again."""
        address = f"cursor={cursor}"
        return self.retry.run(partial(self._send, address, None, cursor), "a page of the export")

    def look_up(self, address: str) -> dict[str, Any]:
        """Return the reply to a request without a query."""
        return self.retry.run(partial(self._send, address, None, ""), "the list of names")

    def count(self) -> dict[str, Any]:
        """Send a count's query and return the whole answer, at once or after asking again."""
        endpoint = self._endpoint
        most = endpoint.settings.max_pending
        with endpoint.pending.place(endpoint.app.account_id, most) as place:
            return self.retry.run(partial(self._ask_count, place), "the count")

    def _ask_count(self, place: Place) -> dict[str, Any]:
        try:
            if self._req_id:
                return self._send(f"req_id={self._req_id}", None, self._req_id)
            with place.submitting():
                return self._send("", self._body, "")
        except NotReady as error:
            self._req_id = error.req_id or self._req_id
            raise

    def _send(self, address: str, body: bytes | None, marker: str) -> dict[str, Any]:
        endpoint = self._endpoint
        request = endpoint.request(address, body)
        name = slot_name(endpoint.app.account_id, endpoint.path)
        with endpoint.gate.slot(name, endpoint.settings.requests_in_flight):
            self.retry.begin()
            self._sent()
            response = endpoint.transport.send(request)
        asked = Asked(endpoint.app, self._event, marker)
        return classify(response, asked, self.retry.clock.now())
