"""The command line: what it prints where, how it ends, and that nobody meets a traceback."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import openpyxl
import pytest

from sheets_runner import __version__, log
from sheets_runner.cli import main
from sheets_runner.sandbox.options import PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox

NOW = "2026-06-30T10:00:00+05:30"
OPTIONS = Options(port=0, people=20, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
CONFIG = """\
[web]
id = SANDBOX-ID
password = {password}
timezone = Asia/Kolkata
base_url = {url}
[connector]
state_dir = {state_dir}
retry_seconds = 0
"""
HEAVY = {"gspread", "google", "requests", "openpyxl", "rich", "tenacity", "filelock"}
SHEETS = "[sheet.daily]\nworkbook = book.xlsx\n[sheet.weekly]\nworkbook = other.xlsx\n"


@pytest.fixture(name="url", scope="module")
def _url() -> Iterator[str]:
    with Sandbox(OPTIONS, sleep=_never, monotonic=lambda: 0.0) as box:
        yield box.url


def _never(seconds: float) -> None:
    assert not seconds


@pytest.fixture(autouse=True)
def _logger() -> Iterator[None]:
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


class Desk:
    """A folder in which commands are typed."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.url = url
        self.capsys = capsys
        self.configure()

    def configure(self, more: str = "", url: str = "", secret: str = PASSCODE) -> None:
        state_dir = self.folder / "state"
        text = CONFIG.format(password=secret, url=url or self.url, state_dir=state_dir)
        (self.folder / "config.ini").write_text(text + more, "utf-8")

    def workbook(self, *events: str, name: str = "book.xlsx", head: str = "Event") -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet
        sheet.title = "Queries"
        sheet.append([head, "Dates"])
        for event in events:
            sheet.append([event, "yesterday"])
        book.save(self.folder / name)

    def type(self, *words: str) -> tuple[int, str, str]:
        """Run a command; return its exit code, standard output and standard error."""
        code = main(words)
        said = self.capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert PASSCODE not in said.out + said.err
        return code, said.out, said.err


@pytest.fixture(name="desk")
def _desk(
    tmp_path: Path,
    url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHEETS_RUNNER_NOW", NOW)
    return Desk(tmp_path, url, capsys)


# --- help ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ("demo", "run", "sandbox", "needs no account")),
        (("run",), ("--config FILE", "[default: config.ini]", "130", "70 a fault", "--json")),
        (("demo",), ("--directory DIR", "Where to put it.")),
        (("sandbox",), ("--port N", "default: 8731", "--partial-polls N", "SANDBOX-ID")),
    ],
)
def test_every_command_explains_itself(
    words: tuple[str, ...], said: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--help"]) == 0

    text = " ".join(capsys.readouterr().out.split())
    assert [part for part in said if part not in text] == []
    options = re.findall(r"^ +(?:-\w, )?--[\w-]+(?: [\[\w\]]+)?(.*)$", text, re.MULTILINE)
    assert all(meaning.strip() for meaning in options)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sheets-runner, version {__version__}\n"


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["demo", "-h"]])
def test_help_does_not_wait_for_libraries_it_does_not_need(words: list[str]) -> None:
    code = (
        "import sys; from sheets_runner.cli import main; main(sys.argv[1:]); "
        "print('LOADED', *{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[2],
    )

    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert "click" in loaded
    assert loaded & HEAVY == set()


# --- run ---


def test_a_run_tells_of_each_row_and_adds_up(desk: Desk) -> None:
    desk.workbook("App Launched", "Flight Search")

    code, out, err = desk.type("run", "book.xlsx")

    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Asking CleverTap 2 questions …"
    assert {line[:5] for line in lines[1:3]} == {"[1/2]", "[2/2]"}
    assert re.fullmatch(r"book row 2 App Launched: ✅ Done · [\d,]+", lines[3])
    assert re.fullmatch(r"2 done; 2 calls to CleverTap, \d+\.\d seconds\.", lines[5])
    assert err == f"SHEETS_RUNNER_NOW fixes the time at {NOW}.\n"


def test_the_fixed_time_is_in_the_run_log(desk: Desk) -> None:
    desk.workbook("App Launched")
    desk.type("run", "book.xlsx")

    log_tab = openpyxl.load_workbook("book.xlsx")["Run log"]
    assert log_tab["E2"].value == f"Started by hand. SHEETS_RUNNER_NOW fixes the time at {NOW}."


