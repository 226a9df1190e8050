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
from sheets_runner.run.setup_place import Place
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from sheets_runner.workbook.excel import ExcelWorkbook
from sheets_runner.workbook.google import keys
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.fakes import FakeClock
from tests.unit.workbook.google import account

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
        ("timezone", "(GMT+05:30) asia/kolkata", "Asia/Kolkata"),
    ],
)
def test_an_answer_that_can_be_is_taken(key: str, text: str, meant: str) -> None:
    assert answers.ACCOUNT[key].read(text) == meant


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("account_id", "a b", "^id: must be one line of plain letters and digits"),
        ("passcode", "pä", "^password: must be one line of plain letters and digits"),
        ("passcode", "x${HOME}", "would name an environment variable in config.ini"),
        ("region", "in", "^region = .*Write one of eu1, in1, sg1, us1, aps3, mec1, sk1"),
        ("timezone", "IST", "such as Asia/Kolkata. Short forms such as IST stand for several."),
    ],
)
def test_an_answer_that_cannot_be_says_why_and_shows_no_secret(
    key: str, text: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        answers.ACCOUNT[key].read(text)
    assert key != "passcode" or text not in str(caught.value)


def test_id_and_passcode_are_typed_unseen() -> None:
    hidden = [key for key, question in answers.ACCOUNT.items() if question.hidden]

    assert hidden == ["account_id", "passcode"]


def test_the_region_is_asked_for_with_all_there_are_and_where_to_look() -> None:
    words = answers.ACCOUNT["region"].words

    assert "eu1, in1, sg1, us1, aps3, mec1, sk1" in words
    assert "in1.dashboard.clevertap.com" in words


# --- signing in to Google ---


def test_a_key_file_is_tried_before_it_is_taken(google: GoogleSheets, tmp_path: Path) -> None:
    path = google.credentials(tmp_path)
    found = answers.key_file(google.url).read(f"'{path}'")

    assert found == GoogleSettings(str(path.resolve()), google.url)
    assert answers.invitation(found) == (
        f"Share the spreadsheet with {CLIENT_EMAIL} as Editor (Share, in its top corner)."
    )


EXAMPLE = Path(__file__).parents[3] / "service_account.example.json"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"type": "authorized_user"}', r"^It is another sign-in \(authorized_user\)"),
        ('{"installed": {}}', "^This is not the key of a service account but another file"),
        ('{"type": 7}', "^This is not the key of a service account but another file"),
        (
            '{"type": "service_account"}',
            "^The key file is not a whole key: it has no client_email.",
        ),
        ("[1]", "^The key file is not a key: it is not whole JSON."),
        (EXAMPLE.read_text("utf-8"), "^private_key in the key of the service account is not a wh"),
    ],
)
def test_another_file_than_a_key_is_told_apart(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text, "utf-8")

    with pytest.raises(ValueError, match=said):
        answers.key_file("").read(str(path))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("none.json", '^The key file: the file ".*none.json" cannot be read'),
        ("~nouser/key.json", "There is no home folder ~nouser here. Write the whole path."),
        ("${KEY}", "would name an environment variable"),
    ],
)
def test_a_key_file_that_is_not_there_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        answers.key_file("").read(text)


def test_without_a_key_file_this_machine_signs_in_by_itself(
    google: GoogleSheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.FILE_VARIABLE, str(google.credentials(tmp_path)))
    found = answers.key_file(google.url).read("")

    assert found == GoogleSettings("", google.url)
    assert CLIENT_EMAIL in answers.invitation(found)
    answers.refuse_without_sign_in(Path("config.ini"), found)


@pytest.mark.parametrize(
    ("key", "said"),
    [("", "^This machine has no sign-in to Google of its own."), ("none.json", keys.FILE_VARIABLE)],
)
def test_where_a_machine_has_no_sign_in_it_says_so(
    google: GoogleSheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, said: str
) -> None:
    nobodys(monkeypatch, tmp_path, key)

    with pytest.raises(ValueError, match=said):
        answers.key_file(google.url).read("")


