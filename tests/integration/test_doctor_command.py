"""``sheets-runner doctor``: every wrong turn is told from all others, over real sockets."""

from __future__ import annotations

import json
import logging
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

import openpyxl
import pytest

from sheets_runner import log
from sheets_runner.clevertap.settings import REGIONS
from sheets_runner.cli import main
from sheets_runner.run.doctor import Finding, Kind, exit_code
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from sheets_runner.sandbox.server import Sandbox
from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import Fault, GoogleSheets
from tests.emulators.google_sheets.keys import CLIENT_EMAIL
from tests.fakes import FakeClock
from tests.integration.commands import command
from tests.integration.people import Edit, protect, typed
from tests.integration.wrong_turns import (
    NOW,
    OPTIONS,
    PROXIES,
    TURNS,
    Regions,
    SetUp,
    Turn,
)
from tests.scripted_server import Play
from tests.unit.workbook.google.account import TOKEN

pytestmark = pytest.mark.long

HTML = Play(b"<html>Sign in to the network</html>", headers={"Content-Type": "text/html"})
Make = Callable[[Path], SetUp]


@pytest.fixture(name="box", scope="module")
def _box() -> Iterator[Sandbox]:
    with Sandbox(OPTIONS, sleep=_never, monotonic=lambda: 0.0) as box:
        yield box


def _never(seconds: float) -> None:
    assert not seconds


@pytest.fixture(name="google", scope="module")
def _google() -> Iterator[GoogleSheets]:
    with GoogleSheets() as google:
        yield google


