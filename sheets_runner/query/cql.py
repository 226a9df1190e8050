"""CQL as values: filters, event blocks and whole queries, and their JSON body.

The language: https://developer.clevertap.com/docs/clevertap-query-language. Everything here is
frozen, checked when it is made, and compared by value.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Dict, Mapping, Tuple, Union

FilterValue = Union[str, int, float, "tuple[str | int | float, ...]", None]
"""One value, several (any of them), or none (`exists`)."""

Place = Tuple[str, ...]
"""Country, state and city, from one to three of them."""
Circle = Tuple[float, float, float]
"""The three numbers of ``geo_radius``; CleverTap does not document their order and unit."""

Body = Dict[str, Any]

EQUALS, NOT_EQUALS = "equals", "not_equals"
CONTAINS, NOT_CONTAINS = "contains", "does_not_contain"
EXISTS, NOT_EXISTS = "exists", "does_not_exist"
COMPARISONS = ("greater_than", "greater_than_equals", "less_than", "less_than_equals")
OPERATORS = (EQUALS, NOT_EQUALS, CONTAINS, NOT_CONTAINS, EXISTS, NOT_EXISTS, *COMPARISONS)

TIME_OF_DAY = "time_of_day"
ALWAYS_NAMED = ("event_properties", "profile_fields", "app_fields")
"""Sections in which CleverTap's own examples name `equals` even for a single value."""
NEVER_NAMED = ("session_properties",)
"""Sections in which they never do."""


@dataclass(frozen=True)
class Filter:
    """One property compared with a value.

    Attributes:
        section: The key of the body whose list it stands in, e.g. ``event_properties``.
        name: The property's exact name.
        operator: One of `OPERATORS`.
        value: See `FilterValue`.
        shown: How the cell shows the value where that differs, e.g. ``25%``.
    """

    section: str
    name: str
    operator: str
    value: FilterValue
    shown: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.operator not in OPERATORS:
            raise ValueError(f"{self.operator} is no operator")
        if (self.value is None) != (self.operator in (EXISTS, NOT_EXISTS)):
            raise ValueError(f"{self.operator} with the value {self.value!r}")
        numeric = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        if self.operator in COMPARISONS and not numeric:
            raise ValueError(f"{self.operator} compares numbers, not {self.value!r}")
        if isinstance(self.value, tuple) and self.operator != EQUALS:
            raise ValueError(f"{self.operator} takes one value")

    def body(self) -> Body:
        """Return the filter as CleverTap's examples write it."""
        named = self.section in ALWAYS_NAMED or (
            isinstance(self.value, tuple) and self.section not in NEVER_NAMED
        )
        body: Body = {"name": self.name}
        if named or self.operator != EQUALS:
            body["operator"] = self.operator
        if self.value is not None:
            body["value"] = list(self.value) if isinstance(self.value, tuple) else self.value
        return body


@dataclass(frozen=True)
class Period:
    """Days, first and last included, in the project's time zone."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a period ends before it starts")

    def body(self) -> Body:
        """Return ``from`` and ``to`` as CleverTap writes days: YYYYMMDD as a number."""
        return {"from": int(f"{self.first:%Y%m%d}"), "to": int(f"{self.last:%Y%m%d}")}


@dataclass(frozen=True)
class Count:
    """How often: an operator and a whole number."""

    operator: str
    value: int

    def __post_init__(self) -> None:
        if self.operator not in (EQUALS, *COMPARISONS) or self.value < 0:
            raise ValueError(f"no count: {self.operator} {self.value}")

    @property
    def allows_none(self) -> bool:
        """Whether not once is often enough."""
        if self.operator == "less_than":
            return self.value > 0
        return self.operator == "less_than_equals" or (
            self.value == 0 and self.operator != "greater_than"
        )

    def body(self) -> Body:
        """Return the two keys of a count."""
        return {"operator": self.operator, "value": self.value}


@dataclass(frozen=True)
class Block:
    """An event with its days and filters: the base of a query, or a part of an advanced one.

    Attributes:
        event: The event's exact name.
        period: Its days.
        filters: Event and session filters.
        count: How often a user did it; None for at least once.
        follows: Whether its days are those of the query's base because nothing else was said.
    """

    event: str
    period: Period
    filters: tuple[Filter, ...] = ()
    count: Count | None = None
    follows: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        if not self.event:
            raise ValueError("an event has a name")

    def body(self) -> Body:
        """Return the block's keys."""
        return {
            "event_name": self.event,
            **self.period.body(),
            **sections(self.filters),
            **(self.count.body() if self.count else {}),
        }


