"""What the emulator answers with, and every error it knows, in Google's own words.

The bodies of errors are those that gspread's cassettes recorded
(https://github.com/burnash/gspread/tree/master/tests/cassettes) or that users quoted:
https://github.com/burnash/gspread/issues/1286 (API off), https://github.com/n8n-io/n8n/issues/7193
(quota), https://github.com/theoephraim/node-google-spreadsheet/issues/512 (503).
Front-end errors are HTML: https://developers.google.com/workspace/sheets/api/troubleshoot-api-errors
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Callable

from tests.emulators.google_sheets.model import ApiError, Json, refused

PROJECT = "123456789012"
"""The number of the project that the key belongs to."""

SIGN_IN_HEADER = 'Bearer realm="https://accounts.google.com/", error="invalid_token"'


@dataclass(frozen=True)
class Reply:
    """An answer on its way to the client."""

    status: int
    body: bytes = b""
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


def succeeded(body: Json) -> Reply:
    """Return an answer with a JSON body."""
    return Reply(200, json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())


def failed(error: ApiError) -> Reply:
    """Return the answer for an error, laid out as Google does."""
    text = json.dumps(error.body, ensure_ascii=False, indent=2) + "\n"
    return Reply(error.status, text.encode(), headers=error.headers)


def bad_request(message: str, field_path: str | None = None) -> ApiError:
    """Return the 400 for a request that does not fit its description."""
    violation = {"description": message}
    if field_path:
        violation = {"field": field_path, **violation}
    details = [
        {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    ]
    return _error(400, "INVALID_ARGUMENT", message, details)


def unauthenticated() -> ApiError:
    """Return the 401 for a token that is missing, unknown or expired."""
    message = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login "
        "cookie or other valid authentication credential. See "
        "https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return _error(401, "UNAUTHENTICATED", message, headers={"WWW-Authenticate": SIGN_IN_HEADER})


def not_shared() -> ApiError:
    """Return the 403 for a spreadsheet that the account may not see, or not change."""
    return _error(403, "PERMISSION_DENIED", "The caller does not have permission")


def missing_scope() -> ApiError:
    """Return the 403 for a token that was not given for this API."""
    info = _error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", {"service": "sheets.googleapis.com"})
    message = "Request had insufficient authentication scopes."
    return _error(403, "PERMISSION_DENIED", message, [info])


def api_off() -> ApiError:
    """Return the 403 for a project in which nobody has switched the API on."""
    url = (
        "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"
        f"?project={PROJECT}"
    )
    message = (
        f"Google Sheets API has not been used in project {PROJECT} before or it is disabled. "
        f"Enable it by visiting {url} then retry. If you enabled this API recently, wait a few "
        "minutes for the action to propagate to our systems and retry."
    )
    links = [_help("Google developers console API activation", url)]
    info = _error_info(
        "SERVICE_DISABLED", {"consumer": f"projects/{PROJECT}", "service": "sheets.googleapis.com"}
    )
    return _error(403, "PERMISSION_DENIED", message, [*links, info])


def not_found() -> ApiError:
    """Return the 404 for a spreadsheet that does not exist."""
    return refused("Requested entity was not found.", code=404, status="NOT_FOUND")


def over_quota(kind: str, *, whole_project: bool = False, limit: int = 60) -> ApiError:
    """Return the 429 for too many calls in a minute.

    Args:
        kind: ``Read`` or ``Write``.
        whole_project: Whether the project's quota is used up rather than the user's.
        limit: The quota.
    """
    per = "per minute" if whole_project else "per minute per user"
    message = (
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests {per}' of "
        f"service 'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'."
    )
    info = _error_info(
        "RATE_LIMIT_EXCEEDED",
        {
            "quota_location": "global",
            "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
            "quota_limit_value": str(limit),
            "consumer": f"projects/{PROJECT}",
            "service": "sheets.googleapis.com",
            "quota_limit": f"{kind}RequestsPerMinutePer{'Project' if whole_project else 'User'}",
        },
    )
    url = "https://cloud.google.com/docs/quota#requesting_higher_quota"
    return _error(
        429, "RESOURCE_EXHAUSTED", message, [info, _help("Request a higher quota limit.", url)]
    )


def internal() -> ApiError:
    """Return the 500 that sometimes comes."""
    return refused("Internal error encountered.", code=500, status="INTERNAL")


def unavailable() -> ApiError:
    """Return the 503 that sometimes comes."""
    return refused("The service is currently unavailable.", code=503, status="UNAVAILABLE")


def office_file() -> ApiError:
    """Return the 400 for an ``.xlsx`` that was opened in Sheets and never converted."""
    message = (
        "This operation is not supported for this document. The document must not be an Office "
        "file."
    )
    return refused(message, status="FAILED_PRECONDITION")


def payload_too_large(limit: int) -> ApiError:
    """Return the 400 for a body of too many bytes."""
    return refused(f"Request payload size exceeds the limit: {limit} bytes.")


def front_end(status: int, title: str, words: str) -> Reply:
    """Return an error of Google's front end: a page, not JSON."""
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n<meta charset=utf-8>\n"
        f"<title>Error {status} ({title})!!1</title>\n"
        f"<p><b>{status}.</b> <ins>That’s an error.</ins>\n<p>{words} "
        "<ins>That’s all we know.</ins>\n"
    )
    return Reply(status, page.encode(), "text/html; charset=UTF-8")


def not_served(path: str) -> Reply:
    """Return the page for an address that is nowhere in the API."""
    return front_end(404, "Not Found", f"The requested URL <code>{path}</code> was not found.")


def _throttled_with_delay() -> Reply:
    reply = failed(over_quota("Write"))
    return Reply(reply.status, reply.body, reply.content_type, {"Retry-After": "7"})


NAMED: dict[str, Callable[[], Reply]] = {
    "400_office": lambda: failed(office_file()),
    "401": lambda: failed(unauthenticated()),
    "403": lambda: failed(not_shared()),
    "403_api_off": lambda: failed(api_off()),
    "403_scope": lambda: failed(missing_scope()),
    "404": lambda: failed(not_found()),
    "413": lambda: front_end(
        413, "Request Entity Too Large", "Your client issued a request that was too large."
    ),
    "429": lambda: failed(over_quota("Write")),
    "429_read": lambda: failed(over_quota("Read")),
    "429_retry_after": _throttled_with_delay,
    "500": lambda: failed(internal()),
    "502_html": lambda: front_end(
        502, "Server Error", "The server encountered a temporary error. Try again in 30 seconds."
    ),
    "503": lambda: failed(unavailable()),
    "504_html": lambda: front_end(
        504, "Gateway Timeout", "The upstream server did not answer in time."
    ),
}
"""The errors that a fault can answer with."""


def _error(
    code: int,
    status: str,
    message: str,
    details: list[Json] | None = None,
    headers: dict[str, str] | None = None,
) -> ApiError:
    error: Json = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return ApiError(code, {"error": error}, headers)


def _error_info(reason: str, metadata: dict[str, str]) -> Json:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


def _help(description: str, url: str) -> Json:
    links = [{"description": description, "url": url}]
    return {"@type": "type.googleapis.com/google.rpc.Help", "links": links}
