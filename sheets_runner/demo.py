"""The demo: a sandbox, a workbook a team could have written, a configuration for both."""

from __future__ import annotations

import socket
from datetime import date, timedelta
from pathlib import Path

from sheets_runner.clock import Clock
from sheets_runner.errors import ConfigError
from sheets_runner.run.summary import Summary
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import HOST, Sandbox
from sheets_runner.table.zones import local
from sheets_runner.workbook.base import Column, MakeTab, Value
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

GETS = ("Event count", "User count", "Event records", "User profiles")
COLUMNS = (
    Column("Active", 8, choices=("yes", "no")),
    Column("Name", 34, wrap=True),
    Column("Get", 15, choices=GETS),
    Column("Event", 21),
    Column("Dates", 15),
    Column("From", 12, "yyyy-mm-dd"),
    Column("To", 12, "yyyy-mm-dd"),
    Column("Time from", 11),
    Column("Time to", 9),
    Column("utm_campaign", 22),
    Column("event: Fare", 12),
    Column("profile: plan", 13),
    Column("did all: Event", 15),
    Column("did all: utm_campaign", 22),
    Column("did none: Event", 20),
    Column("[Asked by]", 12),
)


def rows(today: date) -> tuple[tuple[Value, ...], ...]:
    """Return the demo's questions, one of them with a deliberate mistake.

    Args:
        today: Today in the sandbox's time zone.
    """
    week_ago, yesterday = today - timedelta(days=7), today - timedelta(days=1)
    asked: list[dict[str, Value]] = [
        {"Name": "Flight searches yesterday", "Event": "Flight Search", "Dates": "yesterday"},
        {
            "Name": "Evening searches after the flight ad",
            "Event": "Flight Search",
            "Dates": "last 14 days",
            "Time from": "18:00",
            "Time to": "23:00",
            "did all: Event": "UTM Visited",
            "did all: utm_campaign": "dsa_generic_flight",
        },
        {
            "Name": "Visitors from the brand campaign",
            "Get": "User count",
            "Event": "UTM Visited",
            "Dates": "last month",
            "utm_campaign": "Brand | UK | Exact",
        },
        {
            "Name": "Expensive flight searches",
            "Event": "Flight Search",
            "From": week_ago,
            "To": yesterday,
            "event: Fare": ">= 8000",
        },
        {
            "Name": "Gold customers who paid",
            "Get": "User count",
            "Event": "Charged",
            "Dates": "last 30 days",
            "profile: plan": "Gold",
        },
        {
            "Name": "Searched, but did not book",
            "Get": "User count",
            "Event": "Flight Search",
            "From": week_ago,
            "To": yesterday,
            "did none: Event": "Booking Confirmation",
        },
        {
            "Name": "Visits of the two newest campaigns",
            "Event": "UTM Visited",
            "Dates": "last 4 weeks",
            "utm_campaign": "any of: summer_sale_2026 | Weekly deals",
        },
        {
            "Name": "Bookings yesterday",
            "Get": "Event records",
            "Event": "Booking Confirmation",
            "Dates": "yesterday",
        },
        {
            "Name": "Gold customers of the week",
            "Get": "User profiles",
            "Event": "Charged",
            "Dates": "last 7 days",
            "profile: plan": "Gold",
        },
        {
            "Name": "Hotel searches at lunch (mistake!)",
            "Event": "Hotel Search",
            "Dates": f"31/02/{today.year}",
            "Time from": "12:00",
            "Time to": "14:00",
        },
        {
            "Active": "no",
            "Name": "Uninstalls this year",
            "Event": "App Uninstalled",
            "Dates": "this year",
        },
    ]
    team = ("Priya", "Tom", "Mei")
    return tuple(
        tuple(
            {
                "Active": "yes",
                "Get": "Event count",
                "[Asked by]": team[number % len(team)],
                **row,
            }.get(column.header)
            for column in COLUMNS
        )
        for number, row in enumerate(asked)
    )


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
        if self.config_path.exists() and MARK not in self.config_path.read_text("utf-8"):
            raise ConfigError(
                f"{self.config_path} is not the demo's and is left alone. Choose another folder: "
                "sheets-runner demo --directory DIR."
            )
        self.options = Options(_free_port(), PEOPLE, SEED, self._today, ZONE)

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
        statuses = [row.status for row in summary.rows]
        return "done" in statuses and "failed" not in statuses and not summary.problems

    def farewell(self, program: str, summary: Summary) -> str:
        """Return what to open and what to try next.

        Args:
            program: How this command was started.
            summary: What the run did.
        """
        tabs = [row.name for row in summary.rows if row.records is not None]
        command = f"{program} sandbox --port {self._port} --today {self._today}"
        return f"""\
Open {self.workbook_path}: the answers stand beside the questions in "Queries", with their
history in "Results" and the records in {" and ".join(f'"{tab}"' for tab in tabs)}.

One row has a deliberate mistake, a date that does not exist. It did not stop the others, and its
Message says what to write. Because of it, `run` on this workbook ends with exit code 1.

Try next: correct that date, or write a question of your own in the next row. Save and close the
workbook, start the sandbox in one terminal and the runner in another:

  {command}
  {program} run demo --config {self.config_path}
"""


def _free_port() -> int:
    """Return the sandbox's usual port, or 0 for any where something else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError:
            return 0
    return PORT
