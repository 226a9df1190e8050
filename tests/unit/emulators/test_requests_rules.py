"""What lies over ranges: protection, names, merges, filters, conditional formats.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.google_sheets.model import ApiError, Cell, Json, Spreadsheet
from tests.emulators.google_sheets.requests import apply
from tests.unit.emulators.requesting import (
    EDITOR,
    OWNER,
    data,
    grid,
    refusal,
    send,
    spreadsheet,
    tab,
    values,
)

WRITE: Json = {"updateCells": {"start": {}, "rows": [data("x")], "fields": "userEnteredValue"}}
A1: Json = grid(0, 0, 1, 1)


def protect(**parts: Any) -> Json:
    return {"addProtectedRange": {"protectedRange": {"range": A1, **parts}}}


def change(fields: str, **parts: Any) -> Json:
    protected = {"protectedRangeId": 5, **parts}
    return {"updateProtectedRange": {"protectedRange": protected, "fields": fields}}


def protected(editors: list[str]) -> Spreadsheet:
    """Return a spreadsheet whose A1 these may edit."""
    sheet = spreadsheet(tab())
    send(sheet, protect(protectedRangeId=5, editors={"users": editors}))
    return sheet


def test_whoever_protects_a_range_can_edit_it() -> None:
    """Recorded in ``WorksheetTest.test_add_protected_range_normal`` of gspread's cassettes.

    ``requestingUserCanEdit`` is true even if false was sent.
    """
    sheet = spreadsheet(tab())

    reply = send(
        sheet,
        protect(protectedRangeId=5, editors={"users": []}, requestingUserCanEdit=False),
        user=EDITOR,
    )[0]["addProtectedRange"]

    kept = {
        "protectedRangeId": 5,
        "range": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1},
        "editors": {"users": ["editor@example.com"]},
    }
    assert reply == {"protectedRange": {**kept, "requestingUserCanEdit": True}}
    assert sheet.tabs[0].protected_ranges == [kept]


def test_without_editors_all_who_may_edit_the_spreadsheet_are() -> None:
    """Measured against the API by others: leaving ``editors`` out keeps nobody out."""
    sheet = spreadsheet(tab())

    send(sheet, protect())

    assert sheet.tabs[0].protected_ranges[0]["editors"] == {
        "users": ["colleague@example.com", "owner@example.com"]
    }


def test_a_protected_range_keeps_others_out_and_the_owner_in() -> None:
    sheet = protected(["colleague@example.com"])

    send(sheet, WRITE)

    assert refusal(sheet, WRITE, user=EDITOR) == (
        "Invalid requests[0].updateCells: You are trying to edit a protected cell or object. "
        "Please contact the spreadsheet owner to remove protection if you need to edit."
    )


def test_editors_may_write() -> None:
    send(protected(["editor@example.com"]), WRITE, user=EDITOR)


def test_a_warning_keeps_nobody_out_and_has_no_editors() -> None:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets."""
    sheet = spreadsheet(tab())

    send(sheet, protect(warningOnly=True, editors={"users": ["colleague@example.com"]}))
    send(sheet, WRITE, user=EDITOR)

    assert "editors" not in sheet.tabs[0].protected_ranges[0]


def test_a_protected_tab_may_have_holes() -> None:
    sheet = spreadsheet(tab())

    send(sheet, protect(range={"sheetId": 0}, unprotectedRanges=[A1], editors={"users": []}))
    send(sheet, WRITE, user=EDITOR)

    assert "protected cell" in refusal(sheet, {"clearBasicFilter": {}}, user=EDITOR)


def test_a_protection_is_changed_by_its_mask() -> None:
    sheet = protected(["colleague@example.com"])

    assert send(sheet, change("description,range", range=grid(2, 0, 3, 1), description="Ids")) == [
        {}
    ]
    send(sheet, WRITE, user=EDITOR)

    kept = sheet.tabs[0].protected_ranges[0]
    assert kept["description"] == "Ids"
    assert kept["editors"] == {"users": ["colleague@example.com", "owner@example.com"]}


