"""Sending a batch so that it is written once, even where Google's answer is lost.

Each batch leaves its own mark in the spreadsheet. After a time-out or a fault of the server the
mark tells whether the batch was written.
"""

from __future__ import annotations

import json
import random
from typing import Sequence

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.faults import Refused, Unknown
from sheets_runner.workbook.google.state import Json

TRIES = 3
MOST_BYTES = 10_000_000
"""Google refuses bodies of more than 10,485,760 bytes."""
_PROPERTIES = "properties(title,locale,timeZone)"
_MARK = "developerMetadata(metadataId,metadataKey,metadataValue)"


class Committer:
    """Sends batches to one spreadsheet.

    Args:
        api: Speaks with Google.
        spreadsheet: The spreadsheet's id.
        rng: Gives the marks.
    """

    def __init__(self, api: Api, spreadsheet: str, rng: random.Random) -> None:
        self._api = api
        self._spreadsheet = spreadsheet
        self._rng = rng

    def send(self, draft: Draft, ranges: Sequence[str] = (), mask: str = state.CONTENTS) -> Json:
        """Write a batch once, and return the spreadsheet as of the commit.

        Args:
            draft: The batch.
            ranges: Those of its cells that the answer is to show.
            mask: What of them.

        Raises:
            Refused: Google refuses a request of the batch; nothing was written.
            WorkbookError: It cannot be written, or nobody knows whether it was.
        """
        token = f"{self._rng.getrandbits(64):016x}"
        draft.commit_mark(token)
        mask = mask if ranges else f"{_PROPERTIES},{_MARK}"
        body = {
            "requests": [request.body for request in draft.requests],
            "includeSpreadsheetInResponse": True,
            "responseRanges": list(ranges),
        }
        _refuse_large(body)
        for _ in range(TRIES):
            answer = self._try(body, token, mask)
            if answer is not None:
                return answer
        raise WorkbookError(
            "Google Sheets did not answer, several times over; nothing was written. Run it again."
        )

    def _try(self, body: Json, token: str, mask: str) -> Json | None:
        """Send a batch, and return the spreadsheet; None where it may be sent again."""
        try:
            answer = self._api.batch(self._spreadsheet, body, f"updatedSpreadsheet({mask})")
        except (Unknown, Refused) as problem:
            # A batch whose answer was lost is refused when it is sent again.
            if self._is_written(token):
                return self._api.get(self._spreadsheet, mask, body["responseRanges"])
            if isinstance(problem, Refused):
                raise
            return None
        found: Json = answer["updatedSpreadsheet"]
        return found

    def _is_written(self, token: str) -> bool:
        try:
            told = state.book(self._api.get(self._spreadsheet, f"{_PROPERTIES},{_MARK}"))
        except Refused:
            raise
        except WorkbookError as problem:
            raise WorkbookError(
                f"{problem} Whether the results were written is not known; the next run puts it "
                "right."
            ) from None
        return told.mark is not None and told.mark.value == token


def _refuse_large(body: Json) -> None:
    size = len(json.dumps(body))
    if size > MOST_BYTES:
        raise WorkbookError(
            f"What the rows would show takes {size / 1e6:.0f} MB, more than Google Sheets takes at "
            "once (10 MB). Run fewer rows at a time: --name or --row says which."
        )
