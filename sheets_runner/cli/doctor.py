"""``doctor``: what is broken between the configuration and the sheet, and what mends it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from sheets_runner.cli.output import print_json, run_clock, say, set_up_log


@click.command()
@click.argument("names", nargs=-1, metavar="[SHEET]...")
@click.option(
    "--config",
    "path",
    default="config.ini",
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The configuration; config.example.ini explains it.",
)
@click.option(
    "--lists", is_flag=True, help="Also list the names that CleverTap knows in each sheet."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to standard error.")
def doctor(names: tuple[str, ...], *, path: Path, lists: bool, as_json: bool, verbose: bool) -> int:
    """Check each link from the configuration to the sheet, and say what mends a broken one.

    Looks at the configuration, this machine, the CleverTap accounts and the sheets: SHEET is what
    run takes; without one, all sheets of the configuration are looked at. Nothing is written to a
    sheet.

    With --lists it also asks CleverTap for all events and profile properties, writes them into the
    hidden tab "_Lists" of each sheet, and gives the columns for events a drop-down of them. It only
    warns of other names. Do it again when CleverTap knows new ones.

    Exit codes, by the first broken link: 0 nothing is broken, 1 a CleverTap account or a header, 2
    the configuration or this machine, 3 the workbook or the sign-in to Google, 4 another run is at
    work, others as for run.
    """
    from sheets_runner.clock import SystemClock
    from sheets_runner.run.doctor import Outside, examine, exit_code, telling

    set_up_log(None, verbose=verbose)
    clock, _ = run_clock()
    loaded = partial(set_up_log, verbose=verbose)
    outside = Outside(clock, SystemClock().now, loaded=loaded)
    found = examine(path, names, outside, lists=lists)
    if as_json:
        print_json(telling.as_object(found))
    else:
        for line in telling.lines(found):
            say(line, err=False)
    return exit_code(found)
