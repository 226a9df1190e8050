"""The `Workbook` protocol and its edits: what a storage must do, whatever it is.

Backends know storage, not meaning. They hold the ownership rules of the sheet: the runner owns the
tabs it made and in them the columns it wrote, nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import (
    ContextManager,
    Iterable,
    Mapping,
    NewType,
    Pattern,
    Protocol,
    Sequence,
    Union,
)

from sheets_runner.table.cells import Table

RunId = NewType("RunId", str)
"""Names one run in leases and logs, e.g. ``20260630-100000-4f2a``."""

Value = Union[None, bool, int, float, str, date, datetime]
"""What a cell is given: None empties it, text is always text (never a formula or an error),
a datetime is naive, in the spreadsheet's own time zone."""


@dataclass(frozen=True)
class Column:
    """A column the runner writes, and how it looks.

    Attributes:
        header: The header's text; columns are found by it.
        width: In characters of the default font.
        format: A number format pattern for its cells; empty: chosen by each value's type.
        hidden: Whether people see the column only when they ask for it.
        wrap: Whether long text goes over several lines.
        note: A note on the header cell, empty for none.
        choices: A drop-down's entries, empty for none (only in `MakeTab`); a storage that cannot
            hold them gives none.
        checkbox: Whether its cells are checkboxes (only in `MakeTab`); a storage without them has
            a drop-down with yes and no, and writes a boolean so.
        tints: ``(prefix, RRGGBB)``: cells whose text begins so get that background.
        shade: The background of all other cells, RRGGBB; empty for none.
    """

    header: str
    width: float = 12
    format: str = ""
    hidden: bool = False
    wrap: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()
    checkbox: bool = False
    tints: tuple[tuple[str, str], ...] = ()
    shade: str = ""


@dataclass(frozen=True)
class MakeTab:
    """Make a tab for the team: header, rows, look. The runner does not own it afterwards.

    The tab must not exist, or be blank: without values, and without anything else that somebody
    put there, such as notes, colours, drop-downs, merged or protected cells, or hidden columns.
    """

    tab: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...] = ()
    owner: str = ""


@dataclass(frozen=True)
class EnsureColumns:
    """Make the runner's own columns in the team's tab, right of all that is there, if missing.

    Attributes:
        header_row: The 1-based row of the headers.
        columns: The columns; one whose header is there already is left as it is.
        key: The header whose text tells one row from another, wherever people move it; empty when
            none does.
    """

    tab: str
    header_row: int
    columns: tuple[Column, ...]
    owner: str = ""
    key: str = ""


@dataclass(frozen=True)
class FillRow:
    """Write into the runner's columns of one row of the team's tab.

    Attributes:
        header_row: The 1-based row of the headers.
        row: The 1-based row to write to, as it was read. Where people sort, insert and delete
            while a run is at work, it is written where it is by then, and one that is gone is
            passed over.
        values: By header; only these cells are written.
    """

    tab: str
    header_row: int
    row: int
    values: Mapping[str, Value]
    owner: str = ""


@dataclass(frozen=True)
class ReplaceTable:
    """Make the tab hold exactly this table: header in row 1, then the rows.

    The tab is made when missing; an existing one must be empty or the runner's. Old rows and
    columns of the runner disappear, the team's columns to the right stay.

    Attributes:
        rows: Walked once for each try; must be walkable again. Each as long as `columns`.
        hidden: Whether a tab that is made for it is hidden; one that is there stays as it is.
    """

    tab: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]] = field(repr=False)
    owner: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class UpsertRows:
    """Write rows by key: a row whose key is in the tab replaces that line, others are added below.

    Attributes:
        key: The headers that together name a line.
        rows: Each as long as `columns`.
        instead: Headers; lines that agree with a written row in all of these, and whose key is
            not written, disappear. Empty: none does.
    """

    tab: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    owner: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class AppendRows:
    """Add rows below the others; of all lines only the last `keep` stay.

    Attributes:
        keep: How many lines the tab may hold below its header.
    """

    tab: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    keep: int
    owner: str = ""


