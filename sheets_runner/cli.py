"""The commands: the only file that prints.

Heavy libraries are imported by the command that needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Sequence

import click

from sheets_runner import __version__, clock, log
from sheets_runner.errors import ConfigError, SheetsRunnerError

if TYPE_CHECKING:
    from sheets_runner.config import Settings
    from sheets_runner.run.outcomes import Outcome
    from sheets_runner.run.plan import Selection
    from sheets_runner.run.stopping import StoppableClock
    from sheets_runner.run.summary import RowSummary, Summary

USAGE_ERROR = 2
INTERRUPTED = 130
TABLE_WIDTH = 110
"""Characters of a table where the terminal does not say how wide it is."""
MARKS = {"done": "✅ Done", "check": "⚠ Check", "failed": "❌ Failed", "skipped": "⏸ Skipped"}
COLOURS = {"done": "green", "check": "yellow", "failed": "red", "skipped": "dim"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Args:
        argv: The arguments; those of the process by default.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no emoji shows a question mark instead of a traceback.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        return int(cli.main(args=argv, prog_name="sheets-runner", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return USAGE_ERROR
    except click.Abort:
        return INTERRUPTED
    except SheetsRunnerError as error:
        from sheets_runner.run.session import exit_code_of

        click.echo(f"Error: {error}", err=True)
        return exit_code_of(error)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sheets-runner")
def cli() -> None:
    """Fill in a spreadsheet row, get the CleverTap answer back.

    Start with `sheets-runner demo`: it needs no account and shows everything on made-up data.
    """


@cli.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option("--config", "config_path", default="config.ini", show_default=True, metavar="FILE")
@click.option("--row", type=click.IntRange(min=1), metavar="N", help="Run only this row.")
@click.option("--name", default="", metavar="X", help="Run only the rows with this name.")
@click.option("--only", type=click.Choice(["failed"]), help="Run only rows whose call failed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to standard error.")
def run(
    sheets: tuple[str, ...],
    config_path: str,
    row: int | None,
    name: str,
    only: str | None,
    *,
    as_json: bool,
    verbose: bool,
) -> int:
    """Answer the questions of a workbook.

    SHEET is the name of a [sheet.NAME] section of the configuration, or the path of an .xlsx file;
    without one, all sheets of the configuration are run.

    Exit codes: 0 all rows done, 1 some rows failed or need fixing, 2 configuration or usage, 3 the
    workbook cannot be used, 4 another run is at work, 130 interrupted.
    """
    from sheets_runner import config
    from sheets_runner.run.plan import Selection

    selection = Selection(row, name, failed=only == "failed")
    the_clock = _clock()
    settings = config.load(config_path)
    _set_up_log(settings, verbose=verbose)
    summary = _run(settings, sheets, selection, the_clock, quiet=as_json)
    if as_json:
        click.echo(json.dumps(summary.json(), ensure_ascii=False, indent=2))
    else:
        _show(summary)
    return summary.exit_code


@cli.command()
@click.option("--directory", default=".", show_default=True, metavar="DIR", help="Where to put it.")
def demo(directory: str) -> int:
    """Show everything on made-up data: a local CleverTap, a workbook, a real run.

    Writes config.ini and demo.xlsx, starts a sandbox, runs the workbook's rows against it over
    HTTP, and shows what came back.
    """
    from sheets_runner import config
    from sheets_runner.demo import Demo
    from sheets_runner.run.plan import Selection

    the_clock = _clock()
    _set_up_log(None, verbose=False)
    stage = Demo(Path(directory), the_clock)
    with stage.sandbox() as box:
        click.echo(f"A sandbox with {stage.options.people:,} made-up people answers at {box.url}.")
        stage.prepare(box.url)
        settings = config.load(stage.config_path)
        summary = _run(settings, ("demo",), Selection(), the_clock, quiet=False)
    _show(summary, table=True)
    click.echo(stage.farewell(sys.argv[0], summary))
    return 0 if stage.went_well(summary) else summary.exit_code


@cli.command()
@click.option("--port", default=8731, show_default=True, help="0 takes a free one.")
@click.option("--people", default=2000, show_default=True, type=click.IntRange(min=1))
@click.option("--seed", default=7, show_default=True, help="Another seed is another population.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its last day.")
@click.option("--timezone", "zone", default="Asia/Kolkata", show_default=True)
@click.option("--latency-ms", default=0, metavar="N", help="How long each reply takes.")
@click.option("--partial-polls", default=0, metavar="N", help="Counts are partial N times.")
@click.option("--partial-ms", default=0, metavar="N", help="Counts are partial so long.")
@click.option("--not-ready-polls", default=0, metavar="N", help="Exports are not ready N times.")
def sandbox(port: int, today: datetime | None, zone: str, **options: Any) -> int:
    """Serve a local CleverTap with made-up people until stopped.

    Account id SANDBOX-ID, passcode SANDBOX-PASSCODE.
    """
    from sheets_runner.sandbox.options import Options
    from sheets_runner.sandbox.server import Sandbox

    the_clock = clock.from_environment()
    day = today.date() if today else _today(the_clock, zone)
    opened = Options(port=port, today=day, timezone=zone, **options)
    try:
        with Sandbox(opened, sleep=the_clock.sleep, monotonic=the_clock.monotonic) as box:
            click.echo(f"sandbox ready: {box.url}")
            sys.stdout.flush()
            _serve_until_stopped(box)
    except OSError as error:
        raise ConfigError(
            f"--port {port}: {error.strerror or error}. Choose another port, or --port 0 for any."
        ) from error
    return 0


def _serve_until_stopped(box: Any) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        box.serve_forever()
    except KeyboardInterrupt:
        click.echo("sandbox stopped", err=True)


def _today(the_clock: clock.Clock, zone: str) -> date:
    from sheets_runner.table.zones import local

    return local(the_clock.now(), zone).date()


def _clock() -> StoppableClock:
    """Return the run's clock; a fixed one is announced."""
    from sheets_runner.run.stopping import StoppableClock

    found = clock.from_environment()
    if isinstance(found, clock.FixedClock):
        click.echo(f"{clock.NOW_VARIABLE} fixes the time at {found.now().isoformat()}.", err=True)
    return StoppableClock(found)


