"""The plan of a refresh: every row is read and checked before the first call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Callable, Sequence

from sheets_runner.errors import ConfigError
from sheets_runner.query.build import CheckedTab
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.run import ids
from sheets_runner.run.ids import RowId
from sheets_runner.table.cells import Problem
from sheets_runner.workbook.base import Limits

FAILED_MARK = "❌"


@dataclass(frozen=True)
class Selection:
    """Which rows to run; all by default.

    Attributes:
        row: Only this row number.
        name: Only rows with this name.
        failed: Only rows whose last call failed.
    """

    row: int | None = None
    name: str = ""
    failed: bool = False

    def takes(self, row: CheckedRow, status: str) -> bool:
        """Tell whether a row is to be run."""
        return (
            self.row in (None, row.number)
            and self.name in ("", row.name)
            and (not self.failed or status.startswith(FAILED_MARK))
        )


@dataclass(frozen=True)
class Job:
    """A row to run.

    Attributes:
        row: The 1-based row number.
        row_id: Its id and question.
        question: What it asks.
        tab: The tab for its records, empty for a count.
    """

    row: int
    row_id: RowId
    question: Question
    tab: str = ""


@dataclass(frozen=True)
class Plan:
    """What a refresh will do.

    Attributes:
        layout: Where the input tab's columns are.
        jobs: The rows to ask CleverTap about.
        broken: The rows that need fixing.
        skipped: The rows that are switched off.
        ids: The id of each row by number.
    """

    layout: Layout
    jobs: tuple[Job, ...]
    broken: tuple[CheckedRow, ...]
    skipped: tuple[CheckedRow, ...]
    ids: dict[int, RowId]


@dataclass(frozen=True)
class TabRules:
    """Which tabs records may go to.

    Attributes:
        limits: What the storage can hold.
        reserved: Tabs that are the team's or the runner's own.
    """

    limits: Limits
    reserved: tuple[str, ...]


def make_plan(
    checked: CheckedTab, rules: TabRules, selection: Selection, new_id: Callable[[], str]
) -> Plan:
    """Return the plan for a checked tab.

    Args:
        checked: The input tab, its headers in order.
        rules: Which tabs records may go to.
        selection: Which rows to run.
        new_id: See `ids.assign`.

    Raises:
        ConfigError: The selection names no row.
    """
    row_ids = ids.assign(checked.rows, new_id)
    rows = _with_tab_problems(checked.rows, rules)
    chosen = [row for row in rows if selection.takes(row, row.status)]
    if not chosen and (selection.row or selection.name):
        raise ConfigError(_nothing_selected(selection, rows))
    jobs = [
        Job(row.number, row_ids[row.number], row.question, _tab_of(row.question, rules.limits))
        for row in chosen
        if row.question
    ]
    return Plan(
        checked.layout,
        tuple(jobs),
        tuple(row for row in chosen if row.problems),
        tuple(row for row in chosen if not row.active),
        row_ids,
    )


def _nothing_selected(selection: Selection, rows: Sequence[CheckedRow]) -> str:
    if selection.row:
        numbers = ", ".join(str(row.number) for row in rows)
        return f"--row {selection.row}: no such row. The rows with questions are {numbers}."
    names = ", ".join(f'"{name}"' for name in dict.fromkeys(row.name for row in rows if row.name))
    return f'--name "{selection.name}": no row has that name. There are {names}.'


def _tab_of(question: Question, limits: Limits) -> str:
    """Return the tab for a question's records, empty for a count.

    A name that the row gives for its tab is taken as it is; one made from its label is fitted.
    """
    if question.get.is_count:
        return ""
    if question.output_tab:
        return question.output_tab
    name = limits.forbidden_in_name.sub(" ", question.name or question.get.words)
    return name.strip(" '")[: limits.tab_name].strip(" '") or question.get.words


def _with_tab_problems(rows: Sequence[CheckedRow], rules: TabRules) -> list[CheckedRow]:
    """Return the rows, those whose records have no tab to go to with that problem."""
    tabs = Counter(_tab_of(row.question, rules.limits).lower() for row in rows if row.question)
    return [_checked_tab(row, rules, tabs) for row in rows]


def _checked_tab(row: CheckedRow, rules: TabRules, tabs: Counter[str]) -> CheckedRow:
    if row.question is None:
        return row
    tab = _tab_of(row.question, rules.limits)
    message = _tab_problem(tab, rules, tabs) if tab else ""
    if not message:
        return row
    place = row.places.get("output tab") or row.places.get("name") or f"row {row.number}"
    header = "Output tab" if "output tab" in row.places else "Name"
    problem = Problem(place, f"`{header}` ({place}): {message}")
    return replace(row, question=None, problems=(problem,))


def _tab_problem(tab: str, rules: TabRules, tabs: Counter[str]) -> str:
    """Return what is wrong with a tab's name, empty when nothing is."""
    limits = rules.limits
    if tab.lower() in (name.lower() for name in rules.reserved):
        return f'"{tab}" is a tab of its own kind. Name another tab for the records.'
    if len(tab) > limits.tab_name:
        return f'"{tab}" has {len(tab)} characters; a tab\'s name has at most {limits.tab_name}.'
    found = limits.forbidden_in_name.search(tab)
    if found or tab.startswith("'") or tab.endswith("'") or tab.lower() == "history":
        what = f'"{found.group()}"' if found else "that name"
        return f'"{tab}": a tab\'s name cannot have {what}. Choose another.'
    if tabs[tab.lower()] > 1:
        return f'several rows write to the tab "{tab}". Give each an `Output tab` of its own.'
    return ""
