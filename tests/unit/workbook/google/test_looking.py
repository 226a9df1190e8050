from __future__ import annotations

from typing import Any, Callable

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import AppendRows, Column, FillRow, MakeTab, ReplaceTable
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.looking import LOOKS, Looker, shows
from sheets_runner.workbook.google.state import OUTPUT, Book, Mark, Tab
from tests.unit.workbook.google.shelf import Shelf

QUERIES = FillRow("Queries", 1, 2, {})


def records(title: str) -> ReplaceTable:
    return ReplaceTable(title, (Column("N"),), ((1,),))


def looker_of(shelf: Shelf) -> Looker:
    return Looker(Api(shelf.client, shelf.clock), shelf.id)


@pytest.fixture(name="looker")
def _looker(shelf: Shelf) -> Looker:
    return looker_of(shelf)


def first_cell(book: Book, title: str) -> Any:
    return book.get(title).row(1).get(1)


def test_the_outline_is_asked_for_once(shelf: Shelf, looker: Looker) -> None:
    assert looker.all() is looker.all()
    assert [tab.title for tab in looker.all().tabs] == ["Queries"]
    assert looker.all().tabs[0].cells == {}
    looker.forget()
    assert looker.all().title == "Team"
    assert shelf.client.heard == ["get", "get"]


def test_a_look_shows_the_tabs_that_edits_are_about(shelf_of: Callable[..., Shelf]) -> None:
    shelf = shelf_of(Queries=[["Name"]], Notes=[["ours"]])
    looker = looker_of(shelf)

    book = looker.look([QUERIES, QUERIES, records("New")])

    assert first_cell(book, "queries") == {"stringValue": "Name"}
    assert book.get("Notes").cells == {}
    assert all(tab.cells == {} for tab in looker.all().tabs)
    assert shelf.client.heard == ["get", "get"]


def test_for_edits_about_no_tab_that_is_there_no_look_is_taken(
    shelf: Shelf, looker: Looker
) -> None:
    assert looker.look([]) is looker.all()
    assert looker.look([records("New")]) is looker.all()
    assert shelf.client.heard == ["get"]


def test_for_a_new_tab_the_one_that_may_become_it_is_looked_at(
    shelf: Shelf, looker: Looker
) -> None:
    book = looker.look([MakeTab("Questions", (Column("Name"),))])

    assert first_cell(book, "Queries") == {"stringValue": "Name"}
    assert shelf.client.heard == ["get", "get"]


def test_a_tab_is_followed_when_it_is_renamed(shelf: Shelf, looker: Looker) -> None:
    looker.look([QUERIES])
    shelf.rename("Queries", "Asked")

    book = looker.look([QUERIES])

    found = looker.find("Queries")
    assert found
    assert found.title == "Asked"
    assert first_cell(book, "Asked") == {"stringValue": "Name"}
    assert shelf.client.heard == ["get", "get", "get", "get", "get"]


def test_a_name_that_goes_to_another_tab_does_not_mislead(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(Queries=[["Name"]], Notes=[["ours"]])
    looker = looker_of(shelf)
    looker.look([QUERIES])
    shelf.swap("Queries", "Notes")

    book = looker.look([QUERIES])

    assert first_cell(book, "Notes") == {"stringValue": "Name"}
    assert book.get("Queries").cells == {}


def test_a_tab_that_was_deleted_gives_way_to_a_new_one_of_its_name(
    shelf: Shelf, looker: Looker
) -> None:
    looker.look([QUERIES])
    shelf.edit({"addSheet": {"properties": {"sheetId": 9, "title": "New"}}})
    shelf.delete("Queries")
    shelf.rename("New", "Queries")

    found = looker.look([QUERIES]).get("Queries")

    assert (found.id, found.cells) == (9, {})


def test_whoever_keeps_renaming_is_told_of(shelf: Shelf, looker: Looker) -> None:
    looker.look([QUERIES])
    names = ["Queries", *(f"Name {number}" for number in range(20))]

    def rename() -> None:
        shelf.rename(names[0], names[1])
        del names[0]

    # Before each look, but not before the outline is asked for.
    shelf.client.before.update(dict.fromkeys(range(2, 20, 2), rename))
    with pytest.raises(WorkbookError) as caught:
        looker.look([QUERIES])

    assert str(caught.value) == (
        'Somebody keeps changing the tabs of "Team". Run it again when they are done.'
    )
    assert len(shelf.client.heard) == 2 + 2 * LOOKS


def output(*, columns: int = 6, rows: int = 50) -> Tab:
    return Tab(5, "Records", rows, columns, OUTPUT, {2: Mark(1, ""), 3: Mark(2, "")})


def test_of_a_table_that_is_replaced_only_what_is_beside_it_is_looked_at(
    looker: Looker,
) -> None:
    assert looker.ranges([output()], [False]) == [
        *("'Records'!1:20", "'Records'!A:A", "'Records'!D:F"),
    ]
    assert looker.ranges([output(columns=3, rows=9)], [False]) == ["'Records'!1:9", "'Records'!A:A"]
    assert looker.ranges([output()], [True]) == ["'Records'"]


def test_all_of_a_tab_is_looked_at_for_any_other_edit(shelf: Shelf, looker: Looker) -> None:
    shelf.open().apply([records("Records"), records("Others")])
    edits = [records("Records"), records("Others"), records("Queries")]
    log = AppendRows("Others", (Column("N"),), (), 5)
    looker.look([*edits, log])

    whole = {tab.title: looker.is_whole(tab.id, [*edits, log]) for tab in looker.all().tabs}

    assert whole == {"Queries": True, "Records": False, "Others": True}


def test_columns_that_came_meanwhile_are_looked_at_as_well(shelf: Shelf, looker: Looker) -> None:
    shelf.open().apply([records("Records")])
    looker.look([records("Records")])
    sheet = shelf.tab("Records")
    shelf.edit({"appendDimension": {"sheetId": sheet, "dimension": "COLUMNS", "length": 2}})
    start = {"sheetId": sheet, "rowIndex": 30, "columnIndex": 5}
    rows = [{"values": [{"userEnteredValue": {"stringValue": "ours"}}]}]
    shelf.edit({"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}})
    before = len(shelf.client.heard)

    book = looker.look([records("Records")])

    assert book.get("Records").row(31) == {6: {"stringValue": "ours"}}
    assert len(shelf.client.heard) - before == 2


def test_columns_that_went_meanwhile_are_no_reason_to_fail(shelf: Shelf, looker: Looker) -> None:
    shelf.open().apply([records("Records")])
    looker.look([records("Records")])
    place = {"sheetId": shelf.tab("Records"), "dimension": "COLUMNS", "startIndex": 1}
    shelf.edit({"deleteDimension": {"range": {**place, "endIndex": 4}}})

    assert looker.look([records("Records")]).get("Records").columns == 1


def test_an_answer_shows_a_tab_or_does_not() -> None:
    one, other = Tab(1, "A", 9, 9), Tab(2, "B", 9, 9)
    book = Book("Team", "", "", None, (one,))

    assert shows(book, [])
    assert shows(book, [one])
    assert not shows(book, [one, other])
    assert state.book({}) == Book("", "", "", None, ())
