"""The suite for a real spreadsheet, tried on the emulator: it finds, reports, and cleans up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.faults import Fault
from tests.emulators.google_sheets.model import Cell, Spreadsheet
from tests.live.fact import OPEN
from tests.live.test_google import FACTS

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
BATCH = "POST /v4/spreadsheets/{id}:batchUpdate"


@pytest.fixture(name="server")
def _server() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


def suite(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m tests.live`` as a person does."""
    plain = {name: value for name, value in os.environ.items() if "SHEETS_RUNNER_" not in name}
    return subprocess.run(
        [sys.executable, "-m", "tests.live", "-p", "no:cacheprovider", *options],
        cwd=ROOT,
        env={**plain, "PYTHONIOENCODING": "utf-8", **environ},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def settings(server: GoogleSheets, folder: Path) -> tuple[str, dict[str, str]]:
    """Return the id of a team's spreadsheet, and what names it to the suite."""
    made = server.create({"Plan": [["Event"], ["Flight Search"]]})
    return made.id, {
        "SHEETS_RUNNER_LIVE_SPREADSHEET": f"https://docs.google.com/spreadsheets/d/{made.id}/edit",
        "SHEETS_RUNNER_LIVE_CREDENTIALS": str(server.credentials(folder)),
        "SHEETS_RUNNER_LIVE_API_BASE": server.url,
    }


def left(server: GoogleSheets, spreadsheet: str) -> tuple[list[str], int]:
    """Return the tabs of a spreadsheet, and how much metadata it has."""
    found = server.spreadsheets[spreadsheet]
    return [tab.title for tab in found.tabs], len(found.metadata)


def test_the_suite_finds_what_the_emulator_does_and_leaves_nothing_behind(
    server: GoogleSheets, tmp_path: Path
) -> None:
    spreadsheet, environ = settings(server, tmp_path)

    done = suite(**environ)

    assert done.returncode == 0, done.stdout
    known = [fact for fact in FACTS if fact.expected is not OPEN and fact.emulated]
    assert done.stdout.count("│ ok ") == len(known)
    assert done.stdout.count("│ unknown ") == len(FACTS) - len(known)
    assert "DIFFERENT" not in done.stdout
    assert left(server, spreadsheet) == (["Plan"], 0)
    assert server.values(spreadsheet, "Plan") == [["Event"], ["Flight Search"]]


def test_a_fact_that_does_not_hold_is_reported_and_cleaned_up_after(
    server: GoogleSheets, tmp_path: Path
) -> None:
    spreadsheet, environ = settings(server, tmp_path)
    server.fault(Fault("edit_after", route=BATCH, edit=_shout))

    done = suite("-k", "given or blanks", **environ)

    assert done.returncode == 1
    assert done.stdout.count("│ DIFFERENT ") == 1
    assert "[['SOMEBODY ELSE']]" in done.stdout
    assert left(server, spreadsheet) == (["Plan"], 0)


def _shout(spreadsheet: Spreadsheet) -> None:
    spreadsheet.tabs[-1].cells[0, 0] = Cell("SOMEBODY ELSE")


def test_without_a_spreadsheet_the_suite_says_what_it_needs() -> None:
    done = suite()

    assert done.returncode == 0
    assert f"{len(FACTS)} skipped" in done.stdout
    assert "SHEETS_RUNNER_LIVE_SPREADSHEET" in done.stdout
