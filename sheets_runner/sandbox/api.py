"""The API without the wire: paths, credentials, and which part answers what."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Callable, Mapping

from sheets_runner.sandbox import options, replies
from sheets_runner.sandbox.answers import Answers
from sheets_runner.sandbox.asking import Request
from sheets_runner.sandbox.counts import Counts
from sheets_runner.sandbox.exports import Exports
from sheets_runner.sandbox.population import Population
from sheets_runner.sandbox.replies import Refused, Reply
from sheets_runner.sandbox.schema import Schema
from sheets_runner.sandbox.script import ENDPOINTS
from sheets_runner.sandbox.script_json import BadScript
from sheets_runner.sandbox.spoiling import Endpoint
from sheets_runner.sandbox.striking import Faults
from sheets_runner.sandbox.traffic import Traffic

_OWN = "/_sandbox/"


def machine_clock() -> datetime:
    """Return the time that HTTP replies are dated with anyway."""
    return datetime.now(timezone.utc)


class Api:
    """Answers requests; safe across threads.

    Attributes:
        faults: What goes wrong.

    Args:
        settings: The sandbox's options.
        population: Who is asked about.
        sleep: Waits for seconds.
        monotonic: Returns seconds that never run backwards.
        now: Returns the present moment, in UTC.
    """

    def __init__(
        self,
        settings: options.Options,
        population: Population,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
        now: Callable[[], datetime] = machine_clock,
    ) -> None:
        self._settings = settings
        self._population = population
        self._sleep = sleep
        self._endpoints = _endpoints(settings, Answers(settings, population), monotonic)
        self._traffic = Traffic(tuple(self._endpoints))
        self.faults = Faults(now, self._traffic.struck)

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

    def _api(self, request: Request) -> Reply:
        endpoint = self._endpoints.get(request.path)
        if endpoint is None:
            return Reply(404)
        self._traffic.arrived(request.path)
        if request.method not in ENDPOINTS[request.path]:
            raise replies.wrong_method()
        if (request.account, request.passcode) != (options.ACCOUNT_ID, options.PASSCODE):
            raise replies.invalid_credentials()
        with self._traffic.flight(request.path):
            self._take_time(request)
            return self.faults.answer(request, endpoint)

    def _take_time(self, request: Request) -> None:
        milliseconds = self._settings.latency_ms
        if request.cursor():
            milliseconds += self._settings.page_latency_ms
        if milliseconds:
            self._sleep(milliseconds / 1000)

    def _own(self, request: Request) -> Reply:
        routes: Mapping[str, Mapping[str, Callable[[Request], Reply]]] = {
            "stats": {"GET": self._stats},
            "reset": {"POST": self._reset},
            "population": {"GET": self._everything},
            "faults": {"GET": self._faults, "POST": self._load, "DELETE": self._clear},
        }
        methods = routes.get(request.path[len(_OWN) :])
        if methods is None:
            return Reply(404)
        if request.method not in methods:
            raise replies.wrong_method()
        return methods[request.method](request)

    def _stats(self, _: Request) -> Reply:
        return Reply(200, replies.encode(self._traffic.stats()))

    def _reset(self, _: Request) -> Reply:
        self._traffic.reset()
        for endpoint in self._endpoints.values():
            endpoint.reset()
        return replies.success()

    def _everything(self, _: Request) -> Reply:
        text = "".join(f"{line}\n" for line in self._population.lines())
        return Reply(200, text.encode("ascii"), "application/x-ndjson; charset=utf-8")

    def _faults(self, _: Request) -> Reply:
        return Reply(200, replies.encode(self.faults.left()))

    def _load(self, request: Request) -> Reply:
        try:
            self.faults.load(request.json())
        except BadScript as error:
            raise Refused(str(error)) from None
        return self._faults(request)

    def _clear(self, request: Request) -> Reply:
        self.faults.clear()
        return self._faults(request)


def _endpoints(
    settings: options.Options, answers: Answers, monotonic: Callable[[], float]
) -> dict[str, Endpoint]:
    polls = settings.not_ready_polls
    events, profiles = "/1/events.json", "/1/profiles.json"
    count_events, count_profiles = "/1/counts/events.json", "/1/counts/profiles.json"
    schema = "/getSchema"
    lists = {"events": answers.list_events, "userProperties": answers.list_properties}
    return {
        events: Exports(events, answers.find_events, polls),
        profiles: Exports(profiles, answers.find_users, polls),
        count_events: Counts(count_events, answers.count_events, settings, monotonic),
        count_profiles: Counts(count_profiles, answers.count_users, settings, monotonic),
        schema: Schema(schema, lists),
    }
