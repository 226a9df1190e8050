"""The numbers in a reply of the counts API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Mapping

from sheets_runner.errors import BadReply


@dataclass(frozen=True)
class Count:
    """The answer of the counts API; what a reply does not have is None.

    Attributes:
        count: Events or users, as asked.
        occurrences: How often those users did it (``tcount``).
        users: Users (``userDeviceCount.users``).
        devices: Devices (``userDeviceCount.devices``).
    """

    count: int
    occurrences: int | None = None
    users: int | None = None
    devices: int | None = None


def read_count(reply: Mapping[str, Any]) -> Count:
    """Return the numbers in a reply.

    Raises:
        BadReply: There is no count, or a number is not a whole number of at least 0.
    """
    devices = reply.get("userDeviceCount", {})
    if not isinstance(devices, dict):
        raise _bad("userDeviceCount", devices)
    count = _number(reply, "count")
    if count is None:
        raise _bad("count", None)
    return Count(
        count, _number(reply, "tcount"), _number(devices, "users"), _number(devices, "devices")
    )


def _number(reply: Mapping[str, Any], key: str) -> int | None:
    value = reply.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _bad(key, value)
    return value


def _bad(key: str, value: object) -> BadReply:
    what = "is missing" if value is None else f"is {value!r:.60}"
    return BadReply(
        f"CleverTap's reply is no count: {key} {what}, but must be a whole number of at least 0."
        " Run it again; if it stays, tell CleverTap's support."
    )
