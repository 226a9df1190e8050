"""The door: accepts connections, knows the open ones, can shut and open again."""

from __future__ import annotations

import os
import socket
import struct
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable

from sheets_runner.sandbox.api import Api

_LOOK_SECONDS = 0.05
_CLOSE_SECONDS = 2.0
_NO_LINGER = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
"""Of a socket: close it at once, with a reset instead of a goodbye."""


class Listener(ThreadingHTTPServer):
    """Serves each connection in a thread of its own.

    Args:
        address: Host and port.
        handler: Serves a connection.
        api: Answers requests; for the handler.
        sleep: Waits for seconds.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[BaseHTTPRequestHandler],
        api: Api,
        sleep: Callable[[float], None],
    ) -> None:
        self.api = api
        self.sleep = sleep
        self._connections: set[Any] = set()
        self._broken: set[Any] = set()
        self._changed = threading.Condition()
        self._stopped = False
        self._away = 0.0
        self._shut = threading.Event()
        self._shutting = threading.Lock()
        self._serving = threading.Thread(target=self._serve, daemon=True)
        super().__init__(address, handler)

    def start(self) -> None:
        """Serve from a thread of its own."""
        self._serving.start()

    def stop(self) -> None:
        """Accept nothing more, break off what is open, and wait for its threads."""
        self._stopped = True
        self.shutdown()
        self._serving.join(_CLOSE_SECONDS)
        self.server_close()
        with self._changed:
            for connection in self._connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._connections, _CLOSE_SECONDS)

    def refuse(self, seconds: float) -> None:
        """Shut the door: open connections go on, new ones are refused for so many seconds."""
        with self._shutting:
            self._away = seconds
            self._shut.clear()
            self.shutdown()
            self._shut.wait(_CLOSE_SECONDS)

    def reset(self, connection: Any) -> None:
        """Let a connection end with a reset, as soon as its thread is done with it."""
        with suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        with self._changed:
            self._broken.add(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own."""
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        if request in self._broken:
            self.close_request(request)
        else:
            super().shutdown_request(request)
        with self._changed:
            self._broken.discard(request)
            self._connections.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show faults of our own; a client that goes away is none."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def _serve(self) -> None:
        self.serve_forever(_LOOK_SECONDS)
        while self._pause():
            self._open()
            self.serve_forever(_LOOK_SECONDS)

    def _pause(self) -> bool:
        """Keep the door shut for a while, unless it is for good; say whether to open it again."""
        if not self._stopped:
            self.socket.close()
            self._shut.set()
            self.sleep(self._away)
        return not self._stopped

    def _open(self) -> None:
        self.socket = socket.socket(self.address_family, self.socket_type)
        self.server_bind()
        self.server_activate()
