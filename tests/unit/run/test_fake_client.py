"""The scripted connector is tested before anything trusts it."""

from __future__ import annotations

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.paging import Page, Parts
from sheets_runner.query.question import Get
from tests.unit.run.fake_client import Asked, FakeConnector

SCRIPT = FakeConnector(
    {
        "A": Count(7),
        "B": KeyError("b"),
        "C": lambda: Count(8),
        "D": ([{"n": 1}], list, [{"n": 2}], OSError("broken off")),
        "": ([],),
    }
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


def test_it_plays_pages_up_to_an_error() -> None:
    pages = EXPORTS.pages({"event_name": "D"}, PARTS)

    assert [next(pages) for _ in range(3)] == [Page([{"n": 1}]), Page([]), Page([{"n": 2}])]
    with pytest.raises(OSError, match="broken off"):
        next(pages)
    assert SCRIPT.asked[-1] == Asked("train", Get.EVENT_RECORDS, "D", PARTS)
    assert SCRIPT.events[-1] == "D"


def test_profiles_without_an_event_have_an_empty_name() -> None:
    assert list(EXPORTS.pages({}, PARTS)) == [Page([])]


def test_it_refuses_what_it_does_not_know() -> None:
    with pytest.raises(AssertionError, match="knows no 'X'"):
        COUNTS.count({"event_name": "X"})
    with pytest.raises(AssertionError, match="has no pages"):
        EXPORTS.pages({"event_name": "A"}, PARTS)
    with pytest.raises(AssertionError, match="has no count"):
        COUNTS.count({"event_name": "D"})
    with pytest.raises(AssertionError, match="is no count"):
        EXPORTS.count({"event_name": "A"})
    with pytest.raises(AssertionError, match="is a count"):
        COUNTS.pages({"event_name": "D"}, PARTS)
