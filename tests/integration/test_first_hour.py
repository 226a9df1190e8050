"""The first hour, played by somebody who has nothing but the README.

All that is typed stands in its chapter "Set it up", and all that it shows is what comes. Added are
the addresses of the two local servers, ids, and the time.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Iterator, Sequence

import openpyxl
import pytest

from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL, key_file
from tests.emulators.google_sheets.model import Spreadsheet
from tests.integration.commands import NOW, population
from tests.integration.newcomer import ROOT, Chapter, Newcomer
from tests.integration.people import shown
from tests.integration.terminal import terminal

OPTIONS = Options(port=0, people=300, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
SPREADSHEET = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
"""The id in the README's addresses."""
WORDS = {"sheets-runner@YOUR-PROJECT.iam.gserviceaccount.com": CLIENT_EMAIL}
"""What stands in the README for ids of the reader's own."""
DOWNLOADED = "sheets-runner-123456-0123456789ab.json"
"""As the console names it: the project's id and the beginning of the key's."""
_NETWORK = re.compile(r"PIP_\w+|(https?|all|no)_proxy|SSL_CERT_\w+", re.IGNORECASE)
"""What pip may need of the environment."""


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo-terminals")
def test_with_the_readme_alone_a_newcomer_comes_from_git_clone_to_a_refreshed_sheet(
    tmp_path: Path,
) -> None:
    home = tmp_path / "you"
    folder = home / "sheets-runner"
    program = folder / ".venv" / "bin" / "sheets-runner"
    home.mkdir()
    words = {"ADDRESS": str(publish(tmp_path / "repository.git")), **WORDS}
    with ExitStack() as stack:
        box = stack.enter_context(Sandbox(OPTIONS, sleep=lambda _: None, monotonic=lambda: 0.0))
        google = stack.enter_context(GoogleSheets())
        window = stack.enter_context(terminal(home, machine(home)))
        secrets = [ACCOUNT_ID, PASSCODE, *download_key(home, google).splitlines()]
        newcomer = Newcomer(window, words, f" --base-url {box.url} --api-base {google.url}")

        with_google_sheets(newcomer, google)
        assert refreshed(google) == counted(box.url)
        assert window.type("command -v sheets-runner").text.strip() == str(program)
        assert window.type("git status --porcelain").text == "", "git leaves the keys out"
        assert modes(folder / "service_account.json", folder / "config.ini") == {0o600}
        logged = next_morning(home)
        assert "2 done, 2 skipped" in logged
        assert refreshed(google) == counted(box.url)

        (folder / "config.ini").rename(home / "other.ini")
        with_a_workbook(newcomer, folder / "questions.xlsx")
        assert answers(rows_of(folder / "questions.xlsx")) == counted(box.url)
    assert [secret for secret in secrets if secret in newcomer.seen + logged] == []


def with_google_sheets(newcomer: Newcomer, google: GoogleSheets) -> None:
    """Follow the chapter to the first answers."""
    chapter = Chapter("first hour")
    spreadsheet = new_spreadsheet(google)

    def share(text: str) -> None:
        """Share the spreadsheet as it says, once it says that this was forgotten."""
        if "is not shared" in text:
            address = re.findall(r"Share the spreadsheet with (\S+) as Editor", text)[0]
            google.share(spreadsheet.id, address, "writer")

    newcomer.type(chapter.next())
    newcomer.type(chapter.next())
    newcomer.follow(chapter.next(), share)
    for row, column, value in edits(shown(google.spreadsheets[SPREADSHEET].tabs[0])):
        put(google, row, column, value)
    newcomer.follow(chapter.next())
    newcomer.follow(chapter.next())
    assert chapter.ended


def with_a_workbook(newcomer: Newcomer, path: Path) -> None:
    """Follow the way without Google to the first answers."""
    chapter = Chapter("first hour, workbook")
    newcomer.follow(chapter.next())
    book = openpyxl.load_workbook(path)
    for row, column, value in edits(rows_of(path)):
        told: Any = "yes" if value is True else value
        book["Queries"].cell(row + 1, column + 1, told)
    book.save(path)
    newcomer.type(chapter.next())
    assert chapter.ended


def next_morning(home: Path) -> str:
    """Do what cron does with the README's line, and return what was logged."""
    order = Chapter("first hour, morning").next().split(None, 5)[5].strip()
    bare = {"HOME": str(home), "LOGNAME": "you", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    subprocess.run(
        ["/bin/sh", "-c", order], cwd=home, env={**bare, "SHEETS_RUNNER_NOW": NOW}, check=True
    )
    return (home / "sheets-runner.log").read_text("utf-8")


# --- what somebody writes, and what comes of it ---


def edits(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int, Any]]:
    """Yield what the README says to write: row and column from 0, and a value.

    Args:
        rows: What is in the tab, headers first, then the examples.
    """
    headers = list(rows[0])
    yield 1, headers.index("Active"), True
    for header, cell in Chapter("first hour, a row").row().items():
        yield len(rows), headers.index(header), True if cell == "☑" else cell


