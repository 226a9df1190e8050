"""What every command needs: printing, the clock, the log, and the end after a failure."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from sheets_runner import clock, log

if TYPE_CHECKING:
    from sheets_runner.config import Settings
    from sheets_runner.run.stopping import StoppableClock
    from sheets_runner.run.summary import Summary

PROGRAM = "sheets-runner"


def fail(error: Exception, *, as_json: bool) -> int:
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
        print_json(Summary("", (), 0, 0.0, code, (said,)).json())
    return code


def run_clock() -> tuple[StoppableClock, tuple[str, ...]]:
    """Return the run's clock and what the log should say of it; a fixed one is announced."""
    from sheets_runner.run.stopping import StoppableClock

    found = clock.from_environment()
    if not isinstance(found, clock.FixedClock):
        return StoppableClock(found), ()
    remark = f"{clock.NOW_VARIABLE} fixes the time at {found.now().isoformat()}."
    click.echo(remark, err=True)
    return StoppableClock(found), (remark,)


def set_up_log(settings: Settings | None, *, verbose: bool) -> None:
    """Send the log to standard error, without the configuration's secrets."""
    level = logging.INFO if verbose else logging.WARNING
    log.set_up(level=level, secrets=settings.secrets if settings else ())


def say(line: str, *, err: bool) -> None:
    """Print a line; where nobody listens any more that is no reason to lose the answers."""
    with suppress(BrokenPipeError):
        click.echo(line, err=err)


def show(summary: Summary, *, table: bool, as_json: bool = False) -> None:
    """Print what a run did: a table for people at a terminal, plain lines, or JSON alone."""
    from sheets_runner.run import telling, terminal

    for problem in summary.problems:
        click.echo(f"Error: {telling.plain(problem)}", err=True)
    if as_json:
        print_json(summary.json())
        return
    if table and summary.rows:
        click.echo(terminal.table(summary, live=sys.stdout.isatty()))
    else:
        for line in telling.lines(summary):
            click.echo(line)
    if telling.totals(summary):
        click.echo(telling.totals(summary))


def print_json(told: dict[str, Any]) -> None:
    """Print one JSON object."""
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
