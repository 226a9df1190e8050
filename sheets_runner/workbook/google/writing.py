"""Writing edits: looked up, drafted, sent, and put right where people moved something."""

from __future__ import annotations

import logging
import random
from typing import Callable, Dict, Sequence, Tuple

from sheets_runner.errors import EditRefused, SheetsRunnerError, WorkbookError
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.google import mending, state
from sheets_runner.workbook.google.commit import Committer
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.editor import Editor
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import Holder
from sheets_runner.workbook.google.looking import Looker, shows
from sheets_runner.workbook.google.staging import Stager
from sheets_runner.workbook.google.state import Book, Tab
from sheets_runner.workbook.google.tables import Staged, Survey
from sheets_runner.workbook.google.team import Sight

LOG = logging.getLogger(__name__)

MENDS = 3
"""How often what people move at that very moment is put right."""

Tables = Tuple[Dict[int, Survey], Dict[int, Staged]]
"""What is known of the tables among some edits, and where large ones wait, by the edits' places."""

Wrong = Sequence[Tuple[DraftTab, Tab]]
"""Tabs in which something was written to another place, as they were meant and as they are."""


class Writer:
    """Writes edits into one spreadsheet.

    Attributes:
        sights: What this run has read of the team's tabs, by id.
        fresh: The spreadsheet as it has just been seen, None where a look is needed.

    Args:
        looker: Looks at the spreadsheet.
        committer: Sends batches.
        stager: Lays large tables aside.
        holder: Holds the lease.
        rng: Gives ids for tabs.
    """

    def __init__(
        self,
        looker: Looker,
        committer: Committer,
        stager: Stager,
        holder: Holder,
        rng: random.Random,
    ) -> None:
        self._looker = looker
        self._committer = committer
        self._stager = stager
        self._holder = holder
        self._rng = rng
        self.sights: dict[int, Sight] = {}
        self.fresh: Book | None = None

    def draft(self) -> Draft:
        """Return an empty batch for the spreadsheet as it is known by now."""
        return self._draft(self._looker.all())

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
        if not self._holder.may_hold:
            self._looker.forget()
        elif self._holder.unsure:
            self.look_anew()
        draft, after = self._commit(edits, last=last)
        self._keep_in_place(edits, draft, after, last=last)

    def release(self) -> None:
        """Give the lease back; where that fails it ends by itself."""
        if not self._holder.may_hold:
            return
        try:
            self.look_anew()
            draft = self.draft()
            self._holder.fence(draft, last=True)
            self._drop_staged(draft)
            self._committer.send(draft)
        except SheetsRunnerError as problem:
            LOG.info("the lease was not given back: %s", problem)
        self._holder.end()

    def send_aside(self, make: Callable[[Draft], None]) -> None:
        """Write what a function drafts, beside the edits."""
        draft = self.draft()
        self._holder.fence(draft, last=False)
        make(draft)
        self._send(draft, ())
        self.fresh = None

    def stay(self) -> None:
        """Renew the lease when that is due."""
        if self._holder.is_due:
            self.send_aside(lambda _: None)

    def look_anew(self) -> None:
        """Forget what is known, after a refusal or a lost answer.

        Raises:
            LeaseHeld: The lease turns out to be lost.
        """
        self._looker.forget()
        self.fresh = None
        if self._holder.may_hold:
            self._holder.find(self._looker.all())

    def _draft(self, book: Book) -> Draft:
        return Draft(book, self._rng, self._looker.names)

    def _commit(self, edits: Sequence[Edit], *, last: bool) -> tuple[Draft, Book]:
        """Write edits; once more where somebody made, renamed, deleted or protected something."""
        try:
            return self._try(edits, last=last, again=True)
        except Refused as problem:
            LOG.info("drafting a batch anew: %s", problem)
            self.look_anew()
        return self._try(edits, last=last, again=False)

    def _try(self, edits: Sequence[Edit], *, last: bool, again: bool) -> tuple[Draft, Book]:
        # Large tables come first, so that the last look is taken right before all is written.
        tables = self._stage(edits)
        draft = self._draft(self._state(edits))
        self._holder.fence(draft, last=last)
        return draft, self._send_edits(draft, edits, tables, last=last, again=again)

    def _stage(self, edits: Sequence[Edit]) -> Tables:
        surveys = self._stager.surveys(edits)
        return surveys, self._stager.stage(edits, surveys, self._looker.all(), self)

    def _state(self, edits: Sequence[Edit]) -> Book:
        """Return the cells that edits are about: as just seen, else by a look."""
        fresh, self.fresh = self.fresh, None
        if fresh is not None and all(tab.id in self.sights for tab in self._looker.tabs(edits)):
            return fresh
        return self._looker.look(edits)

    def _send_edits(
        self, draft: Draft, edits: Sequence[Edit], tables: Tables, *, last: bool, again: bool
    ) -> Book:
        editor = Editor(draft, edits, self.sights, *tables)
        editor.apply()
        if last:
            self._drop_staged(draft)
        after = self._send(draft, edits, again=again)
        for tab_id in set(editor.team.keys) & set(self.sights):
            self.sights[tab_id].keys.update(editor.team.keys[tab_id])
        return after

    def _drop_staged(self, draft: Draft) -> None:
        known = self._looker.all()
        for tab in sorted(self._stager.made):
            if known.by_id(tab) is not None:
                draft.drop_tab(tab)

    def _send(self, draft: Draft, edits: Sequence[Edit], *, again: bool = False) -> Book:
        """Write a batch, and return what is known after it.

        Raises:
            Refused: Google refuses it.
            EditRefused: It refuses what was drafted for an edit with an owner, and nothing is to
                be tried `again`.
            LeaseHeld: It refuses it since the lease is lost.
        """
        known = {tab.id for tab in draft.book.tabs}
        touched = [tab for tab in draft.tabs if tab.id in known and tab.is_touched]
        whole = [self._looker.is_whole(tab.id, edits) for tab in touched]
        try:
            answer = self._committer.send(draft, self._looker.ranges(touched, whole))
        except Refused as problem:
            if not again:
                self._refuse(draft, problem)
            raise
        after = None if answer is None else state.book(answer)
        if after is None or not shows(after, touched):
            return self._look_after(edits)
        return self._looker.learn_batch(draft, after)

    def _refuse(self, draft: Draft, problem: Refused) -> None:
        """Lay a refusal to the lost lease, or to the owner of the request that is refused."""
        self.look_anew()
        owner = "" if problem.request is None else draft.requests[problem.request].owner
        if owner:
            raise EditRefused(str(problem), owner) from None

    def _look_after(self, edits: Sequence[Edit]) -> Book:
        """Look at what was written, where the answer did not show it."""
        self._looker.forget()
        try:
            return self._looker.look(edits)
        except WorkbookError as problem:
            raise WorkbookError(
                f"{problem} The change was made, but it could not be seen whether everything is in "
                "its place. Run it again."
            ) from None

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
        while wrong and rounds:
            LOG.info("rows or columns were moved meanwhile: writing them again")
            left = self._edits_of(wrong, edits)
            try:
                draft, after = self._mend_once(left, wrong, after, last=last)
                rounds -= 1
            except EditRefused as refused:
                problem = str(refused)
                edits = [edit for edit in edits if edit.owner != refused.owner]
            except Refused:
                rounds -= 1
                self.look_anew()
                after = self._looker.look(left)
            wrong = _misplaced(draft, after)
        return "They were moved again and again." if wrong else problem

    def _mend_once(
        self, edits: Sequence[Edit], wrong: Wrong, after: Book, *, last: bool
    ) -> tuple[Draft, Book]:
        """Put back what was written over, and draft the edits for where everything is now."""
        tables = self._stage(edits)
        draft = self._draft(after)
        self._holder.fence(draft, last=last)
        meant = {tab.id: mending.put_back(tab, now) for tab, now in wrong}
        for tab in draft.tabs:
            tab.put(meant.get(tab.id, {}))
        return draft, self._send_edits(draft, edits, tables, last=last, again=True)

    def _edits_of(self, wrong: Wrong, edits: Sequence[Edit]) -> list[Edit]:
        """Return the edits of some tabs."""
        ids = {now.id for _, now in wrong}
        found = ((edit, self._looker.find(edit.tab)) for edit in edits)
        return [edit for edit, tab in found if tab is not None and tab.id in ids]


def _misplaced(draft: Draft, after: Book) -> list[tuple[DraftTab, Tab]]:
    """Return the tabs in which something is not where it was meant to be.

    What a batch writes into a tab of its own making is in its place: nobody knew the tab before.
    """
    known = {tab.id for tab in draft.book.tabs}
    return [pair for pair in mending.misplaced(draft, after) if pair[1].id in known]
