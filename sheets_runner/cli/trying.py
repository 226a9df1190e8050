"""``demo`` and ``sandbox``: trying things out on made-up data."""

from __future__ import annotations

import shutil
import signal
import sys
from contextlib import ExitStack, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Callable, TypeVar

import click

from sheets_runner import clock
from sheets_runner.cli.output import PROGRAM, run_clock, set_up_log, show
from sheets_runner.cli.sheets import watched
from sheets_runner.errors import ConfigError

Command = TypeVar("Command", bound=Callable[..., Any])


@click.command()
@click.option("--directory", default=".", show_default=True, metavar="DIR", help="Where to put it.")
def demo(directory: str) -> int:
    """Show everything on made-up data: a local CleverTap, a workbook, a real run.

    Writes config.ini and demo.xlsx, starts a sandbox, runs the workbook's rows against it over
    HTTP, and shows what came back.
    """
    from sheets_runner import config
    from sheets_runner.demo.stage import Demo, started_as
    from sheets_runner.run.plan import Selection
    from sheets_runner.run.session import Session

    set_up_log(None, verbose=False)
    the_clock, remarks = run_clock()
    stage = Demo(Path(directory), the_clock)
    with stage.sandbox() as box:
        click.echo(f"A sandbox with {stage.options.people:,} made-up people answers at {box.url}.")
        stage.prepare(box.url)
        settings = config.load(stage.config_path)
        with watched(the_clock, quiet=False) as progress:
            session = Session(settings, the_clock, progress, remarks=remarks)
            summary = session.run([settings.sheets["demo"]], Selection())
    show(summary, table=True)
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


@click.command(context_settings={"show_default": True})
@_number("--port", 8731, "0 takes a free one.", most=65535)
@_number("--people", 2000, "How many users there are.", least=1)
@_number("--seed", 7, "Another seed is another population.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its last day.")
@click.option("--timezone", "zone", default="Asia/Kolkata", help="Its project's time zone.")
@_number("--latency-ms", 0, "How long each reply takes.")
@_number("--partial-polls", 0, "Counts are partial N times.")
@_number("--partial-ms", 0, "Counts are partial so long.")
@_number("--not-ready-polls", 0, "Exports are not ready N times.")
@_number("--prepared-events", 0, "How many prepared events there are.")
@_number("--page-latency-ms", 0, "How much longer a page takes.")
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
        box = Sandbox(
            opened, sleep=the_clock.sleep, monotonic=the_clock.monotonic, now=the_clock.now
        )
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
