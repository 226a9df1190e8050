"""What formulas come to: https://support.google.com/docs/table/25273.

Messages of errors are those that Sheets shows; where one could not be found it is not tested.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets import formulas
from tests.emulators.google_sheets.model import Entered, Json
from tests.emulators.google_sheets.references import parse
from tests.unit.emulators.requesting import spreadsheet, tab

MOMENT = datetime(2026, 6, 30, 20, 0, tzinfo=timezone.utc)
"""In Asia/Kolkata, 1 July 2026, 01:30: day 46204 since 1899-12-30."""

DATA: list[list[Entered]] = [[1, "x", True], [2.5, None, "=1/0"], [None, "3", "=A1+1"]]


def result(formula: str, rows: list[list[Entered]] | None = None, title: str = "Data") -> Json:
    """Return what a formula comes to in a tab of its own beside a tab of data."""
    data = tab(DATA if rows is None else rows, sheet_id=7, title=title)
    sheet = spreadsheet(tab([[formula]]), data)
    sheet.named_ranges = [{"namedRangeId": "n", "name": "Total", "range": {"sheetId": 7}}]
    told = formulas.values(sheet, sheet.tabs[0], lambda: MOMENT)(0, 0)
    return told or {}


def value(formula: str) -> Any:
    """Return the plain value that a formula comes to."""
    return next(iter(result(formula).values()), None)


def error(formula: str) -> str:
    """Return the type of the error that a formula comes to."""
    return str(result(formula)["errorValue"]["type"])


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=1+2*3", 7),
        ("=(1+2)*3", 9),
        ("=2^3^2", 64),
        ("=-2^2", 4),
        ("=+-+3", -3),
        ("=10/4", 2.5),
        ("=50%%", 0.005),
        ("=1.5e3", 1500),
        ("=7-2-1", 4),
        ('="a"&1&TRUE&0.5', "a1TRUE0.5"),
        ('="say ""hi"""', 'say "hi"'),
        ('="12"+1', 13),
        ("=TRUE+1", 2),
        ("=1=1", True),
        ('="a"="A"', True),
        ('="1"=1', False),
        ("=2>1", True),
        ("=1<>1", False),
        ('=9<"a"', True),
        ('="z"<FALSE', True),
        ("=2<=2", True),
        ("=1>=2", False),
        ("=1+1=2", True),
        ('="a"&"b"="ab"', True),
        ("=true", True),
        ("=FALSE()", False),
        ("= 1 + 1", 2),
    ],
)
def test_operators(formula: str, expected: object) -> None:
    assert value(formula) == expected
    assert type(value(formula)) is type(expected)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=Data!A1", 1),
        ("='Data'!$A$2", 2.5),
        ("=data!B1", "x"),
        ("=Data!C3", 2),
        ("=Data!B2+1", 1),
        ('=Data!B2=""', True),
        ("=Data!B2=0", True),
        ("=Data!B2=FALSE", True),
        ("=Data!B2=Data!B2", True),
        ('=Data!B2&"!"', "!"),
        ("=SUM(Data!A1:A3)", 3.5),
        ("=SUM(Data!A:A)", 3.5),
        ("=SUM(Data!1:1)", 1),
        ("=SUM(Data!A2:B)", 2.5),
        ("=SUM(Data!A1:B1,4,TRUE)", 6),
        ("=SUM()", 0),
        ("=COUNT(Data!A1:C3)", 3),
        ("=COUNTA(Data!A1:C3)", 7),
        ("=COUNT(1,TRUE)", 1),
        ('=CONCATENATE("a",Data!A1:B1,"z")', "a1xz"),
        ("=COUNTA(total)", 7),
    ],
)
def test_references_lead_to_cells(formula: str, expected: object) -> None:
    assert value(formula) == expected


def test_a_reference_to_a_blank_cell_is_blank() -> None:
    assert result("=Data!B2") == {}
    assert result("=D4") == {}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=IF(1>0,"yes",1/0)', "yes"),
        ('=IF(FALSE,1/0,"no")', "no"),
        ("=IF(FALSE,1)", False),
        ('=IF("true",1,2)', 1),
        ('=IFERROR(1/0,"none")', "none"),
        ('=IFERROR(5,"none")', 5),
        ("=IFERROR(Data!C2,1)+1", 2),
        ("=IFERROR(IF(1/0,1),IFERROR(NA(),3))", 3),
        ("=if(true,sum(1,2),0)", 3),
    ],
)
def test_conditions_work_out_only_what_they_need(formula: str, expected: object) -> None:
    assert value(formula) == expected


def test_an_error_without_a_substitute_is_blank() -> None:
    assert result("=IFERROR(1/0)") == {}


