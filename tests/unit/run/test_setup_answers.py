"""What `init` asks for: which answers can be, and which of them hold when they are tried."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Iterator
from urllib.request import urlopen

import pytest

from sheets_runner.config import AppSettings, GoogleSettings
from sheets_runner.errors import ConfigError
from sheets_runner.run import setup_answers as answers
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.fakes import FakeClock

NOW = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)
OPTIONS = Options(port=0, people=5, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")


@pytest.fixture(name="box", scope="module")
def _box() -> Iterator[Sandbox]:
    with Sandbox(OPTIONS, sleep=_never, monotonic=lambda: 0.0) as box:
        yield box


def _never(seconds: float) -> None:
    assert not seconds


def requests(box: Sandbox) -> int:
    with urlopen(f"{box.url}/_sandbox/stats") as told:  # noqa: S310 - our own loopback address
        return sum(one["requests"] for one in json.load(told)["endpoints"].values())


@pytest.fixture(name="google", scope="module")
def _google() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.mark.parametrize(
    ("key", "text", "meant"),
    [
        ("account_id", "TEST-1-2", "TEST-1-2"),
        ("passcode", "a$b{c}%", "a$b{c}%"),
        ("region", "EU1", "eu1"),
        ("timezone", "Asia/Kolkata", "Asia/Kolkata"),
    ],
)
def test_an_answer_that_can_be_is_taken(key: str, text: str, meant: str) -> None:
    assert answers.ACCOUNT[key].read(text) == meant


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("account_id", "a b", "id: must be one line of plain letters and digits"),
        ("passcode", "pä", "password: must be one line of plain letters and digits"),
        ("passcode", "x${HOME}", "would name an environment variable in config.ini"),
        ("region", "in", "Write one of eu1, in1, sg1, us1, aps3, mec1, sk1"),
        ("timezone", "IST", "Write an IANA time zone, such as Asia/Kolkata."),
    ],
)
def test_an_answer_that_cannot_be_says_why_and_shows_no_secret(
    key: str, text: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        answers.ACCOUNT[key].read(text)
    assert key != "passcode" or text not in str(caught.value)


def test_only_the_passcode_is_typed_unseen() -> None:
    assert [key for key, question in answers.ACCOUNT.items() if question.hidden] == ["passcode"]


def test_the_region_is_asked_for_with_all_there_are_and_where_to_look() -> None:
    words = answers.ACCOUNT["region"].words

    assert "eu1, in1, sg1, us1, aps3, mec1, sk1" in words
    assert "in1.dashboard.clevertap.com" in words


def test_a_key_file_is_read_before_it_is_taken(google: GoogleSheets, tmp_path: Path) -> None:
    path = google.credentials(tmp_path)

    assert answers.KEY_FILE.read(str(path)) == str(path.resolve())
    assert answers.invitation(str(path)) == (
        f"Share the spreadsheet with {CLIENT_EMAIL} as Editor (Share, in its top corner)."
    )
    path.write_text(json.dumps({"type": "authorized_user"}), "utf-8")
    with pytest.raises(ValueError, match="not the key of a service account"):
        answers.KEY_FILE.read(str(path))


def test_a_server_that_must_not_see_secrets_is_refused_at_once() -> None:
    answers.refuse_servers("http://127.0.0.1:1", "http://127.0.0.1:2")
    for servers in (("http://example.com", ""), ("", "http://example.com")):
        with pytest.raises(ConfigError, match="Write https://"):
            answers.refuse_servers(*servers)


def test_an_account_that_is_let_in_costs_one_request(box: Sandbox) -> None:
    app = AppSettings("main", ACCOUNT_ID, PASSCODE, base_url=box.url)
    before = requests(box)

    assert answers.account_trouble(app, FakeClock(NOW)) == ""
    assert requests(box) == before + 1


def test_an_account_that_is_refused_is_told_so_without_its_secrets(box: Sandbox) -> None:
    app = AppSettings("main", ACCOUNT_ID, "WRONG-PASSCODE", base_url=box.url)

    said = answers.account_trouble(app, FakeClock(NOW))

    assert said.startswith("CleverTap refuses id or password of [main] at 127.0.0.1:")
    assert "WRONG-PASSCODE" not in said


def test_a_spreadsheet_without_questions_yet_is_fine(google: GoogleSheets, tmp_path: Path) -> None:
    made = google.create()
    signing_in = GoogleSettings(str(google.credentials(tmp_path)), google.url)
    before = google.spreadsheets[made.id].copy()

    assert answers.spreadsheet_trouble(made.id, signing_in, FakeClock(NOW)) == ""
    assert google.spreadsheets[made.id] == before


@pytest.mark.parametrize(("role", "said"), [(None, "as editor"), ("reader", "to Editor")])
def test_a_spreadsheet_that_is_not_shared_to_edit_says_with_whom_to_share_it(
    google: GoogleSheets, tmp_path: Path, role: str | None, said: str
) -> None:
    made = google.create()
    google.share(made.id, CLIENT_EMAIL, role)
    signing_in = GoogleSettings(str(google.credentials(tmp_path)), google.url)

    trouble = answers.spreadsheet_trouble(made.id, signing_in, FakeClock(NOW))

    assert CLIENT_EMAIL in trouble
    assert said.lower() in trouble.lower()
