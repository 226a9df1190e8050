"""``sheets-runner check`` and ``run`` on a Google spreadsheet, as a person meets them.

The same questions are asked from an ``.xlsx`` file: the numbers have to be the same.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Callable, Iterator, List, NamedTuple, Sequence

import openpyxl
import pytest

from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock
from tests.integration.commands import NOW, command, population, sandbox

pytestmark = pytest.mark.long

Values = List[List[Any]]

ACCOUNT, PASSCODE = "SANDBOX-ID", "SANDBOX-PASSCODE"
HEADERS = ["Name", "Get", "Event", "Dates", "did all: Event", "event: Fare", "Output tab"]
ROWS: Sequence[Sequence[Any]] = (
    ("Visits", "", "App Launched", date(2026, 6, 29), "", "", ""),
    ("People", "User count", "Flight Search", "2026-06-01 to 2026-06-29", "", "", ""),
    ("Hybrid", "", "Flight Search", "last 7 days", "App Launched", "", ""),
    ("Dear", "", "Flight Search", "this month", "", ">= 5000", ""),
    ("Feedback", "Event records", "Feedback Given", "2026-05-01 to 2026-06-29", "", "", "Said"),
)
MISTAKE = ("Mistake", "", "App Launched", "31/02/2026", "", "", "")
ADDRESS = "https://docs.google.com/spreadsheets/d/{}/edit?gid=0#gid=0"
UNSHOWN = {"Batch", "ID"}
"""Columns of `Results` that are new in every run or every workbook."""


@dataclass(frozen=True)
class Ran:
    """A command on a spreadsheet, and what the tabs hold after it."""

    done: subprocess.CompletedProcess[str]
    tabs: dict[str, Values]

    @property
    def summary(self) -> Any:
        """What was printed with ``--json``."""
        return json.loads(self.done.stdout)


@dataclass(frozen=True)
class World:
    """A sandbox and an emulator, and what three runs made of the same questions.

    Attributes:
        url: The sandbox.
        server: The emulator.
        folder: That of the configuration.
        id: The spreadsheet.
        runs: By what is special about each.
    """

    url: str
    server: GoogleSheets
    folder: Path
    id: str
    runs: dict[str, Ran]


@pytest.fixture(name="world", scope="module")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("google")
    with sandbox("--today", "2026-06-30", "--people", "60") as url, GoogleSheets() as server:
        made = team_plan(server, ROWS)
        write_config(folder, url, server, made.id)
        write_xlsx(folder, ROWS)
        runs = {
            "xlsx": Ran(command("run", "book.xlsx", "--json", folder=folder), {}),
            "check": on_google(server, made.id, "check", folder=folder),
            "first": on_google(server, made.id, "run", "shared", "--json", "-v", folder=folder),
            "again": on_google(server, made.id, "run", ADDRESS.format(made.id), folder=folder),
        }
        yield World(url, server, folder, made.id, runs)


def team_plan(server: GoogleSheets, rows: Sequence[Sequence[Any]]) -> Spreadsheet:
    """Make a spreadsheet with questions; dates are real ones."""
    serials = [
        [(cell - date(1899, 12, 30)).days if isinstance(cell, date) else cell for cell in row]
        for row in rows
    ]
    made = server.create({"Queries": [HEADERS, *serials]}, time_zone="Asia/Kolkata")
    dated = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, date):
                area = {"startRowIndex": number, "endRowIndex": number + 1}
                columns = {"startColumnIndex": place, "endColumnIndex": place + 1}
                look = {
                    "range": {"sheetId": 0, **area, **columns},
                    "cell": {"userEnteredFormat": dated},
                    "fields": "userEnteredFormat.numberFormat",
                }
                server.edit(made.id, [{"repeatCell": look}])
    return made


def write_config(
    folder: Path, url: str, server: GoogleSheets, spreadsheet: str, credentials: str = ""
) -> None:
    named = credentials or server.credentials(folder).name
    sections = {
        "web": {
            "id": ACCOUNT,
            "password": PASSCODE,
            "timezone": "Asia/Kolkata",
            "base_url": url,
        },
        "connector": {"state_dir": str(folder / "state")},
        "google": {"credentials": named, "api_base": server.url},
        "sheet.shared": {"spreadsheet": ADDRESS.format(spreadsheet)},
    }
    lines = [
        line
        for name, keys in sections.items()
        for line in (f"[{name}]", *(f"{key} = {value}" for key, value in keys.items()))
    ]
    (folder / "config.ini").write_text("\n".join(lines), "utf-8")


def write_xlsx(folder: Path, rows: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "Queries"
    for row in (HEADERS, *rows):
        sheet.append([cell or None for cell in row])
    book.save(folder / "book.xlsx")


def on_google(server: GoogleSheets, spreadsheet: str, *arguments: str, folder: Path) -> Ran:
    """Run a command, and take note of all tabs."""
    done = command(*arguments, folder=folder)
    titles = [tab.title for tab in server.spreadsheets[spreadsheet].tabs]
    return Ran(done, {title: server.values(spreadsheet, f"'{title}'") for title in titles})


def column(values: Values, header: str) -> list[Any]:
    """Return the cells below a header."""
    place = values[0].index(header)
    return [row[place] if place < len(row) else "" for row in values[1:]]


def moment(serial: float) -> datetime:
    return datetime(1899, 12, 30) + timedelta(seconds=round(serial * 86_400))


def test_check_tells_every_row_and_writes_nothing(world: World) -> None:
    ran = world.runs["check"]

    assert ran.done.returncode == 0, ran.done.stderr
    assert "Flight Search" in ran.done.stdout
    assert list(ran.tabs) == ["Queries"]
    assert ran.tabs["Queries"][0] == HEADERS


def test_counts_and_records_are_those_of_the_same_questions_in_excel(world: World) -> None:
    google, excel = world.runs["first"].summary, world.runs["xlsx"].summary
    told = ("row", "name", "status", "count", "records")

    assert google["exit_code"] == excel["exit_code"] == 0
    assert [[row[name] for name in told] for row in google["rows"]] == [
        [row[name] for name in told] for row in excel["rows"]
    ]
    assert all(row["count"] or row["records"] for row in google["rows"])


def test_results_hold_the_same_lines_as_in_excel(world: World) -> None:
    google = world.runs["first"].tabs["Results"]
    sheet = openpyxl.load_workbook(world.folder / "book.xlsx")["Results"]
    excel = [[cell.value for cell in row] for row in sheet.iter_rows()]

    assert google[0] == excel[0]
    for header in set(google[0]) - UNSHOWN:
        place = excel[0].index(header)
        wanted = [row[place] for row in excel[1:]]
        found = [
            moment(cell) if isinstance(one, datetime) else None if cell == "" else cell
            for cell, one in zip(column(google, header), wanted)
        ]
        assert found == wanted, header


def test_each_row_says_what_became_of_it(world: World) -> None:
    queries = world.runs["first"].tabs["Queries"]

    assert [row[: len(HEADERS)][0] for row in queries[1:]] == [row[0] for row in ROWS]
    assert set(column(queries, "Status")) == {"✅ Done"}
    assert column(queries, "Count")[:4] == [
        row["count"] for row in world.runs["first"].summary["rows"][:4]
    ]
    assert {moment(cell) for cell in column(queries, "Last run")} == {datetime(2026, 6, 30, 10)}


def test_records_are_typed_cells_and_hard_text_is_text(world: World) -> None:
    said = world.runs["first"].tabs["Said"]
    known = [
        event["event_props"]["Comment"]
        for event in population(world.url)[1]
        if event["event_name"] == "Feedback Given"
    ]
    tab = world.server.spreadsheets[world.id].tab("Said")
    assert tab
    place = said[0].index("Time")
    looks = [tab.cells[row, place].format or {} for row in range(1, len(said))]

    assert {look["numberFormat"]["type"] for look in looks} == {"DATE_TIME"}
    assert all(
        datetime(2026, 5, 1) <= moment(cell) < datetime(2026, 6, 30)
        for cell in column(said, "Time")
    )
    shown = {str(text) for text in column(said, "Comment")}
    assert shown <= {re.sub("[\x07\x0b\ud83d]", "\ufffd", text) for text in known}
    assert {"=1+1", "#N/A", "-2+3", "@SUM(A1:A9)", "007", "TRUE"} <= shown


def test_a_second_run_updates_its_lines_and_doubles_none(world: World) -> None:
    first, again = world.runs["first"].tabs, world.runs["again"].tabs

    assert world.runs["again"].done.returncode == 0, world.runs["again"].done.stderr
    assert list(again) == list(first)
    for title in ("Queries", "Results", "Said"):
        fixed = set(first[title][0]) - UNSHOWN
        assert again[title][0] == first[title][0]
        assert {name: column(again[title], name) for name in fixed} == {
            name: column(first[title], name) for name in fixed
        }
    assert column(again["Queries"], "ID") == column(first["Queries"], "ID")
    assert column(again["Run log"], "What") == [*column(first["Run log"], "What")] * 2


def test_no_secret_is_printed_logged_or_written(world: World) -> None:
    key = json.loads((world.folder / "service_account.json").read_text("utf-8"))["private_key"]
    secrets = [ACCOUNT, PASSCODE, *(line for line in key.splitlines() if len(line) > 20)]
    said = [ran.done.stdout + ran.done.stderr for ran in world.runs.values()]
    written = [str(ran.tabs) for ran in world.runs.values()]
    files = [
        path.read_text("utf-8", "replace")
        for path in (world.folder / "state").rglob("*")
        if path.is_file()
    ]

    for text in (*said, *written, *files):
        assert [
            secret for secret in (*secrets, "Traceback", "Bearer", "ya29") if secret in text
        ] == []


def test_one_mistake_fails_its_row_alone(world: World, tmp_path: Path) -> None:
    made = team_plan(world.server, (MISTAKE, ROWS[0]))
    write_config(tmp_path, world.url, world.server, made.id)

    ran = on_google(world.server, made.id, "run", folder=tmp_path)

    assert ran.done.returncode == 1, ran.done.stderr
    assert column(ran.tabs["Queries"], "Status") == ["⚠ Check", "✅ Done"]
    assert "31/02/2026" in column(ran.tabs["Queries"], "Message")[0]
    assert len(ran.tabs["Results"]) == 2


class Turn(NamedTuple):
    """Something wrong before any row: how it comes to it, the exit code, what is said."""

    take: Callable[[World, Path, str, ExitStack], object]
    exit_code: int
    sentence: str


def reconfigure(world: World, folder: Path, spreadsheet: str, credentials: str = "") -> None:
    write_config(folder, world.url, world.server, spreadsheet, credentials)


def share(role: str | None) -> Callable[[World, Path, str, ExitStack], None]:
    return lambda world, _folder, spreadsheet, _stack: world.server.share(
        spreadsheet, CLIENT_EMAIL, role
    )


def begin_another_run(world: World, folder: Path, spreadsheet: str, stack: ExitStack) -> None:
    options = GoogleOptions(str(world.server.credentials(folder)), world.server.url)
    clock = FakeClock(datetime.now(timezone.utc))
    workbook = open_spreadsheet(spreadsheet, options, clock)
    stack.enter_context(workbook.lease(RunId("20260630-095900-aaaa")))


TURNS = {
    "not shared": Turn(share(None), 3, f"is not shared with {CLIENT_EMAIL} as Editor"),
    "only to be read": Turn(share("reader"), 3, f"is not shared with {CLIENT_EMAIL} as Editor"),
    "wrong id": Turn(
        lambda world, folder, *_: reconfigure(world, folder, "1" * 44),
        3,
        "Google has no spreadsheet",
    ),
    "API off": Turn(
        lambda world, *_: world.server.fault(Fault("403_api_off", times=99)),
        3,
        "The Google Sheets API is not switched on",
    ),
    "no key file": Turn(
        lambda world, folder, spreadsheet, _: reconfigure(world, folder, spreadsheet, "key.json"),
        2,
        'the file "key.json" cannot be read',
    ),
    "no key in the file": Turn(
        lambda world, folder, spreadsheet, _: reconfigure(world, folder, spreadsheet, "config.ini"),
        2,
        "is not a key",
    ),
    "another run": Turn(begin_another_run, 4, "Another run is at work"),
}


@pytest.mark.parametrize("name", TURNS)
def test_a_wrong_turn_gives_one_sentence_and_the_right_exit_code(
    world: World, tmp_path: Path, name: str
) -> None:
    turn = TURNS[name]
    made = team_plan(world.server, ROWS[:1])
    write_config(tmp_path, world.url, world.server, made.id)

    with ExitStack() as stack:
        turn.take(world, tmp_path, made.id, stack)
        done = command("run", folder=tmp_path)
        world.server.clear_faults()

    said = done.stdout + done.stderr
    assert done.returncode == turn.exit_code, said
    assert said.count(turn.sentence) == 1
    assert [word for word in ("Traceback", PASSCODE, ACCOUNT, "PRIVATE") if word in said] == []
    asked = [HEADERS, ["Visits", "", "App Launched", 46202]]
    assert world.server.values(made.id, "Queries") == asked


def test_help_loads_nothing_of_googles() -> None:
    code = (
        "import sys\nfrom sheets_runner.cli import main\nmain(['run', '--help'])\n"
        "print([name for name in ('gspread', 'google', 'google.auth') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60
    )

    assert done.stdout.splitlines()[-1] == "[]"
    assert NOW not in done.stdout
