"""The workbook in memory keeps the contract of all storages, and refuses what it does not know."""

from __future__ import annotations

import re
from datetime import date
from operator import itemgetter
from typing import Any

import pytest

from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.table.cells import RawCell
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    FillRow,
    MakeTab,
    ReplaceTable,
    RunId,
    Value,
)
from tests.contracts.desks import DropDown
from tests.contracts.test_workbook_contract import *  # noqa: F403 - run here over the fake
from tests.fake_workbook import FakeWorkbook, Offer, Sheet, Store


class FakeDesk:
    """A store with people at it."""

    def __init__(self) -> None:
        self.store = Store()

    def runner(self) -> FakeWorkbook:
        """Return the workbook as a new run opens it."""
        return FakeWorkbook(self.store)

    def type(self, tab: str, cells: dict[str, Any]) -> None:
        """Type into cells of a tab."""
        name = self.store.find(tab) or tab
        sheet = self.store.tabs.setdefault(name, Sheet())
        for place, value in cells.items():
            sheet.cells[_place(place)] = RawCell(value)
        self.store.version += 1

    def delete(self, tab: str) -> None:
        """Delete a tab."""
        del self.store.tabs[tab]
        self.store.version += 1

    def tabs(self) -> list[str]:
        """Return the names of the tabs."""
        return list(self.store.tabs)

    def hidden(self) -> list[str]:
        """Return the names of the tabs that are hidden."""
        return [name for name, sheet in self.store.tabs.items() if sheet.hidden]

    def unhide(self, tab: str) -> None:
        """Let a hidden tab be seen."""
        self.store.tabs[tab].hidden = False
        self.store.version += 1

    def restrict(self, tab: str, place: str, *choices: str) -> None:
        """Give a cell a drop-down that refuses anything else."""
        self.store.tabs[tab].rules[_place(place)] = (choices, True)
        self.store.version += 1

    def drop_down(self, tab: str, place: str) -> DropDown | None:
        """Return the drop-down of a cell."""
        (row, column), sheet = _place(place), self.store.tabs[tab]
        if (row, column) in sheet.rules:
            choices, refuses = sheet.rules[row, column]
            return DropDown(list(choices), refuses)
        offer = sheet.offers.get(column)
        return DropDown(self._choices(offer)) if offer and row >= offer.top else None

    def prepare(self, tab: str, what: str) -> None:
        """Do something to a tab that leaves it without values."""
        self.store.tabs[tab].prepared = what
        self.store.version += 1

    def _choices(self, offer: Offer) -> list[str]:
        source = self.store.tabs[offer.source]
        place = source.texts()[offer.choices]
        cells = ((row, cell) for (row, column), cell in source.cells.items() if column == place)
        return [str(cell.value) for row, cell in sorted(cells, key=itemgetter(0)) if row > 1]


def _place(name: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z])(\d+)", name)
    assert found, name
    return int(found[2]), ord(found[1]) - ord("A") + 1


@pytest.fixture(name="desk")
def _desk() -> FakeDesk:
    return FakeDesk()


HEAD = (Column("a"),)


@pytest.mark.parametrize("value", ["bell\x07", "half \ud83d", "x" * 20_001])
def test_it_refuses_text_that_no_cell_holds(value: Value) -> None:
    with pytest.raises(WorkbookError, match="cannot hold this text"):
        FakeWorkbook().apply([MakeTab("Queries", HEAD, ((value,),))])


def test_it_refuses_a_table_that_is_too_large() -> None:
    columns = tuple(Column(str(number)) for number in range(61))

    with pytest.raises(WorkbookError, match="does not fit the tab"):
        FakeWorkbook().apply([ReplaceTable("Records", columns, ())])


def test_it_refuses_rows_of_another_length() -> None:
    with pytest.raises(AssertionError, match="for 1 columns"):
        FakeWorkbook().apply([ReplaceTable("Records", HEAD, ((1, 2),))])