@dataclass(frozen=True)
class OfferChoices:
    """Give columns of the team's tab a drop-down of what stands in a column of the runner's.

    Any other value is warned about, not refused. A column that has a drop-down, checkboxes or
    another rule already, in whatever cell below its header, is left as it is, unless that rule is
    an earlier drop-down from the same tab: then that one follows the choices. So is one of which
    this account must not change every cell.

    Attributes:
        header_row: The 1-based row of the headers.
        headers: The columns, by their headers; one that is not there is passed over.
        source: One of the runner's tabs, there or made by an earlier edit of the batch.
        choices: The header there; what is below it, down to the last row that is not blank, are
            the choices. It must be there, and its column the runner's.
    """

    tab: str
    header_row: int
    headers: tuple[str, ...]
    source: str
    choices: str
    owner: str = ""


Edit = Union[MakeTab, EnsureColumns, FillRow, ReplaceTable, UpsertRows, AppendRows, OfferChoices]
"""One change. `owner` is the id of the row it is made for, empty for the run's own: when a backend
cannot apply an edit with an owner it raises `EditRefused` with it, and has changed nothing."""


@dataclass(frozen=True)
class Limits:
    """What a storage can hold.

    Attributes:
        rows: Rows of a tab, the header included.
        columns: Columns of a tab.
        text: Characters of a cell, counted as the storage counts them (UTF-16 units).
        tab_name: Characters of a tab's name.
        records: Records written to a tab unless the configuration says otherwise.
        cells: Cells of one `ReplaceTable`, header included; 0 for as many as fit the tab.
        forbidden: Matches one character that the storage cannot keep.
        forbidden_in_name: Matches one character that a tab's name must not hold.
    """

    rows: int
    columns: int
    text: int
    tab_name: int
    records: int
    cells: int = 0
    forbidden: Pattern[str] = re.compile(r"[\ud800-\udfff]")
    forbidden_in_name: Pattern[str] = re.compile(r"[\x00-\x1f]")


class Workbook(Protocol):
    """A spreadsheet: read a tab, change many things at once, keep other runs out."""

    @property
    def limits(self) -> Limits:
        """What this storage can hold."""
        ...

    @property
    def live(self) -> bool:
        """Whether people look on while a run is at work, so that `note` shows them something."""
        ...

    def tabs(self) -> tuple[str, ...]:
        """Return the names of the tabs.

        Raises:
            WorkbookError: See `read`.
        """
        ...

    def read(self, tab: str) -> Table:
        """Return a tab's cells with their formats.

        Raises:
            WorkbookError: There is no such workbook or tab, or it may not be touched: it is open
                elsewhere, or holds what a save would lose.
        """
        ...

    def note(self, edits: Sequence[Edit]) -> None:
        """Make some changes in the middle of a run, all or none; the lease lasts longer by that.

        A storage that is not `live` passes over them: it shows nothing before the end.

        Raises:
            EditRefused: An edit with an owner cannot be applied; nothing was changed.
            LeaseHeld: The lease was lost to another run; nothing was changed.
            WorkbookError: The workbook cannot be written.
        """
        ...

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make all the changes, in order, or none; in a lease, the last thing a run does.

        Raises:
            EditRefused: An edit with an owner cannot be applied; nothing was changed.
            LeaseHeld: The lease was lost to another run; nothing was changed.
            WorkbookError: The workbook cannot be written, or has changed since it was read.
        """
        ...

    def lease(self, run: RunId, tabs: Sequence[str] = ()) -> ContextManager[None]:
        """Keep other runs off this workbook while the context lasts.

        Args:
            run: The run that keeps them off.
            tabs: Those about to be read or written; a storage that can fetches them on the way.

        Raises:
            ConfigError: Leases cannot be kept where the configuration says.
            LeaseHeld: Another run is at work.
        """
        ...
