"""The plan: which rows are asked, and which tab each one's records go to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Sequence

import pytest

from sheets_runner.errors import ConfigError
from sheets_runner.query.build import CheckedTab
from sheets_runner.query.cql import Period
from sheets_runner.query.layout import Layout
from sheets_runner.query.question import CheckedRow, Get, Question
from sheets_runner.run.plan import Plan, Selection, TabRules, make_plan
from sheets_runner.workbook.base import Limits
from tests.unit.run.build import MONDAY, SUNDAY, question, row

LIMITS = Limits(
    rows=9,
    columns=9,
    text=99,
    tab_name=31,
    records=9,
    forbidden_in_name=re.compile(r"[\x00-\x1f:/]"),
)
RULES = TabRules(LIMITS, ("Queries", "Results", "Run log"))


def plan(*rows: CheckedRow, selection: Selection | None = None) -> Plan:
    letters = iter("abcdefgh")
    checked = CheckedTab(Layout(1), rows)
    return make_plan(checked, RULES, selection or Selection(), lambda: "new" + next(letters) * 3)


def records(name: str, tab: str = "", event: str = "Booking") -> Question:
    return question(event, get=Get.EVENT_RECORDS, name=name, output_tab=tab)


def tab_of(asked: Question) -> str:
    (job,) = plan(row(2, asked)).jobs
    return job.tab


def problem_of(asked: Question, **fields: Any) -> str:
    (broken,) = plan(row(2, asked, **fields)).broken
    (problem,) = broken.problems
    return problem.message


def test_every_row_has_its_place_in_the_plan() -> None:
    results = {"count": 7}
    found = plan(
        row(2, question("Flights"), results=results),
        row(3, question("Hotels"), problem="no date"),
        row(4, active=False),
    )

    (job,) = found.jobs
    assert (job.row, job.row_id.id, job.question.event, job.tab) == (2, "newaaa", "Flights", "")
    assert job.results["count"].value == 7
    assert [broken.number for broken in found.broken] == [3]
    assert [skipped.number for skipped in found.skipped] == [4]
    assert list(found.ids) == [2]


ROWS = (
    row(2, question("Flights"), results={"status": "✅ Done"}),
    row(3, question("Hotels"), results={"status": "❌ Failed"}),
    row(5, question("Flights"), results={"status": "❌ Failed"}),
    row(6, question("Trains"), problem="no date", results={"status": "⚠ Check"}),
)


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(), [2, 3, 5, 6]),
        (Selection(row=3), [3]),
        (Selection(row=6), [6]),
        (Selection(name="Flights"), [2, 5]),
        (Selection(failed=True), [3, 5]),
        (Selection(name="Flights", failed=True), [5]),
        (Selection(row=5, name="Flights"), [5]),
        (Selection(row=2, failed=True), []),
    ],
)
def test_a_selection_takes_its_rows(selection: Selection, numbers: Sequence[int]) -> None:
    found = plan(*ROWS, selection=selection)

    taken = [job.row for job in found.jobs] + [broken.number for broken in found.broken]
    assert taken == numbers


def test_ids_are_given_to_all_rows_whatever_is_selected() -> None:
    assert list(plan(*ROWS, selection=Selection(row=5)).ids) == [2, 3, 5]


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(row=4), "--row 4: no such row. The rows with questions are 2, 3, 5, 6."),
        (
            Selection(name="Fligths"),
            '--name "Fligths": no row has that name. There are "Flights", "Hotels", "Row 6".',
        ),
        (Selection(row=3, name="Flights"), '--row 3 is "Hotels", not "Flights".'),
        (Selection(row=4, name="Flights"), "--row 4: no such row."),
    ],
)
def test_a_selection_that_names_no_row_is_refused(selection: Selection, sentence: str) -> None:
    rows = (*ROWS[:3], row(6, problem="no date"))

    with pytest.raises(ConfigError, match=re.escape(sentence)):
        plan(*rows, selection=selection)


@pytest.mark.parametrize("selection", [Selection(row=2), Selection(name="Flights")])
def test_in_an_empty_tab_there_is_no_row_to_name(selection: Selection) -> None:
    with pytest.raises(ConfigError, match="the tab has no question yet"):
        plan(selection=selection)


def test_an_empty_tab_alone_is_no_mistake() -> None:
    assert plan().jobs == plan(selection=Selection(failed=True)).jobs == ()


@pytest.mark.parametrize(
    ("name", "tab"),
    [
        ("Bookings yesterday", "Bookings yesterday"),
        ("Bookings: 1/2", "Bookings  1 2"),
        ("'quoted'", "quoted"),
        ("x" * 30 + " 7", "x" * 30),
        ("😀" * 20, "😀" * 15),
        ("", "Event records"),
        ("://", "Event records"),
    ],
)
def test_a_tab_is_named_after_its_row_as_far_as_a_tab_can_be(name: str, tab: str) -> None:
    assert tab_of(records(name)) == tab


def test_a_row_may_name_its_tab() -> None:
    assert tab_of(records("Bookings", "Priya's list")) == "Priya's list"


@pytest.mark.parametrize(
    ("tab", "message"),
    [
        ("queries", '"queries" is a tab of its own kind. Name another `Output tab`'),
        ("RUN LOG", '"RUN LOG" is a tab of its own kind.'),
        ("x" * 32, "has 32 characters; a tab's name has at most 31."),
        ("😀" * 16, "has 32 characters"),
        ("a/b", '"a/b": a tab\'s name cannot have "/". Choose another.'),
        ("'a", "\"'a\": a tab's name cannot have that name."),
        ("a'", "cannot have that name"),
        ("History", '"History": a tab\'s name cannot have that name.'),
    ],
)
def test_an_output_tab_that_cannot_be_is_a_problem_of_its_cell(tab: str, message: str) -> None:
    said = problem_of(records("Bookings", tab), places={"output tab": "G2", "name": "B2"})

    assert said.startswith("`Output tab` (G2): ")
    assert message in said


def test_a_reserved_name_is_a_problem_of_the_name() -> None:
    said = problem_of(records("Results"), places={"output tab": "G2", "name": "B2"})

    assert said.startswith('`Name` (B2): "Results" is a tab of its own kind.')


def test_a_row_without_a_name_cell_is_told_by_its_number() -> None:
    assert problem_of(records("Results")).startswith("`Name` (row 2): ")


def test_rows_that_share_a_tab_are_told_whether_selected_or_not() -> None:
    rows = (
        row(2, records("Bookings")),
        row(3, records("x", "BOOKINGS", "Refund")),
        row(4, records("y")),
    )

    found = plan(*rows, selection=Selection(row=3))

    (broken,) = found.broken
    assert 'several rows write to the tab "BOOKINGS"' in broken.problems[0].message
    assert [job.row for job in plan(*rows).jobs] == [4]


def test_counts_share_nothing() -> None:
    assert len(plan(row(2, question("A")), row(3, question("A"))).jobs) == 2


def test_a_row_that_counts_by_periods_has_a_job_for_each() -> None:
    days = tuple(Period(day, day) for day in (SUNDAY, MONDAY))
    asked = replace(question(days=(SUNDAY, MONDAY)), periods=days, reads_as="one count per day")

    jobs = plan(row(2, asked)).jobs

    assert [one.question.period for one in jobs] == list(days)
    assert {one.whole for one in jobs} == {"one count per day"}
    assert {one.row_id.question for one in jobs} == {asked.fingerprint}
    assert jobs[0].question.reads_as == "Flight Search events on Sun 28 Jun 2026 (Asia/Kolkata)"
