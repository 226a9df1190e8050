"""Values as Google's API takes them, and contents compared.

``ExtendedValue``: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other
"""

from __future__ import annotations

import json
import math
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import Value
from sheets_runner.workbook.google import cells
from sheets_runner.workbook.google.state import Json

TEXTS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "'007",
    '"quoted"',
    "007",
    "TRUE",
    "#N/A",
    "2026-06-30",
    "https://example.com",
    " ",
    "two\nlines",
    "\u200b",
    "👍🏽",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_text_whatever_it_looks_like(text: str) -> None:
    assert cells.entered(text) == {"stringValue": text}
    assert cells.raw(cells.entered(text)) == text
    assert cells.pattern_of(text) == ""


@pytest.mark.parametrize("value", [None, ""])
def test_nothing_clears_a_cell(value: Value) -> None:
    assert cells.entered(value) == {}
    assert cells.raw(cells.entered(value)) is None


NUMBERS: list[tuple[Any, Json]] = [
    (True, {"boolValue": True}),
    (False, {"boolValue": False}),
    (0, {"numberValue": 0}),
    (-0.0, {"numberValue": 0}),
    (1.5, {"numberValue": 1.5}),
    (0.1 + 0.2, {"numberValue": 0.30000000000000004}),
    (1e20, {"numberValue": 1e20}),
    (5e-324, {"numberValue": 5e-324}),
    (999_999_999_999_999, {"numberValue": 999_999_999_999_999}),
    (1_000_000_000_000_000, {"stringValue": "1000000000000000"}),
    (-999_999_999_999_999, {"numberValue": -999_999_999_999_999}),
    (-1_000_000_000_000_000, {"stringValue": "-1000000000000000"}),
    (9_007_199_254_740_993, {"stringValue": "9007199254740993"}),
    (10**400, {"stringValue": "1" + "0" * 400}),
    (math.nan, {"stringValue": "nan"}),
    (-math.inf, {"stringValue": "-inf"}),
]


@pytest.mark.parametrize(("value", "content"), NUMBERS, ids=str)
def test_a_number_that_a_cell_cannot_hold_exactly_is_text(value: Value, content: Json) -> None:
    found = cells.entered(value)

    assert found == content
    assert [type(one) for one in found.values()] == [type(one) for one in content.values()] or (
        value == 0
    )
    json.dumps(found, allow_nan=False)


MOMENTS: list[tuple[date, Json, str]] = [
    # 2026-09-27 is 46292 and 1900-01-01 is 2: measured, and said at DateTimeRenderOption.
    (date(2026, 9, 27), {"numberValue": 46292}, "yyyy-mm-dd"),
    (datetime(1900, 1, 1, 12), {"numberValue": 2.5}, "yyyy-mm-dd hh:mm:ss"),
    (datetime(2026, 9, 27), {"numberValue": 46292}, "yyyy-mm-dd hh:mm:ss"),
    (datetime(2026, 9, 27, 18), {"numberValue": 46292.75}, "yyyy-mm-dd hh:mm:ss"),
    # Google's calendar knows that 1900 was no leap year.
    (date(1900, 2, 28), {"numberValue": 60}, "yyyy-mm-dd"),
    (date(1900, 3, 1), {"numberValue": 61}, "yyyy-mm-dd"),
    (date(1899, 12, 30), {"numberValue": 0}, "yyyy-mm-dd"),
    (date(1899, 12, 29), {"stringValue": "1899-12-29"}, ""),
    (datetime(1850, 5, 17, 6, 30), {"stringValue": "1850-05-17T06:30:00"}, ""),
    (date(9999, 12, 31), {"numberValue": 2958465}, "yyyy-mm-dd"),
]


@pytest.mark.parametrize(("moment", "content", "pattern"), MOMENTS, ids=str)
def test_a_date_is_a_serial_number_with_a_format(moment: date, content: Json, pattern: str) -> None:
    assert cells.entered(moment) == content
    assert cells.pattern_of(moment) == pattern


@given(st.datetimes(datetime(1899, 12, 30), datetime(2999, 12, 31)))
def test_a_moment_is_kept_to_the_millisecond(moment: datetime) -> None:
    serial = cells.entered(moment)["numberValue"]

    again = datetime(1899, 12, 30) + timedelta(days=serial)
    assert abs(again - moment) < timedelta(milliseconds=1)


