"""Looking at a spreadsheet: only at what a batch is about, in one call."""

from __future__ import annotations

from dataclasses import replace
from typing import Iterable, Iterator, Mapping, Protocol, Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.base import Edit, MakeTab, OfferChoices, ReplaceTable
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
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
        bare = (replace(tab, cells={}, rules={}, traces=()) for tab in tabs)
        self._outline = replace(book, tabs=tuple(bare))
        return replace(book, tabs=tabs)

    def learn_batch(self, draft: Draft, after: Book) -> Book:
        """Take in a batch that was written, and return all that is known by now."""
        tabs = tuple(
            Tab(tab.id, tab.title, tab.rows, tab.columns, tab.mark, tab.places, tab.cells)
            for tab in draft.tabs
        )
        self._outline = replace(draft.book, tabs=tabs)
        return self.learn(after)

    def look(self, edits: Sequence[Edit]) -> Book:
        """Return the spreadsheet with the cells that some edits are about.

        Raises:
            WorkbookError: It cannot be read.
        """
        for _ in range(LOOKS):
            tabs = self.tabs(edits)
            ranges = self._asked(tabs, edits)
            if not ranges:
                return self.all()
            try:
                asked = first_mask(edits)
                answer = state.book(self._api.get(self._spreadsheet, asked, ranges))
            except Refused:  # a tab was renamed or deleted, or lost columns meanwhile
                self.forget()
                continue
            book = self.learn(answer)
            if not shows(answer, tabs):
                self.forget()
            elif self._asked(self.tabs(edits), edits) == ranges:
                return book
        raise WorkbookError(
            f'Somebody keeps changing the tabs of "{self.all().title}". Run it again when they are '
            "done."
        )

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

    def tabs(self, edits: Sequence[Edit]) -> list[Tab]:
        """Return the tabs whose cells have to be known for some edits."""
        return list({tab.id: tab for edit in edits for tab in self._tabs(edit)}.values())

    def _asked(self, tabs: Sequence[Tab], edits: Sequence[Edit]) -> list[str]:
        return self.ranges(tabs, [self.is_whole(tab.id, edits) for tab in tabs])

    def _tabs(self, edit: Edit) -> Iterator[Tab]:
        names = (edit.tab, edit.source) if isinstance(edit, OfferChoices) else (edit.tab,)
        tab, *sources = map(self.find, names)
        yield from filter(None, sources)
        if tab is not None:
            yield tab
        elif isinstance(edit, MakeTab):
            yield from [one for one in self.all().tabs if not one.mark][:1]


def first_mask(edits: Sequence[Edit]) -> str:
    """Return the field mask for what has to be known of cells before some edits."""
    made = any(isinstance(edit, MakeTab) for edit in edits)
    return state.TRACES if made else mask(edits)


def mask(edits: Iterable[Edit]) -> str:
    """Return the field mask for what has to be known of cells after some edits."""
    offered = any(isinstance(edit, OfferChoices) for edit in edits)
    return state.RULES if offered else state.CONTENTS


def shows(book: Book, tabs: Iterable[Tab | DraftTab]) -> bool:
    """Tell whether an answer shows all tabs it was to show: titles may go from one to another."""
    return {tab.id for tab in tabs} <= {tab.id for tab in book.tabs}


def _beside(tab: _Shape) -> Iterator[str]:
    """Yield the ranges of a tab but for the cells of the runner's table."""
    yield state.top_rows(tab.rows)
    team = [place for place in range(1, tab.columns + 1) if place not in tab.places]
    for first, last in state.runs(team):
        yield state.columns_range(first, last)
