"""Records on their way from the connector to a tab: a private file, one JSON line per record.

An export can be larger than the memory of the machine, and a refresh that fails half-way must not
have touched the tab; so records wait on disk until all of them are there.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Iterable, Iterator

from sheets_runner.errors import ConfigError

FOLDER_MODE = 0o700
FILE_MODE = 0o600


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
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="ascii") as lines:
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

    Args:
        state_dir: Where the runner keeps its own files; made when missing.

    Raises:
        ConfigError: The folder cannot be made or written.
    """

    def __init__(self, state_dir: Path) -> None:
        try:
            state_dir.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
            self.path = Path(tempfile.mkdtemp(prefix="spool-", dir=str(state_dir)))
        except OSError as error:
            raise ConfigError(
                f"state_dir {state_dir}: {error.strerror or error}. Name a folder that this user "
                "may write, in [connector] of the configuration."
            ) from error
        self._made = 0

    def __enter__(self) -> SpoolFolder:  # noqa: PYI034 - Self needs Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)

    def new(self) -> Spool:
        """Return a new, empty spool."""
        self._made += 1
        return Spool(self.path / f"{self._made}.jsonl")
