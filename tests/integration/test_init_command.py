"""`init` as people type it: a new sheet, a sheet in use, no configuration yet."""

from __future__ import annotations

import os
import select
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Iterator

import openpyxl
import pytest

from sheets_runner import config
from sheets_runner.demo.stage import MARK
from sheets_runner.run.looks import OURS, RESULT_COLUMNS, STATUS_TINTS
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.model import Spreadsheet, Tab
from tests.integration.init_desk import (
    IN_USE,
    OPTIONS,
    Desk,
    Said,
    everything,
    names_listed,
    spreadsheet_in_use,
    team_book,
    typing_in,
)
from tests.integration.people import shown, typed

INPUTS = 20
"""How many columns of the template people fill in."""
RESULTS = [column.header for column in RESULT_COLUMNS]
PATIENCE = 30
"""Seconds that a command may stay silent."""
BATCH = "POST /v4/spreadsheets/{id}:batchUpdate"


@pytest.fixture(name="box", scope="module")
def _box() -> Iterator[Sandbox]:
    with Sandbox(OPTIONS, sleep=lambda _: None, monotonic=lambda: 0.0) as box:
        yield box


@pytest.fixture(name="google", scope="module")
def _google() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, box: Sandbox, google: GoogleSheets) -> Iterator[Desk]:
    with typing_in(tmp_path):
        yield Desk(tmp_path, box, google)


def colour(cell: Any) -> tuple[int, ...]:
    """Return a cell's background, 0 to 255."""
    parts = cell.format["backgroundColorStyle"]["rgbColor"]
    return tuple(round(255 * parts.get(name, 0)) for name in ("red", "green", "blue"))


def heads(tab: Tab, row: int = 0) -> list[Any]:
    return shown(tab)[row]


# --- a new spreadsheet ---


@pytest.fixture(name="first", scope="module")
def _first(
    box: Sandbox, google: GoogleSheets, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Said, Spreadsheet]:
    """What `init` says of a new spreadsheet, and what it makes of it."""
    folder = tmp_path_factory.mktemp("first")
    desk, made = Desk(folder, box, google), google.create()
    with typing_in(folder):
        desk.configure()
        return desk.init("--spreadsheet", desk.address(made.id)), google.spreadsheets[made.id]


@pytest.fixture(name="made")
def _made(desk: Desk, first: tuple[Said, Spreadsheet]) -> Spreadsheet:
    """A spreadsheet and a configuration as `init` leaves them."""
    made = replace(first[1].copy(), id=desk.google.create().id)
    desk.google.library.add(made)
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n")
    return made


def test_a_new_spreadsheet_is_made_ready_and_it_is_said_what_to_do_next(
    first: tuple[Said, Spreadsheet],
) -> None:
    said, _ = first

    assert said.code == 0
    assert said.text.splitlines() == [
        'Made the tab "Queries" with three examples, which are switched off.',
        'Made the tab "Getting started".',
        'Listed 15 events and 13 profile properties in the hidden tab "_Lists".',
        "Added [sheet.team] to config.ini.",
        "Next: write a question, or switch an example on under Active. Then:",
        "  sheets-runner check team",
        "  sheets-runner run team",
    ]


def test_a_new_spreadsheet_has_its_tabs_and_nothing_is_left_of_the_run(made: Spreadsheet) -> None:
    assert [tab.title for tab in made.tabs] == ["Queries", "Getting started", "_Lists"]
    assert [tab.properties["gridProperties"]["frozenRowCount"] for tab in made.tabs] == [1] * 3
    assert [tab.title for tab in made.tabs if tab.properties.get("hidden")] == ["_Lists"]


def test_the_hidden_tab_holds_the_names_that_clevertap_knows(
    box: Sandbox, made: Spreadsheet
) -> None:
    assert shown(made.tabs[2]) == names_listed(box.url)


def test_active_has_checkboxes_and_lists_only_warn(made: Spreadsheet) -> None:
    queries = made.tabs[0]
    rules = {
        header: queries.cells[500, place].validation
        for place, header in enumerate(heads(queries))
        if (500, place) in queries.cells and queries.cells[500, place].validation
    }
    assert {header: rule["condition"]["type"] for header, rule in rules.items() if rule} == {
        "Active": "BOOLEAN",
        **dict.fromkeys(("App", "Get", "first_time", "Mode"), "ONE_OF_LIST"),
        **dict.fromkeys(("Event", "did all: Event"), "ONE_OF_RANGE"),
    }
    assert not any(rule.get("strict") for rule in rules.values() if rule)
    assert [row[0] for row in shown(queries)[1:]] == [False] * 3


