"""Records on their way from the connector to a tab: a private file of flattened records.

An export can be larger than the memory of the machine, and a refresh that fails half-way must not
have touched the tab; so records wait on disk until all of them are there. A file is read by the
process that wrote it and no other, so it is in Python's own, quickest format
(https://docs.python.org/3/library/marshal.html).
"""

from __future__ import annotations

import itertools
import marshal
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Iterable, Iterator, TypeVar

import filelock

from sheets_runner.errors import ConfigError
from sheets_runner.run.flatten import Row, Shape

FOLDER_MODE = 0o700
FILE_MODE = 0o600
BATCH = 100
"""Records that are handled in one go: few enough to stay in the processor's cache."""
_PREFIX, _LOCK = "spool-", "in-use.lock"
_FORMAT = 2
"""The last format that takes no time to look for what occurs twice."""
_SIZE = 8
"""Bytes that say how long a batch is."""

Item = TypeVar("Item")


def open_private(path: Path) -> BinaryIO:
    """Open a file for adding to its end, made when missing, for its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
    return os.fdopen(descriptor, "wb")


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield items in lists of `BATCH`, the last one shorter."""
    rest = iter(items)
    return iter(lambda: list(itertools.islice(rest, BATCH)), [])


class Spool:
    """The records of one export, flattened as they come in; walkable as often as needed.

    Attributes:
        count: How many records it holds.
        shape: What their values' numbers stand for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.shape = Shape()

    def fill(self, records: Iterable[dict[str, Any]]) -> None:
        """Add records to the end."""
        with open_private(self.path) as file:
            for rows in batches(map(self.shape.flatten, records)):
                packed = marshal.dumps(rows, _FORMAT)
                file.write(len(packed).to_bytes(_SIZE, "big") + packed)
                self.count += len(rows)

    def __iter__(self) -> Iterator[Row]:
        """Walk the records in the order they came."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for size in iter(lambda: file.read(_SIZE), b""):
                packed = file.read(int.from_bytes(size, "big"))
                yield from marshal.loads(packed)  # noqa: S302 - its own file, for its owner alone


class SpoolFolder:
    """A folder for the spools of one run, removed when the context ends.

    What runs that were killed have left behind is removed first: it holds people's data.

    Args:
        state_dir: Where the runner keeps its own files; made when missing.

    Raises:
        ConfigError: The folder cannot be made or written.
    """

    def __init__(self, state_dir: Path) -> None:
        try:
            state_dir.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            _remove_dead(state_dir)
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=str(state_dir)))
            self._lock = filelock.FileLock(str(self.path / _LOCK), timeout=0)
            self._lock.acquire()
        except OSError as error:
            raise ConfigError(
                f"state_dir {state_dir}: {error.strerror or error}. Name a folder that this user "
                "may write, in [connector] of the configuration."
            ) from error
        # Several threads ask for spools: a counter that is read and then written would give two
        # of them the same file.
        self._numbers = itertools.count(1)

    def __enter__(self) -> SpoolFolder:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)

    def new(self) -> Spool:
        """Return a new, empty spool; several threads may ask at once."""
        return Spool(self.path / f"{next(self._numbers)}")


def _remove_dead(state_dir: Path) -> None:
    """Remove the folders whose runs are no longer there to hold their locks."""
    for lock_file in state_dir.glob(f"{_PREFIX}*/{_LOCK}"):
        lock = filelock.FileLock(str(lock_file), timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout:
            continue
        lock.release()
        shutil.rmtree(lock_file.parent, ignore_errors=True)
