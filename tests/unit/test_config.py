from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheets_runner.config import LOG_TAB, GoogleSettings, Settings, SheetSettings, load
from sheets_runner.config.sheets import KEYS
from sheets_runner.errors import ConfigError
from sheets_runner.workbook.excel import tabs

ROOT = Path(__file__).parents[2]
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
SHARED = f"[sheet.team]\nspreadsheet = {ID}\n"
APP = "[web]\nid = TEST-ACC-0001\npassword = CCU-PASS\ntimezone = Asia/Kolkata\n"
TRAIN = "[train]\nid = B\npassword = C\nregion = eu1\ntimezone = Europe/Paris\n"


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "config.ini"


def read(path: Path, text: str, **environ: str) -> Settings:
    path.write_text(text, encoding="utf-8")
    return load(path, environ)


def refusal(path: Path, text: str, **environ: str) -> str:
    """Return what is said about a file, without the file's name before it."""
    with pytest.raises(ConfigError) as caught:
        read(path, text, **environ)
    start, rest = f"{path}: ", str(caught.value)
    assert rest.startswith(start)
    return rest[len(start) :]


# --- the example files ---


def test_the_example_parses_and_shows_every_default_and_key(tmp_path: Path) -> None:
    text = (ROOT / "config.example.ini").read_text("utf-8")
    settings = read(tmp_path / "config.ini", text, CLEVERTAP_PASSCODE="CCU-PASS")

    assert settings.app("web").passcode == "CCU-PASS"
    assert settings.mask is True
    assert settings.google == GoogleSettings(str(tmp_path / "service_account.json"))
    assert settings.connector == read(tmp_path / "other.ini", APP).connector
    assert settings.sheets["daily"] == SheetSettings(
        name="daily",
        workbook=tmp_path / "daily.xlsx",
        apps=("web",),
        timezone="Asia/Kolkata",
        date_order="dmy",
        locale="en_GB",
        ignore_columns=("Campaign", "Source"),
        max_records=10000,
        folder=tmp_path,
    )
    assert settings.sheets["shared"] == SheetSettings(
        name="shared",
        workbook=None,
        apps=("web",),
        spreadsheet="1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE",
        folder=tmp_path,
    )


def test_the_example_explains_each_key_above_it() -> None:
    lines = (ROOT / "config.example.ini").read_text("utf-8").splitlines()
    keys = [n for n, line in enumerate(lines) if re.match(r"(; )?\w+ = ", line)]

    assert len(keys) == 31
    for n in keys:
        paired = {"password", "output"} & {lines[n].split(" ")[0]}
        assert paired or lines[n - 1].startswith(("; ", "[")), lines[n]


def test_the_example_of_a_key_file_is_an_obvious_dummy() -> None:
    account = json.loads((ROOT / "service_account.example.json").read_text("utf-8"))

    assert account["type"] == "service_account"
    assert account["token_uri"] == "https://oauth2.googleapis.com/token"
    assert "NOT A KEY" in account["private_key"]


# --- apps ---


def test_a_section_with_id_and_password_is_an_app(path: Path) -> None:
    settings = read(path, APP + "team = ours\n" + TRAIN + "[notes]\nwho = me\n")

    assert list(settings.apps) == ["web", "train"]
    web = settings.app("web")
    assert (web.account_id, web.passcode, web.region) == ("TEST-ACC-0001", "CCU-PASS", "in1")
    assert settings.app("train").url == "https://eu1.api.clevertap.com"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_and_percent_signs_do_no_harm(path: Path, encoding: str) -> None:
    path.write_text("[wéb]\nid = A%(x)s\npassword = 100%;#x\n", encoding=encoding)
    app = load(path, {}).app("wéb")

    assert (app.account_id, app.passcode) == ("A%(x)s", "100%;#x")


