"""The commands: the only file that prints.

Heavy libraries are imported by the command that needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import json
import logging
import shutil
import signal
import sys
from contextlib import ExitStack, contextmanager, suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Iterator, Sequence, TypeVar

import click

from sheets_runner import __version__, clock, log
from sheets_runner.errors import ConfigError

if TYPE_CHECKING:
    from sheets_runner.config import Settings
    from sheets_runner.run.plan import Selection
    from sheets_runner.run.refresh import Progress
    from sheets_runner.run.stopping import StoppableClock
    from sheets_runner.run.summary import Summary

Command = TypeVar("Command", bound=Callable[..., Any])

PROGRAM = "sheets-runner"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; no error leaves as a traceback.

    Args:
        argv: The arguments; those of the process by default.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that knows no emoji shows a question mark instead of a traceback.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    try:
        return int(cli.main(args=arguments, prog_name=PROGRAM, standalone_mode=False) or 0)
    except Exception as error:  # noqa: BLE001 - whatever it is, a person gets a sentence
        return _fail(error, as_json="--json" in arguments)


def _fail(error: Exception, *, as_json: bool) -> int:
    """Say what stopped a command before it could give a summary; return its exit code."""
    from sheets_runner.run.faults import exit_code_of, reason
    from sheets_runner.run.summary import ExitCode, Summary

    if isinstance(error, click.Abort):
        code, said = ExitCode.INTERRUPTED, "Interrupted: nothing more was done."
    elif isinstance(error, click.ClickException):
        code, said = ExitCode.CONFIG, error.format_message()
    else:
        code, said = exit_code_of(error), reason(error)
    if isinstance(error, click.UsageError):
        error.show()
    else:
        click.echo(f"Error: {said}", err=True)
    if as_json:
        _print_json(Summary("", (), 0, 0.0, code, (said,)))
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name=PROGRAM)
def cli() -> None:
    """Fill in a spreadsheet row, get the CleverTap answer back.

    Start with `sheets-runner demo`: it needs no account and shows everything on made-up data.
    """


@cli.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET]...")
@click.option(
    "--config",
    "config_path",
    default="config.ini",
    show_default=True,
    metavar="FILE",
    help="The configuration; config.example.ini explains it.",
)
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
    workbook cannot be used, 4 another run is at work, 70 a fault of the runner's own, 130
    interrupted.
    """
    from sheets_runner import config
    from sheets_runner.run.plan import Selection

    _set_up_log(None, verbose=verbose)
    selection = Selection(row, name, failed=only == "failed")
    the_clock, remarks = _clock()
    settings = config.load(config_path)
    _set_up_log(settings, verbose=verbose)
    summary = _run(settings, sheets, selection, the_clock, remarks, quiet=as_json)
    _show(summary, table=sys.stdout.isatty(), as_json=as_json)
    return summary.exit_code


@cli.command()
@click.option("--directory", default=".", show_default=True, metavar="DIR", help="Where to put it.")
def demo(directory: str) -> int:
    """Show everything on made-up data: a local CleverTap, a workbook, a real run.

    Writes config.ini and demo.xlsx, starts a sandbox, runs the workbook's rows against it over
    HTTP, and shows what came back.
    """
    from sheets_runner import config
    from sheets_runner.demo.stage import Demo, started_as
    from sheets_runner.run.plan import Selection

    _set_up_log(None, verbose=False)
    the_clock, remarks = _clock()
    stage = Demo(Path(directory), the_clock)
    with stage.sandbox() as box:
        click.echo(f"A sandbox with {stage.options.people:,} made-up people answers at {box.url}.")
        stage.prepare(box.url)
        settings = config.load(stage.config_path)
        summary = _run(settings, ("demo",), Selection(), the_clock, remarks, quiet=False)
    _show(summary, table=True)
    if not stage.went_well(summary):
        return summary.exit_code
    program = started_as(sys.argv[0], sys.executable, shutil.which(PROGRAM))
    click.echo(stage.farewell(program, summary, remarks))
    return 0


def _number(
    name: str, default: int, meaning: str, least: int = 0, most: int | None = None
) -> Callable[[Command], Command]:
    kind = click.IntRange(least, most)
    return click.option(name, default=default, type=kind, metavar="N", help=meaning)


