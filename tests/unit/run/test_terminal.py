"""What a person at a terminal sees: lines, a bar, a table."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import replace

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.summary import ExitCode, RowSummary, Summary
from sheets_runner.run.terminal import Lines, live_bar, table
from tests.unit.run.build import MORNING, job, question

VISITS = RowSummary("daily", 2, "aaaaaa", "Visits [/bold]", "done", count=1234)
REFUSED = RowSummary("daily", 3, "bbbbbb", "Flights", "failed", message="[web] is refused.")


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)


class Terminal(io.StringIO):
    """A standard output with a person behind it."""

    def isatty(self) -> bool:
        """Tell that it is one."""
        return True


def rows(*found: RowSummary) -> list[str]:
    """Return the lines of a table without the white space that aligns them."""
    text = table(Summary("b", found, 1, 0.1, ExitCode.ROWS), live=False)
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_a_table_shows_each_row_and_takes_names_literally() -> None:
    found = rows(VISITS, REFUSED)

    assert found[0] == "Row Name Status Answer Message"
    assert found[2:] == [
        "2 Visits [/bold] ✅ Done 1,234",
        "3 Flights ❌ Failed [web] is refused.",
    ]


def test_what_rows_have_in_common_stands_below_the_table() -> None:
    found = rows(REFUSED, replace(REFUSED, row=4))

    assert found[2:] == [
        "3 Flights ❌ Failed",
        "4 Flights ❌ Failed",
        "daily rows 3, 4: [web] is refused.",
    ]


def test_rows_of_several_sheets_say_whose_they_are() -> None:
    found = rows(VISITS, replace(VISITS, sheet="weekly"))

    assert [line.split(" Visits")[0] for line in found[2:]] == ["daily 2", "weekly 2"]


def test_a_table_has_colours_only_on_a_terminal() -> None:
    summary = Summary("b", (VISITS,), 1, 0.1, ExitCode.DONE)

    assert "\x1b[" in table(summary, live=True)
    assert "\x1b[" not in table(summary, live=False)


def test_lines_count_up_and_begin_anew_for_each_sheet() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    lines.planned(2)
    lines.answered(Outcome(job(3), MORNING, Count(7)))
    lines.answered(Outcome(job(2), MORNING, error="Gave up."))
    lines.planned(1)
    lines.answered(Outcome(job(5), MORNING, Count(8)))

    assert said == [
        "Asking CleverTap 2 questions …",
        "[1/2] row 3 Flight Search: 7",
        "[2/2] row 2 Flight Search: ❌ Failed",
        "Asking CleverTap 1 question …",
        "[1/1] row 5 Flight Search: 8",
    ]


def test_a_bar_takes_names_literally() -> None:
    with redirect_stdout(Terminal()) as shown, live_bar() as bar:
        bar.planned(1)
        bar.answered(Outcome(job(2, question(name="Visits [/bold]")), MORNING, Count(1234)))

    assert " Visits [/bold]: 1,234" in shown.getvalue()
