"""What each endpoint finds or counts, for a query's JSON."""

from __future__ import annotations

from typing import Any, Sequence

from sheets_runner.sandbox import catalogue, records
from sheets_runner.sandbox.evaluate import Evaluator
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import Event, Population
from sheets_runner.sandbox.prepared import Prepared
from sheets_runner.sandbox.reading import Reader
from sheets_runner.sandbox.replies import Refused
from sheets_runner.sandbox.sources import Listed, Source


class Answers:
    """Answers queries about a population; each method raises `Refused` for a query that is wrong.

    Args:
        settings: The sandbox's options.
        population: Who is asked about.
    """

    def __init__(self, settings: Options, population: Population) -> None:
        self._population = population
        self._users = population.users
        self._evaluator = Evaluator(population)
        self._prepared = Prepared(settings.prepared_events, settings.today, population.users)
        self._with_base = Reader(settings.today, catalogue.EVENTS, base_required=True)
        self._without_base = Reader(settings.today, catalogue.EVENTS, base_required=False)

    def find_events(self, body: Any) -> Source:
        """Return the events that an export asks for."""
        if self._prepared.asked_for(body):
            return self._prepared.find(body)
        query = self._with_base.read(body)
        if query.base.event in catalogue.NOT_EXPORTABLE:
            raise Refused("Export not allowed for this event")
        return Listed(self._evaluator.events(query), self._event_record)

    def find_users(self, body: Any) -> Source:
        """Return the users that an export asks for, by their numbers."""
        numbers = sorted({event.user for event in self._events_of_users(body)})
        return Listed([self._users[number] for number in numbers], records.profile_record)

    def count_events(self, body: Any) -> dict[str, Any]:
        """Return the keys of a count of events."""
        if self._prepared.asked_for(body):
            return {"count": len(self._prepared.find(body))}
        return {"count": len(self._evaluator.events(self._with_base.read(body)))}

    def count_users(self, body: Any) -> dict[str, Any]:
        """Return the keys of a count of users."""
        events = self._events_of_users(body)
        users = len({event.user for event in events})
        return {
            "count": users,
            "nQCount": 0,
            "tcount": len(events),
            "userDeviceCount": {"devices": users, "users": users},
        }

    def list_events(self) -> list[dict[str, Any]]:
        """Return an entry for each event name there is."""
        counts = {name: self._population.count(name) for name in catalogue.EVENTS}
        counts.update(self._prepared.counts)
        return [{"eventCount": number, "name": name} for name, number in sorted(counts.items())]

    def list_properties(self) -> list[dict[str, Any]]:
        """Return an entry for each profile property that some user has."""
        names = {name for user in self._users for name in user.profile.get("profileData", {})}
        return [{"name": name} for name in sorted(names)]

    def _events_of_users(self, body: Any) -> list[Event]:
        return self._evaluator.events(self._without_base.read(body))

    def _event_record(self, event: Event, drop: Sequence[str]) -> dict[str, Any]:
        return records.event_record(event, self._users[event.user], drop)
