"""Writing edits: all or none, and put right where people moved something."""

from __future__ import annotations

import logging
from typing import Collection, Sequence, Tuple

from sheets_runner.errors import EditRefused, WorkbookError
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.google import choices, mending
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.looking import Looker
from sheets_runner.workbook.google.sending import Sender
from sheets_runner.workbook.google.state import Book, Tab

LOG = logging.getLogger(__name__)

MENDS = 3
"""How often what people move at that very moment is put right."""

Wrong = Sequence[Tuple[DraftTab, Tab]]
"""Tabs in which something was written to another place, as they were meant and as they are."""


class Writer:
    """Writes edits into one spreadsheet.

    Args:
        sender: Sends batches.
        looker: Looks at the spreadsheet.
    """

    def __init__(self, sender: Sender, looker: Looker) -> None:
        self._sender = sender
        self._looker = looker

    def write(self, edits: Sequence[Edit], *, last: bool) -> None:
        """Write edits, all or none.

        Args:
            edits: The edits.
            last: Whether the lease ends with them.

        Raises:
            EditRefused: An edit with an owner cannot be applied; nothing was changed.
            LeaseHeld: Another run has taken the lease over; nothing was changed.
            WorkbookError: The spreadsheet cannot be written, or what somebody moved at the very
                moment of writing cannot be put right.
        """
        self._sender.settle()
        draft, after = self._commit(edits, last=last)
        self._keep_in_place(edits, draft, after, last=last)

    def _commit(self, edits: Sequence[Edit], *, last: bool) -> tuple[Draft, Book]:
        """Write edits; once more where somebody made, renamed, deleted or protected something."""
        try:
            return self._try(edits, last=last, again=True)
        except Refused as problem:
            LOG.info("drafting a batch anew: %s", problem)
            self._sender.look_anew()
        return self._try(edits, last=last, again=False)

    def _try(self, edits: Sequence[Edit], *, last: bool, again: bool) -> tuple[Draft, Book]:
        # Large tables come first, so that the last look is taken right before all is written.
        tables = self._sender.stage(edits)
        draft = self._sender.draft(self._sender.last_look(edits), last=last)
        return draft, self._sender.send_edits(draft, edits, tables, last=last, again=again)

    def _keep_in_place(
        self, edits: Sequence[Edit], draft: Draft, after: Book, *, last: bool
    ) -> None:
        """Put right what somebody moved at the very moment of writing.

        Raises:
            WorkbookError: That cannot be; what was written is there, but perhaps not in place.
        """
        wrong = _misplaced(draft, after)
        if not wrong:
            return
        tabs = ", ".join(f'"{now.title}"' for _, now in wrong)
        try:
            problem = self._mend(edits, draft, after, last=last)
        except WorkbookError as found:
            problem = str(found)
        if problem:
            raise WorkbookError(
                f"Somebody moved rows or columns of {tabs} while results were being written there. "
                f"{problem} Look whether everything is where it belongs, and run it again."
            )

    def _mend(self, edits: Sequence[Edit], draft: Draft, after: Book, *, last: bool) -> str:
        """Write again what is not in its place; return what stays wrong, empty for nothing."""
        problem, rounds = "", MENDS
        wrong = _misplaced(draft, after)
        ids = {now.id for _, now in wrong}
        while wrong and rounds:
            LOG.info("rows or columns were moved meanwhile: writing them again")
            left = self._edits_of(ids, edits)
            try:
                draft, after = self._mend_once(left, wrong, after, last=last)
                rounds -= 1
            except EditRefused as refused:
                problem = str(refused)
                edits = [edit for edit in edits if edit.owner != refused.owner]
            except Refused:
                rounds -= 1
                self._sender.look_anew()
                after = self._looker.look(left)
            # A look shows the tabs in question, and of the others nothing.
            wrong = [pair for pair in _misplaced(draft, after) if pair[1].id in ids]
        return "They were moved again and again." if wrong else problem

    def _mend_once(
        self, edits: Sequence[Edit], wrong: Wrong, after: Book, *, last: bool
    ) -> tuple[Draft, Book]:
        """Put back what was written over, and draft the edits for where everything is now."""
        tables = self._sender.stage(edits)
        draft = self._sender.draft(after, last=last)
        meant = {tab.id: mending.put_back(tab, now) for tab, now in wrong}
        rules = {tab.id: mending.rules_back(tab, now) for tab, now in wrong}
        for tab in draft.tabs:
            tab.put(meant.get(tab.id, {}))
            choices.put_back(tab, rules.get(tab.id, {}))
        return draft, self._sender.send_edits(draft, edits, tables, last=last, again=True)

    def _edits_of(self, ids: Collection[int], edits: Sequence[Edit]) -> list[Edit]:
        """Return the edits of some tabs."""
        found = ((edit, self._looker.find(edit.tab)) for edit in edits)
        return [edit for edit, tab in found if tab is not None and tab.id in ids]


def _misplaced(draft: Draft, after: Book) -> list[tuple[DraftTab, Tab]]:
    """Return the tabs in which something is not where it was meant to be.

    What a batch writes into a tab of its own making is in its place: nobody knew the tab before.
    """
    known = {tab.id for tab in draft.book.tabs}
    return [pair for pair in mending.misplaced(draft, after) if pair[1].id in known]