def test_it_refuses_to_write_over_a_cell_of_the_teams(desk: FakeDesk) -> None:
    desk.runner().apply([ReplaceTable("Records", HEAD, ((1,),))])
    desk.type("Records", {"A4": "ours"})

    with pytest.raises(EditRefused, match="Cell A4 is in the way"):
        desk.runner().apply([ReplaceTable("Records", HEAD, ((1,), (2,), (3,)), "row")])


def test_it_refuses_columns_that_changed_and_tabs_that_are_not_the_teams(desk: FakeDesk) -> None:
    desk.runner().apply([AppendRows("Run log", HEAD, ((1,),), 9)])

    with pytest.raises(WorkbookError, match="keeps columns as they were made"):
        desk.runner().apply([AppendRows("Run log", (Column("b"),), ((1,),), 9)])
    with pytest.raises(WorkbookError, match="no tab"):
        desk.runner().apply([FillRow("Run log", 1, 2, {"a": 1})])


def test_a_test_may_refuse_an_edit_of_its_choice() -> None:
    workbook = FakeWorkbook()
    workbook.refused = lambda edit: "merged" if edit.owner == "row-7" else ""

    with pytest.raises(EditRefused, match="merged") as caught:
        workbook.apply([ReplaceTable("Records", HEAD, (), "row-7")])

    assert caught.value.owner == "row-7"
    assert workbook.applied == []


# --- while people look on ---


@pytest.fixture(name="live")
def _live(desk: FakeDesk) -> FakeWorkbook:
    desk.runner().apply([MakeTab("Queries", HEAD)])
    return FakeWorkbook(desk.store, live=True)


NOTE = FillRow("Queries", 1, 2, {"a": 1}, "row-7")


def test_a_note_is_seen_at_once_and_kept(live: FakeWorkbook) -> None:
    with live.lease(RunId("first")):
        live.note([NOTE])
        live.note([])

        assert live.read("Queries").cell(2, 1).value == 1
    assert (live.live, live.noted, live.applied) == (True, [(NOTE,), ()], [])


def test_where_nobody_looks_on_a_note_does_nothing(desk: FakeDesk) -> None:
    workbook = desk.runner()
    workbook.note([NOTE])

    assert (workbook.live, workbook.noted, desk.tabs()) == (False, [], [])


def test_a_refused_note_changes_nothing(live: FakeWorkbook) -> None:
    live.refused = lambda edit: "merged" if edit is NOTE else ""
    with live.lease(RunId("first")), pytest.raises(EditRefused, match="merged"):
        live.note([AppendRows("Run log", HEAD, ((1,),), 9), NOTE])

    assert (live.tabs(), live.noted) == (("Queries",), [])


def test_whose_lease_is_gone_can_change_nothing_any_more(live: FakeWorkbook) -> None:
    with live.lease(RunId("first")):
        live.store.held = "second"
        with pytest.raises(LeaseHeld, match="taken over from first"):
            live.note([NOTE])
        with pytest.raises(LeaseHeld):
            live.apply([NOTE])
    assert live.store.held == "second"
    assert live.read("Queries").rows[1:] == ()


def test_nothing_follows_the_last_change_of_a_live_run(live: FakeWorkbook) -> None:
    with live.lease(RunId("first")):
        live.apply([NOTE])
        with pytest.raises(LeaseHeld):
            live.note([])


def test_a_note_without_a_lease_is_a_mistake_of_the_caller(live: FakeWorkbook) -> None:
    with pytest.raises(AssertionError, match="outside a lease"):
        live.note([NOTE])


def test_it_keeps_what_was_applied() -> None:
    workbook, edit = FakeWorkbook(), MakeTab("Queries", HEAD, ((date(2026, 6, 30),),))
    workbook.apply([edit])

    assert workbook.applied == [(edit,)]
    assert workbook.read("Queries").cell(2, 1) == RawCell(46203, "yyyy-mm-dd")
