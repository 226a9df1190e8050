"""What each row that asked has got, and where the whole is when its tab cannot show it."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.query.question import Get
from sheets_runner.run.execute import Answer, gather
from sheets_runner.run.outcomes import Outcome, Shaper
from sheets_runner.run.overflow import CsvFiles
from sheets_runner.run.plan import Job
from sheets_runner.run.records import Frame
from sheets_runner.run.spool import BATCH, Spool
from sheets_runner.run.stopping import STOPPED, Stopped
from sheets_runner.workbook.base import Limits
from tests.unit.run.build import MORNING, job, question

LIMITS = Limits(
    rows=50,
    columns=3,
    text=50,
    tab_name=31,
    records=9,
    forbidden=re.compile("[\x00-\x08\ud800-\udfff]"),
)
EXPORT = question("Booking", get=Get.EVENT_RECORDS, name="Bookings", columns=("event_props.*",))


class Bench:
    """A shaper with a folder for its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.csv = CsvFiles(folder / "book")
        self.shaper = Shaper(Frame(LIMITS, 9, masked=True, batch="b", run_at=MORNING), self.csv)

    def outcome(self, *records: dict[str, Any], asked: Job | None = None) -> Outcome:
        spool = Spool(self.folder / "spool")
        spool.fill(records)
        one = asked or job(2, EXPORT)
        (ask,) = gather([one])
        return self.shaper.outcome(one, Answer(ask, MORNING, records=spool))


@pytest.fixture(name="bench")
def _bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.csv.discard()


def props(**properties: Any) -> dict[str, Any]:
    return {"event_props": properties}


def answer(*jobs: Job, **fields: Any) -> Answer:
    (ask,) = gather(jobs)
    return Answer(ask, MORNING, **fields)


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_shaping_many_records_ends_when_the_run_is_stopped(tmp_path: Path, calls: int) -> None:
    bench, left = Bench(tmp_path), iter(range(calls))

    def check() -> None:
        if next(left, None) is None:
            raise Stopped

    frame = Frame(LIMITS, 9, masked=True, batch="b", run_at=MORNING, check=check)
    bench.shaper = Shaper(frame, bench.csv)

    found = bench.outcome(*(props(a=number) for number in range(3 * BATCH)))

    assert found.error == STOPPED
    assert found.table is None
    bench.csv.discard()
    assert list(tmp_path.glob(".*.part")) == []


def test_periods_that_are_asked_once_are_said_once(bench: Bench) -> None:
    one, other = job(2, whole="one count per day"), job(3)

    shared = answer(one, other, count=Count(7))
    assert bench.shaper.outcome(one, shared).notes == (
        "Some periods are shared with row 3: asked once.",
    )


def test_texts_that_got_an_apostrophe_are_counted(bench: Bench) -> None:
    found = bench.outcome(*(props(a="-a30b", b=number) for number in range(10)))

    assert found.notes[-1] == (
        "Texts there that begin with an added apostrophe, so that no spreadsheet takes them for "
        "formulas: 10."
    )


def test_a_count_is_its_rows(bench: Bench) -> None:
    one = job(2)

    assert bench.shaper.outcome(one, answer(one, count=Count(7))) == Outcome(one, MORNING, Count(7))


def test_a_failure_is_its_rows(bench: Bench) -> None:
    one = job(2)

    assert bench.shaper.outcome(one, answer(one, error="Gave up.")).error == "Gave up."


def test_what_puts_an_answer_in_doubt_is_said_of_each_row(bench: Bench) -> None:
    one, other = job(2), job(3)
    doubtful = answer(one, other, count=Count(0), notes=("There may be no such event.",))

    assert bench.shaper.outcome(one, doubtful).notes == (
        "Same question as row 3: asked once.",
        "There may be no such event.",
    )
    assert bench.shaper.outcome(other, doubtful).notes[1:] == ("There may be no such event.",)


def test_records_keep_what_puts_them_in_doubt(bench: Bench) -> None:
    spool = Spool(bench.folder / "spool")
    spool.fill([props(a="\x00")])
    one = job(2, EXPORT)

    found = bench.shaper.outcome(one, answer(one, records=spool, notes=("In doubt.",)))

    assert found.notes == (
        "In doubt.",
        "Characters that a cell cannot hold, shown as \ufffd: 1.",
    )


