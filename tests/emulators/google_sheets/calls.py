"""One call of the API, read and checked, as its handler gets it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tests.emulators.google_sheets import discovery, masks
from tests.emulators.google_sheets.contents import Contents
from tests.emulators.google_sheets.library import Library
from tests.emulators.google_sheets.masks import Mask
from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.people import User
from tests.emulators.google_sheets.replies import bad_request, payload_too_large
from tests.emulators.google_sheets.routes import Route

MAX_BODY = 10_485_760
"""Bytes: https://github.com/SCRT-HQ/PSGSuite/issues/62."""

_ROOTS = {
    "spreadsheets.create": "spreadsheet",
    "spreadsheets.values.update": "data",
    "spreadsheets.values.append": "data",
}
"""What messages call the body where it is one field of the request."""

_COMMON = ("alt", "fields", "prettyPrint", "quotaUser")
"""Parameters of every method that change nothing, or that the emulator plays."""
_NOT_PLAYED = ("commentsViewMode", "excludeTablesInBandedRanges")


@dataclass(frozen=True)
class Request:
    """What came over the wire."""

    method: str
    path: str
    query: str
    authorization: str
    body: bytes


@dataclass(frozen=True)
class Call:
    """A call of a method.

    Attributes:
        library: All spreadsheets.
        user: Who calls.
        path: The parts of the path: ``spreadsheetId`` and ``range``.
        query: The query's parameters, as the discovery document has them.
        body: The body, likewise.
        mask: Which part of the reply is wanted.
    """

    library: Library
    user: User
    path: dict[str, str]
    query: Json
    body: Json
    mask: Mask

    @property
    def spreadsheet(self) -> Spreadsheet:
        """The spreadsheet as it is now."""
        return self.library.spreadsheets[self.path["spreadsheetId"]]

    def contents(self, tab: Tab) -> Contents:
        """Return the cells of a tab of the spreadsheet."""
        return Contents(self.spreadsheet, tab, self.library.now)


def read(
    library: Library, route: Route, path: dict[str, str], request: Request, email: str
) -> Call:
    """Return a call, checked against the method's description and the spreadsheet's sharing.

    Raises:
        ApiError: It is refused.
    """
    if len(request.body) > MAX_BODY:
        raise payload_too_large(MAX_BODY)
    query = discovery.read_query(route.method, parse_qs(request.query, keep_blank_values=True))
    _refuse_parameters(route, query)
    reply = discovery.method(route.method)["response"]["$ref"]
    return Call(
        library=library,
        user=_user(library, route, path, email),
        path=path,
        query=query,
        body=_body(route, request.body),
        mask=masks.parse(query.get("fields", ""), reply),
    )


def _refuse_parameters(route: Route, query: Json) -> None:
    """Refuse what Google knows and the emulator does not, rather than pass over it."""
    known = {*discovery.method(route.method)["parameters"], *_COMMON} - {*_NOT_PLAYED}
    unknown = sorted(name for name in query if name not in known)
    if unknown or query.get("alt", "json") != "json":
        raise refused(
            f"The emulator does not know {', '.join(unknown) or query['alt']} in a query.",
            code=501,
            status="UNIMPLEMENTED",
        )


def _user(library: Library, route: Route, path: dict[str, str], email: str) -> User:
    if "spreadsheetId" not in path:
        return User(email, is_owner=True)
    return library.user(path["spreadsheetId"], email, writes=not route.reads)


def _body(route: Route, body: bytes) -> Json:
    if "request" not in discovery.method(route.method):
        return {}
    return discovery.read_body(route.method, _json(body), _ROOTS.get(route.method, ""))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body or b"{}", parse_constant=_no_constant)
    except ValueError as error:
        start = body[:40].decode(errors="replace")
        raise bad_request(
            f"Invalid JSON payload received. Unexpected token.\n{start}\n^"
        ) from error


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
