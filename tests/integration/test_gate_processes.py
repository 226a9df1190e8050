"""Several processes on one account: together within its limit, each with its share."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Iterator
from urllib.request import urlopen

import pytest

from sheets_runner.clevertap.gate import slot_name
from sheets_runner.clevertap.gate_files import FileGate
from sheets_runner.clock import SystemClock
from sheets_runner.sandbox.options import ACCOUNT_ID
from tests.integration import commands
from tests.integration.gate_asker import COUNTS, PATH, SLOTS

pytestmark = pytest.mark.long

LATENCY_MS = 40
NAMES = ("first", "second", "third")


class Office:
    """Processes that ask at the same time, and what they say, in order of time."""

    def __init__(self, url: str, state_dir: Path, closing: ExitStack) -> None:
        self.processes = {
            name: closing.enter_context(asker("count", url, state_dir)) for name in NAMES
        }
        self._said: queue.Queue[tuple[str, str]] = queue.Queue()

    def begin(self) -> None:
        """Let all begin together."""
        for name, process in self.processes.items():
            threading.Thread(target=self._listen, args=(name, process), daemon=True).start()
        for process in self.processes.values():
            tell(process, "begin")

    def _listen(self, name: str, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._said.put((name, line.strip()))
        self._said.put((name, "end"))

    def answers(self) -> Iterator[tuple[str, str]]:
        """Yield who got which answer, until all processes have ended."""
        left = len(self.processes)
        while left:
            name, line = self._said.get(timeout=30)
            left -= line == "end"
            if line != "end":
                yield name, line


@contextmanager
def asker(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Start a process of gate_asker.py and wait until it is ready."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.gate_asker", *map(str, arguments)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with commands.sandbox("--latency-ms", str(LATENCY_MS), "--people", "50") as url:
        yield url


@pytest.fixture(name="office")
def _office(url: str, tmp_path: Path) -> Iterator[Office]:
    urlopen(f"{url}/_sandbox/reset", data=b"").close()  # noqa: S310 - our own loopback address
    with ExitStack() as closing:
        yield Office(url, tmp_path, closing)


def stats(url: str) -> dict[str, Any]:
    with urlopen(f"{url}/_sandbox/stats") as reply:  # noqa: S310 - our own loopback address
        found: dict[str, Any] = json.load(reply)
    return found


def test_three_processes_share_an_accounts_slots_fairly(office: Office, url: str) -> None:
    office.begin()
    answers = list(office.answers())
    half_way = Counter(name for name, _ in islice(answers, len(answers) // 2))

    assert Counter(name for name, _ in answers) == dict.fromkeys(NAMES, COUNTS)
    assert len({count for _, count in answers}) == 1
    assert min(half_way[name] for name in NAMES) * 2 >= max(half_way.values())
    assert stats(url)["endpoints"][PATH] == {"requests": 3 * COUNTS, "most_in_flight": SLOTS}


def test_one_that_is_killed_in_the_middle_leaves_the_others_its_share(office: Office) -> None:
    office.begin()
    answers = office.answers()
    before = list(islice(answers, 3 * COUNTS // 2))
    office.processes["second"].kill()
    after = list(answers)
    count = Counter(name for name, _ in before + after)

    assert (count["first"], count["third"]) == (COUNTS, COUNTS)
    assert 0 < count["second"] < COUNTS
    assert [process.wait(10) == 0 for process in office.processes.values()] == [True, False, True]


def test_slots_of_a_killed_process_are_free_at_once(tmp_path: Path) -> None:
    gate, name = FileGate(tmp_path, Impatient()), slot_name(ACCOUNT_ID, PATH)

    with asker("hold", "", tmp_path) as process:
        with pytest.raises(TimeoutError), gate.slot(name, SLOTS):
            pass
        process.kill()
        process.wait(10)

        with gate.slot(name, SLOTS):
            pass


class Impatient(SystemClock):
    """A clock that waits for nothing."""

    def sleep(self, seconds: float) -> None:
        raise TimeoutError(f"not even {seconds} s")
