"""A checked question: what one row asks, ready to be sent."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Mapping

from sheets_runner.query import words
from sheets_runner.query.cql import Period, Query, undated
from sheets_runner.table.cells import Problem, RawCell


class Get(Enum):
    """What a row wants back: the words of `Get`, and the connector's own pair."""

    EVENT_COUNT = ("Event count", "counts", "events")
    USER_COUNT = ("User count", "counts", "profiles")
    EVENT_RECORDS = ("Event records", "events", "events")
    USER_PROFILES = ("User profiles", "events", "profiles")

    def __init__(self, words: str, api: str, object_type: str) -> None:
        self.words = words
        self.api = api
        self.object_type = object_type

    @property
    def is_count(self) -> bool:
        """Whether the answer is a number rather than records."""
        return self.api == "counts"


@dataclass(frozen=True)
class Question:
    """What a row asks.

    Attributes:
        name: The row's label.
        app: The section of the configuration whose account is asked.
        get: What is wanted back.
        query: The query.
        zone: The app's time zone, in which its days and times are.
        reads_as: The query in plain words.
        output_tab: The tab for records as the row names it; empty for the default.
        columns: The columns of the records as the row picks them; empty for the default.
        max_records: The most records to write, None for the configured limit.
        periods: The days, weeks or months to count one by one; empty for one answer.
    """

    name: str
    app: str
    get: Get
    query: Query
    zone: str
    reads_as: str
    output_tab: str = ""
    columns: tuple[str, ...] = ()
    max_records: int | None = None
    periods: tuple[Period, ...] = ()

    @property
    def steps(self) -> tuple[Question, ...]:
        """The questions to ask, one for each period, the newest last."""
        return tuple(map(self.during, self.periods)) or (self,)

    def during(self, period: Period) -> Question:
        """Return the question for other days, for one answer.

        Args:
            period: The days; the question must have an event.
        """
        query = self.query.during(period)
        said = words.reads_as(self.get.words, query, self.zone)
        return replace(self, query=query, reads_as=said, periods=())

    @property
    def event(self) -> str:
        """The event asked for; empty for profiles by filter."""
        return self.query.base.event if self.query.base else ""

    @property
    def period(self) -> Period | None:
        """The days asked for; None for profiles by filter."""
        return self.query.base.period if self.query.base else None

    @property
    def fingerprint(self) -> str:
        """Eight hex digits over Get, app, event and every filter.

        Days and labels do not count, nor does the order of columns, blocks, listed values and
        places; that of the parts of a place or circle does.
        """
        asked = [self.get.words, self.app, _unordered(undated(self.query.body()))]
        text = json.dumps(asked, sort_keys=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:8]


def _unordered(value: Any, key: str = "") -> Any:
    """Return a body whose lists are sorted where their order does not change what is asked."""
    if isinstance(value, dict):
        return {name: _unordered(item, name) for name, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [_unordered(item) for item in value]
    if key == "value" or all(isinstance(item, (dict, list)) for item in items):
        return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    return items


@dataclass(frozen=True)
class CheckedRow:
    """A row after reading: a question, or what to fix, or neither when it is switched off.

    Attributes:
        number: The 1-based row of the input tab.
        name: Its label, as far as it could be read.
        id_text: What its `ID` cell holds.
        question: None when there are problems or the row is not active.
        problems: What to fix.
        active: Whether the row is switched on.
        results: What stands in its result cells, by normalised header.
        places: The A1 names of its cells, by part.
    """

    number: int
    name: str
    id_text: str
    question: Question | None
    problems: tuple[Problem, ...] = ()
    active: bool = True
    results: Mapping[str, RawCell] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The status of its last run, empty before the first."""
        value = self.results["status"].value if "status" in self.results else None
        return value if isinstance(value, str) else ""
