"""`init` as people type it: a new sheet, a sheet in use, no configuration yet."""

from __future__ import annotations

import logging
import os
import select
import stat
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Iterator

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from sheets_runner import config, log
from sheets_runner.run.looks import OURS, RESULT_COLUMNS, STATUS_TINTS
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.model import Spreadsheet, Tab
from tests.integration.init_desk import NOW, Desk, Said, everything
from tests.integration.people import of, protect, shown, typed

OPTIONS = Options(port=0, people=40, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
INPUTS = 19
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


@contextmanager
def typing_in(folder: Path) -> Iterator[None]:
    """Let commands be typed in a folder, and leave no trace of their log."""
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    with pytest.MonkeyPatch.context() as place:
        place.chdir(folder)
        place.setenv("SHEETS_RUNNER_NOW", NOW)
        place.setenv("XDG_STATE_HOME", str(folder / "state"))
        yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


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
        "Added [sheet.team] to config.ini.",
        "Next: write a question, or switch an example on under Active. Then:",
        "  sheets-runner check team",
        "  sheets-runner run team",
    ]


def test_a_new_spreadsheet_has_its_tabs_and_nothing_is_left_of_the_run(made: Spreadsheet) -> None:
    assert [tab.title for tab in made.tabs] == ["Queries", "Getting started"]
    assert [tab.properties["gridProperties"]["frozenRowCount"] for tab in made.tabs] == [1, 1]


def test_active_has_checkboxes_and_lists_only_warn(made: Spreadsheet) -> None:
    queries = made.tabs[0]
    rules = {
        header: queries.cells[500, place].validation
        for place, header in enumerate(heads(queries))
        if (500, place) in queries.cells and queries.cells[500, place].validation
    }
    assert {header: rule["condition"]["type"] for header, rule in rules.items() if rule} == {
        "Active": "BOOLEAN",
        "App": "ONE_OF_LIST",
        "Get": "ONE_OF_LIST",
        "first_time": "ONE_OF_LIST",
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
        *("Queries", "Results", "Getting started", "Launches", "Run log"),
    ]


# --- a spreadsheet in use ---

IN_USE: dict[str, list[list[Any]]] = {
    "Plans": [["Ours", 7], ["secret", True]],
    "Queries": [
        ["What we watch", None, None, "=LEN(A1)"],
        ["Name", "Event", "Dates", "[Ours]", "Count", None, "Extra"],
        ["Visits", "App Launched", "yesterday", "ask Asha"],
        ["Flights", "Flight Search", "yesterday", None, None, None, 12],
    ],
}


