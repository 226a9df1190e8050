"""Sending edits as one batch, and what is to be told and asked around it."""

from __future__ import annotations

import logging
import random
from typing import Callable, Dict, Sequence, Tuple

from sheets_runner.errors import EditRefused, SheetsRunnerError, WorkbookError
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.commit import Committer
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.editor import Editor
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import Holder
from sheets_runner.workbook.google.looking import Looker, first_mask, mask, shows
from sheets_runner.workbook.google.staging import Stager
from sheets_runner.workbook.google.state import Book
from sheets_runner.workbook.google.tables import Staged, Survey
from sheets_runner.workbook.google.team import Sight

LOG = logging.getLogger(__name__)

Tables = Tuple[Dict[int, Survey], Dict[int, Staged]]
"""What is known of the tables among some edits, and where large ones wait, by the edits' places."""


class Sender:
    """Sends edits to one spreadsheet.

    Attributes:
        sights: What this run has read of the team's tabs, by id.

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
        self._fresh: Book | None = None
        self.sights: dict[int, Sight] = {}

    def saw(self, book: Book) -> None:
        """Keep the spreadsheet as it has just been seen: the next edits need no look."""
        self._fresh = book

    def settle(self) -> None:
        """Find out what there is, where that may have changed without this run's doing.

        Raises:
            LeaseHeld: The lease turns out to be lost.
        """
        if self._holder.unsure or not self._holder.may_hold:
            self.look_anew()

    def look_anew(self) -> None:
        """Forget what is known, after a refusal or a lost answer.

        Raises:
            LeaseHeld: The lease turns out to be lost.
        """
        self._looker.forget()
        self._fresh = None
        if self._holder.may_hold:
            self._holder.find(self._looker.all())

    def last_look(self, edits: Sequence[Edit]) -> Book:
        """Return the cells that edits are about: as just seen, else by a look."""
        fresh, self._fresh = self._fresh, None
        read = all(tab.id in self.sights for tab in self._looker.tabs(edits))
        # What was read with the lease tells no more of drop-downs than that they are there, and
        # nothing of what else people put into a tab without values.
        if fresh is not None and read and first_mask(edits) == state.CONTENTS:
            return fresh
        return self._looker.look(edits)

    def draft(self, book: Book | None = None, *, last: bool = False) -> Draft:
        """Return a batch that is written only while this run has its lease.

        Args:
            book: The spreadsheet before it; as it is known by default.
            last: Whether the lease ends with it.
        """
        draft = Draft(book or self._looker.all(), self._rng, self._looker.names)
        self._holder.fence(draft, last=last)
        return draft

    def stage(self, edits: Sequence[Edit]) -> Tables:
        """Lay large tables aside."""
        surveys = self._stager.surveys(edits)
        return surveys, self._stager.stage(edits, surveys, self._looker.all(), self)

    def send_edits(
        self, draft: Draft, edits: Sequence[Edit], tables: Tables, *, last: bool, again: bool
    ) -> Book:
        """Draft edits, write the batch, and return what is known after it.

        Args:
            draft: The batch so far.
            edits: The edits.
            tables: The tables among them.
            last: Whether what was laid aside is needed no more.
            again: Whether it is tried again, whoever is to blame for a refusal.

        Raises:
            Refused: Google refuses the batch.
            EditRefused: An edit with an owner cannot be applied.
            LeaseHeld: Another run has taken the lease over.
            WorkbookError: It cannot be written, or nobody knows whether it was.
        """
        editor = Editor(draft, edits, self.sights, *tables)
        editor.apply()
        if last:
            self._drop_staged(draft)
        after = self._send(draft, edits, again=again)
        for tab_id in set(editor.team.keys) & set(self.sights):
            self.sights[tab_id].keys.update(editor.team.keys[tab_id])
        return after

    def send_aside(self, make: Callable[[Draft], None]) -> None:
        """Write what a function drafts, beside the edits."""
        draft = self.draft()
        make(draft)
        self._send(draft, ())
        self._fresh = None

    def stay(self) -> None:
        """Renew the lease when that is due."""
        if self._holder.is_due:
            self.send_aside(lambda _: None)

    def release(self) -> None:
        """Give the lease back; where that fails it ends by itself."""
        if not self._holder.may_hold:
            return
        try:
            self.look_anew()
            draft = self.draft(last=True)
            self._drop_staged(draft)
            self._committer.send(draft)
        except SheetsRunnerError as problem:
            LOG.info("the lease was not given back: %s", problem)
        self._holder.end()

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
            answer = self._committer.send(draft, self._looker.ranges(touched, whole), mask(edits))
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
