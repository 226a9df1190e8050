"""The demo: it sets its stage without harm, and its last words can be copied and run."""

from __future__ import annotations

import shlex
import socket
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_runner import config
from sheets_runner.cli import main
from sheets_runner.demo.questions import COLUMNS, rows
from sheets_runner.demo.stage import MARK, PORT, Demo, is_the_demos, started_as
from sheets_runner.errors import ConfigError
from sheets_runner.run.summary import ExitCode, RowSummary, Summary
from tests.fakes import FakeClock
from tests.unit.run.build import MORNING

TODAY = date(2026, 6, 30)
DONE = RowSummary("demo", 2, "aaaaaa", "Visits", "done", count=7)
BOOKINGS = RowSummary("demo", 9, "bbbbbb", "Bookings", "done", records=7)
MISTAKE = RowSummary("demo", 11, "", "Hotels", "check", message="31/02/2026")
WELL = Summary("b", (DONE, BOOKINGS, MISTAKE), 2, 0.1, ExitCode.ROWS)


def stage(folder: Path) -> Demo:
    return Demo(folder, FakeClock(MORNING))


# --- its questions ---


def test_each_question_fills_columns_that_are_there() -> None:
    asked = [dict(zip([column.header for column in COLUMNS], row)) for row in rows(TODAY)]

    assert len(asked) == 11
    assert all(len(row) == len(COLUMNS) for row in rows(TODAY))
    assert {row["Get"] for row in asked} == set(COLUMNS[2].choices)
    assert [row["Name"] for row in asked if row["Active"] == "no"] == ["Uninstalls this year"]
    assert asked[-2]["Dates"] == "31/02/2026"
    assert {row["[Asked by]"] for row in asked} == {"Priya", "Tom", "Mei"}
    assert {str(row["From"]) for row in asked if row["From"]} == {"2026-06-23"}


# --- its stage ---


def test_its_configuration_is_told_from_others_by_the_first_line(tmp_path: Path) -> None:
    stage(tmp_path).prepare("http://127.0.0.1:8731")
    path = tmp_path / "config.ini"
    assert is_the_demos(path)
    path.write_text(f"; ours\n{path.read_text('utf-8')}", "utf-8")
    assert not is_the_demos(path)
    assert not is_the_demos(tmp_path)


def test_a_new_folder_gets_a_configuration_and_a_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "a new" / "folder"
    stage(folder).prepare("http://127.0.0.1:8731")

    settings = config.load(folder / "config.ini", {})
    sheet = settings.sheets["demo"]
    assert settings.app("sandbox").base_url == "http://127.0.0.1:8731"
    assert settings.connector.state_dir == folder.resolve() / ".sheets-runner"
    assert (sheet.workbook, sheet.apps) == (folder / "demo.xlsx", ("sandbox",))
    tab = openpyxl.load_workbook(folder / "demo.xlsx")["Queries"]
    assert tab.max_row == 12


def test_a_second_demo_keeps_the_workbook_and_renews_the_configuration(tmp_path: Path) -> None:
    stage(tmp_path).prepare("http://127.0.0.1:8731")
    book = openpyxl.load_workbook(tmp_path / "demo.xlsx")
    book["Queries"]["B2"] = "My own question"
    book.save(tmp_path / "demo.xlsx")

    stage(tmp_path).prepare("http://127.0.0.1:9999")

    assert openpyxl.load_workbook(tmp_path / "demo.xlsx")["Queries"]["B2"].value == (
        "My own question"
    )
    assert "http://127.0.0.1:9999" in (tmp_path / "config.ini").read_text("utf-8")


@pytest.mark.parametrize("content", [b"[web]\nid = x\n", "[web]\nname = Zoë\n".encode("latin-1")])
def test_somebody_elses_configuration_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.ini").write_bytes(content)

    with pytest.raises(ConfigError, match="is not the demo's and is left alone"):
        stage(tmp_path)

    assert (tmp_path / "config.ini").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["config.ini"]


