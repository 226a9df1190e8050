"""Protected ranges.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets
#protectedrange. Whoever protects a range stays its editor; without ``editors`` all who may edit the
spreadsheet are.
"""

from __future__ import annotations

from tests.emulators.google_sheets.model import Json, Tab, refused
from tests.emulators.google_sheets.people import is_editor, protected_cell
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.fields import merged, update_mask
from tests.emulators.google_sheets.requests.ranges import kept

BOUNDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


def add(batch: Batch, request: Json) -> Json:
    """Protect a range, or with no bounds a whole tab.

    Raises:
        ApiError: The id is taken, or there is no such range.
    """
    given = request.get("protectedRange", {})
    taken = protected_ids(batch)
    wanted = given.get("protectedRangeId")
    if wanted in taken:
        raise refused(f"Protected range with id {wanted} already exists.")
    own_id = batch.fresh_id(taken) if wanted is None else wanted
    tab, protected = _settled(batch, {**given, "protectedRangeId": own_id})
    batch.check_writable(tab, ranges.area(batch, protected["range"])[1])
    tab.protected_ranges.append(protected)
    return {"protectedRange": {**protected, "requestingUserCanEdit": True}}


def protected_ids(batch: Batch) -> set[int]:
    """Return the ids of all protected ranges."""
    return {
        protected["protectedRangeId"]
        for tab in batch.spreadsheet.tabs
        for protected in tab.protected_ranges
    }


def _settled(batch: Batch, protected: Json) -> tuple[Tab, Json]:
    """Return the tab and the protection as it is kept.

    Raises:
        ApiError: There is no such range.
    """
    if "range" not in protected:
        raise unknown("protection of named ranges and tables")
    place = protected["range"]
    tab, _ = ranges.area(batch, place)
    protected = {**protected, "range": kept(place)}
    protected.pop("requestingUserCanEdit", None)
    if protected.get("unprotectedRanges"):
        if any(bound in place for bound in BOUNDS):
            raise refused("Unprotected ranges are only supported on protected sheets.")
        protected["unprotectedRanges"] = [kept(part) for part in protected["unprotectedRanges"]]
    if protected.get("warningOnly"):
        protected.pop("editors", None)
    else:
        protected["editors"] = _editors(batch, protected.get("editors"))
    return tab, protected


def _editors(batch: Batch, given: Json | None) -> Json:
    users = batch.editors if given is None else given.get("users", ())
    return {**(given or {}), "users": list(dict.fromkeys([*users, batch.user.email]))}


def _found(batch: Batch, protected_id: int) -> tuple[Tab, Json]:
    """Return a protection that the user may change, and its tab."""
    for tab in batch.spreadsheet.tabs:
        for protected in tab.protected_ranges:
            if protected["protectedRangeId"] == protected_id:
                if not is_editor(protected, batch.user):
                    raise protected_cell()
                return tab, protected
    raise refused(f"No protected range with id: {protected_id}")


def update(batch: Batch, request: Json) -> None:
    """Change a protection.

    Raises:
        ApiError: There is none, or the user is no editor of it.
    """
    mask, given = update_mask(request, "ProtectedRange"), request.get("protectedRange", {})
    before, old = _found(batch, given.get("protectedRangeId", 0))
    own_id = {"protectedRangeId": old["protectedRangeId"]}
    tab, new = _settled(batch, {**merged(old, given, mask), **own_id})
    before.protected_ranges.remove(old)
    tab.protected_ranges.append(new)


def delete(batch: Batch, request: Json) -> None:
    """Take a protection away.

    Raises:
        ApiError: There is none, or the user is no editor of it.
    """
    tab, protected = _found(batch, request.get("protectedRangeId", 0))
    tab.protected_ranges.remove(protected)