def test_every_header_has_a_note_and_the_runners_columns_their_colour(made: Spreadsheet) -> None:
    queries = made.tabs[0]
    headers = [queries.cells[0, place] for place in range(INPUTS + 7)]

    assert [cell.entered for cell in headers[INPUTS:]] == RESULTS
    assert [cell.entered for cell in headers if not cell.note] == []
    assert all(cell.format and cell.format["textFormat"]["bold"] for cell in headers)
    shade = tuple(bytes.fromhex(OURS))
    assert {colour(queries.cells[3, place]) for place in range(INPUTS, INPUTS + 7)} == {shade}
    assert [place for place, one in queries.columns.items() if one.get("hiddenByUser")] == [
        INPUTS + 6
    ]
    assert len(queries.conditional_formats) == len(STATUS_TINTS)


def test_a_second_time_nothing_changes_and_nothing_is_written(
    desk: Desk, made: Spreadsheet
) -> None:
    before, text, calls = made.copy(), desk.config.read_bytes(), desk.google.calls[BATCH]
    said = desk.init("--spreadsheet", desk.address(made.id))

    assert (said.code, said.text.splitlines()) == (
        0,
        ["Nothing is missing; nothing was changed."],
    )
    assert desk.google.spreadsheets[made.id] == before
    assert desk.google.calls[BATCH] == calls
    assert desk.config.read_bytes() == text


def test_the_examples_run_once_they_are_ticked(desk: Desk, made: Spreadsheet) -> None:
    start = {"sheetId": made.tabs[0].id, "rowIndex": 1, "columnIndex": 0}
    tick = {"values": [{"userEnteredValue": {"boolValue": True}}]}
    update = {"start": start, "rows": [tick] * 3, "fields": "userEnteredValue"}
    desk.google.edit(made.id, [{"updateCells": update}])

    said = desk.type("run", "team")

    now = desk.google.spreadsheets[made.id]
    assert said.code == 0, said.text
    assert [row[INPUTS] for row in shown(now.tabs[0])[1:]] == ["✅ Done"] * 3
    assert [tab.title for tab in now.tabs] == [
        *("Queries", "Results", "Getting started", "_Lists", "Launches", "Run log"),
    ]


# --- a spreadsheet in use ---


@pytest.fixture(name="in_use")
def _in_use(desk: Desk) -> Spreadsheet:
    """A spreadsheet in which a team has worked for a while."""
    desk.configure()
    return spreadsheet_in_use(desk.google)


def test_a_spreadsheet_in_use_gets_what_is_missing_and_keeps_the_rest_cell_by_cell(
    desk: Desk, in_use: Spreadsheet
) -> None:
    said = desk.init("--spreadsheet", in_use.id, "--sheet", "plan")

    assert said.code == 0, said.text
    assert (
        'Added to the tab "Queries": Status, Records, Last run, Reads as, Message, ID.' in said.text
    )
    assert "For a drop-down of them under Event: sheets-runner doctor --lists plan\n" in said.text
    now = desk.google.spreadsheets[in_use.id]
    assert [tab.title for tab in now.tabs] == ["Plans", "Queries", "Getting started", "_Lists"]
    assert shown(now.tabs[3]) == names_listed(desk.box.url)
    plans, queries = now.tabs[:2]
    assert plans == in_use.tabs[0]
    assert heads(queries, 1)[:7] == IN_USE["Queries"][1]
    assert heads(queries, 1)[7:] == ["Status", "Records", "Last run", "Reads as", "Message", "ID"]
    before = in_use.tabs[1]
    theirs = {place: cell for place, cell in queries.cells.items() if place[1] < 7}
    assert theirs == {place: cell for place, cell in before.cells.items() if place[1] < 7}
    assert {at: one for at, one in queries.columns.items() if at < 7} == before.columns
    ours = ("cells", "columns", "conditional_formats", "metadata", "properties")
    same = {name: getattr(before, name) for name in ours}
    assert replace(queries, **same) == before
    assert queries.conditional_formats[len(STATUS_TINTS) :] == before.conditional_formats
    grid = dict(queries.properties["gridProperties"], columnCount=26)
    assert {**queries.properties, "gridProperties": grid} == before.properties


