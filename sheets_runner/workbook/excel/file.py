"""The workbook's file: read whole, replaced whole, and never while somebody has it open."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import BinaryIO, Callable, Iterator

from sheets_runner.errors import WorkbookError

REASONS = {
    errno.ENOENT: "there is no such file or folder. Check the path in the configuration",
    errno.EACCES: "no permission. Give the user that the runner runs as the right to change it",
    errno.EPERM: "no permission. Give the user that the runner runs as the right to change it",
    errno.EROFS: "it is on a disk that can only be read. Move it to another",
    errno.ENOSPC: "the disk is full. Make room and run again",
    errno.EDQUOT: "the disk quota is used up. Make room and run again",
    errno.EFBIG: "it would be larger than files may be there. Make room and run again",
    errno.EISDIR: "it is a folder. Name the workbook in it",
    errno.ENOTDIR: "part of its path is a file, not a folder. Check the path in the configuration",
}

OWNER_NAME = 54
"""Bytes of the user's name in the owner file that Excel puts beside an open workbook; the same in
UTF-16 follows (observed, not documented by Microsoft)."""


def read(path: Path) -> bytes:
    """Return the file's contents.

    Raises:
        WorkbookError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise WorkbookError(explain(error, path, "read")) from error


def digest(data: bytes) -> str:
    """Return what tells one state of the file from another."""
    return hashlib.sha256(data).hexdigest()


def explain(error: OSError, path: Path, doing: str) -> str:
    """Return a plain sentence for what the operating system said.

    Args:
        error: What it raised.
        path: The workbook.
        doing: ``read`` or ``written``.
    """
    reason = REASONS.get(error.errno or 0, f"{error.strerror or error}".rstrip("."))
    return f'"{path}" cannot be {doing}: {reason}.'


def refuse_if_open(path: Path) -> None:
    """Refuse a workbook that a program has open.

    Raises:
        WorkbookError: The lock file of Excel or LibreOffice lies beside it.
    """
    for folder in {path.parent, Path(os.path.realpath(path)).parent}:
        for lock, holder in _locks(folder, path.name):
            who = f" by {holder}" if holder else ""
            raise WorkbookError(
                f'"{path.name}" is open{who}. Close it and run again; if nobody has it open, '
                f'delete "{lock}", which a program left behind.'
            )


def _locks(folder: Path, name: str) -> Iterator[tuple[Path, str]]:
    for lock, holder in ((f"~${name}", _excel_user), (f".~lock.{name}#", _libreoffice_user)):
        path = folder / lock
        if path.exists():
            yield path, _holder(path, holder)


def _holder(lock: Path, parse: Callable[[bytes], str]) -> str:
    """Return who a lock file names; Excel may not let others read it."""
    with contextlib.suppress(OSError):
        return parse(lock.read_bytes())
    return ""


def _excel_user(data: bytes) -> str:
    wide = data[OWNER_NAME + 1 :]
    text = wide[2 : 2 + 2 * wide[0]].decode("utf-16-le", "replace") if wide else ""
    return text.strip() or data[1 : 1 + data[0]].decode("utf-8", "replace").strip() if data else ""


def _libreoffice_user(data: bytes) -> str:
    fields = data.decode("utf-8", "replace").split(",")
    return next((field for field in fields[:2] if field), "")


def replace(path: Path, write: Callable[[BinaryIO], object], check: Callable[[], object]) -> None:
    """Write the file anew beside the old one, and put it in the old one's place.

    Args:
        path: The file, or a link to it; it need not exist.
        write: Writes the contents.
        check: Called when all is written; what it raises leaves the old file as it is.

    Raises:
        WorkbookError: The file or its folder cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        refuse_read_only(target)
        _replace(target, write, check)
    except WorkbookError:
        raise
    except OSError as error:
        raise WorkbookError(explain(error, path, "written")) from error


def refuse_read_only(target: Path) -> None:
    """Refuse a file in whose place no new one may be put.

    Raises:
        PermissionError: Its folder cannot be written, or its owner has made it read-only, which
            counts for whoever may do everything as well; a file that is not there is neither.
    """
    if not target.exists():
        return
    if not target.stat().st_mode & stat.S_IWUSR or not os.access(target.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _replace(
    target: Path, write: Callable[[BinaryIO], object], check: Callable[[], object]
) -> None:
    # A fixed name, so that what a killed run leaves behind is found and does not pile up.
    new = target.with_name(f".{target.name}.sheets-runner.tmp")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    try:
        with new.open("xb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        _take_over(target, new)
        check()
        os.replace(new, target)  # noqa: PTH105 - beside fsync, as one sees the system calls
    finally:
        with contextlib.suppress(FileNotFoundError):
            new.unlink()
    _sync_folder(target.parent)


def _take_over(old: Path, new: Path) -> None:
    """Give the new file the old one's mode and, where allowed, its owner."""
    if not old.exists():
        return
    state = old.stat()
    with contextlib.suppress(OSError, AttributeError):  # Windows has no such call
        os.chown(new, state.st_uid, state.st_gid)
    new.chmod(stat.S_IMODE(state.st_mode))


def _sync_folder(folder: Path) -> None:
    """Make the new name last; systems that cannot open a folder do without."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