def test_a_protection_is_taken_away() -> None:
    sheet = protected([])

    assert send(sheet, {"deleteProtectedRange": {"protectedRangeId": 5}}) == [{}]
    send(sheet, WRITE, user=EDITOR)


@pytest.mark.parametrize(
    "request_",
    [
        protect(),
        change("description", description="x"),
        {"deleteProtectedRange": {"protectedRangeId": 5}},
    ],
)
def test_others_cannot_touch_a_protection(request_: Json) -> None:
    assert "protected cell" in refusal(protected([]), request_, user=EDITOR)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            protect(protectedRangeId=5),
            "addProtectedRange: Protected range with id 5 already exists.",
        ),
        (protect(range={"sheetId": 9}), "addProtectedRange: No grid with id: 9"),
        (
            protect(unprotectedRanges=[A1]),
            "addProtectedRange: Unprotected ranges are only supported on protected sheets.",
        ),
        (
            change("range", protectedRangeId=9),
            "updateProtectedRange: No protected range with id: 9",
        ),
        (
            {"deleteProtectedRange": {"protectedRangeId": 9}},
            "deleteProtectedRange: No protected range with id: 9",
        ),
    ],
)
def test_a_protection_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    assert refusal(protected([]), request_) == f"Invalid requests[0].{words}"


def test_protection_of_named_ranges_is_not_known() -> None:
    request = {"addProtectedRange": {"protectedRange": {"namedRangeId": "x"}}}

    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [request], OWNER)

    assert caught.value.status == 501


def name(name_: str, **parts: Any) -> Json:
    return {"addNamedRange": {"namedRange": {"name": name_, "range": A1, **parts}}}


def rename(fields: str, **parts: Any) -> Json:
    return {"updateNamedRange": {"namedRange": {"namedRangeId": "n", **parts}, "fields": fields}}


def test_a_range_gets_a_name() -> None:
    """That the first tab's id is not said is recorded in gspread's cassettes."""
    sheet = spreadsheet(tab())

    reply = send(sheet, name("Spend_2026", namedRangeId="n"), name("Über"))

    assert reply[0]["addNamedRange"]["namedRange"] == {
        "namedRangeId": "n",
        "name": "Spend_2026",
        "range": {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1},
    }
    assert reply[1]["addNamedRange"]["namedRange"]["namedRangeId"].isdigit()


def test_a_named_range_is_changed_and_deleted() -> None:
    sheet = spreadsheet(tab())
    send(sheet, name("Old", namedRangeId="n"), name("Other"))

    assert send(sheet, rename("name", name="New", range={"sheetId": 9})) == [{}]
    assert sheet.named_ranges[0]["name"] == "New"
    assert sheet.named_ranges[0]["range"]["endRowIndex"] == 1

    assert send(sheet, {"deleteNamedRange": {"namedRangeId": "n"}}) == [{}]
    assert [named["name"] for named in sheet.named_ranges] == ["Other"]


@pytest.mark.parametrize(
    "wrong", ["", "A1", "abc12", "R1C1", "rc", "true", "2026", "has space", "x" * 251, "a.b"]
)
def test_a_name_is_a_word_that_is_no_cell(wrong: str) -> None:
    """https://support.google.com/docs/answer/63175; the words are a guess."""
    assert refusal(spreadsheet(tab()), name(wrong)) == (
        f"Invalid requests[0].addNamedRange: The name of the named range is invalid: {wrong}"
    )


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (name("TAKEN"), "addNamedRange: A named range with the name TAKEN already exists."),
        (name("New", namedRangeId="n"), "addNamedRange: Named range with id n already exists."),
        (name("New", range={"sheetId": 9}), "addNamedRange: No grid with id: 9"),
        (rename("name", namedRangeId="x"), "updateNamedRange: No named range with id: x"),
        (
            {"deleteNamedRange": {"namedRangeId": "x"}},
            "deleteNamedRange: No named range with id: x",
        ),
    ],
)
def test_a_named_range_that_cannot_be_is_refused(request_: Json, words: str) -> None:
    sheet = spreadsheet(tab())
    send(sheet, name("taken", namedRangeId="n"))

    assert refusal(sheet, request_) == f"Invalid requests[0].{words}"