def test_a_spreadsheet_in_use_does_not_change_a_second_time(
    desk: Desk, in_use: Spreadsheet
) -> None:
    desk.init("--spreadsheet", in_use.id)
    before = desk.google.spreadsheets[in_use.id].copy()
    said = desk.init("--spreadsheet", in_use.id)

    assert "Nothing is missing" in said.text
    assert desk.google.spreadsheets[in_use.id] == before


def test_headers_that_need_fixing_are_told_and_nothing_is_changed(
    desk: Desk, in_use: Spreadsheet
) -> None:
    desk.google.edit(in_use.id, typed("Queries", 2, 6, "utm_campain")(in_use))
    before, text = desk.google.spreadsheets[in_use.id].copy(), desk.config.read_bytes()
    said = desk.init("--spreadsheet", in_use.id)

    assert said.code == 1
    assert "Error: Queries: `utm_campain` (F2): did you mean `utm_campaign`?" in said.text
    assert said.text.endswith("Nothing was changed.\n")
    assert desk.google.spreadsheets[in_use.id] == before
    assert desk.config.read_bytes() == text


def test_a_spreadsheet_that_is_not_shared_ends_with_3_and_names_the_address(desk: Desk) -> None:
    desk.configure()
    made = desk.google.create()
    desk.google.share(made.id, CLIENT_EMAIL, None)
    text = desk.config.read_bytes()
    said = desk.init("--spreadsheet", made.id)

    assert said.code == 3
    assert CLIENT_EMAIL in said.text
    assert desk.config.read_bytes() == text


# --- a workbook ---


def test_a_new_workbook_has_drop_downs_in_place_of_checkboxes(desk: Desk) -> None:
    desk.configure()
    said = desk.init("--workbook", "plan.xlsx")

    assert said.code == 0, said.text
    assert "Made plan.xlsx." in said.text or f"Made {desk.folder / 'plan.xlsx'}." in said.text
    book = openpyxl.load_workbook("plan.xlsx")
    assert book.sheetnames == ["Queries", "Getting started", "_Lists"]
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "hidden"]
    names: Any = book["_Lists"]
    assert [list(row) for row in names.values] == names_listed(desk.box.url)
    sheet: Any = book["Queries"]
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["A2:A1048576"] == '"yes,no"'
    assert lists["C2:C1048576"] == '"web"'
    choices = book.defined_names[lists["E2:E1048576"]]
    assert (choices.attr_text, lists["P2:P1048576"]) == ("'_Lists'!$A$2:$A$16", choices.name)
    assert {one.errorStyle for one in sheet.data_validations.dataValidation} == {"warning"}
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["no"] * 3
    assert [cell.value for cell in sheet[1]][INPUTS:] == RESULTS
    assert all(cell.comment and cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.column_dimensions["AA"].hidden) == ("A2", True)
    assert config.load("config.ini").sheets["plan"].workbook == Path("plan.xlsx")


def test_a_workbook_does_not_change_a_second_time(desk: Desk) -> None:
    desk.configure()
    desk.init("--workbook", "plan.xlsx", "--sheet", "plan")
    before = Path("plan.xlsx").read_bytes()

    assert "Nothing is missing" in desk.init("--sheet", "plan").text
    assert Path("plan.xlsx").read_bytes() == before


def test_a_workbook_in_use_keeps_all_that_was_in_it(desk: Desk) -> None:
    path = desk.folder / "book.xlsx"
    team_book(path)
    before = everything(path)
    desk.configure(f"[sheet.daily]\nworkbook = {path}\n")
    said = desk.init()

    assert said.code == 0, said.text
    after = everything(path)
    assert list(after) == ["Queries", "Plans", "Getting started", "_Lists"]
    guide = after.pop("Getting started")
    assert len(guide["cells"]) == 22
    assert after.pop("Plans") == before.pop("Plans")
    new = after["Queries"]
    added = {place for place in new["cells"] if place not in before["Queries"]["cells"]}
    assert {place[0] for place in added} == set("GHIJKL")
    for part, was in before["Queries"].items():
        kept = new[part]
        if isinstance(was, dict):
            kept = {key: value for key, value in kept.items() if key in was}
        elif part == "colours":
            kept = [one for one in kept if one in was]
        if part != "heights":  # that of the header row grows with what is written there
            assert kept == was, part
    assert new["heights"][3] == 33


# --- names that cannot be had ---


