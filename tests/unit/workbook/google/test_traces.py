"""Blank tabs and tabs that only look it.

What a background is told as: https://developers.google.com/workspace/sheets/api/reference/rest/v4
/spreadsheets/other#ColorStyle; a channel of 0 is left out.
"""

from __future__ import annotations

from typing import Any, Callable

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import Column, EnsureColumns, MakeTab, RunId
from sheets_runner.workbook.google import traces
from tests.unit.workbook.google.shelf import Shelf

WHITE = {"rgbColor": {"red": 1, "green": 1, "blue": 1}}
QUESTIONS = MakeTab("Questions", (Column("Name"), Column("Event", note="Which?")), (("a", "b"),))


def styled(style: dict[str, Any]) -> dict[str, Any]:
    """Return a tab that has one cell, D3, with that background."""
    cell = {"userEnteredFormat": {"backgroundColorStyle": style}}
    return {"data": [{"startRow": 2, "startColumn": 3, "rowData": [{"values": [cell]}]}]}


@pytest.mark.parametrize(
    ("style", "found"),
    [
        (WHITE, ()),
        ({"themeColor": "BACKGROUND"}, ()),
        ({"themeColor": "ACCENT1"}, ("colours",)),
        ({"rgbColor": {"red": 1, "green": 1}}, ("colours",)),
        ({"rgbColor": {}}, ("colours",)),
    ],
)
def test_a_background_counts_unless_it_is_white(
    style: dict[str, Any], found: tuple[str, ...]
) -> None:
    assert traces.of(styled(style)) == found


def test_a_note_is_told_with_its_cell() -> None:
    rows = [{}, {"values": [{}, {"note": "Ask Ann"}, {"note": "Ask Bob"}]}]

    assert traces.of({"data": [{"startColumn": 2, "rowData": rows}]}) == ("a note in D2",)


def test_all_that_people_did_is_told() -> None:
    columns = [{"pixelSize": 100}, {"pixelSize": 101, "hiddenByUser": True}]
    rule = {"values": [{"dataValidation": {"condition": {"type": "BOOLEAN"}}}]}
    area = {"endRowIndex": 2}
    sheet = {
        "merges": [area],
        "protectedRanges": [{"range": area, "requestingUserCanEdit": True}],
        "conditionalFormats": [{"ranges": [area]}],
        "bandedRanges": [{"range": area}],
        "data": [{"columnMetadata": columns, "rowData": [rule]}],
    }

    assert traces.of(sheet) == (
        "colours",
        "drop-downs or other checks",
        "merged cells",
        "a protection",
        "conditional formats",
        "hidden columns",
        "columns of several widths",
    )


def test_a_tab_that_nobody_has_touched_has_no_traces() -> None:
    assert traces.of({}) == ()
    assert traces.of({"data": [{"columnMetadata": [{"pixelSize": 100}] * 26}]}) == ()


def test_what_was_read_with_the_lease_is_not_enough_to_tell_a_blank_tab(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(Questions=[], Other=[["x"]])
    cell = {"sheetId": shelf.tab("Questions"), "startColumnIndex": 3, "endColumnIndex": 4}
    note = {"range": {**cell, "endRowIndex": 1}, "cell": {"note": "Ask Ann"}, "fields": "note"}
    shelf.edit({"repeatCell": note})

    workbook = shelf.open()
    with workbook.lease(RunId("mine"), ("Questions",)):
        assert workbook.read("Questions").rows == ()
        with pytest.raises(WorkbookError, match=r"\(a note in D1\)\. Write headers into its first"):
            workbook.apply([QUESTIONS])
    assert shelf.values("Questions!A1:Z9") == []


def test_a_blank_tab_costs_one_look_more_than_what_the_lease_read(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(Questions=[], Other=[["x"]])
    workbook = shelf.open()
    with workbook.lease(RunId("mine"), ("Questions",)):
        shelf.client.heard.clear()
        workbook.apply([QUESTIONS, EnsureColumns("Questions", 1, (Column("Status"),))])

    assert [call.split()[0] for call in shelf.client.heard] == ["get", "batch"]


def test_a_blank_tab_of_one_row_gets_more_before_its_header_is_frozen(
    shelf_of: Callable[..., Shelf],
) -> None:
    shelf = shelf_of(Questions=[], Other=[["x"]])
    grid = {"rowCount": 1, "columnCount": 1}
    properties = {"sheetId": shelf.tab("Questions"), "gridProperties": grid}
    fields = "gridProperties(rowCount,columnCount)"
    shelf.edit({"updateSheetProperties": {"properties": properties, "fields": fields}})
    shelf.open().apply([QUESTIONS])

    assert shelf.values("Questions!A1:B9") == [["Name", "Event"], ["a", "b"]]
    made = shelf.now.tab("Questions")
    assert made
    assert made.properties["gridProperties"]["frozenRowCount"] == 1
