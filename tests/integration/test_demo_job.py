"""The main job as a newcomer sees it: the demo, end to end, checked against a brute-force count.

The counting here shares nothing with the package: it walks the sandbox's whole population with
plain Python and knows the questions from their rows alone.
"""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import openpyxl
import pytest

from tests.integration.commands import command, population, run_json, sandbox


class Demo(NamedTuple):
    """A demo that has run, and everything its sandbox knows."""

    folder: Path
    output: str
    profiles: dict[int, dict[str, Any]]
    events: list[dict[str, Any]]
    again: Any


@pytest.fixture(name="demo", scope="module")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    done = command("demo", folder=folder)
    assert done.returncode == 0, done.stderr
    shutil.copy(folder / "demo.xlsx", folder / "first.xlsx")
    with sandbox("--today", "2026-06-30") as url:
        settings = (folder / "config.ini").read_text("utf-8").splitlines()
        moved = [f"base_url = {url}" if line.startswith("base_url") else line for line in settings]
        (folder / "config.ini").write_text("\n".join(moved), "utf-8")
        again = run_json("demo", folder=folder)
        yield Demo(folder, done.stdout, *population(url), again)


def rows_by_name(path: Path, tab: str) -> dict[str, dict[str, Any]]:
    """Return the lines of a tab as dictionaries, by their `Name`."""
    return {row["Name"]: row for row in lines(path, tab)}


def lines(path: Path, tab: str) -> list[dict[str, Any]]:
    """Return the lines of a tab as dictionaries by header."""
    values = list(openpyxl.load_workbook(path)[tab].values)
    return [dict(zip((str(name) for name in values[0]), row)) for row in values[1:]]


def day(event: dict[str, Any]) -> int:
    return int(event["ts"]) // 1_000_000


def did(demo: Demo, name: str, first: int, last: int) -> list[dict[str, Any]]:
    """Return the events of a name on June and May days, both ends included."""
    return [
        event
        for event in demo.events
        if event["event_name"] == name and first <= day(event) <= last
    ]


def came_by(events: list[dict[str, Any]], *campaigns: str) -> list[dict[str, Any]]:
    wanted = {name.lower() for name in campaigns}
    return [
        event
        for event in events
        if str(event["session_props"].get("utm_campaign", "")).lower() in wanted
    ]


def users(events: list[dict[str, Any]]) -> set[int]:
    return {event["user"] for event in events}


def on_plan(demo: Demo, plan: str) -> set[int]:
    return {
        user
        for user, profile in demo.profiles.items()
        if profile.get("profileData", {}).get("plan") == plan
    }


def evening_searches(demo: Demo) -> int:
    seen_the_ad = users(came_by(did(demo, "UTM Visited", 20260616, 20260629), "dsa_generic_flight"))
    return sum(
        event["user"] in seen_the_ad & on_plan(demo, "Free")
        and 180000 <= event["ts"] % 1_000_000 < 230000
        for event in did(demo, "Flight Search", 20260616, 20260629)
    )


COUNTS: dict[str, Callable[[Demo], int]] = {
    "Flight searches yesterday": lambda demo: len(did(demo, "Flight Search", 20260629, 20260629)),
    "Evening searches after the flight ad": evening_searches,
    "Visitors from the brand campaign": lambda demo: len(
        users(came_by(did(demo, "UTM Visited", 20260501, 20260531), "Brand | UK | Exact"))
    ),
    "Expensive flight searches": lambda demo: sum(
        event["event_props"].get("Fare", 0) >= 8000
        for event in did(demo, "Flight Search", 20260623, 20260629)
    ),
    "Gold customers who paid": lambda demo: len(
        users(did(demo, "Charged", 20260531, 20260629)) & on_plan(demo, "Gold")
    ),
    "Searched, but did not book": lambda demo: len(
        users(did(demo, "Flight Search", 20260623, 20260629))
        - users(did(demo, "Booking Confirmation", 20260623, 20260629))
    ),
    "Visits of the two newest campaigns": lambda demo: len(
        came_by(did(demo, "UTM Visited", 20260601, 20260628), "summer_sale_2026", "Weekly deals")
    ),
}


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_in_the_sheet_equals_the_brute_force_count(demo: Demo, name: str) -> None:
    expected = COUNTS[name](demo)

    row = rows_by_name(demo.folder / "first.xlsx", "Queries")[name]

    assert row["Status"] == "✅ Done"
    assert row["Count"] == expected > 0