@pytest.fixture(name="make")
def _make(box: Sandbox, google: GoogleSheets, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Give what makes set-ups in which all is well."""
    names = ("GOOGLE_APPLICATION_CREDENTIALS", *PROXIES, *map(str.lower, PROXIES))
    with ExitStack() as stack:

        def make(folder: Path) -> SetUp:
            folder.mkdir(exist_ok=True)
            box.faults.clear()
            google.clear_faults()
            for name in names:
                monkeypatch.delenv(name, raising=False)
            return SetUp(folder, box, google, monkeypatch, stack)

        yield make
        box.faults.clear()
        google.clear_faults()


@pytest.fixture(name="here")
def _here(make: Make, tmp_path: Path) -> SetUp:
    return make(tmp_path)


def kinds(findings: list[Finding]) -> dict[str, Kind]:
    return {finding.link: finding.kind for finding in findings}


def only_broken(here: SetUp) -> Finding:
    broken = here.broken()
    assert len(broken) == 1, broken
    return broken[0]


def test_where_all_is_well_every_link_says_so_and_nothing_is_left_behind(here: SetUp) -> None:
    before = here.google.calls.get("POST /v4/spreadsheets/{id}:batchUpdate", 0)
    spreadsheet = here.google.spreadsheets[here.spreadsheet]

    found = here.findings()

    assert [finding for finding in found if finding.kind is not Kind.OK] == []
    assert [(one.about, one.link) for one in found] == [
        (str(here.path), "settings"),
        (str(here.path), "sheets"),
        ("this machine", "state_dir"),
        ("this machine", "clock"),
        ("[web]", "connection"),
        ("[web]", "account"),
        ("[web]", "rights"),
        ("[web]", "quota"),
        ("[web]", "time zone"),
        ("shared", "key"),
        ("shared", "sign-in"),
        ("shared", "spreadsheet"),
        ("shared", "right to write"),
        ("shared", "input tab"),
        ("shared", "headers"),
        ("shared", "result columns"),
        ("shared", "output tabs"),
        ("shared", "other runs"),
    ]
    assert exit_code(found) == 0
    assert sorted(path.name for path in here.folder.iterdir()) == [
        "config.ini",
        "service_account.json",
    ]
    assert here.google.calls["POST /v4/spreadsheets/{id}:batchUpdate"] == before + 1
    assert here.google.spreadsheets[here.spreadsheet] is spreadsheet


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_each_wrong_turn_is_found_and_no_link_that_is_well_is_blamed(
    here: SetUp, turn: Turn
) -> None:
    turn.take(here)
    found = here.findings()
    broken = [finding for finding in found if finding.kind.is_broken]

    assert [finding.kind for finding in broken] == [turn.kind]
    assert turn.said in broken[0].said
    assert exit_code(found) is turn.code
    assert not any(secret in str(found) for secret in (PASSCODE, ACCOUNT_ID, "PRIVATE KEY"))


def test_there_are_sixteen_wrong_turns_and_no_two_give_the_same_sentence(
    make: Make, tmp_path: Path
) -> None:
    sentences = set()
    for number, turn in enumerate(TURNS):
        here = make(tmp_path / str(number))
        turn.take(here)
        sentences.add(only_broken(here).said)

    assert len(sentences) == len({turn.kind for turn in TURNS}) == 16


def test_what_depends_on_a_broken_link_is_not_checked_and_all_else_is(here: SetUp) -> None:
    here.sections["web"]["password"] = "TYPO"
    here.google.share(here.spreadsheet, CLIENT_EMAIL, None)

    found = kinds(here.findings())

    assert found == {
        **dict.fromkeys(("settings", "sheets", "state_dir", "clock", "connection"), Kind.OK),
        "account": Kind.CLEVERTAP_CREDENTIALS,
        **dict.fromkeys(("rights", "quota", "time zone"), Kind.NOT_CHECKED),
        **dict.fromkeys(("key", "sign-in"), Kind.OK),
        "spreadsheet": Kind.SPREADSHEET_NOT_SHARED,
        **dict.fromkeys(("right to write", "input tab", "headers"), Kind.NOT_CHECKED),
        **dict.fromkeys(("result columns", "output tabs", "other runs"), Kind.NOT_CHECKED),
    }


# --- CleverTap ---


def test_each_region_is_asked_once_and_the_passcode_goes_to_no_other_host(here: SetUp) -> None:
    del here.sections["web"]["base_url"]
    here.sections["web"]["region"] = "sg1"
    regions = here.transport = Regions(here, "nowhere")

    assert only_broken(here).said == (
        "CleverTap refuses id or password of [web] in every region. Copy both once more from"
        " Settings > Project of its dashboard."
    )
    others = [region for region in REGIONS if region != "sg1"]
    assert regions.asked == [f"{region}.api.clevertap.com" for region in ("sg1", *others)]


def test_regions_that_cannot_be_asked_are_named(here: SetUp) -> None:
    del here.sections["web"]["base_url"]
    here.transport = Regions(here, "nowhere", away=("us1", "sk1"))

    assert "in every region but us1, sk1, which cannot be asked." in only_broken(here).said


def test_with_a_base_url_no_other_host_is_asked(here: SetUp) -> None:
    refusal = Play(b'{"status":"fail","error":"Invalid Credentials","code":401}', 401)
    server = here.serve(refusal)
    here.sections["web"]["base_url"] = server.url

    assert only_broken(here).kind is Kind.CLEVERTAP_CREDENTIALS
    assert len(server.heard) == 1


def test_a_host_that_nobody_knows_is_told_from_one_that_does_not_answer(here: SetUp) -> None:
    here.sections["web"]["base_url"] = "https://clevertap.invalid"
    unknown = only_broken(here)
    here.sections["web"]["base_url"] = "http://127.0.0.1:9"
    silent = only_broken(here)

    assert (unknown.kind, silent.kind) == (Kind.CLEVERTAP_DNS, Kind.CLEVERTAP_NETWORK)
    assert "knows no server of the name clevertap.invalid" in unknown.said
    assert silent.said.startswith("127.0.0.1:9 cannot be reached.")


def test_without_a_reply_the_clock_is_undecided(here: SetUp) -> None:
    here.sections["web"]["base_url"] = "http://127.0.0.1:9"

    assert kinds(here.findings())["clock"] is Kind.UNDECIDED


@pytest.mark.parametrize("status", [200, 403])
def test_a_page_instead_of_an_answer_is_no_refusal(here: SetUp, status: int) -> None:
    here.sections["web"]["base_url"] = here.serve(replace(HTML, status=status)).url

    found = only_broken(here)
    assert found.kind is Kind.CLEVERTAP_REPLY
    assert found.said.startswith("Something answers in the place of 127.0.0.1:")


def test_a_fault_of_clevertaps_own_is_told_as_such(here: SetUp) -> None:
    here.strike("http_500")

    assert only_broken(here).kind is Kind.CLEVERTAP_SERVER


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("http_403", Kind.CLEVERTAP_RIGHTS), ("http_429", Kind.CLEVERTAP_QUOTA)],
)
def test_an_account_that_may_count_but_not_export_is_told_so(
    here: SetUp, fault: str, kind: Kind
) -> None:
    rule = {"fault": fault, "endpoint": "/1/events.json", "times": 9}
    here.box.faults.load({"faults": [rule]})

    found = only_broken(here)
    assert (found.link, found.kind) == ("time zone", kind)


def test_certificates_that_are_not_there_are_named(
    here: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.sections["web"]["base_url"] = "https://127.0.0.1:9"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/at/all.pem")

    found = only_broken(here)
    assert found.kind is Kind.CLEVERTAP_NETWORK
    assert "Check REQUESTS_CA_BUNDLE." in found.said


def test_an_account_without_a_time_zone_is_told_where_its_records_are(here: SetUp) -> None:
    del here.sections["web"]["timezone"]

    assert only_broken(here).said == (
        "[web] has no timezone. Its records are at UTC+05:30. Write the time zone of the CleverTap"
        " project, such as timezone = Asia/Kolkata: its days are counted in it."
    )


def test_a_project_without_records_is_undecided_and_not_broken(here: SetUp) -> None:
    count = Play(
        b'{"status":"fail","error":"[\\"Invalid event : App Launched\\"]","code":400}', 400
    )
    begun, empty = (Play(b'{"status":"success"%s}' % more) for more in (b',"cursor":"a"', b""))
    server = here.serve(count, count, begun, empty)
    here.sections["web"]["base_url"] = server.url

    found = here.findings()

    assert exit_code(found) == 0
    assert kinds(found)["time zone"] is Kind.UNDECIDED
    assert [heard.line.split()[1] for heard in server.heard] == [
        "/1/counts/events.json",
        "/1/events.json?batch_size=92&app=false&events=true&profile=false",
        "/1/events.json?batch_size=92&app=false&events=true&profile=false",
        "/1/events.json?cursor=a",
    ]
    assert json.loads(server.heard[2].body) == {
        "event_name": "UTM Visited",
        "from": 20260623,
        "to": 20260629,
    }


def test_without_a_time_zone_or_records_only_the_setting_is_asked_for(here: SetUp) -> None:
    del here.sections["web"]["timezone"]
    unfinished = Play(b'{"status":"partial","req_id":7}')
    here.sections["web"]["base_url"] = here.serve(unfinished).url

    assert only_broken(here).said.startswith("[web] has no timezone. Write the time zone")


# --- Google ---


def test_a_spreadsheet_shared_for_looking_at_is_told_from_one_not_shared(here: SetUp) -> None:
    here.google.share(here.spreadsheet, CLIENT_EMAIL, "reader")

    found = only_broken(here)
    assert found.kind is Kind.SPREADSHEET_READ_ONLY
    assert found.said == (
        f'"Team plan" is shared with {CLIENT_EMAIL}, but only for looking at. Open it, choose Share'
        " and change the role of that account to Editor."
    )


def test_a_service_account_that_is_gone_is_told_from_its_key(here: SetUp) -> None:
    here.key(client_email="gone@project.iam.gserviceaccount.com")

    found = only_broken(here)
    assert found.kind is Kind.GOOGLE_ACCOUNT_GONE
    assert "knows no service account gone@project.iam.gserviceaccount.com" in found.said


def test_google_names_a_wrong_clock_by_itself(make: Make, tmp_path: Path) -> None:
    with GoogleSheets(clock=FakeClock(NOW)) as yesterday:
        here = make(tmp_path)
        here.sections["google"]["api_base"] = yesterday.url
        yesterday.credentials(tmp_path)
        found = only_broken(here)

    assert found.kind is Kind.GOOGLE_CLOCK
    assert "this machine's clock is wrong" in found.said


def test_a_key_that_is_missing_or_no_service_accounts_is_told_as_such(here: SetUp) -> None:
    here.key(type="authorized_user")
    other = only_broken(here)
    here.sections["google"]["credentials"] = "nowhere.json"
    missing = only_broken(here)

    assert other.kind is missing.kind is Kind.GOOGLE_KEY
    assert 'its type is "authorized_user"' in other.said
    assert "cannot be read (No such file or directory)" in missing.said


@pytest.mark.parametrize(
    ("scheme", "kind"),
    [("http", Kind.GOOGLE_PROXY), ("https", Kind.GOOGLE_TLS)],
)
def test_what_stands_between_here_and_google_is_told_apart(
    here: SetUp, scheme: str, kind: Kind
) -> None:
    url = here.serve(HTML).url
    here.sections["google"]["api_base"] = url.replace("http", scheme)

    assert only_broken(here).kind is kind


def test_google_out_of_reach_breaks_the_sign_in(here: SetUp) -> None:
    here.sections["google"]["api_base"] = "http://127.0.0.1:9"

    found = only_broken(here)
    assert (found.link, found.kind) == ("sign-in", Kind.GOOGLE_NETWORK)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("429_read", Kind.GOOGLE_QUOTA), ("503", Kind.GOOGLE_SERVER)],
)
def test_what_passes_at_google_is_told_as_such(here: SetUp, fault: str, kind: Kind) -> None:
    here.google_answers(fault)

    assert only_broken(here).kind is kind


def test_a_write_that_fails_for_another_reason_is_not_called_read_only(here: SetUp) -> None:
    here.google.fault(Fault("503", route="POST /v4/spreadsheets/{id}:batchUpdate", times=9))

    found = only_broken(here)
    assert (found.link, found.kind) == ("right to write", Kind.GOOGLE_SERVER)


def test_a_write_that_google_would_take_is_a_right_to_write(here: SetUp) -> None:
    book = {"properties": {"title": "Any"}, "sheets": []}
    server = here.serve(TOKEN, Play(json.dumps(book).encode()), Play(b"{}"))
    here.sections["google"]["api_base"] = server.url
    here.key(token_uri=f"{server.url}/token")

    assert kinds(here.findings())["right to write"] is Kind.OK


def test_a_tab_that_is_not_there_is_named_with_those_that_are(here: SetUp) -> None:
    here.sections["sheet.shared"]["input"] = "Questions"

    found = only_broken(here)
    assert found.kind is Kind.INPUT_TAB
    assert found.said == (
        'The spreadsheet "Team plan" has no tab "Questions". Its tabs are "Queries". Where'
        " there are no questions yet, sheets-runner init makes the tab. Else give the tab with the"
        " questions that name, or write its name as input into the sheet's section."
    )


def test_headers_that_need_fixing_are_told_and_end_with_1(here: SetUp) -> None:
    made = here.google.create({"Queries": [["Event", "Dates", "utm_campain", "Campaign"]]})
    here.sections["sheet.shared"]["spreadsheet"] = made.id

    found = here.findings()
    assert exit_code(found) == 1
    said = next(one.said for one in found if one.kind is Kind.HEADERS)
    assert said.startswith("`utm_campain` (C1): did you mean `utm_campaign`?")
    assert said.endswith("So do 1 more; see sheets-runner check.")


def test_another_runs_lease_is_told_and_ends_with_4(here: SetUp) -> None:
    options = GoogleOptions(str(here.folder / "service_account.json"), here.google.url)
    other = open_spreadsheet(here.spreadsheet, options, FakeClock(NOW))
    with other.lease(RunId("20260630-100000-4f2a")):
        found = here.findings()

    assert exit_code(found) == 4
    assert kinds(found)["other runs"] is Kind.LEASE
    assert kinds(found)["headers"] is Kind.OK


# --- what a run writes ---

OWN = [["Ours"], ["Do not touch"]]
EVENT = ["Event", "Dates"]
ROW = ["App Launched", "yesterday"]


class Obstacle(NamedTuple):
    """Something in a spreadsheet that keeps every run from writing.

    Attributes:
        name: In words.
        tabs: The spreadsheet.
        protect: A protection in it, None for none.
        link: The link that doctor has to blame.
        said: A part of what it has to say.
    """

    name: str
    tabs: dict[str, list[list[str]]]
    protect: Edit | None
    link: str
    said: str


OBSTACLES = (
    Obstacle(
        "an output tab of the team's own",
        {"Queries": [EVENT, ROW], "Results": OWN},
        None,
        "output tabs",
        'Tab "Results" is not empty and was not made by the runner: name another output tab, or',
    ),
    Obstacle(
        "a tab of the team's own in the run log's place",
        {"Queries": [EVENT, ROW], "run log": OWN},
        None,
        "output tabs",
        'Tab "run log" is not empty and was not made by the runner: rename that tab of yours,',
    ),
    Obstacle(
        "a blank output tab that is protected",
        {"Queries": [EVENT, ROW], "Results": []},
        protect("Results"),
        "output tabs",
        'Cells the runner writes on tab "Results" are protected (from A1 on).',
    ),
    Obstacle(
        "an input tab that is protected",
        {"Queries": [EVENT, ROW]},
        protect("Queries"),
        "result columns",
        'Cells the runner writes on tab "Queries" are protected (from C1 on).',
    ),
    Obstacle(
        "a result column that is protected",
        {"Queries": [[*EVENT, "Status"], ROW]},
        protect("Queries", startColumnIndex=2, endColumnIndex=3),
        "result columns",
        'Cells the runner writes on tab "Queries" are protected (from C2 on).',
    ),
)


def put_up(here: SetUp, obstacle: Obstacle) -> None:
    made = here.google.create(obstacle.tabs, title="Team plan")
    here.sections["sheet.shared"]["spreadsheet"] = made.id
    if obstacle.protect:
        here.google.edit(made.id, obstacle.protect(made))


@pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda obstacle: obstacle.name)
def test_what_keeps_every_run_from_writing_is_told(here: SetUp, obstacle: Obstacle) -> None:
    put_up(here, obstacle)

    found = only_broken(here)
    assert (found.link, exit_code([found])) == (obstacle.link, 3)
    assert found.said.startswith(obstacle.said)


@pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda obstacle: obstacle.name)
def test_the_run_itself_meets_the_same_obstacle(
    here: SetUp, printed: Callable[..., tuple[int, str, str]], obstacle: Obstacle
) -> None:
    put_up(here, obstacle)
    here.write()

    code, out, err = printed("shared", command="run")
    assert code in {1, 3}
    assert "not made by the runner" in out + err or "are protected" in out + err


def test_both_tabs_that_are_the_teams_own_are_named_at_once(here: SetUp) -> None:
    made = here.google.create({"Queries": [EVENT, ROW], "Results": OWN, "Run log": OWN})
    here.sections["sheet.shared"]["spreadsheet"] = made.id

    said = only_broken(here).said
    assert 'Tab "Results" is not empty' in said
    assert 'Tab "Run log" is not empty' in said


def test_a_sheet_that_a_run_has_filled_is_fine_and_takes_a_call_more(
    here: SetUp, printed: Callable[..., tuple[int, str, str]]
) -> None:
    here.write()
    assert printed("shared", command="run")[0] == 0
    before = Counter(here.google.calls)

    assert here.broken() == []
    assert Counter(here.google.calls) - before == {
        "GET /v4/spreadsheets/{id}": 3,
        "POST /v4/spreadsheets/{id}:batchUpdate": 1,
        "POST /token": 1,
    }

    book = here.google.spreadsheets[here.spreadsheet]
    here.google.edit(here.spreadsheet, protect("Results", startRowIndex=0, endRowIndex=1)(book))
    assert here.broken() == [], "no run writes to a header that is there"

    here.google.edit(here.spreadsheet, protect("Results")(book))
    assert 'on tab "Results" are protected (from A3 on)' in only_broken(here).said


def test_an_output_tab_whose_key_column_is_gone_is_told(
    here: SetUp, printed: Callable[..., tuple[int, str, str]]
) -> None:
    here.write()
    assert printed("shared", command="run")[0] == 0
    book = here.google.spreadsheets[here.spreadsheet]
    here.google.edit(here.spreadsheet, typed("Results", 1, 5, "Since")(book))

    assert 'has no column "From" any more' in only_broken(here).said


def test_who_may_not_write_at_all_is_told_that_and_no_more(here: SetUp) -> None:
    put_up(here, OBSTACLES[2])
    made = here.sections["sheet.shared"]["spreadsheet"]
    here.google.share(made, CLIENT_EMAIL, "reader")

    found = kinds(here.findings())
    assert found["right to write"] is Kind.SPREADSHEET_READ_ONLY
    assert found["result columns"] is found["output tabs"] is Kind.NOT_CHECKED
    assert found["other runs"] is Kind.OK


# --- the command ---


def test_the_command_prints_a_line_for_each_link_and_ends_by_the_first_broken_one(
    here: SetUp,
) -> None:
    here.sections["web"]["timezone"] = "Europe/London"
    here.google.share(here.spreadsheet, CLIENT_EMAIL, None)
    here.write()

    done = command("doctor", folder=here.folder)
    lines = done.stdout.splitlines()

    assert done.returncode == 2
    assert [line[0] for line in lines[:-1]] == [*"✅" * 8, "❌", *"✅✅❌", *"–" * 6]
    assert lines[4] == f"✅ [web] connection: {here.box.url[7:]} answers."
    assert lines[12] == "– shared right to write: Not checked: a link before it is broken."
    assert lines[-1] == (
        "2 links broken, and 6 behind them could not be checked. Mend the first one, then run"
        " doctor again."
    )


@pytest.fixture(name="printed")
def _printed(
    here: SetUp, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Give what runs the command in this process and returns its exit code and what it prints."""
    logger = logging.getLogger(log.PACKAGE)
    before = (list(logger.handlers), logger.level, logger.propagate)
    monkeypatch.setenv("SHEETS_RUNNER_NOW", NOW.isoformat())
    monkeypatch.chdir(here.folder)

    def printed(*words: str, command: str = "doctor") -> tuple[int, str, str]:
        code = main([command, *words])
        return (code, *capsys.readouterr())

    yield printed
    logger.handlers[:], logger.level, logger.propagate = before


def test_json_is_one_object_with_a_stable_word_for_each_finding(
    here: SetUp, printed: Callable[..., tuple[int, str, str]]
) -> None:
    here.write()
    code, out, err = printed("shared", "--json", "-v")
    told = json.loads(out)

    assert code == told["exit_code"] == 0
    assert told["findings"][2] == {
        "about": "this machine",
        "link": "state_dir",
        "kind": "ok",
        "broken": False,
        "said": f"{here.folder / 'state'} can be written.",
    }
    assert PASSCODE not in out + err


def test_a_configuration_that_cannot_be_read_leaves_the_rest_unchecked(
    printed: Callable[..., tuple[int, str, str]],
) -> None:
    code, out, _ = printed()

    assert code == 2
    assert out.splitlines() == [
        (
            "❌ config.ini settings: There is no config.ini. Type sheets-runner init in a terminal:"
            " it asks for what the file has to say, and writes it. Or copy config.example.ini there"
            " and fill it in."
        ),
        "– config.ini sheets: Not checked: a link before it is broken.",
        "– this machine state_dir: Not checked: a link before it is broken.",
        "– this machine clock: Not checked: a link before it is broken.",
        (
            "1 link broken, and 3 behind them could not be checked. Mend the first one, then run"
            " doctor again."
        ),
    ]


def test_a_workbook_is_looked_at_without_asking_google(here: SetUp) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = "Queries"
    book.active.append(["Event", "Dates"])
    book.save(here.folder / "book.xlsx")

    found = here.findings(str(here.folder / "book.xlsx"))

    assert exit_code(found) == 0
    assert [one.link for one in found if one.about == "book"] == [
        "file",
        "closed",
        "content",
        "right to write",
        "input tab",
        "headers",
        "result columns",
        "output tabs",
    ]


def test_a_configuration_of_another_name_is_made_by_that_name(
    printed: Callable[..., tuple[int, str, str]],
) -> None:
    _, out, _ = printed("--config", "our own.ini")

    assert "Type sheets-runner init --config 'our own.ini' in a terminal" in out


def test_accounts_are_looked_at_before_there_is_a_sheet(here: SetUp) -> None:
    del here.sections["sheet.shared"]
    found = here.findings()

    assert exit_code(found) == 2
    assert kinds(found)["sheets"] is Kind.SHEETS
    assert kinds(found)["time zone"] is Kind.OK