@cli.command(context_settings={"show_default": True})
@_number("--port", 8731, "0 takes a free one.", most=65535)
@_number("--people", 2000, "How many users there are.", least=1)
@_number("--seed", 7, "Another seed is another population.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its last day.")
@click.option("--timezone", "zone", default="Asia/Kolkata", help="Its project's time zone.")
@_number("--latency-ms", 0, "How long each reply takes.")
@_number("--partial-polls", 0, "Counts are partial N times.")
@_number("--partial-ms", 0, "Counts are partial so long.")
@_number("--not-ready-polls", 0, "Exports are not ready N times.")
def sandbox(port: int, today: datetime | None, zone: str, **options: Any) -> int:
    """Serve a local CleverTap with made-up people until stopped.

    Account id SANDBOX-ID, passcode SANDBOX-PASSCODE.
    """
    from sheets_runner.run.stopping import answering, interrupt
    from sheets_runner.sandbox.options import Options
    from sheets_runner.sandbox.server import Sandbox

    the_clock = clock.from_environment()
    day = _today(the_clock, zone)  # also where it is not needed: it knows a wrong time zone
    last = today.date() if today else day
    opened = Options(port=port, today=last, timezone=zone, **options)
    with ExitStack() as stack:
        stack.enter_context(answering(interrupt, signal.SIGTERM))
        box = Sandbox(opened, sleep=the_clock.sleep, monotonic=the_clock.monotonic)
        try:
            stack.enter_context(box)
        except OSError as error:
            raise ConfigError(
                f"--port {port}: {error.strerror}. Choose another port, or --port 0 for any."
            ) from error
        with suppress(KeyboardInterrupt):
            click.echo(f"sandbox ready: {box.url}")
            sys.stdout.flush()
            box.serve_forever()
        click.echo("sandbox stopped", err=True)
    return 0


def _today(the_clock: clock.Clock, zone: str) -> date:
    from sheets_runner.table.zones import local

    return local(the_clock.now(), zone).date()


def _clock() -> tuple[StoppableClock, tuple[str, ...]]:
    """Return the run's clock and what the log should say of it; a fixed one is announced."""
    from sheets_runner.run.stopping import StoppableClock

    found = clock.from_environment()
    if not isinstance(found, clock.FixedClock):
        return StoppableClock(found), ()
    remark = f"{clock.NOW_VARIABLE} fixes the time at {found.now().isoformat()}."
    click.echo(remark, err=True)
    return StoppableClock(found), (remark,)


def _set_up_log(settings: Settings | None, *, verbose: bool) -> None:
    apps = settings.apps.values() if settings else ()
    secrets = [secret for app in apps for secret in (app.account_id, app.passcode)]
    log.set_up(level=logging.INFO if verbose else logging.WARNING, secrets=secrets)


def _run(
    settings: Settings,
    names: Sequence[str],
    selection: Selection,
    the_clock: StoppableClock,
    remarks: tuple[str, ...],
    *,
    quiet: bool,
) -> Summary:
    from sheets_runner.run.session import Session, find_sheets
    from sheets_runner.run.stopping import answering, interrupt

    sheets = find_sheets(settings, names)
    if len(sheets) > 1 and (selection.row or selection.name):
        raise ConfigError("--row and --name need one SHEET. Name it before them.")

    def stop(number: int, _: object) -> None:
        """Stop in order at the first interrupt, and leave the next one its force."""
        the_clock.stop.set()
        signal.signal(number, interrupt)
        with suppress(RuntimeError):  # the signal came while this stream was being written to
            click.echo("Stopping: what is complete will be published.", err=True)

    with _progress(quiet=quiet) as progress, answering(stop, signal.SIGINT, signal.SIGTERM):
        return Session(settings, the_clock, progress, remarks=remarks).run(sheets, selection)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    """Show how a run goes on; on standard error where standard output is kept for JSON."""
    from sheets_runner.run import terminal

    if sys.stdout.isatty() and not quiet:
        with terminal.live_bar() as bar:
            yield bar
    else:
        yield terminal.Lines(partial(_say, err=quiet))


def _say(line: str, *, err: bool) -> None:
    with suppress(BrokenPipeError):  # nobody listens any more: no reason to lose the answers
        click.echo(line, err=err)


def _show(summary: Summary, *, table: bool, as_json: bool = False) -> None:
    """Print what a run did: a table for people at a terminal, plain lines, or JSON alone."""
    from sheets_runner.run import telling, terminal

    for problem in summary.problems:
        click.echo(f"Error: {telling.plain(problem)}", err=True)
    if as_json:
        _print_json(summary)
        return
    if table and summary.rows:
        click.echo(terminal.table(summary, live=sys.stdout.isatty()))
    else:
        for line in telling.lines(summary):
            click.echo(line)
    if telling.totals(summary):
        click.echo(telling.totals(summary))


def _print_json(summary: Summary) -> None:
    click.echo(json.dumps(summary.json(), ensure_ascii=False, indent=2))
