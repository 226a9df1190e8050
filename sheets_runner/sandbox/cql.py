"""CQL as value objects: https://developer.clevertap.com/docs/clevertap-query-language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from sheets_runner.sandbox.decisions import Scalar

FIRST_TIME = "first_time"
TIME_OF_DAY = "time_of_day"
SESSION_NAMES = frozenset(
    {
        FIRST_TIME,
        TIME_OF_DAY,
        "session_source",
        "session_referrer",
        "utm_source",
        "utm_medium",
        "utm_campaign",
    }
)
"""The session properties that documents or recorded replies name; others are refused."""

Region = Tuple[str, ...]
"""Country, state and city; or country and state; or a country."""


@dataclass(frozen=True)
class Filter:
    """One condition on a property.

    Attributes:
        name: The property's exact name.
        operator: One of the ten.
        wanted: The values, any of which will do; empty for the two existence operators.
    """

    name: str
    operator: str
    wanted: tuple[Scalar, ...] = ()


@dataclass(frozen=True)
class Block:
    """An event within a range of days, with its filters.

    Attributes:
        event: The exact name, None for any event.
        first: The first day, YYYYMMDD, included.
        last: The last day, YYYYMMDD, included.
        properties: Conditions on the event's properties.
        session: Conditions on the session it happened in.
    """

    event: str | None
    first: int
    last: int
    properties: tuple[Filter, ...] = ()
    session: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class Did:
    """How often a user did some blocks, taken together.

    Attributes:
        blocks: The blocks whose events are counted.
        operator: ``equals``, ``not_equals`` or one of the four comparisons.
        value: What the number of events is compared with.
    """

    blocks: tuple[Block, ...]
    operator: str = "greater_than_equals"
    value: int = 1


@dataclass(frozen=True)
class ProfileFilter:
    """One condition on a user.

    Attributes:
        section: The section of ``common_profile_properties`` it stands in.
        condition: The condition.
    """

    section: str
    condition: Filter


@dataclass(frozen=True)
class Query:
    """A whole question; all its parts must hold.

    Attributes:
        base: The events asked for.
        profile: Conditions on their users.
        regions: Their users must be in one of them; empty where it is not asked.
        did_all: Each must hold for the user, who must have done its block at all.
        did_any: Must hold for the user; None where it is not asked.
        did_none: None may hold for the user, read like those of `did_all`.
    """

    base: Block
    profile: tuple[ProfileFilter, ...] = ()
    regions: tuple[Region, ...] = ()
    did_all: tuple[Did, ...] = ()
    did_any: Did | None = None
    did_none: tuple[Did, ...] = ()
