"""The spreadsheet that is tried on, and the table at the end."""

from __future__ import annotations

import os
from typing import Iterator

import pytest

from sheets_runner.config.values import spreadsheet
from sheets_runner.workbook.google import GoogleOptions
from tests.live.desk import Desk
from tests.live.fact import Finding, report

SPREADSHEET = "SHEETS_RUNNER_LIVE_SPREADSHEET"
CREDENTIALS = "SHEETS_RUNNER_LIVE_CREDENTIALS"
API_BASE = "SHEETS_RUNNER_LIVE_API_BASE"

FINDINGS = pytest.StashKey["list[Finding]"]()
WIDTH = 150


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    """Give the spreadsheet that the environment names, and clean up whatever happens."""
    address = os.environ.get(SPREADSHEET, "")
    if not address:
        pytest.skip(f"{SPREADSHEET} and {CREDENTIALS} name no spreadsheet to try Google's API on")
    options = GoogleOptions(os.environ.get(CREDENTIALS, ""), os.environ.get(API_BASE, ""))
    made = Desk(options, spreadsheet(address))
    try:
        yield made
    finally:
        made.clean()
        made.close()


@pytest.fixture(scope="session")
def findings(pytestconfig: pytest.Config) -> list[Finding]:
    """Give the list that is printed at the end."""
    found: list[Finding] = pytestconfig.stash.setdefault(FINDINGS, [])
    return found


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print what was found."""
    found = config.stash.get(FINDINGS, [])
    if found:
        terminalreporter.section("what Google Sheets did")
        terminalreporter.write(report(found, WIDTH))