def test_the_real_time_needs_no_mention(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHEETS_RUNNER_NOW")
    desk.workbook()

    assert desk.type("run", "book.xlsx") == (
        *(0, "Asking CleverTap 0 questions …\nThere was no row to run.\n"),
        "",
    )


def test_json_stands_alone_on_standard_output(desk: Desk) -> None:
    desk.workbook("App Launched")

    code, out, err = desk.type("run", "book.xlsx", "--json")

    told = json.loads(out)
    assert code == told["exit_code"] == 0
    assert list(told) == ["batch", "rows", "problems", "calls", "seconds", "exit_code"]
    (row,) = told["rows"]
    assert (row["sheet"], row["row"], row["name"], row["status"]) == (
        *("book", 2, "App Launched"),
        "done",
    )
    assert err.splitlines()[1:3] == [
        "Asking CleverTap 1 question …",
        f"[1/1] row 2 App Launched: {row['count']:,}",
    ]


def test_a_wrong_passcode_is_said_once_and_ends_with_1(desk: Desk) -> None:
    desk.configure(secret="WRONG-PASSCODE")
    desk.workbook("App Launched", "Flight Search", "Charged")

    code, out, err = desk.type("run", "book.xlsx")

    assert code == 1
    assert (out + err).count("CleverTap refuses [web]") == 1
    assert "book rows 2, 3, 4: CleverTap refuses [web]" in out
    assert "WRONG-PASSCODE" not in out + err


def test_only_failed_rows_are_run_again(desk: Desk) -> None:
    desk.workbook("App Launched", "No Such Event")
    assert desk.type("run", "book.xlsx")[0] == 1

    code, out, _ = desk.type("run", "book.xlsx", "--only", "failed", "--json")

    assert code == 1
    assert [row["name"] for row in json.loads(out)["rows"]] == ["No Such Event"]


def test_who_asks_for_the_log_sees_where_the_runner_failed(desk: Desk) -> None:
    assert main(["run", "--config", "\0", "-v"]) == 70

    assert "Traceback" in desk.capsys.readouterr().err


def test_verbose_is_quiet_about_secrets(desk: Desk) -> None:
    desk.workbook("App Launched")

    assert desk.type("run", "book.xlsx", "-v")[0] == 0
    assert logging.getLogger(log.PACKAGE).level == logging.INFO


def test_a_header_to_fix_is_an_error_of_its_own(desk: Desk) -> None:
    desk.workbook("App Launched", head="Evnt name")

    code, out, err = desk.type("run", "book.xlsx")

    assert code == 1
    assert "Error: Queries: " in err
    assert out == ""


STOPS: list[tuple[tuple[str, ...], int, str]] = [
    (("run", "--config", "none.ini"), 2, "There is no none.ini in "),
    (("run", "wekly"), 2, '"wekly" is no sheet of config.ini (there: none) and no .xlsx file.'),
    (("run",), 2, "config.ini has no section [sheet.NAME]."),
    (("run", "--only", "some"), 2, "some"),
    (("run", "--row", "0"), 2, "0 is not in the range x>=1"),
    (("run", "--colour"), 2, "No such option"),
    (("run", "missing.xlsx"), 3, "missing.xlsx"),
    (("run", "book.xlsx", "--row", "9"), 2, "--row 9: no such row."),
    (("run", "--config", "\0"), 70, "The runner itself failed (ValueError). Run it again with -v"),
]


@pytest.mark.parametrize(("words", "code", "sentence"), STOPS, ids=lambda value: str(value)[:30])
def test_what_stops_a_run_is_one_sentence_on_standard_error(
    desk: Desk, words: tuple[str, ...], code: int, sentence: str
) -> None:
    desk.workbook("App Launched")

    found, _, err = desk.type(*words)

    assert found == code
    assert err.count(sentence) == 1


@pytest.mark.parametrize(("words", "code", "sentence"), STOPS, ids=lambda value: str(value)[:30])
def test_what_stops_a_run_is_json_where_json_was_asked_for(
    desk: Desk, words: tuple[str, ...], code: int, sentence: str
) -> None:
    desk.workbook("App Launched")

    found, out, err = desk.type(*words, "--json")

    told = json.loads(out)
    assert (found, told["exit_code"], told["rows"], told["calls"]) == (code, code, [], 0)
    (problem,) = told["problems"]
    assert sentence in problem
    assert sentence in err


def test_a_moment_that_is_none_is_a_mistake_of_usage(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETS_RUNNER_NOW", "tomorrow")

    code, _, err = desk.type("run", "book.xlsx")

    assert code == 2
    assert 'SHEETS_RUNNER_NOW: "tomorrow" is not a moment.' in err


def test_a_row_can_be_named_in_one_sheet_only(desk: Desk) -> None:
    desk.configure(SHEETS)

    assert desk.type("run", "--row", "2")[2].endswith(
        "Error: --row and --name need one SHEET. Name it before them.\n"
    )
    assert desk.type("run", "--name", "x")[0] == 2


def test_of_several_sheets_each_says_its_own(desk: Desk) -> None:
    desk.configure(SHEETS)
    desk.workbook("App Launched")

    code, out, err = desk.type("run")

    assert code == 3
    assert "daily row 2 App Launched: ✅ Done" in out
    assert "Error: weekly: " in err


def test_a_person_at_a_terminal_sees_a_bar_and_a_table(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    desk.workbook("App Launched")
    with redirect_stdout(Terminal()) as shown:
        assert main(["run", "book.xlsx"]) == 0

    assert "Answer" in shown.getvalue()
    assert "[1/1]" not in shown.getvalue()


class Terminal(io.StringIO):
    """A standard output with a person behind it."""

    def isatty(self) -> bool:
        """Tell that it is one."""
        return True


class Deaf(io.StringIO):
    """A standard output that nobody reads any more from a certain word on."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def write(self, text: str) -> int:
        """Break off."""
        if self.word in text:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(text)


def test_answers_are_kept_even_if_nobody_listens_any_more(desk: Desk) -> None:
    desk.workbook("App Launched")
    with redirect_stdout(Deaf("Asking")):
        assert main(["run", "book.xlsx"]) == 0

    assert openpyxl.load_workbook("book.xlsx")["Queries"]["C2"].value == "✅ Done"


# --- being interrupted ---


def press_ctrl_c(_: float) -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.skipif(os.name != "posix", reason="signals of another kind")
def test_an_interrupted_run_publishes_what_is_complete_and_ends_with_130(desk: Desk) -> None:
    before = signal.getsignal(signal.SIGINT)
    slow = Options(**{**vars(OPTIONS), "latency_ms": 1})
    desk.workbook("App Launched")
    with Sandbox(slow, sleep=press_ctrl_c, monotonic=lambda: 0.0) as box:
        desk.configure(url=box.url)
        code, out, err = desk.type("run", "book.xlsx")

    assert code == 130
    assert "Stopping: what is complete will be published." in err
    assert "book row 2 App Launched: " in out
    assert openpyxl.load_workbook("book.xlsx")["Queries"]["C2"].value in ("✅ Done", "❌ Failed")
    assert signal.getsignal(signal.SIGINT) is before


class Impatient(io.StringIO):
    """A standard output whose reader presses Ctrl-C at a certain word."""

    def __init__(self, word: str, number: int = signal.SIGINT) -> None:
        super().__init__()
        self.word = word
        self.number = number

    def write(self, text: str) -> int:
        """Write, and press."""
        written = super().write(text)
        if self.word in text:
            signal.raise_signal(self.number)
        return written


def test_a_second_interrupt_ends_a_run_at_once(desk: Desk) -> None:
    desk.workbook("App Launched")
    stopping = Impatient("Asking")
    original = stopping.write

    def twice(text: str) -> int:
        written = original(text)
        if "Asking" in text:
            signal.raise_signal(signal.SIGINT)
        return written

    stopping.write = twice  # type: ignore[method-assign]
    with redirect_stdout(stopping):
        code = main(["run", "book.xlsx"])

    assert code == 130
    assert desk.capsys.readouterr().err.endswith("Error: Interrupted: nothing more was done.\n")
    assert openpyxl.load_workbook("book.xlsx").sheetnames == ["Queries"]


# --- sandbox ---


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_sandbox_serves_until_it_is_stopped(
    number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with redirect_stdout(Impatient("ready", number)) as shown:
        assert main(["sandbox", "--port", "0", "--people", "1", "--today", "2026-06-30"]) == 0

    assert re.fullmatch(r"sandbox ready: http://127\.0\.0\.1:\d+\n", shown.getvalue())
    assert capsys.readouterr().err == "sandbox stopped\n"
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_sandbox_answers_while_it_serves(desk: Desk) -> None:
    shown = Announcer()

    def ask_and_stop() -> None:
        shown.ready.wait(10)
        address = shown.getvalue().split(": ")[1].strip()
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/nothing")  # noqa: S310 - our own loopback address
        os.kill(os.getpid(), signal.SIGTERM)

    person = threading.Thread(target=ask_and_stop)
    person.start()
    with redirect_stdout(shown):
        code = main(["sandbox", "--port", "0", "--people", "1"])
    person.join(10)

    assert code == 0
    assert desk.capsys.readouterr().err == "sandbox stopped\n"


class Announcer(io.StringIO):
    """A standard output that tells when it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = threading.Event()

    def flush(self) -> None:
        """Tell, once there is a whole line."""
        if self.getvalue().endswith("\n"):
            self.ready.set()


def test_a_sandboxs_last_day_is_today_unless_it_is_told(desk: Desk) -> None:
    with redirect_stdout(Impatient("ready")):
        assert desk.type("sandbox", "--port", "0", "--people", "1")[0] == 0


def test_a_taken_port_is_said_with_what_to_do(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = desk.type("sandbox", "--port", str(port), "--people", "1")

    assert code == 2
    assert f"Error: --port {port}: " in err
    assert err.endswith("Choose another port, or --port 0 for any.\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--timezone", "Mars/Base"), '"Mars/Base" is no time zone.'),
        (("--timezone", "Mars/Base", "--today", "2026-06-30"), '"Mars/Base" is no time zone.'),
        (("--port", "70000"), "70000 is not in the range"),
        (("--latency-ms", "-1"), "-1 is not in the range"),
        (("--today", "30/06/2026"), "does not match the format"),
    ],
)
def test_a_wrong_option_of_the_sandbox_is_refused(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    code, _, err = desk.type("sandbox", *words)

    assert code == 2
    assert sentence in err


# --- check ---


def test_a_check_tells_each_row_and_what_a_run_would_do(desk: Desk) -> None:
    desk.workbook("Charged", "Charged", "Flight Search")

    code, out, _ = desk.type("check", "book.xlsx", "--cql")

    assert code == 0
    lines = out.splitlines()
    assert [line for line in lines if line.startswith("book row")] == [
        f"book row {row} {event}: ✅ Ready · {event} events on Mon 29 Jun 2026 (Asia/Kolkata)"
        for row, event in ((2, "Charged"), (3, "Charged"), (4, "Flight Search"))
    ]
    body = {"event_name": "Charged", "from": 20260629, "to": 20260629}
    assert json.loads(lines[1]) == body
    assert lines[-1] == (
        "3 ready, 0 to fix, 0 skipped. A run would ask 2 questions, with at least 2 calls to "
        "CleverTap. Rows 2, 3 share one."
    )


def test_a_dry_run_asks_nothing_and_ends_like_a_check(desk: Desk) -> None:
    desk.configure(url="http://127.0.0.1:9")
    desk.workbook("Charged", "#N/A")

    code, out, _ = desk.type("run", "book.xlsx", "--dry-run", "--json")

    told = json.loads(out)
    assert (code, told["exit_code"], told["calls"]) == (1, 1, 1)
    assert [row["ok"] for row in told["rows"]] == [True, False]


def test_a_check_of_several_sheets_hides_none(desk: Desk) -> None:
    desk.configure(SHEETS)
    desk.workbook("Charged")
    desk.workbook("Charged", name="other.xlsx", head="Evnt")

    code, out, _ = desk.type("check")

    assert code == 1
    assert "daily row 2 Charged: ✅ Ready" in out
    assert "\nweekly: " in out
    (desk.folder / "other.xlsx").unlink()
    code, out, _ = desk.type("check")
    assert code == 3
    assert 'weekly: "other.xlsx" cannot be read: there is no such file or folder.' in out
