"""Developer metadata: created, changed, deleted, found.

https://developers.google.com/workspace/sheets/api/guides/metadata. Which words refuse an id that
is taken is not known.
"""

from __future__ import annotations

from typing import Callable, Iterator

from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.fields import merged, update_mask
from tests.emulators.google_sheets.requests.ranges import kept

ROOM = 30_000
"""Characters of keys and values that the metadata of a tab, or of the spreadsheet, may have."""


def create(batch: Batch, request: Json) -> Json:
    """Create metadata at the spreadsheet, a tab, or one row or column.

    Raises:
        ApiError: Key, visibility or place are missing or wrong, or the id is taken.
    """
    given = request.get("developerMetadata", {})
    metadata = {
        "metadataId": _new_id(batch, given.get("metadataId")),
        **{name: given[name] for name in _TEXTS if given.get(name)},
        "location": _location(batch, given.get("location", {})),
    }
    _check_texts(metadata)
    owner = owner_of(batch.spreadsheet, metadata)
    owner.metadata.append(metadata)
    _check_room(owner)
    return {"developerMetadata": metadata}


_TEXTS = ("metadataKey", "metadataValue", "visibility")


def _check_texts(metadata: Json) -> None:
    if not metadata.get("metadataKey"):
        raise refused("developerMetadata.metadataKey must be specified.")
    if metadata.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise refused("developerMetadata.visibility must be specified.")


def _check_room(owner: Spreadsheet | Tab) -> None:
    texts = (metadata.get(name, "") for metadata in owner.metadata for name in _TEXTS[:2])
    if sum(map(len, texts)) > ROOM:
        raise refused(f"Developer metadata cannot have more than {ROOM} characters.")


def _new_id(batch: Batch, wanted: int | None) -> int:
    taken = metadata_ids(batch.spreadsheet)
    if wanted is None:
        return batch.fresh_id(taken)
    if wanted < 1:
        raise refused("developerMetadata.metadataId must be positive.")
    if wanted in taken:
        raise refused(f"Developer metadata with ID {wanted} already exists.")
    return wanted


def metadata_ids(spreadsheet: Spreadsheet) -> set[int]:
    """Return the ids of all metadata."""
    return {metadata["metadataId"] for metadata in everything(spreadsheet)}


def everything(spreadsheet: Spreadsheet) -> Iterator[Json]:
    """Yield all metadata: the spreadsheet's own, then those of each tab."""
    yield from spreadsheet.metadata
    for tab in spreadsheet.tabs:
        yield from tab.metadata


def _location(batch: Batch, given: Json) -> Json:
    places = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in given]
    if len(places) != 1 or given.get("spreadsheet") is False:
        raise refused("developerMetadata.location must be exactly one place.")
    if "spreadsheet" in given:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if "sheetId" in given:
        tab = batch.sheet(given["sheetId"])
        batch.check_tab_writable(tab)
        return {"locationType": "SHEET", "sheetId": tab.id}
    line = ranges.lines(batch, given["dimensionRange"])
    if line.end != line.start + 1 or line.end > line.grid_size:
        raise refused("dimensionRange must be a single row or column of the grid.")
    batch.check_writable(line.tab, line.area)
    dimension = {**given["dimensionRange"], "startIndex": line.start, "endIndex": line.end}
    return {"locationType": line.word.upper(), "dimensionRange": kept(dimension)}


def located(location: Json, tab: Tab) -> Json:
    """Return the same location on another tab."""
    if "dimensionRange" in location:
        dimension = {**location["dimensionRange"], "sheetId": tab.id}
        return {**location, "dimensionRange": kept(dimension)}
    return {**location, "sheetId": tab.id}


def owner_of(spreadsheet: Spreadsheet, metadata: Json) -> Spreadsheet | Tab:
    """Return what holds metadata in the model: its tab, or the spreadsheet."""
    sheet_id = _sheet_id(metadata["location"])
    tab = None if sheet_id is None else spreadsheet.by_id(sheet_id)
    return tab or spreadsheet


