from __future__ import annotations

from typing import Any, Callable, Sequence

import pytest

from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    Edit,
    EnsureColumns,
    FillRow,
    MakeTab,
    ReplaceTable,
    RunId,
    UpsertRows,
)
from sheets_runner.workbook.google.faults import Kind, Refused
from sheets_runner.workbook.google.workbook import GoogleWorkbook
from tests.unit.workbook.google.shelf import Deed, Shelf, lose, refuse

MINE = RunId("mine")
TABS = ("Queries", "Results", "Run log")
COLUMNS = EnsureColumns("Queries", 1, (Column("Status"), Column("Count")))
ALWAYS = range(100)


def fill(row: int, **values: Any) -> FillRow:
    return FillRow("Queries", 1, row, values, f"row-{row}")


def log(text: str) -> AppendRows:
    return AppendRows("Run log", (Column("Text"),), ((text,),), 100)


def results(number: int) -> UpsertRows:
    columns = (Column("Name"), Column("Count"))
    return UpsertRows("Results", columns, ("Name",), (("Visits", number), ("Flights", 7)))


PUBLISHED: Sequence[Edit] = (COLUMNS, fill(2, Count=5), fill(3, Count=7), results(5), log("done"))


def used(shelf: Shelf) -> Shelf:
    """Return a spreadsheet that an earlier run has written to."""
    shelf.open().apply([COLUMNS, fill(2, Count=1), results(1), log("earlier")])
    shelf.client.heard.clear()
    return shelf


def published(shelf: Shelf) -> bool:
    """Tell whether all is there, and once."""
    return (
        shelf.values("Queries!A:D")[-2:] == [["Visits", "App Launched", "", 5], FLIGHTS]
        and shelf.values("Results!A:B") == [["Name", "Count"], ["Visits", 5], ["Flights", 7]]
        and shelf.values("'Run log'!A2:A9") == [["earlier"], ["done"]]
    )


FLIGHTS = ["Flights", "Search", "", 7]


def publish(shelf: Shelf, at: dict[int, Deed], workbook: GoogleWorkbook | None = None) -> None:
    """Publish in a lease, as call 3 after a look; somebody meddles then or later."""
    opened = workbook or shelf.open()
    with opened.lease(MINE, TABS):
        opened.note([])
        shelf.client.before.update({number + len(shelf.client.heard): at[number] for number in at})
        opened.apply(PUBLISHED)


# --- in and out of a lease ---


def test_in_a_lease_edits_take_a_look_and_a_batch(shelf: Shelf) -> None:
    used(shelf)

    publish(shelf, {})

    assert [name.split()[0] for name in shelf.client.heard] == (
        ["get", "batch", "batch", "get", "batch"]
    )
    assert published(shelf)
    assert shelf.titles == list(TABS)


def test_answers_stand_right_of_the_questions_records_after_them_and_the_log_last(
    shelf: Shelf,
) -> None:
    table = ReplaceTable("Records", (Column("Number"),), [(1,)])
    workbook = shelf.open()
    workbook.apply([log("started")])
    workbook.apply([COLUMNS, table, fill(2, Count=1), results(1), log("finished")])

    assert shelf.titles == ["Queries", "Results", "Records", "Run log"]

    more = ReplaceTable("More", (Column("Number"),), [(2,)])
    workbook.apply([COLUMNS, more, fill(2, Count=2), results(2), log("finished")])

    assert shelf.titles == ["Queries", "Results", "Records", "More", "Run log"]


def test_what_was_seen_with_the_lease_serves_the_first_edits_alone(shelf: Shelf) -> None:
    used(shelf)
    workbook = shelf.open()

    with workbook.lease(MINE, TABS):
        workbook.note([fill(2, Count=3)])
        assert len(shelf.client.heard) == 3
        workbook.note([fill(2, Count=4)])
        assert len(shelf.client.heard) == 5


def test_a_tab_that_was_not_read_with_the_lease_is_looked_at_first(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(Sheet1=[["our own notes"]])
    workbook = shelf.open()

    with workbook.lease(MINE, TABS):
        workbook.apply([MakeTab("Queries", (Column("Name"),), (("Visits",),))])

    assert shelf.values("Sheet1!A:A") == [["our own notes"]]
    assert shelf.values("Queries!A:A") == [["Name"], ["Visits"]]


def test_outside_a_lease_the_tabs_are_asked_for_anew_each_time(shelf: Shelf) -> None:
    workbook = shelf.open()
    workbook.apply([log("one")])
    shelf.delete("Run log")

    workbook.apply([log("two")])

    assert shelf.values("'Run log'!A:A") == [["Text"], ["two"]]


def test_rows_are_known_by_the_ids_that_a_note_gave_them(shelf_of: Callable[..., Shelf]) -> None:
    shelf = shelf_of(Queries=[["Event"], ["Same"], ["Same"]])
    columns = EnsureColumns("Queries", 1, (Column("Count"), Column("ID")), key="ID")
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        workbook.note([columns, fill(2, ID="a"), fill(3, ID="b")])
        specs = [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}]
        area = {"sheetId": shelf.tab("Queries"), "startRowIndex": 1}
        shelf.edit({"sortRange": {"range": area, "sortSpecs": specs}})
        workbook.apply([fill(2, Count=2), fill(3, Count=3)])

    assert shelf.values("Queries!A2:C3") == [["Same", 3, "b"], ["Same", 2, "a"]]


