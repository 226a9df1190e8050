"""How fast and how small a large export is: ``python -m tests.benchmarks.records``.

A sandbox in a process of its own serves prepared pages of 30 days, 1 s for each page. The runner's
executor takes 100,000 events in ranges of days side by side; beside it, one walk from cursor to
cursor takes the same. Then the most memory that the connector holds with 100,000 and with 1,000,000
events, pages coming at once (Linux alone tells that), and what records cost from page to CSV file,
see `tests.benchmarks.shaping`.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import urlopen

from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.paging import Parts
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clock import SystemClock
from sheets_runner.query.question import Get
from sheets_runner.run.execute import Answer, Ask, Executor
from sheets_runner.run.session import RunClient
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from sheets_runner.sandbox.prepared import EVENT
from tests.benchmarks import shaping
from tests.integration import commands

FEW, MANY = 100_000, 1_000_000
QUERY = {"event_name": EVENT, "from": 20260531, "to": 20260629}
PATH = "/1/events.json"
PAGE_SIZE = 3335
"""The sandbox's pages end with the day: so all have 3,333 or 3,334 records, few days or many."""


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        records: How many came.
        seconds: How long they took.
        requests: How many were sent.
        in_flight: The most that were on their way to the export's endpoint at once.
        peak: The most MB this process has held so far.
    """

    records: int
    seconds: float
    requests: int
    in_flight: int
    peak: float


class Watcher:
    """Looks on."""

    def began(self, _: Ask) -> None:
        """Do nothing."""

    def tick(self) -> None:
        """Do nothing."""


def in_ranges(url: str) -> Figures:
    """Take the export as the runner does."""
    urlopen(f"{url}/_sandbox/reset", data=b"").close()  # noqa: S310 - our own loopback address
    answers: list[Answer] = []
    clock, start = StoppableClock(SystemClock()), monotonic()
    with tempfile.TemporaryDirectory() as folder, SpoolFolder(Path(folder)) as spools:
        with _client(url, folder) as ct:
            ask = Ask("web", Get.EVENT_RECORDS, QUERY, Parts(), ())
            client = RunClient(ct, lambda _: ())
            Executor(lambda *_: client, spools, clock, 1).run([ask], answers.append, Watcher())
        (answer,) = answers
        assert answer.records is not None, answer.error
        return _figures(url, ct, answer.records.count, monotonic() - start)


def in_one_walk(url: str) -> Figures:
    """Take the export from cursor to cursor."""
    urlopen(f"{url}/_sandbox/reset", data=b"").close()  # noqa: S310 - our own loopback address
    start = monotonic()
    with tempfile.TemporaryDirectory() as folder, SpoolFolder(Path(folder)) as spools:
        spool = spools.new()
        with _client(url, folder) as ct:
            for page in ct.pages(QUERY):
                spool.fill(page.records)
        return _figures(url, ct, spool.count, monotonic() - start)


def _client(url: str, folder: str) -> Clevertap:
    app = AppSettings("web", ACCOUNT_ID, PASSCODE, base_url=url)
    connector = ConnectorSettings(page_size=PAGE_SIZE, state_dir=Path(folder))
    return Clevertap.of(app, connector, api="events", object_type="events")


def _figures(url: str, ct: Clevertap, records: int, seconds: float) -> Figures:
    with urlopen(f"{url}/_sandbox/stats") as reply:  # noqa: S310 - our own loopback address
        seen: Any = json.load(reply)["endpoints"][PATH]
    return Figures(records, seconds, ct.calls, seen["most_in_flight"], _peak())


def _peak() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmHWM" in line)


def speed() -> None:
    """Measure side by side against one behind the other."""
    options = ("--prepared-events", str(FEW), "--page-latency-ms", "1000")
    with commands.sandbox(*options) as url:
        shaping.aside(in_ranges, url)  # the sandbox makes its pages once
        ranges, walk = shaping.aside(in_ranges, url), shaping.aside(in_one_walk, url)
    assert ranges.records == walk.records == FEW
    for name, found in (("in ranges of days", ranges), ("in one walk", walk)):
        print(
            f"{FEW:,} events {name}: {found.seconds:.1f} s, {found.requests} requests, at most"
            f" {found.in_flight} in flight"
        )
    print(f"ranges are {walk.seconds / ranges.seconds:.2f} times as fast", flush=True)


def memory() -> None:
    """Measure what ten times the records take."""
    peaks = []
    for events in (FEW, MANY):
        with commands.sandbox("--prepared-events", str(events)) as url:
            found = shaping.aside(in_ranges, url)
        assert found.records == events
        print(f"{events:,} events: {found.seconds:.1f} s, peak memory {found.peak:.1f} MB")
        peaks.append(found.peak)
    print(f"ten times the records take {peaks[1] / peaks[0]:.2f} times the memory", flush=True)


def cpu() -> None:
    """Measure what a record costs."""
    with tempfile.TemporaryDirectory() as name:
        shaping.aside(shaping.write_pages, Path(name))
        known, spent = shaping.aside(shaping.compare, Path(name))
    ratio = sum(spent.values()) / sum(known.values())
    print(f"from page to CSV file, CPU is {ratio:.2f} times that of json.loads and csv.writer")


if __name__ == "__main__":
    speed()
    memory()
    cpu()
