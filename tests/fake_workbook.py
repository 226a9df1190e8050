"""A workbook in memory for tests of what is built on one; it refuses what a storage would refuse.

`tests/unit/test_fake_workbook.py` runs the contract of all storages over it.
"""

from __future__ import annotations

import copy
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Callable, Iterable, Iterator, Sequence

from sheets_runner.errors import EditRefused, LeaseHeld, WorkbookError
from sheets_runner.table.cells import RawCell, Table, column_letters
from sheets_runner.workbook import refusals
from sheets_runner.workbook.base import (
    AppendRows,
    Column,
    Edit,
    EnsureColumns,
    FillRow,
    Limits,
    MakeTab,
    OfferChoices,
    ReplaceTable,
    RunId,
    UpsertRows,
    Value,
)

BLANK = "Sheet1"
"""The tab of a new workbook, there only once it is needed: a workbook has a tab that people see."""
EPOCH = datetime(1899, 12, 30)
LIMITS = Limits(
    rows=10_000,
    columns=60,
    text=20_000,
    tab_name=31,
    records=50,
    forbidden=re.compile("[\x00-\x08\ud800-\udfff]"),
    forbidden_in_name=re.compile(r"[\x00-\x1f/]"),
)


@dataclass(frozen=True)
class Offer:
    """A drop-down of what stands below a header of one of the runner's tabs.

    Attributes:
        top: The first row that has it; all below have it, too.
        source: The tab.
        choices: The header.
    """

    top: int
    source: str
    choices: str


@dataclass
class Sheet:
    """One tab: cells by row and column, and how much of it is the runner's (from A1 on).

    Attributes:
        rules: Other drop-downs by cell, each with whether anything else is refused.
        offers: Drop-downs of what one of the runner's tabs holds, by column.
        prepared: What somebody did to it besides writing into its cells; empty for nothing.
    """

    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    owned: bool = False
    bottom: int = 0
    right: int = 0
    hidden: bool = False
    rules: dict[tuple[int, int], tuple[tuple[str, ...], bool]] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)
    prepared: str = ""

    def holds(self, row: int, column: int) -> bool:
        return self.owned and row <= self.bottom and column <= self.right

    def refuse_team_cells(self, row: int, width: int) -> None:
        """Raise WorkbookError where the team uses a cell of a row that is to become a line."""
        for column in range(1, width + 1):
            if (row, column) in self.cells:
                raise WorkbookError(f"Cell {column_letters(column)}{row} is in the way.")

    def lay_lines(self, lines: list[list[RawCell]], places: range) -> None:
        """Make these the only lines below the header."""
        for row in range(2, self.bottom + 1):
            for column in places:
                self.cells.pop((row, column), None)
        for row, line in enumerate(lines, 2):
            for column, cell in enumerate(line, 1):
                if cell.value is not None:
                    self.cells[row, column] = cell
        self.bottom = len(lines) + 1

    def put(self, row: int, column: int, value: Value, pattern: str = "") -> None:
        """Write a value into a cell of the runner's, or into one that nobody uses.

        Raises:
            WorkbookError: The cell is the team's, or cannot hold the value.
        """
        if (row, column) in self.cells and not self.holds(row, column):
            raise WorkbookError(f"Cell {column_letters(column)}{row} is in the way.")
        self.fill(row, column, value, pattern)

    def fill(self, row: int, column: int, value: Value, pattern: str = "") -> None:
        """Write a value into a cell, whoever's it is."""
        self.cells.pop((row, column), None)
        if value is not None and value != "":
            self.cells[row, column] = stored(value, pattern)

    def headers(self, row: int = 1) -> dict[str, int]:
        """Return the columns of a row's texts, in lower case."""
        found = {
            str(cell.value).lower(): column
            for (at, column), cell in sorted(self.cells.items(), reverse=True)
            if at == row
        }
        return dict(reversed(list(found.items())))

    def texts(self) -> dict[str, int]:
        """Return the columns of the headers in row 1 as they are written."""
        return {str(cell.value): at[1] for at, cell in self.cells.items() if at[0] == 1}

    def line(self, row: int, columns: Iterable[int]) -> list[RawCell]:
        return [self.cells.get((row, column), RawCell()) for column in columns]