@dataclass(frozen=True)
class Query:
    """A whole query: base event, profile filters and advanced parts, all of which must hold.

    Attributes:
        base: The event asked for; None only for profiles by filter.
        profile: Filters on the user.
        did_all: The user did each of these.
        did_any: The user did at least one, or all together as often as `any_count` says.
        any_count: The count over all of `did_any`.
        did_none: The user did none of these.
        places: The user is in any of these.
        circles: The user is in any of these.
    """

    base: Block | None = None
    profile: tuple[Filter, ...] = ()
    did_all: tuple[Block, ...] = ()
    did_any: tuple[Block, ...] = ()
    any_count: Count | None = None
    did_none: tuple[Block, ...] = ()
    places: tuple[Place, ...] = ()
    circles: tuple[Circle, ...] = ()

    def __post_init__(self) -> None:
        if not (self.base or self.filters_users):
            raise ValueError("a query asks for something")
        if self.any_count and not self.did_any:
            raise ValueError("a count over no events")
        if any(block.count for block in self.did_any):
            raise ValueError("did_any counts all its events together")

    @property
    def filters_users(self) -> bool:
        """Whether anything is asked of the users besides the base event."""
        about = (self.profile, self.places, self.circles)
        return any((*about, self.did_all, self.did_any, self.did_none))

    def body(self) -> Body:
        """Return the JSON body."""
        body = self.base.body() if self.base else {}
        profile = sections(self.profile)
        if self.places:
            profile["geo_fields"] = [list(place) for place in self.places]
        if self.circles:
            profile["geo_radius"] = [list(circle) for circle in self.circles]
        if profile:
            body["common_profile_properties"] = profile
        advanced = self._advanced()
        if advanced:
            body["advanced_query"] = advanced
        return body

    def during(self, period: Period) -> Query:
        """Return the query for other days; blocks with days of their own keep them."""
        if self.base is None:
            raise ValueError("only a query with an event has days")
        return replace(
            self,
            base=replace(self.base, period=period),
            did_all=_moved(self.did_all, period),
            did_any=_moved(self.did_any, period),
            did_none=_moved(self.did_none, period),
        )

    def _advanced(self) -> Body:
        advanced: Body = {}
        if self.did_all:
            advanced["did_all"] = [block.body() for block in self.did_all]
        if self.did_any:
            events = [block.body() for block in self.did_any]
            count = self.any_count or Count("greater_than_equals", 1)
            advanced["did_any"] = {"any_events": events, **count.body()}
        if self.did_none:
            advanced["did_none"] = [block.body() for block in self.did_none]
        return advanced


def _moved(blocks: tuple[Block, ...], period: Period) -> tuple[Block, ...]:
    return tuple(replace(block, period=period) if block.follows else block for block in blocks)


def sections(filters: tuple[Filter, ...]) -> Body:
    """Return filters as lists by section, in the order they came."""
    found: Body = {}
    for item in filters:
        found.setdefault(item.section, []).append(item.body())
    return found


def undated(body: Mapping[str, Any]) -> Body:
    """Return a body without its days: what stays the same when only the dates move."""
    return {key: _undated_value(value) for key, value in body.items() if key not in ("from", "to")}


def _undated_value(value: Any) -> Any:
    if isinstance(value, dict):
        return undated(value)
    if isinstance(value, list):
        return [_undated_value(item) for item in value]
    return value
