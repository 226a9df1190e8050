"""``kill -9`` at any moment of a run: the next run puts everything right.

A few moments are tried each time; ``SHEETS_RUNNER_KILLS=40`` tries as many as it says. The moments
are drawn with a seed that stays, and told by the calls that arrive, not by a stopwatch.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Iterator, NamedTuple

import pytest

from sheets_runner import config
from sheets_runner.run.plan import Selection
from sheets_runner.run.session import Session
from sheets_runner.run.summary import ExitCode
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock
from tests.integration.commands import NOW, environment, sandbox
from tests.integration.google_runs import (
    Ended,
    Hasty,
    copy_of,
    doubled,
    expire_leases,
    hidden,
    lines,
    trim,
    whole,
)
from tests.unit.run.office import Progress

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("SHEETS_RUNNER_KILLS", "4"))
YESTERDAY = "2026-06-29T10:00:00+05:30"
DONE = Ended(ExitCode.DONE, "")
LONG = "Launches " + "and so on " * 250
"""Stands beside each record, so that a thousand of them have to be laid aside first."""
ROWS = (
    ("Name", "Get", "Event", "Dates", "Columns", "Output tab"),
    ("Visits", "Event count", "App Launched", "yesterday"),
    ("Flights", "User count", "Flight Search", "last 7 days"),
    (LONG, "Event records", "App Launched", "last 40 days", "ts, profile.identity, query", "All"),
)
CALLS = 9
"""Those of a refresh: outline, lease, note, staging tab, two pieces, look, publishing, and one
more, so that some runs come to their end."""
WAITS_MS = (0, 20, 100)
SEED = 20260630
NEW = ("Batch", "Run at", "Last run")
"""What is different in each run."""
SHOWN = ("Status", "Message", "Reads as", *NEW)
"""What a run shows of itself while it is at work."""


class Moment(NamedTuple):
    """A moment of a run.

    Attributes:
        call: How many of its calls come before.
        what: Whether the call that is on its way then is ``lost`` or ``made``.
        wait_ms: How much later it is.
    """

    call: int
    what: str
    wait_ms: int

    def __str__(self) -> str:
        return f"{self.what}-{self.call}-{self.wait_ms}"


def moments(number: int) -> list[Moment]:
    """Return some moments; each time the same."""
    known = list(map(Moment._make, itertools.product(range(CALLS), ("lost", "made"), WAITS_MS)))
    return random.Random(SEED).sample(known, number)  # noqa: S311 - a sample


class World:
    """A sandbox, an emulator, and a spreadsheet before a run and after it."""

    def __init__(self, server: GoogleSheets, folder: Path, url: str) -> None:
        self.server = server
        self.folder = folder
        self.url = url
        server.credentials(folder)
        sheet = server.create({"Queries": ROWS}, time_zone="Asia/Kolkata").id
        server.spreadsheets[sheet].tabs[0].properties["gridProperties"].update(rowCount=6)
        assert self.finish(sheet, YESTERDAY) == DONE
        self.before = server.spreadsheets[sheet].copy()
        for tab in self.before.tabs:
            trim(tab)
        sheet = copy_of(server, self.before)
        calls = sum(server.calls.values())
        assert self.finish(sheet) == DONE
        assert sum(server.calls.values()) - calls == CALLS  # one of them signs in
        self.after = server.spreadsheets[sheet]

    def finish(self, sheet: str, now: str = NOW) -> Ended:
        """Run to the end, here, where waits take no time."""
        settings = config.load(self._configure(sheet), {})
        clock = Hasty(FakeClock(datetime.fromisoformat(now)))
        summary = Session(settings, clock, Progress()).run(
            list(settings.sheets.values()), Selection()
        )
        return Ended(summary.exit_code, " ".join(summary.problems))

    def _start(self, sheet: str) -> subprocess.Popen[str]:
        self._configure(sheet)
        return subprocess.Popen(
            [sys.executable, "-m", "sheets_runner", "run", "team", "--json"],
            cwd=self.folder,
            env=environment(NOW, {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def _configure(self, sheet: str) -> Path:
        path = self.folder / "config.ini"
        path.write_text(
            "[web]\nid = SANDBOX-ID\npassword = SANDBOX-PASSCODE\ntimezone = Asia/Kolkata\n"
            f"base_url = {self.url}\n[connector]\nstate_dir = {self.folder / 'state'}\n"
            f"[google]\ncredentials = service_account.json\napi_base = {self.server.url}\n"
            f"[sheet.team]\nspreadsheet = {sheet}\n",
            "utf-8",
        )
        return path

    def kill(self, sheet: str, moment: Moment) -> int:
        """Run, kill the run at a moment, and return its exit code."""
        process = self._start(sheet)

        def kill(_: Spreadsheet) -> None:
            if moment.wait_ms:
                threading.Timer(moment.wait_ms / 1000, process.kill).start()
            else:
                process.kill()

        # The route of the call is known only when it comes: signing in is one of another kind.
        if moment.what == "lost":
            self.server.fault(Fault("edit_before", after=moment.call, edit=kill))
            self.server.fault(Fault("drop", after=moment.call))
        else:
            self.server.fault(Fault("edit_after", after=moment.call, edit=kill))
        with process:
            process.communicate(timeout=60)
        self.server.clear_faults()
        return process.returncode


@pytest.fixture(name="world", scope="module")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("kill")
    with sandbox("--today", "2026-06-30", "--people", "60") as url, GoogleSheets() as server:
        yield World(server, folder, url)


@pytest.mark.parametrize("moment", moments(KILLS), ids=str)
def test_after_a_run_that_was_killed_the_next_one_puts_everything_right(
    world: World, moment: Moment
) -> None:
    sheet = copy_of(world.server, world.before)

    code = world.kill(sheet, moment)

    book = world.server.spreadsheets[sheet]
    assert code in (0, -9)
    assert whole(book, SHOWN) in (whole(world.before, SHOWN), whole(world.after, SHOWN))
    assert doubled(book) == []

    expire_leases(book)
    assert world.finish(sheet) == DONE
    book = world.server.spreadsheets.pop(sheet)
    assert whole(book, NEW) == whole(world.after, NEW)
    assert [line["Status"] for line in lines(book, "Queries")] == ["✅ Done"] * 3
    assert (doubled(book), hidden(book)) == ([], [])
