"""``sheets-runner run`` as a person meets it: hard data, and every wrong turn on the way."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

import openpyxl
import pytest

from tests.integration.commands import command, population, run_json, sandbox

HEADERS = ["Name", "Get", "Event", "Dates", "Time from", "event: Fare", "Output tab", "Columns"]


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with sandbox("--today", "2026-06-30", "--people", "60") as url:
        yield url


def write_config(folder: Path, url: str, **changes: str) -> Path:
    """Write a configuration for the sandbox; a change to nothing leaves the key out."""
    settings = {
        "id": "SANDBOX-ID",
        "password": "SANDBOX-PASSCODE",
        "timezone": "Asia/Kolkata",
        "base_url": url,
        **changes,
    }
    lines = [f"{key} = {value}" for key, value in settings.items() if value]
    path = folder / "config.ini"
    path.write_text(
        "\n".join(["[web]", *lines, "[connector]", f"state_dir = {folder / 'state'}"]), "utf-8"
    )
    return path


def write_workbook(folder: Path, *rows: dict[str, Any], tab: str = "Queries") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = tab
    sheet.append(HEADERS)
    for row in rows:
        sheet.append([row.get(name) for name in HEADERS])
    path = folder / "book.xlsx"
    book.save(path)
    return path


FEEDBACK = {
    "Name": "Feedback",
    "Get": "Event records",
    "Event": "Feedback Given",
    "Dates": "2026-05-01 to 2026-06-29",
}
VISITS = {"Name": "Visits", "Event": "App Launched", "Dates": date(2026, 6, 29)}


def test_hard_text_arrives_as_it_is_and_the_whole_is_kept(tmp_path: Path, url: str) -> None:
    write_config(tmp_path, url)
    path = write_workbook(tmp_path, FEEDBACK)
    told = {
        event["event_props"]["Comment"]: event
        for event in population(url)[1]
        if event["event_name"] == "Feedback Given"
    }
    long_text = max(told, key=len)
    assert len(long_text) == 40_000

    summary = run_json(str(path), folder=tmp_path)

    book = openpyxl.load_workbook(path)
    header, *rows = [[cell for cell in row] for row in book["Feedback"].iter_rows()]  # noqa: C416
    place = {str(cell.value): number for number, cell in enumerate(header)}
    shown = {row[place["Comment"]].value: row for row in rows}
    for text in ("=1+1", "#N/A", "-2+3", "+91 98000 00000", "@SUM(A1:A9)", "007", "TRUE"):
        assert shown[text][place["Comment"]].data_type == "s"
    assert "bell\ufffd and vertical\ufffdtab" in shown
    assert "half an emoji \ufffd" in shown
    cut = next(str(text) for text in shown if str(text).endswith("… [cut]"))
    assert len(cut) == 32_767
    assert long_text.startswith(cut[:-7])
    ticket = shown["=1+1"][place["Ticket"]]
    assert (ticket.value, ticket.data_type) == (str(told["=1+1"]["event_props"]["Ticket"]), "s")
    assert isinstance(shown["#N/A"][place["Time"]].value, datetime)

    (row,) = summary["rows"]
    whole = tmp_path / "book - Feedback.csv"
    assert row["status"] == "done"
    assert row["records"] == len(rows) >= len(told)
    assert "Long cells that end in a mark: 1." in row["message"]
    assert "Characters that a cell cannot hold, shown as \ufffd: 3." in row["message"]
    assert str(whole) in row["message"]
    with whole.open(encoding="utf-8-sig", newline="") as file:
        comments = {line["Comment"] for line in csv.DictReader(file)}
    assert long_text in comments
    assert "'=1+1" in comments


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not there")
def test_a_workbook_with_hard_text_opens_in_libreoffice(tmp_path: Path, url: str) -> None:
    write_config(tmp_path, url)
    path = write_workbook(tmp_path, FEEDBACK)
    run_json(str(path), folder=tmp_path)

    every_tab = "csv:Text - txt - csv (StarCalc):44,34,76,,,,,,,,,-1"
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", every_tab, profile, str(path)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=100,
    )

    text = (tmp_path / "book-Feedback.csv").read_text("utf-8")
    assert "=1+1" in text
    assert "#N/A" in text


def test_a_mistake_stops_no_other_row(tmp_path: Path, url: str) -> None:
    write_config(tmp_path, url)
    path = write_workbook(
        tmp_path,
        {**VISITS, "Dates": "31/02/2026"},
        VISITS,
        {**VISITS, "Event": "App Lunched"},
        {**VISITS, "Get": "Count", "event: Fare": "> pizza"},
    )

    summary = run_json(str(path), folder=tmp_path)

    assert [row["status"] for row in summary["rows"]] == ["check", "done", "failed", "check"]
    assert summary["exit_code"] == 1
    assert summary["rows"][1]["count"] > 0
    assert "App Lunched" in summary["rows"][2]["message"]
    assert "`Get` (B5)" in summary["rows"][3]["message"]
    assert "`event: Fare` (F5)" in summary["rows"][3]["message"]


def test_a_failed_row_keeps_its_last_good_number(tmp_path: Path, url: str) -> None:
    write_config(tmp_path, url)
    path = write_workbook(tmp_path, VISITS)
    good = run_json(str(path), folder=tmp_path)["rows"][0]["count"]
    write_config(tmp_path, "http://127.0.0.1:9")
    with (tmp_path / "config.ini").open("a", encoding="utf-8") as settings:
        settings.write("\nretry_seconds = 0\n")

    later = "2026-06-30T18:00:00+05:30"
    summary = run_json(str(path), folder=tmp_path, now=later)

    sheet = openpyxl.load_workbook(path)["Queries"]
    row = {str(head.value): cell.value for head, cell in zip(sheet[1], sheet[2])}
    assert summary["rows"][0]["status"] == "failed"
    assert row["Status"] == "❌ Failed"
    assert row["Count"] == good > 0
    assert str(row["Message"]).endswith("The number shown is of 2026-06-30 10:00.")
    assert row["Last run"] == datetime(2026, 6, 30, 18, 0)


class Turn(NamedTuple):
    """Something that can go wrong before any row: how, and what is said of it."""

    take: Callable[[Path, str], object]
    exit_code: int
    sentence: str
    sheets: tuple[str, ...] = ("book.xlsx",)


WRONG_TURNS = {
    "no configuration": Turn(lambda folder, _: (folder / "config.ini").unlink(), 2, "config.ini"),
    "no such sheet": Turn(lambda *_: None, 2, '"weekly" is no sheet of config.ini', ("weekly",)),
    "no sheet at all": Turn(lambda *_: None, 2, "config.ini has no section [sheet.NAME].", ()),
    "no time zone": Turn(
        lambda folder, url: write_config(folder, url, timezone=""), 2, "[web] has no timezone."
    ),
    "wrong passcode": Turn(
        lambda folder, url: write_config(folder, url, password="WRONG-PASSCODE"),
        1,
        "CleverTap refuses [web]",
    ),
    "no workbook": Turn(lambda folder, _: (folder / "book.xlsx").unlink(), 3, "book.xlsx"),
    "no tab": Turn(
        lambda folder, _: write_workbook(folder, VISITS, tab="Questions"), 3, '"Queries"'
    ),
    "open elsewhere": Turn(
        lambda folder, _: (folder / ".~lock.book.xlsx#").write_text(",Priya,laptop,,;", "utf-8"),
        3,
        "Priya",
    ),
    "no workbook but a text": Turn(
        lambda folder, _: (folder / "book.xlsx").write_text("Name,Get", "utf-8"), 3, "book.xlsx"
    ),
}


@pytest.mark.parametrize("name", WRONG_TURNS)
def test_a_wrong_turn_gives_one_sentence_and_the_right_exit_code(
    tmp_path: Path, url: str, name: str
) -> None:
    turn = WRONG_TURNS[name]
    write_config(tmp_path, url)
    write_workbook(tmp_path, VISITS, {**VISITS, "Name": "More visits"})
    turn.take(tmp_path, url)

    done = command("run", *turn.sheets, folder=tmp_path)

    said = done.stdout + done.stderr
    assert done.returncode == turn.exit_code
    assert said.count(turn.sentence) == 1
    assert [word for word in ("Traceback", "WRONG-PASSCODE", "SANDBOX") if word in said] == []


def test_a_misspelt_header_stops_the_tab_before_any_call(tmp_path: Path, url: str) -> None:
    write_config(tmp_path, url)
    path = write_workbook(tmp_path, VISITS)
    book = openpyxl.load_workbook(path)
    book["Queries"]["F1"] = "utm_campain"
    book.save(path)

    summary = run_json(str(path), folder=tmp_path)

    assert summary["rows"] == []
    assert summary["calls"] == 0
    assert summary["exit_code"] == 1
    (problem,) = summary["problems"]
    assert problem == (
        "Queries: `utm_campain` (F1): did you mean `utm_campaign`? Correct the header, or write "
        "[utm_campain] if the column is your own."
    )
