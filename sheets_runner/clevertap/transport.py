"""Requests over real sockets: the only file that imports `requests`."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from typing import Any

import requests
from requests import exceptions
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError as Urllib3Error

from sheets_runner.clevertap.wire import Request, Response
from sheets_runner.errors import (
    ConfigError,
    ConnectionLost,
    HostUnknown,
    ProxyFailed,
    SheetsRunnerError,
    TimedOut,
    UnsafeConnection,
)

CONNECT_SECONDS = 10.0
READ_SECONDS = 120.0
KEPT_CONNECTIONS = 32
"""Connections to a host that are kept for the next request; only as many are made as are used at
once, which the gate bounds: 3 for each account and endpoint."""

_LATE = "CleverTap's server did not answer in time."
_PROXY = "The proxy does not carry the request. Check HTTPS_PROXY and NO_PROXY."
_UNSAFE = (
    "No safe connection to CleverTap's server. Check this machine's date and its certificates"
    " (REQUESTS_CA_BUNDLE)."
)
_UNKNOWN = "The name of CleverTap's server is not known here. Check this machine's network and DNS."
_BROKEN = "The connection to CleverTap broke off or could not be made."
_PROXY_ADDRESS = "HTTPS_PROXY is not an address. Write it like http://proxy.example:8080."
_ADDRESS = "The request cannot be sent as it is. Check id, password and base_url of the section."
_CERTIFICATES = "The certificates for safe connections cannot be read. Check REQUESTS_CA_BUNDLE."

FAULTS: tuple[tuple[type[Exception], type[SheetsRunnerError], str], ...] = (
    (exceptions.Timeout, TimedOut, _LATE),
    (exceptions.ProxyError, ProxyFailed, _PROXY),
    (exceptions.SSLError, UnsafeConnection, _UNSAFE),
    (exceptions.InvalidProxyURL, ConfigError, _PROXY_ADDRESS),
    (exceptions.InvalidURL, ConfigError, _ADDRESS),
    (exceptions.InvalidSchema, ConfigError, _ADDRESS),
    (exceptions.MissingSchema, ConfigError, _ADDRESS),
    (exceptions.URLRequired, ConfigError, _ADDRESS),
    (exceptions.InvalidHeader, ConfigError, _ADDRESS),
    (exceptions.RequestException, ConnectionLost, _BROKEN),
    (Urllib3Error, ConnectionLost, _BROKEN),
    (OSError, ConfigError, _CERTIFICATES),
)
"""Foreign exceptions and ours, the most specific first. Theirs hold the address with the cursor in
it, so only the sentence is kept."""


def translate(error: Exception) -> SheetsRunnerError:
    """Return our error for one of `requests`, without the address that theirs holds."""
    if _is_of_name(error):
        return HostUnknown(_UNKNOWN)
    kind, sentence = next(
        (ours, text) for theirs, ours, text in FAULTS if isinstance(error, theirs)
    )
    return kind(sentence)


def _is_of_name(error: Exception) -> bool:
    """Tell whether the server's name could not be looked up."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(getattr(reason, "__cause__", None), socket.gaierror)


class HttpTransport:
    """Keeps connections alive; all threads take them from the same pool.

    Args:
        connect_seconds: How long a connection may take to be made.
        read_seconds: How long the server may stay silent.
    """

    def __init__(
        self, *, connect_seconds: float = CONNECT_SECONDS, read_seconds: float = READ_SECONDS
    ) -> None:
        self._timeout = (connect_seconds, read_seconds)
        self._session = requests.Session()
        self._adapter = _VerbatimAdapter(pool_maxsize=KEPT_CONNECTIONS)

    def send(self, request: Request) -> Response:
        """Return the reply, whatever its status; redirects are not followed.

        Raises:
            RetryableError: No whole reply came.
            ConfigError: The request cannot be sent as the settings are.
        """
        try:
            return self._exchange(request)
        except (exceptions.RequestException, Urllib3Error, OSError) as error:
            failure = translate(error)
        # Outside the handler: not even the context may hold the foreign error and its address.
        raise failure

    def close(self) -> None:
        """Close the connections."""
        self._adapter.close()
        self._session.close()

    def _exchange(self, request: Request) -> Response:
        prepared = requests.Request(
            request.method,
            request.url.partition("?")[0],
            headers=dict(request.headers),
            data=request.body,
        ).prepare()
        prepared.url = request.url
        # The adapter and not the session: no .netrc, no cookies, no following of redirects.
        reply = self._adapter.send(prepared, timeout=self._timeout, **self._settings(request.url))
        with closing(reply):
            headers = {name.lower(): value for name, value in reply.headers.items()}
            return Response(reply.status_code, headers, reply.content)

    def _settings(self, url: str) -> dict[str, Any]:
        """Return what the environment says about proxies and certificates."""
        settings = {**self._session.merge_environment_settings(url, {}, True, None, None)}
        if url.startswith("http://"):
            settings["proxies"] = {}  # plain HTTP is for this machine alone
        return settings


_sending = threading.local()
"""The target of the request that this thread is sending, as it was handed in."""


class _VerbatimConnection:
    """Sends the target untouched: urllib3 writes ``%2b`` as ``%2B`` and encodes stray characters.

    https://github.com/urllib3/urllib3/blob/main/src/urllib3/util/url.py (`_encode_target`)
    """

    def putrequest(self, method: str, _url: str, *args: Any, **kwargs: Any) -> None:
        """Begin the request with the very target that was handed in."""
        super().putrequest(method, _sending.target, *args, **kwargs)  # type: ignore[misc]


class _VerbatimAdapter(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        _sending.target = request.path_url
        return super().send(request, *args, **kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _send_verbatim(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            _send_verbatim(manager)
        return manager


def _send_verbatim(manager: Any) -> None:
    """Let all connections of a pool manager send their targets untouched."""
    manager.pool_classes_by_scheme = {
        scheme: _verbatim(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }


def _verbatim(pool: Any) -> Any:
    connection = type("VerbatimConnection", (_VerbatimConnection, pool.ConnectionCls), {})
    return type("VerbatimPool", (pool,), {"ConnectionCls": connection})
