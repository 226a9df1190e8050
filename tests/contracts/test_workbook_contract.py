"""The contract of `Workbook`: the same tests for every storage."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import pytest

from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.table.cells import Scalar, Table
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    EnsureColumns,
    FillRow,
    MakeTab,
    OfferChoices,
    ReplaceTable,
    RunId,
    UpsertRows,
    Value,
)
from tests.contracts.desks import PREPARATIONS, Desk, DropDown

NAME, FROM, COUNT = Column("Name", 20), Column("From", format="yyyy-mm-dd"), Column("Count")
STATUS, MESSAGE = Column("Status", tints=(("✅", "C6EFCE"),)), Column("Message", 40, wrap=True)
ROWS: tuple[tuple[Value, ...], ...] = (("Flights", date(2025, 6, 7)), ("Hotels", date(2025, 6, 8)))
INPUT = MakeTab("Queries", (NAME, FROM), ROWS)
INERT = (
    "=1+1",
    "+1",
    "-5",
    "@x",
    "'x",
    "TRUE",
    "#N/A",
    "007",
    "_x0041_",
    " a ",
    "  ",
    "a\nb",
    "é😀",
)


def values(table: Table) -> list[list[Scalar]]:
    return [[cell.value for cell in row] for row in table.rows]


def results(*rows: tuple[Value, ...], owner: str = "") -> UpsertRows:
    return UpsertRows("Results", (NAME, FROM, COUNT), ("Name", "From"), rows, owner)


def log(*texts: str, keep: int = 3) -> AppendRows:
    return AppendRows("Run log", (Column("Text"),), tuple((text,) for text in texts), keep)


def records(headers: str, *rows: tuple[Value, ...], owner: str = "") -> ReplaceTable:
    return ReplaceTable("Records", tuple(map(Column, headers.split())), rows, owner)


def lists(*names: str | None, hidden: bool = True) -> ReplaceTable:
    columns = (Column("Event", 30), Column("Remark"))
    return ReplaceTable("_Lists", columns, tuple((name, "x") for name in names), hidden=hidden)


def offers(*headers: str, source: str = "_Lists", choices: str = "Event") -> OfferChoices:
    return OfferChoices("Queries", 1, headers or ("Name",), source, choices, "row-7")


def test_a_new_tab_holds_what_it_was_made_with(desk: Desk) -> None:
    desk.runner().apply([INPUT])

    table = desk.runner().read("Queries")
    assert values(table) == [["Name", "From"], ["Flights", 45815], ["Hotels", 45816]]
    assert table.cell(2, 2).format == "yyyy-mm-dd"
    assert desk.tabs() == ["Queries"]


def test_a_tab_of_the_team_is_made_once_only(desk: Desk) -> None:
    desk.runner().apply([INPUT])

    with pytest.raises(WorkbookError, match='"Queries" is there already'):
        desk.runner().apply([INPUT])


def test_a_blank_tab_that_was_read_may_become_one_of_the_teams(desk: Desk) -> None:
    desk.type("Queries", {})
    runner = desk.runner()
    runner.read("Queries")
    runner.apply([INPUT, EnsureColumns("Queries", 1, (STATUS,))])

    assert values(desk.runner().read("Queries"))[0] == ["Name", "From", "Status"]


@pytest.mark.parametrize("what", PREPARATIONS)
def test_a_tab_without_values_that_somebody_has_prepared_is_theirs(desk: Desk, what: str) -> None:
    desk.type("Other", {"A1": "x"})
    desk.type("Queries", {})
    desk.prepare("Queries", what)
    runner = desk.runner()

    with pytest.raises(WorkbookError, match='"Queries" has no values, but somebody has prepared'):
        runner.apply([INPUT, EnsureColumns("Queries", 1, (STATUS,))])
    assert values(desk.runner().read("Queries")) in ([], [[], [None, None, None]])


@pytest.mark.parametrize("what", PREPARATIONS)
def test_the_only_tab_stays_what_it_is_where_somebody_has_prepared_it(
    desk: Desk, what: str
) -> None:
    desk.type("Sheet1", {})
    desk.prepare("Sheet1", what)
    desk.runner().apply([INPUT])

    assert desk.tabs() == ["Sheet1", "Queries"]


def test_checkboxes_say_yes_or_no(desk: Desk) -> None:
    columns = (Column("Active", checkbox=True), NAME)
    desk.runner().apply([MakeTab("Queries", columns, ((True, "a"), (False, "b"), (None, "c")))])

    rows = desk.runner().read("Queries").rows[1:4]
    assert [row[0].value in (True, "yes") for row in rows] == [True, False, False]
    assert [row[0].value in (False, "no") for row in rows] == [False, True, False]


def test_a_missing_tab_is_an_error_that_names_those_there_are(desk: Desk) -> None:
    desk.runner().apply([INPUT])

    with pytest.raises(WorkbookError, match=r'no tab "Querys".*"Queries"'):
        desk.runner().read("Querys")


def test_a_tab_is_found_whatever_the_case_of_its_name(desk: Desk) -> None:
    desk.runner().apply([INPUT])

    assert desk.runner().read("QUERIES").tab == "Queries"


def test_every_kind_of_value_arrives_as_itself(desk: Desk) -> None:
    row: tuple[Value, ...] = ("x", 7, 0.1, True, date(2025, 6, 7), datetime(2025, 6, 7, 18, 0))
    desk.runner().apply([records("text whole part yes day moment", row)])

    table = desk.runner().read("Records")
    assert values(table)[1] == ["x", 7, 0.1, True, 45815, 45815.75]
    formats = [cell.format for cell in table.rows[1]]
    assert formats == ["General"] * 4 + ["yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]


@pytest.mark.parametrize("text", INERT)
def test_text_stays_text(desk: Desk, text: str) -> None:
    desk.runner().apply([records("text", (text,))])

    cell = desk.runner().read("Records").cell(2, 1)
    assert (cell.value, cell.formula, cell.error) == (text, "", "")


def test_a_number_too_long_to_be_exact_is_text(desk: Desk) -> None:
    desk.runner().apply([records("id", (1234567890123456,), (999999999999999,))])

    assert values(desk.runner().read("Records"))[1:] == [["1234567890123456"], [999999999999999]]


def test_the_runners_columns_come_right_of_all_that_is_there(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    desk.type("Queries", {"D3": "a remark"})
    desk.runner().apply([EnsureColumns("Queries", 1, (STATUS, MESSAGE))])

    assert values(desk.runner().read("Queries"))[0] == [
        *("Name", "From", None, None),
        *("Status", "Message"),
    ]


def test_columns_that_are_there_are_not_made_again(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    desk.type("Queries", {"C1": "status"})
    for _ in range(2):
        desk.runner().apply([EnsureColumns("Queries", 1, (STATUS, MESSAGE))])

    assert values(desk.runner().read("Queries"))[0] == ["Name", "From", "status", "Message"]


def test_only_the_cells_of_a_row_that_are_named_are_written(desk: Desk) -> None:
    desk.runner().apply([INPUT, EnsureColumns("Queries", 1, (STATUS, MESSAGE))])
    desk.runner().apply([FillRow("Queries", 1, 2, {"Status": "✅ Done", "Message": "fine"})])
    desk.runner().apply([FillRow("Queries", 1, 2, {"Message": None})])

    assert values(desk.runner().read("Queries"))[1:] == [
        ["Flights", 45815, "✅ Done"],
        ["Hotels", 45816],
    ]


def test_an_edit_that_is_refused_says_whose_it_is_and_changes_nothing(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    before = desk.runner().read("Queries")

    with pytest.raises(EditRefused, match='no column "Status"') as caught:
        desk.runner().apply([log("a"), FillRow("Queries", 1, 2, {"Status": "x"}, "row-7")])

    assert caught.value.owner == "row-7"
    assert desk.runner().read("Queries") == before
    assert desk.tabs() == ["Queries"]


def test_a_refused_edit_without_an_owner_is_the_workbooks_error(desk: Desk) -> None:
    desk.runner().apply([INPUT])

    with pytest.raises(WorkbookError) as caught:
        desk.runner().apply([FillRow("Queries", 1, 2, {"Status": "x"})])

    assert not isinstance(caught.value, EditRefused)


def test_a_batch_without_the_refused_edit_can_be_applied_afterwards(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    runner = desk.runner()
    runner.read("Queries")
    with pytest.raises(EditRefused):
        runner.apply([log("one"), FillRow("Queries", 1, 2, {"Status": "x"}, "row-7")])
    runner.apply([log("one")])

    assert values(runner.read("Run log")) == [["Text"], ["one"]]


def test_a_replaced_table_leaves_nothing_of_the_old_one(desk: Desk) -> None:
    desk.runner().apply([records("a b c", (1, 2, 3), (4, 5, 6))])
    desk.runner().apply([records("a c", (7, 8))])

    assert values(desk.runner().read("Records")) == [["a", "c"], [7, 8]]


def test_the_teams_columns_beside_a_replaced_table_stay(desk: Desk) -> None:
    desk.runner().apply([records("a b", (1, 2))])
    desk.type("Records", {"C1": "ours", "C2": "kept", "C5": "too"})
    desk.runner().apply([records("a b", (3, 4), (5, 6))])

    assert values(desk.runner().read("Records")) == [
        ["a", "b", "ours"],
        [3, 4, "kept"],
        [5, 6],
        [],
        [None, None, "too"],
    ]


def test_a_tab_the_team_made_is_nobodys_output(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    desk.type("Plans", {"A1": "secret"})

    with pytest.raises(EditRefused, match="made by the runner: name another output tab"):
        desk.runner().apply([ReplaceTable("plans", (NAME,), (), "row-1")])


def test_the_teams_tab_in_the_place_of_a_tab_of_every_run_is_to_be_renamed(desk: Desk) -> None:
    desk.type("Run log", {"A1": "ours"})

    with pytest.raises(WorkbookError, match="made by the runner: rename that tab of yours, or"):
        desk.runner().apply([log("a")])


def test_an_empty_tab_may_become_an_output(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    desk.type("Records", {})
    desk.runner().apply([records("a", (1,))])

    assert values(desk.runner().read("Records")) == [["a"], [1]]


def test_the_input_tab_is_nobodys_output(desk: Desk) -> None:
    desk.runner().apply([INPUT, EnsureColumns("Queries", 1, (STATUS,))])
    fill = FillRow("Queries", 1, 2, {"Status": "x"})

    with pytest.raises(EditRefused, match='"queries" is the input tab'):
        desk.runner().apply([fill, ReplaceTable("queries", (NAME,), (), "row-1")])


def test_a_line_is_known_by_its_key_and_keeps_its_place(desk: Desk) -> None:
    desk.runner().apply([results(("a", date(2025, 6, 7), 1), ("b", date(2025, 6, 7), 2))])
    desk.runner().apply([results(("c", None, 4), ("a", date(2025, 6, 7), 3))])

    assert values(desk.runner().read("Results")) == [
        ["Name", "From", "Count"],
        ["a", 45815, 3],
        ["b", 45815, 2],
        ["c", None, 4],
    ]


def test_text_and_number_are_different_keys(desk: Desk) -> None:
    for _ in range(2):
        desk.runner().apply([results(("1", None, 1), (1, None, 2), (True, None, 3))])

    assert values(desk.runner().read("Results"))[1:] == [
        ["1", None, 1],
        [1, None, 2],
        [True, None, 3],
    ]


def test_of_two_rows_with_one_key_the_last_is_written(desk: Desk) -> None:
    desk.runner().apply([results(("a", None, 1), ("a", None, 2))])

    assert values(desk.runner().read("Results"))[1:] == [["a", None, 2]]


def test_written_lines_may_stand_instead_of_all_others_of_their_name(desk: Desk) -> None:
    june = [date(2025, 6, day) for day in (1, 2, 3, 4)]
    old = (("Flights", june[0], 1), ("Hotels", june[0], 9), ("Flights", june[1], 2))
    desk.runner().apply([INPUT, results(*old, ("Trains", june[0], 5), ("Flights", june[2], 3))])
    new = results(("Flights", june[1], 20), ("Flights", june[3], 40))

    desk.runner().apply([replace(new, instead=("Name",))])

    assert values(desk.runner().read("Results"))[1:] == [
        ["Hotels", 45809, 9],
        ["Flights", 45810, 20],
        ["Trains", 45809, 5],
        ["Flights", 45812, 40],
    ]


def test_only_the_last_lines_of_a_log_are_kept(desk: Desk) -> None:
    desk.runner().apply([log("one", "two")])
    desk.runner().apply([log("three", "four")])

    assert values(desk.runner().read("Run log")) == [["Text"], ["two"], ["three"], ["four"]]

    desk.runner().apply([log("5", "6", "7", "8")])

    assert values(desk.runner().read("Run log")) == [["Text"], ["6"], ["7"], ["8"]]


def test_a_log_with_fewer_lines_than_before_leaves_no_old_ones(desk: Desk) -> None:
    desk.runner().apply([log("one", "two", "three")])
    desk.runner().apply([log("four", keep=2)])

    assert values(desk.runner().read("Run log")) == [["Text"], ["three"], ["four"]]


def test_a_deleted_output_tab_is_made_anew(desk: Desk) -> None:
    desk.runner().apply([INPUT, log("one")])
    desk.delete("Run log")
    desk.runner().apply([log("two")])

    assert values(desk.runner().read("Run log")) == [["Text"], ["two"]]


def test_what_somebody_changes_meanwhile_is_not_overwritten(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    runner = desk.runner()
    runner.read("Queries")
    desk.type("Queries", {"A2": "Trains"})

    with suppress(WorkbookError):  # a file is refused then; beside a live sheet both may work
        runner.apply([log("one")])

    assert values(desk.runner().read("Queries"))[1] == ["Trains", 45815]


def test_one_runner_may_read_and_apply_again_and_again(desk: Desk) -> None:
    runner = desk.runner()
    runner.apply([INPUT, EnsureColumns("Queries", 1, (STATUS,))])
    for status in ("one", "two"):
        runner.apply([FillRow("Queries", 1, 2, {"Status": status})])
        assert runner.read("Queries").cell(2, 3).value == status


def test_a_second_run_is_kept_out_while_the_first_is_at_work(desk: Desk) -> None:
    with desk.runner().lease(RunId("first")):
        second = desk.runner().lease(RunId("second"))
        with pytest.raises(LeaseHeld, match="nother run is at work"):
            second.__enter__()
    with desk.runner().lease(RunId("third")):
        desk.runner().apply([INPUT])


def test_a_lease_forgets_what_was_read_before_it(desk: Desk) -> None:
    desk.runner().apply([INPUT])
    runner = desk.runner()
    runner.read("Queries")
    desk.type("Queries", {"A2": "Trains"})

    with runner.lease(RunId("next")):
        assert runner.read("Queries").cell(2, 1).value == "Trains"


def test_the_tabs_are_known_by_name_in_their_order(desk: Desk) -> None:
    desk.runner().apply([INPUT, log("one")])

    assert desk.runner().tabs() == ("Queries", "Run log")


@pytest.mark.parametrize("name", ["", "a/b", "x" * 101, "a\x00b"])
def test_a_name_no_tab_can_have_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(WorkbookError, match="cannot be the name of a tab"):
        desk.runner().apply([MakeTab(name, (NAME,))])


def test_the_limits_fit_together(desk: Desk) -> None:
    limits = desk.runner().limits

    assert 0 < limits.records < limits.rows
    assert limits.forbidden.search("\ud800")
    assert limits.forbidden.search("\x07")
    assert not limits.forbidden.search("a\n\té😀")
    assert limits.forbidden_in_name.search("\x00")


# --- drop-downs of what one of the runner's tabs holds ---


def test_a_column_offers_what_another_tab_holds_and_warns_of_anything_else(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search", "App Launched", "Search, again"), offers()])

    below = [desk.drop_down("Queries", place) for place in ("A2", "A3", "A99")]
    assert below == [DropDown(["Search", "App Launched", "Search, again"], refuses=False)] * 3
    assert desk.drop_down("Queries", "A1") is None
    assert desk.drop_down("Queries", "B2") is None


def test_choices_may_be_offered_of_a_tab_that_was_there(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.runner().apply([offers("From", "name")])

    assert desk.drop_down("Queries", "A2") == desk.drop_down("Queries", "B2") == (["Search"], False)


def test_the_choices_end_with_the_last_row_that_is_not_blank(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search", "Visit", None, None), offers()])

    assert desk.drop_down("Queries", "A2") == (["Search", "Visit"], False)


@pytest.mark.parametrize("names", [("Search", "Visit", "Buy"), ("Buy",)])
def test_a_drop_down_follows_its_choices(desk: Desk, names: tuple[str, ...]) -> None:
    desk.runner().apply([INPUT, lists("Search", "Visit"), offers()])
    desk.runner().apply([lists(*names), offers()])

    assert desk.drop_down("Queries", "A2") == (list(names), False)
    assert desk.drop_down("Queries", "A99") == (list(names), False)


def test_a_drop_down_whose_tab_was_deleted_is_made_good(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search"), offers()])
    desk.delete("_Lists")
    desk.runner().apply([lists("Visit"), offers()])

    assert desk.drop_down("Queries", "A2") == (["Visit"], False)


def test_a_column_with_a_rule_in_whatever_cell_is_left_as_it_is(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.restrict("Queries", "A9", "yes", "no")
    desk.runner().apply([offers("Name", "From")])

    assert desk.drop_down("Queries", "A9") == (["yes", "no"], True)
    assert desk.drop_down("Queries", "A2") is None
    assert desk.drop_down("Queries", "B9") == (["Search"], False)


def test_a_rule_on_the_header_is_none_on_the_column(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.restrict("Queries", "A1", "Name")
    desk.runner().apply([offers()])

    assert desk.drop_down("Queries", "A1") == (["Name"], True)
    assert desk.drop_down("Queries", "A2") == (["Search"], False)


def test_a_column_that_is_made_with_a_drop_down_keeps_it(desk: Desk) -> None:
    columns = (Column("Get", choices=("Event count", "Event records")), NAME)
    desk.runner().apply([MakeTab("Queries", columns), lists("Search"), offers("Get", "Name")])

    assert desk.drop_down("Queries", "A2") == (["Event count", "Event records"], False)
    assert desk.drop_down("Queries", "B2") == (["Search"], False)


def test_a_header_that_is_not_there_is_passed_over(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search"), offers("Event", "Name")])

    assert desk.drop_down("Queries", "A2") == (["Search"], False)


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (offers(source="_Names"), 'no tab "_Names"'),
        (offers(source="Plans"), 'Tab "Plans" has no column "Event" of the runner\'s'),
        (offers(choices="Events"), 'Tab "_Lists" has no column "Events" of the runner\'s'),
        (replace(offers(), tab="Querys"), 'no tab "Querys"'),
    ],
)
def test_without_choices_of_the_runners_nothing_is_offered(
    desk: Desk, edit: OfferChoices, problem: str
) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.type("Plans", {"A1": "Event", "A2": "Secret"})

    with pytest.raises(EditRefused, match=problem) as caught:
        desk.runner().apply([log("one"), edit])

    assert caught.value.owner == "row-7"
    assert desk.tabs() == ["Queries", "_Lists", "Plans"]
    assert desk.drop_down("Queries", "A2") is None


def test_a_tab_with_drop_downs_of_the_runners_is_nobodys_output(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])

    with pytest.raises(EditRefused, match='"queries" is the input tab'):
        desk.runner().apply([offers(), ReplaceTable("queries", (NAME,), (), "row-1")])


# --- hidden tabs ---


def test_a_tab_for_a_hidden_table_is_hidden_and_read_as_any_other(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])

    assert (desk.tabs(), desk.hidden()) == (["Queries", "_Lists"], ["_Lists"])
    assert desk.runner().tabs() == ("Queries", "_Lists")
    assert values(desk.runner().read("_lists")) == [["Event", "Remark"], ["Search", "x"]]
    runner = desk.runner()
    with runner.lease(RunId("next"), ["Queries", "_Lists"]):
        assert values(runner.read("_Lists"))[1:] == [["Search", "x"]]


def test_a_tab_that_is_there_stays_as_people_have_it(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.unhide("_Lists")
    desk.runner().apply([lists("Visit")])
    desk.type("Other", {})
    desk.runner().apply([replace(lists("Visit"), tab="Other")])

    assert desk.hidden() == []
    assert values(desk.runner().read("_Lists"))[1:] == [["Visit", "x"]]


def test_a_hidden_tab_stays_hidden_when_it_is_written_again(desk: Desk) -> None:
    desk.runner().apply([INPUT, lists("Search")])
    desk.runner().apply([lists("Visit", hidden=False)])

    assert desk.hidden() == ["_Lists"]


def test_a_workbook_always_has_a_tab_that_people_see(desk: Desk) -> None:
    desk.runner().apply([lists("Search")])
    assert set(desk.tabs()) > {"_Lists"}
    assert desk.hidden() == ["_Lists"]

    desk.runner().apply([INPUT, offers()])
    assert desk.tabs() == ["Queries", "_Lists"]
    assert desk.drop_down("Queries", "A2") == (["Search"], False)
