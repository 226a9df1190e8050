"""Which row and which column of a tab is which, between two moments."""

from __future__ import annotations

from typing import Any

from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.state import Mark, Row
from sheets_runner.workbook.google.trace import Axis, Cover, View, trace

MARKS = {4: Mark(40, ""), 5: Mark(50, "")}


def cells(*rows: Any) -> dict[int, Row]:
    """Return rows of texts, given as words; ``.`` is a blank cell."""
    found: dict[int, Row] = {}
    for number, text in enumerate(rows, 1):
        words = enumerate(text.split(), 1)
        found[number] = {place: {"stringValue": word} for place, word in words if word != "."}
    return found


BEFORE = View(
    cells("Name Event . Status ID", "a x p done 1", "b y q done 2", "c z . done 3"), MARKS, 1
)


def test_columns_are_known_by_mark_header_and_content() -> None:
    after = cells(". Status Event . Name ID", ". done x p a 1", ". done y q b 2", ". done z . c 3")
    marks = {2: Mark(40, ""), 6: Mark(50, "")}

    found = trace(BEFORE, View(after, marks, 1))

    assert found.columns.found == {2: 4, 3: 2, 4: 3, 5: 1, 6: 5}
    assert found.rows.found == {1: 1, 2: 2, 3: 3, 4: 4}


def test_of_two_equal_headers_the_order_tells_which_is_which() -> None:
    before = View(cells("Name Note Note"), {}, 1)

    assert trace(before, View(cells("x Note Name Note"), {}, 1)).columns.found == {2: 2, 3: 1, 4: 3}


def test_a_column_whose_header_was_changed_is_known_by_its_content() -> None:
    after = cells("Name Asked . Status ID", "a x p done 1", "b y q done 2", "c z . done 3")

    assert trace(BEFORE, View(after, MARKS, 1)).columns.found[2] == 2


def test_a_row_is_known_by_what_was_not_written_over() -> None:
    after = cells("Name Event . Status ID", ". . . new .", "a x p new 1", "b y q new 2")
    cover = Cover({(row, 4) for row in (2, 3, 4)})
    found = trace(BEFORE, View(after, MARKS, 1), cover)

    assert [found.rows.origin(row) for row in range(1, 7)] == [1, 0, 2, 3, 0, 5]


def test_a_column_that_was_written_over_is_known_by_its_neighbours() -> None:
    after = cells(". Name Event new Status ID", ". a x new done 1")
    marks = {5: Mark(40, ""), 6: Mark(50, "")}
    before = View(cells("Name Event . Status ID", "a x p done 1"), MARKS, 1)
    found = trace(before, View(after, marks, 1), Cover({(2, 4)}))

    assert found.columns.found == {2: 1, 3: 2, 4: 3, 5: 4, 6: 5}


def test_a_column_that_was_moved_and_written_over_is_what_is_left() -> None:
    before = View(cells("Name Event . Status ID", "a x p done 1"), MARKS, 1, width=9)
    after = cells("Name Event Status . ID", "a x done new 1")
    marks = {3: Mark(40, ""), 5: Mark(50, "")}
    found = trace(before, View(after, marks, 1, width=9), Cover({(2, 4)}))

    assert found.columns.found[4] == 3


def test_a_table_that_was_written_over_hides_its_headers() -> None:
    before = View(cells("City Visits Note", "x 1 n"), {1: Mark(1, ""), 2: Mark(2, "")}, 1)
    after = View(cells("City Visits Visits", "y 2 1"), {1: Mark(1, ""), 3: Mark(2, "")}, 1)
    found = trace(before, after, Cover(blocks=[Area(1, 1, 3, 2)]))

    assert found.columns.found == {1: 1, 2: 3, 3: 2}
    assert found.rows.found == {1: 1, 2: 2}


def test_rows_have_the_keys_they_were_given_since() -> None:
    before = View(cells("Name Event", "a x", "a x"), {}, 1, 2, ("id",), {2: "k2", 3: "k3"})
    after = View(cells("Name Event ID", "a x k3", "a x k2"), {}, 1, 2, ("id",))

    assert trace(before, after).rows.found == {2: 3, 3: 2}


def test_what_the_runner_writes_tells_nothing_of_a_row() -> None:
    before = View(cells("Event Status", "x old", "y old"), {}, 1, 2, ours={"status"})
    after = View(cells("Event Status", "y new", "x new"), {}, 1, 2, ours={"status"})

    assert trace(before, after).rows.found == {2: 3, 3: 2}


def test_rows_without_any_key_column_left_are_known_by_the_rest() -> None:
    before = View(cells("Name Event ID", "a x 1", "b y 2"), {}, 1, 2, ("id",))
    after = View(cells("Name Event", "b y", "a changed"), {}, 1, 2, ("id",))

    assert trace(before, after).rows.found == {2: 3, 3: 2}


def test_several_columns_may_be_one_key() -> None:
    before = View(cells("ID From", "a 1", "a 2"), {}, 1, 2, ("id", "from"))
    after = View(cells("ID From", "a 2", "a 1"), {}, 1, 2, ("id", "from"))

    assert trace(before, after).rows.found == {2: 3, 3: 2}


# --- where they were, and where they are ---


def test_a_blank_row_is_as_far_from_the_one_above_as_it_was() -> None:
    axis = Axis({1: 1, 3: 2}, [1, 2, 9])

    assert [axis.origin(number) for number in (1, 2, 3, 5)] == [1, 0, 2, 4]
    assert [axis.goal(number) for number in (1, 2, 4, 9)] == [1, 3, 5, 0]
    assert Axis({}).origin(7) == Axis({}).goal(7) == 7


def test_order_tells_whether_anything_was_sorted() -> None:
    assert Axis({1: 1, 4: 2}).is_ordered
    assert not Axis({1: 2, 4: 1}).is_ordered


def test_a_cover_holds_cells_and_areas() -> None:
    cover = Cover({(1, 9)}, [Area(2, 3, 3, 4)])

    assert (cover.rows, cover.columns) == ({1, 2, 3}, {3, 4, 9})
    assert [cover.holds(*place) for place in ((1, 9), (2, 3), (1, 3))] == [True, True, False]
    assert cover.without({1: {9: {}}, 2: {3: {}, 9: {"boolValue": True}}}) == {
        2: {9: {"boolValue": True}}
    }
