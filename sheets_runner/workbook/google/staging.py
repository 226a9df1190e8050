"""Large tables: their rows wait in a hidden tab until one batch copies them into place."""

from __future__ import annotations

import json
from typing import Callable, Iterator, List, Mapping, Protocol, Sequence, Tuple

from sheets_runner.errors import EditRefused
from sheets_runner.table.cells import a1
from sheets_runner.workbook.base import Column, Edit, ReplaceTable
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.editor import made_for
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import STAGING_TITLE
from sheets_runner.workbook.google.state import STAGING, Book, a1_range
from sheets_runner.workbook.google.tables import Staged, Survey, refuse_too_many, survey, values_of

PIECE = 2_000_000
"""Bytes of one request, as Google recommends
(https://developers.google.com/workspace/sheets/api/limits)."""

Rows = List[List[object]]
Key = Tuple[int, Tuple[Column, ...]]


class Desk(Protocol):
    """Writes batches beside the one that all is about."""

    def send_aside(self, make: Callable[[Draft], None]) -> None:
        """Write what a function drafts."""
        ...

    def stay(self) -> None:
        """Renew the lease when that is due."""
        ...


class Stager:
    """Surveys the tables of a run, and lays the large ones aside; each only once.

    Args:
        api: Speaks with Google.
        spreadsheet: The spreadsheet's id.
        piece: The most bytes of one request, and of all tables that are not laid aside.

    Attributes:
        made: The ids of all staging tabs that may be there by now.
    """

    def __init__(self, api: Api, spreadsheet: str, piece: int = PIECE) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self._piece = piece
        self._surveys: dict[Key, tuple[object, Survey]] = {}
        self._staged: dict[Key, Staged] = {}
        self.made: set[int] = set()

    def surveys(self, edits: Sequence[Edit]) -> dict[int, Survey]:
        """Return what is known of the tables among some edits, by the edits' places.

        Those that fit one request together are held, the others are to be staged.
        """
        found: dict[int, Survey] = {}
        left = self._piece
        for index, edit in enumerate(edits):
            if isinstance(edit, ReplaceTable):
                known = self._survey(edit, left)
                left -= known.size if known.cells is not None else 0
                found[index] = known
        return found

    def stage(
        self, edits: Sequence[Edit], surveys: Mapping[int, Survey], book: Book, desk: Desk
    ) -> dict[int, Staged]:
        """Lay large tables aside, and return where they wait, by the edits' places.

        Args:
            edits: The edits.
            surveys: What is known of their tables.
            book: The spreadsheet: what was laid aside and is gone is laid aside anew.
            desk: Writes.

        Raises:
            EditRefused: Google does not take the rows of an edit with an owner.
            WorkbookError: They cannot be written.
        """
        large = {
            index: edit
            for index, edit in enumerate(edits)
            if isinstance(edit, ReplaceTable) and surveys[index].cells is None
        }
        new = [edit for edit in large.values() if not self._waits(edit, book)]
        if new:
            tabs: list[Staged] = []
            desk.send_aside(lambda draft: tabs.extend(self._make_tabs(draft, new)))
            for edit, staged in zip(new, tabs):
                self._fill(staged, edit, desk)
                self._staged[_key(edit)] = staged
        return {index: self._staged[_key(edit)] for index, edit in large.items()}

    def _waits(self, edit: ReplaceTable, book: Book) -> bool:
        staged = self._staged.get(_key(edit))
        return staged is not None and book.by_id(staged.tab) is not None

    def _survey(self, edit: ReplaceTable, most: int) -> Survey:
        if _key(edit) not in self._surveys:
            # The rows are kept beside what is known of them, so that their id stays theirs.
            with made_for(edit.owner):
                self._surveys[_key(edit)] = edit.rows, survey(edit, most)
        return self._surveys[_key(edit)][1]

    def _make_tabs(self, draft: Draft, edits: Sequence[ReplaceTable]) -> Iterator[Staged]:
        for edit in edits:
            count = self._surveys[_key(edit)][1].count
            title = f"{STAGING_TITLE} {draft.new_id()}"
            tab = draft.add_hidden(title, count, len(edit.columns), STAGING)
            with made_for(edit.owner):
                refuse_too_many(draft, edit.tab, count)
            self.made.add(tab.id)
            yield Staged(tab.id, tab.title)

    def _fill(self, staged: Staged, edit: ReplaceTable, desk: Desk) -> None:
        """Write the rows, in pieces whose place is fixed: to send one twice changes nothing."""
        top = 1
        for piece in pieces(map(values_of, edit.rows), self._piece):
            desk.stay()
            area = f"{a1(top, 1)}:{a1(top + len(piece) - 1, len(edit.columns))}"
            self._put(a1_range(staged.title, area), piece, edit.owner)
            top += len(piece)

    def _put(self, place: str, piece: Rows, owner: str) -> None:
        try:
            self._api.put_values(self._spreadsheet, place, piece)
        except Refused as problem:
            if owner:
                raise EditRefused(str(problem), owner) from None
            raise


def _key(edit: ReplaceTable) -> Key:
    """Tell tables apart; two without rows may share these."""
    return id(edit.rows), edit.columns


def pieces(rows: Iterator[list[object]], most: int) -> Iterator[Rows]:
    """Yield rows in lists that take at most so many bytes as JSON; each has at least one row."""
    piece: Rows = []
    size = 0
    for row in rows:
        length = len(json.dumps(row)) + 2
        if piece and size + length > most:
            yield piece
            piece, size = [], 0
        piece.append(row)
        size += length
    if piece:
        yield piece
