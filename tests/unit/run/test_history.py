"""When the number in a row was got: from the output tab, else from the row itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from sheets_runner.run import looks
from sheets_runner.run.history import Good, last_good, read_lines, stays
from sheets_runner.table.cells import RawCell
from sheets_runner.workbook.base import Column, MakeTab, Value
from tests.fake_workbook import FakeWorkbook, stored

MONDAY, TUESDAY = datetime(2026, 6, 29, 10, 30), datetime(2026, 6, 30, 9)
HEADERS = ("Name", "Run at", "ID")
LINE: tuple[Value, ...] = ("x", MONDAY, "aaaaaa.0")


def workbook(*rows: tuple[Value, ...], headers: tuple[str, ...] = HEADERS) -> FakeWorkbook:
    made = FakeWorkbook()
    made.apply([MakeTab("Results", tuple(map(Column, headers)), rows)])
    return made


def results(**cells: Any) -> dict[str, RawCell]:
    return {name.replace("_", " "): stored(value) for name, value in cells.items()}


def test_the_newest_line_of_a_row_and_question_counts() -> None:
    known = workbook(
        ("x", MONDAY, "aaaaaa.0"),
        ("x", TUESDAY, "aaaaaa.0"),
        ("y", MONDAY, "bbbbbb.0"),
        ("x", MONDAY, "aaaaaa.0"),
    )

    assert last_good(read_lines(known, "results")) == {
        "aaaaaa.0": Good(TUESDAY),
        "bbbbbb.0": Good(MONDAY),
    }


def test_lines_somebody_has_spoilt_are_passed_over() -> None:
    known = workbook(
        ("x", "yesterday", "aaaaaa.0"),
        ("x", 1e12, "aaaaaa.0"),
        ("x", MONDAY, None),
        ("x", MONDAY, 7),
        ("x", None, "aaaaaa.0"),
        ("x", True, "aaaaaa.0"),
    )

    assert last_good(read_lines(known, "Results")) == {}


@pytest.mark.parametrize("headers", [("Name", "Run at", "x"), ("Name", "x", "ID")])
def test_a_tab_without_the_columns_knows_nothing(headers: tuple[str, ...]) -> None:
    assert (
        last_good(read_lines(workbook(("x", MONDAY, "aaaaaa.0"), headers=headers), "Results")) == {}
    )


def test_a_tab_that_is_not_there_or_empty_knows_nothing() -> None:
    empty = FakeWorkbook()
    empty.apply([MakeTab("Results", ())])

    assert (
        last_good(read_lines(FakeWorkbook(), "Results"))
        == last_good(read_lines(empty, "Results"))
        == {}
    )


@pytest.mark.parametrize(
    ("cells", "good", "sentence"),
    [
        (results(count=7), MONDAY, "The number shown is of 2026-06-29 10:30."),
        (results(records=0), MONDAY, "The number shown is of 2026-06-29 10:30."),
        (
            results(count=7, status=looks.DONE, last_run=TUESDAY),
            None,
            "The number shown is of 2026-06-30 09:00.",
        ),
        (
            results(count=7, status=looks.FAILED, last_run=TUESDAY),
            None,
            "The number shown is of an earlier run.",
        ),
        (results(count=7, status=looks.DONE), None, "The number shown is of an earlier run."),
        (results(count=7), None, "The number shown is of an earlier run."),
        (results(count=None), MONDAY, ""),
        (results(count="seven"), MONDAY, ""),
        ({}, MONDAY, ""),
        ({}, None, ""),
    ],
)
def test_a_number_that_stays_says_since_when(
    cells: dict[str, RawCell], good: datetime | None, sentence: str
) -> None:
    assert stays(cells, Good(good) if good else None) == sentence


def test_of_lines_of_one_run_that_of_the_newest_period_counts() -> None:
    headers = ("Name", "Run at", "ID", "To", "Reads as")
    days = [datetime(2026, 6, day) for day in (28, 29)]
    lines = [("x", TUESDAY, "aaaaaa.0", day, f"on {day:%d} June") for day in reversed(days)]

    assert last_good(read_lines(workbook(*lines, headers=headers), "Results")) == {
        "aaaaaa.0": Good(TUESDAY, "on 29 June")
    }


def test_headers_are_found_below_a_title() -> None:
    made = FakeWorkbook()
    made.apply(
        [MakeTab("Results", (Column("Our results"), Column(""), Column("")), (HEADERS, LINE))]
    )

    assert last_good(read_lines(made, "Results")) == {"aaaaaa.0": Good(MONDAY)}


@pytest.mark.parametrize(
    ("good", "reads_as", "sentence"),
    [
        (Good(MONDAY, "on Sun"), "on Mon", ' 2026-06-29 10:30, for "on Sun".'),
        (Good(MONDAY, "on Mon"), "on Mon", " 2026-06-29 10:30."),
        (Good(MONDAY, "on Sat"), "", ' 2026-06-29 10:30, for "on Sat".'),
        (Good(MONDAY, "on Fri"), "", " 2026-06-29 10:30."),
        (None, "on Mon", ' an earlier run, for "on Fri".'),
        (None, "", " an earlier run."),
    ],
)
def test_a_number_of_another_question_than_the_words_beside_it_says_so(
    good: Good | None, reads_as: str, sentence: str
) -> None:
    cells = results(count=7, reads_as="on Fri", status=looks.FAILED)

    assert stays(cells, good, reads_as) == f"The number shown is of{sentence}"
