"""From a request's JSON to a `Query`. What is not understood is refused, never passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Collection, Mapping

from sheets_runner.sandbox import filters
from sheets_runner.sandbox.cql import Block, Did, ProfileFilter, Query, Region
from sheets_runner.sandbox.decisions import DAYS_WITHOUT_BASE, ORDER
from sheets_runner.sandbox.filters import listed, only, text
from sheets_runner.sandbox.replies import Refused, invalid_date, invalid_event, unsupported

_BASE = ("event_name", "from", "to")
_FILTERS = ("event_properties", "session_properties")
_SECTIONS = ("common_profile_properties", "advanced_query")
_COUNT = ("operator", "value")
_COUNT_OPERATORS = frozenset({"equals", "not_equals", *ORDER})
_REGIONS = "geo_fields"
_RADIUS = "geo_radius"
_DAY = re.compile(r"[0-9]{8}")


@dataclass(frozen=True)
class Reader:
    """Reads the queries of one endpoint.

    Attributes:
        today: The last day that may be asked for.
        events: The names of all known events.
        base_required: Whether a query must name an event and its days. Where not, a query with a
            profile filter or advanced query stands for all events of the past 365 days.
    """

    today: date
    events: Collection[str]
    base_required: bool

    def read(self, body: Any) -> Query:
        """Return the query of a request's body.

        Raises:
            Refused: With CleverTap's code and text, or one that says what is not supported.
        """
        query = only(body, "The query", (*_BASE, *_FILTERS, *_SECTIONS))
        advanced = query.get("advanced_query", {})
        advanced = only(advanced, "advanced_query", ("did_all", "did_any", "did_none"))
        sections = _sections(query.get("common_profile_properties", {}))
        profile, regions = _profile(sections), _regions(sections)
        base = self._base(query, has_filter=bool(profile or regions or advanced))
        return Query(
            base=base,
            profile=profile,
            regions=regions,
            did_all=self._dids(advanced, "did_all"),
            did_any=self._did_any(advanced["did_any"]) if "did_any" in advanced else None,
            did_none=self._dids(advanced, "did_none"),
        )

    def _base(self, query: Mapping[str, Any], *, has_filter: bool) -> Block:
        if self.base_required or any(key in query for key in (*_BASE, *_FILTERS)):
            return self._block(query)
        if not has_filter:
            raise Refused("Mandatory parameter missing : event_name")
        first = self.today - timedelta(days=DAYS_WITHOUT_BASE - 1)
        return Block(None, _number(first), _number(self.today))

    def _block(self, block: Mapping[str, Any]) -> Block:
        for key in _BASE:
            if key not in block:
                raise Refused(f"Mandatory parameter missing : {key}")
        first, last = self._day(block, "from"), self._day(block, "to")
        if first > last:
            raise invalid_date(f"from {first} is after to {last}")
        event = text(block["event_name"], "event_name")
        if event not in self.events:
            raise invalid_event(event)
        return Block(
            event=event,
            first=first,
            last=last,
            properties=filters.properties(block.get("event_properties", []), "event_properties"),
            session=filters.session(block.get("session_properties", [])),
        )

    def _day(self, block: Mapping[str, Any], key: str) -> int:
        day = block[key]
        if isinstance(day, bool) or not isinstance(day, int) or not _exists(str(day)):
            raise invalid_date(f"{key} must be a day written as the number YYYYMMDD")
        if day > _number(self.today):
            raise invalid_date(f"{key} {day} is in the future")
        return day

    def _dids(self, advanced: Mapping[str, Any], key: str) -> tuple[Did, ...]:
        return tuple(self._did(entry, key) for entry in listed(advanced.get(key, []), key))

    def _did(self, entry: Any, key: str) -> Did:
        entry = only(entry, key, (*_BASE, *_FILTERS, *_COUNT))
        return _counted((self._block(entry),), entry)

    def _did_any(self, did_any: Any) -> Did:
        did_any = only(did_any, "did_any", ("any_events", *_COUNT))
        entries = listed(did_any.get("any_events"), "any_events")
        if not entries:
            raise Refused("any_events must hold at least one event")
        blocks = [only(entry, "any_events", (*_BASE, *_FILTERS)) for entry in entries]
        return _counted(tuple(self._block(block) for block in blocks), did_any)


def _sections(value: Any) -> dict[str, Any]:
    where = "common_profile_properties"
    sections = only(value, where, (*filters.SECTIONS, _REGIONS, _RADIUS))
    if _RADIUS in sections:
        raise unsupported(f'"{_RADIUS}", whose order and unit CleverTap does not document,')
    return sections


def _profile(sections: Mapping[str, Any]) -> tuple[ProfileFilter, ...]:
    return tuple(
        ProfileFilter(section, condition)
        for section in sections
        if section in filters.SECTIONS
        for condition in filters.profile(sections[section], section)
    )


def _regions(sections: Mapping[str, Any]) -> tuple[Region, ...]:
    return filters.regions(sections[_REGIONS]) if _REGIONS in sections else ()


def _counted(blocks: tuple[Block, ...], keys: Mapping[str, Any]) -> Did:
    """Return the blocks with their count; operator and value are both there, or neither."""
    given = [key for key in _COUNT if key in keys]
    if not given:
        return Did(blocks)
    if len(given) < len(_COUNT):
        raise Refused("A count needs both operator and value")
    name, value = keys["operator"], keys["value"]
    if not isinstance(name, str) or name not in _COUNT_OPERATORS:
        raise Refused(f"{name} is no operator of a count")
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused("The value of a count must be a whole number, 0 or more")
    return Did(blocks, name, value)


def _exists(digits: str) -> bool:
    if not _DAY.fullmatch(digits):
        return False
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day
