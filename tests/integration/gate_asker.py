"""A process of its own that shares an account's slots with others: for test_gate_processes.py.

``count URL STATE_DIR``: once it is told to begin, asks for `COUNTS` counts on a few threads and
writes a line for each answer. ``hold URL STATE_DIR``: takes all slots, says so, and keeps them.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sheets_runner import Clevertap
from sheets_runner.clevertap.gate import slot_name
from sheets_runner.clevertap.gate_files import FileGate
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings
from sheets_runner.clock import SystemClock
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE

COUNTS = 60
SLOTS = 3
PATH = "/1/counts/events.json"
QUERY = {"event_name": "Charged", "from": 20260601, "to": 20260630}


def count(url: str, state_dir: Path) -> None:
    app = AppSettings("web", ACCOUNT_ID, PASSCODE, base_url=url)
    connector = ConnectorSettings(requests_in_flight=SLOTS, state_dir=state_dir)
    with Clevertap.of(app, connector, api="counts", object_type="events") as ct:
        say("ready")
        sys.stdin.readline()
        with ThreadPoolExecutor(2 * SLOTS) as threads:
            for _ in threads.map(lambda _: say(str(ct.count(QUERY).count)), range(COUNTS)):
                pass


def hold(_: str, state_dir: Path) -> None:
    gate, name = FileGate(state_dir, SystemClock()), slot_name(ACCOUNT_ID, PATH)
    with ExitStack() as held:
        for _slot in range(SLOTS):
            held.enter_context(gate.slot(name, SLOTS))
        say("ready")
        sys.stdin.readline()


LOCK = threading.Lock()


def say(line: str) -> None:
    with LOCK:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    {"count": count, "hold": hold}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
