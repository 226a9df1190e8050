"""The gate across processes: slots are locked files, and processes wait for them in line.

A file's lock ends with its process, however that ends, so no slot is ever lost. But a lock is
waited for by trying again and again: who gives a slot back and wants another would nearly always
be faster than those who wait. Sending it away for some time would leave slots empty; so there is a
line, and its places are locked files, too. One moves up by taking the place ahead before leaving
the own one, and only who stands in front takes a slot.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Iterator, Sequence

import filelock

from sheets_runner.clevertap.gate import ThreadGate
from sheets_runner.clock import Clock
from sheets_runner.errors import ConfigError

FOLDER = "gate"
FOLDER_MODE, FILE_MODE = 0o700, 0o600

PLACES = 3
"""So many processes get slots in the order they came; those after them try for the last place."""

POLL_SECONDS = 0.005
"""Between two tries: long beside a try (0.05 ms), short beside a request (100 ms and more)."""


class FileGate:
    """Holds the limit across the threads and the processes of one machine.

    Threads of one gate pass in the order they came; only the first of them tries the files.

    Args:
        state_dir: Where the runner keeps its own files, made when missing. Gates that name the
            same one share its slots.
        clock: All waits are this clock's; what its `sleep` raises ends them.
    """

    def __init__(self, state_dir: Path, clock: Clock) -> None:
        self._state_dir = state_dir
        self._clock = clock
        self._threads = ThreadGate()
        self._locks: dict[str, filelock.BaseFileLock] = {}
        self._taken: set[str] = set()

    @contextmanager
    def slot(self, name: str, limit: int) -> Iterator[None]:
        """Wait for a slot and hold it while the context lasts; see `Gate.slot`.

        Raises:
            ConfigError: The ``state_dir`` cannot be used.
        """
        with ExitStack() as held:
            with self._threads.slot(name, 1):
                self._line_up(name, limit, held)
            yield

    def _line_up(self, name: str, limit: int, held: ExitStack) -> None:
        """Walk through the line to a slot; at the end `held` holds that alone."""
        for files in _way(name, limit):
            file = self._first_free(files)
            behind = held.pop_all()
            held.callback(self._leave, file)
            behind.close()

    def _first_free(self, files: Sequence[str]) -> str:
        while True:
            for file in files:
                if self._take(file):
                    return file
            self._clock.sleep(POLL_SECONDS)

    def _take(self, file: str) -> bool:
        if file in self._taken:
            return False
        try:
            self._lock(file).acquire(blocking=False)
        except filelock.Timeout:
            return False
        # NotImplementedError: a file system without locks.
        except (OSError, NotImplementedError) as error:
            raise ConfigError(
                f"state_dir {self._state_dir}: {getattr(error, 'strerror', '') or error}. Name a"
                " folder on a local disk that this user may write, in [connector] of the"
                " configuration."
            ) from error
        self._taken.add(file)
        return True

    def _leave(self, file: str) -> None:
        self._locks[file].release()
        # Only now: while one thread gives a lock back, no other may take the same object.
        self._taken.discard(file)

    def _lock(self, file: str) -> filelock.BaseFileLock:
        """Return a file's lock; making one costs more than taking it."""
        if file not in self._locks:
            folder = self._state_dir / FOLDER
            self._state_dir.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
            folder.mkdir(FOLDER_MODE, exist_ok=True)
            self._locks[file] = filelock.FileLock(
                str(folder / file), mode=FILE_MODE, thread_local=False
            )
        return self._locks[file]


def _way(name: str, limit: int) -> Iterator[list[str]]:
    """Yield what to take one of, step by step: the places from the last to the first, a slot."""
    for place in reversed(range(PLACES)):
        yield [f"{name}-place-{place}.lock"]
    yield [f"{name}-slot-{number}.lock" for number in range(limit)]
