"""Which method of the API an address is, read off the discovery document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Pattern
from urllib.parse import unquote

from tests.emulators.google_sheets import discovery

METHODS = (
    "spreadsheets.create",
    "spreadsheets.batchUpdate",
    "spreadsheets.values.batchGet",
    "spreadsheets.values.batchUpdate",
    "spreadsheets.values.batchClear",
    "spreadsheets.values.append",
    "spreadsheets.values.clear",
    "spreadsheets.values.get",
    "spreadsheets.values.update",
    "spreadsheets.get",
)
"""What the emulator does; addresses with a verb come before those that it could be taken for."""

TOKEN = "POST /token"
REGIONS = "GET /v1/projects/-/serviceAccounts/{email}/allowedLocations"
"""google-auth asks in the background where the account may be used."""

_PARTS = {"{spreadsheetId}": "(?P<spreadsheetId>[^/:]+)", "{range}": "(?P<range>.+)"}


@dataclass(frozen=True)
class Route:
    """One method of the API.

    Attributes:
        method: Its name in the discovery document.
        name: How stats and faults call it, e.g. ``GET /v4/spreadsheets/{id}``.
        pattern: What its addresses match, the HTTP method included.
    """

    method: str
    name: str
    pattern: Pattern[str]

    @property
    def reads(self) -> bool:
        """Whether it changes nothing."""
        return self.name.startswith("GET ")


@lru_cache(maxsize=None)
def routes() -> dict[str, Route]:
    """Return the routes by name."""
    found = [_route(method) for method in METHODS]
    return {route.name: route for route in found}


def _route(method: str) -> Route:
    description = discovery.method(method)
    address = f"{description['httpMethod']} /{description['flatPath']}"
    pattern = re.escape(address)
    for part, expression in _PARTS.items():
        pattern = pattern.replace(re.escape(part), expression)
    return Route(method, address.replace("{spreadsheetId}", "{id}"), re.compile(pattern))


def find(http_method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Return the method that an address is, with the parts of the path; None for none.

    Args:
        http_method: E.g. ``GET``.
        path: As it came, without the query.
    """
    for route in routes().values():
        found = route.pattern.fullmatch(f"{http_method} {path}")
        if found:
            return route, {name: unquote(part) for name, part in found.groupdict().items()}
    return None
