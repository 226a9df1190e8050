"""One reply, one verdict: the body of a success, or a typed error that says what to do.

Sources: https://developer.clevertap.com/docs/api-errors for the HTTP statuses; the codes 1 to 3 as
CleverTap's own client reads them (https://github.com/CleverTap/clevertap-csv-download). Many
failures come with HTTP 200 and ``"status": "fail"``, so the body is read before the status.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NoReturn, Union
from urllib.parse import unquote

from sheets_runner.clevertap.wire import Response
from sheets_runner.config import AppSettings
from sheets_runner.errors import (
    BadCursor,
    BadQuery,
    BadReply,
    ClevertapError,
    Conflict,
    NotExportable,
    NotReady,
    RetryableError,
    ServerFault,
    Throttled,
    TimedOut,
    Unauthorised,
    UnknownEvent,
)
from sheets_runner.http_dates import seconds_to_wait
from sheets_runner.log import redact

QUOTE_LENGTH = 300
"""Characters of CleverTap's own sentence that a message repeats."""

Code = Union[int, str, None]

BY_CODE: dict[Code, type[ClevertapError]] = {
    1: Throttled,
    2: NotReady,
    3: BadCursor,
    "CURSOR_INVALIDATED": BadCursor,
    401: Unauthorised,
    403: Unauthorised,
    409: Conflict,
    429: Throttled,
    500: ServerFault,
    503: ServerFault,
}
"""What a failure's ``code`` means, whatever the HTTP status."""

BY_TEXT: tuple[tuple[str, type[ClevertapError]], ...] = (
    ("invalid event", UnknownEvent),
    ("export not allowed", NotExportable),
)
"""What a failure's ``error`` means, where the code is only 400; compared in lower case."""

BY_STATUS: dict[int, type[ClevertapError]] = {
    202: NotReady,
    401: Unauthorised,
    403: Unauthorised,
    408: TimedOut,
    409: Conflict,
    429: Throttled,
}
"""What an HTTP status means where the body does not say more; from 500 on it is a `ServerFault`."""

SENTENCES: dict[type[ClevertapError], str] = {
    Throttled: "CleverTap takes no more requests of [{app}] at once{quote}.",
    NotReady: "CleverTap is still at work on the answer for [{app}]{quote}.",
    Conflict: "CleverTap is busy with something this query of [{app}] needs{quote}.",
    ServerFault: "CleverTap's server failed{quote}.",
    TimedOut: "CleverTap's server ran out of time{quote}.",
    Unauthorised: (
        "CleverTap refuses [{app}]{quote}. Check its id and password, and its region: it is"
        " asked at {host}. The right region is the first word of the dashboard's address."
    ),
    UnknownEvent: (
        'CleverTap knows no event "{event}" in [{app}]{quote}. Write the name exactly as the'
        " dashboard shows it; capitals and spaces count."
    ),
    NotExportable: (
        'CleverTap does not export records of "{event}"{quote}. Ask for counts of it instead.'
    ),
    BadCursor: (
        "The answer for [{app}] cannot be fetched to its end: CleverTap does not take the place"
        " marker{quote}. Run it again from the start."
    ),
    BadQuery: "CleverTap refuses the query of [{app}]{quote}.{hint}",
    BadReply: "CleverTap's reply for [{app}] is not usable{quote}.{hint}",
}
"""What people are told. ``quote`` is the HTTP status, the code and CleverTap's own words."""

HINTS: dict[Code, str] = {
    4002: " Check the dates: From must not be after To, and no day may lie in the future.",
    404: " Check base_url of the section: there is no such address.",
}

