"""What does not fit a tab goes whole to a CSV file, put in place once the tab is written."""

from __future__ import annotations

import csv
import os
import re
from contextlib import suppress
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Collection, Iterable, NamedTuple, Sequence

from sheets_runner.run.spool import open_private
from sheets_runner.workbook.base import Value
from sheets_runner.workbook.text import REPLACEMENT

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*%\x00-\x1f\ud800-\udfff]')
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
"""What UTF-8 has no bytes for."""
_FORMULA_STARTS = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n")
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
    lost = quoted = 0
    if path.exists():
        path.unlink()
    with open_private(path, encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for row in rows:
            texts = [_text(value) for value in row]
            quoted += sum(map(_looks_like_a_formula, row))
            lost += sum(len(_LONE_SURROGATES.findall(text)) for text in texts)
            writer.writerow([_LONE_SURROGATES.sub(REPLACEMENT, text) for text in texts])
        file.flush()
        os.fsync(file.fileno())
    return Cost(lost, quoted)


def _looks_like_a_formula(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(_FORMULA_STARTS)


def _text(value: Value) -> str:
    """Return a value as a CSV file holds it; text that looks like a formula gets an apostrophe."""
    if isinstance(value, str):
        return "'" + value if _looks_like_a_formula(value) else value
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return "" if value is None else str(value)


def _escaped(found: re.Match[str]) -> str:
    """Return a character no file name can hold as ``%3A``: two tabs never share a file."""
    return f"%{ord(found[0]):02X}"
