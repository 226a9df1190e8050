"""What Google and the network refuse, in words for people: the only file that reads error bodies.

`Kind` holds a sentence for each fault that asks for a remedy of its own. Errors of the API look
like ``{"error": {"code", "message", "status", "details"}}``
(https://cloud.google.com/apis/design/errors#http_mapping), those of the sign-in like ``{"error",
"error_description"}`` (https://www.rfc-editor.org/rfc/rfc6749#section-5.2).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Iterator, Mapping
from urllib.parse import unquote

from sheets_runner.errors import WorkbookError

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
"""All that the runner asks for: https://developers.google.com/workspace/sheets/api/scopes."""

LONGEST_QUOTE = 300
"""Characters of Google's own words that a message repeats."""


class Kind(Enum):
    """A fault, as the sentence that is told about it."""

    API_OFF = (
        "The Google Sheets API is not switched on in the Google Cloud project of {who}. Switch it"
        " on at {text}, wait a few minutes and run again."
    )
    NOT_SHARED = (
        'The spreadsheet "{spreadsheet}" is not shared with {who} as Editor. Open it, choose Share'
        " and add that account as Editor."
    )
    NOT_FOUND = (
        'Google has no spreadsheet "{spreadsheet}". Copy its address from the browser into the'
        " configuration."
    )
    OFFICE_FILE = (
        '"{spreadsheet}" is an Excel file opened in Google Sheets, which programs cannot edit.'
        " Open it, choose File > Save as Google Sheets, and configure the new one's address."
    )
    NO_SCOPE = (
        "The sign-in of {who} does not cover Google Sheets. Let it ask for the scope {scope}, or"
        " give credentials in [google] the key file of a service account."
    )
    FORBIDDEN = (
        'Google forbids {who} the call: "{text}" Ask whoever looks after the Google Cloud project.'
    )
    QUOTA = (
        "Google's limit of calls a minute is used up. Run fewer sheets at once or at a quieter"
        " time, or ask Google for more."
    )
    TOO_LARGE = (
        "Google refuses so much data in one call. Ask for fewer records or columns, or lower"
        " max_records."
    )
    PROTECTED = (
        "Cells that the runner has to write are protected. Choose Data > Protect sheets and ranges"
        " and let {who} edit them."
    )
    CELL_LIMIT = (
        "The spreadsheet would have more than Google's 10 million cells. Delete tabs, rows and"
        " columns that nobody needs, empty ones too, or ask for fewer records."
    )
    REFUSED = (
        'Google refuses the call: "{text}" Put right what it names and run again; if it stays, tell'
        " whoever looks after Sheets Runner."
    )
    KEY = (
        "Google does not accept the sign-in of {who} ({text}). Make a new key for the service"
        " account in the Google Cloud console, and let credentials in [google] name it."
    )
    CLOCK = (
        "Google does not accept the sign-in of {who}, because this machine's clock is wrong. Set"
        " its date, time and time zone right and run again."
    )
    PROXY = (
        "Something between this machine and Google {text}. Check HTTPS_PROXY and NO_PROXY, the"
        " firewall, and api_base in [google] if it is set."
    )
    TLS = (
        "No safe connection to Google. Check this machine's date and its certificates"
        " (REQUESTS_CA_BUNDLE)."
    )
    NETWORK = (
        "Google cannot be reached. Check this machine's network and firewall, and api_base in"
        " [google] if it is set."
    )
    LOST = "The connection to Google broke off. Check this machine's network and run again."
    TIMEOUT = (
        "Google did not answer in time. Run again at a quieter time; if it stays, take formulas"
        " and tabs out of the spreadsheet, or ask for fewer records."
    )
    SERVER = (
        "Google has a fault of its own ({text}). Run again later; if it stays, take"
        " formulas and tabs out of the spreadsheet, or ask for fewer records."
    )


class Fault(WorkbookError):
    """A call to Google that failed.

    Attributes:
        kind: What to do about it.
        sent: Whether the call may have gone out; False for what fails before it, as signing in.
        retry_after: What the server's header of that name says, empty where it has none.
    """

    def __init__(
        self, kind: Kind, sentence: str, *, sent: bool = True, retry_after: str = ""
    ) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sent = sent
        self.retry_after = retry_after


class Refused(Fault):
    """A call that Google does not take as it stands (HTTP 400); nothing was changed.

    Attributes:
        message: Google's own words.
        request: The place in ``requests`` of what is refused; None where it is not said.
    """

    def __init__(self, kind: Kind, sentence: str, message: str) -> None:
        super().__init__(kind, sentence)
        self.message = message
        place = _PLACE.search(message)
        self.request = int(place.group(1)) if place else None


class Unknown(Fault):
    """A change that may have been made or not: no answer came, or one of a fault of Google's."""


@dataclass(frozen=True)
class Asked:
    """A call, as far as a message speaks of it.

    Attributes:
        path: The call's path, e.g. ``/v4/spreadsheets/ID:batchUpdate``.
        email: The service account's e-mail address, empty where there is none.
    """

    path: str = ""
    email: str = ""

    def fault(
        self, kind: Kind, text: str = "", *, sent: bool = True, retry_after: str = ""
    ) -> Fault:
        """Return a fault; `text` goes where its sentence has a place for it."""
        return Fault(kind, self.sentence(kind, text), sent=sent, retry_after=retry_after)

    def sentence(self, kind: Kind, text: str = "") -> str:
        """Return what is told about a fault."""
        spreadsheet = _SPREADSHEET.match(self.path)
        return kind.value.format(
            who=self.email or "the account that signs in",
            spreadsheet=unquote(spreadsheet.group(1)) if spreadsheet else "",
            scope=SCOPE,
            text=text,
        )


