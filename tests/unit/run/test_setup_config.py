"""Which section `init` means, and what it writes into a ``config.ini``."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_runner import config
from sheets_runner.config import AppSettings, GoogleSettings, Settings
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_config import choose, new_name
from sheets_runner.run.setup_place import Place
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


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("a/Q3 [new].xlsx", "Q3 -new"),
        ("(copy) plan.xlsx", "copy- plan"),
        ("-.xlsx", "team"),
        ("Übersicht_1.2.xlsx", "Übersicht_1.2"),
    ],
)
def test_a_workbooks_section_is_named_after_it_as_far_as_a_command_can_take_it(
    file: str, name: str
) -> None:
    assert new_name("", Place(workbook=file)) == name


@pytest.mark.parametrize("name", ["a]b", "-x", ".", " x", "x ", "x\n"])
def test_a_name_that_no_section_or_no_command_can_take_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="Write letters and digits, and between them"):
        new_name(name, Place(workbook="b.xlsx"))


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


def test_where_google_is_signed_in_to_without_a_key_file_none_is_named(tmp_path: Path) -> None:
    section = section_of("team", Place(spreadsheet=URL), tmp_path)
    app = AppSettings("main", "A", "B", timezone="Asia/Kolkata")
    found = settings(tmp_path, new_text(app, GoogleSettings(), section, tmp_path))

    assert "\ncredentials = \n" in found.path.read_text("utf-8")
    assert found.google == GoogleSettings()


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
        "; A sheet: the part after the point is its name; add a section for each",
    ]
