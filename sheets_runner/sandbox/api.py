"""The API without the wire: paths, credentials, and which part answers what."""

from __future__ import annotations

from typing import Any, Callable, Sequence, Union

from sheets_runner.sandbox import catalogue, options, records, replies
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.counts import Counts
from sheets_runner.sandbox.evaluate import Evaluator
from sheets_runner.sandbox.exports import Exports
from sheets_runner.sandbox.people import User
from sheets_runner.sandbox.population import Event, Population
from sheets_runner.sandbox.reading import Reader
from sheets_runner.sandbox.replies import Refused, Reply
from sheets_runner.sandbox.traffic import Traffic

Endpoint = Union[Exports, Counts]

_OWN = "/_sandbox/"


class Api:
    """Answers requests; safe across threads.

    Args:
        settings: The sandbox's options.
        population: Who is asked about.
        sleep: Waits for seconds.
        monotonic: Returns seconds that never run backwards.
    """

    def __init__(
        self,
        settings: options.Options,
        population: Population,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._population = population
        self._evaluator = Evaluator(population)
        self._sleep = sleep
        self._latency = settings.latency_ms / 1000
        self._with_base = Reader(settings.today, catalogue.EVENTS, base_required=True)
        self._without_base = Reader(settings.today, catalogue.EVENTS, base_required=False)
        self._endpoints = self._routes(settings, monotonic)
        self._traffic = Traffic(tuple(self._endpoints))

    def answer(self, request: Request) -> Reply:
        """Return the reply to a request."""
        own = request.path.startswith(_OWN)
        try:
            reply = self._own(request) if own else self._api(request)
        except Refused as refused:
            reply = refused.reply()
        if not own:
            self._traffic.replied(reply.status)
        return reply

    def _routes(
        self, settings: options.Options, monotonic: Callable[[], float]
    ) -> dict[str, Endpoint]:
        polls = settings.not_ready_polls
        events, profiles = "/1/events.json", "/1/profiles.json"
        return {
            events: Exports(events, self._find_events, self._event_record, polls),
            profiles: Exports(profiles, self._find_users, records.profile_record, polls),
            "/1/counts/events.json": Counts(self._count_events, settings, monotonic),
            "/1/counts/profiles.json": Counts(self._count_users, settings, monotonic),
        }

    def _api(self, request: Request) -> Reply:
        endpoint = self._endpoints.get(request.path)
        if endpoint is None:
            return Reply(404)
        self._traffic.arrived(request.path)
        if request.method not in ("GET", "POST"):
            raise replies.wrong_method()
        if (request.account, request.passcode) != (options.ACCOUNT_ID, options.PASSCODE):
            raise replies.invalid_credentials()
        with self._traffic.flight(request.path):
            if self._latency:
                self._sleep(self._latency)
            return endpoint.answer(request)

    def _own(self, request: Request) -> Reply:
        routes: dict[str, tuple[str, Callable[[], Reply]]] = {
            "stats": ("GET", self._stats),
            "reset": ("POST", self._reset),
            "population": ("GET", self._everything),
        }
        route = routes.get(request.path[len(_OWN) :])
        if route is None:
            return Reply(404)
        method, answer = route
        if request.method != method:
            raise replies.wrong_method()
        return answer()

    def _stats(self) -> Reply:
        return Reply(200, replies.encode(self._traffic.stats()))

    def _reset(self) -> Reply:
        self._traffic.reset()
        for endpoint in self._endpoints.values():
            endpoint.reset()
        return replies.success()

    def _everything(self) -> Reply:
        text = "".join(f"{line}\n" for line in self._population.lines())
        return Reply(200, text.encode("ascii"), "application/x-ndjson; charset=utf-8")

    def _find_events(self, body: Any) -> list[Event]:
        query = self._with_base.read(body)
        if query.base.event in catalogue.NOT_EXPORTABLE:
            raise Refused("Export not allowed for this event")
        return self._evaluator.events(query)

    def _find_users(self, body: Any) -> list[User]:
        found = self._evaluator.events(self._without_base.read(body))
        return [self._population.users[number] for number in sorted({one.user for one in found})]

    def _event_record(self, event: Event, drop: Sequence[str]) -> dict[str, Any]:
        return records.event_record(event, self._population.users[event.user], drop)

    def _count_events(self, body: Any) -> dict[str, Any]:
        return {"count": len(self._evaluator.events(self._with_base.read(body)))}

    def _count_users(self, body: Any) -> dict[str, Any]:
        events = self._evaluator.events(self._without_base.read(body))
        users = len({event.user for event in events})
        return {
            "count": users,
            "nQCount": 0,
            "tcount": len(events),
            "userDeviceCount": {"devices": users, "users": users},
        }