def _sheet_id(location: Json) -> int | None:
    if "dimensionRange" in location:
        return int(location["dimensionRange"].get("sheetId", 0))
    found: int | None = location.get("sheetId")
    return found


def matching(spreadsheet: Spreadsheet, data_filter: Json) -> list[Json]:
    """Return the metadata that a ``DataFilter`` with a ``developerMetadataLookup`` selects.

    Raises:
        ApiError: The filter is of another kind, or its lookup asks for nothing.
    """
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        raise unknown("data filters without developerMetadataLookup")
    if not lookup:
        raise refused("developerMetadataLookup must specify at least one field.")
    return [metadata for metadata in everything(spreadsheet) if _matches(metadata, lookup)]


def _matches(metadata: Json, lookup: Json) -> bool:
    if any(name in lookup and metadata.get(name, "") != lookup[name] for name in _COMPARED):
        return False
    location = metadata["location"]
    if location["locationType"] != lookup.get("locationType", location["locationType"]):
        return False
    if "metadataLocation" not in lookup:
        return True
    exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
    meets: Callable[[Json, Json], bool] = _same if exact else _meets
    return meets(location, lookup["metadataLocation"])


_COMPARED = ("metadataId", *_TEXTS)


def _same(location: Json, other: Json) -> bool:
    return _place(location) == _place(other)


def _place(location: Json) -> tuple[int | None, object, object]:
    dimension = location.get("dimensionRange", {})
    return _sheet_id(location), dimension.get("dimension"), dimension.get("startIndex", 0)


def _meets(location: Json, other: Json) -> bool:
    """Whether two locations have a cell in common; the spreadsheet meets itself alone."""
    if _sheet_id(location) != _sheet_id(other):
        return False
    mine, theirs = location.get("dimensionRange"), other.get("dimensionRange")
    if not mine or not theirs or mine["dimension"] != theirs["dimension"]:
        return True
    return bool(
        mine["startIndex"] < theirs.get("endIndex", mine["endIndex"])
        and theirs.get("startIndex", 0) < mine["endIndex"]
    )


def update(batch: Batch, request: Json) -> Json:
    """Change all metadata that the filters select.

    Raises:
        ApiError: There is no filter, or the result could not be created.
    """
    mask, given = update_mask(request, "DeveloperMetadata"), request.get("developerMetadata", {})
    if mask.of("metadataId") or not request.get("dataFilters"):
        raise refused("dataFilters must select the metadata, whose id cannot be changed.")
    changed = []
    for metadata in _selected(batch.spreadsheet, request["dataFilters"]):
        new = merged(metadata, {**given, "metadataId": metadata["metadataId"]}, mask)
        new["location"] = _location(batch, _writable(new["location"]))
        _check_texts(new)
        _replace(batch.spreadsheet, metadata, new)
        changed.append(new)
    return {"developerMetadata": changed} if changed else {}


def _writable(location: Json) -> Json:
    return {name: value for name, value in location.items() if name != "locationType"}


def _selected(spreadsheet: Spreadsheet, data_filters: list[Json]) -> list[Json]:
    found = [one for data_filter in data_filters for one in matching(spreadsheet, data_filter)]
    return list({metadata["metadataId"]: metadata for metadata in found}.values())


def _replace(spreadsheet: Spreadsheet, old: Json, new: Json) -> None:
    owner_of(spreadsheet, old).metadata.remove(old)
    owner_of(spreadsheet, new).metadata.append(new)


def delete(batch: Batch, request: Json) -> Json:
    """Delete all metadata that a filter selects; whether none is an error is not documented."""
    gone = matching(batch.spreadsheet, request.get("dataFilter", {}))
    for metadata in gone:
        owner_of(batch.spreadsheet, metadata).metadata.remove(metadata)
    return {"deletedDeveloperMetadata": gone} if gone else {}
