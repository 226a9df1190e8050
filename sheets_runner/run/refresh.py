"""A refresh: read the tab, check every row, ask CleverTap, publish everything in one change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Callable, Mapping, Protocol

from sheets_runner.query.build import CheckedTab, check_tab
from sheets_runner.query.question import Get
from sheets_runner.run import history, looks
from sheets_runner.run.again import with_partial
from sheets_runner.run.execute import Answer, Client, Executor, gather
from sheets_runner.run.history import Good
from sheets_runner.run.live import Live, left_rows
from sheets_runner.run.outcomes import Outcome, Shaper
from sheets_runner.run.overflow import CsvFiles
from sheets_runner.run.plan import Plan, Selection, make_plan
from sheets_runner.run.publish import LogFacts, Publisher
from sheets_runner.run.records import Frame
from sheets_runner.run.report import Sheet
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.run.summary import ExitCode, Summary, worst
from sheets_runner.run.target import Target
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import RunId


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
    settings = target.settings
    tabs = (settings.input, settings.output, looks.LOG_TAB)
    with target.workbook.lease(RunId(batch), tabs):
        return _Refresh(target, tools, batch, target.read()).go(selection)


class _Refresh:
    """One refresh on its way."""

    def __init__(self, target: Target, tools: Tools, batch: str, table: Table) -> None:
        settings = target.settings
        self.target = target
        self.settings = settings
        self.workbook = target.workbook
        self.tools = tools
        self.batch = batch
        self.table = table
        self.zone = target.zone(table)
        self.started = tools.clock.now()
        self.ticks = tools.clock.monotonic()
        self.csv = CsvFiles(settings.files)
        self.shaper = Shaper(self._frame(), self.csv)
        self.outcomes: list[Outcome] = []

    def go(self, selection: Selection) -> Summary:
        """Check, ask, publish."""
        checked = check_tab(self.table, self.target.context(self.started))
        sheet = self._sheet(checked.layout.header_row)
        publisher = self._publisher(sheet)
        if checked.layout.problems:
            return publisher.headers(checked.layout)
        self.csv.clear()
        lines = history.read_lines(self.workbook, self.settings.output)
        plan = self._plan(checked, selection, lines)
        good = history.last_good(lines)
        try:
            self._ask(plan, good, sheet, publisher)
            return self._ended(publisher.publish(plan, self.outcomes, good))
        finally:
            self.csv.discard()

    def _plan(self, checked: CheckedTab, selection: Selection, lines: history.Lines) -> Plan:
        plan = make_plan(checked, self.target.rules, selection, self.tools.new_id)
        partial = history.partial(lines)
        return with_partial(plan, partial, self.started, self.settings.final_after)

    def _frame(self) -> Frame:
        most, masked = self.target.most_records, self.settings.mask
        check = self.tools.clock.check
        return Frame(self.workbook.limits, most, masked, self.batch, self.started, check)

    def _ask(
        self, plan: Plan, good: Mapping[str, Good], sheet: Sheet, publisher: Publisher
    ) -> None:
        tools = self.tools
        tools.progress.planned(len(plan.jobs))
        starting = {job.row for ask in gather(plan.jobs)[: tools.workers] for job in ask.jobs}
        refused = publisher.announce(plan, good, starting, left_rows(self.table, plan))
        for outcome in refused:
            self._add(outcome)
        vain = {outcome.job.row for outcome in refused}
        asks = gather([job for job in plan.jobs if job.row not in vain])
        renew = self.target.renew_seconds
        live = Live(self.workbook.note, sheet, tools.clock, starting, renew)
        Executor(tools.client, tools.spools, tools.clock, tools.workers).run(asks, self._take, live)

    def _take(self, answer: Answer) -> None:
        """Turn an answer into the outcome of each row that asked."""
        for job in answer.ask.jobs:
            self._add(self.shaper.outcome(job, answer))

    def _add(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.tools.progress.answered(outcome)

    def _sheet(self, header_row: int) -> Sheet:
        limits = self.workbook.limits
        return Sheet(self.settings, self.zone, header_row, self.batch, self.started, limits)

    def _publisher(self, sheet: Sheet) -> Publisher:
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


def batch_name(moment: datetime, suffix: str) -> str:
    """Return a run's name, e.g. ``20260630-100000-4f2a``."""
    return f"{moment:%Y%m%d-%H%M%S}-{suffix}"
