"""Large tables: their rows wait in a hidden tab until one batch copies them into place."""

from __future__ import annotations

import json
from typing import Callable, Iterator, List, Mapping, Sequence

from sheets_runner.table.cells import a1
from sheets_runner.workbook.base import Edit, ReplaceTable
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.editor import made_for
from sheets_runner.workbook.google.lease import STAGING_TITLE
from sheets_runner.workbook.google.state import STAGING, a1_range
from sheets_runner.workbook.google.tables import Staged, Survey, refuse_too_many, survey, values_of

PIECE = 2_000_000
"""Bytes of one request, as Google recommends
(https://developers.google.com/workspace/sheets/api/limits)."""

Rows = List[List[object]]


class Stager:
    """Surveys the tables of a run, and lays the large ones aside; each only once.

    Args:
        api: Speaks with Google.
        spreadsheet: The spreadsheet's id.
    """

    def __init__(self, api: Api, spreadsheet: str) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self._surveys: dict[int, tuple[object, Survey]] = {}
        self._staged: dict[int, Staged] = {}

    @property
    def tabs(self) -> list[int]:
        """The ids of the staging tabs there are."""
        return [staged.tab for staged in self._staged.values()]

    def forget(self) -> None:
        """Forget the tables, once their staging tabs are gone."""
        self._surveys.clear()
        self._staged.clear()

    def surveys(self, edits: Sequence[Edit]) -> dict[int, Survey]:
        """Return what is known of the tables among some edits, by the edits' places.

        Those that fit one request together are held, the others are to be staged.
        """
        found: dict[int, Survey] = {}
        left = PIECE
        for index, edit in enumerate(edits):
            if isinstance(edit, ReplaceTable):
                known = self._survey(edit, left)
                left -= known.size if known.cells is not None else 0
                found[index] = known
        return found

    def stage(
        self,
        edits: Sequence[Edit],
        surveys: Mapping[int, Survey],
        send: Callable[[Callable[[Draft], None]], None],
    ) -> dict[int, Staged]:
        """Lay large tables aside, and return where they wait, by the edits' places.

        Args:
            edits: The edits.
            surveys: What is known of their tables.
            send: Writes what a function drafts.
        """
        large = [
            edit
            for index, edit in enumerate(edits)
            if isinstance(edit, ReplaceTable) and surveys[index].cells is None
        ]
        new = [edit for edit in large if id(edit.rows) not in self._staged]
        if new:
            send(lambda draft: self._make_tabs(draft, new))
            for edit in new:
                self._fill(self._staged[id(edit.rows)], edit)
        return {
            index: self._staged[id(edit.rows)]
            for index, edit in enumerate(edits)
            if isinstance(edit, ReplaceTable) and id(edit.rows) in self._staged
        }

    def _survey(self, edit: ReplaceTable, most: int) -> Survey:
        known = self._surveys.get(id(edit.rows))
        if known is None:
            # The rows are kept beside what is known of them, so that their id stays theirs.
            with made_for(edit.owner):
                known = self._surveys[id(edit.rows)] = edit.rows, survey(edit, most)
        return known[1]

    def _make_tabs(self, draft: Draft, edits: Sequence[ReplaceTable]) -> None:
        for edit in edits:
            count = self._surveys[id(edit.rows)][1].count
            tab = draft.add_hidden(
                f"{STAGING_TITLE} {draft.new_id()}", count, len(edit.columns), STAGING
            )
            with made_for(edit.owner):
                refuse_too_many(draft, edit.tab, count)
            self._staged[id(edit.rows)] = Staged(tab.id, tab.title)

    def _fill(self, staged: Staged, edit: ReplaceTable) -> None:
        """Write the rows, in pieces whose place is fixed: to send one twice changes nothing."""
        top = 1
        for piece in pieces(map(values_of, edit.rows), PIECE):
            area = f"{a1(top, 1)}:{a1(top + len(piece) - 1, len(edit.columns))}"
            self._api.put_values(self._spreadsheet, a1_range(staged.title, area), piece)
            top += len(piece)


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