def _set_up_log(settings: Settings | None, *, verbose: bool) -> None:
    apps = settings.apps.values() if settings else ()
    secrets = [secret for app in apps for secret in (app.account_id, app.passcode)]
    log.set_up(level=logging.INFO if verbose else logging.WARNING, secrets=secrets)


def _run(
    settings: Settings,
    names: Sequence[str],
    selection: Selection,
    the_clock: StoppableClock,
    *,
    quiet: bool,
) -> Summary:
    from sheets_runner.run.session import Session, find_sheets

    sheets = find_sheets(settings, names)
    if len(sheets) > 1 and (selection.row or selection.name):
        raise ConfigError("--row and --name need one SHEET. Name it before them.")
    with _progress(quiet=quiet) as progress, _stopping(the_clock):
        return Session(settings, the_clock, progress).run(sheets, selection)


@contextmanager
def _stopping(the_clock: StoppableClock) -> Iterator[None]:
    """Turn the first interrupt into an orderly stop, and leave the second its force."""

    def stop(number: int, _: object) -> None:
        the_clock.stop.set()
        signal.signal(number, before[number])
        click.echo("Stopping: what is complete will be published.", err=True)

    numbers = (signal.SIGINT, signal.SIGTERM)
    before: dict[int, Any] = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, before[number])


class _Lines:
    """Progress as plain lines, for logs and pipes; to standard error where output is JSON."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._total = self._done = 0

    def planned(self, rows: int) -> None:
        """Say how many rows will be asked about."""
        self._total = rows
        click.echo(f"Asking CleverTap about {rows} rows …", err=self._quiet)

    def answered(self, outcome: Outcome) -> None:
        """Say what came of one row."""
        self._done += 1
        job = outcome.job
        click.echo(
            f"[{self._done}/{self._total}] row {job.row} {job.question.name}: {_answer(outcome)}",
            err=self._quiet,
        )


class _Bar:
    """Progress as a live bar, for people at a terminal."""

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("Reading", total=None)

    def planned(self, rows: int) -> None:
        """Show how many rows will be asked about."""
        self._bar.update(self._task, description="Asking CleverTap", total=rows)

    def answered(self, outcome: Outcome) -> None:
        """Move on by one row."""
        name = outcome.job.question.name
        self._bar.update(self._task, description=f"{name}: {_answer(outcome)}", advance=1)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[_Lines | _Bar]:
    if quiet or not sys.stdout.isatty():
        yield _Lines(quiet=quiet)
        return
    from rich import progress

    columns = (
        progress.SpinnerColumn(),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.description}"),
    )
    with progress.Progress(*columns, transient=True) as bar:
        yield _Bar(bar)


def _answer(outcome: Outcome) -> str:
    if outcome.error:
        return MARKS["failed"]
    if outcome.table:
        return f"{outcome.table.count:,} records"
    return f"{outcome.count.count:,}" if outcome.count else MARKS["done"]


def _show(summary: Summary, *, table: bool = False) -> None:
    """Print what a run did: a table for people at a terminal, plain lines otherwise."""
    for problem in summary.problems:
        click.echo(f"Error: {problem}", err=True)
    if summary.rows and (table or sys.stdout.isatty()):
        _show_table(summary)
    else:
        for row in summary.rows:
            click.echo(f"{row.sheet} row {row.row} {row.name}: {_row_text(row)}")
    statuses = [row.status for row in summary.rows]
    counts = ", ".join(f"{statuses.count(word)} {word}" for word in MARKS if word in statuses)
    if counts:
        seconds = f"{summary.seconds:.1f} seconds"
        click.echo(f"{counts}; {summary.calls} calls to CleverTap, {seconds}.")


def _row_text(row: RowSummary) -> str:
    parts = (MARKS[row.status], _number(row), row.message)
    return " · ".join(part for part in parts if part)


def _number(row: RowSummary) -> str:
    if row.count is not None:
        return f"{row.count:,}"
    return f"{row.records:,} records" if row.records is not None else ""


def _show_table(summary: Summary) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else TABLE_WIDTH)
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Row", justify="right")
    table.add_column("Name", ratio=2)
    table.add_column("Status", no_wrap=True)
    table.add_column("Answer", justify="right", no_wrap=True)
    table.add_column("Message", ratio=3)
    for row in summary.rows:
        status = Text(MARKS[row.status], style=COLOURS[row.status])
        # Text, not str: a name may hold what rich takes for markup.
        table.add_row(str(row.row), Text(row.name), status, _number(row), Text(row.message))
    console.print(table)
