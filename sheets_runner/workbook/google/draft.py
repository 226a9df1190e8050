"""A batch in the making: its requests, and the tabs as they will be after them."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Container, Mapping

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.state import KEY, Book, Json, Mark, Tab
from sheets_runner.workbook.text import units

MOST_CELLS = 10_000_000
"""Cells of all tabs together, blank ones included
(https://support.google.com/drive/answer/37603)."""
MAX_NAME = 100
"""Characters of a tab's name."""
FORBIDDEN_IN_NAME = re.compile(r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]")
"""What a tab's name must not hold, so that the spreadsheet can be downloaded as ``.xlsx``."""
SPARE_COLUMNS = 3
"""Blank columns right of those a new tab is made for."""
VISIBLE = "DOCUMENT"
"""Marks are for every project that runs the runner on this spreadsheet."""


@dataclass(frozen=True)
class Request:
    """One request of a batch, and the owner of the edit it was made for."""

    body: Json
    owner: str


class Draft:
    """A batch in the making.

    Attributes:
        book: The spreadsheet before the batch.
        requests: What was drafted so far.
        owner: The owner of the edit that is being drafted.

    Args:
        book: The spreadsheet before the batch.
        rng: Gives ids for tabs.
        names: The ids of tabs by the case-folded names under which the run knows them, whatever
            people call them by now.
    """

    def __init__(self, book: Book, rng: random.Random, names: Mapping[str, int]) -> None:
        self.book = book
        self.requests: list[Request] = []
        self.owner = ""
        self.tabs = [DraftTab(self, tab) for tab in book.tabs]
        self._rng = rng
        self._names = names

    def add(self, kind: str, **body: object) -> None:
        """Add a request."""
        self.requests.append(Request({kind: body}, self.owner))

    def find(self, title: str) -> DraftTab | None:
        """Return the tab of that name as it will be, None for none."""
        known = self.by_id(self._names.get(title.casefold(), -1))
        exact = [tab for tab in self.tabs if tab.title == title]
        alike = [tab for tab in self.tabs if tab.title.casefold() == title.casefold()]
        return known or next(iter((*exact, *alike)), None)

    def by_id(self, tab_id: int) -> DraftTab | None:
        """Return the tab with that id, None for none."""
        return next((tab for tab in self.tabs if tab.id == tab_id), None)

    def new_id(self) -> int:
        """Return an id that no tab has."""
        return self._unused({0, *(tab.id for tab in self.tabs)})

    def new_mark(self) -> int:
        """Return an id that no mark has, as far as is known."""
        return self._unused({0, *(one.id for tab in self.tabs for one in tab.places.values())})

    def add_tab(
        self,
        title: str,
        rows: int,
        columns: int,
        mark: str = "",
        place: int | None = None,
        *,
        hidden: bool = False,
    ) -> DraftTab:
        """Make a tab whose first row stays in sight, with room for the team's columns.

        Args:
            title: Its name.
            rows: How many rows it has.
            columns: For how many columns it is made.
            mark: What the runner's mark on it says, empty for none.
            place: How many tabs stand left of it; all of them by default.
            hidden: Whether people do not see it until they ask for it.
        """
        grid = {"rowCount": rows, "columnCount": columns + SPARE_COLUMNS, "frozenRowCount": 1}
        more: Json = {} if place is None else {"index": place}
        if hidden:
            more["hidden"] = True
        return self._add({"title": title, "gridProperties": grid, **more}, mark)

    def add_hidden(self, title: str, rows: int, columns: int, mark: str) -> DraftTab:
        """Make a tab of the runner's machinery, which people do not see."""
        grid = {"rowCount": rows, "columnCount": columns}
        return self._add({"title": title, "gridProperties": grid, "hidden": True}, mark)

    def drop_tab(self, tab_id: int) -> None:
        """Delete a tab; the batch is refused when it is gone."""
        self.add("deleteSheet", sheetId=tab_id)
        self.tabs = [tab for tab in self.tabs if tab.id != tab_id]

    def mark_tab(self, tab: DraftTab, mark: str) -> None:
        """Put the runner's mark on a tab."""
        tab.mark = mark
        self.put_mark(Mark(self.new_mark(), mark), {"sheetId": tab.id})

    def commit_mark(self, token: str) -> None:
        """Let the spreadsheet tell afterwards that this batch was written."""
        if self.book.mark is None:
            self.put_mark(Mark(self.new_mark(), token), {"spreadsheet": True})
        else:
            lookup = {"developerMetadataLookup": {"metadataId": self.book.mark.id}}
            self.add(
                "updateDeveloperMetadata",
                dataFilters=[lookup],
                developerMetadata={"metadataValue": token},
                fields="metadataValue",
            )

    @property
    def cell_count(self) -> int:
        """How many cells the grids of the known tabs will have."""
        return sum(tab.rows * tab.columns for tab in self.tabs)

    def put_mark(self, mark: Mark, location: Json) -> None:
        """Put a mark somewhere, see `state.KEY`."""
        self.add(
            "createDeveloperMetadata",
            developerMetadata={
                "metadataId": mark.id,
                "metadataKey": KEY,
                "metadataValue": mark.value,
                "location": location,
                "visibility": VISIBLE,
            },
        )

    def _add(self, properties: Json, mark: str) -> DraftTab:
        title, grid = properties["title"], properties["gridProperties"]
        check_name(title)
        made = Tab(self.new_id(), title, grid["rowCount"], grid["columnCount"])
        self.add("addSheet", properties={"sheetId": made.id, **properties})
        tab = DraftTab(self, made, is_new=True)
        self.tabs.insert(properties.get("index", len(self.tabs)), tab)
        if mark:
            self.mark_tab(tab, mark)
        return tab

    def _unused(self, known: Container[int]) -> int:
        candidate = self._rng.getrandbits(31)
        while candidate in known:
            candidate = self._rng.getrandbits(31)
        return candidate


def check_name(title: str) -> None:
    """Refuse a name that no tab of the runner's making can have.

    Raises:
        WorkbookError: It says which names there can be.
    """
    if not 0 < units(title) <= MAX_NAME or FORBIDDEN_IN_NAME.search(title):
        raise WorkbookError(
            f'"{title}" cannot be the name of a tab: at most {MAX_NAME} characters, none of '
            "[ ] : * ? / \\."
        )
