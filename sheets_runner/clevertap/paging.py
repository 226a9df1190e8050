"""Where an export stands: pages, and the cursors between them. No input or output here.

An export ends on a success without ``next_cursor`` and nowhere else; its last page may come without
``records`` (https://developer.clevertap.com/docs/get-events-api).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Mapping
from urllib.parse import urlencode

from sheets_runner.errors import BadCursor, BadReply

BATCH_STEP = 23
"""Pages hold multiples of it: https://developer.clevertap.com/docs/get-user-profiles-api."""

SAMPLES = 16
"""About how many records a page is known by: a whole one is too large to keep."""

_ADDRESS_SAFE = re.compile(r"[!-~]+")
"""Visible ASCII: all that may stand in a request line."""


@dataclass(frozen=True)
class Parts:
    """Which parts of a profile come with each record; none is the fastest.

    Attributes:
        app: Device and app: OS version, make, model, app version.
        events: The summary of the user's events, about three quarters of a record.
        profile: The custom profile properties.
    """

    app: bool = False
    events: bool = False
    profile: bool = False

    def address(self, batch_size: int) -> str:
        """Return the URL parameters of an export; every one is sent, for the defaults differ.

        Args:
            batch_size: Records per page; CleverTap rounds it down to a multiple of 23.
        """
        switches = {"app": self.app, "events": self.events, "profile": self.profile}
        words = {name: str(value).lower() for name, value in switches.items()}
        return urlencode({"batch_size": batch_size, **words})


EVERYTHING = Parts(app=True, events=True, profile=True)


@dataclass(frozen=True)
class Page:
    """One page of an export.

    Attributes:
        records: As CleverTap sent them; empty for a last page without records.
    """

    records: list[dict[str, Any]] = field(repr=False)


class Paging:
    """The cursors of one export, each taken byte for byte as it came.

    Records have no name of their own, so one that comes twice may be two events. But a page that
    is the page before once more is no coincidence. Empty pages do not count.

    Attributes:
        cursor: Fetches the next page; empty when there is none.

    Args:
        start: The reply to the query.

    Raises:
        BadReply: The reply has no cursor.
    """

    def __init__(self, start: Mapping[str, Any]) -> None:
        self._seen: set[str] = set()
        self._before = ""
        self.cursor = self._new("cursor", start.get("cursor"))

    def advance(self, reply: Mapping[str, Any]) -> Page:
        """Return the page in a reply and move on to the next.

        Raises:
            BadReply: The records or the next cursor are not what they must be.
            BadCursor: The next cursor has been there before; the export would never end. Or the
                page is the one before once more.
        """
        page = _page(reply)
        self._refuse_repetition(page.records)
        more = "next_cursor" in reply
        self.cursor = self._new("next_cursor", reply["next_cursor"]) if more else ""
        return page

    def _refuse_repetition(self, records: list[dict[str, Any]]) -> None:
        likeness = _likeness(records) if records else self._before
        if records and likeness == self._before:
            raise BadCursor(
                "CleverTap gave the same page twice, so the export cannot be trusted. Run it again"
                " from the start."
            )
        self._before = likeness

    def _new(self, name: str, cursor: object) -> str:
        if not isinstance(cursor, str) or "#" in cursor or not _ADDRESS_SAFE.fullmatch(cursor):
            raise BadReply(
                f"CleverTap's reply has no usable {name}, so the export cannot be fetched."
                " Run it again."
            )
        if cursor in self._seen:
            raise BadCursor(
                "CleverTap gave the same place marker twice, so the export would go round in"
                " circles. Run it again from the start."
            )
        self._seen.add(cursor)
        return cursor


def _likeness(records: list[dict[str, Any]]) -> str:
    """Return what tells a page from others: its length and some records of it, not all of them."""
    some = records[:: max(1, len(records) // SAMPLES)]
    return json.dumps([len(records), some, records[-1]])


def _page(reply: Mapping[str, Any]) -> Page:
    """Return the page in a reply; one without ``records`` is empty.

    Raises:
        BadReply: The records are not a list of objects.
    """
    records = reply.get("records", [])
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise BadReply(
            "CleverTap's page does not hold a list of records, so nothing is taken from it."
            " Run it again."
        )
    return Page(records)
