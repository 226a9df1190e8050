"""``doctor --lists``: the names that CleverTap knows, in sheets on both storages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

import openpyxl
import pytest

from sheets_runner.run.doctor import Kind
from sheets_runner.sandbox.server import Sandbox
from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.excel import ExcelWorkbook
from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet
from tests.emulators.google_sheets import GoogleSheets
from tests.emulators.google_sheets.model import Spreadsheet
from tests.fakes import FakeClock
from tests.integration.init_desk import (
    EVENTS,
    IN_USE,
    OPTIONS,
    Desk,
    everything,
    names_listed,
    spreadsheet_in_use,
    team_book,
    typing_in,
)
from tests.integration.people import of, shown
from tests.integration.wrong_turns import NOW
from tests.scripted_server import Play, ScriptedServer

pytestmark = pytest.mark.long

LISTED = 'Listed 15 events and 13 profile properties in the hidden tab "_Lists".'
OFFERED = " Columns that offer them, unless they have a rule of their own: "
ANOTHER = RunId("20260630-100000-4f2a")


@pytest.fixture(name="box", scope="module")
def _box() -> Iterator[Sandbox]:
    with Sandbox(OPTIONS, sleep=lambda _: None, monotonic=lambda: 0.0) as box:
        yield box


@pytest.fixture(name="train", scope="module")
def _train() -> Iterator[Sandbox]:
    """Another account, which knows an event more."""
    options = replace(OPTIONS, seed=8, prepared_events=3)
    with Sandbox(options, sleep=lambda _: None, monotonic=lambda: 0.0) as box:
        yield box


@pytest.fixture(name="google", scope="module")
def _google() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, box: Sandbox, google: GoogleSheets) -> Iterator[Desk]:
    with typing_in(tmp_path):
        yield Desk(tmp_path, box, google)
    box.faults.clear()


@pytest.fixture(name="in_use")
def _in_use(desk: Desk) -> Spreadsheet:
    """A spreadsheet in which a team has worked for a while."""
    made = spreadsheet_in_use(desk.google)
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n")
    return made


@pytest.fixture(name="book")
def _book(desk: Desk) -> Path:
    """A workbook in which a team has worked for a while."""
    path = desk.folder / "book.xlsx"
    team_book(path)
    desk.configure(f"[sheet.team]\nworkbook = {path}\n")
    return path


def told(desk: Desk, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """Return the exit code of ``doctor --json``, and its findings by whose and which link."""
    code, text = desk.type("doctor", "--json", *words)
    found = json.loads(text)
    assert found["exit_code"] == code
    return code, {f"{one['about']} {one['link']}": one for one in found["findings"]}


def kind(found: dict[str, dict[str, Any]], link: str) -> str:
    return str(found[link]["kind"])


# --- a spreadsheet in use ---


def test_a_spreadsheet_in_use_gets_the_tab_and_the_rules_and_nothing_else(
    desk: Desk, in_use: Spreadsheet
) -> None:
    # The column is the team's own: its list goes, so that there is room for another rule.
    area = {"startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 2}
    wish = of("Queries", lambda tab: [{"setDataValidation": {"range": {"sheetId": tab, **area}}}])
    desk.google.edit(in_use.id, wish(in_use))
    before = desk.google.spreadsheets[in_use.id].copy()
    said = desk.type("doctor", "--lists", "team")

    assert said.code == 0, said.text
    assert f"✅ team lists: {LISTED}{OFFERED}Event.\n" in said.text
    now = desk.google.spreadsheets[in_use.id]
    assert [tab.title for tab in now.tabs] == ["Plans", "Queries", "_Lists"]
    assert now.tabs[2].properties["hidden"]
    assert shown(now.tabs[2]) == names_listed(desk.box.url)
    assert now.tabs[0] == before.tabs[0]
    old, new = before.tabs[1], now.tabs[1]
    below = {place: cell for place, cell in new.cells.items() if place[0] > 1 and place[1] == 1}
    rules = [cell.validation for cell in below.values() if cell.validation]
    assert len(rules) == new.row_count - 2
    assert {rule["condition"]["type"] for rule in rules} == {"ONE_OF_RANGE"}
    assert not any(rule.get("strict") for rule in rules)
    plain = {place: cell._replace(validation=None) for place, cell in below.items()}
    kept = {**new.cells, **plain}
    assert {place: cell for place, cell in kept.items() if cell != type(cell)()} == old.cells
    assert replace(new, cells=old.cells) == old


def test_a_column_with_a_rule_of_the_teams_own_keeps_it(desk: Desk, in_use: Spreadsheet) -> None:
    before = desk.google.spreadsheets[in_use.id].copy()

    assert desk.type("doctor", "--lists", "team").code == 0
    now = desk.google.spreadsheets[in_use.id]
    assert now.tabs[:2] == before.tabs
    assert now.tabs[2].title == "_Lists"


def test_a_second_time_a_spreadsheet_stays_as_it_is(desk: Desk, in_use: Spreadsheet) -> None:
    desk.type("doctor", "--lists", "team")
    before = desk.google.spreadsheets[in_use.id].copy()

    assert desk.type("doctor", "--lists", "team").code == 0
    assert desk.google.spreadsheets[in_use.id].tabs == before.tabs


def test_lists_that_somebody_has_deleted_come_back_with_their_drop_down(desk: Desk) -> None:
    made = desk.google.create()
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n")
    desk.init()
    before = desk.google.spreadsheets[made.id].copy()
    desk.google.edit(made.id, of("_Lists", lambda tab: [{"deleteSheet": {"sheetId": tab}}])(before))
    said = desk.type("doctor", "--lists", "team")

    assert said.code == 0, said.text
    now = desk.google.spreadsheets[made.id]
    assert now.tabs[0].cells == before.tabs[0].cells
    assert shown(now.tabs[2]) == shown(before.tabs[2])


def test_without_being_asked_to_doctor_lists_nothing_and_asks_for_no_names(
    desk: Desk, in_use: Spreadsheet
) -> None:
    # Whoever asked for names would be told.
    desk.box.faults.load(
        {"faults": [{"fault": "http_403", "endpoint": "GET /getSchema", "times": 99}]}
    )
    before = desk.google.spreadsheets[in_use.id].copy()
    code, found = told(desk, "team")

    assert code == 0
    assert not {"[web] names", "team lists"} & set(found)
    assert desk.google.spreadsheets[in_use.id] == before


def test_another_run_at_work_on_a_spreadsheet_ends_it_with_4(
    desk: Desk, in_use: Spreadsheet
) -> None:
    options = GoogleOptions(str(desk.key), desk.google.url)
    with open_spreadsheet(in_use.id, options, FakeClock(NOW)).lease(ANOTHER):
        code, found = told(desk, "--lists", "team")

    assert code == 4
    assert kind(found, "team other runs") == "lease"
    assert kind(found, "team lists") == "not-checked"
    assert kind(found, "[web] names") == "ok"


def test_a_tab_of_that_name_that_is_the_teams_is_left_alone_and_told(desk: Desk) -> None:
    made = desk.google.create({**IN_USE, "_lists": [["Cities"], ["Goa"]]})
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n")
    code, found = told(desk, "--lists", "team")

    assert code == 3
    assert kind(found, "team lists") == "lists-tab-taken"
    assert found["team lists"]["said"].startswith('The tab "_Lists" is not the runner\'s list')
    assert "Rename that tab of yours" in found["team lists"]["said"]
    assert shown(desk.google.spreadsheets[made.id].tabs[2]) == [["Cities"], ["Goa"]]
    assert len(desk.google.spreadsheets[made.id].tabs) == 3


# --- workbooks ---


def test_a_workbook_in_use_gets_the_tab_and_the_rule_and_nothing_else(
    desk: Desk, book: Path
) -> None:
    before = everything(book)
    said = desk.type("doctor", "--lists", "team")

    assert said.code == 0, said.text
    assert f"✅ team lists: {LISTED}{OFFERED}Event.\n" in said.text
    after = everything(book)
    names: Any = openpyxl.load_workbook(book)["_Lists"]
    assert names.sheet_state == "hidden"
    assert [list(row) for row in names.values] == names_listed(desk.box.url)
    assert list(after) == ["Queries", "Plans", "_Lists"]
    assert after["Plans"] == before["Plans"]
    added = set(after["Queries"].pop("lists")) - set(before["Queries"].pop("lists"))
    assert [place for place, _ in added] == ["A3:A1048576"]
    assert after["Queries"] == before["Queries"]


def test_a_second_time_the_lists_stay_as_they_are(desk: Desk, book: Path) -> None:
    desk.type("doctor", "--lists", "team")
    before = everything(book)

    assert desk.type("doctor", "--lists", "team").code == 0
    assert everything(book) == before


def test_two_accounts_share_a_list_that_says_which_knows_what(
    desk: Desk, book: Path, train: Sandbox
) -> None:
    text = desk.config.read_text("utf-8")
    account = f"[train]{text.partition('[web]')[2].partition('[connector]')[0]}"
    other = account.replace(desk.box.url, train.url)
    desk.config.write_text(f"{other}{text}apps = web, train\n", "utf-8")
    _, found = told(desk, "--lists", "team")

    assert found["[web] names"]["said"].startswith("CleverTap lists 15 events and ")
    assert found["[train] names"]["said"].startswith("CleverTap lists 16 events and ")
    names: Any = openpyxl.load_workbook(book)["_Lists"]
    known = {row[0]: row[1] for row in list(names.values)[1:] if row[0]}
    assert known == {**dict.fromkeys(EVENTS, "web, train"), "Prepared Event": "train"}
    assert list(known) == sorted(known, key=str.casefold)
    assert [row[4] for row in list(names.values)[1:] if row[3] == "plan"] == ["web, train"]


def test_a_list_that_has_become_longer_is_offered_whole(
    desk: Desk, book: Path, train: Sandbox
) -> None:
    desk.type("doctor", "--lists", "team")
    text = desk.config.read_text("utf-8")
    desk.config.write_text(text.replace(desk.box.url, train.url), "utf-8")
    desk.type("doctor", "--lists", "team")

    made = openpyxl.load_workbook(book)
    queries: Any = made["Queries"]
    rules = {str(one.sqref): one.formula1 for one in queries.data_validations.dataValidation}
    assert made.defined_names[rules["A3:A1048576"]].attr_text == "'_Lists'!$A$2:$A$17"


def test_another_run_at_work_on_a_workbook_ends_it_with_4(desk: Desk, book: Path) -> None:
    before = book.read_bytes()
    with ExcelWorkbook(book, state_dir=desk.folder / "state").lease(ANOTHER):
        code, found = told(desk, "--lists", "team")

    assert code == 4
    assert kind(found, "team lists") == "lease"
    assert book.read_bytes() == before


def test_where_a_link_of_the_sheet_is_broken_nothing_is_written(desk: Desk, book: Path) -> None:
    text = desk.config.read_text("utf-8")
    desk.config.write_text(f"{text}input = Questions\n", "utf-8")
    before = book.read_bytes()
    code, found = told(desk, "--lists", "team")

    assert code == 3
    assert kind(found, "team input tab") == "input-tab"
    assert kind(found, "team lists") == "not-checked"
    assert book.read_bytes() == before


def test_a_workbook_that_refuses_the_lists_says_why(desk: Desk, book: Path, train: Sandbox) -> None:
    desk.type("doctor", "--lists", "team")
    made = openpyxl.load_workbook(book)
    made["_Lists"]["A17"] = "a remark below the list"
    made.save(book)
    text = desk.config.read_text("utf-8")
    desk.config.write_text(text.replace(desk.box.url, train.url), "utf-8")
    code, found = told(desk, "--lists", "team")

    assert code == 3
    assert kind(found, "team lists") == "lists"
    assert found["team lists"]["said"].startswith("The names could not be listed. Cell A17 on ")


def test_headers_like_the_runners_own_do_not_make_a_tab_the_runners(desk: Desk, book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made.create_sheet("_Lists").append(["Event", "Known to"])
    made.save(book)
    before = book.read_bytes()
    code, found = told(desk, "--lists", "team")

    assert code == 3
    assert kind(found, "team lists") == "lists-tab-taken"
    assert book.read_bytes() == before


def test_results_that_somebody_has_renamed_to_the_lists_are_left_alone(
    desk: Desk, book: Path
) -> None:
    made = desk.google.create({"Queries": [["Event", "Dates"], ["App Launched", "yesterday"]]})
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n[sheet.book]\nworkbook = {book}\n")
    desk.type("run")
    desk.google.edit(made.id, retitled("Results", "_Lists")(desk.google.spreadsheets[made.id]))
    results = openpyxl.load_workbook(book)
    results["Results"].title = "_Lists"
    for name in results["_Lists"].defined_names.values():
        name.attr_text = name.attr_text.replace("Results", "_Lists")
    results.save(book)
    before = desk.google.spreadsheets[made.id].copy(), book.read_bytes()
    code, found = told(desk, "--lists")

    assert code == 3
    assert kind(found, "team lists") == kind(found, "book lists") == "lists-tab-taken"
    assert (desk.google.spreadsheets[made.id].tabs, book.read_bytes()) == (
        before[0].tabs,
        before[1],
    )


def retitled(old: str, new: str) -> Callable[[Spreadsheet], Sequence[dict[str, Any]]]:
    def rename(tab: int) -> list[Any]:
        properties = {"sheetId": tab, "title": new}
        return [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]

    return of(old, rename)


# --- lists that people have put in disorder ---


def title_above(tab: int) -> list[Any]:
    first = {"sheetId": tab, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    words = [{"values": [{"userEnteredValue": {"stringValue": "Our names"}}]}]
    start = {"sheetId": tab, "rowIndex": 0, "columnIndex": 0}
    write = {"start": start, "rows": words, "fields": "userEnteredValue"}
    return [{"insertDimension": {"range": first}}, {"updateCells": write}]


def sorted_whole(tab: int) -> list[Any]:
    area = {"sheetId": tab, "startRowIndex": 0, "endRowIndex": 16}
    area.update(startColumnIndex=0, endColumnIndex=5)
    by = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    return [{"sortRange": {"range": area, "sortSpecs": by}}]


def headless(tab: int) -> list[Any]:
    first = {"sheetId": tab, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    return [{"deleteDimension": {"range": first}}]


@pytest.mark.parametrize("disorder", [title_above, sorted_whole, headless])
def test_lists_in_disorder_are_the_runners_all_the_same_in_a_spreadsheet(
    desk: Desk, disorder: Callable[[int], list[Any]]
) -> None:
    made = desk.google.create({"Queries": [["Event", "Dates"], ["App Launched", "yesterday"]]})
    desk.configure(f"[sheet.team]\nspreadsheet = {made.id}\n")
    desk.type("doctor", "--lists", "team")
    wanted = names_listed(desk.box.url)
    desk.google.edit(made.id, of("_Lists", disorder)(desk.google.spreadsheets[made.id]))
    said = desk.type("doctor", "--lists", "team")

    assert said.code == 0, said.text
    now = shown(desk.google.spreadsheets[made.id].tab("_Lists") or made.tabs[0])
    assert now[-len(wanted) :] == wanted, "what people put above the headers may stay there"


@pytest.mark.parametrize("disorder", ["title", "sorted", "headless"])
def test_lists_in_disorder_are_the_runners_all_the_same_in_a_workbook(
    desk: Desk, book: Path, disorder: str
) -> None:
    desk.type("doctor", "--lists", "team")
    made = openpyxl.load_workbook(book)
    names: Any = made["_Lists"]
    rows = [list(row) for row in names.values]
    mark = names.defined_names["_sheets_runner"]
    if disorder == "title":
        rows.insert(0, ["Our names", *[None] * 4])
        mark.attr_text = "'_Lists'!$A$2:$E$17"
    elif disorder == "sorted":
        rows.sort(key=lambda row: str(row[0]), reverse=True)
    else:
        del rows[0]
        mark.attr_text = "'_Lists'!$A$1:$E$15"
    names.delete_rows(1, 99)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            names.cell(number, place).value = value
    made.save(book)
    said = desk.type("doctor", "--lists", "team")

    assert said.code == 0, said.text
    names = openpyxl.load_workbook(book)["_Lists"]
    assert [list(row) for row in names.values if row[0] != "Our names"] == (
        names_listed(desk.box.url)
    )


# --- several sheets in one document ---


@pytest.mark.parametrize("asked", [("one", "two"), ("two",)])
@pytest.mark.parametrize("storage", ["spreadsheet", "workbook"])
def test_sheets_with_different_accounts_share_the_list_of_their_document(
    desk: Desk, train: Sandbox, storage: str, asked: tuple[str, ...]
) -> None:
    rows = [["Event", "Dates"], ["App Launched", "yesterday"]]
    made = desk.google.create({"Queries": rows, "Q2": rows})
    book = openpyxl.Workbook()
    for tab in (book.active, book.create_sheet("Q2")):
        for row in rows:
            tab.append(row)  # type: ignore[union-attr]
    book.worksheets[0].title = "Queries"
    book.save(desk.folder / "two.xlsx")
    where = f"spreadsheet = {made.id}" if storage == "spreadsheet" else "workbook = two.xlsx"
    desk.configure()
    text = desk.config.read_text("utf-8")
    account = f"[train]{text.partition('[web]')[2].partition('[connector]')[0]}"
    sheets = (
        f"[sheet.one]\n{where}\napps = web\n"
        f"[sheet.two]\n{where}\ninput = Q2\noutput = R2\napps = train\n"
    )
    desk.config.write_text(f"{account.replace(desk.box.url, train.url)}{text}{sheets}", "utf-8")
    code, found = told(desk, "--lists", *asked)

    assert code == 0
    assert {kind(found, f"[{app}] names") for app in ("web", "train")} == {"ok"}
    if storage == "spreadsheet":
        listed = shown(desk.google.spreadsheets[made.id].tab("_Lists") or made.tabs[0])
    else:
        names: Any = openpyxl.load_workbook("two.xlsx")["_Lists"]
        listed = [list(row) for row in names.values]
    known = {row[0]: row[1] for row in listed[1:] if row[0]}
    assert known == {**dict.fromkeys(EVENTS, "web, train"), "Prepared Event": "train"}


def test_where_an_account_of_another_sheet_in_the_document_gives_no_names_none_are_written(
    desk: Desk, book: Path
) -> None:
    text = desk.config.read_text("utf-8")
    account = f"[train]{text.partition('[web]')[2].partition('[connector]')[0]}"
    more = f"apps = web\n[sheet.two]\nworkbook = {book}\napps = train\n"
    wrong = account.replace("SANDBOX-PASSCODE", "TYPO")
    desk.config.write_text(f"{wrong}{text}{more}", "utf-8")
    before = book.read_bytes()
    code, found = told(desk, "--lists", "team")

    assert code == 1
    assert kind(found, "[train] account") == "clevertap-credentials"
    assert kind(found, "team lists") == "not-checked"
    assert book.read_bytes() == before


# --- accounts that give no names ---


@pytest.mark.parametrize(
    ("answer", "wanted", "said"),
    [
        (Play(b'{"status":"fail","error":"no"}', 403), Kind.NAMES_REFUSED, "(HTTP 403)"),
        (Play(b'{"status":"fail","code":401}', 401), Kind.NAMES_REFUSED, "(HTTP 401)"),
        (Play(b"<html>Not Found", 404), Kind.NAMES_REFUSED, "ask CleverTap's support"),
        (Play(b'{"status":"success"}'), Kind.NAMES_UNREADABLE, "events is missing or no list"),
        (Play(b'{"status":"fail","error":"huh"}', 400), Kind.NAMES_UNREADABLE, '"huh"'),
        (Play(b'{"status":"fail","error":"oh"}', 500), Kind.CLEVERTAP_SERVER, "Try again later"),
        (Play(b'{"status":"fail","code":2}'), Kind.CLEVERTAP_SERVER, "is still at work"),
        (Play(b'{"status":"fail","code":1}', 429), Kind.CLEVERTAP_QUOTA, "Others are using up"),
        (
            Play(b"<html>Sign in", 403, {"Content-Type": "text/html"}),
            Kind.CLEVERTAP_REPLY,
            "Something answers in the place of",
        ),
    ],
    ids=["403", "401", "404", "no list", "400", "500", "code 2", "429", "page"],
)
def test_why_there_are_no_names_is_told(
    desk: Desk, book: Path, answer: Play, wanted: Kind, said: str
) -> None:
    count = Play(b'{"status":"success","count":3}')
    begun, ended = Play(b'{"status":"success","cursor":"a"}'), Play(b'{"status":"success"}')
    before = book.read_bytes()
    with ScriptedServer(count, begun, ended, begun, ended, answer) as server:
        text = desk.config.read_text("utf-8").replace(desk.box.url, server.url)
        desk.config.write_text(
            text.replace("[google]", "retry_seconds = 0\nwait_seconds = 0\n[google]")
        )
        code, found = told(desk, "--lists", "team")

    assert code == 1
    assert kind(found, "[web] names") == wanted.value
    assert said in found["[web] names"]["said"]
    assert kind(found, "team lists") == "not-checked"
    assert book.read_bytes() == before
    assert len([one for one in server.heard if "getSchema" in one.line]) == 1


def test_entries_without_a_name_are_told_and_the_others_listed(desk: Desk, book: Path) -> None:
    count = Play(b'{"status":"success","count":3}')
    begun, ended = Play(b'{"status":"success","cursor":"a"}'), Play(b'{"status":"success"}')
    events = Play(b'{"status":"success","events":[{"name":"Charged"},{"id":7},{}]}')
    properties = Play(b'{"status":"success","userProperties":[{"name":"Plan"}]}')
    with ScriptedServer(count, begun, ended, begun, ended, events, properties) as server:
        text = desk.config.read_text("utf-8").replace(desk.box.url, server.url)
        desk.config.write_text(text, "utf-8")
        code, found = told(desk, "--lists", "team")

    assert code == 0
    assert found["[web] names"]["said"] == (
        "CleverTap lists 1 event and 1 profile property. 2 entries have no name that can be read."
    )
    names: Any = openpyxl.load_workbook(book)["_Lists"]
    assert list(names.values)[1:] == [("Charged", "web", None, "Plan", "web")]


def test_an_account_that_is_refused_is_not_asked_for_names(desk: Desk, book: Path) -> None:
    text = desk.config.read_text("utf-8")
    desk.config.write_text(text.replace("SANDBOX-PASSCODE", "TYPO"), "utf-8")
    before = book.read_bytes()
    code, found = told(desk, "--lists", "team")

    assert code == 1
    assert kind(found, "[web] account") == "clevertap-credentials"
    assert kind(found, "[web] names") == kind(found, "team lists") == "not-checked"
    assert book.read_bytes() == before


def test_an_account_without_a_time_zone_is_blamed_once(desk: Desk, book: Path) -> None:
    text = desk.config.read_text("utf-8")
    desk.config.write_text(text.replace("timezone = Asia/Kolkata\n", ""), "utf-8")
    code, found = told(desk, "--lists", "team")

    assert code == 2
    assert [link for link, one in found.items() if one["broken"]] == ["[web] time zone"]
    assert kind(found, "[web] names") == "ok"
    assert kind(found, "team lists") == "not-checked"
    assert "_Lists" not in openpyxl.load_workbook(book).sheetnames


def test_of_an_account_without_events_there_is_nothing_to_offer(desk: Desk, book: Path) -> None:
    count = Play(b'{"status":"success","count":0}')
    begun, ended = Play(b'{"status":"success","cursor":"a"}'), Play(b'{"status":"success"}')
    events, properties = (
        Play(b'{"status":"success","%s":[]}' % key) for key in (b"events", b"userProperties")
    )
    before = everything(book)
    with ScriptedServer(count, begun, ended, begun, ended, events, properties) as server:
        text = desk.config.read_text("utf-8").replace(desk.box.url, server.url)
        desk.config.write_text(text, "utf-8")
        code, found = told(desk, "--lists", "team")

    assert code == 0
    assert found["team lists"]["said"] == (
        'Listed no events and no profile properties in the hidden tab "_Lists".'
    )
    assert {**everything(book), **before} == everything(book), "no rule came"


def test_where_clevertap_lists_nothing_any_more_the_old_list_stays_and_that_is_said(
    desk: Desk, book: Path
) -> None:
    desk.type("doctor", "--lists", "team")
    before = book.read_bytes()
    count = Play(b'{"status":"success","count":0}')
    begun, ended = Play(b'{"status":"success","cursor":"a"}'), Play(b'{"status":"success"}')
    events, properties = (
        Play(b'{"status":"success","%s":[]}' % key) for key in (b"events", b"userProperties")
    )
    with ScriptedServer(count, begun, ended, begun, ended, events, properties) as server:
        text = desk.config.read_text("utf-8").replace(desk.box.url, server.url)
        desk.config.write_text(text, "utf-8")
        code, found = told(desk, "--lists", "team")

    assert code == 0
    assert (kind(found, "team lists"), found["team lists"]["broken"]) == ("undecided", False)
    assert found["team lists"]["said"] == (
        'CleverTap lists nothing for [web], although "_Lists" holds names of it: that tab stays as'
        " it is. Compare it with the dashboard; if there are no such names any more, delete the"
        " tab and list them anew."
    )
    assert book.read_bytes() == before
