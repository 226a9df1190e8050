"""How an answer is spoiled: a function for each kind of harm, from a call to a reply."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Callable, Mapping, Union, cast
from urllib.parse import unquote

from sheets_runner.sandbox import cursors, packing, replies
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.counts import Counts
from sheets_runner.sandbox.exports import Exports
from sheets_runner.sandbox.replies import Manner, Refused, Reply
from sheets_runner.sandbox.schema import Schema

Endpoint = Union[Exports, Counts, Schema]

PADDING = 52_428_801
"""Bytes: one more than 50 MiB."""

_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Call:
    """A request that a fault strikes.

    Attributes:
        request: The request.
        endpoint: Who would answer it.
        settings: The fault's settings, e.g. ``wait_ms``.
        now: Returns the present moment, in UTC.
    """

    request: Request = field(repr=False)
    endpoint: Endpoint
    settings: Mapping[str, Any]
    now: Callable[[], datetime]

    def answer(self) -> Reply:
        """Return the right answer, its body not packed."""
        try:
            return packing.unpack(self.endpoint.answer(self.request))
        except Refused as refused:
            return refused.reply()


Spoil = Callable[[Call], Reply]


def refuse(refused: Refused) -> Spoil:
    """Refuse the request, without looking at it."""
    return lambda _: refused.reply()


def say(status: int, body: Mapping[str, Any] | None = None) -> Spoil:
    """Answer with a status and JSON, or an empty body."""
    return lambda _: Reply(status, b"" if body is None else replies.encode(body))


def show_html(status: int, title: str) -> Spoil:
    """Answer with the HTML page of something that stands before the API."""
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\r\n"
    return lambda _: Reply(status, page.encode(), _HTML)


def with_delay_in_seconds(refused: Refused) -> Spoil:
    """Refuse, and say in how many ``seconds`` to come again.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """

    def spoil(call: Call) -> Reply:
        delay = str(call.settings["seconds"])
        return replace(refused.reply(), headers=(("Retry-After", delay),))

    return spoil


def with_delay_as_date(refused: Refused) -> Spoil:
    """Refuse, and say when to come again, ``seconds`` from now."""

    def spoil(call: Call) -> Reply:
        moment = call.now() + timedelta(seconds=call.settings["seconds"])
        date = format_datetime(moment, usegmt=True)
        return replace(refused.reply(), headers=(("Retry-After", date),))

    return spoil


def redirect(call: Call) -> Reply:
    """Send the client to another ``location``; 307 asks it to repeat method, headers and body."""
    return Reply(307, headers=(("Location", call.settings["location"]),))


def hang_up(manner: Manner) -> Spoil:
    """Send nothing; REFUSED keeps the door shut for ``wait_ms``."""
    return lambda call: Reply(0, manner=manner, wait=call.settings.get("wait_ms", 0) / 1000)


def cut(call: Call) -> Reply:
    """Break off in the middle of the right answer."""
    return replace(call.answer(), manner=Manner.CUT)


def slow(call: Call) -> Reply:
    """Send the right answer in pieces, with ``wait_ms`` before each."""
    return replace(call.answer(), manner=Manner.SLOW, wait=call.settings["wait_ms"] / 1000)


def halve(call: Call) -> Reply:
    """Send the first half of the right answer as if it were all."""
    reply = call.answer()
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def mislabel(call: Call) -> Reply:
    """Call the right answer HTML."""
    return replace(call.answer(), content_type=_HTML)


def pad(call: Call) -> Reply:
    """Send the right answer with more than 50 MB of white space in it."""
    reply = call.answer()
    return replace(reply, body=reply.body[:1] + b" " * PADDING + reply.body[1:])


def unfinished(answers: float) -> Spoil:
    """Let a count be ``partial`` so many answers more; ``math.inf`` for good."""

    def spoil(call: Call) -> Reply:
        counts = cast("Counts", call.endpoint)  # the list of faults lets it strike nothing else
        return counts.answer(call.request, answers)

    return spoil


def empty_page(call: Call) -> Reply:
    """Put a page without records before the right one."""
    return _reshape(call, lambda page: {**page, "next_cursor": _same_place(call), "records": []})


def duplicate_page(call: Call) -> Reply:
    """Send the right page, with a cursor to the same page once more."""
    return _reshape(call, lambda page: {**page, "next_cursor": _same_place(call)})


def repeat_cursor(call: Call) -> Reply:
    """Send the right page, with the cursor that the client came with."""
    return _reshape(call, lambda page: {**page, "next_cursor": call.request.cursor()})


def _reshape(call: Call, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
    """Change the keys of a page; the last page, a bare success, and failures stay."""
    reply = call.answer()
    page = json.loads(reply.body)
    return replace(reply, body=replies.encode(change(page))) if "records" in page else reply


def _same_place(call: Call) -> str:
    """Return another cursor for the place the client has asked for."""
    place = cursors.decode(unquote(call.request.cursor()))
    return cursors.encode(replace(place, turn=place.turn + 1))
