"""One test for each line of the table in `decisions`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.sandbox.decisions import (
    MISSING,
    NEGATIVE,
    OPERATORS,
    ORDER,
    holds,
    in_time_of_day,
    is_in,
    is_number,
    page_length,
)


def test_texts_compare_without_case() -> None:
    assert holds("equals", "GOLD", ("gold",))
    assert holds("equals", "Straße", ("STRASSE",))
    assert not holds("equals", "Golden", ("gold",))


def test_yes_and_no_are_texts_in_any_case() -> None:
    assert holds("equals", "true", ("True",))


def test_numbers_compare_as_numbers() -> None:
    assert holds("equals", 400, (400.0,))
    assert holds("greater_than", 9, (8.5,))
    assert not holds("greater_than", 9, (10,))


def test_whole_numbers_are_exact_beyond_what_a_float_holds() -> None:
    assert not holds("equals", 71_000_000_000_000_001, (71_000_000_000_000_000,))


def test_a_number_and_a_text_compare_by_their_json_text() -> None:
    assert holds("equals", 1957, ("1957",))
    assert holds("equals", "1957", (1957,))
    assert not holds("equals", 400.0, ("400",))
    assert holds("equals", 400.0, ("400.0",))
    assert not holds("equals", "0.0000", (0,))


def test_order_between_a_stored_text_and_a_number_goes_by_text() -> None:
    assert holds("greater_than", "9", (10,))
    assert not holds("greater_than", "1938", (1949,))


def test_dates_compare_as_the_number_they_hold() -> None:
    assert holds("greater_than", "$D_1749670800", ("$D_1749670799",))
    assert holds("less_than", "$D_999", (1000,))
    assert holds("equals", "$D_1749670800", (1749670800,))
    assert holds("equals", "$D_1749670800", ("1749670800",))


def test_contains_looks_at_dates_as_they_are_written() -> None:
    assert holds("contains", "$D_1749670800", ("$D_17496",))


def test_contains_takes_numbers_by_their_text() -> None:
    assert holds("contains", 149700, (97,))
    assert holds("does_not_contain", 149700, (98,))


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_a_missing_property_satisfies_only_the_three_negative_operators(operator: str) -> None:
    negative = operator in {"does_not_exist", "not_equals", "does_not_contain"}

    assert holds(operator, MISSING, (1,)) == negative


def test_a_list_in_the_query_means_any_of_it() -> None:
    assert holds("equals", "b", ("a", "b"))
    assert holds("contains", "pizza", ("x", "izz"))
    assert holds("greater_than", 5, (9, 4))
    assert not holds("equals", "c", ("a", "b"))


def test_a_list_under_a_negative_operator_means_none_of_it() -> None:
    assert not holds("not_equals", "b", ("a", "b"))
    assert holds("not_equals", "c", ("a", "b"))
    assert not holds("does_not_contain", "pizza", ("x", "izz"))


def test_a_list_in_the_data_is_looked_through() -> None:
    assert holds("equals", ["beach", "food"], ("Food",))
    assert holds("not_equals", ["beach", "food"], ("city",))
    assert not holds("not_equals", ["beach", "food"], ("food",))


def test_items_stand_for_all_their_values() -> None:
    items = [{"Name": "DEL-GOI", "Price": 5149}, {"Name": "Goa", "Price": 900}]

    assert holds("equals", items, ("goa",))
    assert holds("greater_than", [{"Price": 5149}], (5000,))
    assert holds("exists", items, ())


def test_existence_passes_over_values() -> None:
    assert holds("exists", "x", ("-1",))
    assert not holds("does_not_exist", "x", ("-1",))


@pytest.mark.parametrize(
    ("minute", "start", "end", "inside"),
    [
        (780, 780, 840, True),
        (839, 780, 840, True),
        (840, 780, 840, False),
        (1439, 1380, 60, True),
        (0, 1380, 60, True),
        (59, 1380, 60, True),
        (60, 1380, 60, False),
        (780, 780, 780, False),
    ],
)
def test_time_of_day_includes_its_start_not_its_end_and_may_wrap_midnight(
    minute: int, start: int, end: int, *, inside: bool
) -> None:
    assert in_time_of_day(minute, start, end) == inside


@pytest.mark.parametrize(
    ("batch_size", "length"),
    [
        (None, 4991),
        (5, None),
        (22, None),
        (23, 23),
        (25, 23),
        (50, 46),
        (4991, 4991),
        (5000, 4991),
        (50_000, 4991),
    ],
)
def test_pages_come_in_steps_of_23(batch_size: int | None, length: int | None) -> None:
    assert page_length(batch_size) == length


@pytest.mark.parametrize(
    ("place", "region", "inside"),
    [
        (("India", "Delhi", "New Delhi"), ("india",), True),
        (("India", "Delhi", "New Delhi"), ("India", "DELHI"), True),
        (("India", "Delhi", "New Delhi"), ("India", "Delhi", "New Delhi"), True),
        (("India", "Delhi", "New Delhi"), ("India", "New Delhi"), False),
        (("India", "Delhi"), ("India", "Delhi", "New Delhi"), False),
        (("India",), ("Ind",), False),
        ((), ("India",), False),
    ],
)
def test_a_place_is_in_a_region_whose_parts_it_begins_with(
    place: tuple[str, ...], region: tuple[str, ...], *, inside: bool
) -> None:
    assert is_in(place, region) == inside


def test_only_numbers_and_dates_have_an_order() -> None:
    assert is_number(1)
    assert is_number(1.5)
    assert is_number("$D_0")
    assert not is_number("1")
    assert not is_number("$D_today")


def test_there_are_ten_operators() -> None:
    assert len(OPERATORS) == 10


scalars: st.SearchStrategy[Any] = st.one_of(
    st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)


@given(stored=scalars | st.lists(scalars) | st.just(MISSING), wanted=st.tuples(scalars, scalars))
def test_an_operator_and_its_negation_never_agree(stored: Any, wanted: tuple[Any, Any]) -> None:
    for negative, positive in NEGATIVE.items():
        assert holds(negative, stored, wanted) != holds(positive, stored, wanted)


@given(stored=scalars, wanted=scalars)
def test_exactly_one_of_less_equal_greater_holds(stored: Any, wanted: Any) -> None:
    less, equal, greater = (
        holds(name, stored, (wanted,)) for name in ("less_than", "equals", "greater_than")
    )

    assert [less, equal, greater].count(True) == 1
    assert holds("less_than_equals", stored, (wanted,)) == (less or equal)
    assert holds("greater_than_equals", stored, (wanted,)) == (greater or equal)
    assert len(ORDER) == 4
