"""What goes over the wire, as values, and the one-method seam that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Protocol


@dataclass(frozen=True, repr=False)
class Request:
    """One HTTP request.

    Attributes:
        method: ``GET`` or ``POST``.
        url: The whole address; it is sent byte for byte, nothing is encoded again.
        headers: The headers; they hold the passcode.
        body: The JSON body of a POST.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        # The address' query holds cursors, the headers the passcode.
        return f"Request({self.method} {self.url.partition('?')[0]})"


@dataclass(frozen=True, repr=False)
class Response:
    """One HTTP reply, read to its end.

    Attributes:
        status: The HTTP status.
        headers: The headers, names in lower case.
        body: The content, unpacked.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"Response(HTTP {self.status}, {len(self.body)} bytes)"


class Transport(Protocol):
    """Carries a request and brings its reply."""

    def send(self, request: Request) -> Response:
        """Return the reply, whatever its status; redirects are not followed.

        Raises:
            RetryableError: No whole reply came: the connection broke or time ran out.
            ConfigError: The request cannot be sent as the settings are.
        """
        ...
