"""A records table: the columns found in the records, typed rows, and what would not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence

from sheets_runner.query.question import Get, Question
from sheets_runner.run import picks
from sheets_runner.run.flatten import TIME, Path, cell_value, flatten, with_devices
from sheets_runner.run.privacy import mask
from sheets_runner.run.spool import Spool
from sheets_runner.table.zones import local, zone
from sheets_runner.workbook.base import Column, Limits, Value
from sheets_runner.workbook.text import fit

NARROWEST, WIDEST = 8, 60
MOMENT = "yyyy-mm-dd hh:mm:ss"
"""How the columns that always hold a date-time show it."""
LONGEST_HEADER = 240
"""UTF-16 units; a table in Excel's sense takes headers of up to 255."""


@dataclass(frozen=True)
class Frame:
    """What a records table is fitted to, and what its run says of it.

    Attributes:
        limits: What the storage can hold.
        most: How many records the tab may show.
        masked: Whether personal data is made unreadable.
        batch: The run; the column ``batch``.
        run_at: When it began, with a time zone; the column ``run_at``, in the app's own.
        check: Called while records are being shaped; raises where the run is being stopped.
    """

    limits: Limits
    most: int
    masked: bool
    batch: str
    run_at: datetime
    check: Callable[[], None] = lambda: None


class RecordTable:
    """The records of one question as rows of a tab; walkable as often as needed.

    Attributes:
        count: How many records there are.
        most: How many of them the tab may show.
        columns: The columns the tab shows, with their widths.
        hidden_columns: How many columns did not fit.
        cut: How many shown cells were too long.
        replaced: How many characters of shown cells the storage cannot keep.

    Args:
        question: What was asked.
        spool: The records.
        frame: What they are fitted to.
    """

    def __init__(self, question: Question, spool: Spool, frame: Frame) -> None:
        self._question = question
        self._spool = spool
        self._frame = frame
        self._zone = zone(question.zone)
        self._own: dict[Path, Value] = {
            picks.EVENT: question.event or None,
            picks.QUERY: question.name,
            picks.RUN_AT: local(frame.run_at, question.zone),
            picks.BATCH: frame.batch,
        }
        self._every = self._find_paths()
        cells, columns = frame.limits.cells, frame.limits.columns
        self._paths = self._every[: min(cells, columns) if cells else columns]
        self.count = spool.count
        # The header takes a row, too.
        self.most = min(frame.most, cells // len(self._paths) - 1) if cells else frame.most
        self.hidden_columns = len(self._every) - len(self._paths)
        self.cut = self.replaced = 0
        self.columns = self._survey()

    @property
    def whole(self) -> bool:
        """Whether the tab shows all of everything."""
        return self.count <= self.most and not (self.hidden_columns or self.cut)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Walk the rows the tab shows."""
        for values in self._shown():
            yield tuple(fit(value, self._frame.limits).value for value in values)

    def everything(self) -> Iterator[Sequence[Value]]:
        """Walk all there is, uncut: the header, then every record with every column."""
        yield _numbered(picks.headers_of(self._every))
        for record in self._spool:
            self._frame.check()
            yield self._row(record, self._every)

    def _find_paths(self) -> tuple[Path, ...]:
        seen: dict[Path, None] = {}
        for record in self._spool:
            self._frame.check()
            seen.update(dict.fromkeys(flatten(self._whole_record(record))))
        return picks.columns_of(picks.picks_of(self._question), seen)

    def _survey(self) -> tuple[Column, ...]:
        """Return the columns, having noted what does not fit."""
        headers = self._headers()
        widths = [len(header) + 4 for header in headers]
        for values in self._shown():
            self._frame.check()
            for place, value in enumerate(values):
                fitted = fit(value, self._frame.limits)
                self.cut += fitted.cut
                self.replaced += fitted.replaced
                widths[place] = max(widths[place], len(_shown_text(value)) + 2)
        return tuple(
            Column(
                header,
                width=max(NARROWEST, min(WIDEST, width)),
                format=MOMENT if path in (TIME, picks.RUN_AT) else "",
            )
            for path, header, width in zip(self._paths, headers, widths)
        )

    def _headers(self) -> tuple[str, ...]:
        found = picks.headers_of(self._paths)
        fitted = (fit(header, self._frame.limits, LONGEST_HEADER) for header in found)
        return _numbered(str(header.value) for header in fitted)

    def _shown(self) -> Iterator[list[Value]]:
        for number, record in enumerate(self._spool):
            if number == self.most:
                return
            yield self._row(record, self._paths)

    def _row(self, record: Mapping[str, Any], paths: Sequence[Path]) -> list[Value]:
        whole = self._whole_record(record)
        found = flatten(mask(whole) if self._frame.masked else whole)
        return [self._own[path] if path in self._own else self._cell(path, found) for path in paths]

    def _cell(self, path: Path, found: Mapping[Path, Any]) -> Value:
        return cell_value(path, found[path], self._zone) if path in found else None

    def _whole_record(self, record: Mapping[str, Any]) -> Mapping[str, Any]:
        return with_devices(record) if self._question.get is Get.USER_PROFILES else record


def _shown_text(value: Value) -> str:
    return "" if value is None else str(value)


def _numbered(headers: Iterable[str]) -> tuple[str, ...]:
    """Return the headers, a number behind each that was there before: no two columns are one."""
    found: dict[str, None] = {}
    for header in headers:
        candidate, number = header, 1
        while candidate in found:
            number += 1
            candidate = f"{header} ({number})"
        found[candidate] = None
    return tuple(found)
