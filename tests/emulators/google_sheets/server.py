"""The wire: the emulator on 127.0.0.1, HTTP/1.1 with connections kept open."""

from __future__ import annotations

import json
import re
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ContextManager, Mapping, Sequence

from sheets_runner.clock import Clock, SystemClock
from tests.emulators.google_sheets import a1, keys
from tests.emulators.google_sheets.api import Api
from tests.emulators.google_sheets.calls import MAX_BODY, Request
from tests.emulators.google_sheets.contents import Contents
from tests.emulators.google_sheets.faults import Fault
from tests.emulators.google_sheets.library import OWNER, Library, new_spreadsheet, new_tab
from tests.emulators.google_sheets.model import Entered, Json, Spreadsheet
from tests.emulators.google_sheets.quota import Quota
from tests.emulators.google_sheets.reading import Options, value_range
from tests.emulators.google_sheets.replies import Reply
from tests.emulators.google_sheets.signin import SignIn

HOST = "127.0.0.1"

_LENGTH = re.compile(r"[0-9]{1,18}")
_PIECE = 1 << 20
_LOOK_SECONDS = 0.02
_CLOSE_SECONDS = 2.0


class GoogleSheets:
    """A Google Sheets API.

    Used as a context manager it serves from daemon threads until the context ends, and then raises
    what went wrong in the emulator itself, so that no test passes over it.

    Args:
        port: Where to serve on 127.0.0.1; 0 for any free port.
        clock: Tells when tokens expire and minutes of the quota end.
        quota: Whether calls over the quota per minute are refused.

    Attributes:
        library: The spreadsheets; see also `spreadsheets`.
        sign_in: The tokens: ``token_seconds`` says how long new ones last.
        quota: The calls per minute, with their limits.
        stats: Counts by route; see also `calls`.
    """

    def __init__(
        self, port: int = 0, *, clock: Clock | None = None, quota: bool = False, latency_ms: int = 0
    ) -> None:
        clock = clock or SystemClock()
        self._closed = threading.Event()
        self.library = Library(clock.now)
        self.sign_in = SignIn(clock.now)
        self.quota = Quota(clock.monotonic, on=quota)
        self._api = Api(self.library, self.sign_in, self.quota, self._closed.wait)
        self._api.latency_seconds = latency_ms / 1000
        self.stats = self._api.stats
        self._port = port
        self._server: _Server | None = None

    def __enter__(self) -> GoogleSheets:  # noqa: PYI034 - typing.Self came with Python 3.11
        self._closed.clear()
        self._server = _Server((HOST, self._port), self._api)
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
        if error is None and self._api.own_faults:
            raise AssertionError("The emulator itself failed.") from self._api.own_faults[0]

    @property
    def url(self) -> str:
        """Where it serves, e.g. ``http://127.0.0.1:8732``; known once it was entered."""
        if self._server is None:
            raise RuntimeError("The emulator is not open.")
        return f"http://{HOST}:{self._server.server_address[1]}"

    @property
    def calls(self) -> dict[str, int]:
        """The number of calls by route, e.g. ``GET /v4/spreadsheets/{id}``."""
        return self.stats.calls

    @property
    def lock(self) -> ContextManager[object]:
        """Held while a call is answered; whoever looks into spreadsheets meanwhile holds it."""
        return self.library.lock

    @property
    def spreadsheets(self) -> dict[str, Spreadsheet]:
        """The spreadsheets by id; a batch puts a new one in the old one's place."""
        return self.library.spreadsheets

    def credentials(self, folder: Path) -> Path:
        """Write the service account's key file into a folder and return its path."""
        path = folder / "service_account.json"
        path.write_text(json.dumps(keys.key_file(self.url), indent=2), "utf-8")
        return path

    def create(
        self,
        tabs: Mapping[str, Sequence[Sequence[Entered]]] | None = None,
        *,
        title: str = "Untitled spreadsheet",
        locale: str = "en_US",
        time_zone: str = "Etc/GMT",
    ) -> Spreadsheet:
        """Make a spreadsheet that the service account may write.

        Args:
            tabs: The rows of values of each tab, by name; without any it has one blank tab.
            title: Its name.
            locale: Its locale.
            time_zone: Its time zone.
        """
        spreadsheet = new_spreadsheet(
            {"title": title, "locale": locale, "timeZone": time_zone},
            [new_tab(number, *tab) for number, tab in enumerate((tabs or {}).items())],
        )
        self.library.add(spreadsheet)
        return spreadsheet

    def values(self, spreadsheet_id: str, text: str) -> list[list[Any]]:
        """Return the unformatted values of a range in A1 notation."""
        with self.library.lock:
            spreadsheet = self.spreadsheets[spreadsheet_id]
            found = a1.parse(spreadsheet, text)
            contents = Contents(spreadsheet, found.tab, self.library.now)
            shown = value_range(contents, found, Options("UNFORMATTED_VALUE"))
        values: list[list[Any]] = shown.get("values", [])
        return values

    def edit(self, spreadsheet_id: str, requests: Sequence[Json]) -> list[Json]:
        """Apply requests of a ``batchUpdate`` as the owner, at once; returns the replies."""
        return self.library.change(spreadsheet_id, requests, OWNER)

    def share(self, spreadsheet_id: str, email: str, role: str | None) -> None:
        """Give somebody a role (``reader``, ``writer``, ``owner``), or none any more."""
        self.library.share(spreadsheet_id, email, role)

    def fault(self, *faults: Fault) -> None:
        """Let things go wrong; each fault counts calls from now on."""
        self._api.faults.add(*faults)

    def clear_faults(self) -> None:
        """Let everything go well from now on."""
        self._api.faults.clear()

    def close(self) -> None:
        """Stop serving, break off open connections and give the port back."""
        self._closed.set()
        if self._server is not None:
            self._server.stop()
            self._server = None

    def wait(self) -> None:
        """Wait until `close` is called from elsewhere, or the wait is interrupted (Ctrl-C)."""
        while not self._closed.wait(_LOOK_SECONDS):
            # Waits in slices: on Windows an endless wait cannot be interrupted.
            pass


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
        """Pass over clients that go away; faults of our own never come here."""


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes replies, one after the other on one connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "ESF"
    sys_version = ""
    # One packet per reply, sent at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Stay silent."""

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        request = Request(
            method=self.command,
            path=path,
            query=query,
            authorization=self.headers.get("Authorization", ""),
            body=self._body(),
        )
        reply = self.server.api.answer(request)
        if reply is None:
            self.close_connection = True
        else:
            self._send(reply)

    def _body(self) -> bytes:
        """Return the body; of one that is too long only as much as shows it."""
        length = self.headers.get("Content-Length", "0")
        left = int(length) if _LENGTH.fullmatch(length) else 0
        body = self.rfile.read(min(left, MAX_BODY + 1))
        left -= len(body)
        while left > 0:
            left -= len(self.rfile.read(min(left, _PIECE))) or left
        return body

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815 - the names http.server looks up
