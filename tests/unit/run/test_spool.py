"""Records wait in private files, whole and in order, and nothing of them stays."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import filelock
import pytest

from sheets_runner.errors import ConfigError
from sheets_runner.run.spool import Spool, SpoolFolder

RECORDS: list[dict[str, Any]] = [{"a": 1}, {"b": ["\ud83d", "é", "a\u2028\nb", 10**20]}, {}]
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_records_come_back_as_often_as_asked_in_their_order(tmp_path: Path) -> None:
    with SpoolFolder(tmp_path / "state") as folder:
        spool = folder.new()
        spool.fill(RECORDS[:1])
        spool.fill(RECORDS[1:])

        assert spool.count == 3
        assert list(spool) == RECORDS
        assert list(spool) == RECORDS


def test_a_spool_nobody_filled_is_empty(tmp_path: Path) -> None:
    assert list(Spool(tmp_path / "none.jsonl")) == []


@POSIX
def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    with SpoolFolder(tmp_path / "deep" / "state") as folder:
        spool = folder.new()
        spool.fill(RECORDS)

        assert mode(tmp_path / "deep" / "state") == 0o700
        assert mode(folder.path) == 0o700
        assert mode(spool.path) == 0o600


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    def fail_half_way() -> None:
        with SpoolFolder(tmp_path) as folder:
            folder.new().fill(RECORDS)
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()

    assert list(tmp_path.iterdir()) == []


def test_two_threads_never_share_a_spool(tmp_path: Path) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with SpoolFolder(tmp_path) as folder, ThreadPoolExecutor(8) as threads:
            paths = list(threads.map(lambda _: folder.new().path, range(2000)))
    finally:
        sys.setswitchinterval(before)

    assert len(set(paths)) == 2000


def test_what_a_killed_run_left_is_removed_and_a_living_one_left_alone(tmp_path: Path) -> None:
    dead = tmp_path / "spool-dead"
    dead.mkdir()
    (dead / "in-use.lock").touch()
    (dead / "1.jsonl").write_text("{}\n", "ascii")
    alone = tmp_path / "spool-being-made"
    alone.mkdir()

    with SpoolFolder(tmp_path) as living, SpoolFolder(tmp_path) as second:
        assert sorted(tmp_path.iterdir()) == sorted([alone, living.path, second.path])


def test_a_folder_that_cannot_be_made_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match=r"state_dir .*file.*in \[connector\]"):
        SpoolFolder(tmp_path / "file")


def test_a_lock_that_is_held_elsewhere_keeps_its_folder(tmp_path: Path) -> None:
    busy = tmp_path / "spool-busy"
    busy.mkdir()
    with filelock.FileLock(str(busy / "in-use.lock")), SpoolFolder(tmp_path):
        assert busy.exists()