# --- refusals ---


@pytest.mark.parametrize("request_number", [None, 0, 4])
def test_what_is_refused_once_is_drafted_anew_and_written_once(
    shelf: Shelf, request_number: int | None
) -> None:
    used(shelf)

    publish(shelf, {1: refuse(request_number)})

    assert published(shelf)


def test_what_is_refused_again_is_laid_to_its_row(shelf: Shelf) -> None:
    used(shelf)
    before = shelf.now

    shelf.client.before.update({2: refuse(0), 6: refuse(0)})
    with pytest.raises(EditRefused, match=r"^Google refuses it\.$") as caught:
        shelf.open().apply([fill(2, Count=5)])

    assert caught.value.owner == "row-2"
    assert shelf.now is before


@pytest.mark.parametrize("request_number", [None, 0])
def test_what_is_refused_again_and_nobodys_fails_as_it_is(
    shelf: Shelf, request_number: int | None
) -> None:
    used(shelf)

    with pytest.raises(Refused, match=r"^Google refuses it\.$"):
        publish(shelf, {1: refuse(request_number), 5: refuse(request_number)})

    assert shelf.values("'Run log'!A2:A9") == [["earlier"]]
    assert shelf.titles == ["Queries", "Results", "Run log"]


def test_without_the_refused_edit_the_others_are_written_in_the_same_lease(shelf: Shelf) -> None:
    used(shelf)
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        shelf.client.before.update({2: refuse(1), 6: refuse(1)})
        with pytest.raises(EditRefused):
            workbook.apply([fill(2, Count=0), log("in vain")])
        workbook.apply(PUBLISHED)

    assert published(shelf)


# --- lost answers ---


def be_lost(shelf: Shelf, first: int, *, made: bool) -> None:
    """Let a call be lost, made or not, and all that come after it."""
    if made:
        shelf.client.after[first] = lose()
    else:
        shelf.client.before[first] = lose()
    shelf.client.before.update(dict.fromkeys(range(first + 1, first + 50), lose()))


@pytest.mark.parametrize("made", [True, False])
def test_a_note_of_which_nobody_knows_does_not_cost_the_lease(shelf: Shelf, *, made: bool) -> None:
    used(shelf)
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        be_lost(shelf, len(shelf.client.heard), made=made)
        with pytest.raises(WorkbookError, match="Whether the change was made is not known"):
            workbook.note([fill(2, Status="running")])
        shelf.client.before.clear()
        workbook.apply(PUBLISHED)

    status = "running" if made else ""
    assert shelf.values("Queries!A2:D2") == [["Visits", "App Launched", status, 5]]
    assert shelf.titles == ["Queries", "Results", "Run log"]


def test_after_a_lost_answer_what_was_written_is_looked_at(shelf: Shelf) -> None:
    used(shelf)

    def insert_and_lose() -> None:
        shelf.insert_row("Queries", 2)
        lose()()

    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        shelf.client.after[2] = insert_and_lose
        workbook.apply(PUBLISHED)

    assert published(shelf)
    assert shelf.values("Queries!A1:D2") == [["Name", "Event", "Status", "Count"]]


def test_when_that_look_fails_it_is_said_that_the_change_was_made(shelf: Shelf) -> None:
    used(shelf)
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        shelf.client.after[2] = lose()
        shelf.client.before.update({4: lose(Kind.NOT_SHARED)})
        with pytest.raises(WorkbookError, match=r"^The connection broke off\. The change was made"):
            workbook.apply(PUBLISHED)
        assert len(shelf.client.heard) == 5

    assert published(shelf)
    assert len(shelf.client.heard) == 5


def test_an_answer_that_shows_another_tab_is_no_answer(shelf_of: Callable[..., Shelf]) -> None:
    shelf = used(shelf_of(Queries=[["Name", "Event"], ["Visits"], ["Flights"]], Other=[["theirs"]]))

    publish(shelf, {1: lambda: shelf.swap("Queries", "Other")})

    assert shelf.values("Queries!A:B") == [["theirs"]]
    assert shelf.values("Other!A2:D3") == [["Visits", "", "", 5], ["Flights", "", "", 7]]
    assert shelf.values("'Run log'!A2:A9") == [["earlier"], ["done"]]


# --- what somebody moves in that second ---


def test_what_was_moved_at_the_moment_of_writing_is_put_right_with_one_batch_more(
    shelf: Shelf,
) -> None:
    used(shelf)

    publish(shelf, {1: lambda: shelf.insert_row("Queries", 2)})

    assert published(shelf)
    assert len(shelf.client.heard) == 6


