"""A records table: the columns found in the records, typed rows, and what would not fit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Callable, Collection, Iterable, Iterator, List, Sequence

from sheets_runner.query.question import Question
from sheets_runner.run import picks
from sheets_runner.run.flatten import TIME, Cells, Path, Row, Shape
from sheets_runner.run.privacy import Mask
from sheets_runner.run.spool import Spool, batches
from sheets_runner.table.zones import local, zone
from sheets_runner.workbook.base import Column, Limits, Value
from sheets_runner.workbook.text import fit

NARROWEST, WIDEST = 8, 60
MOMENT = "yyyy-mm-dd hh:mm:ss"
"""How the columns that always hold a date-time show it."""
LONGEST_HEADER = 240
"""UTF-16 units; a table in Excel's sense takes headers of up to 255."""

Columns = List[List[Value]]
"""Some records' cells, column by column."""


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
        hidden_columns: How many columns did not fit.

    Args:
        question: What was asked.
        spool: The records, all of them.
        frame: What they are fitted to.
    """

    def __init__(self, question: Question, spool: Spool, frame: Frame) -> None:
        self._spool = spool
        self._frame = frame
        self._shaper = _Shaper(question, spool.shape, frame)
        self._every = picks.columns_of(picks.picks_of(question), spool.shape.paths)
        cells, columns = frame.limits.cells, frame.limits.columns
        self._paths = self._every[: min(cells, columns) if cells else columns]
        self.count = spool.count
        # The header takes a row, too.
        self.most = min(frame.most, cells // len(self._paths) - 1) if cells else frame.most
        self.hidden_columns = len(self._every) - len(self._paths)
        self._found: _Survey | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns the tab shows, with their widths."""
        return self._survey.columns()

    @property
    def cut(self) -> int:
        """How many shown cells were too long."""
        return self._survey.cut

    @property
    def replaced(self) -> int:
        """How many characters of shown cells the storage cannot keep."""
        return self._survey.replaced

    @property
    def whole(self) -> bool:
        """Whether the tab shows all of everything."""
        return self.count <= self.most and not (self.hidden_columns or self.cut)

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        """Walk the rows the tab shows."""
        limits, as_they_are = self._frame.limits, not (self.cut or self.replaced)
        for columns in self._shown():
            for row in zip(*columns):
                yield row if as_they_are else tuple(fit(value, limits).value for value in row)

    def everything(self) -> Iterator[tuple[Value, ...]]:
        """Walk all there is, uncut: the header, then every record with every column."""
        yield _numbered(picks.headers_of(self._every))
        survey = self._new_survey()
        for columns in survey.watch(self._shaper.columns(self._spool, self._every)):
            yield from zip(*columns)
        self._found = survey

    def _shown(self) -> Iterator[Columns]:
        return self._shaper.columns(islice(self._spool, self.most), self._paths)

    @property
    def _survey(self) -> _Survey:
        """What the shown cells need, found by a walk of its own where nothing else has walked."""
        if self._found is None:
            survey = self._new_survey()
            for _ in survey.watch(self._shown()):
                pass
            self._found = survey
        return self._found

    def _new_survey(self) -> _Survey:
        return _Survey(self._paths, self.most, self._frame)


class _Survey:
    """What the cells of a tab need: how wide they are, and what does not fit.

    Attributes:
        cut: How many cells were too long.
        replaced: How many characters the storage cannot keep.

    Args:
        paths: The columns the tab shows.
        most: How many records it shows.
        frame: What they are fitted to.
    """

    def __init__(self, paths: Sequence[Path], most: int, frame: Frame) -> None:
        self._paths = paths
        self._left = most
        self._limits = frame.limits
        self._check = frame.check
        found = picks.headers_of(paths)
        fitted = (fit(header, frame.limits, LONGEST_HEADER) for header in found)
        self._headers = _numbered(str(header.value) for header in fitted)
        self._widths = [len(header) + 4 for header in self._headers]
        self.cut = self.replaced = 0

    def columns(self) -> tuple[Column, ...]:
        """Return the columns, as wide as what they show but within reason."""
        return tuple(
            Column(
                header,
                width=max(NARROWEST, min(WIDEST, width)),
                format=MOMENT if path in (TIME, picks.RUN_AT) else "",
            )
            for path, header, width in zip(self._paths, self._headers, self._widths)
        )

    def watch(self, walk: Iterable[Columns]) -> Iterator[Columns]:
        """Pass on batches of columns, having taken in what the tab shows of them."""
        for columns in walk:
            self._check()
            for place, cells in enumerate(columns[: len(self._paths)]):
                longest = self._longest(cells[: self._left])
                self._widths[place] = max(self._widths[place], longest + 2)
            self._left = max(0, self._left - len(columns[0]))
            yield columns

    def _longest(self, cells: Iterable[Value]) -> int:
        """Return the length of the longest of some cells, having noted those that do not fit."""
        texts = [cell if isinstance(cell, str) else str(cell) for cell in cells if cell is not None]
        longest = max(map(len, texts), default=0)
        # No character takes more than two UTF-16 units.
        if longest * 2 > self._limits.text or self._limits.forbidden.search("".join(texts)):
            for fitted in (fit(cell, self._limits) for cell in cells):
                self.cut += fitted.cut
                self.replaced += fitted.replaced
        return longest


class _Shaper:
    """Makes columns of records: what is decided for a whole column costs its cells nothing."""

    def __init__(self, question: Question, shape: Shape, frame: Frame) -> None:
        self._own: dict[Path, Value] = {
            picks.EVENT: question.event or None,
            picks.QUERY: question.name,
            picks.RUN_AT: local(frame.run_at, question.zone),
            picks.BATCH: frame.batch,
        }
        self._numbers = {path: number for number, path in enumerate(shape.paths)}
        self._cells = Cells(zone(question.zone))
        self._mask = Mask(shape) if frame.masked else None

    def columns(self, rows: Iterable[Row], paths: Sequence[Path]) -> Iterator[Columns]:
        """Yield the columns for some paths, a batch of records after the other."""
        for batch in batches(rows):
            phones = [self._mask.phones(row) for row in batch] if self._mask else []
            yield [self._column(path, batch, phones) for path in paths]

    def _column(
        self, path: Path, rows: Sequence[Row], phones: Sequence[Collection[str]]
    ) -> list[Value]:
        number = self._numbers.get(path)
        if path in self._own or number is None:
            return [self._own.get(path)] * len(rows)
        values = [row.get(number) for row in rows]
        if self._mask:
            values = self._mask.column(number, values, phones)
        return self._cells.column(path, values)


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
