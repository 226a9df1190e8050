"""What `check` tells of each column."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from sheets_runner.query import headers, kinds
from sheets_runner.query.build import Context
from sheets_runner.query.headers import Meaning, meaning
from sheets_runner.query.kinds import ColumnKind
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import NOON, Value, checked


def told(header: str, *values: Value, date_order: str = "", locale: str = "") -> tuple[str, str]:
    """Return kind and decider of a column of values in C2, C3 and so on."""
    rows = [("A", "B", value) for value in values]
    context = Context({"web": "Asia/Kolkata"}, NOON, date_order)
    found = checked(("Event", "Name", header), *rows, context=context, locale=locale)
    (column,) = (column for column in found.columns if column.header == header)
    return column.kind, column.decided_by


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("From", (), ("", "")),
        ("From", ("", None, RawCell(error="#N/A")), ("", "")),
        ("From", (date(2026, 6, 7), date(2026, 6, 9)), ("date", "cell format")),
        ("From", (datetime(2026, 6, 7, 9, 30),), ("date-time", "cell format")),
        ("From", ("2026-06-07", "yesterday", "7 Jun 2026"), ("date", "text")),
        ("From", (20260607,), ("date", "text")),
        ("From", (46180,), ("number", "cell format")),
        ("From", ("2026-06-07 13:00",), ("date-time", "text")),
        ("From", ("soon",), ("text", "text")),
        ("From", (date(2026, 6, 7), "yesterday"), ("date", "cell format and text")),
        ("From", ("2026-06-07", datetime(2026, 6, 7, 9)), ("date and date-time",
         "text and cell format")),
        ("From", ("07/06/2026", "13/06/2026"), ("date", "cell C3")),
        ("From", ("07/06/2026",), ("date", "undecided")),
        ("From", ("13/06/2026", "06/13/2026"), ("date", "undecided")),
        ("From", ("07/06/2026", date(2026, 6, 7), "13/06/2026", "2026-06-07"),
         ("date", "cell C4 and cell format")),
        ("From", (True,), ("yes/no", "cell format")),
        ("Dates", ("last 7 days", "2026-06-01 to 2026-06-07"), ("date", "text")),
        ("Dates", ("01/06/2026 to 13/06/2026",), ("date", "cell C2")),
        ("Time from", ("13:00", "1pm"), ("time", "text")),
        ("Time from", (time(13, 0), RawCell(0.5, "[h]:mm")), ("time", "cell format")),
        ("Time from", (13,), ("number", "cell format")),
        ("Time of day", ("13:00-14:00",), ("time", "text")),
        ("event: Fare", (100, 2.5), ("number", "cell format")),
        ("event: Fare", (100, ">= 100"), ("number and text", "cell format and text")),
        ("event: Fare", ("2026-06-07",), ("text", "text")),
        ("event: Fare", (RawCell(0.2, "0%"),), ("number", "cell format")),
        ("event: Gift", (True, RawCell(value=False, checkbox=True)), ("yes/no", "cell format")),
        ("event: Gift", ("yes",), ("text", "text")),
        ("first_time", ("yes", "No"), ("yes/no", "text")),
        ("first_time", ("maybe",), ("text", "text")),
        ("Active", ("TRUE",), ("yes/no", "text")),
        ("Max records", (500,), ("number", "cell format")),
        ("Last run", (datetime(2026, 6, 7, 9),), ("date-time", "cell format")),
    ],
)  # fmt: skip
def test_a_column_is_of_the_kind_of_its_filled_cells(
    header: str, values: tuple[Any, ...], expected: tuple[str, str]
) -> None:
    assert told(header, *values) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"date_order": "dmy"}, "date_order"),
        ({"date_order": "mdy", "locale": "en_GB"}, "date_order"),
        ({"date_order": "ymd", "locale": "en_GB"}, "undecided"),
        ({"locale": "en_GB"}, "locale en_GB"),
        ({"locale": "en_US"}, "locale en_US"),
        ({"locale": "sv_SE"}, "undecided"),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_first_that_can(
    options: dict[str, str], expected: str
) -> None:
    assert told("From", "07/06/2026", "2026-06-07", **options) == ("date", expected)
    assert told("From", "07/06/2026", "13/06/2026", **options)[1] == "cell C3"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Event", "event"),
        ("Event name", "event"),
        ("Dates", "days"),
        ("From", "first day"),
        ("To", "last day"),
        ("event: Fare", "event property Fare"),
        ("utm_campaign", "session filter utm_campaign"),
        ("session: browser", "session filter browser"),
        ("profile: plan", "profile property plan"),
        ("app field: Make", "app field Make"),
        ("demographics: Gender", "demographics Gender"),
        ("did all: From", "did all: first day"),
        ("did all 2: utm_campaign", "did all 2: session filter utm_campaign"),
        ("did none 3: event: Fare", "did none 3: event property Fare"),
        ("did any: Count", "did any: how often"),
        ("Status", "written by the runner"),
    ],
)
def test_a_meaning_is_said_in_people_s_words(header: str, expected: str) -> None:
    found = meaning(header)

    assert found
    assert kinds.meaning_words(found) == expected


def test_every_known_header_has_words() -> None:
    plain = [meaning(header) for header in headers.KNOWN]
    words = {kinds.meaning_words(found) for found in plain if found}

    assert len(words) == len(set(plain))


def test_columns_stand_from_left_to_right_and_the_team_s_are_left_out() -> None:
    found = checked(("Dates", "Remarks", "Event", "Count"), ("yesterday", "x", "A", 5))

    assert found.columns == (
        ColumnKind("Dates", "days", "date", "text"),
        ColumnKind("Event", "event", "text", "text"),
        ColumnKind("Count", "written by the runner", "number", "cell format"),
    )


def test_columns_are_told_even_where_headers_need_fixing() -> None:
    found = checked(("Event", "Dates", "Owner"), ("A", "yesterday", "x"))

    assert [column.header for column in found.columns] == ["Event", "Dates"]
    assert checked(("x",)).columns == ()


def test_a_meaning_may_stand_in_a_block_only_with_its_number() -> None:
    assert kinds.meaning_words(Meaning("event", "did any", 2)) == "did any 2: event"
