from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from sheets_runner.errors import LeaseHeld, WorkbookError
from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.google import lease
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.lease import Holder, Lease
from sheets_runner.workbook.google.state import STAGING, Book, Tab
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)
QUERIES = Tab(1, "Queries", 10, 5)


def book(*tabs: Tab) -> Book:
    return Book("Team", "en_GB", "Etc/GMT", None, (QUERIES, *tabs))


def held(until: datetime, tab_id: int = 7) -> Tab:
    return Tab(tab_id, lease.TITLE, 1, 1, Lease("other", until).mark)


def after(made: Draft) -> Book:
    """Return the spreadsheet once a batch is written."""
    return replace(made.book, tabs=tuple(replace(tab.was, mark=tab.mark) for tab in made.tabs))


def kinds(made: Draft) -> list[str]:
    return [next(iter(request.body)) for request in made.requests]


class Desk:
    """A run's side of its lease."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.holder = Holder(self.clock, 600)
        self.book = book()
        self._rng = random.Random(5)  # noqa: S311 - ids

    def draft(self) -> Draft:
        return Draft(self.book, self._rng, {})

    def take(self) -> Draft:
        made = self.draft()
        self.holder.take(made, RunId("mine"))
        self.write(made)
        return made

    def fence(self, *, last: bool) -> Draft:
        made = self.draft()
        self.holder.fence(made, last=last)
        return made

    def write(self, made: Draft) -> None:
        self.book = after(made)
        self.holder.written()


def test_a_mark_says_whose_a_lease_is_and_until_when() -> None:
    mark = Lease("20260630-100000-4f2a", NOON).mark

    assert mark == "lease 20260630-100000-4f2a 2026-06-30T12:00:00+00:00"
    assert lease.parse(mark) == Lease("20260630-100000-4f2a", NOON)


@pytest.mark.parametrize("mark", ["", "output", "lease", "lease mine", "lease mine soon"])
def test_other_marks_are_no_leases(mark: str) -> None:
    assert lease.parse(mark) is None


def test_a_lease_that_has_not_ended_keeps_others_off() -> None:
    until = NOON + timedelta(seconds=1)

    with pytest.raises(LeaseHeld) as caught:
        lease.refuse_if_held(book(held(until)), NOON)

    assert str(caught.value) == (
        'Another run is at work on "Team": other. Wait until it is finished; if it has died, its '
        "lease ends at 2026-06-30 12:00 UTC."
    )
    lease.refuse_if_held(book(held(until)), until)
    lease.refuse_if_held(book(), NOON)


def test_a_tab_of_the_teams_in_the_place_of_the_lease_is_named() -> None:
    with pytest.raises(WorkbookError, match=r'"_sheets_runner lease" is in the way.*Delete it\.'):
        lease.refuse_if_held(book(Tab(7, lease.TITLE, 9, 9)), NOON)


def test_what_dead_runs_have_left_goes_when_the_next_one_begins() -> None:
    desk = Desk()
    staging = Tab(8, "_sheets_runner staging 1", 9, 9, STAGING)
    desk.book = book(held(NOON, 7), staging)

    made = desk.take()

    assert kinds(made)[:3] == ["deleteSheet", "deleteSheet", "addSheet"]
    assert [request.body["deleteSheet"]["sheetId"] for request in made.requests[:2]] == [7, 8]
    assert [lease.is_remains(tab) for tab in (*desk.book.tabs, staging)] == [False, True, True]


def test_a_batch_begins_with_the_deletion_of_the_lease() -> None:
    desk = Desk()
    desk.take()
    first = desk.holder.tab

    note = desk.fence(last=False)
    assert kinds(note) == ["deleteSheet", "addSheet", "createDeveloperMetadata"]
    assert note.requests[0].body["deleteSheet"]["sheetId"] == first
    desk.write(note)
    assert desk.holder.tab not in (None, first)

    publishing = desk.fence(last=True)
    assert kinds(publishing) == ["deleteSheet"]
    desk.write(publishing)
    assert not desk.holder.may_hold


def test_without_a_lease_a_batch_has_no_fence() -> None:
    desk = Desk()

    assert kinds(desk.fence(last=False)) == []
    assert not desk.holder.may_hold


def test_a_lease_is_due_when_a_third_of_it_has_passed() -> None:
    desk = Desk()
    assert not desk.holder.is_due
    desk.take()

    desk.clock.sleep(199)
    assert not desk.holder.is_due
    desk.clock.sleep(1)
    assert desk.holder.is_due
    desk.write(desk.fence(last=False))
    assert not desk.holder.is_due


@pytest.mark.parametrize("made", [True, False])
def test_after_a_lost_answer_the_lease_is_whichever_of_its_tabs_there_is(made: bool) -> None:
    desk = Desk()
    desk.take()
    note = desk.fence(last=False)
    desk.holder.unsure = True
    now = after(note) if made else desk.book

    desk.holder.find(now)

    assert desk.holder.tab == now.tabs[-1].id
    assert desk.holder.may_hold
    assert not desk.holder.unsure


def test_a_lease_that_is_gone_stays_gone_until_the_run_ends() -> None:
    desk = Desk()
    desk.take()

    for _ in range(2):
        with pytest.raises(LeaseHeld, match='This run has lost "Team"'):
            desk.holder.find(book(held(NOON)))
        assert (desk.holder.may_hold, desk.holder.unsure) == (True, True)
    desk.holder.end()
    assert (desk.holder.may_hold, desk.holder.unsure) == (False, False)
