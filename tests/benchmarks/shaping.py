"""What records cost from page to spool to CSV: ``python -m tests.benchmarks.shaping``.

Takes 100,000 event records of 30 days, default columns, parts of profiles off, in pages as the
sandbox renders them. Prints the seconds of CPU of each stage, the best of three; how they compare
with `json.loads` of the same pages plus `csv.writer` of the same finished rows; and by how much the
peak of memory grows with ten times the records. Linux alone tells the peak of a process.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timezone
from itertools import chain, cycle, islice
from pathlib import Path
from time import process_time
from typing import Any, Callable, Dict, Iterable, Iterator, TypeVar

from sheets_runner.query.cql import Block, Period, Query
from sheets_runner.query.question import Get, Question
from sheets_runner.run.overflow import CsvFiles
from sheets_runner.run.records import Frame, RecordTable
from sheets_runner.run.spool import Spool
from sheets_runner.sandbox import replies
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import build
from sheets_runner.sandbox.records import SWITCHES, event_record
from sheets_runner.workbook.base import Limits

EVENT, ZONE, TODAY = "Flight Search", "Asia/Kolkata", date(2026, 6, 30)
FIRST, LAST = date(2026, 5, 31), date(2026, 6, 29)
RECORDS, MANY = 100_000, 1_000_000
PAGE = 4991
"""Records of a page, as the connector asks for by default."""
PEOPLE = 2000
"""Of one population; as many are made as are needed."""
ROUNDS = 3
FRAME = Frame(
    limits=Limits(rows=10_000_000, columns=18_278, text=50_000, tab_name=100, records=50_000),
    most=50_000,
    masked=True,
    batch="20260630-100000-4f2a",
    run_at=datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc),
)
"""As Google Sheets is shown half of the records, so that the CSV file has to hold all of them."""
QUESTION = Question(
    name="Searches",
    app="web",
    get=Get.EVENT_RECORDS,
    query=Query(Block(EVENT, Period(FIRST, LAST))),
    zone=ZONE,
    reads_as="",
)

Seconds = Dict[str, float]
Result = TypeVar("Result")


def records(wanted: int) -> Iterator[dict[str, Any]]:
    """Yield event records of 30 days, in the sandbox's own rendering."""
    days = int(f"{FIRST:%Y%m%d}"), int(f"{LAST:%Y%m%d}")
    populations = (build(Options(0, PEOPLE, seed, TODAY, ZONE)) for seed in range(1, wanted))
    events = (
        event_record(event, population.users[event.user], tuple(SWITCHES))
        for population in populations
        for event in population.between(EVENT, *days)
    )
    return islice(events, wanted)


def write_pages(folder: Path, wanted: int = RECORDS) -> None:
    """Write the bodies of an export's pages to files, in order by name."""
    source = records(wanted)
    for number in range(-(-wanted // PAGE)):
        body = replies.success(next_cursor="bmV4dA==", records=list(islice(source, PAGE))).body
        (folder / f"{number:04}.json").write_bytes(body)


def pages(folder: Path, wanted: int = RECORDS) -> Iterator[bytes]:
    """Yield the bodies of pages with at least so many records, the same again where need be."""
    files = cycle(sorted(folder.glob("*.json")))
    return (next(files).read_bytes() for _ in range(-(-wanted // PAGE)))


def baseline(folder: Path, table: RecordTable) -> Seconds:
    """Return what the standard library takes: to parse the pages, and to write finished rows.

    Little is held at a time, so that the garbage collector has no more to do than with ours.
    """
    seconds: Seconds = {}
    for body in pages(folder):
        with clocked(seconds, "json.loads of the pages"):
            json.loads(body)
    rows = table.everything()
    with (folder / "baseline.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for finished in iter(lambda: list(islice(rows, 1000)), []):
            with clocked(seconds, "csv.writer of the finished rows"):
                writer.writerows(finished)
    return seconds


def ours(folder: Path, wanted: int = RECORDS) -> tuple[Seconds, RecordTable]:
    """Return what the runner takes for the same, and the table that comes of it."""
    seconds: Seconds = {}
    with tempfile.NamedTemporaryFile(dir=str(folder), delete=False) as file:
        spool = Spool(Path(file.name))
    for body in pages(folder, wanted):
        with clocked(seconds, "parse the pages"):
            page = json.loads(body)["records"]
        with clocked(seconds, "spool the records"):
            spool.fill(page)
    files = CsvFiles(folder / "book")
    with clocked(seconds, "survey them and write the CSV file"):
        table = RecordTable(QUESTION, spool, FRAME)
        files.write("row", "Searches", table.everything())
    files.discard()
    return seconds, table


@contextmanager
def clocked(seconds: Seconds, stage: str) -> Iterator[None]:
    """Add the CPU seconds of a stage to those it took before."""
    start = process_time()
    yield
    seconds[stage] = seconds.get(stage, 0) + process_time() - start


def best(rounds: Iterable[Seconds]) -> Seconds:
    """Return the least seconds of each stage."""
    found: Seconds = {}
    for stage, seconds in chain.from_iterable(round_.items() for round_ in rounds):
        found[stage] = min(seconds, found.get(stage, seconds))
    return found


def compare(folder: Path) -> tuple[Seconds, Seconds]:
    """Return the seconds of the baseline and ours."""
    runs = [ours(folder) for _ in range(ROUNDS)]
    table = runs[-1][1]
    return best(baseline(folder, table) for _ in range(ROUNDS)), best(run for run, _ in runs)


def peak(folder: Path, wanted: int) -> float:
    """Return the most MB this process has held after shaping so many records."""
    ours(folder, wanted)
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line)


def aside(work: Callable[..., Result], *arguments: Any) -> Result:
    """Return what a new process makes of a function, so that nothing before it is measured."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=fresh) as process:
        return process.submit(work, *arguments).result()


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        aside(write_pages, folder)
        known, spent = aside(compare, folder)
        for stage, seconds in {**known, **spent}.items():
            print(f"{stage:36} {seconds:6.2f} s  {seconds / RECORDS * 1e6:6.1f} µs a record")
        ratio = sum(spent.values()) / sum(known.values())
        print(f"CPU of the runner is {ratio:.2f} times that of the standard library", flush=True)
        few, many = (aside(peak, folder, wanted) for wanted in (RECORDS, MANY))
        print(
            f"peak memory: {few:.1f} MB at {RECORDS:,} records, {many:.1f} MB at {MANY:,} records"
        )
        print(f"ten times the records take {many / few:.2f} times the memory")


if __name__ == "__main__":
    main()
