"""The one door to gspread and google-auth: signing in, and one call over HTTP.

Both are imported on first use, since that takes a quarter of a second. What they leave open is
settled here: time-outs (gspread has none), redirects (requests would carry the token along),
sign-ins (google-auth waits and tries again by itself, deaf to our clock) and plain HTTP.
"""

from __future__ import annotations

import json
import socket
import warnings
from typing import Any, Mapping, Sequence

from sheets_runner.errors import ConfigError, SheetsRunnerError
from sheets_runner.workbook.google import faults, keys
from sheets_runner.workbook.google.faults import Asked, Fault, Kind
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.state import Json

CONNECT_SECONDS = 5.0
READ_SECONDS = 190.0
"""Google ends a call after 180 s: https://developers.google.com/workspace/sheets/api/limits."""

_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTS = "redirects the call, which would give the sign-in away"
_NOT_WHOLE = "does not let Google's answer through whole"


class HttpClient:
    """Sends one call at a time to the Sheets API, signed in.

    Args:
        base: Scheme and host of the API.
        credentials: Those of google-auth.
        sender: Sends what google-auth itself asks for.
        timeout: Seconds to connect, and seconds to wait for an answer.
    """

    def __init__(
        self, base: str, credentials: Any, sender: _Sender, timeout: tuple[float, float]
    ) -> None:
        from gspread import HTTPClient

        self._base = base
        self._credentials = credentials
        self._sender = sender
        self._session = _transport().AuthorizedSession(credentials, auth_request=sender)
        sender.prepare(self._session)
        self._http: Any = HTTPClient(credentials, self._session)
        self._http.set_timeout(timeout)

    @property
    def email(self) -> str:
        """The service account's e-mail address, empty where there is none, or none is known."""
        email = getattr(self._credentials, "service_account_email", None) or ""
        return email if "@" in email else ""

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Json | None = None,
    ) -> Json:
        """Return the answer to a call, after signing in where that is due.

        Args:
            method: ``GET``, ``POST`` or ``PUT``.
            path: Encoded, with a slash at its beginning.
            params: What follows the question mark; a list is sent as several.
            body: What is sent.

        Raises:
            Fault: There was no answer, or not the one asked for.
            ConfigError: The call would leave this machine although a server on it is configured.
        """
        data = None if body is None else json.dumps(body, allow_nan=False).encode()
        failure: SheetsRunnerError
        try:
            return self._exchange(method, path, params, data)
        except SheetsRunnerError as error:
            failure = error
        except _foreign() as error:
            failure = translate(error, Asked(path, self.email))
        # Outside the handler: not even the context may hold the foreign error and its headers.
        raise failure

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
        self._sender.session.close()

    def _exchange(
        self, method: str, path: str, params: Mapping[str, Any] | None, data: bytes | None
    ) -> Json:
        headers = {} if data is None else {"Content-Type": "application/json"}
        reply = self._http.request(
            method, self._base + path, params=params, data=data, headers=headers
        )
        answer = reply.json()
        # gspread lets a redirect pass that says not where to.
        if reply.status_code != 200 or not isinstance(answer, dict):
            raise TypeError("not an answer of the API")
        return answer


def connect(
    options: GoogleOptions,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    read_seconds: float = READ_SECONDS,
) -> HttpClient:
    """Return a client that signs in with its first call.

    Where `api_base` or the key's ``token_uri`` is on this machine, nothing is sent elsewhere.

    Args:
        options: The credentials and the server.
        connect_seconds: How long a connection may take to be made.
        read_seconds: How long the server may stay silent.

    Raises:
        ConfigError: `api_base` is no address that a sign-in may be sent to, or there are no
            credentials that can be used.
    """
    base = keys.api_address(options.api_base)
    key = keys.service_account(options.credentials)
    places = [base, key["token_uri"]] if key else [base]
    timeout = (connect_seconds, read_seconds)
    sender = _Sender([keys.origin(place) for place in places if keys.is_home(place)], timeout)
    credentials = _default_credentials(sender) if key is None else _key_credentials(key)
    return HttpClient(base, credentials, sender, timeout)


class _Sender:
    """Sends what google-auth asks for: signing in, and what it looks up in the background.

    Args:
        homes: Origins on this machine; where there are any, nothing is sent elsewhere.
        timeout: Seconds to connect, and seconds to wait for an answer.
    """

    def __init__(self, homes: Sequence[str], timeout: tuple[float, float]) -> None:
        self._homes = homes
        self._timeout = timeout
        self.session = _transport().requests.Session()
        self.prepare(self.session)
        self._request = _transport().Request(self.session)

    def prepare(self, session: Any) -> None:
        """Let a session send where it may, and nowhere else."""
        session.max_redirects = 0
        # Without an `auth` of its own, requests puts what .netrc holds in the place of the token.
        session.auth = lambda request: request
        if not self._homes:
            return
        session.trust_env = False
        for scheme in ("https://", "http://"):
            session.mount(scheme, _Shut())
        for home in self._homes:
            session.mount(f"{home}/", _transport().requests.adapters.HTTPAdapter())

    def __call__(self, url: str, *, timeout: Any = None, **call: Any) -> Any:
        """Return the answer; raise a `Fault` for what may pass, where google-auth would wait."""
        reply = self._request(url, timeout=timeout or self._timeout, **call)
        if reply.status in _PASSING:
            after = reply.headers.get("Retry-After", "")
            raise faults.of_reply(reply.status, "", Asked(), sent=False, retry_after=after)
        return reply


