"""Text that does not fit is cut with a mark, and what a storage cannot keep is counted."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.workbook.base import Limits, Value
from sheets_runner.workbook.text import CUT_MARK, Fitted, cut, fit, start, units

LIMITS = Limits(
    rows=10,
    columns=5,
    text=20,
    tab_name=9,
    records=8,
    forbidden=re.compile("[\x00-\x08\ud800-\udfff]"),
)
TEXTS = st.text(alphabet="ab\x01\ud800é€😀👩", max_size=40)


@pytest.mark.parametrize("value", [None, True, 7, 0.5, "short", datetime(2026, 6, 30, 10)])
def test_what_fits_is_left_as_it_is(value: Value) -> None:
    assert fit(value, LIMITS) == Fitted(value)


def test_a_long_text_ends_in_a_mark_and_fills_the_cell() -> None:
    assert fit("x" * 21, LIMITS) == Fitted("x" * 13 + "… [cut]", cut=1)
    assert fit("x" * 20, LIMITS) == Fitted("x" * 20)


def test_a_text_may_be_kept_shorter_than_the_storage_allows_but_never_longer() -> None:
    assert fit("x" * 12, LIMITS, 10).value == "xxx… [cut]"
    assert fit("x" * 21, LIMITS, 99).value == "x" * 13 + "… [cut]"


def test_characters_a_storage_cannot_keep_are_replaced_and_counted() -> None:
    assert fit("a\x00b\ud83dc\n", LIMITS) == Fitted("a\ufffdb\ufffdc\n", replaced=2)


def test_an_emoji_is_never_cut_in_half() -> None:
    assert cut("😀" * 11, 21) == "😀" * 7 + CUT_MARK
    assert cut("😀" * 10, 20) == "😀" * 10
    assert start("a😀", 2) == "a"
    assert start("ab😀", 3) == "ab"
    assert start("😀", 0) == ""


def test_a_lone_half_of_an_emoji_is_not_dropped() -> None:
    assert cut("\ud83d" * 30, 10) == "\ud83d" * 3 + CUT_MARK


@given(TEXTS)
def test_units_are_those_of_utf_16(text: str) -> None:
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS, st.integers(min_value=7, max_value=40))
def test_a_cut_text_fits_and_begins_as_the_whole_did(text: str, most: int) -> None:
    shown = cut(text, most)

    assert units(shown) <= most
    assert shown == text or text.startswith(shown[: -len(CUT_MARK)])
    assert (shown == text) == (units(text) <= most)
