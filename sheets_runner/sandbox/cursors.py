"""Cursors: opaque text that holds where an export is, so that the server need not remember.

Like CleverTap's they are masked bytes in standard base64, handed out percent-encoded. The mask is
the content's own digest, which also tells a damaged or doubly encoded cursor from a good one.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from itertools import cycle
from urllib.parse import quote

from sheets_runner.sandbox.replies import bad_cursor

_DIGEST = 16


@dataclass(frozen=True)
class Place:
    """Where an export is.

    Attributes:
        path: The endpoint that handed the cursor out.
        query: The query as canonical JSON.
        length: Records per page, None for all on one.
        drop: The parts of a record that are left out: ``app``, ``events``, ``profile``.
        export: The export's number; two exports of one query have different cursors.
        offset: How many records came before.
        turn: How often this place was left without moving on (see `spoiling`).
    """

    path: str
    query: str
    length: int | None
    drop: tuple[str, ...]
    export: int
    offset: int = 0
    turn: int = 0


def encode(place: Place) -> str:
    """Return the cursor of a place, percent-encoded: it goes into a URL as it is."""
    text = json.dumps(asdict(place), separators=(",", ":"))
    # Padded so that every cursor ends in "=": one that was encoded twice is then always seen.
    content = text.encode("ascii") + b" " * (-(len(text) + _DIGEST + 1) % 3)
    digest = _digest(content)
    return quote(base64.b64encode(digest + _mask(content, digest)).decode("ascii"), safe="")


def decode(cursor: str) -> Place:
    """Return the place of a cursor whose percent-encoding was undone once.

    Raises:
        Refused: It is not one of our cursors (code 3).
    """
    try:
        data = base64.b64decode(cursor, validate=True)
    except ValueError:
        raise bad_cursor() from None
    digest, content = data[:_DIGEST], _mask(data[_DIGEST:], data[:_DIGEST])
    if _digest(content) != digest:
        raise bad_cursor()
    fields = json.loads(content)
    return Place(**{**fields, "drop": tuple(fields["drop"])})


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_DIGEST]


def _mask(content: bytes, key: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(content, cycle(key)))
