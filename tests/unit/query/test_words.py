"""Questions in plain words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_runner.query.cql import Filter, Period
from sheets_runner.query.words import day_words, filter_words, period_words
from tests.unit.query.sheet import question

ROW: dict[str, Any] = {"Event": "Search", "Dates": "2026-06-01 to 2026-06-07", "event: Fare": 100}
DAYS = "from Mon 1 Jun 2026 to Sun 7 Jun 2026"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, f"Search events with Fare = 100 {DAYS} (Asia/Kolkata)"),
        (
            {"Get": "User count"},
            f"Users who did Search with Fare = 100 {DAYS} (Asia/Kolkata)",
        ),
        (
            {"Get": "Event records", "profile: plan": "Gold"},
            (f"Records of Search events with Fare = 100 {DAYS} (Asia/Kolkata), by users with "
            "profile plan = Gold"),
        ),
        (
            {"Get": "User profiles", "profile: plan": "Gold", "app field: Make": "exists"},
            (f"Profiles of users who did Search with Fare = 100 {DAYS} (Asia/Kolkata), with "
            "profile plan = Gold and app field Make exists"),
        ),
        (
            {"Get": "User profiles", "Event": "", "Dates": "", "event: Fare": "",
             "profile: p": 1},
            "Profiles of users with profile p = 1",
        ),
        (
            {
                "Time from": "13:00",
                "did any: Event": "Login",
                "did any: utm_source": "a",
                "did any 2: Event": "Click",
                "did any 2: Dates": "2026-06-01",
                "did any 2: Time to": "08:00",
                "did none: Event": "App Uninstalled",
            },
            (f"Search events with Fare = 100 {DAYS}, 13:00–23:59 (Asia/Kolkata), by users who also "
            "did any of Login with utm_source = a or Click on Mon 1 Jun 2026, 00:00–08:00 "
            "(together >= 1 times) and did not do App Uninstalled"),
        ),
        (
            {"did all: Event": "Login", "did all: Count": 3, "did any: Event": "A",
             "did any: Count": "< 5"},
            (f"Search events with Fare = 100 {DAYS} (Asia/Kolkata), by users who also did Login "
            "= 3 times and also did any of A (together < 5 times)"),
        ),
    ],
)  # fmt: skip
def test_a_question_reads_as_one_sentence(cells: dict[str, Any], expected: str) -> None:
    assert question({**ROW, **cells}).reads_as == expected


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("equals", "Gold", "profile plan = Gold"),
        ("equals", "100", 'profile plan = "100"'),
        ("equals", "nan", 'profile plan = "nan"'),
        ("equals", 100, "profile plan = 100"),
        ("equals", "", 'profile plan = ""'),
        ("equals", " a", 'profile plan = " a"'),
        ("equals", "a, b", 'profile plan = "a, b"'),
        ("equals", ("a", "b"), "profile plan is any of a, b"),
        ("equals", ("a", "b, c"), 'profile plan is any of a, "b, c"'),
        ("not_equals", "a", "profile plan is not a"),
        ("contains", "a", "profile plan contains a"),
        ("does_not_contain", "a", "profile plan does not contain a"),
        ("exists", None, "profile plan exists"),
        ("does_not_exist", None, "profile plan does not exist"),
        ("greater_than", 1, "profile plan > 1"),
        ("less_than_equals", 1.5, "profile plan <= 1.5"),
    ],
)
def test_a_filter_is_said_with_its_operator(operator: str, value: Any, expected: str) -> None:
    assert filter_words(Filter("profile_fields", "plan", operator, value)) == expected


def test_days_are_said_with_their_weekday() -> None:
    one, other = date(2026, 2, 28), date(2026, 3, 1)

    assert day_words(one) == "Sat 28 Feb 2026"
    assert period_words(Period(one, one)) == "on Sat 28 Feb 2026"
    assert period_words(Period(one, other)) == "from Sat 28 Feb 2026 to Sun 1 Mar 2026"
