"""A request as it came over the wire, and how its URL and body are read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Collection, NoReturn
from urllib.parse import parse_qsl

from sheets_runner.sandbox.replies import Refused, unsupported


@dataclass(frozen=True)
class Request:
    """An HTTP request.

    Attributes:
        method: In capitals.
        path: Without the query string.
        query: The query string as it came.
        account: The ``X-CleverTap-Account-Id`` header.
        passcode: The ``X-CleverTap-Passcode`` header.
        body: The body's bytes.
    """

    method: str
    path: str
    query: str = field(default="", repr=False)
    account: str = field(default="", repr=False)
    passcode: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)

    def parameters(self, known: Collection[str]) -> dict[str, str]:
        """Return the URL parameters, percent-encoding undone once.

        Raises:
            Refused: One is unknown, given twice, or cannot be read.
        """
        try:
            pairs = parse_qsl(self.query, keep_blank_values=True, strict_parsing=bool(self.query))
        except ValueError:
            raise Refused("The URL parameters cannot be read") from None
        parameters = dict(pairs)
        if len(parameters) < len(pairs):
            raise Refused("A URL parameter is given twice")
        for name in parameters:
            if name not in known:
                raise unsupported(f'The URL parameter "{name}"')
        return parameters

    def cursor(self) -> str:
        """Return the ``cursor`` as it stands in the URL, its encoding included; empty for none."""
        pairs = (pair.partition("=") for pair in self.query.split("&"))
        return next((value for name, _, value in pairs if name == "cursor"), "")

    def text(self) -> str:
        """Return the body's JSON in one spelling, or the body itself where it is none."""
        try:
            return json.dumps(self.json())
        except Refused:
            return self.body.decode("latin-1")

    def json(self) -> Any:
        """Return what the body holds.

        Raises:
            Refused: It is not JSON, or an object in it has a key twice.
        """
        try:
            return json.loads(
                self.body.decode("utf-8"),
                object_pairs_hook=_object,
                parse_constant=_no_constant,
            )
        except (ValueError, RecursionError):
            raise Refused("Bad Request : the body is not valid JSON") from None


@dataclass(frozen=True)
class Subject:
    """What a request is about, however often and in whatever order it is sent.

    Attributes:
        path: The endpoint's path.
        kind: ``export`` (an export's query), ``page``, ``count`` (a count's query), ``poll`` or
            ``names``.
        query: The query as JSON, or what came instead of one.
        spot: Where in the answer; 0 but for pages.
        export: The number of the page's export, 0 where there is none.
    """

    path: str
    kind: str
    query: str = field(default="", repr=False)
    spot: int = 0
    export: int = 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