def merge(place: Json, kind: str = "MERGE_ALL") -> Json:
    return {"mergeCells": {"range": place, "mergeType": kind}}


def indexes(top: int, left: int, bottom: int, right: int) -> Json:
    """Return a range of the first tab as it is kept."""
    place = grid(top, left, bottom, right)
    del place["sheetId"]
    return place


@pytest.mark.parametrize(
    ("kind", "merged"),
    [
        ("MERGE_ALL", [(0, 0, 2, 3)]),
        ("MERGE_ROWS", [(0, 0, 1, 3), (1, 0, 2, 3)]),
        ("MERGE_COLUMNS", [(0, 0, 2, 1), (0, 1, 2, 2), (0, 2, 2, 3)]),
    ],
)
def test_cells_are_merged_as_one_or_by_row_or_column(
    kind: str, merged: list[tuple[int, int, int, int]]
) -> None:
    """As ``CellTest.test_merge_cells`` of gspread's cassettes has it."""
    sheet = spreadsheet(tab())

    assert send(sheet, merge(grid(0, 0, 2, 3), kind)) == [{}]
    assert sheet.tabs[0].merges == [indexes(*part) for part in merged]


def test_only_the_first_content_is_left() -> None:
    sheet = spreadsheet(tab([[None, "b"], ["c", "d"]]))
    sheet.tabs[0].cells[1, 1] = Cell("d", {"textFormat": {}})

    send(sheet, merge(grid(0, 0, 2, 2)))

    assert values(sheet.tabs[0], 2) == [["b", None], [None, None]]
    assert sheet.tabs[0].cells[1, 1] == Cell(format={"textFormat": {}})


def test_one_cell_is_not_merged() -> None:
    sheet = spreadsheet(tab())

    send(sheet, merge(A1))

    assert sheet.tabs[0].merges == []


def test_a_merge_takes_smaller_ones_up() -> None:
    sheet = spreadsheet(tab())

    send(sheet, merge(grid(0, 0, 1, 2)), merge(grid(4, 0, 5, 2)), merge(grid(0, 0, 2, 2)))

    assert sheet.tabs[0].merges == [indexes(4, 0, 5, 2), indexes(0, 0, 2, 2)]


def test_cells_are_unmerged() -> None:
    sheet = spreadsheet(tab())
    send(sheet, merge(grid(0, 0, 1, 2)), merge(grid(4, 0, 5, 2)))

    assert send(sheet, {"unmergeCells": {"range": {"endRowIndex": 3}}}) == [{}]
    assert sheet.tabs[0].merges == [indexes(4, 0, 5, 2)]


def test_merged_cells_are_not_cut_through() -> None:
    sheet = spreadsheet(tab())
    send(sheet, merge(grid(0, 0, 2, 2)))

    for request in ({"unmergeCells": {"range": A1}}, merge(grid(1, 1, 3, 3))):
        assert refusal(sheet, request).endswith(
            "You must select all cells in a merged range to merge or unmerge them."
        )


def test_a_filter_is_set_replaced_and_cleared() -> None:
    sheet = spreadsheet(tab())
    place = grid(0, 0, 5, 3)

    assert send(sheet, {"setBasicFilter": {"filter": {"range": A1}}}) == [{}]
    send(sheet, {"setBasicFilter": {"filter": {"range": place, "criteria": {"0": {}}}}})
    assert sheet.tabs[0].basic_filter == {"range": indexes(0, 0, 5, 3), "criteria": {"0": {}}}

    assert send(sheet, *[{"clearBasicFilter": {"sheetId": 0}}] * 2) == [{}, {}]
    assert sheet.tabs[0].basic_filter is None


def test_filters_of_tables_are_not_known() -> None:
    request = {"setBasicFilter": {"filter": {"tableId": "x"}}}

    with pytest.raises(ApiError) as caught:
        apply(spreadsheet(tab()), [request], OWNER)

    assert caught.value.status == 501


