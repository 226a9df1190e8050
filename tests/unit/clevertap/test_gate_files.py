"""The gate of files, with two gates on one folder in the place of two processes."""

from __future__ import annotations

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timezone
from pathlib import Path
from typing import Callable

import pytest

from sheets_runner.clevertap.gate_files import FileGate
from sheets_runner.clock import SystemClock
from sheets_runner.errors import ConfigError
from tests.fakes import FakeClock

NOON = datetime(2026, 6, 30, 12, tzinfo=timezone.utc)


class Stopped(Exception):
    """What a clock raises when the run is being stopped."""


class Waiting(FakeClock):
    """A clock that does something of ours at each wait: one call after the other, then no more."""

    def __init__(self, *calls: Callable[[], object]) -> None:
        super().__init__(NOON)
        self._calls = list(calls)

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        self._calls.pop(0)()


def stop() -> None:
    raise Stopped


def impatient(folder: Path) -> FileGate:
    """Return a gate that takes what is free at once and waits for nothing."""
    return FileGate(folder, Waiting(*[stop] * 20))


def is_free(folder: Path, name: str = "a", limit: int = 1) -> bool:
    try:
        with impatient(folder).slot(name, limit):
            return True
    except Stopped:
        return False


def nothing() -> None:
    """Let a wait go by."""


# --- slots ---


def test_a_free_slot_is_taken_without_a_wait(tmp_path: Path) -> None:
    clock = FakeClock(NOON)

    with FileGate(tmp_path, clock).slot("a", 1):
        assert not is_free(tmp_path)

    assert is_free(tmp_path)
    assert clock.slept == []


def test_all_gates_of_a_folder_share_the_limit(tmp_path: Path) -> None:
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(impatient(tmp_path).slot("a", 3))

        assert not is_free(tmp_path, limit=3)
        assert is_free(tmp_path, limit=4)


def test_one_gate_may_hold_all_slots(tmp_path: Path) -> None:
    gate = impatient(tmp_path)

    with gate.slot("a", 2), gate.slot("a", 2), pytest.raises(Stopped), gate.slot("a", 2):
        pass


def test_other_names_and_other_folders_have_their_own_slots(tmp_path: Path) -> None:
    with impatient(tmp_path).slot("a", 1):
        assert is_free(tmp_path, "b")
        assert is_free(tmp_path / "other", "a")


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_slot_comes_back_whatever_happens(tmp_path: Path, error: type[BaseException]) -> None:
    gate = impatient(tmp_path)

    with pytest.raises(error), gate.slot("a", 1):
        raise error

    assert is_free(tmp_path)
    with gate.slot("a", 1):
        pass


def test_a_busy_slot_is_tried_for_every_5_milliseconds(tmp_path: Path) -> None:
    with ExitStack() as other:
        other.enter_context(impatient(tmp_path).slot("a", 1))
        clock = Waiting(nothing, nothing, other.close)

        with FileGate(tmp_path, clock).slot("a", 1):
            assert clock.slept == [0.005, 0.005, 0.005]


# --- the line ---


def test_who_gives_a_slot_back_and_wants_another_does_not_pass_who_waits(tmp_path: Path) -> None:
    first = impatient(tmp_path)
    refused: list[bool] = []

    with ExitStack() as holding:
        holding.enter_context(first.slot("a", 1))

        def again() -> None:
            holding.close()
            with pytest.raises(Stopped), first.slot("a", 1):
                pass
            refused.append(True)

        with FileGate(tmp_path, Waiting(again)).slot("a", 1):
            assert refused == [True]


