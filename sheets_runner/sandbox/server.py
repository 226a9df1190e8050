"""The wire: the sandbox's API on 127.0.0.1, HTTP/1.1 with connections kept open."""

from __future__ import annotations

import re
import socket
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Callable

from sheets_runner.sandbox import population
from sheets_runner.sandbox.api import Api
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.replies import Refused, Reply

HOST = "127.0.0.1"
MAX_BODY = 1_000_000
"""Bytes; no query is nearly as long."""

_LENGTH = re.compile(r"[0-9]{1,18}")
_LOOK_SECONDS = 0.05
_CLOSE_SECONDS = 2.0


class Sandbox:
    """A local CleverTap.

    Used as a context manager it serves from daemon threads until the context ends.

    Args:
        options: What it is started with.
        sleep: Waits for seconds; called for the latency, from many threads.
        monotonic: Returns seconds that never run backwards.

    Raises:
        ValueError: There is no such time zone (on entering).
        OSError: The port is taken (on entering).
    """

    def __init__(
        self,
        options: Options,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._options = options
        self._sleep = sleep
        self._monotonic = monotonic
        self._closed = threading.Event()
        self._server: _Server | None = None

    def __enter__(self) -> Sandbox:  # noqa: PYI034 - typing.Self came with Python 3.11
        people = population.build(self._options)
        api = Api(self._options, people, sleep=self._sleep, monotonic=self._monotonic)
        self._server = _Server((HOST, self._options.port), api)
        self._closed.clear()
        threading.Thread(
            target=self._server.serve_forever, args=(_LOOK_SECONDS,), daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where it serves, e.g. ``http://127.0.0.1:8731``; known once it was entered."""
        if self._server is None:
            raise RuntimeError("The sandbox is not open.")
        return f"http://{HOST}:{self._server.server_address[1]}"

    def serve_forever(self) -> None:
        """Wait until `close` is called from elsewhere, or the wait is interrupted (Ctrl-C)."""
        while not self._closed.wait(_LOOK_SECONDS):
            # Waits in slices: on Windows an endless wait cannot be interrupted.
            pass

    def close(self) -> None:
        """Stop serving, break off open connections and give the port back."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        self._closed.set()


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that it can end them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], api: Api) -> None:
        self.api = api
        self._connections: set[Any] = set()
        self._changed = threading.Condition()
        super().__init__(address, _Handler)

    def stop(self) -> None:
        """Accept nothing more, break off what is open, and wait for its threads."""
        self.shutdown()
        self.server_close()
        with self._changed:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._connections, _CLOSE_SECONDS)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own."""
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show faults of our own; a client that goes away is none."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes replies, one after the other on one connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "clevertap-sandbox"
    sys_version = ""
    # One packet per reply, sent at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Stay silent: query strings hold cursors."""

    def _serve(self) -> None:
        try:
            body = self._body()
        except Refused as refused:
            # The rest of the body cannot be told from a next request.
            self.close_connection = True
            self._send(refused.reply())
            return
        path, _, query = self.path.partition("?")
        request = Request(
            method=self.command,
            path=path,
            query=query,
            account=self.headers.get("X-CleverTap-Account-Id", ""),
            passcode=self.headers.get("X-CleverTap-Passcode", ""),
            body=body,
        )
        self._send(self.server.api.answer(request))

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not _LENGTH.fullmatch(length):
            raise Refused("The body needs a Content-Length", code=411, status=411)
        if int(length) > MAX_BODY:
            raise Refused("The body is too large", code=413, status=413)
        return self.rfile.read(int(length))

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.body:
            self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - the names http.server looks up