def test_values_are_taken_from_the_environment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[web]\nid = ${CT_ID}\npassword = a${CT_PASS}b\nmine = ${NOT_SET}\n"

    assert read(path, text, CT_ID="A", CT_PASS="${CT_ID}").app("web").passcode == "a${CT_ID}b"
    monkeypatch.setenv("CT_ID", "A")
    monkeypatch.setenv("CT_PASS", "P")
    assert load(path).app("web").passcode == "aPb"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[web]\nid = A\npassword = x${CT_PASS}\n",
            "[web] password: the environment variable CT_PASS is not set.",
        ),
        ("[web]\nid = A\n", "[web] has id, but an app needs both id and password."),
        ("[web]\npassword = A\nid =\n", "[web] has password, but an app needs both id and pass"),
        ("[web]\nid = A\n  password = CCU\n", "[web] has id, but an app needs both id and pass"),
        ("[web]\nid = A B\npassword = C\n", "[web] id: must be one line of plain letters"),
        ("[web]\nid = A\npassword = ${E}\n", "[web] password: must be one line of plain letters"),
        (APP + "region = mars\n", '[web] region = "mars": Write one of eu1, in1,'),
        (APP + "base_url = http://a.example\n", '[web] base_url = "http://a.example": Write https'),
        (
            TRAIN.replace("Europe/Paris", "Paris"),
            '[train] timezone = "Paris": Write it as continent',
        ),
        (
            TRAIN.replace("Europe/Paris", "Europe/Paris or Europe/Rome"),
            '[train] timezone = "Europe/Paris or Europe/Rome": Write it as',
        ),
        (TRAIN.replace("Europe/Paris", "London GMT"), '[train] timezone = "London GMT": Write it'),
        (TRAIN.replace("Europe/Paris", "EST5EDT4"), '[train] timezone = "EST5EDT4": Write it as'),
        (TRAIN.replace("Europe/Paris", "Mars/Base"), '[train] timezone = "Mars/Base": Write it'),
        (TRAIN.replace("Europe/Paris", "/etc/localtime"), '[train] timezone = "/etc/localtime": W'),
    ],
)
def test_an_app_that_cannot_be_right_is_refused(path: Path, text: str, message: str) -> None:
    said = refusal(path, text, E="")

    assert said.startswith(message)
    assert "CCU" not in said


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("baseurl", "base_url"),
        ("Base-URL", "base_url"),
        ("base_ur", "base_url"),
        ("time_zone", "timezone"),
        ("timezones", "timezone"),
        ("timezome", "timezone"),
        ("reigon", "region"),
        ("pass-word", "password"),
        ("i_d", "id"),
    ],
)
def test_a_slip_in_a_key_of_an_app_is_not_taken_for_a_key_of_the_owners_own(
    path: Path, key: str, known: str
) -> None:
    assert refusal(path, f"{APP}{key} = CCU-2\n") == (
        f"[web] {key.lower()}: there is no such setting. Did you mean {known}?"
    )


@pytest.mark.parametrize(
    "key", ["ip", "ad", "old_password", "regional_team", "base", "url", "zone"]
)
def test_a_key_that_is_not_close_is_the_owners_own(path: Path, key: str) -> None:
    assert read(path, f"{APP}{key} = ours\n") == read(path, APP)


def test_an_app_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no section \[train\] has id and password\.$"):
        read(path, APP).app("train")


# --- the file ---


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (APP + APP, "[web] is there twice (line 5). Put them together."),
        ("[web]\nid = A\nid = CCU\n", "[web] id is there twice (line 3). Keep one."),
        ("[web]\nCCU\nid = A\nCCU2\n", 'line 2, 4 is not of the form "key = value".'),
        ("CCU = 1\n" + APP, "line 1 stands before any [section]. Put a section's name above it."),
        ("[conector]\nretry_seconds = 5\n", "[conector] is not a section of the runner. Did you"),
        ("[Connector]\nretry_seconds = 5\n", "[Connector] is not a section of the runner. Did"),
        ("[sheet]\nworkbook = a.xlsx\n", "[sheet] is not a section of the runner. Did you mean"),
    ],
)
def test_a_file_that_cannot_be_right_names_the_place_and_repeats_no_line(
    path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(path, text)

    assert str(caught.value).startswith(f"{path}: {message}")
    assert "CCU" not in str(caught.value)
    assert caught.value.__context__ is None


def test_a_file_that_is_not_there_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^There is no [\w.]+ in .+: sheets-runner init\.$"):
        load(path, {})


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})

    assert str(caught.value) == f"{tmp_path}: cannot be read (Is a directory)."


def test_a_file_that_is_not_text_is_refused(path: Path) -> None:
    path.write_bytes(b"[web]\nid = \xff\n")
    with pytest.raises(ConfigError, match=r"is not UTF-8 text\. Save it as UTF-8\."):
        load(path, {})


