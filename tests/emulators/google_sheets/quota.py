"""Calls per minute: https://developers.google.com/workspace/sheets/api/limits.

Reads and writes count apart; a batch is one call; the quota is there again each minute.
"""

from __future__ import annotations

from collections import Counter
from typing import Callable

from tests.emulators.google_sheets.replies import over_quota

PER_USER, PER_PROJECT = 60, 300
MINUTE = 60.0


class Quota:
    """Counts the calls of the running minute.

    Args:
        monotonic: Returns seconds that never run backwards.

    Attributes:
        on: Whether calls are refused; they are counted in any case.
        per_user, per_project: The calls of one kind that a minute allows.
    """

    def __init__(self, monotonic: Callable[[], float], *, on: bool = False) -> None:
        self.on = on
        self.per_user, self.per_project = PER_USER, PER_PROJECT
        self._monotonic = monotonic
        self._since = monotonic()
        self._calls: Counter[tuple[str, str]] = Counter()

    def count(self, email: str, *, reads: bool) -> None:
        """Count a call.

        Raises:
            ApiError: It is one too many.
        """
        now = self._monotonic()
        if now - self._since >= MINUTE:
            self._since = now
            self._calls.clear()
        kind = "Read" if reads else "Write"
        self._calls.update([(kind, email), (kind, "")])
        if self.on and self._calls[kind, email] > self.per_user:
            raise over_quota(kind, limit=self.per_user)
        if self.on and self._calls[kind, ""] > self.per_project:
            raise over_quota(kind, whole_project=True, limit=self.per_project)
