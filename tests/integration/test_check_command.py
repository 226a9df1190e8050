"""``sheets-runner check``: everything is told, nothing is asked, nothing is written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.integration.commands import command

HEADERS = ["Name", "Get", "Event", "Dates", "Per", "event: Fare", "profile: plan", "Active"]
ROWS = (
    ("Searches", "Event count", "Flight Search", "yesterday", None, ">= 100", "Gold", None),
    ("The same", "Event count", "Flight Search", "2026-06-29", None, ">= 100", "Gold", None),
    ("Records", "Event records", "Charged", "last 2 days", None, None, None, None),
    ("By day", "User count", "Charged", "last 3 days", "day", None, None, None),
    ("Mistake", "Event count", "Charged", "31/02/2026", "year", None, None, None),
    ("Off", "Event count", "Charged", "yesterday", None, None, None, "no"),
)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    (tmp_path / "config.ini").write_text(
        "[web]\nid = TEST-ACC-0001\npassword = CCU-PASS\ntimezone = Asia/Kolkata\n"
        # Nobody answers there: a call would fail.
        "base_url = http://127.0.0.1:9\n"
        f"[connector]\nstate_dir = {tmp_path / 'state'}\n[sheet.daily]\nworkbook = book.xlsx\n",
        "utf-8",
    )
    write(tmp_path, HEADERS, *ROWS)
    return tmp_path


def write(folder: Path, *rows: Any) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "Queries"
    for row in rows:
        sheet.append(list(row))
    book.save(folder / "book.xlsx")


def state(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_row_is_told_in_plain_words_or_with_its_problems(folder: Path) -> None:
    done = command("check", folder=folder)

    assert done.returncode == 1
    zone = "(Asia/Kolkata)"
    assert done.stdout.splitlines() == [
        (
            "daily row 2 Searches: ✅ Ready · Flight Search events with Fare >= 100 "
            f"on Mon 29 Jun 2026 {zone}, by users with profile plan = Gold"
        ),
        (
            "daily row 3 The same: ✅ Ready · Flight Search events with Fare >= 100 "
            f"on Mon 29 Jun 2026 {zone}, by users with profile plan = Gold"
        ),
        (
            "daily row 4 Records: ✅ Ready · Records of Charged events "
            f"from Sun 28 Jun 2026 to Mon 29 Jun 2026 {zone}"
        ),
        (
            "daily row 5 By day: ✅ Ready · Users who did Charged "
            f"from Sat 27 Jun 2026 to Mon 29 Jun 2026 {zone}, one count per day"
        ),
        (
            "daily row 6 Mistake: ⚠ Check · `Dates` (D6): 31/02/2026 is not a date. Write it like "
            '2026-02-28. `Per` (E6): "year" is not known here. Write one of: day, week, month.'
        ),
        "daily row 7 Off: ⏸ Skipped",
        (
            "4 ready, 1 to fix, 1 skipped. A run would ask 5 questions, with at least 6 calls to "
            "CleverTap. Rows 2, 3 share one."
        ),
    ]


def test_nothing_is_asked_and_nothing_is_written(folder: Path) -> None:
    before = state(folder)

    command("check", folder=folder)

    assert state(folder) == before


def test_cql_shows_the_body_of_each_query(folder: Path) -> None:
    done = command("check", "--row", "4", "--cql", folder=folder)

    assert json.loads(done.stdout.splitlines()[1]) == {
        "event_name": "Charged",
        "from": 20260628,
        "to": 20260629,
    }


def test_json_is_one_object_with_columns_and_rows(folder: Path) -> None:
    done = command("check", "--json", folder=folder)
    told = json.loads(done.stdout)

    assert list(told) == ["columns", "rows", "problems", "calls", "shared", "exit_code"]
    assert told["columns"][3] == {
        "sheet": "daily",
        "header": "Dates",
        "meaning": "days",
        "kind": "date and text",
        "decided_by": "text",
    }
    assert told["rows"][0] == {
        "sheet": "daily",
        "row": 2,
        "name": "Searches",
        "ok": True,
        "active": True,
        "get": "Event count",
        "cql": {
            "event_name": "Flight Search",
            "from": 20260629,
            "to": 20260629,
            "event_properties": [{"name": "Fare", "operator": "greater_than_equals", "value": 100}],
            "common_profile_properties": {
                "profile_fields": [{"name": "plan", "operator": "equals", "value": "Gold"}]
            },
        },
        "reads_as": (
            "Flight Search events with Fare >= 100 on Mon 29 Jun 2026 (Asia/Kolkata), by users "
            "with profile plan = Gold"
        ),
        "problems": [],
    }
    assert [(row["row"], row["ok"], row["active"]) for row in told["rows"]][3:] == [
        (5, True, True),
        (6, False, True),
        (7, True, False),
    ]
    assert told["rows"][4]["cql"] is None
    assert [problem["cell"] for problem in told["rows"][4]["problems"]] == ["D6", "E6"]
    assert (told["calls"], told["shared"], told["exit_code"]) == (
        6,
        [{"sheet": "daily", "rows": [2, 3]}],
        1,
    )


def test_a_dry_run_is_a_check(folder: Path) -> None:
    dry, check = (command(*words, folder=folder) for words in (["run", "--dry-run"], ["check"]))

    assert (dry.returncode, dry.stdout) == (check.returncode, check.stdout)


def test_rows_in_order_end_with_0(folder: Path) -> None:
    assert command("check", "--row", "2", folder=folder).returncode == 0


def test_a_header_that_needs_fixing_is_told_and_ends_with_1(folder: Path) -> None:
    write(folder, ["Event", "Dates", "utm_campain"], ["Charged", "yesterday", "x"])

    done = command("check", "--json", folder=folder)
    told = json.loads(done.stdout)

    assert (done.returncode, told["rows"], told["calls"]) == (1, [], 0)
    assert [(problem["sheet"], problem["cell"]) for problem in told["problems"]] == [
        ("daily", "C1")
    ]
    assert command("check", folder=folder).stdout.startswith("daily: `utm_campain` (C1): did you")


def test_a_workbook_that_cannot_be_read_ends_with_3_and_hides_no_other(folder: Path) -> None:
    with (folder / "config.ini").open("a", encoding="utf-8") as config:
        config.write("[sheet.lost]\nworkbook = lost.xlsx\n")

    done = command("check", folder=folder)

    assert done.returncode == 3
    assert "daily row 2 Searches: ✅ Ready" in done.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("lost: ")] != []