def test_a_configuration_that_does_not_say_how_to_sign_in_is_told_the_lines_to_add(
    google: GoogleSheets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobodys(monkeypatch, tmp_path, "")
    config = Path("config.ini")

    with pytest.raises(ConfigError, match=r"config\.ini does not say how to sign in") as caught:
        answers.refuse_without_sign_in(config, GoogleSettings("", google.url))
    assert str(caught.value).endswith("\n\n[google]\ncredentials = service_account.json\n")
    answers.refuse_without_sign_in(config, GoogleSettings("key.json"))


def nobodys(environ: pytest.MonkeyPatch, home: Path, key: str) -> None:
    """Make this a machine on which nobody has signed in to Google."""
    for name in ("HOME", "APPDATA", "CLOUDSDK_CONFIG"):
        environ.setenv(name, str(home))
    environ.setenv(keys.FILE_VARIABLE, key)


def test_a_key_file_is_offered_where_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert answers.usual_key() == ""
    (tmp_path / "service_account.json").write_text("{}", "utf-8")
    assert answers.usual_key() == "service_account.json"


# --- how it is tried ---


def test_a_server_that_must_not_see_secrets_is_refused_at_once() -> None:
    answers.refuse_servers("http://127.0.0.1:1", "http://127.0.0.1:2")
    for servers in (("http://example.com", ""), ("", "http://example.com")):
        with pytest.raises(ConfigError, match="Write https://"):
            answers.refuse_servers(*servers)


def app(box: Sandbox, **other: str) -> AppSettings:
    right = {"account_id": ACCOUNT_ID, "passcode": PASSCODE, "timezone": "Asia/Kolkata"}
    return AppSettings("main", base_url=box.url, **{**right, **other})


def test_an_account_that_is_let_in_costs_a_count_and_an_export(box: Sandbox) -> None:
    before = requests(box)

    assert answers.account_trouble(app(box), FakeClock(NOW)) == ""
    assert requests(box) == before + 3


def test_an_account_that_is_refused_is_told_so_without_its_secrets(box: Sandbox) -> None:
    said = answers.account_trouble(app(box, passcode="WRONG-PASSCODE"), FakeClock(NOW))

    assert said.startswith("CleverTap refuses id or password of this account at 127.0.0.1:")
    assert "WRONG-PASSCODE" not in said


def test_a_time_zone_that_the_records_contradict_is_told(box: Sandbox) -> None:
    said = answers.account_trouble(app(box, timezone="Europe/Berlin"), FakeClock(NOW))

    assert said == (
        "timezone = Europe/Berlin does not fit the records of this account, which are at UTC+05:30."
        " Write the time zone that the settings of the project show in the dashboard."
    )


def test_a_workbook_that_is_not_there_yet_or_can_be_saved_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    assert answers.workbook_trouble(Place(workbook=str(path))) == ""
    ExcelWorkbook.create(path, state_dir=tmp_path)
    assert answers.workbook_trouble(Place(workbook=str(path))) == ""
    assert answers.workbook_trouble(Place(spreadsheet="1" * 44)) == ""


def test_a_workbook_that_is_none_or_is_open_is_told(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_text("text", "utf-8")
    assert '"b.xlsx" is not an Excel workbook' in answers.workbook_trouble(
        Place(workbook=str(path))
    )
    ExcelWorkbook.create(path, state_dir=tmp_path, overwrite=True)
    (tmp_path / "~$b.xlsx").write_bytes(b"")
    assert '"b.xlsx" is open' in answers.workbook_trouble(Place(workbook=str(path)))


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


def test_a_key_that_google_refuses_is_spoken_of_as_an_answer(
    google: GoogleSheets, tmp_path: Path
) -> None:
    key = json.loads(google.credentials(tmp_path).read_text("utf-8"))
    path = tmp_path / "other.json"
    path.write_text(json.dumps({**key, "private_key": account.key("")["private_key"]}), "utf-8")
    trouble = answers.spreadsheet_trouble(
        google.create().id, GoogleSettings(str(path), google.url), FakeClock(NOW)
    )

    assert trouble.startswith("Google does not accept this key")
    assert trouble.endswith("and let this answer name it.")