@dataclass
class Store:
    """What lies in the file: the tabs, how often they changed, and the run at work, if any."""

    tabs: dict[str, Sheet] = field(default_factory=dict)
    version: int = 0
    held: str = ""

    def find(self, tab: str) -> str:
        """Return a tab's own spelling, empty when there is none."""
        return next((name for name in self.tabs if name.lower() == tab.lower()), "")


class FakeWorkbook:
    """A `Workbook` over a store.

    A live one shows notes, and knows rows by their numbers alone: it refuses to go on where people
    have changed something meanwhile.

    Attributes:
        applied: Every batch that was applied.
        noted: Every batch that was noted, if it is live.
        refused: Says why an edit is refused by a test's own will; empty to let it be.
    """

    def __init__(
        self, store: Store | None = None, limits: Limits = LIMITS, *, live: bool = False
    ) -> None:
        self.store = store or Store()
        self.applied: list[tuple[Edit, ...]] = []
        self.noted: list[tuple[Edit, ...]] = []
        self.refused: Callable[[Edit], str] = lambda _: ""
        self._limits = limits
        self._live = live
        self._run = ""
        self._seen: int | None = None

    @property
    def limits(self) -> Limits:
        """What it holds."""
        return self._limits

    @property
    def live(self) -> bool:
        """Whether people look on."""
        return self._live

    def note(self, edits: Sequence[Edit]) -> None:
        """Make all the changes, or none; where nobody looks on, pass over them."""
        if self._live:
            assert self._run, "a note outside a lease"
            self._change(edits)
            self.noted.append(tuple(edits))

    def tabs(self) -> tuple[str, ...]:
        """Return the names of the tabs."""
        return tuple(self.store.tabs)

    def read(self, tab: str) -> Table:
        """Return a tab's cells."""
        self._look()
        name = self.store.find(tab)
        if not name:
            known = ", ".join(f'"{known}"' for known in self.store.tabs)
            raise WorkbookError(f'There is no tab "{tab}", only {known}.')
        cells = self.store.tabs[name].cells
        rows = [
            tuple(
                cells.get((row, column), RawCell())
                for column in range(1, 1 + max((c for r, c in cells if r == row), default=0))
            )
            for row in range(1, 1 + max((r for r, _ in cells), default=0))
        ]
        return Table(name, tuple(rows))

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make all the changes, or none; it is the last thing a live run does in its lease."""
        self._change(edits)
        self.applied.append(tuple(edits))
        if self._live and self._run:
            self.store.held = ""

    @contextmanager
    def lease(self, run: RunId, tabs: Sequence[str] = ()) -> Iterator[None]:  # noqa: ARG002
        """Keep other runs off."""
        if self.store.held:
            raise LeaseHeld(f"Another run is at work: {run} cannot start.")
        self.store.held = self._run = run
        self._seen = None
        try:
            yield
        finally:
            self._run = ""
            if self.store.held == run:
                self.store.held = ""

    def _change(self, edits: Sequence[Edit]) -> None:
        if self._run and self.store.held != self._run:
            raise LeaseHeld(f"Another run has taken over from {self._run}.")
        self._look()
        batch = _Batch(copy.deepcopy(self.store.tabs), edits, self._limits)
        for edit in edits:
            self._apply(batch, edit)
        self.store.tabs = batch.tabs
        self.store.version += 1
        self._seen = self.store.version

    def _look(self) -> None:
        if self._seen not in (None, self.store.version):
            raise WorkbookError("It was changed while the run was at work; nothing was written.")
        self._seen = self.store.version

    def _apply(self, batch: _Batch, edit: Edit) -> None:
        problem = self.refused(edit)
        try:
            batch.apply(edit, problem)
        except WorkbookError as error:
            if edit.owner:
                raise EditRefused(str(error), edit.owner) from error
            raise


class _Batch:
    """Edits on a copy of the tabs."""

    def __init__(self, tabs: dict[str, Sheet], edits: Sequence[Edit], limits: Limits) -> None:
        self.tabs = tabs
        self.limits = limits
        self.inputs = {
            edit.tab.lower()
            for edit in edits
            if isinstance(edit, (MakeTab, EnsureColumns, FillRow, OfferChoices))
        }

    def apply(self, edit: Edit, problem: str) -> None:
        """Apply one edit, unless there is a problem with it."""
        if problem:
            raise WorkbookError(problem)
        actions: dict[type, Callable[[Any], None]] = {
            MakeTab: self.make_tab,
            EnsureColumns: self.ensure_columns,
            FillRow: self.fill_row,
            ReplaceTable: self.replace_table,
            UpsertRows: self.upsert_rows,
            AppendRows: self.append_rows,
            OfferChoices: self.offer_choices,
        }
        actions[type(edit)](edit)
        for sheet in self.tabs.values():
            self._check(sheet)

    def make_tab(self, edit: MakeTab) -> None:
        known = Store(self.tabs).find(edit.tab)
        if known and self.tabs[known].cells:
            raise WorkbookError(f'"{edit.tab}" is there already.')
        sheet = self.tabs[known] if known else self._new(edit.tab)
        if sheet.prepared:
            raise refusals.prepared(known, (sheet.prepared,))
        for column, head in enumerate(edit.columns, 1):
            sheet.fill(1, column, head.header)
            if head.choices or head.checkbox:
                sheet.rules[2, column] = (head.choices or ("yes", "no"), False)
            for row, values in enumerate(edit.rows, 2):
                sheet.fill(row, column, values[column - 1], head.format)

    def ensure_columns(self, edit: EnsureColumns) -> None:
        sheet = self._team(edit.tab)
        known = sheet.headers(edit.header_row)
        for column in edit.columns:
            if column.header.lower() not in known:
                right = max((column for _, column in sheet.cells), default=0) + 1
                sheet.fill(edit.header_row, right, column.header)

    def fill_row(self, edit: FillRow) -> None:
        sheet = self._team(edit.tab)
        known = sheet.headers(edit.header_row)
        for header, value in edit.values.items():
            if header.lower() not in known:
                raise WorkbookError(f'"{edit.tab}" has no column "{header}".')
            sheet.fill(edit.row, known[header.lower()], value)

    def offer_choices(self, edit: OfferChoices) -> None:
        sheet, source = self._team(edit.tab), self._there(edit.source)
        if not source.owned or edit.choices not in source.texts():
            raise WorkbookError(
                f'Tab "{edit.source}" has no column "{edit.choices}" of the runner\'s.'
            )
        known = sheet.headers(edit.header_row)
        for column in {known[name.lower()] for name in edit.headers if name.lower() in known}:
            rules = [at for at in sheet.rules if at[1] == column and at[0] > edit.header_row]
            earlier = sheet.offers.get(column)
            if not rules and (earlier is None or earlier.source == edit.source):
                sheet.offers[column] = Offer(edit.header_row + 1, edit.source, edit.choices)

    def replace_table(self, edit: ReplaceTable) -> None:
        sheet = self._output(edit, hidden=edit.hidden)
        for place in [place for place in sheet.cells if sheet.holds(*place)]:
            del sheet.cells[place]
        self._write(sheet, 1, edit.columns, [[column.header for column in edit.columns]])
        rows = list(edit.rows)
        self._write(sheet, 2, edit.columns, rows)
        sheet.bottom, sheet.right = len(rows) + 1, len(edit.columns)

    def upsert_rows(self, edit: UpsertRows) -> None:
        sheet = self._output(edit)
        self._lay_header(sheet, edit.columns)
        headers = [column.header for column in edit.columns]
        keys = [headers.index(header) for header in edit.key]
        rows = {_key([stored(row[place]) for place in keys]): row for row in edit.rows}
        self._drop(sheet, edit, set(rows))
        lines = {
            _key(sheet.line(row, [place + 1 for place in keys])): row
            for row in range(sheet.bottom, 1, -1)
        }
        for key, values in rows.items():
            if key not in lines:
                sheet.refuse_team_cells(sheet.bottom + 1, len(headers))
                sheet.bottom += 1
                lines[key] = sheet.bottom
            self._write(sheet, lines[key], edit.columns, [values])

    def _drop(self, sheet: Sheet, edit: UpsertRows, written: set[object]) -> None:
        """Drop the lines that the written ones stand instead of."""
        headers = [column.header for column in edit.columns]
        keys, groups = (
            [headers.index(header) for header in names] for names in (edit.key, edit.instead)
        )
        replaced = {_key([stored(row[place]) for place in groups]) for row in edit.rows}
        width = range(1, len(headers) + 1)
        lines = [sheet.line(row, width) for row in range(2, sheet.bottom + 1)]
        kept = [
            line
            for line in lines
            if not groups
            or _key([line[place] for place in keys]) in written
            or _key([line[place] for place in groups]) not in replaced
        ]
        sheet.lay_lines(kept, width)

    def append_rows(self, edit: AppendRows) -> None:
        sheet = self._output(edit)
        self._lay_header(sheet, edit.columns)
        places = range(1, len(edit.columns) + 1)
        lines = [sheet.line(row, places) for row in range(2, sheet.bottom + 1)]
        lines += [
            [stored(value, column.format) for value, column in zip(values, edit.columns)]
            for values in edit.rows
        ]
        sheet.lay_lines(lines[-edit.keep :], places)

    def _lay_header(self, sheet: Sheet, columns: Sequence[Column]) -> None:
        known = list(sheet.headers())[: sheet.right]
        wanted = [column.header.lower() for column in columns]
        if known and known != wanted:
            raise WorkbookError(f"The fake keeps columns as they were made: {known}.")
        self._write(sheet, 1, columns, [[column.header for column in columns]])
        sheet.bottom, sheet.right = max(sheet.bottom, 1), len(columns)

    def _write(
        self,
        sheet: Sheet,
        top: int,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Value]],
    ) -> None:
        for row, values in enumerate(rows, top):
            assert len(values) == len(columns), f"{values} for {len(columns)} columns"
            for place, (column, value) in enumerate(zip(columns, values), 1):
                sheet.put(row, place, value, column.format)

    def _there(self, tab: str) -> Sheet:
        name = Store(self.tabs).find(tab)
        if not name:
            raise WorkbookError(f'There is no tab "{tab}".')
        return self.tabs[name]

    def _team(self, tab: str) -> Sheet:
        sheet = self._there(tab)
        if sheet.owned:
            raise WorkbookError(f'"{tab}" is no tab of the team\'s.')
        return sheet

    def _output(self, edit: Edit, *, hidden: bool = False) -> Sheet:
        if edit.tab.lower() in self.inputs:
            raise WorkbookError(f'"{edit.tab}" is the input tab.')
        name = Store(self.tabs).find(edit.tab)
        sheet = self.tabs[name] if name else self._new(edit.tab, hidden=hidden)
        if sheet.cells and not sheet.owned:
            raise refusals.foreign(name, edit.owner)
        sheet.owned = True
        return sheet

    def _new(self, tab: str, *, hidden: bool = False) -> Sheet:
        limits = self.limits
        if not 0 < len(tab) <= limits.tab_name or limits.forbidden_in_name.search(tab):
            raise WorkbookError(f'"{tab}" cannot be the name of a tab.')
        made = Sheet(hidden=hidden)
        if hidden:
            self.tabs = {**(self.tabs or {BLANK: Sheet()}), tab: made}
        else:
            # The only tab of a new workbook gives way to the first that people see.
            first = self.tabs.get(BLANK)
            blank = first is not None and not first.cells and not first.prepared
            rest = {name: sheet for name, sheet in self.tabs.items() if name != BLANK or not blank}
            self.tabs = {tab: made, **rest} if blank else {**rest, tab: made}
        return made

    def _check(self, sheet: Sheet) -> None:
        """Refuse what would not fit a storage."""
        for (row, column), cell in sheet.cells.items():
            if row > self.limits.rows or column > self.limits.columns:
                raise WorkbookError("The table does not fit the tab.")
            text = cell.value if isinstance(cell.value, str) else ""
            if len(text) > self.limits.text or self.limits.forbidden.search(text):
                raise WorkbookError(f"A cell cannot hold this text: {text[:20]!r}.")


def stored(value: Value, pattern: str = "") -> RawCell:
    """Return a value as a cell stores it."""
    if isinstance(value, datetime):
        serial = (value - EPOCH).total_seconds() / 86_400
        return RawCell(serial, pattern or "yyyy-mm-dd hh:mm:ss")
    if isinstance(value, date):
        return RawCell((value - EPOCH.date()).days, pattern or "yyyy-mm-dd")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return RawCell(str(value))
    return RawCell(None if value == "" else value)


def _key(cells: Iterable[RawCell]) -> tuple[object, ...]:
    return tuple(
        (type(cell.value) is bool, isinstance(cell.value, str), cell.value) for cell in cells
    )
