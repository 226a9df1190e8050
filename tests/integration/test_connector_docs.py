"""The programs in docs/connector.md, run as they stand there against a sandbox."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Iterator

import pytest

from sheets_runner.clock import SystemClock
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox

DOCUMENT = Path(__file__).parents[2] / "docs" / "connector.md"
PROGRAM = re.compile(r"^```python\n(.+?)^```", re.DOTALL | re.MULTILINE)
PROGRAMS = PROGRAM.findall(DOCUMENT.read_text("utf-8"))
CONFIG = """
[web]
id = {account}
password = {passcode}
base_url = {url}
[connector]
state_dir = state
page_size = 46
"""


@pytest.fixture(name="told")
def _told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[list[list[int]]]:
    """Give the numbers that each program prints."""
    clock = SystemClock()
    options = Options(port=0, people=100, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
    monkeypatch.chdir(tmp_path)
    with Sandbox(
        options,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        now=lambda: datetime.now(timezone.utc),
    ) as sandbox:
        config = CONFIG.format(account=ACCOUNT_ID, passcode=PASSCODE, url=sandbox.url)
        Path("config.ini").write_text(config, encoding="utf-8")
        printed = []
        for program in PROGRAMS:
            exec(program, {})  # noqa: S102 - our own document
            printed.append([int(line) for line in capsys.readouterr().out.split()])
        yield printed


def test_the_programs_of_the_document_count_and_export_the_same(told: list[list[int]]) -> None:
    (count, *pages), _, (total,) = told

    assert count == sum(pages) == total
    assert len(pages) > 2


def test_the_program_for_names_finds_them_all(told: list[list[int]]) -> None:
    _, (events, properties), _ = told

    assert events == 9 + 6  # six kinds of notifications, of which there are none
    assert properties == 13  # as docs/sandbox.md names them


def test_the_common_case_takes_ten_lines() -> None:
    lines = [line for line in PROGRAMS[0].splitlines() if line.strip()]

    assert len(lines) <= 10
