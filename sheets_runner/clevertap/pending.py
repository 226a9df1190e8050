"""How many counts CleverTap may be working on.

A count that is not answered at once goes on at CleverTap while no request of it is in flight. The
documented limit is one of requests (https://developer.clevertap.com/docs/api-request-limit), so
how many counts may be pending is a setting; where CleverTap refuses one while it works on others,
it is taken to count them, too.
"""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import Iterator

from sheets_runner.errors import NotReady, Throttled

LOGGER = logging.getLogger(__name__)

LOWERED = 3
"""What is left after a refusal: as many as requests may be in flight, which surely is allowed."""


class _Account:
    """The counts of one account.

    Attributes:
        changed: Held to look at the rest; told when a place becomes free.
        taken: Counts that have a place.
        working: Those of them that CleverTap has accepted and not answered.
        refused: Whether CleverTap has refused one while it worked on others.
    """

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.taken = 0
        self.working = 0
        self.refused = False


class Place:
    """What one count needs to be submitted: a place among those that CleverTap works on.

    Args:
        account: The counts of its account.
        most: How many of them may have a place.
    """

    def __init__(self, account: _Account, most: int) -> None:
        self._account = account
        self._most = most
        self._taken = 0
        self._working = 0

    @contextmanager
    def submitting(self) -> Iterator[None]:
        """Hold the place, waiting for it, while the query is sent in the context.

        It is kept where CleverTap has the answer or is at work on it, and given back where the
        query failed, so that no other count waits for one that backs off.
        """
        self._take()
        try:
            yield
        except NotReady:
            self._note_work()
            raise
        except BaseException as error:
            if isinstance(error, Throttled):
                self._note_refusal()
            self.give_back()
            raise

    def give_back(self) -> None:
        """Let another count have the place, if this one has it."""
        account = self._account
        with account.changed:
            account.taken -= self._taken
            account.working -= self._working
            self._taken = self._working = 0
            account.changed.notify_all()

    def _take(self) -> None:
        account = self._account
        with account.changed:
            account.changed.wait_for(lambda: self._taken or account.taken < self._limit)
            account.taken += 1 - self._taken
            self._taken = 1

    @property
    def _limit(self) -> int:
        return min(self._most, LOWERED) if self._account.refused else self._most

    def _note_work(self) -> None:
        with self._account.changed:
            self._account.working += 1 - self._working
            self._working = 1

    def _note_refusal(self) -> None:
        account = self._account
        with account.changed:
            first = account.working > self._working and not account.refused
            account.refused = account.refused or first
        if first:
            LOGGER.info(
                "CleverTap refuses counts while it works on others of the account:"
                " no more than %d at once from now on.",
                min(self._most, LOWERED),
            )


class Pending:
    """The counts that CleverTap may be working on, per account; one for all clients of a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, _Account] = {}

    @contextmanager
    def place(self, account_id: str, most: int) -> Iterator[Place]:
        """Give a place that is not taken yet, and give it back when the context ends.

        Args:
            account_id: Whose counts are counted together.
            most: ``max_pending``.
        """
        with self._lock:
            account = self._accounts.setdefault(account_id, _Account())
        place = Place(account, most)
        try:
            yield place
        finally:
            place.give_back()


PENDING = Pending()
"""Shared by all clients of this process: what CleverTap works on is the account's, not theirs."""
