"""The demo's stage: a sandbox, a workbook, a configuration for both, and words to end with."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from pathlib import Path
from typing import Sequence

from sheets_runner.clock import Clock
from sheets_runner.demo.questions import COLUMNS, rows
from sheets_runner.errors import ConfigError
from sheets_runner.run.summary import ExitCode, Summary
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import HOST, Sandbox
from sheets_runner.table.zones import local
from sheets_runner.workbook.base import MakeTab
from sheets_runner.workbook.excel import ExcelWorkbook

ZONE = "Asia/Kolkata"
PORT = 8731
PEOPLE = 2000
SEED = 7
MARK = "; Written by sheets-runner demo."

CONFIG = """\
{mark} Safe to delete.
[sandbox]
id = {account}
password = {passcode}
timezone = {zone}
base_url = {url}

[connector]
state_dir = {state_dir}

[sheet.demo]
workbook = demo.xlsx
input = Queries
output = Results
apps = sandbox
"""


def is_the_demos(path: Path) -> bool:
    """Tell a configuration that the demo wrote; what cannot be read is none."""
    try:
        return path.read_bytes().startswith(MARK.encode())
    except OSError:
        return False


A_MISTAKE = """\
One row has a deliberate mistake, a date that does not exist. It did not stop the others, and its
Message says what to write. Because of it, `run` on this workbook ends with exit code 1.
"""
TRY_NEXT = """\
Try next: {correct}write a question of your own in the next row. Save and close the
workbook, start the sandbox in one terminal and the runner in another:
"""


class Demo:
    """Sets the stage of the demo in a folder.

    Args:
        directory: The folder; made when missing.
        clock: Says what today is.

    Raises:
        ConfigError: The folder holds a ``config.ini`` of somebody's own.
    """

    def __init__(self, directory: Path, clock: Clock) -> None:
        self.directory = directory
        self.config_path = directory / "config.ini"
        self.workbook_path = directory / "demo.xlsx"
        self._clock = clock
        self._port = PORT
        self._today = local(clock.now(), ZONE).date()
        self._refuse_foreign()
        self.options = Options(_free_port(), PEOPLE, SEED, self._today, ZONE)

    def _refuse_foreign(self) -> None:
        """Refuse a folder with a configuration of somebody's own, which would be lost."""
        if self.config_path.exists() and not is_the_demos(self.config_path):
            raise ConfigError(
                f"{self.config_path} is not the demo's and is left alone. Choose another folder: "
                "sheets-runner demo --directory DIR."
            )

    def sandbox(self) -> Sandbox:
        """Return the sandbox, not yet serving."""
        return Sandbox(self.options, sleep=self._clock.sleep, monotonic=self._clock.monotonic)

    def prepare(self, url: str) -> None:
        """Write the configuration, and the workbook unless it is there.

        Args:
            url: Where the sandbox serves.

        Raises:
            ConfigError: The folder cannot be written.
            WorkbookError: The workbook cannot be written.
        """
        self._port = int(url.rpartition(":")[2])
        state_dir = self.directory.resolve() / ".sheets-runner"
        text = CONFIG.format(
            mark=MARK,
            account=ACCOUNT_ID,
            passcode=PASSCODE,
            zone=ZONE,
            url=url,
            state_dir=state_dir,
        )
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.config_path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise ConfigError(
                f"{self.directory}: {error.strerror}. Choose another folder."
            ) from error
        if not self.workbook_path.exists():
            workbook = ExcelWorkbook.create(self.workbook_path, state_dir=state_dir)
            workbook.apply([MakeTab("Queries", COLUMNS, rows(self._today))])

    def went_well(self, summary: Summary) -> bool:
        """Tell whether the run did what a demo is to show: every row but the mistake was done."""
        statuses = {row.status for row in summary.rows}
        ended = summary.exit_code in (ExitCode.DONE, ExitCode.ROWS)
        return ended and "done" in statuses and "failed" not in statuses and not summary.problems

    def farewell(
        self, program: Sequence[str], summary: Summary, remarks: Sequence[str] = ()
    ) -> str:
        """Return what to open and what to try next.

        Args:
            program: The words this command was started with, see `started_as`.
            summary: What the run did.
            remarks: What is special about its clock.
        """
        mistake = any(row.status == "check" for row in summary.rows)
        serve = _typed(*program, "sandbox", "--port", str(self._port))
        again = _typed(*program, "run", "demo", "--config", str(self.config_path))
        parts = (
            self._what_to_open(summary),
            A_MISTAKE if mistake else "",
            TRY_NEXT.format(correct="correct that date, or " if mistake else ""),
            f"  {serve}\n  {again}\n",
            " ".join(remarks),
        )
        return "\n".join(filter(None, parts))

    def _what_to_open(self, summary: Summary) -> str:
        tabs = [f'"{row.name}"' for row in summary.rows if row.records is not None]
        records = f" and the records in {' and '.join(tabs)}" if tabs else ""
        return (
            f'Open {self.workbook_path}: the answers stand beside the questions in "Queries", with '
            f'their\nhistory in "Results"{records}.\n'
        )


def started_as(argv0: str, executable: str, on_path: str | None) -> list[str]:
    """Return the words with which a person starts this program again.

    Args:
        argv0: How it was started this time.
        executable: The Python that runs it.
        on_path: What its name stands for in a terminal, None for nothing.
    """
    if Path(argv0).name == "__main__.py":
        return [executable, "-m", "sheets_runner"]
    started = Path(argv0)
    if on_path and started.exists() and Path(on_path).samefile(started):
        return [started.stem]
    return [argv0]


def _typed(*words: str) -> str:
    """Return a command as it is typed into a terminal."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _free_port() -> int:
    """Return the sandbox's usual port, or 0 for any where something else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return 0
    return PORT
