"""Lease and fence: a hidden tab that only one run can have, and that ends with its publishing.

Adding a tab fails where its title is taken, deleting one fails where it is gone. So a batch that
begins with the deletion of the run's own lease is written only by a run that still has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_runner.clock import Clock
from sheets_runner.errors import LeaseHeld, WorkbookError
from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.state import OWN_TITLES, STAGING, Book, Tab

TITLE = f"{OWN_TITLES}lease"
STAGING_TITLE = f"{OWN_TITLES}staging"
_PREFIX = "lease"


@dataclass(frozen=True)
class Lease:
    """What the mark of a lease's tab says.

    Attributes:
        run: Who holds it.
        until: When it ends if nobody renews it.
    """

    run: str
    until: datetime

    @property
    def mark(self) -> str:
        """The mark's text."""
        return f"{_PREFIX} {self.run} {self.until.isoformat()}"


def parse(mark: str) -> Lease | None:
    """Return what a mark says, None when it is not a lease's."""
    prefix, _, rest = mark.partition(" ")
    run, _, until = rest.partition(" ")
    try:
        return Lease(run, datetime.fromisoformat(until)) if prefix == _PREFIX else None
    except ValueError:
        return None


def refuse_if_held(book: Book, now: datetime) -> None:
    """Raise when another run is at work.

    Raises:
        LeaseHeld: Another run's lease has not ended.
        WorkbookError: A tab of the team's has the lease's title.
    """
    tab = book.find(TITLE)
    if tab is None:
        return
    held = parse(tab.mark)
    if held is None:
        raise WorkbookError(
            f'The tab "{TITLE}" is in the way: the runner needs that name. Delete it.'
        )
    if held.until > now:
        raise LeaseHeld(
            f'Another run is at work on "{book.title}": {held.run}. Wait until it is finished; if '
            f"it has died, its lease ends at {held.until:%Y-%m-%d %H:%M} UTC."
        )


def is_remains(tab: Tab) -> bool:
    """Tell a tab that a dead run left behind, once no other run is at work."""
    return tab.mark == STAGING or parse(tab.mark) is not None


class Holder:
    """The lease that this run holds, if it holds one.

    Attributes:
        tab: The id of its tab, None while there is none.
        unsure: Whether a batch is on its way, or its answer was lost: it may have exchanged or
            ended the lease.

    Args:
        clock: Says until when a lease lasts.
        seconds: How long it lasts without being renewed.
    """

    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock = clock
        self._length = timedelta(seconds=seconds)
        self._run = RunId("")
        self._since = clock.now()
        self._next: int | None = None
        self._drafted: set[int] = set()
        self.tab: int | None = None
        self.unsure = False

    @property
    def may_hold(self) -> bool:
        """Whether this run has a lease, or may have one."""
        return self.tab is not None or (self.unsure and bool(self._drafted))

    @property
    def is_due(self) -> bool:
        """Whether the lease should be renewed before anything else that takes long."""
        return self.tab is not None and self._clock.now() >= self._since + self._length / 3

    def take(self, draft: Draft, run: RunId) -> None:
        """Draft the taking of the lease, and the removal of what dead runs have left.

        Raises:
            LeaseHeld: Another run is at work.
        """
        refuse_if_held(draft.book, self._clock.now())
        for tab in draft.book.tabs:
            if is_remains(tab):
                draft.drop_tab(tab.id)
        self._run = run
        self._add(draft)

    def fence(self, draft: Draft, *, last: bool) -> None:
        """Begin a batch so that it is written only while this run has its lease.

        Args:
            draft: The batch, still empty.
            last: Whether the lease ends with it; else it is exchanged for a new one.
        """
        self._next = None
        if self.tab is not None:
            draft.drop_tab(self.tab)
            if not last:
                self._add(draft)

    def written(self) -> None:
        """Take note that the drafted batch was written."""
        self.tab = self._next
        self._drafted = set() if self.tab is None else {self.tab}
        self.unsure = False

    def find(self, book: Book) -> None:
        """Find out which lease this run has, once nobody is sure any more.

        Raises:
            LeaseHeld: It has none, and will have none: whoever asks again is told so again.
        """
        self.tab = next((tab.id for tab in book.tabs if tab.id in self._drafted), None)
        self.unsure = self.tab is None
        if self.unsure:
            raise LeaseHeld(
                f'This run has lost "{book.title}": it was away for too long and another one has '
                "taken over, or somebody has deleted its hidden tab. Its results are not there."
            )

    def end(self) -> None:
        """Take note that this run needs no lease any more."""
        self.tab, self.unsure = None, False
        self._drafted.clear()

    def _add(self, draft: Draft) -> None:
        self._since = self._clock.now()
        until = (self._since + self._length).replace(microsecond=0)
        self._next = draft.add_hidden(TITLE, 1, 1, Lease(self._run, until).mark).id
        self._drafted.add(self._next)