@pytest.fixture(name="in_use")
def _in_use(desk: Desk) -> Spreadsheet:
    """A spreadsheet in which a team has worked for a while."""
    desk.configure()
    made = desk.google.create(IN_USE)
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 4}
    red = {"backgroundColorStyle": {"rgbColor": {"red": 1}}}
    look = {"userEnteredFormat": {**red, "numberFormat": {"type": "TEXT"}}, "note": "ours"}
    lists = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Visits"}]}
    rule = {"booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": red}}

    def work(tab: int) -> list[Any]:
        on = {"sheetId": tab, **area}
        column = {"sheetId": tab, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
        width = {"range": column, "properties": {"pixelSize": 222}, "fields": "pixelSize"}
        title = {"sheetId": tab, "startRowIndex": 0, "endRowIndex": 1, "endColumnIndex": 3}
        return [
            {"repeatCell": {"range": on, "cell": look, "fields": "userEnteredFormat,note"}},
            {"setDataValidation": {"range": on, "rule": {"condition": lists, "strict": True}}},
            {"addConditionalFormatRule": {"rule": {"ranges": [on], **rule}, "index": 0}},
            {"setBasicFilter": {"filter": {"range": on}}},
            {"updateDimensionProperties": width},
            {"mergeCells": {"range": title, "mergeType": "MERGE_ALL"}},
        ]

    for title in IN_USE:
        desk.google.edit(made.id, of(title, work)(desk.google.spreadsheets[made.id]))
        desk.google.edit(
            made.id,
            protect(title, endRowIndex=1, endColumnIndex=4)(desk.google.spreadsheets[made.id]),
        )
    return desk.google.spreadsheets[made.id].copy()


def test_a_spreadsheet_in_use_gets_what_is_missing_and_keeps_the_rest_cell_by_cell(
    desk: Desk, in_use: Spreadsheet
) -> None:
    said = desk.init("--spreadsheet", in_use.id, "--sheet", "plan")

    assert said.code == 0, said.text
    assert (
        'Added to the tab "Queries": Status, Records, Last run, Reads as, Message, ID.' in said.text
    )
    now = desk.google.spreadsheets[in_use.id]
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
    assert book.sheetnames == ["Queries", "Getting started"]
    sheet: Any = book["Queries"]
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["A2:A1048576"] == '"yes,no"'
    assert lists["C2:C1048576"] == '"web"'
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["no"] * 3
    assert [cell.value for cell in sheet[1]][INPUTS:] == RESULTS
    assert all(cell.comment and cell.font.b for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.column_dimensions["Z"].hidden) == ("A2", True)
    assert config.load("config.ini").sheets["plan"].workbook == Path("plan.xlsx")


def test_a_workbook_does_not_change_a_second_time(desk: Desk) -> None:
    desk.configure()
    desk.init("--workbook", "plan.xlsx", "--sheet", "plan")
    before = Path("plan.xlsx").read_bytes()

    assert "Nothing is missing" in desk.init("--sheet", "plan").text
    assert Path("plan.xlsx").read_bytes() == before


def team_book(path: Path) -> None:
    """Make a workbook in which a team has worked for a while."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Queries"
    for row in ([None, "ours"], ["Event", "Dates", "[Ours]", "ID"], ["App Launched", "yesterday"]):
        sheet.append(row)
    sheet["A3"].fill, sheet["B3"].font = PatternFill("solid", fgColor="FF0000"), Font(italic=True)
    sheet["C3"].number_format, sheet["A2"].comment = "0.00%", Comment("note", "Asha")
    sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height = 44, 33
    sheet.merge_cells("E5:F6")
    sheet.auto_filter.ref, sheet.freeze_panes = "A2:D9", "B3"
    check = DataValidation(type="list", formula1='"a,b"')
    check.add("C3:C99")
    sheet.add_data_validation(check)
    red = PatternFill(bgColor="FF0000")
    rule = CellIsRule("greaterThan", ["5"], fill=red)  # type: ignore[no-untyped-call]
    sheet.conditional_formatting.add("C3:C9", rule)
    sheet.protection.enable()
    plans = book.create_sheet("Plans")
    plans["B2"] = "secret"
    book.save(path)


def test_a_workbook_in_use_keeps_all_that_was_in_it(desk: Desk) -> None:
    path = desk.folder / "book.xlsx"
    team_book(path)
    before = everything(path)
    desk.configure(f"[sheet.daily]\nworkbook = {path}\n")
    said = desk.init()

    assert said.code == 0, said.text
    after = everything(path)
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


# --- wrong turns ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--spreadsheet", "x", "--workbook", "b.xlsx"), "are two places. Name one of them."),
        (("--workbook", "b.csv"), '"b.csv": Name an .xlsx file.'),
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
            *("a b", ACCOUNT_ID, "WRONG-PASSCODE", "mars", "in1", "IST", "Asia/Kolkata"),
            *("y", "", PASSCODE, "", ""),
        ),
    )

    assert said.code == 0, said.text
    assert "id: must be one line of plain letters and digits, without spaces." in said.text
    assert "Write an IANA time zone, such as Asia/Kolkata." in said.text
    assert "CleverTap refuses id or password of [main] at 127.0.0.1" in said.text
    assert "Enter keeps the last one" in said.text
    assert "WRONG-PASSCODE" not in said.text
    assert config.load("config.ini").apps["main"].passcode == PASSCODE
    assert "google" not in desk.config.read_text("utf-8").lower()


def test_a_spreadsheet_may_be_shared_between_two_tries(desk: Desk) -> None:
    made, other = desk.google.create(), desk.google.create()
    desk.google.share(made.id, CLIENT_EMAIL, "reader")
    said = desk.init(
        "--spreadsheet",
        made.id,
        answers=lines(*ACCOUNT, "none.json", desk.key.name, "", "y", "", other.id),
    )

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
def test_at_a_real_terminal_the_passcode_is_not_shown(desk: Desk) -> None:
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
    assert ACCOUNT_ID in shown_there
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
