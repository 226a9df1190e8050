"""A connection: requests come in, replies go out, well or badly."""

from __future__ import annotations

import re
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

from sheets_runner.sandbox import packing
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.listening import Listener
from sheets_runner.sandbox.replies import Manner, Refused, Reply

MAX_BODY = 1_000_000
"""Bytes; no query is nearly as long."""

PIECES = 10
"""In how many pieces a slow body comes."""

_LENGTH = re.compile(r"[0-9]{1,18}")


class Handler(BaseHTTPRequestHandler):
    """Reads requests and writes replies, one after the other on one connection."""

    server: Listener
    protocol_version = "HTTP/1.1"
    server_version = "clevertap-sandbox"
    sys_version = ""
    # One packet per reply, sent at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
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
        reply = packing.fit(reply, self.headers.get("Accept-Encoding", ""))
        if reply.status:
            self._write(reply)
        else:
            self._hang_up(reply)

    def _write(self, reply: Reply) -> None:
        body = b"" if self.command == "HEAD" else reply.body
        if reply.manner is Manner.CUT:
            self.close_connection = True
            body = body[: len(body) // 2]
        self._write_head(reply)
        if reply.manner is Manner.SLOW:
            self._trickle(body, reply.wait)
        else:
            self.wfile.write(body)

    def _write_head(self, reply: Reply) -> None:
        self.send_response(reply.status)
        if reply.body:
            self.send_header("Content-Type", reply.content_type)
        if reply.gzipped:
            self.send_header("Content-Encoding", "gzip")
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _trickle(self, body: bytes, wait: float) -> None:
        bounds = [len(body) * piece // PIECES for piece in range(PIECES + 1)]
        for start, end in zip(bounds, bounds[1:]):
            self.wfile.flush()
            self.server.sleep(wait)
            self.wfile.write(body[start:end])

    def _hang_up(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.manner is Manner.SILENT:
            with suppress(OSError):
                self.rfile.read()  # ends when the client goes away
        elif reply.manner is Manner.REFUSED:
            self.server.refuse(reply.wait)
        if reply.manner in (Manner.RESET, Manner.REFUSED):
            self.server.reset(self.connection)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve  # noqa: N815 - the names http.server looks up
