"""The plan of a refresh: every row is read and checked before the first call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Callable, Mapping, Sequence

from sheets_runner.errors import ConfigError
from sheets_runner.query.build import CheckedTab
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.run import ids
from sheets_runner.run.ids import RowId
from sheets_runner.table.cells import Problem, RawCell
from sheets_runner.workbook.base import Limits
from sheets_runner.workbook.text import start, units

FAILED_MARK = "❌"
EXCELS_OWN = "history"
"""A name that Excel keeps for itself."""


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

    def takes(self, row: CheckedRow) -> bool:
        """Tell whether a row is to be run."""
        return (
            self.row in (None, row.number)
            and self.name in ("", row.name)
            and (not self.failed or row.status.startswith(FAILED_MARK))
        )


@dataclass(frozen=True)
class Job:
    """One question of a row to run; a row that counts by periods has one for each.

    Attributes:
        row: The 1-based row number.
        row_id: Its id and question.
        question: What is asked.
        tab: The tab for its records, empty for a count.
        results: What stands in its result cells, by normalised header.
        whole: What the row asks over all its periods, in words; empty for a row of one question.
        again: Whether it is not what the row asks now, but a partial number that can be final.
    """

    row: int
    row_id: RowId
    question: Question
    tab: str = ""
    results: Mapping[str, RawCell] = field(default_factory=dict, repr=False)
    whole: str = ""
    again: bool = False

    @property
    def reads_as(self) -> str:
        """What the row asks, in words."""
        return self.whole or self.question.reads_as


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

    @property
    def rows(self) -> frozenset[int]:
        """The numbers of all rows that are asked or told something."""
        plain = (*self.broken, *self.skipped)
        return frozenset((*(job.row for job in self.jobs), *(row.number for row in plain)))


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
    """Decide what a refresh will do.

    Args:
        checked: The input tab after reading.
        rules: Which tabs records may go to.
        selection: Which rows to run.
        new_id: See `ids.assign`.

    Raises:
        ConfigError: The selection names no row.
    """
    row_ids = ids.assign(checked.rows, new_id)
    rows = _with_tab_problems(checked.rows, rules)
    if selection.row or selection.name:
        _refuse_unknown(selection, rows)
    chosen = [row for row in rows if selection.takes(row)]
    jobs = [job for row in chosen for job in _jobs(row, row_ids, rules.limits)]
    return Plan(
        checked.layout,
        tuple(jobs),
        tuple(row for row in chosen if row.problems),
        tuple(row for row in chosen if not row.active),
        row_ids,
    )


def _jobs(row: CheckedRow, row_ids: dict[int, RowId], limits: Limits) -> list[Job]:
    """Return a row's jobs from its oldest period to its newest, none for a row without question."""
    if row.question is None:
        return []
    steps = row.question.steps
    tab = _tab_of(row.question, limits)
    whole = row.question.reads_as if len(steps) > 1 else ""
    return [Job(row.number, row_ids[row.number], step, tab, row.results, whole) for step in steps]


def _refuse_unknown(selection: Selection, rows: Sequence[CheckedRow]) -> None:
    """Refuse a selection that names no row; one whose rows did not fail is merely empty."""
    if any(replace(selection, failed=False).takes(row) for row in rows):
        return
    by_number = {row.number: f'"{row.name}"' for row in rows}
    asked = f"--row {selection.row}" if selection.row else f'--name "{selection.name}"'
    if not rows:
        raise ConfigError(f"{asked}: the tab has no question yet.")
    if selection.row in by_number:
        raise ConfigError(f'{asked} is {by_number[selection.row]}, not "{selection.name}".')
    if selection.row:
        numbers = ", ".join(map(str, by_number))
        raise ConfigError(f"{asked}: no such row. The rows with questions are {numbers}.")
    names = ", ".join(dict.fromkeys(by_number.values()))
    raise ConfigError(f"{asked}: no row has that name. There are {names}.")


def _tab_of(question: Question, limits: Limits) -> str:
    """Return the tab for a question's records, empty for a count.

    A name that the row gives for its tab is taken as it is; one made from its label is fitted.
    """
    if question.get.is_count:
        return ""
    if question.output_tab:
        return question.output_tab
    name = limits.forbidden_in_name.sub(" ", question.name).strip(" '")
    return start(name, limits.tab_name).strip(" '") or question.get.words


def _with_tab_problems(rows: Sequence[CheckedRow], rules: TabRules) -> list[CheckedRow]:
    """Return the rows, those whose records have no tab to go to with that problem."""
    tabs = Counter(_tab_of(row.question, rules.limits).casefold() for row in rows if row.question)
    return [_checked_tab(row, rules, tabs) for row in rows]


def _checked_tab(row: CheckedRow, rules: TabRules, tabs: Counter[str]) -> CheckedRow:
    if row.question is None:
        return row
    tab = _tab_of(row.question, rules.limits)
    message = _tab_problem(tab, rules, tabs) if tab else ""
    if not message:
        return row
    header, part = ("Output tab", "output tab") if row.question.output_tab else ("Name", "name")
    place = row.places.get(part, f"row {row.number}")
    problem = Problem(place, f"`{header}` ({place}): {message}")
    return replace(row, question=None, problems=(problem,))


def _tab_problem(tab: str, rules: TabRules, tabs: Counter[str]) -> str:
    """Return what is wrong with a tab's name, empty when nothing is."""
    limits = rules.limits
    if tab.casefold() in (name.casefold() for name in rules.reserved):
        return f'"{tab}" is a tab of its own kind. Name another `Output tab` for the records.'
    if units(tab) > limits.tab_name:
        return f'"{tab}" has {units(tab)} characters; a tab\'s name has at most {limits.tab_name}.'
    found = limits.forbidden_in_name.search(tab)
    if found or tab.startswith("'") or tab.endswith("'") or tab.casefold() == EXCELS_OWN:
        what = f'"{found.group()}"' if found else "that name"
        return f'"{tab}": a tab\'s name cannot have {what}. Choose another.'
    if tabs[tab.casefold()] > 1:
        return f'several rows write to the tab "{tab}". Give each an `Output tab` of its own.'
    return ""
