"""Writing edits: looked up, drafted, sent, and put right where people moved something."""

from __future__ import annotations

import logging
import random
from typing import Callable, Mapping, Sequence

from sheets_runner.errors import EditRefused, LeaseHeld, SheetsRunnerError, WorkbookError
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.google import mending, state
from sheets_runner.workbook.google.commit import Committer
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.editor import Editor
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import Holder
from sheets_runner.workbook.google.looking import Looker
from sheets_runner.workbook.google.staging import Stager
from sheets_runner.workbook.google.state import Book
from sheets_runner.workbook.google.team import Sight

LOG = logging.getLogger(__name__)

MENDS = 3
"""How often what people move at that very moment is put right."""


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

    def draft(self, book: Book) -> Draft:
        """Return an empty batch."""
        return Draft(book, self._rng, self._looker.names)

    def write(self, edits: Sequence[Edit], *, last: bool) -> None:
        """Write edits, all or none.

        Args:
            edits: The edits.
            last: Whether the lease ends with them.

        Raises:
            EditRefused: An edit with an owner cannot be applied; nothing was changed.
            LeaseHeld: Another run has taken the lease over; nothing was changed.
            WorkbookError: The spreadsheet cannot be written.
        """
        try:
            self._write(edits, last=last, again=True)
        except Refused as problem:
            # Somebody has made, renamed, deleted or protected something: look at all of it anew.
            LOG.info("drafting a batch anew: %s", problem)
            self._looker.forget()
            self.fresh = None
            self._write(edits, last=last, again=False)

    def release(self) -> None:
        """Give the lease back; where that fails it ends by itself."""
        if self._holder.tab is None:
            return
        draft = self.draft(self._looker.all())
        self._holder.fence(draft, last=True)
        self._drop_staged(draft)
        try:
            self._committer.send(draft)
        except SheetsRunnerError as problem:
            LOG.info("the lease was not given back: %s", problem)
        self._holder.lost()

    def _write(self, edits: Sequence[Edit], *, last: bool, again: bool) -> None:
        draft = self.draft(self._state(edits))
        after = self._draft_and_send(draft, edits, last=last, again=again)
        for _ in range(MENDS):
            wrong = mending.misplaced(draft, after)
            if not wrong:
                return
            LOG.info("rows or columns were moved meanwhile: writing them again")
            mend = self.draft(after)
            put_back = [(tab.id, mending.put_back(tab, now)) for tab, now in wrong]
            names = self._names(edits, {tab.id for tab, _ in wrong})
            after = self._draft_and_send(mend, edits, last=last, names=names, first=put_back)
            draft = mend
        tabs = ", ".join(f'"{tab.title}"' for tab, _ in mending.misplaced(draft, after))
        if tabs:
            raise WorkbookError(
                f"Somebody kept moving rows or columns of {tabs} while results were being written. "
                "Look whether they are where they belong, and run it again."
            )

    def _draft_and_send(
        self,
        draft: Draft,
        edits: Sequence[Edit],
        *,
        last: bool,
        again: bool = False,
        names: frozenset[str] | None = None,
        first: Sequence[tuple[int, Mapping[int, state.Row]]] = (),
    ) -> Book:
        """Draft edits behind what is to be put back first, send them, and return what is known."""
        surveys = self._stager.surveys(edits)
        staged = self._stager.stage(edits, surveys, self._send_aside)
        self._holder.fence(draft, last=last)
        for tab_id, cells in first:
            _tab(draft, tab_id).put(cells)
        editor = Editor(draft, edits, self.sights, surveys, staged)
        editor.apply(names)
        if last:
            self._drop_staged(draft)
        after = self._send(draft, edits, again=again)
        for tab_id in set(editor.team.keys) & set(self.sights):
            self.sights[tab_id].keys.update(editor.team.keys[tab_id])
        return after

    def _send(self, draft: Draft, edits: Sequence[Edit], *, again: bool) -> Book:
        """Write a batch, and return what is known after it.

        Raises:
            Refused: Google refuses it, and it may be drafted `again`.
            EditRefused: It refuses what was drafted for an edit with an owner.
        """
        known = {tab.id for tab in draft.book.tabs}
        touched = [tab for tab in draft.tabs if tab.id in known and tab.is_touched]
        whole = [self._looker.is_whole(tab.id, edits) for tab in touched]
        try:
            answer = self._committer.send(draft, self._looker.ranges(touched, whole))
        except Refused as problem:
            self._refuse(draft, problem, again=again)
            raise
        self._holder.written()
        return self._looker.learn_batch(draft, state.book(answer))

    def _refuse(self, draft: Draft, problem: Refused, *, again: bool) -> None:
        """Lay a refusal to the lease, or to the owner of the request that is refused."""
        if self._holder.tab is not None and problem.request == 0:
            self._holder.lost()
            raise LeaseHeld(
                f'This run was away for too long: another one has taken over "{draft.book.title}". '
                "Nothing was written by this one."
            ) from None
        owner = "" if problem.request is None else draft.requests[problem.request].owner
        if owner and not again:
            raise EditRefused(str(problem), owner) from None

    def _send_aside(self, make: Callable[[Draft], None]) -> None:
        draft = self.draft(self._looker.all())
        self._holder.fence(draft, last=False)
        make(draft)
        self._send(draft, (), again=False)

    def _state(self, edits: Sequence[Edit]) -> Book:
        """Return the cells that edits are about: as just seen, else by a look."""
        fresh, self.fresh = self.fresh, None
        found = [self._looker.find(edit.tab) for edit in edits]
        if fresh is not None and all(tab is None or tab.id in self.sights for tab in found):
            return fresh
        return self._looker.look(edits)

    def _drop_staged(self, draft: Draft) -> None:
        for tab in self._stager.tabs:
            draft.drop_tab(tab)
        self._stager.forget()

    def _names(self, edits: Sequence[Edit], ids: set[int]) -> frozenset[str]:
        """Return how edits call some tabs."""
        found = ((edit.tab, self._looker.find(edit.tab)) for edit in edits)
        return frozenset(name.casefold() for name, tab in found if tab and tab.id in ids)


def _tab(draft: Draft, tab_id: int) -> DraftTab:
    return next(tab for tab in draft.tabs if tab.id == tab_id)
