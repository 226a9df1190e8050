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
from sheets_runner.run.spool import BATCH, Spool, SpoolFolder, batches

RECORDS: list[dict[str, Any]] = [
    {"a": 1, "c": {"d": False}},
    {"b": ["\ud83d", {"e": None}, "a\u2028\nb", 10**20], "c": {"d": "é"}},
    {},
]
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_records_come_back_as_often_as_asked_in_their_order(tmp_path: Path) -> None:
    with SpoolFolder(tmp_path / "state") as folder:
        spool = folder.new()
        spool.fill(RECORDS[:1])
        spool.fill(RECORDS[1:])

        assert spool.count == 3
        assert spool.shape.paths == [("a",), ("c", "d"), ("b",)]
        rows = [{0: 1, 1: False}, {2: RECORDS[1]["b"], 1: "é"}, {}]
        assert list(spool) == rows
        assert list(spool) == rows


@pytest.mark.parametrize("count", [BATCH - 1, BATCH, BATCH + 1, 3 * BATCH])
def test_no_record_is_lost_between_two_batches(tmp_path: Path, count: int) -> None:
    spool = Spool(tmp_path / "spool")

    spool.fill({"n": number} for number in range(count))

    assert [row[0] for row in spool] == list(range(count))
    assert spool.count == count


def test_a_page_without_records_adds_none(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")

    spool.fill([])

    assert (list(spool), spool.count) == ([], 0)


def test_batches_are_full_but_for_the_last() -> None:
    assert [len(batch) for batch in batches(range(2 * BATCH + 1))] == [BATCH, BATCH, 1]
    assert list(batches([])) == []


def test_a_spool_nobody_filled_is_empty(tmp_path: Path) -> None:
    assert list(Spool(tmp_path / "none")) == []


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
    (dead / "1").write_bytes(b"x")
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
