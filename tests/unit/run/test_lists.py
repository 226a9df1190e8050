"""What the hidden tab of names holds, and which columns offer them."""

from __future__ import annotations

import pytest

from sheets_runner.clevertap.names import Names
from sheets_runner.query.layout import Layout, read_layout
from sheets_runner.run.lists import Known, Lists, amounts, event_headers, is_foreign, lists_of
from sheets_runner.run.looks import LISTS_COLUMNS
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import OfferChoices, ReplaceTable, Value
from tests.fake_workbook import LIMITS

COUNTS_ONLY = "Counts only: CleverTap does not export its records."


def known(*events: str, properties: tuple[str, ...] = ()) -> Known:
    return Known(Names(events), Names(properties))


def rows(lists: Lists) -> list[tuple[Value, ...]]:
    return [tuple(row) for row in lists.table().rows]


def layout(*headers: str, ignored: tuple[str, ...] = ()) -> Layout:
    return read_layout(Table("Queries", (tuple(map(RawCell, headers)),)), ignored)


def test_each_name_stands_once_in_alphabetical_order_with_the_accounts_that_know_it() -> None:
    names = {
        "web": known("Charged", "UTM Visited", properties=("plan", "Email")),
        "train": known("Zoom", "charged", "Charged", "app opened", properties=("plan",)),
    }
    lists = lists_of(names, LIMITS)

    assert rows(lists) == [
        ("app opened", "train", None, "Email", "web"),
        ("Charged", "web, train", None, "plan", "web, train"),
        ("charged", "train", None, None, None),
        ("UTM Visited", "web", None, None, None),
        ("Zoom", "train", None, None, None),
    ]
    assert lists.said == 'Listed 5 events and 2 profile properties in the hidden tab "_Lists".'


def test_there_may_be_more_properties_than_events() -> None:
    names = {"web": known("Charged", properties=("City", "Plan"))}

    assert rows(lists_of(names, LIMITS)) == [
        ("Charged", "web", None, "City", "web"),
        (None, None, None, "Plan", "web"),
    ]


def test_events_that_are_counted_but_not_exported_are_marked() -> None:
    names = ["Sent", "Viewed", "Clicked", "Delivered", "Replied", "Failed", "Seen"]
    lists = lists_of({"web": known("Sent", *(f"Notification {name}" for name in names))}, LIMITS)

    remarks = {str(row[0]): row[2] for row in rows(lists)}
    assert remarks == {
        **{f"Notification {name}": COUNTS_ONLY for name in names[:-1]},
        "Notification Seen": None,
        "Sent": None,
    }


def test_a_name_that_a_cell_cannot_hold_as_it_is_is_left_out_and_told() -> None:
    long = "x" * 20_001
    lists = lists_of({"web": known("a\x00b", "Charged", properties=(long, long[1:]))}, LIMITS)

    assert rows(lists) == [("Charged", "web", None, long[1:], "web")]
    assert lists.said == (
        'Listed 1 event and 1 profile property in the hidden tab "_Lists". 2 names left out: a'
        " cell cannot hold such a text."
    )


def test_every_column_that_names_an_event_offers_them() -> None:
    seen = layout("Name", "EVENT name", "Dates", "did all:event", "did none 2: Event", "event: X")
    made, offered = lists_of({"web": known("Charged")}, LIMITS).edits("Queries", seen)

    assert isinstance(made, ReplaceTable)
    assert (made.tab, made.columns, made.hidden) == ("_Lists", LISTS_COLUMNS, True)
    headers = ("EVENT name", "did all:event", "did none 2: Event")
    assert offered == OfferChoices("Queries", 1, headers, "_Lists", "Event")


def test_columns_of_the_teams_own_offer_nothing() -> None:
    seen = layout("[Event]", "did any: Event", "CQL", "Dates", ignored=("did any: Event",))

    assert event_headers(seen) == ()
    assert len(lists_of({"web": known("Charged")}, LIMITS).edits("Queries", seen)) == 1


def test_without_an_event_there_is_a_table_and_nothing_to_offer() -> None:
    lists = lists_of({"web": known(properties=("Plan",))}, LIMITS)
    (made,) = lists.edits("Queries", layout("Event", "Dates"))

    assert isinstance(made, ReplaceTable)
    assert rows(lists) == [(None, None, None, "Plan", "web")]
    assert lists.said == 'Listed no events and 1 profile property in the hidden tab "_Lists".'


@pytest.mark.parametrize(
    ("events", "properties", "words"),
    [
        (0, 0, "no events and no profile properties"),
        (1, 1, "1 event and 1 profile property"),
        (1_500, 2, "1,500 events and 2 profile properties"),
    ],
)
def test_amounts_are_told_in_words(events: int, properties: int, words: str) -> None:
    assert amounts(range(events), range(properties)) == words


@pytest.mark.parametrize(
    ("cells", "foreign"),
    [
        ([], False),
        ([[RawCell()]], False),
        ([[RawCell("event"), RawCell("Our remark")], [RawCell("Charged")]], False),
        ([[RawCell("Cities")], [RawCell("Goa")]], True),
        ([[RawCell()], [RawCell("Goa")]], True),
        ([[RawCell(None, formula="=NOW()")]], True),
    ],
)
def test_a_tab_that_somebody_else_made_is_known_by_its_headers(
    cells: list[list[RawCell]], foreign: bool
) -> None:
    assert is_foreign(Table("_Lists", tuple(map(tuple, cells)))) is foreign