@pytest.fixture(name="silent")
def _silent(desk: Desk) -> Iterator[Desk]:
    """A desk at which CleverTap is asked for names in vain."""
    desk.configure()
    yield desk
    desk.box.faults.clear()


def refuse_names(desk: Desk, fault: str) -> None:
    rule = {"fault": fault, "endpoint": "GET /getSchema", "times": 99}
    desk.box.faults.load({"faults": [rule]})


def test_where_clevertap_is_away_all_else_is_made_and_it_is_said_why(silent: Desk) -> None:
    text = silent.config.read_text("utf-8").replace(silent.box.url, "http://127.0.0.1:9")
    silent.config.write_text(text.replace("[google]", "retry_seconds = 0\n[google]"), "utf-8")
    said = silent.init("--workbook", "plan.xlsx")

    assert said.code == 0, said.text
    hint = next(line for line in said.text.splitlines() if line.startswith("No names are listed"))
    assert hint.startswith("No names are listed yet. 127.0.0.1:9 cannot be reached.")
    assert hint.endswith(" Later: sheets-runner doctor --lists plan")
    assert openpyxl.load_workbook("plan.xlsx").sheetnames == ["Queries", "Getting started"]


def test_where_clevertap_gives_no_names_they_are_listed_by_a_later_command(silent: Desk) -> None:
    refuse_names(silent, "http_403")
    first = silent.init("--workbook", "plan.xlsx")
    again = silent.init("--workbook", "plan.xlsx")
    silent.box.faults.clear()
    later = silent.type("doctor", "--lists", "plan")

    said = "No names are listed yet. CleverTap gives [web] no list of its names (HTTP 403)."
    assert (first.code, again.code, later.code) == (0, 0, 0)
    assert said in first.text
    assert again.text.startswith(f"Nothing was changed.\n{said}")
    book = openpyxl.load_workbook("plan.xlsx")
    assert book.sheetnames == ["Queries", "Getting started", "_Lists"]


# --- wrong turns ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--spreadsheet", "x", "--workbook", "b.xlsx"), "are two places. Name one of them."),
        (("--workbook", "b.csv"), '"b.csv" is no .xlsx file: save it as one'),
        (("--workbook", "none/b.xlsx"), 'There is no folder "'),
        ((), "config.ini does not say which sheet is meant (there: none)."),
        (("--workbook", "b.xlsx", "--base-url", "http://127.0.0.1:1"), "is there already: write"),
    ],
)
def test_what_cannot_be_meant_is_told_in_a_sentence(
    desk: Desk, words: tuple[str, ...], said: str
) -> None:
    desk.configure()
    found = desk.init(*words)

    assert found.code == 2
    assert said in found.text
    assert not Path("b.xlsx").exists()


def test_the_demos_configuration_is_not_taken_for_the_teams(desk: Desk) -> None:
    desk.configure()
    text = f"{MARK} Safe to delete.\n{desk.config.read_text('utf-8')}"
    desk.config.write_text(text, "utf-8")
    said = desk.init("--workbook", "b.xlsx")

    assert said.code == 2
    assert "config.ini is the demo's: its account is made up, and so would be all" in said.text
    assert desk.config.read_text("utf-8") == text
    assert not Path("b.xlsx").exists()


def test_a_spreadsheet_after_a_workbook_needs_a_sign_in_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "APPDATA", "CLOUDSDK_CONFIG"):
        monkeypatch.setenv(name, str(desk.folder))
    desk.configure()
    text = desk.config.read_text("utf-8").replace(f"credentials = {desk.key.name}\n", "")
    desk.config.write_text(text, "utf-8")
    said = desk.init("--spreadsheet", desk.google.create().id)

    assert said.code == 2
    assert said.text.endswith(
        "add these lines to that, and run init again:\n\n[google]\n"
        "credentials = service_account.json\n\n"
    )


def test_what_was_made_is_told_although_the_configuration_cannot_be_written(desk: Desk) -> None:
    desk.configure()
    desk.config.chmod(0o444)
    said = desk.init("--workbook", "b.xlsx")

    assert said.code == 2
    assert 'Made the tab "Queries" with three examples' in said.text
    assert "Add these lines to it:\n\n[sheet.b]\nworkbook = b.xlsx\n" in said.text


