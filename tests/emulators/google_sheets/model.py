"""A spreadsheet in memory: tabs of cells, their looks, and what else hangs on them.

Rows and columns are counted from 0, as in the API. Cells are immutable, so that a copy of a tab is
cheap and a batch that fails leaves nothing behind.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, Dict, NamedTuple, Tuple, Union

Json = Dict[str, Any]
Place = Tuple[int, int]


class Formula(str):
    """What was entered as a formula, with its ``=``."""

    __slots__ = ()


Entered = Union[None, bool, int, float, str, Formula]
"""What a person or program put into a cell; a plain `str` is text, whatever it looks like."""


class Cell(NamedTuple):
    """One cell.

    Attributes:
        entered: Its content.
        format: Its ``userEnteredFormat``, None for none; shared, never changed in place.
        note: Its note.
        validation: Its ``dataValidation``, None for none; never changed in place.
    """

    entered: Entered = None
    format: Json | None = None
    note: str = ""
    validation: Json | None = None


BLANK = Cell()


@dataclass
class Tab:
    """One tab (a *sheet* in the API's words).

    Attributes:
        properties: Its ``SheetProperties`` but for ``index``, which is its place among the tabs.
        cells: By row and column; a cell that is not there is blank.
        rows, columns: ``DimensionProperties`` of those that have any, by number.
        metadata: ``DeveloperMetadata`` at the tab itself or at single rows or columns of it.
        merges, conditional_formats, protected_ranges: As in the API's ``Sheet``.
        basic_filter: As in the API's ``Sheet``, None for none.
    """

    properties: Json
    cells: dict[Place, Cell] = field(default_factory=dict)
    rows: dict[int, Json] = field(default_factory=dict)
    columns: dict[int, Json] = field(default_factory=dict)
    metadata: list[Json] = field(default_factory=list)
    merges: list[Json] = field(default_factory=list)
    conditional_formats: list[Json] = field(default_factory=list)
    protected_ranges: list[Json] = field(default_factory=list)
    basic_filter: Json | None = None

    @property
    def id(self) -> int:
        """The ``sheetId``."""
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        """The name."""
        return str(self.properties["title"])

    @property
    def row_count(self) -> int:
        """How many rows the grid has."""
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def column_count(self) -> int:
        """How many columns the grid has."""
        return int(self.properties["gridProperties"]["columnCount"])

    def copy(self) -> Tab:
        """Return a tab that can be changed without changing this one."""
        return replace(
            self,
            properties=deepcopy(self.properties),
            cells=dict(self.cells),
            rows=deepcopy(self.rows),
            columns=deepcopy(self.columns),
            metadata=deepcopy(self.metadata),
            merges=deepcopy(self.merges),
            conditional_formats=deepcopy(self.conditional_formats),
            protected_ranges=deepcopy(self.protected_ranges),
            basic_filter=deepcopy(self.basic_filter),
        )


@dataclass
class Spreadsheet:
    """One spreadsheet.

    Attributes:
        id: The ``spreadsheetId``.
        properties: Its ``SpreadsheetProperties``.
        tabs: From left to right.
        named_ranges: ``NamedRange``.
        metadata: ``DeveloperMetadata`` at the spreadsheet itself.
    """

    id: str
    properties: Json
    tabs: list[Tab]
    named_ranges: list[Json] = field(default_factory=list)
    metadata: list[Json] = field(default_factory=list)

    @property
    def cell_count(self) -> int:
        """How many cells the grids of all tabs have."""
        return sum(tab.row_count * tab.column_count for tab in self.tabs)

    def copy(self) -> Spreadsheet:
        """Return a spreadsheet that can be changed without changing this one."""
        return replace(
            self,
            properties=deepcopy(self.properties),
            tabs=[tab.copy() for tab in self.tabs],
            named_ranges=deepcopy(self.named_ranges),
            metadata=deepcopy(self.metadata),
        )

    def tab(self, title: str) -> Tab | None:
        """Return the tab of that name, whatever the case of its letters; None for none."""
        wanted = title.casefold()
        return next((tab for tab in self.tabs if tab.title.casefold() == wanted), None)

    def by_id(self, sheet_id: int) -> Tab | None:
        """Return the tab with that ``sheetId``, None for none."""
        return next((tab for tab in self.tabs if tab.id == sheet_id), None)


class ApiError(Exception):
    """A request is refused; `body` is what Google answers.

    Attributes:
        status: The HTTP status.
        body: The JSON body.
        headers: Further headers.
    """

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(body)
        self.status, self.body, self.headers = status, body, headers or {}


def refused(message: str, *, code: int = 400, status: str = "INVALID_ARGUMENT") -> ApiError:
    """Return the error that Google answers a request with that cannot be."""
    return ApiError(code, {"error": {"code": code, "message": message, "status": status}})