def put(google: GoogleSheets, row: int, column: int, value: Any) -> None:
    """Type a text, or tick a checkbox."""
    start = {
        "sheetId": google.spreadsheets[SPREADSHEET].tabs[0].id,
        "rowIndex": row,
        "columnIndex": column,
    }
    kind = "boolValue" if value is True else "stringValue"
    cells = [{"values": [{"userEnteredValue": {kind: value}}]}]
    update = {"start": start, "rows": cells, "fields": "userEnteredValue"}
    google.edit(SPREADSHEET, [{"updateCells": update}])


def refreshed(google: GoogleSheets) -> dict[str, tuple[str, int]]:
    """Return the answers in the spreadsheet."""
    return answers(shown(google.spreadsheets[SPREADSHEET].tabs[0]))


def rows_of(path: Path) -> list[tuple[Any, ...]]:
    """Return what is in a workbook's tab with the questions."""
    tab: Any = openpyxl.load_workbook(path)["Queries"]
    return list(tab.values)


def answers(rows: Sequence[Sequence[Any]]) -> dict[str, tuple[str, int]]:
    """Return status and count of the rows that are switched on, by name."""
    found = [dict(zip(rows[0], row)) for row in rows[1:]]
    return {
        row["Name"]: (row["Status"], row["Count"])
        for row in found
        if row["Active"] in (True, "yes")
    }


def counted(url: str) -> dict[str, tuple[str, int]]:
    """Count in plain Python, over all that the sandbox knows, what the two rows ask."""
    _, events = population(url)
    days = [(event["event_name"], event["ts"] // 1_000_000, event["user"]) for event in events]
    launches = [user for name, day, user in days if (name, day) == ("App Launched", 20260629)]
    came = {u for name, day, u in days if name == "UTM Visited" and 20260623 <= day <= 20260629}
    return {
        "Example: launches yesterday": ("✅ Done", len(launches)),
        "Who came by a link": ("✅ Done", len(came)),
    }


# --- where it takes place ---


def publish(folder: Path) -> Path:
    """Make a repository of the files that are here, and return its address."""
    words = ("git", f"--git-dir={folder}", f"--work-tree={ROOT}")
    team = ("-c", "user.name=team", "-c", "user.email=team@example.com")
    # A hook that runs the tests has variables for a repository of its own.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    for more in (("init", "-q"), ("add", "--all"), (*team, "commit", "-q", "-m", "All")):
        subprocess.run([*words, *more], cwd=ROOT, env=environ, check=True)
    return folder


def machine(home: Path) -> dict[str, str]:
    """Return the environment of somebody's terminal; pip finds its packages as it does here."""
    for part in (".config/pip", ".pip"):
        if (Path.home() / part).exists():
            (home / part).parent.mkdir(exist_ok=True)
            (home / part).symlink_to(Path.home() / part)
    git = Path(shutil.which("git") or "/usr/bin/git").parent
    pip = {name: value for name, value in os.environ.items() if _NETWORK.fullmatch(name)}
    return {
        "PIP_CACHE_DIR": str(Path.home() / ".cache" / "pip"),
        **pip,
        "HOME": str(home),
        "LANG": "C.UTF-8",
        # Python, git and what every machine has; nothing of the environment of these tests.
        "PATH": os.pathsep.join((f"{sys.base_prefix}/bin", str(git), "/usr/bin", "/bin")),
        "SHEETS_RUNNER_NOW": NOW,
        "TERM": "dumb",
    }


def new_spreadsheet(google: GoogleSheets) -> Spreadsheet:
    """Make a blank spreadsheet that is shared with nobody."""
    made = replace(google.create(time_zone="Asia/Kolkata").copy(), id=SPREADSHEET)
    google.library.add(made)
    google.share(made.id, CLIENT_EMAIL, None)
    return made


def download_key(home: Path, google: GoogleSheets) -> str:
    """Save a key file as a browser does, and return the private key in it."""
    key = key_file(google.url)
    (home / "Downloads").mkdir()
    (home / "Downloads" / DOWNLOADED).write_text(json.dumps(key, indent=2), "utf-8")
    return str(key["private_key"])


def modes(*paths: Path) -> set[int]:
    """Return who may do what with files."""
    return {stat.S_IMODE(path.stat().st_mode) for path in paths}