def test_a_section_called_default_is_like_any_other(path: Path) -> None:
    settings = read(path, "[DEFAULT]\nid = A\npassword = B\n[connector]\nmax_pending = 3\n")

    assert list(settings.apps) == ["DEFAULT"]
    assert settings.connector.max_pending == 3


# --- the runner's own sections ---


def test_the_connector_is_told_how_hard_to_try(path: Path) -> None:
    connector = read(
        path,
        "[connector]\nrequests_in_flight = 1\nmax_pending = 2\nretry_seconds = 0\n"
        "wait_seconds = 4\npage_size = 23\nstate_dir = ~/state\n",
    ).connector

    assert (connector.requests_in_flight, connector.max_pending) == (1, 2)
    assert (connector.retry_seconds, connector.wait_seconds, connector.page_size) == (0, 4, 23)
    assert connector.state_dir == Path.home() / "state"


def test_what_is_left_out_has_its_default(path: Path) -> None:
    settings = read(path, APP, XDG_STATE_HOME="/state")
    connector = settings.connector

    assert (connector.requests_in_flight, connector.max_pending) == (3, 12)
    assert (connector.retry_seconds, connector.wait_seconds) == (900, 1800)
    assert connector.page_size == 4991
    assert connector.state_dir == Path("/state/sheets-runner")
    assert settings.mask is True
    assert settings.google == GoogleSettings()
    assert dict(settings.sheets) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[connector]\nretry_second = 1\n", "[connector] retry_second: there is no such setting. "),
        ("[connector]\nzzz = 1\n", "[connector] zzz: there is no such setting."),
        ("[privacy]\nmasked = on\n", "[privacy] masked: there is no such setting. Did you mean ma"),
        ("[google]\ncredential = a\n", "[google] credential: there is no such setting. Did you me"),
        ("[connector]\npage_size = 22\n", '[connector] page_size = "22": Write a whole number, 23'),
        ("[connector]\npage_size = 5001\n", '[connector] page_size = "5001": Write a whole number'),
        ("[connector]\nrequests_in_flight = 0\n", '[connector] requests_in_flight = "0": Write a'),
        ("[connector]\nretry_seconds = -1\n", '[connector] retry_seconds = "-1": Write a whole nu'),
        ("[connector]\nwait_seconds = ٣\n", '[connector] wait_seconds = "٣": Write a whole number'),
        ("[google]\nlease_seconds = 29\n", '[google] lease_seconds = "29": Write a whole number, '),
        ("[google]\npublish_cells = 0\n", '[google] publish_cells = "0": Write a whole number, 1'),
        ("[privacy]\nmask = maybe\n", '[privacy] mask = "maybe": Write on or off.'),
    ],
)
def test_a_wrong_setting_names_section_key_value_and_remedy(
    path: Path, text: str, message: str
) -> None:
    assert refusal(path, text).startswith(message)


# --- sheets ---


def test_a_sheet_has_sensible_defaults(path: Path) -> None:
    settings = read(path, APP + "[privacy]\nmask = off\n[sheet.daily]\nworkbook = a/Daily.XLSX\n")

    assert settings.sheets["daily"] == SheetSettings(
        name="daily",
        workbook=path.parent / "a" / "Daily.XLSX",
        apps=("web",),
        timezone="",
        input="Queries",
        output="Results",
        date_order="",
        locale="",
        week_start=0,
        ignore_columns=(),
        max_records=None,
        final_after=timedelta(hours=6),
        results_mode="history",
        mask=False,
        spreadsheet="",
        folder=path.parent,
    )


def test_a_sheet_says_all_it_wants(path: Path) -> None:
    sheet = read(
        path,
        APP
        + TRAIN
        + "[sheet.daily]\nworkbook = /data/b.xlsx\napps = train, web\ninput = In\noutput = Out\n"
        "date_order = DMY\nlocale = en_GB\nweek_start = Sunday\nignore_columns = A b,, C\n"
        "max_records = 7\nfinal_after_hours = 0\nresults_mode = append\n"
        "mask = off\n",
    ).sheets["daily"]

    assert sheet == SheetSettings(
        name="daily",
        workbook=Path("/data/b.xlsx"),
        apps=("train", "web"),
        input="In",
        output="Out",
        date_order="dmy",
        locale="en_GB",
        week_start=6,
        ignore_columns=("A b", "C"),
        max_records=7,
        final_after=timedelta(0),
        results_mode="append",
        mask=False,
        folder=path.parent,
    )


