"""CSV files: whole, safe to open, and there only when their refresh stands."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_runner.run.overflow import Cost, CsvFiles

HEAD = ("Name", "n")
OLD = "the last refresh's\n"


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    return tmp_path / "Weekly.report"


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(book: Path, *rows: tuple[Any, ...]) -> tuple[list[list[str]], Cost]:
    """Return what a file holds after rows were written to it, and what that took."""
    files = CsvFiles(book)
    path, cost = files.write("row", "Bookings", rows)
    files.publish({"row"})
    return read(path), cost


def test_a_file_is_named_after_workbook_and_tab_and_holds_all_rows(book: Path) -> None:
    files = CsvFiles(book)
    path, cost = files.write("row", "Bookings", [HEAD, ("é", 1), ('b,\n"', 2)])
    files.publish({"row"})

    assert path == book.with_name("Weekly.report - Bookings.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbfName,n\r\n")
    assert read(path) == [["Name", "n"], ["é", "1"], ['b,\n"', "2"]]
    assert cost == Cost(lost=0, quoted=0)


def test_tabs_whose_names_no_file_can_have_get_a_file_each(book: Path) -> None:
    files = CsvFiles(book)
    names = [files.write("row", tab, [HEAD])[0].name for tab in ("a<b", "a>b", "50%", "a%3Cb")]

    assert names == [
        *("Weekly.report - a%3Cb.csv", "Weekly.report - a%3Eb.csv"),
        *("Weekly.report - 50%25.csv", "Weekly.report - a%253Cb.csv"),
    ]
    files.discard()


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
def test_text_that_could_be_run_as_a_formula_gets_an_apostrophe(book: Path, start: str) -> None:
    rows, cost = written(book, (f"{start}head", "n"), (f"{start}1+1", -5))

    assert rows == [[f"'{start}head", "n"], [f"'{start}1+1", "-5"]]
    assert cost == Cost(lost=0, quoted=2)


def test_values_are_written_in_full(book: Path) -> None:
    moment, day = datetime(2026, 6, 30, 9, 5), date(2026, 6, 30)
    rows, _ = written(book, (None, True, 1.5, moment, day, "x" * 100_000))

    assert rows == [["", "True", "1.5", "2026-06-30 09:05:00", "2026-06-30", "x" * 100_000]]


def test_a_line_of_nothing_is_a_line(book: Path) -> None:
    rows, _ = written(book, ("Name",), (None,), ("",), (0.1,), (True,))

    assert rows == [["Name"], [""], [""], ["0.1"], ["True"]]


def test_characters_utf_8_cannot_hold_are_replaced_and_counted(book: Path) -> None:
    rows, cost = written(book, ("a\ud83d", "\udc00b\udc00"))

    assert rows == [["a\ufffd", "\ufffdb\ufffd"]]
    assert cost == Cost(lost=3, quoted=0)


def test_a_file_appears_only_when_the_refresh_stands(book: Path) -> None:
    target = book.with_name("Weekly.report - Bookings.csv")
    target.write_text(OLD, "utf-8")
    files = CsvFiles(book)
    files.write("row", "Bookings", [HEAD])

    assert target.read_text("utf-8") == OLD

    files.publish({"row"})
    files.discard()

    assert read(target) == [["Name", "n"]]
    assert os.listdir(book.parent) == [target.name]  # noqa: PTH208 - names are enough


def test_what_was_written_for_nothing_goes(book: Path) -> None:
    target = book.with_name("Weekly.report - Bookings.csv")
    target.write_text(OLD, "utf-8")
    files = CsvFiles(book)
    files.write("good", "Visits", [HEAD])
    files.write("refused", "Bookings", [HEAD])
    files.publish({"good"})
    files.discard()

    assert target.read_text("utf-8") == OLD
    assert sorted(path.name for path in book.parent.iterdir()) == [
        *("Weekly.report - Bookings.csv", "Weekly.report - Visits.csv"),
    ]


def test_what_a_killed_run_left_is_removed_and_nothing_else(book: Path) -> None:
    left = book.with_name(".Weekly.report - Bookings.csv.part")
    others = [book.with_name(name) for name in ("Weekly.report - Bookings.csv", ".other.csv.part")]
    for path in (left, *others):
        path.write_text("x", "utf-8")

    CsvFiles(book).clear()

    assert sorted(book.parent.iterdir()) == sorted(others)


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_nobody_else_can_read_a_file_not_even_where_an_old_part_lay_open(book: Path) -> None:
    part = book.with_name(".Weekly.report - Bookings.csv.part")
    part.write_text("left by a run that was killed", "utf-8")
    part.chmod(0o644)

    rows, _ = written(book, HEAD)

    assert rows == [["Name", "n"]]
    target = book.with_name("Weekly.report - Bookings.csv")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_replaced_is_said_and_stays_beside(book: Path) -> None:
    target = book.with_name("Weekly.report - Bookings.csv")
    target.mkdir()
    files = CsvFiles(book)
    files.write("row", "Bookings", [HEAD])

    (problem,) = files.publish({"row"})
    files.discard()

    part = book.with_name(".Weekly.report - Bookings.csv.part")
    assert problem.startswith(f"{target} could not be replaced (")
    assert problem.endswith(f"are in {part}. Close the file and rename that one.")
    assert read(part) == [["Name", "n"]]


def test_a_file_that_failed_half_way_is_removed(book: Path) -> None:
    files = CsvFiles(book)
    with pytest.raises(ZeroDivisionError):
        files.write("row", "Bookings", ((1 // number,) for number in (1, 0)))
    files.discard()

    assert list(book.parent.iterdir()) == []


def test_a_file_that_was_never_made_needs_no_removing(book: Path) -> None:
    files = CsvFiles(book.parent / "missing" / "book")
    with pytest.raises(FileNotFoundError):
        files.write("row", "Bookings", [HEAD])
    files.discard()
