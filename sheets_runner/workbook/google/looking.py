"""Looking at a spreadsheet: only at what a batch is about, in one call."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterator, Mapping, Protocol, Sequence

from sheets_runner.workbook.base import Edit, MakeTab, ReplaceTable
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.state import OUTPUT, Book, Tab, a1_range

LOOKS = 3
"""How often a look is taken when people rename tabs and move columns at that very moment."""


class _Shape(Protocol):
    """What of a tab decides which of its cells have to be known."""

    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> int: ...
    @property
    def rows(self) -> int: ...
    @property
    def places(self) -> Mapping[int, object]: ...


class Looker:
    """Keeps what is known of a spreadsheet without its cells, and looks at cells when asked.

    Attributes:
        names: The ids of tabs by the case-folded names under which edits know them: people may
            rename a tab while a run is at work.
    """

    def __init__(self, api: Api, spreadsheet: str) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self._outline: Book | None = None
        self.names: dict[str, int] = {}

    def all(self) -> Book:
        """Return the spreadsheet without its cells, asked for once."""
        if self._outline is None:
            self._outline = state.book(self._api.get(self._spreadsheet, state.OUTLINE))
        return self._outline

    def forget(self) -> None:
        """Ask for everything anew next time, but follow the tabs that are known."""
        self._outline = None

    def find(self, title: str) -> Tab | None:
        """Return the tab that edits call so, whatever people call it by now; None for none."""
        book = self.all()
        tab = book.by_id(self.names.get(title.casefold(), -1)) or book.find(title)
        if tab is not None:
            self.names[title.casefold()] = tab.id
        return tab

    def learn(self, book: Book) -> Book:
        """Take in what a reply showed, and return all that is known by now."""
        known = self.all()
        found = {tab.id: tab for tab in book.tabs}
        tabs = tuple(found.get(tab.id, tab) for tab in known.tabs)
        self._outline = replace(book, tabs=tuple(replace(tab, cells={}) for tab in tabs))
        return replace(book, tabs=tabs)

    def learn_batch(self, draft: Draft, after: Book) -> Book:
        """Take in a batch that was written, and return all that is known by now."""
        tabs = tuple(
            Tab(tab.id, tab.title, tab.rows, tab.columns, tab.mark, tab.places)
            for tab in draft.tabs
        )
        self._outline = replace(draft.book, tabs=tabs)
        return self.learn(after)

    def look(self, edits: Sequence[Edit]) -> Book:
        """Return the spreadsheet with the cells that some edits are about.

        Raises:
            WorkbookError: It cannot be read.
        """
        for _ in range(LOOKS - 1):
            try:
                book, whole = self._look(edits)
            except Refused:  # a tab was renamed or deleted meanwhile
                self.forget()
                continue
            if whole:
                return book
        return self._look(edits)[0]

    def ranges(self, tabs: Sequence[_Shape], whole: Sequence[bool]) -> list[str]:
        """Return the ranges that show what has to be known of some tabs."""
        return [
            a1_range(tab.title, cells)
            for tab, all_of_it in zip(tabs, whole)
            for cells in ([""] if all_of_it else _beside(tab))
        ]

    def is_whole(self, tab_id: int, edits: Sequence[Edit]) -> bool:
        """Tell whether all of a tab has to be known, and not only what stands beside a table."""
        tab = self.all().by_id(tab_id)
        about = [edit for edit in edits if self.names.get(edit.tab.casefold()) == tab_id]
        tables = all(isinstance(edit, ReplaceTable) for edit in about)
        return not (tables and tab is not None and tab.mark == OUTPUT)

    def _look(self, edits: Sequence[Edit]) -> tuple[Book, bool]:
        """Look once, and tell whether that showed all it should."""
        ranges = self._asked(edits)
        if not ranges:
            return self.all(), True
        answer = self._api.get(self._spreadsheet, state.CONTENTS, ranges)
        book = self.learn(state.book(answer))
        return book, self._asked(edits) == ranges

    def _asked(self, edits: Sequence[Edit]) -> list[str]:
        tabs = list({tab.id: tab for tab in self._tabs(edits)}.values())
        return self.ranges(tabs, [self.is_whole(tab.id, edits) for tab in tabs])

    def _tabs(self, edits: Sequence[Edit]) -> Iterator[Tab]:
        for edit in edits:
            tab = self.find(edit.tab)
            if tab is not None:
                yield tab
            elif isinstance(edit, MakeTab):
                yield from [one for one in self.all().tabs if not one.mark][:1]


def _beside(tab: _Shape) -> Iterator[str]:
    """Yield the ranges of a tab but for the cells of the runner's table."""
    yield state.top_rows(tab.rows)
    team = [place for place in range(1, tab.columns + 1) if place not in tab.places]
    for first, last in state.runs(team):
        yield state.columns_range(first, last)