def test_a_sheets_own_time_zone_wins(path: Path) -> None:
    settings = read(path, APP + "[sheet.a]\nworkbook = a.xlsx\ntimezone = UTC\n")

    assert settings.sheets["a"].timezone == "UTC"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "[sheet.a] does not say where its tabs are. Write workbook = FILE.xlsx, or spreads"),
        ("spreadshet = x\n", "[sheet.a] spreadshet: there is no such setting. Did you mean spread"),
        (
            "workbook = a.xlsx\nspreadsheet = " + ID + "\n",
            "[sheet.a] names both a workbook and a spreadsheet. Keep one of the two.",
        ),
        ("workbook = a.xls\n", "[sheet.a] workbook: Name the .xlsx file."),
        (
            "workbook = a.xlsx\napps = wbe\n",
            "[sheet.a] apps: there is no app [wbe]. Did you mean w",
        ),
        ("workbook = a.xlsx\n", "[sheet.a] apps: name those its rows may use, out of web, train."),
        ("workbook = a.xlsx\nweek_start = mon\n", '[sheet.a] week_start = "mon": Write one of mon'),
        ("workbook = a.xlsx\ndate_order = dym\n", '[sheet.a] date_order = "dym": Write one of dmy'),
        ("workbook = a.xlsx\nlocale = en-GB\n", '[sheet.a] locale = "en-GB": Write it like en_GB.'),
        ("workbook = a.xlsx\nresults_mode = x\n", '[sheet.a] results_mode = "x": Write one of his'),
        ("workbook = a.xlsx\ntab = x\n", "[sheet.a] tab: there is no such setting."),
    ],
)
def test_a_sheet_that_cannot_be_right_is_refused(path: Path, text: str, message: str) -> None:
    assert refusal(path, f"{APP}{TRAIN}[sheet.a]\n{text}").startswith(message)


NO_TAB = "No tab can have that name: it has at most 31 characters, none of [ ] : * ? / \\,"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("output = run LOG", 'output = "run LOG": The run log is kept in that tab. Name another.'),
        ("input = Run log", 'input = "Run log": The run log is kept in that tab. Name another.'),
        ("output = _LISTS", 'output = "_LISTS": The names that CleverTap knows are kept in that'),
        ("input = _Lists", 'input = "_Lists": The names that CleverTap knows are kept in that tab'),
        ("output = queries", 'output = "queries": Questions and answers need a tab each. Name an'),
        ("input = RESULTS", 'input = "RESULTS": Questions and answers need a tab each. Name anot'),
        ("input = A\noutput = a", 'output = "a": Questions and answers need a tab each. Name anot'),
        ("input = " + "x" * 32, f'input = "{"x" * 32}": {NO_TAB}'),
        ("output = " + "😀" * 16, f'output = "{"😀" * 16}": {NO_TAB}'),
        ("output = a/b", f'output = "a/b": {NO_TAB}'),
        ("output = 'a", f'output = "\'a": {NO_TAB}'),
        ("input = History", f'input = "History": {NO_TAB}'),
    ],
)
def test_tabs_that_cannot_be_are_refused_when_the_file_is_read(
    path: Path, text: str, message: str
) -> None:
    said = refusal(path, f"{APP}[sheet.a]\nworkbook = a.xlsx\n{text}\n")

    assert said.startswith(f"[sheet.a] {message}")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("':/[History"), min_size=1))
def test_the_names_of_tabs_are_those_that_excel_takes(name: str) -> None:
    assume(name.casefold() != LOG_TAB.casefold())
    if tabs.is_name(name):
        assert KEYS["workbook"]["output"](name) == name
    else:
        with pytest.raises(ValueError, match="No tab can have that name"):
            KEYS["workbook"]["output"](name)


# --- Google ---


