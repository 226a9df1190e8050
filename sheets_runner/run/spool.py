"""Records on their way from the connector to a tab: a private file, one JSON line per record.

An export can be larger than the memory of the machine, and a refresh that fails half-way must not
have touched the tab; so records wait on disk until all of them are there.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any, Iterable, Iterator

import filelock

from sheets_runner.errors import ConfigError

FOLDER_MODE = 0o700
FILE_MODE = 0o600
_PREFIX, _LOCK = "spool-", "in-use.lock"


def open_private(path: Path, *, encoding: str, newline: str | None = None) -> IO[str]:
    """Open a file for adding to its end, made when missing, for its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
    return os.fdopen(descriptor, "w", encoding=encoding, newline=newline)


class Spool:
    """The records of one export; walkable as often as needed.

    Attributes:
        count: How many records it holds.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0

    def fill(self, records: Iterable[dict[str, Any]]) -> None:
        """Add records to the end."""
        with open_private(self.path, encoding="ascii") as lines:
            for record in records:
                # ASCII with \\u escapes keeps lone surrogates, which UTF-8 cannot.
                lines.write(json.dumps(record) + "\n")
                self.count += 1

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Walk the records in the order they came."""
        if not self.path.exists():
            return
        with self.path.open(encoding="ascii") as lines:
            for line in lines:
                yield json.loads(line)


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
        return Spool(self.path / f"{next(self._numbers)}.jsonl")


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
