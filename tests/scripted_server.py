"""A real HTTP server on a free port that plays scripted replies and keeps what it was sent."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Mapping


@dataclass(frozen=True)
class Play:
    """One scripted reply.

    Attributes:
        body: What is sent.
        status: The HTTP status.
        headers: Further headers.
        cut: Send only so many bytes of the body and break off; None for all.
        silent: Send nothing until the server is closed.
    """

    body: bytes = b"{}"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    silent: bool = False


@dataclass(frozen=True)
class Heard:
    """One request as it came over the wire.

    Attributes:
        line: The request line, byte for byte.
        headers: The headers, names in lower case.
        body: The content.
        connection: Which connection it came on, counted from 1.
    """

    line: str
    headers: Mapping[str, str]
    body: bytes
    connection: int


class ScriptedServer:
    """Plays replies in order; a request beyond the script gets HTTP 599. Use it in a ``with``.

    Attributes:
        heard: Every request, in order.
        connections: How many connections were made.
    """

    def __init__(self, *plays: Play) -> None:
        self.heard: list[Heard] = []
        self.connections = 0
        self.closing = threading.Event()
        self._plays = plays
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.scripted = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> ScriptedServer:  # noqa: PYI034 - Self needs Python 3.11
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def connected(self) -> int:
        """Note a connection and return its number."""
        with self._lock:
            self.connections += 1
            return self.connections

    def turn(self, heard: Heard) -> Play:
        """Note a request and return what to play for it."""
        with self._lock:
            self.heard.append(heard)
            number = len(self.heard)
        return self._plays[number - 1] if number <= len(self._plays) else Play(status=599)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    scripted: ScriptedServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.number = self.server.scripted.connected()

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = Heard(self.requestline, headers, self.rfile.read(length), self.number)
        play = self.server.scripted.turn(heard)
        if play.silent:
            self.server.scripted.closing.wait(10)
            self.close_connection = True
            return
        self.send_response(play.status)
        for name, value in play.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(play.body)))
        self.end_headers()
        self.wfile.write(play.body[: play.cut])
        self.close_connection = play.cut is not None

    do_POST = do_GET  # noqa: N815 - the standard library's naming

    def log_message(self, *args: object) -> None:
        """Stay silent."""
