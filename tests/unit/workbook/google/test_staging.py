from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.workbook.base import Column, Edit, FillRow, ReplaceTable, RunId
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.faults import Fault
from sheets_runner.workbook.google.staging import Stager, pieces
from tests.unit.workbook.google.shelf import Shelf, lose, refuse

PIECE = 300
EXCHANGE = "batch deleteSheet addSheet createDeveloperMetadata"
MAKE_STAGING = f"{EXCHANGE} addSheet createDeveloperMetadata updateDeveloperMetadata"


class Rows:
    """Rows that can be walked again and again, and count how often they were."""

    def __init__(self, number: int, text: str = "some text") -> None:
        self.number, self.text, self.walks = number, text, 0

    def __iter__(self) -> Any:
        self.walks += 1
        return ((number, self.text) for number in range(self.number))


def table(tab: str, rows: Any, owner: str = "") -> ReplaceTable:
    return ReplaceTable(tab, (Column("N"), Column("Text")), rows, owner)


def shown(number: int, text: str = "some text") -> list[list[Any]]:
    return [["N", "Text"], *[[row, text] for row in range(number)]]


# --- pieces ---


@given(st.lists(st.lists(st.text() | st.integers() | st.none(), min_size=1)), st.integers(1, 200))
def test_pieces_hold_all_rows_in_order_and_none_is_too_large(rows: Any, most: int) -> None:
    found = list(pieces(iter(rows), most))

    assert [row for piece in found for row in piece] == rows
    assert all(len(piece) == 1 or len(json.dumps(piece)) <= most for piece in found)
    assert all(found)


def test_a_row_that_is_too_large_is_a_piece_of_its_own() -> None:
    rows: list[list[object]] = [["a"], ["b" * 50], ["c"], ["d"]]

    assert list(pieces(iter(rows), 20)) == [[["a"]], [["b" * 50]], [["c"], ["d"]]]


# --- what is held, and what is laid aside ---


@pytest.fixture(name="stager")
def _stager(shelf: Shelf) -> Stager:
    return Stager(Api(shelf.client, shelf.clock), shelf.id, PIECE)


def test_tables_that_fit_together_are_held_and_the_others_are_not(stager: Stager) -> None:
    small, large = Rows(2), Rows(3)
    edits: list[Edit] = [FillRow("Queries", 1, 2, {}), table("A", small), table("B", large)]

    found = stager.surveys(edits)

    assert {index: survey.cells is not None for index, survey in found.items()} == {
        1: True,
        2: False,
    }
    assert stager.surveys(edits) == found
    assert (small.walks, large.walks) == (1, 1)


def test_a_table_that_was_held_keeps_its_share_when_others_are_gone(stager: Stager) -> None:
    edits = [table("A", Rows(2)), table("B", Rows(2)), table("C", Rows(2))]
    sizes = [found.cells is not None for found in stager.surveys(edits).values()]
    assert sizes == [True, False, False]

    again = stager.surveys(edits[1:])
    assert [found.cells is not None for found in again.values()] == [False, False]


def test_two_tables_without_rows_are_two_tables(stager: Stager) -> None:
    wide = replace(table("B", ()), columns=(Column("A"), Column("B"), Column("C")))

    found = stager.surveys([table("A", ()), wide])

    assert [len(survey.patterns) for survey in found.values()] == [2, 3]


def test_a_table_whose_cells_cannot_be_kept_is_laid_to_its_row(stager: Stager) -> None:
    with pytest.raises(EditRefused) as caught:
        stager.surveys([table("A", [(1, "x" * 50_001)], "row-7")])

    assert caught.value.owner == "row-7"


# --- laying aside ---


def test_a_large_table_waits_in_a_hidden_tab_and_goes_from_there_at_once(shelf: Shelf) -> None:
    workbook = shelf.open(piece=PIECE)
    with workbook.lease(RunId("mine"), ["Queries"]):
        workbook.apply([table("Records", Rows(40))])

    assert shelf.client.heard[2] == MAKE_STAGING
    assert shelf.client.heard[3:6] == ["put"] * 3
    assert shelf.client.heard[6].startswith("batch deleteSheet addSheet")
    assert len(shelf.client.heard) == 7
    assert shelf.values("Records!A:B") == shown(40)
    assert shelf.titles == ["Queries", "Records"]


