"""gzip, for clients that accept it.

Packed pieces can be put together: gzip data is a series of members
(https://www.rfc-editor.org/rfc/rfc1952#section-2.2).
"""

from __future__ import annotations

import gzip
import re
from dataclasses import replace

from sheets_runner.sandbox.replies import Reply

SMALLEST = 1000
"""Bytes; less is not worth packing."""

_LEVEL = 1
_NEVER = re.compile(r"q=0(?:\.0*)?")


def pack(data: bytes) -> bytes:
    """Return data as gzip, the same at all times."""
    return gzip.compress(data, _LEVEL, mtime=0)


def unpack(reply: Reply) -> Reply:
    """Return a reply with its body as it is meant."""
    if not reply.gzipped:
        return reply
    return replace(reply, body=gzip.decompress(reply.body), gzipped=False)


def fit(reply: Reply, accepted: str) -> Reply:
    """Return a reply as its client can take it.

    Args:
        reply: The reply, packed or not.
        accepted: The request's ``Accept-Encoding``.
    """
    if not _accepts(accepted):
        return unpack(reply)
    if reply.gzipped or len(reply.body) < SMALLEST:
        return reply
    return replace(reply, body=pack(reply.body), gzipped=True)


def _accepts(accepted: str) -> bool:
    codings = (coding.partition(";") for coding in accepted.lower().replace(" ", "").split(","))
    return any(name == "gzip" and not _NEVER.fullmatch(weight) for name, _, weight in codings)