@pytest.mark.parametrize(
    "address",
    [
        ID,
        f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing",
        f"https://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit?gid=7#gid=7",
        f"https://docs.google.com/a/example.com/spreadsheets/d/{ID}/edit",
        f"docs.google.com/spreadsheets/d/{ID}?x=${{NAME}}",
    ],
)
def test_a_spreadsheet_is_named_by_its_address_or_its_id(path: Path, address: str) -> None:
    settings = read(path, f"{APP}[sheet.team]\nspreadsheet = {address}\n", NAME="y")

    sheet = settings.sheets["team"]
    assert (sheet.spreadsheet, sheet.workbook) == (ID, None)
    assert sheet.files == path.parent / "team"
    assert settings.sheet_for_spreadsheet(address.replace("${NAME}", "y")) == sheet


@pytest.mark.parametrize(
    "address",
    [
        "daily.xlsx",
        "1AbCdEfGhIjKlMnOpQr",
        f"https://docs.google.com/document/d/{ID}/edit",
        f"https://drive.google.com/file/d/{ID}/view",
        f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml",
        f"https://docs.google.com.example.com/spreadsheets/d/{ID}/edit",
        f"https://example.com/https://docs.google.com/spreadsheets/d/{ID}/edit",
        f"{ID}é",
    ],
)
def test_what_is_no_spreadsheets_address_is_answered_with_what_to_copy(
    path: Path, address: str
) -> None:
    assert refusal(path, f"{APP}[sheet.team]\nspreadsheet = {address}\n") == (
        f'[sheet.team] spreadsheet = "{address}": Open the spreadsheet and copy its address from '
        "the browser, such as https://docs.google.com/spreadsheets/d/ID/edit; the ID in it alone "
        "does as well."
    )
    assert read(path, APP + SHARED).sheet_for_spreadsheet(address) is None


def test_a_spreadsheet_that_no_section_or_several_name_is_not_guessed_at(path: Path) -> None:
    settings = read(path, APP + SHARED + SHARED.replace("team", "other"))

    assert settings.sheet_for_spreadsheet(ID[::-1]) is None
    with pytest.raises(ConfigError, match=r"\[sheet.team\] and \[sheet.other\] both name 1AbC"):
        settings.sheet_for_spreadsheet(ID)


def test_the_files_of_a_sheet_are_named_after_its_workbook_or_its_section(path: Path) -> None:
    found = read(path, APP + SHARED + "[sheet.a]\nworkbook = x/Weekly.report.xlsx\n").sheets

    assert found["a"].files == path.parent / "x" / "Weekly.report"
    assert refusal(path, APP + SHARED.replace("team", "team/eu")).startswith(
        "[sheet.team/eu] is also the name of CSV files, which cannot hold any of < >"
    )


@pytest.mark.parametrize("name", ["x" * 100, "😀" * 50, "a/b", "'a'", "History", "[x]"])
def test_google_allows_more_names_of_tabs_than_excel(path: Path, name: str) -> None:
    assert read(path, f"{APP}{SHARED}input = {name}\n").sheets["team"].input == name


def test_a_tab_that_the_runner_may_have_to_make_can_be_downloaded_as_a_workbook(path: Path) -> None:
    assert read(path, f"{APP}{SHARED}output = {'x' * 100}\n").sheets["team"].output == "x" * 100
    assert refusal(path, f"{APP}{SHARED}output = Q1/Q2\n") == (
        '[sheet.team] output = "Q1/Q2": No tab can have that name: it has at most 100 characters '
        "and, so that the spreadsheet can be downloaded as .xlsx, none of [ ] : * ? / \\, no "
        "apostrophe at either end, and is not History. Name another."
    )


@pytest.mark.parametrize("name", ["x" * 101, "😀" * 51, "a\x07b", "a\x85b"])
def test_a_name_no_tab_of_google_can_have_is_refused(path: Path, name: str) -> None:
    assert refusal(path, f"{APP}{SHARED}input = {name}\n") == (
        f'[sheet.team] input = "{name}": No tab can have that name: it has at most 100 characters, '
        "and no control characters. Name another."
    )


