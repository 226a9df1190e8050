"""The demo's questions: a tab that a team could have written."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle

from sheets_runner.workbook.base import Column, Value

GETS = ("Event count", "User count", "Event records", "User profiles")
COLUMNS = (
    Column("Active", 8, choices=("yes", "no")),
    Column("Name", 34, wrap=True),
    Column("Get", 15, choices=GETS),
    Column("Event", 21),
    Column("Dates", 15),
    Column("From", 12, "yyyy-mm-dd"),
    Column("To", 12, "yyyy-mm-dd"),
    Column("Time from", 11),
    Column("Time to", 9),
    Column("utm_campaign", 24, wrap=True),
    Column("event: Fare", 12),
    Column("profile: plan", 13),
    Column("did all: Event", 15),
    Column("did all: utm_campaign", 22),
    Column("did none: Event", 20),
    Column("[Asked by]", 12),
)


TEAM = ("Priya", "Tom", "Mei")
RECORDS: tuple[dict[str, Value], ...] = (
    {
        "Name": "Bookings yesterday",
        "Get": "Event records",
        "Event": "Booking Confirmation",
        "Dates": "yesterday",
    },
    {
        "Name": "Gold customers of the week",
        "Get": "User profiles",
        "Event": "Charged",
        "Dates": "last 7 days",
        "profile: plan": "Gold",
    },
)
SWITCHED_OFF: dict[str, Value] = {
    "Active": "no",
    "Name": "Uninstalls this year",
    "Event": "App Uninstalled",
    "Dates": "this year",
}


def rows(today: date) -> tuple[tuple[Value, ...], ...]:
    """Return the demo's questions, one of them with a deliberate mistake.

    Args:
        today: Today in the sandbox's time zone.
    """
    asked = (*_event_counts(today), *_user_counts(today), *RECORDS, _mistake(today), SWITCHED_OFF)
    usual: dict[str, Value] = {"Active": "yes", "Get": "Event count"}
    return tuple(
        tuple({**usual, "[Asked by]": who, **row}.get(column.header) for column in COLUMNS)
        for row, who in zip(asked, cycle(TEAM))
    )


def _last_week(today: date) -> dict[str, Value]:
    return {"From": today - timedelta(days=7), "To": today - timedelta(days=1)}


def _event_counts(today: date) -> tuple[dict[str, Value], ...]:
    return (
        {"Name": "Flight searches yesterday", "Event": "Flight Search", "Dates": "yesterday"},
        {
            "Name": "Evening searches after the flight ad",
            "Event": "Flight Search",
            "Dates": "last 14 days",
            "Time from": "18:00",
            "Time to": "23:00",
            "profile: plan": "Free",
            "did all: Event": "UTM Visited",
            "did all: utm_campaign": "dsa_generic_flight",
        },
        {
            "Name": "Expensive flight searches",
            "Event": "Flight Search",
            "event: Fare": ">= 8000",
            **_last_week(today),
        },
        {
            "Name": "Visits of the two newest campaigns",
            "Event": "UTM Visited",
            "Dates": "last 4 weeks",
            "utm_campaign": "any of: summer_sale_2026 | Weekly deals",
        },
    )


def _user_counts(today: date) -> tuple[dict[str, Value], ...]:
    asked: tuple[dict[str, Value], ...] = (
        {
            "Name": "Visitors from the brand campaign",
            "Event": "UTM Visited",
            "Dates": "last month",
            "utm_campaign": "Brand | UK | Exact",
        },
        {
            "Name": "Gold customers who paid",
            "Event": "Charged",
            "Dates": "last 30 days",
            "profile: plan": "Gold",
        },
        {
            "Name": "Searched, but did not book",
            "Event": "Flight Search",
            "did none: Event": "Booking Confirmation",
            **_last_week(today),
        },
    )
    return tuple({"Get": "User count", **row} for row in asked)


def _mistake(today: date) -> dict[str, Value]:
    """Return a question about a day that does not exist."""
    return {
        "Name": "Hotel searches at lunch (mistake!)",
        "Event": "Hotel Search",
        "Dates": f"31/02/{today.year}",
        "Time from": "12:00",
        "Time to": "14:00",
    }
