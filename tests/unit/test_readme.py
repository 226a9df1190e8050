"""The documents as a reader takes them: links lead somewhere, commands and exit codes exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheets_runner.cli import cli
from sheets_runner.run.summary import ExitCode

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


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