def test_three_processes_in_line_get_the_slot_in_the_order_they_came(tmp_path: Path) -> None:
    """Each comes while the one before it waits; a last one finds no place in the line."""
    inside: list[str] = []
    threads: list[threading.Thread] = []
    in_line = [threading.Event() for _ in range(3)]

    def wait_as(number: int) -> None:
        with FileGate(tmp_path, Real(in_line[number])).slot("a", 1):
            inside.append(f"process {number}")

    with impatient(tmp_path).slot("a", 1):
        for number, waits in enumerate(in_line):
            threads.append(threading.Thread(target=wait_as, args=(number,)))
            threads[-1].start()
            assert waits.wait(10)
        assert not is_free(tmp_path, limit=9)
    for thread in threads:
        thread.join(10)

    assert inside == ["process 0", "process 1", "process 2"]


class Real(SystemClock):
    """The machine's clock, which says when it is first waited by."""

    def __init__(self, waits: threading.Event) -> None:
        self._waits = waits

    def sleep(self, seconds: float) -> None:
        self._waits.set()
        super().sleep(seconds)


def test_many_threads_of_several_gates_never_pass_the_limit(tmp_path: Path) -> None:
    gates = [FileGate(tmp_path, SystemClock()) for _ in range(3)]
    lock, inside, most, passed = threading.Lock(), 0, 0, [0, 0, 0]

    def pass_through(number: int) -> None:
        nonlocal inside, most
        with gates[number % 3].slot("a", 2):
            with lock:
                inside += 1
                most = max(most, inside)
            with lock:
                inside -= 1
                passed[number % 3] += 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(pass_through, range(90)))

    assert most <= 2
    assert passed == [30, 30, 30]


# --- stopping ---


@pytest.mark.parametrize("waits", [0, 1, 5])
def test_a_stop_ends_the_wait_at_once_and_leaves_nothing_behind(tmp_path: Path, waits: int) -> None:
    clock = Waiting(*[nothing] * waits, stop)

    gate = FileGate(tmp_path, clock)

    with impatient(tmp_path).slot("a", 1), pytest.raises(Stopped), gate.slot("a", 1):
        pass

    assert len(clock.slept) == waits + 1
    assert is_free(tmp_path)


def test_a_stop_ends_the_waits_of_all_threads(tmp_path: Path) -> None:
    gate = impatient(tmp_path)
    ended: list[bool] = []

    def wait() -> None:
        with pytest.raises(Stopped), gate.slot("a", 1):
            pass
        ended.append(True)

    with impatient(tmp_path).slot("a", 1):
        threads = [threading.Thread(target=wait) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    assert ended == [True] * 8
    assert is_free(tmp_path)


# --- files ---


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders private by itself")
def test_the_files_are_their_owners_alone(tmp_path: Path) -> None:
    state_dir = tmp_path / "new" / "state"

    with impatient(state_dir).slot("0123456789abcdef", 1):
        files = list((state_dir / "gate").iterdir())

    assert [mode(state_dir), mode(state_dir / "gate")] == ["0o700", "0o700"]
    assert {mode(file) for file in files} == {"0o600"}
    assert {file.name[:17] for file in files} == {"0123456789abcdef-"}


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_nothing_is_made_before_the_first_slot_is_asked_for(tmp_path: Path) -> None:
    FileGate(tmp_path / "state", FakeClock(NOON))

    assert list(tmp_path.iterdir()) == []


def test_a_state_dir_that_cannot_be_used_is_named_with_its_remedy(tmp_path: Path) -> None:
    state_dir = tmp_path / "file"
    state_dir.write_text("not a folder")

    with pytest.raises(ConfigError) as error, impatient(state_dir).slot("a", 1):
        pass

    assert str(error.value) == (
        f"state_dir {state_dir}: File exists. Name a folder on a local disk that this user may"
        " write, in [connector] of the configuration."
    )


def test_a_file_that_cannot_be_locked_is_an_error_not_a_wait(tmp_path: Path) -> None:
    (tmp_path / "gate" / "a-slot-0.lock").mkdir(parents=True)

    with pytest.raises(ConfigError) as error, impatient(tmp_path).slot("a", 1):
        pass

    assert str(error.value).startswith(f"state_dir {tmp_path}: Is a directory. Name a folder")
    assert is_free(tmp_path, "b")
