"""Cells by their edges."""

from __future__ import annotations

import pytest

from sheets_runner.workbook.google.areas import Area, Protection, area_of


def test_whole_rows_stay_whole_where_columns_are_inserted() -> None:
    def behind(column: int) -> int:
        return column + 2

    assert Area(1, 1).moved(behind) == Area(1, 1)
    assert Area(2, 1, 3).moved(behind) == Area(2, 1, 3)
    assert Area(1, 2).moved(behind) == Area(1, 4)
    assert Area(1, 1, 9, 3).moved(behind) == Area(1, 3, 9, 5)


def test_an_area_holds_its_edges() -> None:
    area = Area(2, 3, 4, 5)

    assert [area.holds(row, 3) for row in (1, 2, 4, 5)] == [False, True, True, False]
    assert [area.holds(2, column) for column in (2, 3, 5, 6)] == [False, True, True, False]
    assert Area(2, 3).holds(10_000, 700)


def test_an_area_is_a_grid_range_counted_from_0() -> None:
    assert Area(2, 3, 4, 5).on(7) == {
        "sheetId": 7,
        "startRowIndex": 1,
        "endRowIndex": 4,
        "startColumnIndex": 2,
        "endColumnIndex": 5,
    }
    assert Area(1, 1).on(0) == {"sheetId": 0, "startRowIndex": 0, "startColumnIndex": 0}


def test_a_grid_range_is_an_area_whatever_is_left_out_of_it() -> None:
    area = Area(2, 3, 4, 5)

    assert area_of(area.on(7)) == area
    assert area_of({"sheetId": 7}) == Area(1, 1)


@pytest.mark.parametrize(
    ("other", "meets", "covers"),
    [
        (Area(2, 2, 3, 3), True, True),
        (Area(3, 3, 4, 4), True, False),
        (Area(4, 2, 5, 3), False, False),
        (Area(2, 4, 3, 5), False, False),
        (Area(1, 1), True, False),
        (Area(2, 2, None, 3), True, False),
        (Area(2, 2, 3, None), True, False),
    ],
    ids=str,
)
def test_areas_meet_and_cover_each_other(other: Area, meets: bool, covers: bool) -> None:
    area = Area(2, 2, 3, 3)

    assert (area.meets(other), other.meets(area)) == (meets, meets)
    assert area.covers(other) == covers


def test_an_area_without_ends_covers_all_that_begins_in_it() -> None:
    assert Area(1, 1).covers(Area(5, 5))
    assert Area(1, 2, 1).covers(Area(1, 3, 1, 4))
    assert not Area(1, 2, 1).covers(Area(1, 3))


def test_a_protection_lets_through_what_lies_in_one_of_its_holes() -> None:
    guarded = Protection(Area(1, 1), (Area(2, 2, 3, 3), Area(5, 5, 6, 6)))

    assert not guarded.keeps_out_of(Area(2, 2, 2, 3))
    assert guarded.keeps_out_of(Area(3, 3, 4, 3))
    assert not Protection(Area(1, 1, 1)).keeps_out_of(Area(2, 1, 9, 9))
