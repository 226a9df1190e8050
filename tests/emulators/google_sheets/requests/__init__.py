"""The requests of ``spreadsheets.batchUpdate``.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request. They are
applied in order, each to what the one before it left; the replies are one for one
(https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate).
Whoever calls hands in a copy of the spreadsheet, and throws it away when a request is refused.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import datetime
from random import Random, SystemRandom
from typing import Callable, Iterator, Sequence

from tests.emulators.google_sheets.formulas import utc_now
from tests.emulators.google_sheets.limits import Limits
from tests.emulators.google_sheets.model import ApiError, Json, Spreadsheet, refused
from tests.emulators.google_sheets.people import User
from tests.emulators.google_sheets.requests import (
    cells,
    conditional,
    dimensions,
    filters,
    finding,
    merges,
    metadata,
    names,
    pasting,
    protection,
    rearranging,
    sheets,
)
from tests.emulators.google_sheets.requests.batch import Batch, Handler, unknown

KINDS: dict[str, Handler] = {
    "addConditionalFormatRule": conditional.add,
    "addNamedRange": names.add,
    "addProtectedRange": protection.add,
    "addSheet": sheets.add,
    "appendCells": cells.append,
    "appendDimension": dimensions.append,
    "autoResizeDimensions": dimensions.auto_resize,
    "clearBasicFilter": filters.clear_basic,
    "copyPaste": pasting.copy,
    "createDeveloperMetadata": metadata.create,
    "cutPaste": pasting.cut,
    "deleteConditionalFormatRule": conditional.delete,
    "deleteDeveloperMetadata": metadata.delete,
    "deleteDimension": dimensions.delete,
    "deleteNamedRange": names.delete,
    "deleteProtectedRange": protection.delete,
    "deleteRange": rearranging.delete,
    "deleteSheet": sheets.delete,
    "duplicateSheet": sheets.duplicate,
    "findReplace": finding.replace,
    "insertDimension": dimensions.insert,
    "insertRange": rearranging.insert,
    "mergeCells": merges.merge,
    "moveDimension": dimensions.move,
    "repeatCell": cells.repeat,
    "setBasicFilter": filters.set_basic,
    "setDataValidation": cells.set_validation,
    "sortRange": rearranging.sort,
    "unmergeCells": merges.unmerge,
    "updateCells": cells.update,
    "updateConditionalFormatRule": conditional.update,
    "updateDeveloperMetadata": metadata.update,
    "updateDimensionProperties": dimensions.update_properties,
    "updateNamedRange": names.update,
    "updateProtectedRange": protection.update,
    "updateSheetProperties": sheets.update_properties,
    "updateSpreadsheetProperties": sheets.update_spreadsheet,
}
"""What the emulator knows."""

_LIMITS, _CHANCE = Limits(), SystemRandom()


def apply(
    spreadsheet: Spreadsheet,
    requests: list[Json],
    user: User,
    *,
    limits: Limits = _LIMITS,
    chance: Random = _CHANCE,
    now: Callable[[], datetime] = utc_now,
    editors: Sequence[str] = (),
) -> list[Json]:
    """Apply a batch.

    Args:
        spreadsheet: Changed in place, also when a request is refused.
        requests: As in ``spreadsheets.batchUpdate``.
        user: Who asks.
        limits: How much the spreadsheet may hold.
        chance: Picks ids that the requests leave open.
        now: Tells the moment, with a time zone: for formulas whose results are pasted.
        editors: The addresses of all who may edit the spreadsheet: they stay editors of a range
            that is protected without saying who is.

    Returns:
        A reply for each request.

    Raises:
        ApiError: A request is refused; the message names it by its number and kind.
    """
    if not requests:
        raise refused("Must specify at least one request.")
    if len(requests) > limits.requests:
        raise refused(f"Cannot exceed {limits.requests} requests in a single batch.")
    batch = Batch(spreadsheet, user, limits, chance, now, tuple(editors))
    with _no_collection():
        return [_reply(batch, number, request) for number, request in enumerate(requests)]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let Python's collector rest: cells by the million make no circles, and cost it half the time.

    It stays off where it was off.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _reply(batch: Batch, number: int, request: Json) -> Json:
    if len(request) != 1:
        raise refused(f"Invalid requests[{number}]: Exactly one kind of request must be set.")
    kind, body = next(iter(request.items()))
    if kind not in KINDS:
        raise unknown(f"requests of the kind {kind}")
    try:
        reply = KINDS[kind](batch, body)
    except ApiError as error:
        raise _located(error, f"Invalid requests[{number}].{kind}: ") from error
    return {} if reply is None else {kind: reply}


def _located(error: ApiError, where: str) -> ApiError:
    """Return a refusal that says which request it is about."""
    if error.status != 400:
        return error
    details = error.body["error"]
    return ApiError(400, {"error": {**details, "message": where + details["message"]}})
