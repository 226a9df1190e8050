"""A refresh: read the tab, check every row, ask CleverTap, publish everything in one change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Callable, Mapping, Protocol

from sheets_runner.clevertap.paging import Parts
from sheets_runner.config import SheetSettings
from sheets_runner.errors import ConfigError
from sheets_runner.query.build import CheckedTab, Context, check_tab
from sheets_runner.query.question import Get
from sheets_runner.run import looks
from sheets_runner.run.execute import Answer, Client, Executor, gather
from sheets_runner.run.outcomes import Outcome, Shaper
from sheets_runner.run.overflow import CsvFiles
from sheets_runner.run.picks import parts_of
from sheets_runner.run.plan import Job, Plan, Selection, TabRules, make_plan
from sheets_runner.run.publish import LogFacts, Publisher
from sheets_runner.run.records import Frame
from sheets_runner.run.report import Sheet
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.run.summary import ExitCode, Summary, worst
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import RunId, Workbook


class Progress(Protocol):
    """Is told how a refresh goes on."""

    def planned(self, questions: int) -> None:
        """So many questions will be asked."""
        ...

    def answered(self, outcome: Outcome) -> None:
        """One question has its answer."""
        ...


@dataclass(frozen=True)
class Tools:
    """What a refresh works with.

    Attributes:
        clock: All times and waits; setting its `stop` ends the run early.
        client: Gives the connector for an app and a `Get`.
        calls: Gives how many requests were sent so far.
        new_id: Gives a random row id.
        spools: Where records wait.
        workers: How many questions are under way at once.
        progress: Is told how it goes on.
        version: Of this package, for the run log.
        remarks: Sentences for the first line of the run log.
    """

    clock: StoppableClock
    client: Callable[[str, Get], Client]
    calls: Callable[[], int]
    new_id: Callable[[], str]
    spools: SpoolFolder
    workers: int
    progress: Progress
    version: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """What is refreshed.

    Attributes:
        settings: The sheet's settings.
        zones: The time zone of each app it may use; none may be empty.
        workbook: The workbook.
    """

    settings: SheetSettings
    zones: Mapping[str, str]
    workbook: Workbook


def refresh(target: Target, tools: Tools, batch: str, selection: Selection) -> Summary:
    """Refresh one sheet and return what was done.

    Args:
        target: The sheet.
        tools: What it works with.
        batch: Names the run.
        selection: Which rows to run.

    Raises:
        ConfigError: A setting is missing, or the selection names no row.
        WorkbookError: The workbook cannot be read or written.
        LeaseHeld: Another run is at work on it.
    """
    with target.workbook.lease(RunId(batch)):
        table = target.workbook.read(target.settings.input)
        return _Refresh(target, tools, batch, table).go(selection)


class _Refresh:
    """One refresh on its way."""

    def __init__(self, target: Target, tools: Tools, batch: str, table: Table) -> None:
        settings = target.settings
        self.settings = settings
        self.zones = target.zones
        self.workbook = target.workbook
        self.tools = tools
        self.batch = batch
        self.table = replace(table, locale=settings.locale or table.locale)
        self.zone = settings.timezone or table.timezone or next(iter(target.zones.values()))
        self.started = tools.clock.now()
        self.ticks = tools.clock.monotonic()
        self.csv = CsvFiles(settings.workbook)
        self.shaper = Shaper(self._frame(), self.csv)
        self.outcomes: list[Outcome] = []

    def go(self, selection: Selection) -> Summary:
        """Check, ask, publish."""
        checked = check_tab(self.table, self._context())
        publisher = self._publisher(checked.layout.header_row)
        if checked.layout.problems:
            return publisher.headers(checked.layout)
        plan = self._plan(checked, selection)
        try:
            self._ask(plan)
            return self._ended(publisher.publish(plan, self.outcomes))
        finally:
            self.csv.discard()

    def _context(self) -> Context:
        return Context(
            self.zones,
            self.started,
            self.settings.date_order,
            self.settings.week_start,
            self._most_records(),
            self.settings.ignore_columns,
        )

    def _most_records(self) -> int:
        limits = self.workbook.limits
        return min(self.settings.max_records or limits.records, limits.rows - 1)

    def _frame(self) -> Frame:
        most, masked = self._most_records(), self.settings.mask
        return Frame(self.workbook.limits, most, masked, self.batch, self.started)

    def _plan(self, checked: CheckedTab, selection: Selection) -> Plan:
        reserved = (self.settings.input, self.settings.output, looks.LOG_TAB)
        rules = TabRules(self.workbook.limits, reserved)
        return make_plan(checked, rules, selection, self.tools.new_id)

    def _ask(self, plan: Plan) -> None:
        self.tools.progress.planned(len(plan.jobs))
        asks = gather(plan.jobs, _parts)
        tools = self.tools
        executor = Executor(tools.client, tools.spools, tools.clock, tools.workers)
        executor.run(asks, self._take)

    def _take(self, answer: Answer) -> None:
        """Turn an answer into the outcome of each row that asked."""
        for job in answer.ask.jobs:
            outcome = self.shaper.outcome(job, answer)
            self.outcomes.append(outcome)
            self.tools.progress.answered(outcome)

    def _publisher(self, header_row: int) -> Publisher:
        limits = self.workbook.limits
        sheet = Sheet(self.settings, self.zone, header_row, self.batch, self.started, limits)
        tools = self.tools
        facts = LogFacts(tools.version, self._elapsed, tools.calls, tools.remarks)
        return Publisher(self.workbook, sheet, facts)

    def _elapsed(self) -> float:
        return self.tools.clock.monotonic() - self.ticks

    def _ended(self, summary: Summary) -> Summary:
        """Put the CSV files of the rows that were done in place, and say how it ended."""
        done = {row.id for row in summary.rows if row.status == "done"}
        problems = tuple(self.csv.publish(done))
        codes = [summary.exit_code]
        codes += [ExitCode.ROWS] if problems else []
        codes += [ExitCode.INTERRUPTED] if self.tools.clock.stop.is_set() else []
        return replace(summary, exit_code=worst(codes), problems=problems)


def _parts(job: Job) -> Parts:
    return parts_of(job.question)


def zones_of(settings: SheetSettings, zones: Mapping[str, str]) -> dict[str, str]:
    """Return the time zone of each app of a sheet.

    Args:
        settings: The sheet's settings.
        zones: The time zone of every app, empty where none is set.

    Raises:
        ConfigError: An app has none: then nobody knows which day is today.
    """
    for app in settings.apps:
        if not zones[app]:
            raise ConfigError(
                f"[{app}] has no timezone. Write the time zone of the CleverTap project, "
                "such as timezone = Asia/Kolkata: its days are counted in it."
            )
    return {app: zones[app] for app in settings.apps}


def batch_name(moment: datetime, suffix: str) -> str:
    """Return a run's name, e.g. ``20260630-100000-4f2a``."""
    return f"{moment:%Y%m%d-%H%M%S}-{suffix}"