@pytest.mark.parametrize(
    ("formula", "type_"),
    [
        ("=1/0", "DIVIDE_BY_ZERO"),
        ("=0^-1", "DIVIDE_BY_ZERO"),
        ("=10^400", "NUM"),
        ("=10.5^400", "NUM"),
        ("=1e308*10", "NUM"),
        ("=(0-8)^0.5", "NUM"),
        ('="a"+1', "VALUE"),
        ('=IF("a",1,2)', "VALUE"),
        ("=-Data!B1", "VALUE"),
        ("=Data!A1:A3", "VALUE"),
        ("=Data!C2+1", "DIVIDE_BY_ZERO"),
        ("=SUM(Data!C1:C3)", "DIVIDE_BY_ZERO"),
        ("=CONCATENATE(Data!C2)", "DIVIDE_BY_ZERO"),
        ("=NA()", "N_A"),
        ("=#N/A", "N_A"),
        ("=IF(1)", "N_A"),
        ("=IFERROR()", "N_A"),
        ("=#REF!+1", "REF"),
        ("=Gone!A1", "REF"),
        ("=A99", "REF"),
        ("=Z1", "REF"),
        ("=VLOOKUP(1,A1:B2,2)", "NAME"),
        ("=some_name", "NAME"),
        ("=SUM(1,unknown)", "NAME"),
        ("=", "ERROR"),
        ("=1+", "ERROR"),
        ("=(1", "ERROR"),
        ("=1)", "ERROR"),
        ("=(1,2)", "ERROR"),
        ("=()", "ERROR"),
        ("={1,2}", "ERROR"),
        ("=SUM(1 2)", "ERROR"),
        ('="open', "ERROR"),
        ("=1 2", "ERROR"),
        ("=*2", "ERROR"),
    ],
)
def test_errors(formula: str, type_: str) -> None:
    assert error(formula) == type_


def test_errors_say_what_is_wrong() -> None:
    assert result("=1/0")["errorValue"]["message"] == (
        "Function DIVIDE parameter 2 cannot be zero."
    )
    assert result("=1+")["errorValue"]["message"] == "Formula parse error."
    assert result("=FOO(1)")["errorValue"]["message"] == "Unknown function: 'FOO'."
    assert result("=foo")["errorValue"]["message"] == "Unknown range name: 'FOO'."


def test_a_circle_is_an_error_in_all_of_its_cells() -> None:
    sheet = spreadsheet(tab([["=B1", "=C1+1", "=A1"], ["=A2"]]))
    told = formulas.values(sheet, sheet.tabs[0])

    for place in ((0, 0), (0, 1), (0, 2), (1, 0)):
        assert (told(*place) or {})["errorValue"]["type"] == "REF"


def test_a_chain_of_formulas_may_be_long() -> None:
    """A running total, asked for at its end."""
    length = 3000
    links: list[list[Entered]] = [[f"=A{row}+1"] for row in range(1, length)]
    sheet = spreadsheet(tab([[1], *links, ["=Gone!A1"]], size=(length + 1, 1)))

    assert formulas.values(sheet, sheet.tabs[0])(length - 1, 0) == {"numberValue": length}


def test_a_cell_that_many_need_is_worked_out_once() -> None:
    sheet = spreadsheet(tab([["=B1+C1", "=C1*2", "=D1+1", 4]]))

    assert formulas.values(sheet, sheet.tabs[0])(0, 0) == {"numberValue": 15}


def test_the_day_and_the_moment_are_those_of_the_spreadsheets_time_zone() -> None:
    """1 July 2026 is 46204 days after 30 December 1899; 01:30 is a sixteenth of a day."""
    assert value("=TODAY()") == 46204
    assert value("=NOW()") == 46204.0625


def test_an_unknown_time_zone_is_utc() -> None:
    sheet = spreadsheet(tab([["=NOW()"]]))
    sheet.properties["timeZone"] = "Mars/Base"

    told = formulas.values(sheet, sheet.tabs[0], lambda: MOMENT)(0, 0)

    assert told == {"numberValue": pytest.approx(46203 + 20 / 24)}


def test_what_is_no_formula_is_told_as_it_is() -> None:
    sheet = spreadsheet(tab([[1.0, "=text", True, None]]))
    sheet.tabs[0].cells[0, 1] = sheet.tabs[0].cells[0, 1]._replace(entered="=text")
    told = formulas.values(sheet, sheet.tabs[0])

    assert [told(0, place) for place in range(4)] == [
        {"numberValue": 1},
        {"stringValue": "=text"},
        {"boolValue": True},
        None,
    ]


def test_the_present_moment_has_a_time_zone() -> None:
    assert formulas.utc_now().tzinfo is not None


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=8))
def test_a_sum_is_the_sum(numbers: list[int]) -> None:
    rows: list[list[Entered]] = [[number] for number in numbers]

    assert result("=SUM(Data!A1:A8)", rows) == {"numberValue": sum(numbers)}


def test_a_tab_with_any_name_can_be_meant() -> None:
    assert result("='It''s; odd!'!A1", [[3]], "It's; odd!") == {"numberValue": 3}


@pytest.mark.parametrize(
    "text",
    ["A1", "$B$2", "A1:C3", "$A1:B$2", "A:C", "$A:B", "1:3", "A5:C", "B2:4", "X!A1", "'a b'!A:A"],
)
def test_a_reference_is_written_as_it_was_read(text: str) -> None:
    assert str(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "written"), [("B3:A2", "A2:B3"), ("$C:A", "A:$C"), ("a1", "A1"), ("3:1", "1:3")]
)
def test_ends_are_put_in_order(text: str, written: str) -> None:
    """As Sheets stores them."""
    assert str(parse(text)) == written


@pytest.mark.parametrize("text", ["name", "A", "1", "A:5", "5:A", "A0", ":", "A1:", ":B2", "ABCD1"])
def test_what_is_no_reference_is_a_name(text: str) -> None:
    assert parse(text) is None