_PLACE = re.compile(r"\brequests\[(\d+)\]")
_SPREADSHEET = re.compile(r"/v4/spreadsheets/([^/:?]+)")
_SECRET = re.compile(r"[\w.+/=-]{40,}")
_CLOCK = re.compile(r"\b(iat|exp)\b|short-lived token", re.IGNORECASE)
_LINK = re.compile(r"https://console\.(?:[\w-]+\.)*google\.com/[^\s\"'\\]*")
_CONSOLE = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"

_BY_REASON: Mapping[str, Kind] = {
    "SERVICE_DISABLED": Kind.API_OFF,
    "accessNotConfigured": Kind.API_OFF,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": Kind.NO_SCOPE,
    "RATE_LIMIT_EXCEEDED": Kind.QUOTA,
    "rateLimitExceeded": Kind.QUOTA,
    "userRateLimitExceeded": Kind.QUOTA,
}
"""https://cloud.google.com/apis/design/errors#error_info, and ``errors`` of the older APIs."""

_BY_WORDS: Mapping[str, Kind] = {
    "has not been used in project": Kind.API_OFF,
    "insufficient authentication scopes": Kind.NO_SCOPE,
    "caller does not have permission": Kind.NOT_SHARED,
    "must not be an office file": Kind.OFFICE_FILE,
    "payload size exceeds": Kind.TOO_LARGE,
    "requests in a single batch": Kind.TOO_LARGE,
    "protected cell or object": Kind.PROTECTED,
    "increase the number of cells": Kind.CELL_LIMIT,
}
"""Parts of Google's own sentences, in lower case, where it gives no reason for programs."""

_BY_STATUS: Mapping[int, Kind] = {
    400: Kind.REFUSED,
    401: Kind.KEY,
    404: Kind.NOT_FOUND,
}

_WITHOUT_BODY: Mapping[int, Kind] = {
    408: Kind.SERVER,
    409: Kind.SERVER,
    413: Kind.TOO_LARGE,
    429: Kind.QUOTA,
}
"""Statuses that say enough: their bodies may be a page that Google's front end made."""


def of_reply(
    status: int, content: str, asked: Asked, *, sent: bool = True, retry_after: str = ""
) -> Fault:
    """Return the fault that an answer of the API other than success means.

    Args:
        status: The HTTP status, 400 or more.
        content: The body.
        asked: The call.
        sent: Whether the call went out; False where the sign-in before it is answered so.
        retry_after: The header of that name, empty where there is none.
    """
    error = _error(content)
    kind = _kind(status, error)
    message = str(error.get("message", ""))
    text = _text(kind, status, error)
    if status == 400 and error:
        return Refused(kind, asked.sentence(kind, text), message)
    return asked.fault(kind, text, sent=sent, retry_after=retry_after)


def of_sign_in(answer: object, words: str, asked: Asked) -> Fault:
    """Return the fault that a refusal to sign in means; no call went out.

    Args:
        answer: The body as JSON, or whatever came.
        words: What the library says about it.
        asked: The call that was to be made.
    """
    error = answer if isinstance(answer, dict) and "error" in answer else {"error": words}
    said = ": ".join(str(error[key]) for key in ("error", "error_description") if error.get(key))
    if not said or said.lstrip().startswith("<"):
        return asked.fault(Kind.PROXY, "answers the sign-in in Google's place", sent=False)
    kind = Kind.NO_SCOPE if error.get("error") == "invalid_scope" else Kind.KEY
    kind = Kind.CLOCK if _CLOCK.search(said) else kind
    # An answer may repeat what was sent: whatever is long enough for a key or token is left out.
    return asked.fault(kind, _quote(_SECRET.sub("…", said)), sent=False)


def _error(content: str) -> dict[str, Any]:
    """Return the error that a body holds; empty when it is not one of Google's."""
    try:
        error = json.loads(content)["error"]
    except (ValueError, TypeError, KeyError):
        return {}
    return error if isinstance(error, dict) else {}


def _kind(status: int, error: dict[str, Any]) -> Kind:
    if status >= 500:
        return Kind.SERVER
    if status in _WITHOUT_BODY:
        return _WITHOUT_BODY[status]
    if not error:
        return Kind.PROXY
    message = str(error.get("message", "")).lower()
    said = [_BY_REASON[reason] for reason in _reasons(error) if reason in _BY_REASON]
    said += [kind for words, kind in _BY_WORDS.items() if words in message]
    return said[0] if said else _BY_STATUS.get(status, Kind.FORBIDDEN)


def _reasons(error: dict[str, Any]) -> Iterator[str]:
    for key in ("details", "errors"):
        entries = error.get(key)
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield str(entry.get("reason", ""))


def _text(kind: Kind, status: int, error: dict[str, Any]) -> str:
    """Return what a kind's sentence has a place for."""
    if kind is Kind.API_OFF:
        link = _LINK.search(json.dumps(error))
        return link.group() if link else _CONSOLE
    if kind is Kind.PROXY:
        return f"answers in Google's place (HTTP {status})"
    words = "" if kind is Kind.SERVER else _quote(str(error.get("message", "")))
    return words or f"HTTP {status}"


def _quote(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
