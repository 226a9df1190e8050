"""``run`` and ``check``: the commands for people's spreadsheets and workbooks."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Callable, Iterator, Sequence, TypeVar

import click

from sheets_runner.cli.output import print_json, run_clock, say, set_up_log, show
from sheets_runner.errors import ConfigError

if TYPE_CHECKING:
    from sheets_runner.run.refresh import Progress
    from sheets_runner.run.stopping import StoppableClock

Command = TypeVar("Command", bound=Callable[..., Any])

_ARGUMENTS: tuple[Callable[[Any], Any], ...] = (
    click.argument("names", nargs=-1, metavar="[SHEET]..."),
    click.option(
        "--config",
        "config_path",
        default="config.ini",
        show_default=True,
        metavar="FILE",
        help="The configuration; config.example.ini explains it.",
    ),
    click.option("--row", type=click.IntRange(min=1), metavar="N", help="Only this row."),
    click.option("--name", default="", metavar="X", help="Only the rows with this name."),
    click.option("--only", type=click.Choice(["failed"]), help="Only rows whose call failed."),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("-v", "--verbose", is_flag=True, help="Log what happens to standard error."),
)


def _for_sheets(command: Command) -> Command:
    """Give a command the arguments that say which rows of which sheets, and how to tell of them."""
    for decorate in reversed(_ARGUMENTS):
        command = decorate(command)
    return command


class _Order:
    """What a command is to do with which rows of which sheets.

    Raises:
        ConfigError: The configuration, or what was asked of it, is wrong.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        config_path: str,
        row: int | None,
        name: str,
        only: str | None,
        verbose: bool,
    ) -> None:
        from sheets_runner import config
        from sheets_runner.run.plan import Selection
        from sheets_runner.run.session import find_sheets

        set_up_log(None, verbose=verbose)
        self.selection = Selection(row, name, failed=only == "failed")
        self.clock, self.remarks = run_clock()
        self.settings = config.load(config_path)
        set_up_log(self.settings, verbose=verbose)
        self.sheets = find_sheets(self.settings, names)
        if len(self.sheets) > 1 and (row or name):
            raise ConfigError("--row and --name need one SHEET. Name it before them.")


@click.command()
@_for_sheets
@click.option("--dry-run", is_flag=True, help="The same as the command check.")
def run(names: tuple[str, ...], *, as_json: bool, dry_run: bool, **options: Any) -> int:
    """Answer the questions of a spreadsheet or workbook.

    SHEET is the name of a [sheet.NAME] section of the configuration, the address of the spreadsheet
    that one of them names, or the path of an .xlsx file; without one, all sheets of the
    configuration are run.

    Exit codes: 0 all rows done, 1 some rows failed or need fixing, 2 configuration or usage, 3 the
    workbook cannot be used, 4 another run is at work, 70 a fault of the runner's own, 130
    interrupted.
    """
    from sheets_runner.run.session import Session

    order = _Order(names, **options)
    if dry_run:
        return _check(order, as_json=as_json, cql=False)
    with watched(order.clock, quiet=as_json) as progress:
        session = Session(order.settings, order.clock, progress, remarks=order.remarks)
        summary = session.run(order.sheets, order.selection)
    show(summary, table=sys.stdout.isatty(), as_json=as_json)
    return summary.exit_code


@click.command()
@_for_sheets
@click.option("--cql", is_flag=True, help="Show the JSON of each query as well.")
def check(names: tuple[str, ...], *, as_json: bool, cql: bool, **options: Any) -> int:
    """Check the questions of a spreadsheet or workbook: nothing is asked, nothing is written.

    Shows each row in plain words or says what needs fixing, and how many calls a run would make.

    Exit codes: 0 all rows are in order, 1 a row or a header needs fixing, others as for run.
    """
    return _check(_Order(names, **options), as_json=as_json, cql=cql)


def _check(order: _Order, *, as_json: bool, cql: bool) -> int:
    from sheets_runner.run import telling
    from sheets_runner.run.check import as_object, check_all
    from sheets_runner.run.summary import worst

    found = check_all(order.settings, order.sheets, order.clock, order.selection)
    if as_json:
        print_json(as_object(found))
    else:
        for checkup in found:
            for line in telling.checkup_lines(checkup, cql=cql):
                say(line, err=False)
    return worst(checkup.exit_code for checkup in found)


@contextmanager
def watched(the_clock: StoppableClock, *, quiet: bool) -> Iterator[Progress]:
    """Show how a run goes on while the context lasts, and let an interrupt stop it in order.

    Args:
        the_clock: The run's clock.
        quiet: Whether standard output is kept for JSON: then progress goes to standard error.
    """
    from sheets_runner.run.stopping import answering, interrupt

    def stop(number: int, _: object) -> None:
        """Stop in order at the first interrupt, and leave the next one its force."""
        the_clock.stop.set()
        signal.signal(number, interrupt)
        with suppress(RuntimeError):  # the signal came while this stream was being written to
            click.echo("Stopping: what is complete will be published.", err=True)

    with _progress(quiet=quiet) as progress, answering(stop, signal.SIGINT, signal.SIGTERM):
        yield progress


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    from sheets_runner.run import terminal

    if sys.stdout.isatty() and not quiet:
        with terminal.live_bar() as bar:
            yield bar
    else:
        yield terminal.Lines(partial(say, err=quiet))
