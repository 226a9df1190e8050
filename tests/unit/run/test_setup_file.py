"""How `init` reads and writes a ``config.ini``: whole or not at all, and never two at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sheets_runner import config
from sheets_runner.config import SheetSettings
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_file import add_section, read, refuse_to_ask_in_vain, write_new

APP = "[web]\nid = A\npassword = B\n"
SECTION = "[sheet.b]\nworkbook = b.xlsx\n"
POSIX = pytest.mark.skipif(os.name == "nt", reason="there are no such modes and limits")


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "config.ini"


def left(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is compared


# --- a new one ---


def test_a_new_configuration_can_be_read_by_its_owner_alone(path: Path) -> None:
    write_new(path, "text ä\n")

    assert path.read_text("utf-8") == "text ä\n"
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert left(path.parent) == ["config.ini"]


def test_a_configuration_that_somebody_has_made_meanwhile_is_not_written_over(path: Path) -> None:
    path.write_text("mine", "utf-8")

    with pytest.raises(ConfigError, match=r"Another init has made .* meanwhile. Run this one"):
        write_new(path, "text")
    assert path.read_text("utf-8") == "mine"
    assert left(path.parent) == ["config.ini"]


@POSIX
def test_where_a_disk_takes_only_a_part_there_is_no_configuration(path: Path) -> None:
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from sheets_runner.run.setup_file import write_new\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5, 5))\n"
        "try: write_new(Path(sys.argv[1]), 'much text')\n"
        "except Exception as error: sys.exit(type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr.strip()) == (1, "ConfigError")
    assert left(path.parent) == []


def test_names_that_are_no_text_here_are_kept_byte_for_byte(path: Path) -> None:
    write_new(path, "pl\udcc3\udca4n")

    assert path.read_bytes() == "plän".encode()


def test_nobody_is_asked_where_no_file_can_be_made(tmp_path: Path) -> None:
    refuse_to_ask_in_vain(tmp_path / "config.ini")
    with pytest.raises(ConfigError, match="no file can be made there"):
        refuse_to_ask_in_vain(tmp_path / "none" / "config.ini")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be written \(No such file"):
        write_new(tmp_path / "none" / "config.ini", "text")


# --- a further section ---


def sheet(path: Path, workbook: str = "b.xlsx") -> SheetSettings:
    return SheetSettings("b", path.parent / workbook, ("web",), folder=path.parent)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"[web]\nid = A\npassword = B\n", b"\n[sheet.b]\nworkbook = b.xlsx\n"),
        (b"[web]\nid = A\npassword = B", b"\n\n[sheet.b]\nworkbook = b.xlsx\n"),
        (
            b"\xef\xbb\xbf[web]\r\nid = A\r\npassword = B\r\n",
            b"\r\n[sheet.b]\r\nworkbook = b.xlsx\r\n",
        ),
    ],
)
def test_a_section_is_added_at_the_end_and_nothing_else_is_touched(
    path: Path, before: bytes, after: bytes
) -> None:
    path.write_bytes(before)
    add_section(path, sheet(path), SECTION)

    assert path.read_bytes() == before + after
    assert left(path.parent) == ["config.ini"]


@POSIX
def test_a_link_and_the_mode_of_the_file_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.ini", tmp_path / "config.ini"
    real.write_text(APP, "utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    add_section(link, sheet(link), SECTION)

    assert link.is_symlink()
    assert real.read_text("utf-8") == f"{APP}\n{SECTION}"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_name_that_somebody_else_has_added_meanwhile_is_not_added_again(path: Path) -> None:
    path.write_text(APP + SECTION, "utf-8")

    with pytest.raises(ConfigError, match=r"Another init has added a \[sheet.b\] .* Run this one"):
        add_section(path, sheet(path, "c.xlsx"), "[sheet.b]\nworkbook = c.xlsx\n")
    assert list(config.load(path).sheets) == ["b"]
    assert left(path.parent) == ["config.ini"]


def test_the_same_sheet_that_another_init_has_added_is_there_once(path: Path) -> None:
    path.write_text(APP + SECTION, "utf-8")
    add_section(path, sheet(path), SECTION)

    assert path.read_text("utf-8") == APP + SECTION


def test_while_another_process_writes_nothing_is_added(path: Path) -> None:
    path.write_text(APP, "utf-8")
    (path.parent / ".config.ini.new").write_text("half", "utf-8")

    with pytest.raises(ConfigError, match=r"if there is no other, delete .*\.config\.ini\.new"):
        add_section(path, sheet(path), SECTION)
    assert path.read_text("utf-8") == APP
    assert left(path.parent) == [".config.ini.new", "config.ini"]


def test_where_a_section_cannot_be_added_its_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "none" / "config.ini"
    with pytest.raises(ConfigError, match=r"Add these lines to it:\n\n\[sheet\.b\]"):
        add_section(path, sheet(path), SECTION)


# --- one that is there ---


def test_a_configuration_with_an_account_is_read(path: Path) -> None:
    path.write_text(APP, "utf-8")

    assert list(read(path).apps) == ["web"]


@pytest.mark.parametrize("text", ["", "[connector]\nmax_pending = 3\n"])
def test_one_without_an_account_says_that_it_may_go(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")

    with pytest.raises(ConfigError, match=r"has no account: .* Delete it if you need nothing of"):
        read(path)


@POSIX
def test_one_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\). Correct that, or"):
        read(tmp_path)


@POSIX
def test_a_link_that_leads_nowhere_is_told_as_one(path: Path) -> None:
    path.symlink_to(path.parent / "gone.ini")

    with pytest.raises(ConfigError, match=r"gone\.ini cannot be read .* It is a link to that\."):
        read(path)