_REQ_ID = re.compile(r"[\w-]+", re.ASCII)
_INVALID_EVENT = re.compile(r"invalid event\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What was asked, for messages that a person can act on.

    Attributes:
        app: The account that was asked.
        event: The event asked about; empty where the query names none.
        marker: The cursor or ``req_id`` that was sent; empty for a query.
    """

    app: AppSettings
    event: str = ""
    marker: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be repeated in a message."""
        return (self.app.account_id, self.app.passcode, self.marker, unquote(self.marker))


def classify(response: Response, asked: Asked, now: datetime) -> dict[str, Any]:
    """Return the body of a success.

    Args:
        response: The reply.
        asked: What it replies to.
        now: The present moment, for a `Retry-After` that is a date.

    Raises:
        ClevertapError: The reply is anything but a success; its class says what kind.
    """
    if 300 <= response.status < 400:
        raise BadReply(
            f"{_host(asked.app)} answered with a redirect (HTTP {response.status}). It is refused,"
            f" for it would carry the passcode of [{asked.app.name}] to another address. Check"
            " region and base_url of the section."
        )
    body = _json_object(response.body)
    kind = _kind(response.status, body, asked)
    if kind is None:
        return body
    raise _refusal(kind, response, body, asked, now)


def clean(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return foreign text fit for a message: one line, no control characters, no secrets, short."""
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    line = redact(" ".join(visible.split()), secrets)
    return line if len(line) <= QUOTE_LENGTH else line[: QUOTE_LENGTH - 1] + "…"


def _json_object(content: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; an empty one for anything else, such as a proxy's HTML."""
    try:
        body = json.loads(content, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _kind(status: int, body: dict[str, Any], asked: Asked) -> type[ClevertapError] | None:
    """Return what kind of failure a reply is, None for a success."""
    word = body.get("status")
    if word == "fail" or status >= 400:
        return _kind_of_failure(status, body, asked)
    if status in BY_STATUS or word == "partial":
        return NotReady
    # A "success" with an error's text is no page without records: it would end an export early.
    return None if word == "success" and "error" not in body else BadReply


def _kind_of_failure(status: int, body: dict[str, Any], asked: Asked) -> type[ClevertapError]:
    by_code = BY_CODE.get(_code(body))
    if by_code is BadCursor and not asked.marker:
        return BadQuery  # "Incorrect Usage" of a query that has no cursor yet
    by_text = (kind for text, kind in BY_TEXT if text in _words(body).lower())
    by_status = BY_STATUS.get(status, ServerFault if status >= 500 else None)
    unexplained = BadQuery if body else BadReply
    return by_code or next(by_text, None) or by_status or unexplained


def _refusal(
    kind: type[ClevertapError],
    response: Response,
    body: dict[str, Any],
    asked: Asked,
    now: datetime,
) -> ClevertapError:
    message = _message(kind, response.status, body, asked)
    if issubclass(kind, UnknownEvent):
        return kind(message, event=_event(body, asked))
    if not issubclass(kind, RetryableError):
        return kind(message)
    delay = seconds_to_wait(response.headers.get("retry-after", ""), now)
    if issubclass(kind, NotReady):
        return kind(message, retry_after=delay, req_id=_req_id(body, asked))
    return kind(message, retry_after=delay)


def _req_id(body: dict[str, Any], asked: Asked) -> str:
    """Return the name of an unfinished count; a partial reply must have one, now or before."""
    if body.get("status") != "partial":
        return ""
    req_id = body.get("req_id", asked.marker)
    text = str(req_id) if isinstance(req_id, (int, str)) else ""
    if isinstance(req_id, bool) or not _REQ_ID.fullmatch(text):
        raise BadReply(
            f"CleverTap's answer for [{asked.app.name}] is partial, but it has no request id to"
            " ask for the rest. Run it again."
        )
    return text


def _message(kind: type[ClevertapError], status: int, body: dict[str, Any], asked: Asked) -> str:
    code = _code(body)
    words = clean(_words(body), asked.secrets)
    quote = f" (HTTP {status}" + (f", code {code}" if code not in {None, status} else "") + ")"
    if words:
        quote += f': "{words}"'
    return SENTENCES[kind].format(
        app=asked.app.name,
        host=_host(asked.app),
        event=_event(body, asked),
        quote=quote,
        hint=HINTS.get(code) or HINTS.get(status, ""),
    )


def _event(body: dict[str, Any], asked: Asked) -> str:
    """Return the event a refusal is about: the one it names, else the one that was asked for."""
    named = _INVALID_EVENT.search(clean(_words(body), asked.secrets))
    return named.group(1) if named else clean(asked.event, asked.secrets)


def _host(app: AppSettings) -> str:
    return f"the base_url {app.url}" if app.base_url else f"{app.url} (region {app.region})"


def _code(body: dict[str, Any]) -> Code:
    """Return the failure's code: a number, also when it is spelt as text, or CleverTap's word."""
    code = body.get("code")
    if isinstance(code, str):
        return int(code) if code.isascii() and code.isdigit() else clean(code)[:40]
    return code if isinstance(code, int) else None


def _words(body: dict[str, Any]) -> str:
    """Return CleverTap's own sentence; it may be a JSON list inside the text."""
    text = body.get("error", "")
    if isinstance(text, str) and text.startswith("["):
        try:
            text = json.loads(text)
        except ValueError:
            return str(text)
    if isinstance(text, list):
        return "; ".join(str(part) for part in text)
    return text if isinstance(text, str) else json.dumps(text)
