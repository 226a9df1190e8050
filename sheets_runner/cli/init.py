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
    from sheets_runner.run.setup import Lack
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
    type=click.Path(path_type=Path, readable=False),
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
    from sheets_runner.run import setup_answers, setup_config, setup_file
    from sheets_runner.run.setup_place import given

    set_up_log(None, verbose=verbose)
    clock, _ = run_clock()
    place = given(spreadsheet, workbook)
    new = not os.path.lexists(path)
    if new:
        place = _configure(path, place, name, clock, servers)
    _refuse_the_demos(path)
    settings = setup_file.read(path)
    if any(servers.values()) and not new:
        raise ConfigError(
            f"{path} is there already: write base_url into the section of the account, or api_base"
            " into [google]."
        )
    set_up_log(settings, verbose=verbose)
    chosen = setup_config.choose(settings, name, place)
    if chosen.sheet.spreadsheet:
        setup_answers.refuse_without_sign_in(path, settings.google)
    return _set_up(settings, chosen, clock, new=new)


def _configure(
    path: Path, place: Place | None, name: str, clock: Clock, servers: dict[str, str]
) -> Place:
    """Ask for what a configuration needs, and write it; return where the questions are."""
    from sheets_runner.run import setup_config, setup_file, setup_text

    if not sys.stdin.isatty():
        raise ConfigError(
            f"There is no {path}, and nobody to ask. Run this command in a terminal, or copy"
            " config.example.ini there and fill it in."
        )
    setup_file.refuse_to_ask_in_vain(path)
    interview = Interview(clock, **servers)
    click.echo(f"There is no {path} yet. A few questions make one; Ctrl+C ends without writing.")
    place = interview.place(place)
    name = setup_config.new_name(name, place)
    app, google = interview.account(), None
    if place.spreadsheet:
        google, place = interview.google(place)
    section = setup_text.section_of(name, place, path.parent)
    setup_file.write_new(path, setup_text.new_text(app, google, section, path.parent))
    click.echo(f"Wrote {path}. It holds your passcode, so only you can read it.")
    return place


def _refuse_the_demos(path: Path) -> None:
    """Raise where a sheet of a team's own would be tied to an account that is made up."""
    from sheets_runner.demo.stage import is_the_demos

    if is_the_demos(path):
        raise ConfigError(
            f"{path} is the demo's: its account is made up, and so would be all answers. Delete it"
            " and run init again, or choose another file: --config FILE."
        )


def _set_up(settings: Settings, chosen: Chosen, clock: Clock, *, new: bool) -> int:
    """Make a sheet ready, and say what that took.

    Args:
        settings: The configuration.
        chosen: The sheet.
        clock: Says what today is.
        new: Whether the configuration has just been written.
    """
    from sheets_runner.run.setup import make_ready
    from sheets_runner.run.setup_file import add_section
    from sheets_runner.run.summary import ExitCode

    name = chosen.sheet.name
    found = make_ready(settings, chosen.sheet, clock, _command(settings, "doctor --lists", name))
    if found.problems:
        _say_problems(chosen.sheet.input, found)
        return ExitCode.ROWS
    # What was made is told first: the configuration may be one that cannot be written.
    for line in found.said:
        say(line, err=False)
    if chosen.section:
        add_section(settings.path, chosen.sheet, chosen.section)
        say(f"Added [sheet.{name}] to {settings.path}.", err=False)
    changed = found.said or chosen.section
    nothing = "Nothing was changed." if found.hints else "Nothing is missing; nothing was changed."
    for line in (*(() if changed else (nothing,)), *found.hints):
        say(line, err=False)
    if changed or new:
        say(_farewell(settings, name), err=False)
    return ExitCode.DONE


def _say_problems(tab: str, found: Lack) -> None:
    for problem in found.problems:
        say(f"Error: {tab}: {problem.message}", err=True)
    for line in (*found.hints, "Nothing was changed."):
        say(line, err=True)


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
