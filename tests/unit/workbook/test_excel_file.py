from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import BinaryIO

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.excel import file


def nothing() -> None:
    """Check nothing."""


def hello(stream: BinaryIO) -> None:
    stream.write(b"hello")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="cannot be read: there is no such file or folder"):
        file.read(tmp_path / "none.xlsx")


@pytest.mark.parametrize("number", sorted(file.REASONS))
def test_what_the_system_says_is_put_in_plain_words(number: int) -> None:
    message = file.explain(OSError(number, "ENOISE"), Path("a.xlsx"), "written")

    assert message.startswith('"a.xlsx" cannot be written: ')
    assert "ENOISE" not in message


def test_what_is_not_foreseen_is_passed_on() -> None:
    message = file.explain(OSError(errno.EIO, "Input/output error"), Path("a"), "read")

    assert message == '"a" cannot be read: Input/output error.'


def test_a_file_is_replaced_whole_with_its_mode_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    file.replace(path, hello, nothing)

    assert path.read_bytes() == b"hello"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real" / "a.xlsx", tmp_path / "link.xlsx"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)
    file.replace(link, hello, nothing)

    assert real.read_bytes() == b"hello"
    assert link.is_symlink()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def fail() -> None:
        raise WorkbookError("changed")

    with pytest.raises(WorkbookError, match="changed"):
        file.replace(path, hello, fail)

    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def run_out(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(WorkbookError, match="cannot be written: the disk is full"):
        file.replace(path, run_out, nothing)

    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]


def test_what_a_killed_run_left_behind_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".a.xlsx.sheets-runner.tmp").write_bytes(b"half")
    file.replace(tmp_path / "a.xlsx", hello, nothing)

    assert [found.name for found in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_that_may_only_be_read_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o444)

    with pytest.raises(WorkbookError, match="cannot be written: no permission"):
        file.replace(path, hello, nothing)

    assert path.read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="there is no such file or folder"):
        file.replace(tmp_path / "none" / "a.xlsx", hello, nothing)


def excel_owner(name: str) -> bytes:
    """The owner file as Excel writes it: 54 bytes in the old encoding, then UTF-16."""
    narrow = bytes([len(name)]) + name.encode("latin-1").ljust(54)
    return narrow + bytes([len(name), 0]) + name.encode("utf-16-le").ljust(108)


@pytest.mark.parametrize(
    ("lock", "content", "holder"),
    [
        ("~$a.xlsx", excel_owner("Ann Müller"), " by Ann Müller"),
        ("~$a.xlsx", b"\x03Ann", " by Ann"),
        ("~$a.xlsx", b"", ""),
        (".~lock.a.xlsx#", b"Ben Ode,ben,desk,23.11.2026 10:00,file:///x;", " by Ben Ode"),
        (".~lock.a.xlsx#", b",ben,desk,23.11.2026 10:00,file:///x;", " by ben"),
        (".~lock.a.xlsx#", b"", ""),
    ],
)
def test_an_open_workbook_is_refused_by_the_name_of_who_has_it(
    tmp_path: Path, lock: str, content: bytes, holder: str
) -> None:
    (tmp_path / lock).write_bytes(content)

    with pytest.raises(WorkbookError) as caught:
        file.refuse_if_open(tmp_path / "a.xlsx")

    assert str(caught.value).startswith(f'"a.xlsx" is open{holder}. Close it and run again')


def test_a_lock_file_that_cannot_be_read_still_counts(tmp_path: Path) -> None:
    (tmp_path / "~$a.xlsx").mkdir()

    with pytest.raises(WorkbookError, match=r'"a.xlsx" is open\. '):
        file.refuse_if_open(tmp_path / "a.xlsx")


def test_a_workbook_nobody_has_open_is_not_refused(tmp_path: Path) -> None:
    (tmp_path / "~$b.xlsx").write_bytes(b"")

    file.refuse_if_open(tmp_path / "a.xlsx")
