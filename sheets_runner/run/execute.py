"""Asking CleverTap: jobs in, answers out, side by side; one row's failure stays its own."""

from __future__ import annotations

import json
import queue
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Callable, Iterable, Iterator, Mapping, Protocol, Sequence, TypeVar

from sheets_runner.clevertap.abreast import Check, abreast
from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.errors import Unauthorised, UnknownEvent
from sheets_runner.query.question import Get
from sheets_runner.run import naming
from sheets_runner.run.faults import reason
from sheets_runner.run.joined import join
from sheets_runner.run.picks import parts_of
from sheets_runner.run.plan import Job
from sheets_runner.run.spool import Spool, SpoolFolder
from sheets_runner.run.stopping import STOPPED, StoppableClock, Stopped

POLL_SECONDS = 0.2
"""How often the main thread looks up from waiting, so that it notices a stop."""
GRACE_SECONDS = 3.0
"""How long open requests may still take once a run is being stopped."""

Item = TypeVar("Item")


class Client(Protocol):
    """What is asked of the connector, see `sheets_runner.clevertap.client.Clevertap`."""

    def count(self, query: Mapping[str, Any]) -> Count:
        """Return the count for a query."""
        ...

    def ranges(self, query: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return queries to export side by side; one behind the other they answer this one."""
        ...

    def deliver(
        self, query: Mapping[str, Any], parts: Parts, begin: Callable[[], Callable[[Page], None]]
    ) -> None:
        """Hand over the pages of an export, to what the last beginning gave."""
        ...

    def names(self, kind: NameKind) -> Sequence[str]:
        """Return the names CleverTap lists; none where they cannot be had. Nothing is raised."""
        ...


class Watcher(Protocol):
    """Is told how the asking goes on, on the thread that waits for the answers."""

    def began(self, ask: Ask) -> None:
        """One ask is under way."""
        ...

    def tick(self) -> None:
        """A moment has passed; told several times a second, until the run is being stopped."""
        ...


@dataclass(frozen=True)
class Ask:
    """One thing to ask CleverTap, for all the jobs that ask the same.

    Attributes:
        app: Whose account.
        get: What is wanted back.
        body: The query's JSON body.
        parts: Which parts of profiles come with records.
        jobs: The rows that share the answer, at least one.
    """

    app: str
    get: Get
    body: Mapping[str, Any]
    parts: Parts
    jobs: tuple[Job, ...]


@dataclass(frozen=True)
class Answer:
    """What came back for an ask: a count, records, or an error.

    Attributes:
        at: When it came.
        error: Why there is no answer, empty when there is one.
        notes: What puts the answer in doubt.
    """

    ask: Ask = field(repr=False)
    at: datetime
    count: Count | None = None
    records: Spool | None = field(default=None, repr=False)
    error: str = ""
    notes: tuple[str, ...] = ()


def gather(jobs: Sequence[Job]) -> tuple[Ask, ...]:
    """Return the asks of some jobs: the same question is asked once."""
    shared: dict[str, list[Job]] = {}
    for job in jobs:
        asked = job.question
        key = [asked.app, asked.get.words, asked.query.body(), str(parts_of(asked))]
        shared.setdefault(json.dumps(key, sort_keys=True), []).append(job)
    return tuple(_ask(same) for same in shared.values())


def _ask(same: Sequence[Job]) -> Ask:
    asked = same[0].question
    return Ask(asked.app, asked.get, asked.query.body(), parts_of(asked), tuple(same))


class Executor:
    """Runs asks on a few threads.

    Args:
        client: Gives the connector for an app and a `Get`.
        spools: Makes the spools for records.
        clock: The run's clock; setting its `stop` ends the run early.
        workers: How many asks are under way at once.
    """

    def __init__(
        self,
        client: Callable[[str, Get], Client],
        spools: SpoolFolder,
        clock: StoppableClock,
        workers: int,
    ) -> None:
        self._client = client
        self._spools = spools
        self._clock = clock
        self._workers = workers
        self._refused: dict[str, str] = {}

    def run(self, asks: Iterable[Ask], done: Callable[[Answer], None], watcher: Watcher) -> None:
        """Ask everything, calling `done` here for each answer as it comes.

        When the run is being stopped, what is not answered within `GRACE_SECONDS` gets an answer
        that says so; its threads are left behind and end with the process. An error of `done` or
        of the watcher ends the asking: what is under way then ends by itself.
        """
        waiting: queue.SimpleQueue[Ask] = queue.SimpleQueue()
        events: queue.SimpleQueue[Ask | Answer] = queue.SimpleQueue()
        unanswered = {id(ask): ask for ask in asks}
        for ask in unanswered.values():
            waiting.put(ask)
        for _ in range(min(self._workers, len(unanswered))):
            threading.Thread(target=self._work, args=(waiting, events), daemon=True).start()
        try:
            for answer in self._arriving(events, len(unanswered), watcher):
                del unanswered[id(answer.ask)]
                done(answer)
        finally:
            _empty(waiting)
        for ask in unanswered.values():
            done(self._failure(ask, STOPPED))

    def _arriving(
        self, events: queue.SimpleQueue[Ask | Answer], expected: int, watcher: Watcher
    ) -> Iterator[Answer]:
        """Yield the answers as they come, until all are there or a stopped run's grace is over."""
        deadline = float("inf")
        while expected and self._clock.monotonic() < deadline:
            if self._clock.stop.is_set():
                deadline = min(deadline, self._clock.monotonic() + GRACE_SECONDS)
            else:
                watcher.tick()
            event = _get(events, POLL_SECONDS)
            if isinstance(event, Answer):
                expected -= 1
                yield event
            elif event:
                watcher.began(event)

    def _work(
        self, waiting: queue.SimpleQueue[Ask], events: queue.SimpleQueue[Ask | Answer]
    ) -> None:
        ask = _get(waiting)
        while ask:
            events.put(ask)
            events.put(self._answered(ask))
            ask = _get(waiting)

    def _answered(self, ask: Ask) -> Answer:
        """Return the answer whatever happens: a lost one would be waited for without end."""
        try:
            return self._explained(ask)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this row's alone
            if isinstance(error, Unauthorised):
                self._refused[ask.app] = str(error)
            return self._failure(ask, reason(error))

    def _explained(self, ask: Ask) -> Answer:
        """Return the answer; an event that is not known is told with the one that was meant."""
        try:
            return self._answer(ask)
        except UnknownEvent as error:
            listed = self._client(ask.app, ask.get).names(NameKind.EVENTS)
            return self._failure(ask, naming.explain(error, ask.body, listed))

    def _answer(self, ask: Ask) -> Answer:
        if self._clock.stop.is_set():
            raise Stopped
        if ask.app in self._refused:
            return self._failure(ask, self._refused[ask.app])
        client = self._client(ask.app, ask.get)
        if ask.get.is_count:
            count = client.count(ask.body)
            answer = Answer(ask, self._clock.now(), count=count)
            return replace(answer, notes=tuple(naming.doubts(ask.body, count.count, client.names)))
        tasks = [partial(self._export, client, ask, part) for part in client.ranges(ask.body)]
        records = join(abreast(tasks))
        answer = Answer(ask, self._clock.now(), records=records)
        return replace(answer, notes=tuple(naming.doubts(ask.body, records.count, client.names)))

    def _export(self, client: Client, ask: Ask, query: Mapping[str, Any], check: Check) -> Spool:
        """Return the records of one range, or of all there are."""
        spools: list[Spool] = []

        def begin() -> Callable[[Page], None]:
            while spools:  # an earlier beginning is void
                spools.pop().path.unlink(missing_ok=True)
            spools.append(self._spools.new())
            return take

        def take(page: Page) -> None:
            check()
            spools[-1].fill(page.records)

        client.deliver(query, ask.parts, begin)
        return spools[-1]

    def _failure(self, ask: Ask, error: str) -> Answer:
        return Answer(ask, self._clock.now(), error=error)


def _get(source: queue.SimpleQueue[Item], seconds: float = 0) -> Item | None:
    """Return the next item, None when none comes within some seconds."""
    try:
        return source.get(timeout=seconds)
    except queue.Empty:
        return None


def _empty(source: queue.SimpleQueue[Item]) -> None:
    """Take out all that is left."""
    while _get(source):
        pass