def test_what_was_made_is_told_although_another_init_is_writing(desk: Desk) -> None:
    desk.configure()
    (desk.folder / ".config.ini.new").write_text("half", "utf-8")
    said = desk.init("--workbook", "b.xlsx")

    assert said.code == 2
    assert 'Made the tab "Queries" with three examples' in said.text
    assert "Another init is writing config.ini. Run this one again" in said.text


def test_a_tab_of_something_else_is_told_how_it_can_make_room(desk: Desk) -> None:
    desk.configure()
    said = desk.init("--spreadsheet", desk.google.create({"Queries": [["Shopping list"]]}).id)

    assert said.code == 1
    assert said.text.splitlines()[1:] == [
        'Or rename that tab, or delete it: init then makes a "Queries" with examples.',
        "Nothing was changed.",
    ]


def test_without_a_configuration_and_a_terminal_it_says_what_to_do(desk: Desk) -> None:
    said = desk.init("--workbook", "b.xlsx")

    assert said.code == 2
    assert said.text.splitlines()[-1] == (
        "Error: There is no config.ini, and nobody to ask. Run this command in a terminal, or copy"
        " config.example.ini there and fill it in."
    )
    assert list(desk.folder.iterdir()) == [desk.key]


def test_a_configuration_elsewhere_is_named_in_what_to_do_next(desk: Desk) -> None:
    desk.configure()
    other = desk.config.rename(desk.folder / "my own.ini")
    said = desk.init("--workbook", "b.xlsx", "--config", other.name)

    assert "  sheets-runner run b --config 'my own.ini'\n" in said.text


# --- somebody at the terminal ---


def lines(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


ACCOUNT = (ACCOUNT_ID, PASSCODE, "", "Asia/Kolkata")


def test_a_newcomer_is_asked_and_has_a_configuration_and_a_sheet(desk: Desk) -> None:
    made = desk.google.create()
    answers = lines(desk.address(made.id), *ACCOUNT, desk.key.name, "")
    said = desk.init(answers=answers)

    assert said.code == 0, said.text
    assert PASSCODE not in said.text
    assert f"Share the spreadsheet with {CLIENT_EMAIL} as Editor" in said.text
    assert "Wrote config.ini. It holds your passcode, so only you can read it." in said.text
    settings = config.load("config.ini")
    (app,) = settings.apps.values()
    assert (app.account_id, app.passcode, app.region) == (ACCOUNT_ID, PASSCODE, "in1")
    assert settings.sheets["team"].spreadsheet == made.id
    assert os.name == "nt" or stat.S_IMODE(desk.config.stat().st_mode) == 0o600
    assert desk.google.spreadsheets[made.id].tabs[0].title == "Queries"
    assert desk.type("check", "team").code == 0


def test_wrong_answers_are_explained_and_right_ones_need_not_be_typed_again(desk: Desk) -> None:
    said = desk.init(
        "--workbook",
        "b.xlsx",
        answers=lines(
            *("a b", ACCOUNT_ID, "WRONG-PASSCODE", "mars", "in1", "IST", "Europe/Berlin"),
            *("y", "", PASSCODE, "", ""),
            *("y", "", "", "", "asia/kolkata"),
        ),
    )

    assert said.code == 0, said.text
    assert "id: must be one line of plain letters and digits, without spaces." in said.text
    assert "Write it as continent and city, such as Asia/Kolkata." in said.text
    assert "CleverTap refuses id or password of this account at 127.0.0.1" in said.text
    assert "timezone = Europe/Berlin does not fit the records of this account" in said.text
    assert "Enter keeps the last one" in said.text
    assert "WRONG-PASSCODE" not in said.text
    app = config.load("config.ini").apps["main"]
    assert (app.passcode, app.timezone) == (PASSCODE, "Asia/Kolkata")
    assert "google" not in desk.config.read_text("utf-8").lower()


def test_bytes_that_are_no_text_are_asked_for_again(desk: Desk) -> None:
    typed = lines(*ACCOUNT).encode().replace(b"Asia", b"\xe9\nAsia")
    said = desk.init("--workbook", "b.xlsx", answers=typed)

    assert said.code == 0, said.text
    assert "That is no text in this terminal's settings. Type it again." in said.text


def test_a_workbook_that_cannot_be_used_may_be_another_one(desk: Desk) -> None:
    Path("b.xlsx").write_text("text", "utf-8")
    answers = lines("y", "none/c.xlsx", "'c d.xlsx'", *ACCOUNT)
    said = desk.init("--workbook", "b.xlsx", answers=answers)

    assert said.code == 0, said.text
    assert '"b.xlsx" is not an Excel workbook.' in said.text
    assert "[b.xlsx]: none/c.xlsx" in said.text
    assert list(config.load("config.ini").sheets) == ["c d"]


def test_the_place_is_asked_for_and_may_be_a_workbook(desk: Desk) -> None:
    said = desk.init(answers=lines("plan.ods", "plan.xlsx", *ACCOUNT))

    assert said.code == 0, said.text
    assert '"plan.ods" is no .xlsx file: save it as one' in said.text
    assert list(config.load("config.ini").sheets) == ["plan"]


def test_where_a_machine_signs_in_by_itself_no_key_file_is_needed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = desk.key.rename(desk.folder / "elsewhere.json")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(key))
    made = desk.google.create()
    said = desk.init("--spreadsheet", made.id, answers=lines(*ACCOUNT, "", ""))

    assert said.code == 0, said.text
    assert "; Enter alone signs in without one (docs/google.md): " in said.text
    assert config.load("config.ini").google.credentials == ""
    assert desk.google.spreadsheets[made.id].tabs[0].title == "Queries"


