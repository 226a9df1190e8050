"""Counts: the number at once, or ``partial`` and a ``req_id`` to ask again with.

https://developer.clevertap.com/docs/get-event-count-api
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any, Callable, Mapping

from sheets_runner.sandbox import replies
from sheets_runner.sandbox.asking import Request, Subject
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.replies import Refused, Reply

_FIRST_REQ_ID = 384_649_162_721_759
_REQ_ID_STEP = 7_919
_REQ_ID = re.compile(r"[0-9]{1,18}")


@dataclass
class _Pending:
    """A count that was asked for.

    Attributes:
        reply: The final answer.
        partials: How many ``partial`` answers are still to come.
        ready: The monotonic second before which it stays ``partial``.
        query: What was asked.
    """

    reply: Reply
    partials: float
    ready: float
    query: str


class Counts:
    """One count endpoint.

    Args:
        path: The endpoint's path.
        count: Returns the keys of a reply for a request's JSON, or raises `Refused`.
        options: Say how long counts stay ``partial``.
        monotonic: Returns seconds that never run backwards.
    """

    def __init__(
        self,
        path: str,
        count: Callable[[Any], Mapping[str, Any]],
        options: Options,
        monotonic: Callable[[], float],
    ) -> None:
        self._path = path
        self._count = count
        self._options = options
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._pending: dict[int, _Pending] = {}

    def answer(self, request: Request, partials: float = 0) -> Reply:
        """Answer a POST with a query, or a GET with a ``req_id``.

        Args:
            request: The request.
            partials: How many answers more than usual are ``partial``, this one included.

        Raises:
            Refused: The query or the ``req_id`` is wrong.
        """
        if request.method == "GET":
            return self._poll(request.parameters(("req_id",)), partials)
        request.parameters(())
        reply = replies.success(**self._count(request.json()))
        partials += self._options.partial_polls
        if not partials and not self._options.partial_ms:
            return reply
        ready = self._monotonic() + self._options.partial_ms / 1000
        with self._lock:
            req_id = _FIRST_REQ_ID + _REQ_ID_STEP * len(self._pending)
            pending = self._pending[req_id] = _Pending(reply, partials, ready, request.text())
            return self._look(req_id, pending)

    def subject(self, request: Request) -> Subject:
        """Return what a request is about, also where it will be refused."""
        if request.method == "POST":
            return Subject(self._path, "count", request.text())
        with self._lock:
            pending = self._find(request.query.partition("req_id=")[2])
        return Subject(self._path, "poll", pending.query if pending else request.query)

    def reset(self) -> None:
        """Forget all counts; their ``req_id`` are no good any more."""
        with self._lock:
            self._pending.clear()

    def _poll(self, parameters: Mapping[str, str], partials: float) -> Reply:
        if "req_id" not in parameters:
            raise Refused("Mandatory parameter missing : req_id")
        text = parameters["req_id"]
        with self._lock:
            pending = self._find(text)
            if pending is None:
                raise Refused("Invalid request id")
            pending.partials += partials
            return self._look(int(text), pending)

    def _find(self, req_id: str) -> _Pending | None:
        return self._pending.get(int(req_id)) if _REQ_ID.fullmatch(req_id) else None

    def _look(self, req_id: int, pending: _Pending) -> Reply:
        if pending.partials <= 0 and self._monotonic() >= pending.ready:
            return pending.reply
        pending.partials -= 1
        return replies.partial(req_id)
