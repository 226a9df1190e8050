"""The scripted connector is tested before anything trusts it."""

from __future__ import annotations

from typing import Callable

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.query.question import Get
from tests.unit.run.fake_client import AGAIN, Asked, FakeConnector

SCRIPT = FakeConnector(
    {
        "A": Count(7),
        "B": KeyError("b"),
        "C": lambda: Count(8),
        "D": ([{"n": 1}], list, [{"n": 2}], OSError("broken off")),
        "E": ([{"n": 1}], AGAIN, [{"n": 2}]),
        "": ([],),
    },
    {"A": ["D", "E"]},
    {"web": ["A", "B"]},
)
COUNTS = SCRIPT("web", Get.EVENT_COUNT)
EXPORTS = SCRIPT("train", Get.EVENT_RECORDS)
PARTS = Parts(app=True)


def test_it_plays_counts_and_errors() -> None:
    assert COUNTS.count({"event_name": "A"}) == Count(7)
    assert COUNTS.count({"event_name": "C"}) == Count(8)
    with pytest.raises(KeyError):
        COUNTS.count({"event_name": "B"})
    assert SCRIPT.asked[-1] == Asked("web", Get.EVENT_COUNT, "B")


class Taker:
    """Takes pages, a list of them for each beginning."""

    def __init__(self) -> None:
        self.beginnings: list[list[Page]] = []

    def begin(self) -> Callable[[Page], None]:
        self.beginnings.append([])
        return self.beginnings[-1].append


def test_it_plays_pages_up_to_an_error() -> None:
    taker = Taker()

    with pytest.raises(OSError, match="broken off"):
        EXPORTS.deliver({"event_name": "D"}, PARTS, taker.begin)
    assert taker.beginnings == [[Page([{"n": 1}]), Page([]), Page([{"n": 2}])]]
    assert SCRIPT.asked[-1] == Asked("train", Get.EVENT_RECORDS, "D", PARTS)
    assert SCRIPT.events[-1] == "D"


def test_it_begins_again() -> None:
    taker = Taker()
    EXPORTS.deliver({"event_name": "E"}, PARTS, taker.begin)

    assert taker.beginnings == [[Page([{"n": 1}])], [Page([{"n": 2}])]]


def test_it_cuts_exports_as_scripted() -> None:
    assert EXPORTS.ranges({"event_name": "A", "to": 1}) == [
        {"event_name": "D", "to": 1},
        {"event_name": "E", "to": 1},
    ]
    assert EXPORTS.ranges({"event_name": "D"}) == [{"event_name": "D"}]


def test_profiles_without_an_event_have_an_empty_name() -> None:
    taker = Taker()
    EXPORTS.deliver({}, PARTS, taker.begin)

    assert taker.beginnings == [[Page([])]]


def test_it_lists_the_events_of_an_app() -> None:
    assert COUNTS.names(NameKind.EVENTS) == ["A", "B"]
    assert SCRIPT.named == ["web"]


def test_it_refuses_what_it_does_not_know() -> None:
    with pytest.raises(AssertionError, match="lists no events of 'train'"):
        EXPORTS.names(NameKind.EVENTS)
    with pytest.raises(AssertionError, match="knows no 'X'"):
        COUNTS.count({"event_name": "X"})
    with pytest.raises(AssertionError, match="has no pages"):
        EXPORTS.deliver({"event_name": "A"}, PARTS, Taker().begin)
    with pytest.raises(AssertionError, match="has no count"):
        COUNTS.count({"event_name": "D"})
    with pytest.raises(AssertionError, match="is no count"):
        EXPORTS.count({"event_name": "A"})
    with pytest.raises(AssertionError, match="is a count"):
        COUNTS.deliver({"event_name": "D"}, PARTS, Taker().begin)
