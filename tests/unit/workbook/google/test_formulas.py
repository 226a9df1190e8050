"""Formulas that are put back: their references follow what moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.workbook.google.formulas import moved
from sheets_runner.workbook.google.state import Json
from sheets_runner.workbook.google.trace import Axis, Trace

# Row 3 and column C are new, row 5 and column D of before are gone.
INSERTED = Trace(
    Axis({1: 1, 2: 2, 4: 3, 5: 4, 6: 6}, range(1, 7)),
    Axis({1: 1, 2: 2, 4: 3, 5: 5, 6: 6}, range(1, 7)),
)
SORTED = Trace(Axis({1: 1, 2: 3, 3: 2}), Axis({1: 1, 2: 2}))
NOTHING = Trace(Axis({}), Axis({}))


def formula(text: str, way: Trace, old: int = 3, new: int = 4) -> str:
    found = moved({"formulaValue": text}, (old, 1), (new, 1), way)
    return str(found["formulaValue"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=A1+B2", "=A1+B2"),
        ("=A3+C3", "=A4+D4"),
        ("=$C$3&c3", "=$D$4&D4"),
        ("=SUM(B2:C4)", "=SUM(B2:D5)"),
        ("=SUM(B:C)", "=SUM(B:D)"),
        ("=SUM($2:3)", "=SUM($2:4)"),
        ("=SUM(C3:C)", "=SUM(D4:D)"),
        ("=Z99", "=Z99"),
        ("=A5", "=#REF!"),
        ("=D1*2", "=#REF!*2"),
        ("=SUM(A4:A5)", "=SUM(A5:A5)"),
        ("=SUM(A5:A6)", "=SUM(A6:A6)"),
        ("=SUM(D:D)", "=SUM(#REF!)"),
        ("=SUM(C1:D1)", "=SUM(D1:D1)"),
        ('="C3 and ""C3"""&C3', '="C3 and ""C3"""&D4'),
        ("=Other!C3+'My ''C3''!'!C3", "=Other!C3+'My ''C3''!'!C3"),
        ("=LOG10(C3)+rate_C3+C3.5", "=LOG10(D4)+rate_C3+C3.5"),
    ],
)
def test_references_mean_the_same_cells_where_rows_and_columns_came_and_went(
    text: str, expected: str
) -> None:
    assert formula(text, INSERTED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("=B3*$A$1", "=B2*$A$1"), ("=SUM(B$3:B3)", "=SUM(B$3:B2)"), ("=SUM(3:3)", "=SUM(3:3)")],
)
def test_references_are_as_far_away_as_before_where_rows_were_sorted(
    text: str, expected: str
) -> None:
    assert formula(text, SORTED, old=3, new=2) == expected


@pytest.mark.parametrize("content", [{}, {"stringValue": "=A3"}, {"numberValue": 3}])
def test_what_is_no_formula_stays(content: Json) -> None:
    assert moved(content, (3, 1), (4, 1), INSERTED) == content


@given(st.text(st.sampled_from("ABC12$:!'\"(),. &=")))
def test_where_nothing_moved_any_formula_stays(text: str) -> None:
    assert formula(f"={text}", NOTHING) == f"={text}"
