"""One export: its pages one after the other, from the first again where its place is lost.

CleverTap's cursors end some hours after they were made, and may be invalidated before
(https://developer.clevertap.com/docs/get-events-api). Nothing can be fetched behind a lost one, so
the export begins anew; what was delivered before then is void, or it would be there twice.
"""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, Tuple

from sheets_runner.clevertap.exchange import Exchange
from sheets_runner.clevertap.paging import Page, Paging
from sheets_runner.errors import BadCursor

Step = Tuple[Dict[str, Any], Page]
"""A reply, and the page in it."""

WHAT = "the export"


class Export:
    """The pages of one query.

    Args:
        exchange: The query's requests.
        address: The URL parameters of the query, see `Parts.address`.
    """

    def __init__(self, exchange: Exchange, address: str) -> None:
        self._exchange = exchange
        self._address = address

    def deliver(self, begin: Callable[[], Callable[[Step], None]]) -> None:
        """Deliver all steps.

        Args:
            begin: Called for each beginning, gives what takes the steps; what an earlier
                beginning gave is void.

        Raises:
            ClevertapError: The export cannot be had whole.
        """

        def once() -> None:
            take = begin()
            for step in self._walk():
                take(step)
                del step  # a page may be large: none is held while the next one comes

        self._exchange.retry.from_the_start(once, WHAT)

    def stream(self) -> Iterator[Step]:
        """Yield the steps; an export that was not begun upon can still begin again.

        Raises:
            BadCursor: The place is lost, and steps were delivered already.
            ClevertapError: The export cannot be had whole.
        """
        first, rest = self._exchange.retry.from_the_start(self._begin, WHAT)
        yield first
        del first  # as in `deliver`
        try:
            yield from rest
        except BadCursor as error:
            raise BadCursor(
                f"{error} Pages of this export have been delivered already: drop them, since the"
                " next export begins with them again."
            ) from error

    def _begin(self) -> tuple[Step, Iterator[Step]]:
        steps = self._walk()
        return next(steps), steps  # there is a first one: an export without cursor is an error

    def _walk(self) -> Iterator[Step]:
        paging = Paging(self._exchange.submit(self._address))
        while paging.cursor:
            yield self._step(paging)

    def _step(self, paging: Paging) -> Step:
        reply = self._exchange.fetch(paging.cursor)
        return reply, paging.advance(reply)