def test_a_cell_holds_fifty_thousand_characters_of_which_emoji_count_twice() -> None:
    most = "a" * 49_998 + "👍"

    assert cells.entered(most) == {"stringValue": most}
    with pytest.raises(WorkbookError, match="A text of 50,001 characters does not fit a cell"):
        cells.entered(most + "a")


PATTERNS = {
    "yyyy-mm-dd": "DATE",
    "yyyy-mm-dd hh:mm:ss": "DATE_TIME",
    "mmm": "DATE",
    "h:mm am/pm": "TIME",
    "[h]:mm:ss": "TIME",
    "0%": "PERCENT",
    "[$€-407]#,##0.00": "CURRENCY",
    "@": "TEXT",
    "0.0": "NUMBER",
    "#,##0": "NUMBER",
    '0 "days"': "NUMBER",
    '0 "days, yes";-0': "NUMBER",
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_format_has_the_type_that_its_pattern_shows(pattern: str) -> None:
    """``type`` must be set: spreadsheets/cells#numberformat of the API's reference."""
    wanted = {"numberFormat": {"type": PATTERNS[pattern], "pattern": pattern}}

    assert cells.number_format(pattern) == wanted


def test_no_pattern_takes_a_format_away() -> None:
    assert cells.number_format("") == {}


TEXTS_OF: list[tuple[Any, str]] = [
    (None, ""),
    ({}, ""),
    ({"stringValue": " Event "}, " Event "),
    ({"numberValue": 2026}, "2026"),
    ({"boolValue": False}, "False"),
    ({"formulaValue": '="ID"'}, '="ID"'),
]


@pytest.mark.parametrize(("content", "text"), TEXTS_OF, ids=str)
def test_the_text_of_a_cell(content: Json | None, text: str) -> None:
    assert cells.text_of(content) == text


ALIKE: list[tuple[Any, Any]] = [
    (None, {}),
    ({"numberValue": 1}, {"numberValue": 1.0}),
    ({"numberValue": 46292.4375}, {"numberValue": 46292.43750000001}),
    ({"numberValue": -0.0}, {"numberValue": 0}),
    ({"formulaValue": "=SUM(A2:A9)"}, {"formulaValue": "=SUM($B$3:$B$10)"}),
    ({"formulaValue": "=SUM(B:B)"}, {"formulaValue": "=SUM(C:C)"}),
    ({"formulaValue": "=SUM(B2:B)"}, {"formulaValue": "=SUM(C3:C)"}),
    ({"formulaValue": "=SUM(2:2)+A1"}, {"formulaValue": "=SUM($3:3)+AB12"}),
    ({"formulaValue": "=SUM(A:C5)"}, {"formulaValue": "=SUM($B:$D$6)"}),
    (
        {"errorValue": {"type": "REF", "message": "Reference does not exist"}},
        {"errorValue": {"type": "REF", "message": "Bezug existiert nicht"}},
    ),
]


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=str)
def test_contents_that_count_as_the_same(one: Json | None, other: Json | None) -> None:
    assert cells.comparable(one) == cells.comparable(other)
    assert hash(cells.comparable(one)) == hash(cells.comparable(other))


DIFFERENT: list[tuple[Any, Any]] = [
    (None, {"stringValue": " "}),
    ({"numberValue": 7}, {"stringValue": "7"}),
    ({"numberValue": 1}, {"boolValue": True}),
    ({"stringValue": "=A1"}, {"formulaValue": "=A1"}),
    ({"formulaValue": "=SUM(A1:A2)"}, {"formulaValue": "=MAX(A1:A2)"}),
    ({"formulaValue": "=A1*2"}, {"formulaValue": "=A1*3"}),
    ({"numberValue": 46292}, {"numberValue": 46292.0001}),
    ({"errorValue": {"type": "REF"}}, {"errorValue": {"type": "N_A"}}),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=str)
def test_contents_that_count_as_different(one: Json | None, other: Json | None) -> None:
    assert cells.comparable(one) != cells.comparable(other)
