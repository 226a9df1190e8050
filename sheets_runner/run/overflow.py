"""What does not fit a tab goes whole to a CSV file, put in place once the tab is written."""

from __future__ import annotations

import csv
import io
import os
import re
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Collection, Iterable, NamedTuple, Sequence, TextIO

from sheets_runner.run.spool import open_private
from sheets_runner.workbook.base import Value
from sheets_runner.workbook.text import REPLACEMENT

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*%\x00-\x1f\ud800-\udfff]')
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""What UTF-8 has no bytes for."""
_UTF_8 = "\ufeff"
"""The mark by which spreadsheets know that a file is in UTF-8."""
_FORMULA_STARTS = frozenset((*"=+-@", *"＝＋－＠", "\t", "\r", "\n"))
"""Text that begins so may be run as a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""


class _Waiting(NamedTuple):
    """A file that is written but not in place."""

    owner: str
    target: Path
    aside: Path


class Cost(NamedTuple):
    """What it took to write a file: characters lost, and texts that got an apostrophe."""

    lost: int
    quoted: int


class CsvFiles:
    """The CSV files of one refresh: written aside first, put in place when the refresh stands.

    Args:
        files: What they are named after: their folder, and how their names begin.
    """

    def __init__(self, files: Path) -> None:
        self._files = files
        self._waiting: list[_Waiting] = []

    def clear(self) -> None:
        """Remove what runs left behind that were killed; call it while no other run is at work."""
        for path in self._files.parent.glob(f".{escape(self._files.name)} - *.csv.part"):
            with suppress(OSError):  # not removable: no reason to lose the refresh
                path.unlink()

    def write(self, owner: str, tab: str, rows: Iterable[Sequence[Value]]) -> tuple[Path, Cost]:
        """Write rows whole; return where they will be and what that took.

        Args:
            owner: The id of the row it is for.
            tab: The tab that shows a part of it.
            rows: The header and all rows.

        Raises:
            OSError: The file cannot be written.
        """
        name = f"{self._files.name} - {_NOT_IN_FILE_NAMES.sub(_escaped, tab)}.csv"
        target = self._files.with_name(name)
        aside = target.with_name(f".{name}.part")
        self._waiting.append(_Waiting(owner, target, aside))
        return target, _write(aside, rows)

    def publish(self, owners: Collection[str]) -> list[str]:
        """Put the files of these owners in place of those of the last refresh.

        Returns:
            A sentence for each file that could not be put in place; it stays where it is.
        """
        problems = []
        for one in [one for one in self._waiting if one.owner in owners]:
            self._waiting.remove(one)
            try:
                os.replace(one.aside, one.target)  # noqa: PTH105 - atomic on every system
            except OSError as error:
                problems.append(
                    f"{one.target} could not be replaced ({error.strerror}): the records of this "
                    f"run are in {one.aside}. Close the file and rename that one."
                )
        return problems

    def discard(self) -> None:
        """Remove what was written for nothing."""
        for one in self._waiting:
            with suppress(OSError):  # never made, or not removable: no reason to lose the refresh
                one.aside.unlink()
        self._waiting.clear()


def _write(path: Path, rows: Iterable[Sequence[Value]]) -> Cost:
    """Write rows to a new file only its owner can read."""
    if path.exists():
        path.unlink()
    quoted = 0
    with io.TextIOWrapper(open_private(path), encoding="utf-8", newline="") as file:
        file.write(_UTF_8)
        lines = _Lines(file)
        writer = csv.writer(lines)
        for row in rows:
            formulas = sum([isinstance(cell, str) and cell[:1] in _FORMULA_STARTS for cell in row])
            writer.writerow(map(_inert, row) if formulas else row)
            quoted += formulas
        file.flush()
        os.fsync(file.fileno())
    return Cost(lines.lost, quoted)


class _Lines:
    """A text file that replaces what UTF-8 has no bytes for.

    Attributes:
        lost: How many characters it has replaced.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.lost = 0

    def write(self, line: str) -> int:
        """Write one line."""
        if not line.isascii():
            line, lost = _LONE_SURROGATES.subn(REPLACEMENT, line)
            self.lost += lost
        return self._file.write(line)


def _looks_like_a_formula(value: Value) -> bool:
    return isinstance(value, str) and value[:1] in _FORMULA_STARTS


def _inert(value: Value) -> Value:
    """Return text that looks like a formula behind an apostrophe, anything else as it is."""
    return f"'{value}" if _looks_like_a_formula(value) else value


def _escaped(found: re.Match[str]) -> str:
    """Return a character no file name can hold as ``%3A``: two tabs never share a file."""
    return f"%{ord(found[0]):02X}"
