"""What does not fit a tab goes whole to a CSV file beside the workbook, once the tab is written."""

from __future__ import annotations

import os
import re
from pathlib import Path

from sheets_runner.run.records import RecordTable

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class CsvFiles:
    """The CSV files of one refresh: written aside first, put in place when the refresh stands.

    Args:
        workbook: The workbook; the files get its name and their tab's.
    """

    def __init__(self, workbook: Path) -> None:
        self._workbook = workbook
        self._ready: dict[Path, Path] = {}

    def write(self, tab: str, table: RecordTable) -> Path:
        """Write a table whole and return where it will be.

        Raises:
            OSError: The file cannot be written.
        """
        name = _NOT_IN_FILE_NAMES.sub("_", f"{self._workbook.stem} - {tab}.csv")
        target = self._workbook.with_name(name)
        aside = target.with_name(f".{name}.part")
        self._ready[target] = aside
        table.write_csv(aside)
        return target

    def publish(self) -> None:
        """Put the files in place of those of the last refresh."""
        for target, aside in self._ready.items():
            os.replace(aside, target)  # noqa: PTH105 - atomic on every system, and says so
        self._ready.clear()

    def discard(self) -> None:
        """Remove what was written for nothing."""
        for aside in self._ready.values():
            if aside.exists():
                aside.unlink()
        self._ready.clear()
