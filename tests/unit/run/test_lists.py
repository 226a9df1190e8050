"""What the hidden tab of names holds, and which columns offer them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_runner import config
from sheets_runner.clevertap.names import Names
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.query.layout import Layout, read_layout
from sheets_runner.run.lists import (
    Known,
    Lists,
    accounts_in,
    accounts_of,
    amounts,
    event_headers,
    is_another,
    lists_of,
)
from sheets_runner.run.looks import LISTS_COLUMNS, LOG_COLUMNS, OUTPUT_COLUMNS
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import Column, OfferChoices, ReplaceTable, Value
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
        " cell cannot hold such a text; write them under CQL."
    )


@pytest.mark.parametrize(
    "name",
    ["\u00a0Lead", "Lead ", "Lead\u200b", "a\tb", "a\nb", "a\rb", "a\x85b", "a\u2028b", "a\x7fb"],
)
def test_an_event_that_a_cell_would_not_say_is_left_out_but_not_a_property(name: str) -> None:
    """What a cell says has no outer spaces and one line; properties are not offered in cells."""
    lists = lists_of({"web": known(name, "Charged", properties=(name,))}, LIMITS)

    assert rows(lists) == [("Charged", "web", None, name, "web")]
    assert lists.said.endswith(
        " 1 name left out: a cell cannot hold such a text; write them under CQL."
    )


def test_names_that_look_strange_but_can_be_typed_as_text_are_listed() -> None:
    names = ("123", "=1+1", "Two  Spaces", '"Quoted"', "A|B", "a\u00a0b", "1/2/2026")
    lists = lists_of({"web": known(*names)}, LIMITS)

    assert {row[0] for row in rows(lists)} == set(names)


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
    _, offered = lists_of({"web": known("Charged")}, LIMITS).edits("Queries", seen)
    assert offered == OfferChoices("Queries", 1, (), "_Lists", "Event")


def test_without_an_event_no_column_offers_any_but_earlier_drop_downs_are_told() -> None:
    lists = lists_of({"web": known(properties=("Plan",))}, LIMITS)
    made, offered = lists.edits("Queries", layout("Event", "Dates"))

    assert isinstance(made, ReplaceTable)
    assert offered == OfferChoices("Queries", 1, (), "_Lists", "Event")
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


def table(*rows: tuple[str | None, ...]) -> Table:
    return Table("_Lists", tuple(tuple(map(RawCell, row)) for row in rows))


HEAD = tuple(column.header for column in LISTS_COLUMNS)


@pytest.mark.parametrize("columns", [OUTPUT_COLUMNS, LOG_COLUMNS])
@pytest.mark.parametrize("above", [0, 1, 19])
def test_results_and_the_run_log_are_known_by_their_headers(
    columns: tuple[Column, ...], above: int
) -> None:
    head = tuple(column.header.upper() for column in columns)

    assert is_another(table(*[("Ours", None)] * above, head, ("Charged",)))


@pytest.mark.parametrize(
    "rows",
    [
        (),
        ((None,),),
        (HEAD, ("Charged", "web")),
        (("Our names", None), HEAD, ("Charged", "web")),
        (("Zoom", "web"), HEAD, ("Charged", "web")),
        (("Charged", "web", None, "Plan", "web"),),
        (("Batch", "App", None, "Name", "web"), ("Charged", "web")),
        ((*HEAD, "Name", "Count", "Get"), ("Charged", "web")),
        (("Cities", "Event"), ("Goa", "yes")),
    ],
)
def test_of_all_else_its_storage_knows_whose_it_is(
    rows: tuple[tuple[str | None, ...], ...],
) -> None:
    assert not is_another(table(*rows))


def test_whose_names_a_list_holds_its_columns_tell() -> None:
    lines = (("a", "web, train", "late", "P", "web"), ("b", "shop", None, None, None))
    held = {"web", "train", "shop"}

    assert accounts_in(table(HEAD, *lines)) == held
    assert accounts_in(table(("Ours",), HEAD, *lines, (None, None, None, "Q", "old"))) == {
        *held,
        "old",
    }
    assert accounts_in(table(*lines)) == accounts_in(table()) == set()


APPS = "".join(
    f"[{name}]\nid = {name}-id\npassword = secret\n" for name in ("web", "train", "shop")
)


def settings_of(folder: Path, sheets: str) -> Settings:
    (folder / "config.ini").write_text(APPS + sheets, "utf-8")
    return config.load(folder / "config.ini")


def test_a_list_is_of_the_accounts_of_all_sheets_in_the_same_spreadsheet(tmp_path: Path) -> None:
    here, there = "a" * 30, "b" * 30
    settings = settings_of(
        tmp_path,
        f"[sheet.one]\nspreadsheet = {here}\napps = train, web\n"
        f"[sheet.other]\nspreadsheet = {there}\napps = shop\n"
        f"[sheet.two]\nspreadsheet = {here}\ninput = Q2\napps = web, shop\n",
    )

    assert accounts_of(settings, settings.sheets["one"]) == ("train", "web", "shop")
    assert accounts_of(settings, settings.sheets["two"]) == ("train", "web", "shop")
    assert accounts_of(settings, settings.sheets["other"]) == ("shop",)


def test_a_list_is_of_the_accounts_of_all_sheets_in_the_same_workbook(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        "[sheet.one]\nworkbook = a.xlsx\napps = web\n"
        f"[sheet.two]\nworkbook = {tmp_path}/x/../a.xlsx\ninput = Q2\napps = train\n"
        "[sheet.other]\nworkbook = b.xlsx\napps = shop\n",
    )
    new = SheetSettings("new", tmp_path / "c.xlsx", ("shop", "web"))

    assert accounts_of(settings, settings.sheets["two"]) == ("web", "train")
    assert accounts_of(settings, new) == ("shop", "web")
