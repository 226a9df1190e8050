"""How somebody may name to `init` where the questions are, and which names lead nowhere."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from sheets_runner.clevertap import ini
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_place import Place, given, place_of, storable, unquoted

ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
URL = f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"


@pytest.mark.parametrize("text", [ID, URL, URL[len("https://") :]])
def test_an_address_or_an_id_is_a_spreadsheet(text: str) -> None:
    assert place_of(text) == given(text, "") == Place(spreadsheet=text)


def test_a_path_that_ends_in_xlsx_is_a_workbook(tmp_path: Path) -> None:
    path = str(tmp_path / "Book.XLSX")

    assert place_of(path) == given("", path) == Place(workbook=path)
    assert given("", "") is None


ADDRESS = "Open the spreadsheet and copy its address"
HERE = "A workbook has to lie on this machine: download it and name the file."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plan", ADDRESS),
        ("https://docs.google.com/document/d/x", ADDRESS),
        ("https://contoso.sharepoint.com/sites/x/Plan.xlsx", HERE),
        ("https://contoso.sharepoint.com/:x:/s/Plan.xlsx?web=1", HERE),
        ("old.xls", '"old.xls" is no .xlsx file: save it as one, and name that.'),
        ("a/b.csv", '"b.csv" is no .xlsx file: save it as one'),
        ("book.ods", '"book.ods" is no .xlsx file: save it as one'),
        (".xlsx", "A workbook's name has something before .xlsx."),
        ("none/b.xlsx", 'There is no folder "{here}/none" in which a file can be made. Make one'),
        ("dir.xlsx", '"{here}/dir.xlsx" is a folder. Name a workbook in it.'),
        ("file/b.xlsx", 'There is no folder "{here}/file" in which a file can be made.'),
        ("~nouser/b.xlsx", "There is no home folder ~nouser here. Write the whole path."),
        ("a\nb.xlsx", "It has to be one line, with no blank at either end."),
        (" b.xlsx", "It has to be one line, with no blank at either end."),
        ("${HOME}/b.xlsx", "would name an environment variable in config.ini"),
        ("pl\udcc3\udca4n.xlsx", "Set LC_ALL=C.UTF-8 and start again."),
        (f"{URL}?x=${{HOME}}", "would name an environment variable"),
    ],
)
def test_a_place_that_cannot_be_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dir.xlsx").mkdir()
    (tmp_path / "file").write_text("", "utf-8")

    with pytest.raises(
        ValueError, match=re.escape(said.replace("{here}", str(tmp_path.resolve())))
    ):
        place_of(text)


@pytest.mark.parametrize(
    ("spreadsheet", "workbook", "said"),
    [
        (URL, "b.xlsx", "--spreadsheet and --workbook are two places. Name one of them."),
        ("", "book.ods", '--workbook "book.ods": "book.ods" is no .xlsx file'),
        ("plan", "", '--spreadsheet "plan": Open the spreadsheet and copy its address'),
    ],
)
def test_what_an_option_names_in_vain_is_refused_with_the_option(
    spreadsheet: str, workbook: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        given(spreadsheet, workbook)


@pytest.mark.skipif(os.name == "nt", reason="its shells quote otherwise")
@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("plain.xlsx", "plain.xlsx"),
        ("'/home/a b/My book.xlsx'", "/home/a b/My book.xlsx"),
        ('"C:/a b.xlsx"', "C:/a b.xlsx"),
        (r"/Users/a/My\ book\ \(1\).xlsx", "/Users/a/My book (1).xlsx"),
        ("My book.xlsx", "My book.xlsx"),
        ("it's.xlsx", "it's.xlsx"),
        ("", ""),
    ],
)
def test_quotes_and_escapes_of_a_dragged_file_do_not_belong_to_its_path(
    text: str, path: str
) -> None:
    assert unquoted(text) == path


@for_all(st.text(st.characters(codec="utf-8") | st.sampled_from(" \n\t;#=[]${}%"), min_size=1))
def test_what_is_stored_comes_back_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    try:
        storable(text)
    except ValueError:
        return
    path = tmp_path_factory.getbasetemp() / "stored.ini"
    path.write_text(f"[a]\nkey = {text}\n", "utf-8")

    assert ini.read(path, {})["a"].text("key") == text