def test_what_was_laid_aside_serves_the_next_try_also_when_one_of_two_is_dropped(
    shelf: Shelf,
) -> None:
    workbook = shelf.open(piece=PIECE)
    first, second = Rows(40), Rows(41)
    taken = table("Queries", first, "row-2")
    with workbook.lease(RunId("mine"), ["Queries"]):
        with pytest.raises(EditRefused, match='"Queries" is not empty') as caught:
            workbook.apply([taken, table("Records", second, "row-3")])
        assert caught.value.owner == "row-2"
        assert len(shelf.titles) == 4
        workbook.apply([table("Records", second, "row-3")])

    assert shelf.client.heard.count("put") == 6
    assert (first.walks, second.walks) == (2, 2)
    assert shelf.values("Records!A:B") == shown(41)
    assert shelf.titles == ["Queries", "Records"]


def test_a_run_that_fails_takes_away_what_it_has_laid_aside(shelf: Shelf) -> None:
    workbook = shelf.open(piece=PIECE)
    with workbook.lease(RunId("mine"), ["Queries"]):
        shelf.client.before.update(dict.fromkeys(range(4, 10), lose()))
        with pytest.raises(Fault, match="broke off"):
            workbook.apply([table("Records", Rows(40))])
        assert len(shelf.titles) == 3

    assert shelf.titles == ["Queries"]


def test_what_somebody_has_deleted_meanwhile_is_laid_aside_anew(shelf: Shelf) -> None:
    workbook = shelf.open(piece=PIECE)

    def delete() -> None:
        shelf.delete(next(title for title in shelf.titles if "staging" in title))

    with workbook.lease(RunId("mine"), ["Queries"]):
        shelf.client.before[6] = delete
        workbook.apply([table("Records", Rows(40))])

    assert shelf.client.heard.count("put") == 6
    assert shelf.values("Records!A:B") == shown(40)
    assert shelf.titles == ["Queries", "Records"]


@pytest.mark.parametrize("owner", ["row-2", ""])
def test_rows_that_google_does_not_take_are_laid_to_their_row(shelf: Shelf, owner: str) -> None:
    workbook = shelf.open(piece=PIECE)
    with workbook.lease(RunId("mine"), ["Queries"]):
        shelf.client.before.update({4: refuse(), **({} if owner else {7: refuse()})})
        with pytest.raises(WorkbookError, match="Google refuses it") as caught:
            workbook.apply([table("Records", Rows(40), owner)])
        assert getattr(caught.value, "owner", "") == owner
        workbook.apply([table("Others", Rows(40), owner)])

    assert shelf.values("Others!A:B") == shown(40)
    assert shelf.titles == ["Queries", "Others"]


def test_the_lease_is_renewed_while_records_are_laid_aside(shelf: Shelf) -> None:
    workbook = shelf.open(piece=PIECE)

    def be_slow() -> None:
        shelf.clock.sleep(250)

    with workbook.lease(RunId("mine"), ["Queries"]):
        shelf.client.after.update({3: be_slow, 5: be_slow})
        workbook.apply([table("Records", Rows(40))])

    exchange = f"{EXCHANGE} updateDeveloperMetadata"
    assert shelf.client.heard[2:8] == [MAKE_STAGING, "put", exchange, "put", exchange, "put"]
    assert shelf.values("Records!A:B") == shown(40)


def test_a_run_that_was_away_while_it_laid_records_aside_ends(
    shelf: Shelf,
) -> None:
    workbook = shelf.open(piece=PIECE)

    def be_away() -> None:
        shelf.clock.sleep(601)
        other = shelf.open()
        with other.lease(RunId("other")):
            other.apply([])

    with workbook.lease(RunId("mine"), ["Queries"]):
        shelf.client.after[3] = be_away
        with pytest.raises(LeaseHeld, match="This run has lost"):
            workbook.apply([table("Records", Rows(40))])

    assert shelf.titles == ["Queries"]