@pytest.mark.parametrize(
    ("numbers", "note"),
    [
        ((2, 3), "Same question as row 3: asked once."),
        ((2, 3, 5), "Same question as rows 3, 5: asked once."),
    ],
)
def test_rows_that_ask_the_same_say_so(bench: Bench, numbers: tuple[int, ...], note: str) -> None:
    jobs = [job(number) for number in numbers]

    assert bench.shaper.outcome(jobs[0], answer(*jobs, count=Count(7))).notes == (note,)


def test_records_that_fit_need_no_note_and_no_file(bench: Bench) -> None:
    found = bench.outcome(props(a=1))

    assert found.table is not None
    assert list(found.table) == [(1,)]
    assert (found.error, found.notes) == ("", ())
    assert list(bench.folder.glob("*.csv*")) == []


def test_what_does_not_fit_goes_whole_to_a_file(bench: Bench) -> None:
    records = [props(a="x" * 51, b=number, c=1, d="\ud83d") for number in range(10)]

    found = bench.outcome(*records)
    bench.csv.publish({found.job.row_id.id})

    path = bench.folder / "book - Bookings.csv"
    assert found.notes == (
        (
            "The tab shows the first 9 of 10 records. Columns that do not fit: 1. "
            f"Long cells that end in a mark: 9. All of it is in {path}."
        ),
        "Characters that the file cannot hold, shown as \ufffd: 10.",
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["a", "b", "c", "d"]
    assert rows[10] == ["x" * 51, "9", "1", "\ufffd"]


def test_a_note_says_only_what_is_so(bench: Bench) -> None:
    found = bench.outcome(props(a="x" * 51))

    path = bench.folder / "book - Bookings.csv"
    assert found.notes == (f"Long cells that end in a mark: 1. All of it is in {path}.",)


def test_characters_a_cell_cannot_hold_are_said(bench: Bench) -> None:
    found = bench.outcome(props(a="\x00\x01"))

    assert found.notes == ("Characters that a cell cannot hold, shown as \ufffd: 2.",)


def test_a_row_may_want_fewer_records_than_there_may_be(bench: Bench) -> None:
    asked = job(2, replace(EXPORT, max_records=1))
    found = bench.outcome(props(a=1), props(a=2), asked=asked)

    assert found.table is not None
    assert list(found.table) == [(1,)]
    assert found.notes[0].startswith("The tab shows the first 1 of 2 records.")


def test_a_file_that_cannot_be_written_fails_its_row(bench: Bench) -> None:
    (bench.folder / ".book - Bookings.csv.part").mkdir()

    found = bench.outcome(*[props(a=number) for number in range(10)])

    (bench.folder / ".book - Bookings.csv.part").rmdir()
    assert found.error.startswith("The records could not be kept in a file: ")
    assert found.error.endswith("Make room for it, and run it again.")
    assert found.table is None


def test_records_nobody_thought_of_fail_their_row_alone(bench: Bench) -> None:
    deep: dict[str, Any] = {}
    for _ in range(990):  # about as deep as a parser of JSON goes
        deep = {"x": deep}
    spool = Spool(bench.folder / "deep")
    spool.fill([props(a=[deep])])
    one = job(2, EXPORT)

    found = bench.shaper.outcome(one, answer(one, records=spool))

    assert found.error.startswith("The runner itself failed (RecursionError).")


@pytest.mark.skipif(os.name != "posix", reason="names of another kind")
def test_a_file_whose_name_is_too_long_fails_its_row(bench: Bench) -> None:
    long_name = replace(EXPORT, output_tab="é" * 31)
    bench.csv = CsvFiles(bench.folder / ("x" * 230))
    bench.shaper = Shaper(Frame(LIMITS, 0, masked=True, batch="b", run_at=MORNING), bench.csv)

    found = bench.outcome(props(a=1), asked=replace(job(2, long_name), tab="é" * 31))

    assert "could not be kept in a file: File name too long." in found.error