def test_a_note_is_put_right_in_the_lease(shelf: Shelf) -> None:
    used(shelf)
    workbook = shelf.open()
    with workbook.lease(MINE, TABS):
        shelf.client.before[2] = lambda: shelf.insert_row("Queries", 2)
        workbook.note([COLUMNS, fill(2, Status="running")])
        assert [name.split()[:3] for name in shelf.client.heard[-2:]] == (
            [["batch", "deleteSheet", "addSheet"]] * 2
        )
        workbook.apply(PUBLISHED)

    assert shelf.values("Queries!A3:D4") == [
        ["Visits", "App Launched", "running", 5],
        FLIGHTS,
    ]


def test_whoever_keeps_moving_rows_is_told_of(shelf: Shelf) -> None:
    used(shelf)

    with pytest.raises(WorkbookError) as caught:
        publish(shelf, dict.fromkeys(range(1, 9), lambda: shelf.insert_row("Queries", 2)))

    assert not isinstance(caught.value, EditRefused)
    assert str(caught.value) == (
        'Somebody moved rows or columns of "Queries" while results were being written there. They '
        "were moved again and again. Look whether everything is where it belongs, and run it again."
    )
    assert len(shelf.client.heard) == 8
    assert shelf.values("'Run log'!A2:A9") == [["earlier"], ["done"]]


def test_a_repair_that_is_refused_is_drafted_anew(shelf: Shelf) -> None:
    used(shelf)

    publish(shelf, {1: lambda: shelf.insert_row("Queries", 2), 2: refuse(0)})

    assert published(shelf)


def test_a_repair_that_cannot_be_made_is_said_and_does_not_write_lines_twice(shelf: Shelf) -> None:
    used(shelf)

    with pytest.raises(WorkbookError) as caught:
        publish(
            shelf,
            {1: lambda: shelf.insert_row("Queries", 2), 2: lose(Kind.NOT_SHARED)},
        )

    assert str(caught.value).startswith('Somebody moved rows or columns of "Queries" while ')
    assert " The connection broke off. Look whether " in str(caught.value)
    assert shelf.values("'Run log'!A2:A9") == [["earlier"], ["done"]]


def test_a_row_whose_column_has_gone_in_that_second_fails_and_the_others_are_put_right(
    shelf: Shelf,
) -> None:
    used(shelf)
    workbook = shelf.open()

    def delete_column() -> None:
        place = {"dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}
        shelf.edit({"deleteDimension": {"range": {"sheetId": shelf.tab("Queries"), **place}}})

    with workbook.lease(MINE, TABS):
        shelf.client.before[2] = delete_column
        with pytest.raises(WorkbookError, match='no column "Status" in row 1 any more') as caught:
            workbook.apply([fill(2, Status="done"), fill(3, Count=7), log("done")])

    assert not isinstance(caught.value, EditRefused)
    assert shelf.values("Queries!A:D") == [
        ["Name", "Event", "Count"],
        ["Visits", "App Launched", 1],
        ["Flights", "Search", 7],
    ]
    assert shelf.values("'Run log'!A2:A9") == [["earlier"], ["done"]]


def test_a_large_table_that_was_moved_is_laid_aside_once_more(shelf: Shelf) -> None:
    columns = (Column("N"), Column("Text"))
    table = ReplaceTable("Records", columns, [(n, "some text") for n in range(40)])
    shelf.open().apply([ReplaceTable("Records", columns, [(0, "old")])])
    shelf.edit(*_typed(shelf, "Records", 0, 3, "ours"))
    shelf.client.heard.clear()
    workbook = shelf.open(piece=300)

    def insert_column() -> None:
        place = {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
        shelf.edit({"insertDimension": {"range": {"sheetId": shelf.tab("Records"), **place}}})

    with workbook.lease(MINE, ["Queries"]):
        shelf.client.before[7] = insert_column
        workbook.apply([table, log("done")])

    assert shelf.client.heard.count("put") == 6
    rows = [["", "N", "Text", "", "ours"], *[["", n, "some text"] for n in range(40)]]
    assert shelf.values("Records!A:E") == rows
    assert shelf.titles == ["Queries", "Records", "Run log"]
    assert shelf.values("'Run log'!A2:A9") == [["done"]]


def _typed(shelf: Shelf, title: str, row: int, column: int, text: str) -> list[dict[str, Any]]:
    start = {"sheetId": shelf.tab(title), "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}}]}]
    return [{"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}]


# --- giving the lease back ---


def test_a_lease_that_cannot_be_given_back_ends_by_itself(shelf: Shelf) -> None:
    workbook = shelf.open()
    with workbook.lease(MINE):
        shelf.client.before.update(dict.fromkeys(ALWAYS, lose(Kind.NOT_SHARED)))

    assert len(shelf.titles) == 2
    shelf.client.before.clear()
    with pytest.raises(LeaseHeld):
        shelf.open().lease(RunId("other")).__enter__()
    shelf.clock.sleep(601)
    with shelf.open().lease(RunId("other")):
        pass
    assert shelf.titles == ["Queries"]