def rule(letter: str, place: Json = A1) -> Json:
    """Return a rule that can be told from others."""
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": letter}]}
    return {"ranges": [place], "booleanRule": {"condition": condition}}


def kept(letter: str) -> Json:
    return rule(letter, indexes(0, 0, 1, 1))


def letters(sheet: Spreadsheet) -> str:
    return "".join(
        one["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for one in sheet.tabs[0].conditional_formats
    )


def with_rules(some: str) -> Spreadsheet:
    sheet = spreadsheet(tab())
    for index, letter in enumerate(some):
        send(sheet, {"addConditionalFormatRule": {"rule": rule(letter), "index": index}})
    return sheet


def test_a_rule_is_put_first_unless_said() -> None:
    sheet = with_rules("ab")

    assert send(sheet, {"addConditionalFormatRule": {"rule": rule("c")}}) == [{}]
    assert letters(sheet) == "cab"


def test_a_rule_replaces_another_one() -> None:
    """The old one is in the reply, its index is not: it is the same."""
    sheet = with_rules("abc")

    reply = send(sheet, {"updateConditionalFormatRule": {"index": 1, "rule": rule("x")}})

    assert letters(sheet) == "axc"
    assert reply == [
        {
            "updateConditionalFormatRule": {
                "newRule": kept("x"),
                "newIndex": 1,
                "oldRule": kept("b"),
            }
        }
    ]


def test_a_rule_moves() -> None:
    sheet = with_rules("abc")

    reply = send(sheet, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 2}})

    assert letters(sheet) == "bca"
    assert reply == [
        {"updateConditionalFormatRule": {"newRule": kept("a"), "newIndex": 2, "oldIndex": 0}}
    ]


def test_a_rule_is_deleted_and_those_after_it_move_up() -> None:
    sheet = with_rules("abc")
    request = {"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}}

    assert send(sheet, request) == [{"deleteConditionalFormatRule": {"rule": kept("b")}}]
    assert letters(sheet) == "ac"


@pytest.mark.parametrize(
    ("kind", "request_", "words"),
    [
        (
            "deleteConditionalFormatRule",
            {"sheetId": 0, "index": 1},
            "No conditional format on sheet: 0 at index: 1",
        ),
        (
            "addConditionalFormatRule",
            {"rule": rule("x"), "index": 2},
            "No conditional format on sheet: 0 at index: 2",
        ),
        (
            "updateConditionalFormatRule",
            {"index": 0, "newIndex": 1},
            "No conditional format on sheet: 0 at index: 1",
        ),
        (
            "updateConditionalFormatRule",
            {"index": 0},
            "Exactly one of rule and newIndex must be set.",
        ),
        (
            "addConditionalFormatRule",
            {"rule": {"ranges": [A1]}},
            "Exactly one of booleanRule and gradientRule must be set.",
        ),
        (
            "addConditionalFormatRule",
            {"rule": {"booleanRule": {}}},
            "rule.ranges must be at least one range, all on the same sheet.",
        ),
        (
            "addConditionalFormatRule",
            {"rule": {"booleanRule": {}, "ranges": [A1, {"sheetId": 7}]}},
            "rule.ranges must be at least one range, all on the same sheet.",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused(kind: str, request_: Json, words: str) -> None:
    """The first was said by the API; the others are documented, their words are guesses."""
    sheet = spreadsheet(tab(), tab(sheet_id=7, title="Other"))
    send(sheet, {"addConditionalFormatRule": {"rule": rule("a")}})

    assert refusal(sheet, {kind: request_}) == f"Invalid requests[0].{kind}: {words}"


def test_others_cannot_touch_the_rules_of_a_protected_range() -> None:
    sheet = with_rules("a")
    send(sheet, protect(editors={"users": []}))

    for request in (
        {"addConditionalFormatRule": {"rule": rule("x")}},
        {"deleteConditionalFormatRule": {"sheetId": 0}},
    ):
        assert "protected cell" in refusal(sheet, request, user=EDITOR)
