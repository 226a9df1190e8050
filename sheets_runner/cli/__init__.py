"""The command line: the only package that prints.

``output`` prints and sets up what every command needs, ``sheets`` holds the commands for people's
workbooks, ``trying`` those for trying things out. Heavy libraries are imported by the command that
needs them, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from typing import Sequence

import click

from sheets_runner import __version__
from sheets_runner.cli.doctor import doctor
from sheets_runner.cli.init import init
from sheets_runner.cli.output import PROGRAM, fail
from sheets_runner.cli.sheets import check, run
from sheets_runner.cli.trying import demo, sandbox

__all__ = ["cli", "main"]


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
        return fail(error, as_json="--json" in arguments)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name=PROGRAM)
def cli() -> None:
    """Fill in a spreadsheet row, get the CleverTap answer back.

    Start with `sheets-runner demo`: it needs no account and shows everything on made-up data.
    """


for command in (init, run, check, doctor, demo, sandbox):
    cli.add_command(command)
