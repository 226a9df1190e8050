"""A1 notation.

Echoes are recorded in gspread's cassettes:
https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.library import new_spreadsheet, new_tab
from tests.emulators.google_sheets.model import ApiError, Spreadsheet
from tests.emulators.google_sheets.people import Area

NAMED = {"name": "Totals", "namedRangeId": "1", "range": {"startRowIndex": 4, "endRowIndex": 6}}


def spreadsheet(*titles: str) -> Spreadsheet:
    made = new_spreadsheet({}, [new_tab(number, title) for number, title in enumerate(titles)])
    made.named_ranges.append(NAMED)
    return made


def echo(text: str, *titles: str) -> str:
    found = a1.parse(spreadsheet(*titles or ("Sheet1",)), text)
    return a1.said(found.tab, found.area())


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("'Sheet1'", "Sheet1!A1:Z1000"),
        ("sheet1!a1", "Sheet1!A1"),
        ("'Sheet1'!A1:C", "Sheet1!A1:C1000"),
        ("Sheet1!A1:1", "Sheet1!A1:Z1"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("Sheet1!B:C", "Sheet1!B1:C1000"),
        ("Sheet1!A5:A", "Sheet1!A5:A1000"),
        ("Sheet1!C3:A1", "Sheet1!A1:C3"),
        ("Sheet1!$A$1:$B$2", "Sheet1!A1:B2"),
        ("Sheet1!A1:ZZ2000", "Sheet1!A1:Z1000"),
        ("B2:C3", "Sheet1!B2:C3"),
        ("totals", "Sheet1!A5:Z6"),
        ("'Sheet1'!Totals", "Sheet1!A5:Z6"),
    ],
)
def test_a_range_is_said_back_bounded_to_the_grid(asked: str, said: str) -> None:
    assert echo(asked) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Queries", "Queries!A1"),
        ("D3", "'D3'!A1"),
        ("My tab", "'My tab'!A1"),
        ("It's", "'It''s'!A1"),
        ("⏳", "'⏳'!A1"),
        ("2026", "'2026'!A1"),
        ("a!b", "'a!b'!A1"),
    ],
)
def test_a_name_is_quoted_where_it_needs_it(title: str, said: str) -> None:
    quoted = title.replace("'", "''")

    assert echo(f"'{quoted}'!A1", title) == said


def test_cells_without_a_tab_are_those_of_the_first_tab_that_is_shown() -> None:
    both = spreadsheet("Hidden", "Shown")
    both.tabs[0].properties["hidden"] = True

    assert a1.parse(both, "A1").tab.title == "Shown"


@pytest.mark.parametrize(
    "text",
    ["", "Nowhere", "Nowhere!A1", "Sheet1!", "Sheet1!A0", "Sheet1!:", "Sheet1!A1:", "Sheet1!AAAA1"],
)
def test_what_is_no_range_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        a1.parse(spreadsheet("Sheet1"), text)

    assert refused.value.body["error"]["message"] == f"Unable to parse range: {text}"


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ("AA1", "AA1"),
        ("A1001:B1002", "A1001:B1002"),
        ("A1001:ZZ", "A1001:ZZ"),
        ("1001:1002", "A1001:1002"),
    ],
)
def test_a_range_that_begins_outside_the_grid_is_refused(cells: str, named: str) -> None:
    """The words are quoted in https://github.com/burnash/gspread/issues/1601."""
    with pytest.raises(ApiError) as refused:
        a1.parse(spreadsheet("Sheet1"), f"Sheet1!{cells}").area()

    message = refused.value.body["error"]["message"]
    assert message == f"Range (Sheet1!{named}) exceeds grid limits. Max rows: 1000, max columns: 26"


def test_a_named_range_of_another_tab_is_refused() -> None:
    with pytest.raises(ApiError, match="Unable to parse range: Other!Totals"):
        a1.parse(spreadsheet("Sheet1", "Other"), "Other!Totals")


def test_a_named_range_of_a_deleted_tab_is_refused() -> None:
    orphaned = spreadsheet("Sheet1")
    orphaned.named_ranges[0] = {**NAMED, "range": {"sheetId": 77}}

    with pytest.raises(ApiError, match="No grid with id: 77"):
        a1.parse(orphaned, "Totals")


@given(st.integers(0, 18_277))
def test_letters_and_numbers_of_columns_are_each_others_inverse(column: int) -> None:
    assert a1.column_number(a1.letters(column)) == column


@pytest.mark.parametrize(
    ("column", "text"),
    [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (18_277, "ZZZ")],
)
def test_columns_are_lettered_as_on_the_screen(column: int, text: str) -> None:
    assert a1.letters(column) == text


@given(
    st.text(st.characters(blacklist_categories=["Cs"]), min_size=1),
    st.integers(0, 99),
    st.integers(0, 9),
    st.integers(1, 99),
    st.integers(1, 9),
)
def test_what_is_said_can_be_asked(
    title: str, top: int, left: int, height: int, width: int
) -> None:
    made = spreadsheet(title)
    area = Area(top, left, top + height, left + width)

    assert a1.parse(made, a1.said(made.tabs[0], area)).area() == area