def test_a_new_configuration_for_a_sheet_that_is_complete_says_what_to_do_next(desk: Desk) -> None:
    desk.init("--workbook", "b.xlsx", answers=lines(*ACCOUNT))
    desk.config.unlink()
    said = desk.init("--workbook", "b.xlsx", answers=lines(*ACCOUNT))

    assert "Nothing is missing; nothing was changed.\nNext: write a question" in said.text


def test_a_spreadsheet_may_be_shared_between_two_tries(desk: Desk) -> None:
    made, other = desk.google.create(), desk.google.create()
    desk.google.share(made.id, CLIENT_EMAIL, "reader")
    said = desk.init(
        "--spreadsheet",
        made.id,
        answers=lines(*ACCOUNT, "none.json", desk.key.name, "", "y", "", other.id),
    )

    assert f"[{desk.key.name}]: " in said.text, "as it was typed"

    assert said.code == 0, said.text
    assert "the file" in said.text
    assert "change the role of that account to Editor" in said.text
    assert config.load("config.ini").sheets["team"].spreadsheet == other.id
    assert desk.google.spreadsheets[made.id].tabs[0].title != "Queries"


def test_answers_that_do_not_hold_yet_may_be_kept(desk: Desk) -> None:
    made = desk.google.create()
    desk.google.share(made.id, CLIENT_EMAIL, None)
    said = desk.init("--spreadsheet", made.id, answers=lines(*ACCOUNT, desk.key.name, "", "n"))

    assert said.code == 3, "the spreadsheet cannot be opened yet"
    assert config.load("config.ini").sheets["team"].spreadsheet == made.id
    desk.google.share(made.id, CLIENT_EMAIL, "writer")
    assert desk.init().code == 0


def test_whoever_leaves_in_the_middle_leaves_nothing_behind(desk: Desk) -> None:
    said = desk.init("--workbook", "b.xlsx", answers=ACCOUNT_ID + "\n")

    assert said.code == 130
    assert list(desk.folder.iterdir()) == [desk.key]


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_at_a_real_terminal_id_and_passcode_are_not_shown(desk: Desk) -> None:
    import pty

    ours, theirs = pty.openpty()
    words = ("init", "--workbook", "b.xlsx", "--base-url", desk.box.url)
    with subprocess.Popen(
        [sys.executable, "-m", "sheets_runner", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown_there = converse(ours, ["Account id", "Passcode", "Region", "Time zone"])
        os.close(ours)

    assert process.returncode == 0, shown_there
    assert ACCOUNT_ID not in shown_there
    assert PASSCODE not in shown_there
    assert "Wrote config.ini." in shown_there


def converse(terminal: int, questions: list[str]) -> str:
    """Answer questions as they come; return all that was shown."""
    answers, seen, asked = dict(zip(questions, ACCOUNT)), "", 0
    while select.select([terminal], [], [], PATIENCE)[0]:
        try:
            part = os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:  # the other side has gone
            break
        if not part:
            break
        seen += part
        # The last blank is shown once what is typed will be read: of a passcode, unseen.
        ready = seen.endswith(": ")
        if asked < len(questions) and ready and questions[asked] in seen:
            os.write(terminal, f"{answers[questions[asked]]}\n".encode())
            asked += 1
    return seen
