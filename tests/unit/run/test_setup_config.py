"""Which section `init` means, and what it writes into a ``config.ini``."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sheets_runner import config
from sheets_runner.config import AppSettings, GoogleSettings, Settings
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_config import (
    add_section,
    choose,
    new_name,
    refuse_to_ask_in_vain,
    write_new,
)
from sheets_runner.run.setup_place import Place, given, place_of
from sheets_runner.run.setup_text import new_text, section_of

EXAMPLE = (Path(__file__).parents[3] / "config.example.ini").read_text("utf-8")
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
URL = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
OTHER = "2" + ID[1:]
APP = "[web]\nid = A\npassword = B\n"


def settings(folder: Path, text: str = APP) -> Settings:
    path = folder / "config.ini"
    path.write_text(text, "utf-8")
    return config.load(path)


# --- the place ---


@pytest.mark.parametrize("text", [ID, URL])
def test_an_address_or_an_id_is_a_spreadsheet(text: str) -> None:
    assert place_of(text) == given(text, "") == Place(spreadsheet=text)


def test_a_path_that_ends_in_xlsx_is_a_workbook() -> None:
    assert place_of("a/Book.XLSX") == given("", "a/Book.XLSX") == Place(workbook="a/Book.XLSX")
    assert given("", "") is None


@pytest.mark.parametrize(
    ("spreadsheet", "workbook", "said"),
    [
        (URL, "b.xlsx", "--spreadsheet and --workbook are two places. Name one of them."),
        ("", "book.ods", '--workbook "book.ods": Name an .xlsx file.'),
        ("plan", "", '--spreadsheet "plan": Open the spreadsheet and copy its address'),
    ],
)
def test_what_is_no_place_is_refused(spreadsheet: str, workbook: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        given(spreadsheet, workbook)


# --- the section ---


def test_a_place_that_a_section_names_is_that_sheet(tmp_path: Path) -> None:
    known = settings(
        tmp_path,
        f"{APP}[sheet.a]\nspreadsheet = {ID}\ninput = Fragen\n[sheet.b]\nworkbook = b.xlsx\n",
    )

    by_address, by_path = (
        choose(known, "", Place(spreadsheet=URL)),
        choose(known, "b", Place(workbook=str(tmp_path / "x" / ".." / "b.xlsx"))),
    )
    assert (by_address.sheet.name, by_address.sheet.input, by_address.section) == (
        "a",
        "Fragen",
        "",
    )
    assert (by_path.sheet.name, by_path.section) == ("b", "")


def test_a_name_alone_or_the_only_sheet_will_do(tmp_path: Path) -> None:
    one = settings(tmp_path, f"{APP}[sheet.a]\nworkbook = a.xlsx\n")
    two = settings(tmp_path, f"{APP}[sheet.a]\nworkbook = a.xlsx\n[sheet.b]\nworkbook = b.xlsx\n")

    assert choose(one, "", None).sheet.name == "a"
    assert choose(two, "b", None).sheet.name == "b"
    with pytest.raises(ConfigError, match=r"does not say which sheet is meant \(there: a, b\)"):
        choose(two, "", None)
    with pytest.raises(ConfigError, match=r"has no \[sheet.c\] \(there: a, b\). Write --sheet"):
        choose(two, "c", None)


def test_a_place_that_is_new_gets_a_section(tmp_path: Path) -> None:
    known = settings(tmp_path)

    team = choose(known, "", Place(spreadsheet=URL))
    daily = choose(known, "daily", Place(workbook=str(tmp_path / "books" / "b.xlsx")))
    assert team.section == f"[sheet.team]\nspreadsheet = {URL}\n"
    assert (team.sheet.name, team.sheet.spreadsheet, team.sheet.apps) == ("team", ID, ("web",))
    assert daily.section == f"[sheet.daily]\nworkbook = {Path('books', 'b.xlsx')}\n"
    assert daily.sheet.workbook == tmp_path / "books" / "b.xlsx"


def test_a_workbook_elsewhere_is_named_by_its_whole_path(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    known = settings(tmp_path / "conf")

    book = tmp_path / "b.xlsx"
    assert choose(known, "", Place(workbook=str(book))).section == (
        f"[sheet.b]\nworkbook = {book.resolve()}\n"
    )


def test_a_new_section_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    known = settings(tmp_path, f"{APP}[sheet.team]\nspreadsheet = {OTHER}\n")

    assert choose(known, "", Place(spreadsheet=URL)).sheet.name == "team-2"
    with pytest.raises(ConfigError, match=r"\[sheet.team\] names another place"):
        choose(known, "team", Place(spreadsheet=URL))


def test_a_workbooks_section_is_named_after_it_as_far_as_that_can_be() -> None:
    assert new_name("", Place(workbook="a/Q3 [new].xlsx")) == "Q3 -new-"
    with pytest.raises(ConfigError, match=r'--sheet "a\]b": Write letters'):
        new_name("a]b", Place(workbook="b.xlsx"))


def test_a_place_under_another_name_is_not_named_twice(tmp_path: Path) -> None:
    text = f"{APP}[sheet.a]\nspreadsheet = {ID}\n"
    one = settings(tmp_path, text)
    two = settings(tmp_path, f"{text}[sheet.b]\nspreadsheet = {ID}\n")

    with pytest.raises(ConfigError, match=r"names .* already. Write --sheet a\.$"):
        choose(one, "c", Place(spreadsheet=URL))
    with pytest.raises(ConfigError, match=r"already. Write --sheet a or --sheet b\.$"):
        choose(two, "", Place(spreadsheet=URL))


def test_where_there_are_several_apps_the_lines_to_add_are_told(tmp_path: Path) -> None:
    known = settings(tmp_path, f"{APP}[train]\nid = C\npassword = D\n")

    with pytest.raises(ConfigError) as caught:
        choose(known, "", Place(spreadsheet=URL))
    assert str(caught.value).endswith(
        "Add these lines to it, keep the apps that fit, and run init again:\n\n"
        f"[sheet.team]\nspreadsheet = {URL}\napps = web, train\n"
    )


# --- the file ---


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"[web]\nid = A\n", b"\n[sheet.b]\nworkbook = b.xlsx\n"),
        (b"[web]\nid = A", b"\n\n[sheet.b]\nworkbook = b.xlsx\n"),
        (b"\xef\xbb\xbf[web]\r\nid = A\r\n", b"\r\n[sheet.b]\r\nworkbook = b.xlsx\r\n"),
    ],
)
def test_a_section_is_added_at_the_end_and_nothing_else_is_touched(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = tmp_path / "config.ini"
    path.write_bytes(before)
    add_section(path, section_of("b", Place(workbook=str(tmp_path / "b.xlsx")), tmp_path))

    assert path.read_bytes() == before + after


def test_where_a_section_cannot_be_added_its_lines_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"Add these lines to it:\n\n\[sheet\.b\]"):
        add_section(tmp_path, "[sheet.b]\n")


def test_a_new_configuration_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "config.ini"
    write_new(path, "text ä\n")

    assert path.read_text("utf-8") == "text ä\n"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_configuration_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "config.ini"
    path.write_text("mine", "utf-8")

    with pytest.raises(ConfigError, match="cannot be written"):
        write_new(path, "text")
    assert path.read_text("utf-8") == "mine"


def test_nobody_is_asked_where_no_file_can_be_made(tmp_path: Path) -> None:
    refuse_to_ask_in_vain(tmp_path / "config.ini")
    with pytest.raises(ConfigError, match="no file can be made there"):
        refuse_to_ask_in_vain(tmp_path / "none" / "config.ini")


# --- the text ---


@pytest.mark.parametrize(
    ("base_url", "api_base"), [("", ""), ("http://127.0.0.1:1", "http://127.0.0.1:2")]
)
def test_a_whole_configuration_says_what_was_answered(
    tmp_path: Path, base_url: str, api_base: str
) -> None:
    app = AppSettings("main", "TEST-1", "p%{x};#", "eu1", "Europe/Berlin", base_url)
    google = GoogleSettings(str(tmp_path / "key.json"), api_base)
    section = section_of("team", Place(spreadsheet=URL), tmp_path)

    found = settings(tmp_path, new_text(app, google, section, tmp_path))

    assert dict(found.apps) == {"main": app}
    assert found.google == google
    assert "credentials = key.json\n" in found.path.read_text("utf-8")
    assert [(one.name, one.spreadsheet) for one in found.sheets.values()] == [("team", ID)]
    assert found.mask


def test_a_configuration_for_a_workbook_says_nothing_of_google(tmp_path: Path) -> None:
    app = AppSettings("main", "A", "B", timezone="Asia/Kolkata")
    text = new_text(app, None, section_of("b", Place(workbook="b.xlsx"), Path()), Path())

    assert "google" not in text.lower()
    assert list(settings(tmp_path, text).sheets) == ["b"]


def test_its_comments_are_those_of_the_example(tmp_path: Path) -> None:
    app = AppSettings("main", "A", "B", timezone="Asia/Kolkata")
    text = new_text(app, GoogleSettings("k.json"), "[sheet.b]\nworkbook = b.xlsx\n", tmp_path)
    comments = [line for line in text.splitlines() if line.startswith(";")]

    own = [line for line in comments if line not in EXAMPLE.splitlines()]
    assert [line.split(".")[0] for line in own] == [
        "; Written by sheets-runner init",
        "; this file's folder",
        "; A sheet: the part after the point is its name; add a section for each",
    ]
