"""A records table: the columns found in the records, typed rows, and what would not fit."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import Any, Iterator, Sequence

from sheets_runner.query.question import Question
from sheets_runner.run import picks
from sheets_runner.run.flatten import Path, cell_value, flatten
from sheets_runner.run.spool import FILE_MODE, Spool
from sheets_runner.table.zones import zone
from sheets_runner.workbook.base import Column, Limits, Value
from sheets_runner.workbook.text import Fitted, fit

WIDTHS = (8, 40)
_CSV_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class RunFacts:
    """What a record does not say itself: for the columns ``query``, ``run_at`` and ``batch``."""

    batch: str
    run_at: datetime


@dataclass
class RecordTable:
    """The records of one question as rows of a tab; walkable as often as needed.

    Attributes:
        question: What was asked.
        spool: The records.
        limits: What the storage can hold.
        most: How many records the tab may show.
        masked: Whether personal data is made unreadable.
        facts: The run.
        paths: The columns, in order; as many as the storage can hold.
        hidden_columns: How many columns did not fit.
        cut: How many shown cells were too long.
        replaced: How many characters of shown cells the storage cannot keep.
    """

    question: Question
    spool: Spool
    limits: Limits
    most: int
    masked: bool
    facts: RunFacts
    paths: tuple[Path, ...] = ()
    hidden_columns: int = 0
    cut: int = 0
    replaced: int = 0
    _widths: dict[Path, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._zone = zone(self.question.zone)
        self._survey()

    @property
    def count(self) -> int:
        """How many records there are."""
        return self.spool.count

    @property
    def whole(self) -> bool:
        """Whether the tab shows all of everything."""
        return self.count <= self.most and not (self.hidden_columns or self.cut)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns with headers and widths."""
        headers = picks.headers_of(self.paths)
        return tuple(
            Column(header, width=self._width(path, header))
            for path, header in zip(self.paths, headers)
        )

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Walk the rows the tab shows."""
        for values in self._shown():
            yield tuple(fit(value, self.limits).value for value in values)

    def write_csv(self, path: FilePath) -> None:
        """Write all records and all columns, uncut, to a file only its owner can read.

        Text that a spreadsheet would take for a formula gets an apostrophe in front.
        """
        every = self._all_paths()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(picks.headers_of(every))
            for record in self.spool:
                writer.writerow([_csv_text(value) for value in self._row(record, every)])

    def _survey(self) -> None:
        """Find the columns, then their widths and what does not fit."""
        every = self._all_paths()
        self.paths = every[: self.limits.columns]
        self.hidden_columns = len(every) - len(self.paths)
        for values in self._shown():
            for path, value in zip(self.paths, values):
                self._note(path, fit(value, self.limits))

    def _all_paths(self) -> tuple[Path, ...]:
        seen: dict[Path, None] = {}
        for record in self.spool:
            seen.update(dict.fromkeys(flatten(record, masked=False)))
        return picks.columns_of(picks.picks_of(self.question), seen)

    def _note(self, path: Path, fitted: Fitted) -> None:
        self.cut += fitted.cut
        self.replaced += fitted.replaced
        shown = str(fitted.value) if fitted.value is not None else ""
        self._widths[path] = max(self._widths.get(path, 0), len(shown))

    def _width(self, path: Path, header: str) -> int:
        least, most = WIDTHS
        return max(least, min(most, max(len(header) + 4, self._widths.get(path, 0) + 2)))

    def _shown(self) -> Iterator[list[Value]]:
        for number, record in enumerate(self.spool):
            if number == self.most:
                return
            yield self._row(record, self.paths)

    def _row(self, record: dict[str, Any], paths: Sequence[Path]) -> list[Value]:
        values = {**flatten(record, masked=self.masked), **self._own_values()}
        return [
            cell_value(path, values[path], self._zone) if path in values else None for path in paths
        ]

    def _own_values(self) -> dict[Path, Any]:
        return {
            picks.EVENT: self.question.event,
            picks.QUERY: self.question.name,
            picks.RUN_AT: f"{self.facts.run_at:%Y-%m-%d %H:%M:%S}",
            picks.BATCH: self.facts.batch,
        }


def _csv_text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if not isinstance(value, str):
        return str(value)
    # UTF-8 has no lone surrogates: each becomes U+FFFD.
    text = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "'" + text if text.startswith(_CSV_TRIGGERS) else text
