"""The documents as a reader takes them: links lead somewhere, commands and exit codes exist."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sheets_runner import config
from sheets_runner.cli import cli
from sheets_runner.errors import ConfigError
from sheets_runner.run.summary import ExitCode
from sheets_runner.workbook.google import GoogleOptions
from sheets_runner.workbook.google.library import connect
from tests.emulators.google_sheets.keys import key_file

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
KEY = ROOT / "service_account.example.json"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]*)#([^)]+)", page.read_text("utf-8"))

    assert [
        (file, anchor)
        for file, anchor in links
        if anchor not in anchors(page.parent / file if file else page)
    ] == []


def anchors(page: Path) -> set[str]:
    """Return what headings are called in links, as GitHub makes it of their words."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_command_the_readme_shows_exists_with_its_options() -> None:
    shown = re.findall(r"^sheets-runner (\w+) (.*)$", README, re.MULTILINE)

    assert sorted({name for name, _ in shown}) == sorted(cli.commands)
    for name, words in shown:
        known = {option for given in cli.commands[name].params for option in given.opts}
        assert set(re.findall(r"--[\w-]+", words)) <= known


def test_the_exit_codes_of_the_readme_are_those_there_are() -> None:
    told = re.findall(r"^\| (\d+) \| ", README, re.MULTILINE)

    assert [int(code) for code in told] == [int(code) for code in ExitCode]


def test_the_test_command_is_where_ci_looks_for_it() -> None:
    found = re.findall(r"<!-- (\w+) command -->\n```sh\n(.+)\n```", README)

    assert [name for name, _ in found] == ["demo", "test"]
    assert found[0][1].endswith("sheets-runner demo")
    assert "-m pytest" in found[1][1]


def test_all_that_is_typed_in_the_first_hour_is_marked_and_so_played() -> None:
    chapter = README.partition("\n## Set it up\n")[2].partition("\n### When something is wrong\n")[
        0
    ]
    blocks = re.findall(r"^(.*)\n```\w+\n", chapter, re.MULTILINE)

    assert len(blocks) == 8
    assert [line for line in blocks if not line.startswith("<!-- first hour")] == []


def test_the_example_of_a_key_has_the_fields_of_a_key_and_nothing_real() -> None:
    example, real = json.loads(KEY.read_text("utf-8")), key_file("https://oauth2.googleapis.com")

    assert list(example) == list(real)
    assert re.fullmatch("0{40}", example["private_key_id"])
    assert re.fullmatch("0{21}", example["client_id"])
    assert "NOT A KEY" in example["private_key"]
    # No project can have capitals: https://cloud.google.com/resource-manager/docs/creating-managing-projects.
    assert example["project_id"] == "YOUR-PROJECT"
    assert example["client_email"] == "sheets-runner@YOUR-PROJECT.iam.gserviceaccount.com"
    theirs = {name for name in real if example[name] == real[name]}
    assert theirs == {
        "type",
        "auth_uri",
        "token_uri",
        "auth_provider_x509_cert_url",
        "universe_domain",
    }


def test_the_example_of_a_key_is_refused_with_a_sentence() -> None:
    with pytest.raises(ConfigError) as caught:
        connect(GoogleOptions(str(KEY)))

    assert str(caught.value) == (
        "private_key in the key of the service account is not a whole key. Keep each \\n in it."
        " Take a JSON key of the service account as the Google Cloud console gives it."
    )


def test_the_configuration_without_a_key_file_can_be_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "google.md").read_text("utf-8")
    text = re.findall(r"<!-- config.ini -->\n```ini\n(.*?)```", page, re.DOTALL)[0]
    (tmp_path / "config.ini").write_text(text, "utf-8")

    settings = config.load(tmp_path / "config.ini", {"CLEVERTAP_PASSCODE": "secret"})

    assert settings.apps["main"].passcode == "secret"
    assert settings.google.credentials == ""
