"""Named ranges.

What a name may be: https://support.google.com/docs/answer/63175. In which words others are refused
is not known.
"""

from __future__ import annotations

import re

from tests.emulators.google_sheets.model import Json, Spreadsheet, refused
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch
from tests.emulators.google_sheets.requests.fields import merged, update_mask

_NAME = re.compile(r"(?!true$|false$)[^\W\d]\w{0,249}", re.IGNORECASE)
_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r[0-9]*c[0-9]*", re.IGNORECASE)


def add(batch: Batch, request: Json) -> Json:
    """Give a range a name.

    Raises:
        ApiError: The name or the id is taken, the name is none, or there is no such range.
    """
    given = request.get("namedRange", {})
    named_ranges = batch.spreadsheet.named_ranges
    taken = {named["namedRangeId"] for named in named_ranges}
    if given.get("namedRangeId") in taken:
        raise refused(f"Named range with id {given['namedRangeId']} already exists.")
    own_id = given.get("namedRangeId") or str(batch.fresh_id(()))
    named = _settled(batch, {"namedRangeId": own_id, **given})
    named_ranges.append(named)
    return {"namedRange": named}


def _settled(batch: Batch, named: Json) -> Json:
    """Return a named range as it is kept.

    Raises:
        ApiError: The name is taken or none, or there is no such range.
    """
    name = named.get("name", "")
    if not _NAME.fullmatch(name) or _CELL.fullmatch(name):
        raise refused(f"The name of the named range is invalid: {name}")
    others = (
        other
        for other in batch.spreadsheet.named_ranges
        if other["namedRangeId"] != named["namedRangeId"]
    )
    if any(other["name"].casefold() == name.casefold() for other in others):
        raise refused(f"A named range with the name {name} already exists.")
    ranges.area(batch, named.get("range", {}))
    return {**named, "range": ranges.kept(named.get("range", {}))}


def _place(spreadsheet: Spreadsheet, named_id: str) -> int:
    for place, named in enumerate(spreadsheet.named_ranges):
        if named["namedRangeId"] == named_id:
            return place
    raise refused(f"No named range with id: {named_id}")


def update(batch: Batch, request: Json) -> None:
    """Change name or place of a named range.

    Raises:
        ApiError: There is none, or it cannot be so.
    """
    mask, given = update_mask(request, "NamedRange"), request.get("namedRange", {})
    place = _place(batch.spreadsheet, given.get("namedRangeId", ""))
    old = batch.spreadsheet.named_ranges[place]
    new = {**merged(old, given, mask), "namedRangeId": old["namedRangeId"]}
    batch.spreadsheet.named_ranges[place] = _settled(batch, new)


def delete(batch: Batch, request: Json) -> None:
    """Take a name away from its range.

    Raises:
        ApiError: There is none.
    """
    place = _place(batch.spreadsheet, request.get("namedRangeId", ""))
    del batch.spreadsheet.named_ranges[place]