def test_every_counted_row_of_the_demo_is_checked_here(demo: Demo) -> None:
    counted = {
        name
        for name, row in rows_by_name(demo.folder / "first.xlsx", "Queries").items()
        if row["Status"] == "✅ Done" and row["Count"] is not None
    }

    assert counted == set(COUNTS)


def test_a_records_tab_holds_exactly_the_matching_events_each_once(demo: Demo) -> None:
    expected = Counter(
        frozenset(
            {
                "Event": "Booking Confirmation",
                "Time": datetime.strptime(str(event["ts"]), "%Y%m%d%H%M%S"),  # noqa: DTZ007
                "objectId": demo.profiles[event["user"]]["objectId"],
                "platform": demo.profiles[event["user"]]["platform"],
                **_named(identity=demo.profiles[event["user"]].get("identity")),
                **event["event_props"],
                **event["session_props"],
            }.items()
        )
        for event in did(demo, "Booking Confirmation", 20260629, 20260629)
    )

    found = lines(demo.folder / "first.xlsx", "Bookings yesterday")

    assert Counter(frozenset(_named(**row).items()) for row in found) == expected
    assert sum(expected.values()) > 20


def _named(**values: object) -> dict[str, object]:
    """Return the values that are there."""
    return {name: value for name, value in values.items() if value is not None}


def test_a_profiles_tab_holds_each_matching_user_once(demo: Demo) -> None:
    expected = sorted(
        demo.profiles[user]["identity"]
        for user in users(did(demo, "Charged", 20260623, 20260629)) & on_plan(demo, "Gold")
    )

    found = lines(demo.folder / "first.xlsx", "Gold customers of the week")

    assert sorted(row["identity"] for row in found) == expected
    assert {row["plan"] for row in found} == {"Gold"}


def test_the_mistake_is_named_and_stops_nothing(demo: Demo) -> None:
    row = rows_by_name(demo.folder / "first.xlsx", "Queries")["Hotel searches at lunch (mistake!)"]

    assert row["Status"] == "⚠ Check"
    assert row["Count"] is None
    assert row["Message"] == ("`Dates` (E11): 31/02/2026 is not a date. Write it like 2026-02-28.")


def test_a_second_run_gives_the_same_answers(demo: Demo) -> None:
    before = rows_by_name(demo.folder / "first.xlsx", "Queries")
    after = rows_by_name(demo.folder / "demo.xlsx", "Queries")

    for column in ("Status", "Count", "Records", "Reads as", "Message", "ID"):
        assert {name: row[column] for name, row in after.items()} == {
            name: row[column] for name, row in before.items()
        }
    for tab in ("Bookings yesterday", "Gold customers of the week"):
        assert lines(demo.folder / "demo.xlsx", tab) == lines(demo.folder / "first.xlsx", tab)
    assert len(lines(demo.folder / "demo.xlsx", "Results")) == len(
        lines(demo.folder / "first.xlsx", "Results")
    )


def test_a_second_run_ends_with_exit_code_1_for_the_mistake(demo: Demo) -> None:
    assert demo.again["exit_code"] == 1
    assert [row["status"] for row in demo.again["rows"]] == ["done"] * 9 + ["check", "skipped"]
    assert demo.again["calls"] == 14  # one for the names: a question has `did none`


def test_the_demo_says_what_to_open_and_what_to_try_next(demo: Demo) -> None:
    assert "Open demo.xlsx" in demo.output
    assert "ends with exit code 1" in demo.output
    assert "sandbox --port" in demo.output
    assert "SANDBOX-PASSCODE" not in demo.output
