"""`init` and the file ``config.ini``: read, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Iterator

from sheets_runner import config
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.errors import ConfigError

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""To make a file that is not there."""


def read(path: Path) -> Settings:
    """Return a configuration to which a sheet can be added.

    Raises:
        ConfigError: It cannot be read, has a fault, or has no account.
    """
    try:
        path.read_bytes()
    except OSError as error:
        link = " It is a link to that." if path.is_symlink() else ""
        raise ConfigError(
            f"{os.path.realpath(path)} cannot be read ({error.strerror}).{link} Correct that, or"
            " choose another file: --config FILE."
        ) from error
    settings = config.load(path)
    if not settings.apps:
        raise ConfigError(
            f"{path} has no account: no section with id and password. Delete it if you need nothing"
            " of it, and run init again: it asks for all that is needed."
        )
    return settings


def add_section(path: Path, sheet: SheetSettings, section: str) -> None:
    """Add a sheet's section at the end of a configuration, unless somebody else has done so.

    All before it stays as it is, byte for byte; a link to the file stays a link.

    Args:
        path: The configuration.
        sheet: The sheet.
        section: The lines that name it.

    Raises:
        ConfigError: Somebody else has given its name to another sheet; or the file cannot be
            written, then the message holds the lines.
    """
    try:
        with _rewritten(path) as file:
            there = config.load(path).sheets.get(sheet.name, sheet)
            if there != sheet:
                raise ConfigError(
                    f"Another init has added a [sheet.{sheet.name}] to {path} meanwhile. Run this"
                    " one again."
                )
            known = path.read_bytes()
            file.write(known)
            if there is sheet:
                newline = "\r\n" if b"\r\n" in known else "\n"
                gap = "\n" if known.endswith(b"\n") else "\n\n"
                file.write(_bytes((gap + section).replace("\n", newline)))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}). Add these lines to it:\n\n{section}"
        ) from error


def refuse_to_ask_in_vain(path: Path) -> None:
    """Raise where a configuration could not be written anyway.

    Raises:
        ConfigError: There is no such folder, or it cannot be written.
    """
    if not os.access(path.parent, os.W_OK):
        raise ConfigError(f"{path.parent}: no file can be made there. Choose another --config.")


def write_new(path: Path, text: str) -> None:
    """Write a configuration that only its owner can read; one that is there is left alone.

    Raises:
        ConfigError: There is one, or it cannot be written.
    """
    try:
        with _rewritten(path) as file:
            if os.path.lexists(path):
                raise ConfigError(f"Another init has made {path} meanwhile. Run this one again.")
            file.write(_bytes(text))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}). Correct that and run init again, or"
            " choose another file: --config FILE."
        ) from error


@contextmanager
def _rewritten(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes another's place once it is whole, and keep others from doing so.

    Raises:
        ConfigError: Another process is at it.
        OSError: It cannot be written; then there is nothing new.
    """
    target = Path(os.path.realpath(path))
    new = target.with_name(f".{target.name}.new")
    try:
        handle = os.open(new, _NEW, 0o600)
    except FileExistsError:
        raise ConfigError(
            f"Another init is writing {path}. Run this one again; if there is no other, delete"
            f" {new}, which one that was stopped has left."
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _take_over(target, new)
        new.replace(target)
    except BaseException:
        new.unlink()
        raise


def _take_over(old: Path, new: Path) -> None:
    """Give the new file the old one's mode and, where allowed, its owner."""
    if not old.exists():
        return
    state = old.stat()
    # Whoever may do everything still leaves a file alone that its owner has made read-only.
    if not state.st_mode & stat.S_IWUSR or not os.access(old, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.chown(new, state.st_uid, state.st_gid)
    new.chmod(stat.S_IMODE(state.st_mode))


def _bytes(text: str) -> bytes:
    # Names of folders that are no text in this terminal's settings are kept as they are.
    return text.encode("utf-8", "surrogateescape")