class _Shut:
    """Stands where requests has an adapter, and lets nothing through."""

    def send(self, request: Any, **_: Any) -> Any:
        """Refuse a call."""
        raise ConfigError(
            f"With a server on this machine nothing is sent to {keys.origin(request.url)}. Let both"
            " api_base in [google] and token_uri in the key file name this machine, or neither."
        )

    def close(self) -> None:
        """Close nothing."""


def _transport() -> Any:
    """Return google-auth's way to send; its ``requests`` is the library of that name."""
    with warnings.catch_warnings():
        # On old Pythons they tell everybody at import to upgrade.
        warnings.simplefilter("ignore")
        from google.auth.transport import requests as transport
        from google.oauth2 import service_account as service_account  # noqa: PLC0414 - to load it
    return transport


def _key_credentials(key: Json) -> Any:
    from google.oauth2 import service_account

    kind: Any = service_account.Credentials
    try:
        return kind.from_service_account_info(key, scopes=[faults.SCOPE])
    except (ValueError, TypeError):
        fault = ConfigError(
            "private_key in the key of the service account is not a whole key. Keep each \\n in it."
            f" {keys.NEW_KEY}"
        )
    # Outside the handler: the foreign error may hold the key.
    raise fault


def _default_credentials(sender: Any) -> Any:
    """https://cloud.google.com/docs/authentication/application-default-credentials."""
    import google.auth
    from google.auth.exceptions import GoogleAuthError

    try:
        return google.auth.default(scopes=[faults.SCOPE], request=sender)[0]
    except GoogleAuthError:
        fault = ConfigError(
            "There are no credentials for Google that can be used. Let credentials in [google]"
            f" name the key file of a service account, or {keys.FILE_VARIABLE} another sign-in's."
        )
    raise fault


def _foreign() -> tuple[type[Exception], ...]:
    """Return all that gspread, google-auth and requests raise for what is not our mistake.

    gspread falls over bodies like ``{"error": "text"}`` with a TypeError or KeyError.
    """
    from google.auth.exceptions import GoogleAuthError
    from gspread.exceptions import GSpreadException

    theirs = (GSpreadException, GoogleAuthError, _transport().requests.exceptions.BaseHTTPError)
    return (*theirs, OSError, ValueError, TypeError, KeyError)


def translate(error: Exception, asked: Asked, *, sent: bool = True) -> Fault:
    """Return our fault for an error of gspread, google-auth or requests, without what theirs holds.

    Args:
        error: The foreign error.
        asked: The call it ended.
        sent: Whether the call may have gone out.
    """
    from google.auth.exceptions import GoogleAuthError
    from gspread.exceptions import APIError

    if isinstance(error, APIError):
        reply = error.response
        content = reply.content.decode("utf-8", "replace")
        after = reply.headers.get("Retry-After", "")
        return faults.of_reply(reply.status_code, content, asked, retry_after=after)
    if isinstance(error, GoogleAuthError):
        return _of_sign_in(error, asked)
    kind, text = _kind(error)
    return asked.fault(kind, text, sent=sent and not _never_left(error))


def _of_sign_in(error: Any, asked: Asked) -> Fault:
    words, answer = (*error.args, "", "")[:2]
    if isinstance(words, Exception):
        return translate(words, asked, sent=False)
    if error.retryable:
        return asked.fault(Kind.SERVER, "while signing in", sent=False)
    return faults.of_sign_in(answer, str(words), asked)


def _kind(error: Exception) -> tuple[Kind, str]:
    """Return the first that fits, the most specific first."""
    theirs = _transport().requests.exceptions
    table = (
        (theirs.InvalidJSONError, Kind.PROXY, _NOT_WHOLE),
        (theirs.ConnectTimeout, Kind.NETWORK, ""),
        (theirs.Timeout, Kind.TIMEOUT, ""),
        (theirs.ProxyError, Kind.PROXY, "does not carry the call"),
        (theirs.SSLError, Kind.TLS, ""),
        (theirs.ConnectionError, Kind.NETWORK if _never_left(error) else Kind.LOST, ""),
        (theirs.TooManyRedirects, Kind.PROXY, _REDIRECTS),
        ((theirs.InvalidURL, theirs.InvalidSchema), Kind.PROXY, "has an address of no use"),
        (theirs.RequestException, Kind.LOST, ""),
        (theirs.BaseHTTPError, Kind.LOST, ""),
        # requests says so, before it connects, of certificates that are not there.
        (OSError, Kind.TLS, ""),
        (Exception, Kind.PROXY, _NOT_WHOLE),
    )
    return next((kind, text) for known, kind, text in table if isinstance(error, known))


def _never_left(error: Exception) -> bool:
    """Tell whether no connection was made, so that nothing can have been sent."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    cause = getattr(reason, "__cause__", None) or getattr(reason, "__context__", None)
    return (
        isinstance(error, _transport().requests.exceptions.ConnectTimeout)
        or isinstance(cause, (ConnectionRefusedError, socket.gaierror))
        or "CERTIFICATE_VERIFY_FAILED" in str(error)
    )