def test_signing_in_to_google_is_said_once_for_all_sheets(path: Path) -> None:
    google = "[google]\ncredentials = keys/a.json\napi_base = http://127.0.0.1:1\n"
    settings = read(path, f"{APP}{google}lease_seconds = 30\npublish_cells = 1\n")

    assert settings.google == GoogleSettings(
        str(path.parent / "keys" / "a.json"), "http://127.0.0.1:1", 30, 1
    )
    home = read(path, APP + "[google]\ncredentials = ~/a.json\n").google
    assert home.credentials == str(Path.home() / "a.json")
    assert (home.lease_seconds, home.publish_cells, home.secrets) == (600, 500_000, ())


@pytest.mark.parametrize("before", ["", "\n", "  "])
def test_a_key_may_come_from_the_environment_and_is_a_secret(path: Path, before: str) -> None:
    first, last = "A" * 60 + "/b+C", "d" * 20 + "=="
    private = f"-----BEGIN PRIVATE KEY-----\n{first}\n{last}\n-----END PRIVATE KEY-----\n"
    plain = json.dumps({"type": "service_account", "private_key": private})
    key = plain.replace("/", r"\/")
    settings = read(path, APP + "[google]\ncredentials = ${KEY}\n", KEY=before + key)

    assert settings.google.credentials == key
    assert settings.google.secrets == (first, last)
    assert settings.secrets == ("TEST-ACC-0001", "CCU-PASS", first, last)
    assert "AAAA" not in repr(settings)


# --- which sheet ---


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("asia/kolkata", "Asia/Kolkata"),
        ("(GMT+05:30) Asia/Kolkata", "Asia/Kolkata"),
        ("america/new_york", "America/New_York"),
        ("America/Port_of_Spain", "America/Port_of_Spain"),
        ("utc", "UTC"),
    ],
)
def test_a_time_zone_is_found_whatever_its_capitals_and_what_stands_around_it(
    path: Path, written: str, meant: str
) -> None:
    assert read(path, TRAIN.replace("Europe/Paris", written)).apps["train"].timezone == meant


@pytest.mark.parametrize(
    "line",
    [
        "[connector]\nstate_dir = ~nouser/state\n",
        "[google]\ncredentials = ~nouser/key.json\n",
        "[sheet.a]\nworkbook = ~nouser/a.xlsx\n",
    ],
)
def test_a_home_folder_that_nobody_knows_is_told_with_its_setting(path: Path, line: str) -> None:
    assert refusal(path, APP + line).endswith(
        "There is no home folder ~nouser here. Write the whole path."
    )
    with pytest.raises(ConfigError, match="There is no home folder ~nouser here"):
        read(path, APP).sheet_for_path("~nouser/a.xlsx")


def test_a_sheet_needs_an_app(path: Path) -> None:
    assert refusal(path, "[sheet.a]\nworkbook = a.xlsx\n") == (
        "[sheet.a] apps: the file has no app: a section with id and password. Write one; or delete"
        " the file and run sheets-runner init, which asks for all that is needed."
    )


def test_a_path_finds_the_section_that_names_it(path: Path) -> None:
    settings = read(path, APP + "[sheet.a]\nworkbook = a.xlsx\ninput = In\n")

    found = settings.sheet_for_path(path.parent / "x" / ".." / "a.xlsx")
    assert (found.name, found.input) == ("a", "In")


def test_a_path_that_no_section_names_gets_the_defaults(path: Path) -> None:
    settings = read(path, APP + "[privacy]\nmask = off\n")

    assert settings.sheet_for_path(path.parent / "free.xlsx") == SheetSettings(
        "free", path.parent.resolve() / "free.xlsx", ("web",), mask=False, folder=path.parent
    )
    with pytest.raises(ConfigError, match=r"Name the \.xlsx file"):
        settings.sheet_for_path("free.csv")


def test_a_path_that_two_sections_name_is_not_guessed_at(path: Path) -> None:
    settings = read(path, APP + "[sheet.a]\nworkbook = a.xlsx\n[sheet.b]\nworkbook = ./a.xlsx\n")

    with pytest.raises(ConfigError, match=r"\[sheet.a\] and \[sheet.b\] both name .*a\.xlsx"):
        settings.sheet_for_path(path.parent / "a.xlsx")


def test_settings_cannot_be_changed_and_show_no_secret(path: Path) -> None:
    settings = read(path, APP)

    with pytest.raises(TypeError):
        settings.apps["web"] = None  # type: ignore[index]
    assert "CCU-PASS" not in repr(settings)
    assert "TEST-ACC-0001" not in repr(settings)
