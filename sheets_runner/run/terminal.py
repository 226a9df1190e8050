"""What a person at a terminal sees of a run: lines or a bar while it lasts, a table at its end."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import Any, Callable, Iterator

from sheets_runner.run import telling
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.summary import RowSummary, Summary

COLOURS = {"done": "green", "check": "yellow", "failed": "red", "skipped": "dim"}
LINE_WIDTH = 110
"""Characters of a table where no terminal says how wide it is."""


class Lines:
    """Progress as plain lines, for logs and pipes.

    Args:
        say: Puts out a line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._total = self._done = 0

    def planned(self, questions: int) -> None:
        """Say how many questions will be asked."""
        self._total, self._done = questions, 0
        self._say(f"Asking CleverTap {telling.counted(questions, 'question')} …")

    def answered(self, outcome: Outcome) -> None:
        """Say what came of one row."""
        self._done += 1
        place = f"[{self._done}/{self._total}] row {outcome.job.row}"
        self._say(f"{place} {telling.progress(outcome)}")


class Bar:
    """Progress as a live bar.

    Args:
        bar: A `rich.progress.Progress`.
    """

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._task = bar.add_task("Reading", total=None)

    def planned(self, questions: int) -> None:
        """Show how many questions will be asked."""
        self._bar.update(self._task, description="Asking CleverTap", total=questions, completed=0)

    def answered(self, outcome: Outcome) -> None:
        """Move on by one row."""
        self._bar.update(self._task, description=telling.progress(outcome), advance=1)


@contextmanager
def live_bar() -> Iterator[Bar]:
    """Show a bar on the terminal while the context lasts."""
    from rich import progress

    columns = (
        progress.SpinnerColumn(),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        # A name may hold what rich takes for markup.
        progress.TextColumn("{task.description}", markup=False),
    )
    with progress.Progress(*columns, transient=True) as bar:
        yield Bar(bar)


def table(summary: Summary, *, live: bool) -> str:
    """Return what became of each row as a table, and below it what several have in common.

    Args:
        summary: What a run did.
        live: Whether it goes to a terminal: with colours, and as wide as that is.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shared = telling.shared(summary.rows)
    shown = Table(box=box.SIMPLE_HEAD)
    shown.add_column("Row", justify="right")
    shown.add_column("Name", ratio=2)
    shown.add_column("Status", no_wrap=True)
    shown.add_column("Answer", justify="right", no_wrap=True)
    shown.add_column("Message", ratio=3)
    several = len({row.sheet for row in summary.rows}) > 1
    for row in summary.rows:
        message = "" if row.message in shared else row.message
        shown.add_row(*_cells(row, f"{row.sheet} " if several else "", message))
    text = io.StringIO()
    Console(file=text, width=None if live else LINE_WIDTH, force_terminal=live).print(shown)
    return "\n".join((text.getvalue(), *shared.values()))


def _cells(row: RowSummary, sheet: str, message: str) -> Iterator[Any]:
    """Yield the cells of a line as `Text`: a string could hold what rich takes for markup."""
    from rich.text import Text

    yield Text(f"{sheet}{row.row}")
    yield Text(telling.plain(row.name))
    yield Text(telling.MARKS[row.status], style=COLOURS[row.status])
    yield Text(telling.number(row))
    yield Text(telling.plain(message))
