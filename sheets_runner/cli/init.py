"""``init``: the first hour. Makes the configuration and the tab with the questions, or mends it."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheets_runner.cli.interview import Interview
from sheets_runner.cli.output import PROGRAM, run_clock, say, set_up_log
from sheets_runner.errors import ConfigError

if TYPE_CHECKING:
    from sheets_runner.clock import Clock
    from sheets_runner.config import Settings
    from sheets_runner.run.setup_config import Chosen
    from sheets_runner.run.setup_place import Place

USUAL_CONFIG = "config.ini"


@click.command()
@click.option("--spreadsheet", default="", metavar="URL", help="A Google spreadsheet's address.")
@click.option("--workbook", default="", metavar="FILE", help="An .xlsx file, there or not.")
@click.option("--sheet", "name", default="", metavar="NAME", help="Its section: [sheet.NAME].")
@click.option(
    "--config",
    "path",
    default=USUAL_CONFIG,
    show_default=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The configuration; made where there is none.",
)
@click.option("--base-url", default="", metavar="URL", help="In place of CleverTap's own server.")
@click.option("--api-base", default="", metavar="URL", help="In place of Google's own server.")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to standard error.")
def init(
    spreadsheet: str, workbook: str, path: Path, *, name: str, verbose: bool, **servers: str
) -> int:
    """Make a sheet ready for its first questions, or add what one lacks.

    Makes the tab with the questions: headers with notes, drop-downs, three examples that are
    switched off, and a tab that explains it all. In a tab that has questions already, only the
    runner's own columns are added that are missing; nothing else is touched. The events and profile
    properties that CleverTap knows go to a hidden tab; doctor --lists lists them anew. Run twice,
    it changes nothing.

    Without a configuration it asks for an account and the place of the sheet, tries both, and
    writes a config.ini that only you can read. To one that does not name the sheet it adds a
    section at the end.

    Exit codes: 0 the sheet is ready, 1 a header needs fixing first, others as for run.
    """
    from sheets_runner import config
    from sheets_runner.run import setup_config
    from sheets_runner.run.setup_place import given

    set_up_log(None, verbose=verbose)
    clock, _ = run_clock()
    place = given(spreadsheet, workbook)
    if not os.path.lexists(path):
        place = _configure(path, place, name, clock, servers)
    elif any(servers.values()):
        raise ConfigError(
            f"{path} is there already: write base_url into the section of the account, or api_base"
            " into [google]."
        )
    settings = config.load(path)
    set_up_log(settings, verbose=verbose)
    return _set_up(settings, setup_config.choose(settings, name, place), clock)


def _configure(
    path: Path, place: Place | None, name: str, clock: Clock, servers: dict[str, str]
) -> Place:
    """Ask for what a configuration needs, and write it; return where the questions are."""
    from sheets_runner.run import setup_config, setup_text

    if not sys.stdin.isatty():
        raise ConfigError(
            f"There is no {path}, and nobody to ask. Run this command in a terminal, or copy"
            " config.example.ini there and fill it in."
        )
    setup_config.refuse_to_ask_in_vain(path)
    interview = Interview(clock, **servers)
    click.echo(f"There is no {path} yet. A few questions make one; Ctrl+C ends without writing.")
    place = place or interview.place()
    name = setup_config.new_name(name, place)
    app, google = interview.account(), None
    if place.spreadsheet:
        google, place = interview.google(place)
    section = setup_text.section_of(name, place, path.parent)
    setup_config.write_new(path, setup_text.new_text(app, google, section, path.parent))
    click.echo(f"Wrote {path}. It holds your passcode, so only you can read it.")
    return place


def _set_up(settings: Settings, chosen: Chosen, clock: Clock) -> int:
    """Make a sheet ready, and say what that took."""
    from sheets_runner.run.setup import make_ready
    from sheets_runner.run.setup_config import add_section
    from sheets_runner.run.summary import ExitCode

    listing = _command(settings, "doctor --lists", chosen.sheet.name)
    found = make_ready(settings, chosen.sheet, clock, listing)
    if found.problems:
        for problem in found.problems:
            say(f"Error: {chosen.sheet.input}: {problem.message}", err=True)
        say("Nothing was changed.", err=True)
        return ExitCode.ROWS
    said = list(found.said)
    if chosen.section:
        add_section(settings.path, chosen.section)
        said.append(f"Added [sheet.{chosen.sheet.name}] to {settings.path}.")
    nothing = "Nothing was changed." if found.hints else "Nothing is missing; nothing was changed."
    for line in (*(said or [nothing]), *found.hints):
        say(line, err=False)
    if said:
        say(_farewell(settings, chosen.sheet.name), err=False)
    return ExitCode.DONE


def _farewell(settings: Settings, name: str) -> str:
    orders = (_command(settings, command, name) for command in ("check", "run"))
    return "\n  ".join(
        ("Next: write a question, or switch an example on under Active. Then:", *orders)
    )


def _command(settings: Settings, command: str, name: str) -> str:
    """Return what people type for a command that is about a sheet."""
    words = [shlex.quote(name)]
    if settings.path != Path(USUAL_CONFIG):
        words += ["--config", shlex.quote(str(settings.path))]
    return f"{PROGRAM} {command} {' '.join(words)}"
