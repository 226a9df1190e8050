"""Misspelt events: what was meant, which answers are in doubt, and a list that may not come."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner import errors
from sheets_runner.clevertap.names import NameKind, Names
from sheets_runner.errors import UnknownEvent
from sheets_runner.run.naming import (
    KnownNames,
    doubtful,
    events_of,
    explain,
    meant,
    notes,
    properties_of,
    property_notes,
)
from sheets_runner.run.stopping import StoppableClock, Stopped
from tests.fakes import FakeClock
from tests.unit.run.build import MORNING

KNOWN = (
    *("App Installed", "App Launched", "App Uninstalled", "Booking Confirmation", "Charged"),
    *("Flight Search", "Hotel Search", "Notification Sent", "Notification Viewed", "UTM Visited"),
)
EVENTS = NameKind.EVENTS
DAYS = {"from": 20260629, "to": 20260629}
OWN = "CleverTap knows no such event."


def block(event: str) -> dict[str, Any]:
    return {"event_name": event, **DAYS}


def query(event: str, **advanced: Any) -> dict[str, Any]:
    return {**block(event), **({"advanced_query": advanced} if advanced else {})}


# --- what was meant ---


@pytest.mark.parametrize(
    ("event", "name"),
    [
        ("Fligth Search", "Flight Search"),
        ("Flight Serch", "Flight Search"),
        ("FlightSearch", "Flight Search"),
        ("flight_search", "Flight Search"),
        ("Flight Searches", "Flight Search"),
        ("Chraged", "Charged"),
        ("Chargd", "Charged"),
        ("CHARGED", "Charged"),
        ("  flight   search ", "Flight Search"),
        ("Notification View", "Notification Viewed"),
        ("App Instaled", "App Installed"),
        ("Booking", ""),
        ("Search", ""),
        ("Purchase", ""),
        ("", ""),
    ],
)
def test_the_nearest_name_is_meant_if_any(event: str, name: str) -> None:
    assert meant(event, KNOWN) == name


def test_capitals_and_spaces_alone_are_nearer_than_anything_else() -> None:
    assert meant("flight  SEARCH", ("Flight Searc", "Flight Search", "Flight Searchs")) == (
        "Flight Search"
    )


def test_of_two_that_differ_in_capitals_alone_the_first_is_meant() -> None:
    assert meant("cHARGED", ("Charged", "charged")) == "Charged"


def test_nothing_is_meant_where_nothing_is_known() -> None:
    assert meant("Charged", ()) == ""


@pytest.mark.parametrize("odd", ["Charged\x1b[2J", "Charged\ud83d", "Char\nged", "Charged\u2028"])
def test_a_name_that_no_message_may_hold_is_not_offered(odd: str) -> None:
    assert meant("Charged", (odd,)) == ""
    assert meant("Chargd", (odd, "Charged")) == "Charged"


SAYABLE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1)


@given(SAYABLE, st.lists(SAYABLE))
def test_a_name_in_other_capitals_and_spaces_is_always_found(name: str, others: list[str]) -> None:
    typed = f" {name.casefold()} ".replace(" ", "  ")
    found = meant(typed, (*others, name))

    assert " ".join(found.casefold().split()) == " ".join(typed.casefold().split())


# --- an event that was refused ---


@pytest.mark.parametrize(
    ("said", "asked", "message"),
    [
        (
            *("Fligth Search", query("Fligth Search")),
            'No event "Fligth Search". Did you mean "Flight Search"?',
        ),
        (
            *("Flight Search", query("Flight  Search")),
            'No event "Flight  Search". Did you mean "Flight Search"?',
        ),
        (
            *("Chraged", query("Flight Search", did_all=[block("Chraged")])),
            'No event "Chraged". Did you mean "Charged"?',
        ),
        (
            *("Flight Search", query("Flight Search", did_none=[block("charged")])),
            'No event "charged". Did you mean "Charged"?',
        ),
        (
            *("", {"advanced_query": {"did_all": [block("Chraged")]}}),
            'No event "Chraged". Did you mean "Charged"?',
        ),
        ("Purchase", query("Purchase"), OWN),
        ("Purchase", query("Purchase", did_all=[block("Chraged")]), OWN),
        ("Charged", query("Charged"), OWN),
        ("", {}, OWN),
    ],
)
def test_a_refused_event_is_named_with_the_one_that_was_meant(
    said: str, asked: dict[str, Any], message: str
) -> None:
    assert explain(UnknownEvent(OWN, event=said), asked, KNOWN) == message


def test_without_a_list_the_connectors_sentence_stays() -> None:
    assert explain(UnknownEvent(OWN, event="Chraged"), query("Chraged"), ()) == OWN


# --- an answer in doubt ---


def test_the_events_of_a_query_are_those_of_all_its_blocks() -> None:
    asked = query(
        "Charged",
        did_all=[block("App Launched"), block("Charged")],
        did_any={"any_events": [block("UTM Visited")], "operator": "equals", "value": 1},
        did_none=[block("App Uninstalled")],
    )

    assert events_of(asked) == ["Charged", "App Launched", "UTM Visited", "App Uninstalled"]
    assert events_of({"common_profile_properties": {}}) == []


def often(event: str, operator: str, value: int) -> dict[str, Any]:
    return {**block(event), "operator": operator, "value": value}


HYBRID = query(
    "Charged",
    did_all=[block("App Launched"), often("Flight Search", "less_than", 3)],
    did_any={"any_events": [block("UTM Visited"), block("Hotel Search")]},
    did_none=[block("App Uninstalled")],
)


@pytest.mark.parametrize(
    ("asked", "number", "events"),
    [
        (query("Charged"), 0, "Charged"),
        (query("Charged"), 1, ""),
        (query("Charged", did_all=[block("Flight Search")]), 0, "Charged, Flight Search"),
        (query("Charged", did_all=[block("Flight Search")]), 1, ""),
        (query("Charged", did_all=[often("A", "greater_than", 0)]), 1, ""),
        (query("Charged", did_all=[often("A", "greater_than_equals", 1)]), 1, ""),
        (query("Charged", did_all=[often("A", "less_than", 1)]), 1, "A"),
        (query("Charged", did_all=[often("A", "equals", 0)]), 1, "A"),
        (query("Charged", did_none=[block("A")]), 1, "A"),
        (query("Charged", did_any={"any_events": [block("A")]}), 1, "A"),
        ({"advanced_query": {"did_none": [block("A")]}}, 1, "A"),
        ({"common_profile_properties": {"profile_fields": []}}, 0, ""),
        (HYBRID, 9, "Flight Search, UTM Visited, Hotel Search, App Uninstalled"),
    ],
)
def test_who_was_found_did_what_had_to_be_done_but_other_events_may_be_misspelt(
    asked: dict[str, Any], number: int, events: str
) -> None:
    assert ", ".join(doubtful(asked, number)) == events


def test_each_event_that_is_not_listed_is_said() -> None:
    assert list(notes(["Fligth Search", "Purchase", "Charged"], KNOWN)) == [
        (
            'CleverTap lists no event "Fligth Search": the number may mean a misspelt name.'
            ' Did you mean "Flight Search"?'
        ),
        'CleverTap lists no event "Purchase": the number may mean a misspelt name.',
    ]


def test_an_empty_list_tells_nothing() -> None:
    assert list(notes(["Purchase"], ())) == []


@pytest.mark.parametrize("odd", ["App\u00a0Launched", "App\u200bLaunched", "App Launched\u2060"])
def test_a_name_that_looks_like_a_listed_one_is_told_so(odd: str) -> None:
    known = ("AppLaunched",) if "\u200b" in odd else KNOWN

    assert explain(UnknownEvent(OWN, event=odd), query(odd), known) == (
        f'No event "{odd}". One on the list looks the same, but this one has another kind of space'
        " or a character that cannot be seen: type it anew, or choose it from the list."
    )


def test_a_name_that_no_cell_can_say_is_told_with_its_json() -> None:
    assert explain(UnknownEvent(OWN, event="Lead"), query("Lead"), (' "Lead" ', " Lead")) == (
        'No event "Lead". Did you mean " Lead"? Only `CQL` keeps its outer spaces: {"event_name":'
        ' " Lead"}.'
    )


PROFILE = {
    "common_profile_properties": {
        "profile_fields": [
            {"name": name, "operator": "equals", "value": "x"}
            for name in ("Plan", "plan", "Plan", "Email")
        ]
    }
}


def test_a_profile_property_is_doubted_only_where_one_like_it_is_listed() -> None:
    assert properties_of(PROFILE) == ["Plan", "plan", "Email"]
    assert properties_of(query("Charged")) == []

    assert list(property_notes(properties_of(PROFILE), ("language", "plan"))) == [
        'CleverTap lists no profile property "Plan": the number may mean that. Did you mean "plan"?'
    ]
    assert list(property_notes(["Plan"], ())) == []


# --- the list of a run ---


class Asker:
    """Lists events, and counts how often it is asked."""

    def __init__(self, listing: Callable[[str], Names]) -> None:
        self.asked: list[str] = []
        self._listing = listing

    def __call__(self, app: str, kind: NameKind) -> Names:
        """Note the app and list its names."""
        self.asked.append(app if kind is EVENTS else f"{app}: {kind.value}")
        return self._listing(app)


class LeapingClock(FakeClock):
    """A clock on which four seconds pass with every look."""

    def monotonic(self) -> float:
        """Return four seconds more than before."""
        self.elapsed += 4
        return self.elapsed


@pytest.fixture(name="clock")
def _clock() -> StoppableClock:
    return StoppableClock(FakeClock(MORNING))


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before


def test_each_apps_events_are_asked_for_when_they_are_wanted_and_once(
    clock: StoppableClock,
) -> None:
    asker = Asker(lambda app: Names((f"{app} event",)))
    names = KnownNames(asker, clock)
    assert asker.asked == []

    found = [names.of(app, EVENTS) for app in ("web", "train", "web", "web")]

    assert found == [("web event",), ("train event",), ("web event",), ("web event",)]
    assert asker.asked == ["web", "train"]

    assert [names.of("web", NameKind.PROPERTIES) for _ in range(2)] == [("web event",)] * 2
    assert asker.asked[2:] == ["web: userProperties"]


def test_threads_that_want_them_at_once_all_wait_for_the_one_answer(clock: StoppableClock) -> None:
    wanting, free = threading.Barrier(9, timeout=5), threading.Event()

    def listing(_: str) -> Names:
        free.wait(5)
        return Names(("Charged",))

    def want(_: int) -> tuple[str, ...]:
        wanting.wait()
        return names.of("web", EVENTS)

    asker = Asker(listing)
    names = KnownNames(asker, clock)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(want, range(8))
        wanting.wait()
        free.set()

    assert list(found) == [("Charged",)] * 8
    assert asker.asked == ["web"]


@pytest.mark.parametrize(
    "error",
    [
        errors.Unauthorised("CleverTap refuses [web] (HTTP 403)."),
        errors.BadReply("CleverTap's reply for [web] is not usable (HTTP 404)."),
        errors.GaveUp("Gave up on the list of names."),
        errors.ConfigError("The certificates cannot be read."),
        Stopped(),
        KeyError("a fault of our own"),
    ],
)
def test_a_list_that_cannot_be_had_is_none_and_not_asked_for_again(
    clock: StoppableClock, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> Names:
        raise error

    caplog.set_level(logging.INFO)
    asker = Asker(fail)
    names = KnownNames(asker, clock)

    assert [names.of("web", EVENTS), names.of("web", EVENTS)] == [(), ()]
    assert asker.asked == ["web"]
    assert "[web] events could not be listed: " in caplog.text


def test_a_list_that_does_not_come_is_waited_for_some_seconds_and_may_come_later() -> None:
    free, given = threading.Event(), threading.Event()

    def listing(_: str) -> Names:
        free.wait(5)
        given.set()
        return Names(("Charged",))

    names = KnownNames(Asker(listing), StoppableClock(LeapingClock(MORNING)))

    assert [names.of("web", EVENTS), names.of("web", EVENTS)] == [(), ()]
    free.set()
    given.wait(5)
    assert any(names.of("web", EVENTS) for _ in range(1_000_000))


def test_a_stop_ends_the_waiting(clock: StoppableClock) -> None:
    free = threading.Event()

    def listing(_: str) -> Names:
        clock.stop.set()
        free.wait(5)
        return Names(("Charged",))

    assert KnownNames(Asker(listing), clock).of("web", EVENTS) == ()
    free.set()


def test_a_run_that_is_being_stopped_asks_for_nothing(clock: StoppableClock) -> None:
    asker = Asker(lambda _: Names(("Charged",)))
    names = KnownNames(asker, clock)
    clock.stop.set()

    assert names.of("web", EVENTS) == ()
    assert asker.asked == []
