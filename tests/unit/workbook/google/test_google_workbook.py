from __future__ import annotations

from typing import Callable

import pytest

from sheets_runner.errors import LeaseHeld, WorkbookError
from sheets_runner.workbook.base import AppendRows, Column, RunId
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from sheets_runner.workbook.google.faults import Fault, Kind, Refused
from sheets_runner.workbook.google.state import Json
from tests.emulators.google_sheets import GoogleSheets
from tests.fakes import FakeClock
from tests.unit.workbook.google.shelf import NOON, Shelf, lose, refuse

MINE = RunId("mine")
LEASE = "_sheets_runner lease"
TAKE = "batch addSheet createDeveloperMetadata createDeveloperMetadata"


def log(text: str) -> AppendRows:
    return AppendRows("Run log", (Column("Text"),), ((text,),), 9)


def test_a_spreadsheet_says_what_it_can_hold(shelf: Shelf) -> None:
    workbook = shelf.open()

    limits = workbook.limits
    assert (limits.rows, limits.columns, limits.text) == (10_000_000, 900, 50_000)
    assert (limits.tab_name, limits.records, limits.cells) == (100, 50_000, 500_000)
    assert workbook.live
    assert shelf.client.heard == []


def test_one_is_opened_with_what_was_configured(tmp_path_factory: pytest.TempPathFactory) -> None:
    with GoogleSheets() as server:
        credentials = server.credentials(tmp_path_factory.mktemp("key"))
        options = GoogleOptions(str(credentials), server.url, publish_cells=7)
        workbook = open_spreadsheet(server.create().id, options, FakeClock(NOON))
        assert server.calls == {}

        assert workbook.tabs() == ("Sheet1",)
        assert workbook.limits.cells == 7


def test_without_a_lease_each_read_asks_anew(shelf: Shelf) -> None:
    workbook = shelf.open()
    assert workbook.tabs() == ("Queries",)
    shelf.rename("Queries", "Asked")

    assert workbook.tabs() == ("Asked",)
    assert workbook.read("asked").tab == "Asked"
    with pytest.raises(WorkbookError, match=r'no tab "Queries"\. Its tabs are "Asked"'):
        workbook.read("Queries")


def test_the_lease_brings_the_tabs_along(shelf: Shelf) -> None:
    workbook = shelf.open()
    with workbook.lease(MINE, ("Queries", "queries", "Results")):
        assert workbook.tabs() == ("Queries",)
        assert workbook.read("Queries").cell(1, 1).value == "Name"
        assert shelf.client.heard == ["get", TAKE]
        assert workbook.read("Queries").cell(1, 1).value == "Name"
        assert shelf.client.heard == ["get", TAKE, "get"]

    assert shelf.titles == ["Queries"]


def test_hidden_tabs_of_the_runners_are_none_of_the_teams(shelf: Shelf) -> None:
    with shelf.open().lease(MINE):
        assert shelf.titles == ["Queries", LEASE]
        assert shelf.open().tabs() == ("Queries",)


def test_who_comes_second_is_refused_whichever_way_it_comes(shelf: Shelf) -> None:
    first = shelf.open()

    def be_first() -> None:
        shelf.client.before.clear()
        context.__enter__()

    context = first.lease(RunId("first"))
    shelf.client.before[1] = be_first
    with pytest.raises(LeaseHeld, match='Another run is at work on "Team": first'):
        shelf.open().lease(RunId("second")).__enter__()
    context.__exit__(None, None, None)

    assert shelf.titles == ["Queries"]


def test_a_tab_renamed_in_the_second_the_lease_is_taken_is_followed(shelf: Shelf) -> None:
    shelf.client.before[1] = lambda: shelf.rename("Queries", "Asked")

    workbook = shelf.open()
    with workbook.lease(MINE, ["Queries"]):
        assert workbook.read("Queries").tab == "Asked"

    assert shelf.titles == ["Asked"]


def test_a_lease_that_google_refuses_twice_is_an_error(shelf: Shelf) -> None:
    shelf.client.before.update(dict.fromkeys((1, 4), refuse()))

    with pytest.raises(Refused, match=r"^Google refuses it\.$"):
        shelf.open().lease(MINE, ["Queries"]).__enter__()


@pytest.mark.parametrize("tabs", [["Queries"], []])
def test_a_lease_whose_answer_is_lost_is_held_all_the_same(shelf: Shelf, tabs: list[str]) -> None:
    shelf.client.after[1] = lose()

    workbook = shelf.open()
    with workbook.lease(MINE, tabs):
        assert workbook.read("Queries").cell(1, 1).value == "Name"
        workbook.apply([log("done")])

    assert shelf.titles == ["Queries", "Run log"]
    assert shelf.values("'Run log'!A:A") == [["Text"], ["done"]]
    assert [name.split()[0] for name in shelf.client.heard].count("batch") == 2


def test_a_lease_of_which_nobody_knows_is_given_back_once_google_answers(shelf: Shelf) -> None:
    shelf.client.after[1] = lose()
    shelf.client.before.update(dict.fromkeys(range(2, 8), lose()))

    with pytest.raises(WorkbookError, match="Whether the change was made is not known"):
        shelf.open().lease(MINE).__enter__()

    assert shelf.titles == ["Queries"]


def test_a_spreadsheet_that_is_not_shared_is_not_asked_twice(shelf: Shelf) -> None:
    shelf.client.before[0] = lose(Kind.NOT_SHARED)

    with pytest.raises(Fault):
        shelf.open().lease(MINE).__enter__()

    assert shelf.client.heard == ["get"]


def test_the_mark_of_the_last_batch_is_one_and_stays_one(
    shelf: Shelf, shelf_of: Callable[..., Shelf]
) -> None:
    for number in range(3):
        shelf.open().apply([log(f"line {number}")])

    marks: list[Json] = shelf.now.metadata
    assert [mark["metadataKey"] for mark in marks] == ["sheets_runner"]
    assert len(marks[0]["metadataValue"].split()) == 3
    assert shelf_of().now.metadata == []


def test_one_who_writes_while_another_begins_finds_its_mark(shelf: Shelf) -> None:
    """Whoever begins right after a publishing whose answer is lost leaves a mark as well."""
    workbook, other = shelf.open(), shelf.open()
    context = other.lease(RunId("other"))

    def begin_and_lose() -> None:
        shelf.client.after.clear()
        context.__enter__()
        lose()()

    with workbook.lease(MINE):
        shelf.client.after[2] = begin_and_lose
        workbook.apply([log("done")])
    other.apply([log("by the other")])
    context.__exit__(None, None, None)

    assert shelf.values("'Run log'!A:A") == [["Text"], ["done"], ["by the other"]]
    assert shelf.titles == ["Queries", "Run log"]
