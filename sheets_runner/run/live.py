"""What people see while a run is at work, and what a run that died has left for them to see."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import Callable, Collection, Mapping, Sequence

from sheets_runner.clock import Clock
from sheets_runner.errors import EditRefused, WorkbookError
from sheets_runner.query.headers import RUNNING_MARK, WAITING_MARK
from sheets_runner.run import history, looks, report
from sheets_runner.run.execute import Ask
from sheets_runner.run.history import Good
from sheets_runner.run.plan import Job, Plan
from sheets_runner.run.report import Sheet
from sheets_runner.run.stopping import Stopped
from sheets_runner.table.cells import EMPTY, RawCell, Table
from sheets_runner.workbook.base import Edit, Value

LOG = logging.getLogger(__name__)

NOTE_SECONDS = 10.0
"""How far apart notes are at least: each is a call that counts against a quota."""

_SINCE = re.compile(r"^Running since (\d{4}-\d{2}-\d{2} \d{2}:\d{2})\.")


def asked_row(sheet: Sheet, job: Job, stays: str, *, begun: bool) -> Edit:
    """Return the edit for a row that is about to be asked.

    Args:
        sheet: Where it goes.
        job: What the row asks.
        stays: What is said of the number in it, empty when there is none.
        begun: Whether it is asked at once.
    """
    since = f"Running since {sheet.moment(sheet.started):%Y-%m-%d %H:%M}."
    values: dict[str, Value] = {
        "Status": looks.RUNNING if begun else looks.QUEUED,
        "Reads as": job.reads_as,
        "Message": since,
        "ID": job.row_id.text,
    }
    if job.row_id.fresh:
        values.update(report.NO_NUMBERS)
    elif stays:
        values["Message"] = f"{since} {stays}"
    return report.fill_row(sheet, job.row, values, job.row_id.id)


@dataclass(frozen=True)
class LeftRow:
    """A row that still shows a run which is at work no more.

    Attributes:
        number: The 1-based row.
        results: What stands in its result cells, by normalised header.
    """

    number: int
    results: Mapping[str, RawCell] = field(repr=False)

    def text(self, header: str) -> str:
        """Return the text of a result cell, empty where there is none."""
        value = self.results.get(header, EMPTY).value
        return value if isinstance(value, str) else ""


def left_rows(table: Table, plan: Plan) -> tuple[LeftRow, ...]:
    """Return the rows that a run left when it died, but for those that get a new status anyway.

    Args:
        table: The input tab, read while no other run can be at work.
        plan: What this run will do.
    """
    places = {name: head.column for name, head in plan.layout.results.items()}
    numbers = range(plan.layout.header_row + 1, len(table.rows) + 1)
    rows = (
        LeftRow(number, {name: table.cell(number, place) for name, place in places.items()})
        for number in numbers
        if number not in plan.rows
    )
    return tuple(row for row in rows if row.text("status").startswith((WAITING_MARK, RUNNING_MARK)))


def left_row(sheet: Sheet, row: LeftRow, good: Mapping[str, Good]) -> Edit:
    """Return the edit for a row that a run left when it died.

    Args:
        sheet: Where it goes.
        row: The row.
        good: The newest answers of earlier runs, see `history.last_good`.
    """
    since = _SINCE.match(row.text("message"))
    run = f"The run of {since[1]}" if since else "An earlier run"
    stopped = f"{run} was stopped before it had the answer."
    stays = history.stays(row.results, good.get(row.text("id")))
    message = " ".join(filter(None, (stopped, stays, "Run it again.")))
    values: dict[str, Value] = {"Status": looks.FAILED, "Message": message}
    return report.fill_row(sheet, row.number, values, report.owner_of(row.number))


class Live:
    """Keeps the statuses of a run up to date, and others off its workbook.

    Args:
        note: Writes into the workbook, see `Workbook.note`.
        sheet: Where the statuses stand.
        clock: Says when a note is due.
        begun: The rows that show already that they are being asked.
        renew_seconds: When a sign of life is due at the latest, in seconds.
    """

    def __init__(
        self,
        note: Callable[[Sequence[Edit]], None],
        sheet: Sheet,
        clock: Clock,
        begun: Collection[int],
        renew_seconds: float,
    ) -> None:
        self._write = note
        self._sheet = sheet
        self._clock = clock
        self._begun = set(begun)
        self._renew_seconds = renew_seconds
        self._changes: dict[str, Edit] = {}
        self._noted = clock.monotonic()
        self._warned = False

    def began(self, ask: Ask) -> None:
        """Mark the rows of an ask that is under way now."""
        for job in ask.jobs:
            if job.row not in self._begun:
                owner = job.row_id.id
                running = report.fill_row(self._sheet, job.row, {"Status": looks.RUNNING}, owner)
                self._changes[owner] = running
                self._begun.add(job.row)

    def tick(self) -> None:
        """Write what has changed, when that is due.

        Raises:
            LeaseHeld: Another run has taken over: nothing can be published any more.
        """
        passed = self._clock.monotonic() - self._noted
        if passed >= (NOTE_SECONDS if self._changes else self._renew_seconds):
            self._note()

    def _note(self) -> None:
        """Write the changes; what cannot be shown is no reason to lose the answers."""
        try:
            self._write(list(self._changes.values()))
            self._changes.clear()
        except EditRefused as refused:
            self._changes.pop(refused.owner, None)
            self._warn(refused)
        except (WorkbookError, Stopped) as error:
            self._warn(error)
        finally:
            self._noted = self._clock.monotonic()

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            LOG.warning("The statuses could not be brought up to date: %s The run goes on.", error)
        self._warned = True
