"""Exports in two steps: a query gets a cursor, cursors get pages.

https://developer.clevertap.com/docs/get-events-api
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any, Callable, Mapping
from urllib.parse import unquote

from sheets_runner.sandbox import cursors, decisions, replies
from sheets_runner.sandbox.asking import Request, Subject
from sheets_runner.sandbox.cursors import Place
from sheets_runner.sandbox.records import SWITCHES
from sheets_runner.sandbox.replies import Refused, Reply
from sheets_runner.sandbox.sources import Source

Find = Callable[[Any], Source]

_PARAMETERS = ("batch_size", "cursor", *SWITCHES)
_BATCH_SIZE = re.compile(r"[1-9][0-9]{0,8}")


class Exports:
    """One export endpoint.

    Args:
        path: The endpoint's path; a cursor of one endpoint is no good at another.
        find: Returns what a request's JSON asks for, or raises `Refused`.
        not_ready_polls: How many first reads of an export answer code 2.
    """

    def __init__(self, path: str, find: Find, not_ready_polls: int) -> None:
        self._path = path
        self._not_ready_polls = not_ready_polls
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._polls: Counter[int] = Counter()
        # Cursors hold their query, so its answer is only kept to make the next page quick.
        self._found = lru_cache(maxsize=16)(lambda query: find(json.loads(query)))

    def answer(self, request: Request) -> Reply:
        """Answer a request: one with a cursor gets a page, one without a cursor.

        Raises:
            Refused: The query, a URL parameter or the cursor is wrong, or the page is not ready.
        """
        parameters = request.parameters(_PARAMETERS)
        length, drop = _page_length(parameters), _dropped(parameters)
        if "cursor" in parameters:
            return self._page(cursors.decode(parameters["cursor"]))
        if request.method == "GET":
            raise Refused("Mandatory parameter missing : cursor")
        query = json.dumps(request.json())
        self._found(query)
        place = Place(self._path, query, length, drop, next(self._numbers))
        return replies.success(cursor=cursors.encode(place))

    def subject(self, request: Request) -> Subject:
        """Return what a request is about, also where it will be refused."""
        cursor = request.cursor()
        if request.method == "POST" and not cursor:
            return Subject(self._path, "export", request.text())
        try:
            place = cursors.decode(unquote(cursor))
        except Refused:
            return Subject(self._path, "page", request.query)
        return Subject(self._path, "page", place.query, place.offset, place.export)

    def reset(self) -> None:
        """Forget which cursors were read; they stay good."""
        with self._lock:
            self._polls.clear()

    def _page(self, place: Place) -> Reply:
        if place.path != self._path:
            raise replies.bad_cursor()
        self._await_ready(place)
        page = self._found(place.query).page(place.offset, place.length, place.drop)
        if page is None:
            return replies.success()
        return page.reply(cursors.encode(replace(place, offset=page.end, turn=0)))

    def _await_ready(self, place: Place) -> None:
        if place.offset:
            return
        with self._lock:
            self._polls[place.export] += 1
            if self._polls[place.export] <= self._not_ready_polls:
                raise replies.in_progress()


def _page_length(parameters: Mapping[str, str]) -> int | None:
    text = parameters.get("batch_size")
    if text is None:
        return decisions.page_length(None)
    if not _BATCH_SIZE.fullmatch(text):
        raise Refused("batch_size must be a whole number from 1 on")
    return decisions.page_length(int(text))


def _dropped(parameters: Mapping[str, str]) -> tuple[str, ...]:
    for switch in SWITCHES:
        if parameters.get(switch, "true") not in ("true", "false"):
            raise Refused(f"{switch} must be true or false")
    return tuple(switch for switch in SWITCHES if parameters.get(switch) == "false")
