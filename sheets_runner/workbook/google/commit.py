"""Sending a batch so that it is written once, even where Google's answer is lost.

Each batch leaves a mark of its own in the spreadsheet; after a time-out or a fault of the server
the mark tells whether the batch was written. In a lease a batch begins with the deletion of the
lease's tab, so one that arrives late, after it was sent again, is refused. Outside a lease nothing
fences a late one off. That concerns what mends a publishing, for the lease ends with that: it would
write the same values into the same cells twice.
"""

from __future__ import annotations

import json
import random
from typing import Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.lease import Holder
from sheets_runner.workbook.google.state import KEY, Json

MOST_BYTES = 10_000_000
"""Google refuses bodies of more than 10,485,760 bytes."""
KEPT = 8
"""Marks that stay: those who begin meanwhile leave theirs, too, while one looks for one's own."""
_MARK = "properties(title,locale,timeZone),developerMetadata(metadataId,metadataKey,metadataValue)"


class Committer:
    """Sends batches to one spreadsheet.

    Args:
        api: Speaks with Google.
        spreadsheet: The spreadsheet's id.
        holder: Is told what becomes of the lease.
        rng: Gives the marks.
    """

    def __init__(self, api: Api, spreadsheet: str, holder: Holder, rng: random.Random) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self._holder = holder
        self._rng = rng

    def send(
        self, draft: Draft, ranges: Sequence[str] = (), mask: str = state.CONTENTS
    ) -> Json | None:
        """Write a batch once, and return the spreadsheet as of the commit.

        Args:
            draft: The batch.
            ranges: Those of its cells that the answer is to show.
            mask: What of them.

        Returns:
            The spreadsheet; None where the batch was written, but the answer was lost.

        Raises:
            Refused: Google refuses a request of the batch; nothing was written.
            WorkbookError: It cannot be written, or nobody knows whether it was.
        """
        token = f"{self._rng.getrandbits(64):016x}"
        known = draft.book.mark.value.split() if draft.book.mark else []
        draft.commit_mark(" ".join((*known[1 - KEPT :], token)))
        body = {
            "requests": [request.body for request in draft.requests],
            "includeSpreadsheetInResponse": True,
            "responseRanges": list(ranges),
        }
        _refuse_large(body)
        answer = self._send(body, f"updatedSpreadsheet({mask if ranges else _MARK})", token)
        self._holder.written()
        return None if answer is None else answer["updatedSpreadsheet"]

    def _send(self, body: Json, mask: str, token: str) -> Json | None:
        self._holder.unsure = True
        try:
            return self._api.batch(self._spreadsheet, body, mask, lambda: self._is_made(token))
        except Refused:
            self._holder.unsure = False
            raise

    def _is_made(self, token: str) -> bool:
        try:
            told = self._api.get(self._spreadsheet, _MARK)
        except WorkbookError as problem:
            raise WorkbookError(
                f"{problem} Whether the change was made is not known; the next run puts it right."
            ) from None
        marks = (one for one in told.get("developerMetadata", ()) if one.get("metadataKey") == KEY)
        return any(token in mark.get("metadataValue", "").split() for mark in marks)


def _refuse_large(body: Json) -> None:
    size = len(json.dumps(body))
    if size > MOST_BYTES:
        raise WorkbookError(
            f"What the rows would show takes {size / 1e6:.0f} MB, more than Google Sheets takes at "
            "once (10 MB). Run fewer rows at a time: --name or --row says which."
        )
