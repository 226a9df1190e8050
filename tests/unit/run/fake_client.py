"""A connector that answers from a script, by app and event; it refuses what it does not know."""

from __future__ import annotations

import threading
from typing import Any, Callable, List, Mapping, NamedTuple, Sequence, Tuple, Union

from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.query.question import Get

Records = List[Mapping[str, Any]]
AGAIN = "again"
"""The step of an export that begins again from its first page."""
Step = Union[Records, BaseException, str, Callable[[], Records]]
"""A page, an error, `AGAIN`, or something done between two pages that gives a page."""
Scripted = Union[Count, BaseException, Callable[[], Count], Tuple[Step, ...]]
"""What comes of a question: a count, or the steps of an export."""


class Asked(NamedTuple):
    """A question that was asked; `parts` only of an export."""

    app: str
    get: Get
    event: str
    parts: Parts | None = None


class FakeConnector:
    """Gives a client for an app and a `Get`, as the connector does.

    Args:
        answers: What comes of the questions, by event.
        ranges: The events that an export of one event is cut in; none is cut by default.
        names: The events that are listed, by app.
        properties: The profile properties that are listed, by app.

    Attributes:
        asked: Every question, in the order they came.
        named: The apps whose names were asked for, in the order they were.
    """

    def __init__(
        self,
        answers: Mapping[str, Scripted],
        ranges: Mapping[str, Sequence[str]] | None = None,
        names: Mapping[str, Sequence[str]] | None = None,
        properties: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.asked: list[Asked] = []
        self.named: list[str] = []
        self.ranges = ranges or {}
        self._names = {NameKind.EVENTS: names or {}, NameKind.PROPERTIES: properties or {}}
        self._answers = answers
        self._lock = threading.Lock()

    def __call__(self, app: str, get: Get) -> FakeClient:
        """Return a client; any app is known."""
        return FakeClient(self, app, get)

    @property
    def events(self) -> list[str]:
        """The events asked for, in order."""
        return [asked.event for asked in self.asked]

    def answer(self, asked: Asked) -> Scripted:
        """Note a question and return what the script says."""
        with self._lock:
            self.asked.append(asked)
        assert asked.event in self._answers, f"the script knows no {asked.event!r}"
        return self._answers[asked.event]

    def names(self, app: str, kind: NameKind) -> Sequence[str]:
        """Note that an app's names are asked for and return those of the script."""
        with self._lock:
            self.named.append(app)
        assert app in self._names[kind], f"the script lists no {kind.value} of {app!r}"
        return self._names[kind][app]


class FakeClient:
    """A client for one app and one kind of answer."""

    def __init__(self, connector: FakeConnector, app: str, get: Get) -> None:
        self._connector = connector
        self._app = app
        self._get = get

    def count(self, query: Mapping[str, Any]) -> Count:
        """Return the scripted count."""
        assert self._get.is_count, f"{self._get.words} is no count"
        found = self._connector.answer(self._asked(query))
        if isinstance(found, BaseException):
            raise found
        answer = found() if callable(found) else found
        assert isinstance(answer, Count), f"the script has no count: {answer!r}"
        return answer

    def ranges(self, query: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Return the scripted ranges."""
        event = str(query.get("event_name", ""))
        cut = self._connector.ranges.get(event)
        return [{**query, "event_name": part} for part in cut] if cut else [query]

    def deliver(
        self, query: Mapping[str, Any], parts: Parts, begin: Callable[[], Callable[[Page], None]]
    ) -> None:
        """Hand over the scripted pages."""
        assert not self._get.is_count, f"{self._get.words} is a count"
        found = self._connector.answer(self._asked(query)._replace(parts=parts))
        assert isinstance(found, tuple), f"the script has no pages: {found!r}"
        take = begin()
        for step in found:
            if isinstance(step, BaseException):
                raise step
            if isinstance(step, str):
                take = begin()
            else:
                records = step() if callable(step) else step
                take(Page([dict(record) for record in records]))

    def names(self, kind: NameKind) -> Sequence[str]:
        """Return the scripted names."""
        return self._connector.names(self._app, kind)

    def _asked(self, query: Mapping[str, Any]) -> Asked:
        return Asked(self._app, self._get, str(query.get("event_name", "")))
