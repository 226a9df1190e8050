"""The lock on a workbook's file, which goes with the process that holds it."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Iterator

import filelock

from sheets_runner.errors import ConfigError, LeaseHeld


@contextlib.contextmanager
def held(path: Path, state_dir: Path, refused: str) -> Iterator[None]:
    """Keep other processes of the runner off a file while the context lasts.

    Args:
        path: The file, or a link to it; it need not exist.
        state_dir: Where locks are kept.
        refused: What cannot be done while another process has the lock.

    Raises:
        ConfigError: There can be no lock in the `state_dir`.
        LeaseHeld: Another process has the lock.
    """
    lock = filelock.FileLock(str(state_dir / _name(path)), timeout=0)
    try:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
    except filelock.Timeout:
        raise LeaseHeld(
            f'Another run is at work on "{path.name}": {refused}. Wait until it is finished.'
        ) from None
    # NotImplementedError: a file system without locks.
    except (OSError, NotImplementedError) as error:
        raise ConfigError(
            f"state_dir {state_dir}: {getattr(error, 'strerror', '') or error}. Name a folder that "
            "this user may write, in [connector] of the configuration."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _name(path: Path) -> str:
    real = os.path.normcase(os.path.realpath(path))
    name = hashlib.sha256(real.encode("utf-8", "surrogateescape")).hexdigest()
    return f"excel-{name[:32]}.lock"