def test_a_configuration_that_cannot_be_read_is_left_alone_too(tmp_path: Path) -> None:
    (tmp_path / "config.ini").mkdir()

    with pytest.raises(ConfigError, match="is left alone"):
        stage(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")

    with pytest.raises(ConfigError, match=r"file: .*\. Choose another folder\."):
        stage(tmp_path / "file").prepare("http://127.0.0.1:8731")


def test_a_taken_port_leads_to_another(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", PORT))
        except OSError:
            pass  # somebody else on this machine has it, which is as good
        else:
            other.listen()
        demo = stage(tmp_path)
        demo.prepare("http://127.0.0.1:49152")

    assert demo.options.port == 0
    assert "sandbox --port 49152\n" in demo.farewell(["sheets-runner"], WELL)


# --- its end ---


@pytest.mark.parametrize(
    ("changes", "well"),
    [
        ({}, True),
        ({"rows": (DONE,), "exit_code": ExitCode.DONE}, True),
        ({"rows": (MISTAKE,)}, False),
        ({"rows": (DONE, replace(DONE, status="failed"))}, False),
        ({"problems": ("No workbook.",)}, False),
        ({"exit_code": ExitCode.INTERRUPTED}, False),
    ],
)
def test_a_demo_went_well_when_all_but_the_mistake_was_done(
    tmp_path: Path, changes: dict[str, Any], well: bool
) -> None:
    assert stage(tmp_path).went_well(replace(WELL, **changes)) is well


def test_the_last_words_can_be_typed_even_where_a_path_has_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "my files; rm *"
    demo = stage(folder)
    demo.prepare("http://127.0.0.1:8731")

    serve, again = demo.farewell(["/opt/my python", "-m", "sheets_runner"], WELL).splitlines()[-2:]

    assert shlex.split(serve) == [
        *("/opt/my python", "-m", "sheets_runner", "sandbox"),
        *("--port", "8731"),
    ]
    assert shlex.split(again) == [
        *("/opt/my python", "-m", "sheets_runner", "run", "demo"),
        *("--config", str(folder / "config.ini")),
    ]


def test_the_last_words_speak_of_the_mistake_only_while_it_is_there(tmp_path: Path) -> None:
    demo = stage(tmp_path)
    before = demo.farewell(["x"], WELL, ("The clock stands still.",))
    after = demo.farewell(["x"], replace(WELL, rows=(DONE,)))

    assert "One row has a deliberate mistake" in before
    assert 'and the records in "Bookings".' in before
    assert before.endswith("\nThe clock stands still.")
    assert "mistake" not in after
    assert "records" not in after
    assert "Try next: write a question of your own" in after


def test_a_program_is_started_again_as_it_was(tmp_path: Path) -> None:
    script = tmp_path / "sheets-runner"
    script.touch()
    other = tmp_path / "other"
    other.touch()

    assert started_as("/src/sheets_runner/__main__.py", "/usr/bin/python3", None) == [
        *("/usr/bin/python3", "-m", "sheets_runner"),
    ]
    assert started_as(str(script), "python", str(script)) == ["sheets-runner"]
    assert started_as(str(script), "python", str(other)) == [str(script)]
    assert started_as(str(script), "python", None) == [str(script)]
    assert started_as("gone", "python", str(script)) == ["gone"]


def test_the_whole_demo_runs_and_where_it_goes_wrong_it_has_no_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEETS_RUNNER_NOW", "2026-06-30T10:00:00+05:30")

    assert main(["demo"]) == 0

    said = capsys.readouterr()
    assert "9 done, 1 to fix, 1 skipped" in said.out
    assert "Open demo.xlsx" in said.out
    assert MARK in (tmp_path / "config.ini").read_text("utf-8")

    (tmp_path / "demo.xlsx").write_text("no workbook", "utf-8")

    assert main(["demo"]) == 3

    said = capsys.readouterr()
    assert "Open demo.xlsx" not in said.out
    assert "Error: " in said.err
