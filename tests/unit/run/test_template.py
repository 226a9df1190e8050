"""What a new sheet begins with: every header known, every example understood."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from sheets_runner.query import headers
from sheets_runner.query.build import Context
from sheets_runner.query.question import Get
from sheets_runner.run.template import input_tab
from sheets_runner.run.template_guide import guide_tab
from sheets_runner.workbook.base import Column, MakeTab
from tests.unit.query.sheet import NOON, check, question

TODAY = date(2026, 6, 30)
TAB = input_tab("Queries", ["web"], TODAY)
ROW = {"Event": "App Launched", "Dates": "yesterday"}


def examples() -> list[Any]:
    """Return header and text of each example in a note."""
    return [
        pytest.param(column.header, example, id=f"{column.header}: {example}")
        for column in TAB.columns
        for example in re.split(", (?!any)", re.split(r"Examples?: ", column.note)[-1])
        if column.header != "Active"
    ]


def rows(tab: MakeTab) -> list[dict[str, Any]]:
    """Return what the rows of a tab say, by header."""
    heads = [column.header for column in tab.columns]
    lines = (dict(zip(heads, row)) for row in tab.rows)
    return [{head: value for head, value in line.items() if value is not None} for line in lines]


def find(tab: MakeTab, header: str) -> Column:
    return next(column for column in tab.columns if column.header == header)


def test_every_header_is_one_that_people_fill_in() -> None:
    meanings = [headers.meaning(column.header) for column in TAB.columns]

    assert [meaning.part for meaning in meanings if meaning and meaning.part == "result"] == []
    assert None not in meanings
    assert len(set(meanings)) == len(meanings)


def test_every_header_has_a_note_with_an_example() -> None:
    lacking = [column.header for column in TAB.columns if not re.search("xample", column.note)]

    assert lacking == []


@pytest.mark.parametrize(("header", "example"), examples())
def test_what_a_note_gives_as_an_example_is_understood(header: str, example: str) -> None:
    days: dict[str, Any] = {"Dates": None} if header in ("Dates", "From", "To") else {}
    first = {"From": "2026-06-01"} if header == "To" else {}
    block = {"did all: Event": "UTM Visited"} if header == "did all: utm_campaign" else {}
    typed: Any = int(example) if example.isdigit() else example

    asked = question({**ROW, **days, **first, **block, header: typed})

    assert asked.reads_as


def test_the_examples_are_a_count_a_hybrid_query_and_records() -> None:
    asked = [question({**row, "Active": "yes"}) for row in rows(TAB)]

    assert [one.get for one in asked] == [Get.EVENT_COUNT, Get.USER_COUNT, Get.EVENT_RECORDS]
    assert [one.reads_as for one in asked] == [
        "App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)",
        (
            "Users who did App Launched with utm_campaign contains summer from Tue 23 Jun 2026 to"
            " Mon 29 Jun 2026, 09:00–18:00 (Asia/Kolkata), who also did UTM Visited with"
            " utm_campaign = summer_sale"
        ),
        "Records of App Launched events on Mon 29 Jun 2026 (Asia/Kolkata)",
    ]
    assert asked[2].output_tab == "Launches"


def test_no_example_runs_before_somebody_switches_it_on() -> None:
    assert [row["Active"] for row in rows(TAB)] == [False] * 3
    assert [check(row).active for row in rows(TAB)] == [False] * 3


def test_lists_offer_what_a_cell_may_hold() -> None:
    apps = ("web", "train")
    tab = input_tab("Queries", apps, TODAY)

    assert find(tab, "Get").choices == tuple(get.words for get in Get)
    assert find(tab, "App").choices == apps
    assert find(tab, "first_time").choices == ("yes", "no")
    assert [column.header for column in tab.columns if column.checkbox] == ["Active"]


def test_examples_name_an_account_only_where_there_are_several() -> None:
    several = Context({"web": "Asia/Kolkata", "train": "Asia/Kolkata"}, NOON)
    tab = input_tab("Queries", ("web", "train"), TODAY)

    assert [row.get("App") for row in rows(TAB)] == [None] * 3
    assert [question({**row, "Active": "yes"}, several).app for row in rows(tab)] == ["web"] * 3
    assert find(tab, "App").note.endswith("Example: web")


def test_the_guide_says_ten_things_shortly_and_names_the_tabs() -> None:
    guide = guide_tab("Fragen {x}", "Antworten")

    lines = [str(said) for _, said in guide.rows]
    assert len(lines) == 10
    assert max(map(len, lines)) < 200
    assert lines[0] == (
        'Each row of "Fragen {x}" asks CleverTap one thing. The answer comes back in the same row.'
    )
    assert '"Antworten" keeps the history of all numbers.' in lines[7]
    assert [title for title, _ in guide.rows][-1] == "Who to ask"


@pytest.mark.parametrize("written", ["2026-06-07", "yesterday", "last 7 days", "this month"])
def test_the_dates_of_the_guide_are_understood(written: str) -> None:
    (dates,) = (said for title, said in guide_tab("Q", "R").rows if title == "Dates")

    assert written in str(dates)
    assert question({"Event": "App Launched", "Dates": written}).reads_as
