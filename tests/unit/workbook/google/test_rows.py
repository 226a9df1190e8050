"""Which row is which, while people sort, insert, delete and edit rows."""

from __future__ import annotations

from typing import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google import rows
from sheets_runner.workbook.google.rows import UNSEEN, Line
from sheets_runner.workbook.google.state import Row


def line(number: int, key: str = "", *texts: str) -> Line:
    return Line(number, key, tuple(enumerate(texts)))


def row(*texts: str) -> Row:
    return {place: {"stringValue": text} for place, text in enumerate(texts, 1) if text}


def test_a_sorted_row_is_known_by_its_key() -> None:
    before = [line(2, "a", "x"), line(3, "b", "y")]
    after = [line(2, "b", "y"), line(3, "a", "x")]

    assert rows.find(before, after) == {2: 3, 3: 2}


def test_a_deleted_row_is_nowhere() -> None:
    before = [line(2, "a", "x"), line(3, "b", "y")]

    assert rows.find(before, [line(2, "b", "y")]) == {3: 2}


def test_a_row_without_key_is_known_by_what_the_team_wrote() -> None:
    before = [line(2, "", "x"), line(3, "", "y")]

    assert rows.find(before, [line(4, "", "x"), line(5, "", "y")]) == {2: 4, 3: 5}


def test_rows_that_say_the_same_are_each_found_once() -> None:
    before = [line(2, "", "x"), line(3, "", "x")]

    assert rows.find(before, [line(3, "", "x"), line(4, "", "x")]) == {3: 3, 2: 4}


def test_a_row_that_was_edited_is_known_by_what_is_left_of_it() -> None:
    before = [line(2, "", "x", "day"), line(3, "", "y", "week")]

    assert rows.find(before, [line(3, "", "x", "month"), line(4, "", "y", "year")]) == {2: 3, 3: 4}


def test_a_row_of_which_nothing_is_left_is_another_one() -> None:
    assert rows.find([line(2, "", "x")], [line(2, "", "changed")]) == {}


def test_a_row_whose_key_is_gone_and_which_was_edited_is_another_one() -> None:
    assert rows.find([line(2, "a", "x", "day")], [line(2, "", "x", "month")]) == {}
    assert rows.find([line(2, "a", "x", "day")], [line(2, UNSEEN, "x", "month")]) == {2: 2}


def test_rows_that_share_what_many_share_are_known_by_their_neighbours() -> None:
    before = [line(number, "", f"{number}", "day") for number in range(2, 60)]
    after = [line(number + 1, "", "edited", "day") for number in range(2, 60)]
    after[0] = line(3, "", "2", "day")

    assert rows.find(before, after) == {number: number + 1 for number in range(2, 60)}


def test_rows_of_which_nothing_is_seen_are_known_by_their_neighbours() -> None:
    before = [line(2, "", "x"), Line(3), Line(4), line(5, "", "y")]
    after = [line(3, "", "x"), Line(4), Line(5), line(6, "", "y")]

    assert rows.find(before, after) == {2: 3, 3: 4, 4: 5, 5: 6}


def test_a_row_that_is_to_be_seen_blank_is_not_the_one_that_was_there() -> None:
    assert rows.find([line(2, "", "x")], [Line(2)]) == {}


def test_where_there_are_fewer_rows_than_before_those_in_place_stay() -> None:
    before = [Line(number) for number in (2, 3, 4)]

    assert rows.find(before, [Line(3)]) == {3: 3}


def test_a_row_whose_key_was_deleted_is_known_by_its_content() -> None:
    assert rows.find([line(2, "a", "x")], [line(5, "", "x")]) == {2: 5}


def test_another_rows_key_is_never_taken() -> None:
    assert rows.find([line(2, "a", "x")], [line(2, "b", "x")]) == {}


def test_a_copied_row_leaves_the_key_to_the_one_that_was_there() -> None:
    before = [line(3, "a", "x")]

    assert rows.find(before, [line(2, "a", "x"), line(3, "a", "x")]) == {3: 3}
    assert rows.find(before, [line(3, "a", "changed"), line(9, "a", "x")]) == {3: 9}


@given(st.permutations(range(2, 12)))
def test_any_order_of_rows_with_keys_is_found(order: Sequence[int]) -> None:
    before = [line(number, f"key{number}", "same") for number in range(2, 12)]
    after = [line(number, f"key{old}", "same") for number, old in enumerate(order, 2)]

    assert rows.find(before, after) == {old: number for number, old in enumerate(order, 2)}


def test_headers_are_found_whatever_their_case_and_separators() -> None:
    found = rows.headers(row("Event Name", "event_name", "", "Status"))

    assert found == {"event name": 1, "status": 4}


def test_the_header_row_is_the_one_with_most_of_the_headers() -> None:
    cells = {1: row("Event"), 3: row("Event", "Dates"), 4: row("Flights", "2026-06-07")}

    assert rows.header_row({"event", "dates"}, cells) == 3
    assert rows.header_row({"nothing"}, cells) == 0
    assert rows.header_row({"event"}, {}) == 0


def test_a_tab_without_its_headers_is_an_error() -> None:
    with pytest.raises(WorkbookError, match='Tab "Queries" has lost its row of headers'):
        rows.require_header({"event"}, {1: row("Flights")}, "Queries")
