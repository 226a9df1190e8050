"""Cells: their names, whether they are blank, how they are spoken of."""

from __future__ import annotations

import pytest

from sheets_runner.table.cells import (
    EMPTY,
    Cell,
    RawCell,
    Table,
    a1,
    column_letters,
    is_number,
    number,
    quotable,
    scalar_text,
    trim,
)


def cell(raw: RawCell) -> Cell:
    return Cell("Event", "C7", raw)


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_columns_have_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert a1(7, column) == f"{letters}7"


def test_a_table_is_empty_outside_its_cells() -> None:
    table = Table("Queries", ((RawCell("a"), RawCell("b")), (RawCell("c"),)))

    assert table.cell(1, 2) == RawCell("b")
    for row, column in [(0, 1), (1, 0), (2, 2), (3, 1), (-1, 1), (1, -1)]:
        assert table.cell(row, column) is EMPTY


def test_the_repr_of_a_table_does_not_show_its_cells() -> None:
    assert "secret" not in repr(Table("Queries", ((RawCell("secret"),),)))


@pytest.mark.parametrize(
    "raw",
    [
        RawCell(),
        RawCell(""),
        RawCell(" \t\u00a0\u2003\u200b \ufeff\u2060\n"),
        RawCell("", formula='=""'),
        RawCell(value=False, checkbox=True),
        RawCell(checkbox=True),
    ],
)
def test_these_cells_are_blank(raw: RawCell) -> None:
    assert cell(raw).blank


@pytest.mark.parametrize(
    "raw",
    [
        RawCell(0),
        RawCell("x"),
        RawCell(value=False),
        RawCell(value=True, checkbox=True),
        RawCell(error="#N/A"),
        RawCell("no", checkbox=True),
    ],
)
def test_these_cells_are_not(raw: RawCell) -> None:
    assert not cell(raw).blank


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (RawCell(), ""),
        (RawCell("\u200b \u200bInner  space \u00a0"), "Inner  space"),
        (RawCell(100), "100"),
        (RawCell(100.0), "100"),
        (RawCell(2.5), "2.5"),
        (RawCell(0.25, "0%"), "0.25"),
        (RawCell(value=True), "TRUE"),
        (RawCell(value=False), "FALSE"),
        (RawCell(error="#REF!"), "#REF!"),
        (RawCell(46180.0, "yyyy-mm-dd"), "2026-06-07"),
        (RawCell(46180.75, "yyyy-mm-dd"), "2026-06-07"),
        (RawCell(46180.75, "d/m/yy h:mm"), "2026-06-07 18:00"),
        (RawCell(0.75, "h:mm am/pm"), "18:00"),
        (RawCell(1.25, "[h]:mm"), "30:00"),
        (RawCell(-0.25, "h:mm"), "-0.25"),
        (RawCell(1e12, "yyyy-mm-dd"), "1000000000000"),
        (RawCell(float("nan"), "h:mm"), "nan"),
        (RawCell(10**400, "h:mm"), "inf"),
    ],
)
def test_a_cell_is_read_as_people_read_it(raw: RawCell, text: str) -> None:
    assert cell(raw).text == text


def test_messages_repeat_a_value_on_one_line_and_not_at_length() -> None:
    assert cell(RawCell(" a\n\tb ")).told == "a b"
    assert cell(RawCell("x" * 80)).told == "x" * 80
    assert quotable("x" * 81) == "x" * 80 + "…"


def test_an_error_names_header_and_cell() -> None:
    error = Cell("Event\nname", "C7", RawCell("x")).error("is odd.")

    assert str(error) == "`Event name` (C7): is odd."
    assert error.cell == "C7"


def test_only_numbers_are_numbers() -> None:
    assert is_number(1)
    assert is_number(1.5)
    for value in (True, "1", None):
        assert not is_number(value)
    assert number(3) == 3.0
    assert number(10**400) == float("inf")
    assert scalar_text("x") == "x"


def test_only_texts_are_text() -> None:
    assert cell(RawCell("x")).is_text
    assert not cell(RawCell("x", error="#N/A")).is_text
    assert not cell(RawCell(1)).is_text


def test_all_white_space_at_the_ends_is_trimmed() -> None:
    spaces = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())

    assert trim(f"{spaces}a b{spaces}") == "a b"
