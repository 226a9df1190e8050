"""Developer metadata: by it the runner knows its tabs, its columns, and that a batch was written.

https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from __future__ import annotations

from typing import Any

from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.state import Json
from tests.live.desk import Desk, Place
from tests.live.fact import asked, needed


def marks(desk: Desk, place: Place) -> tuple[str, dict[int, str]]:
    """Return what the marks of a tab and of its columns say, as the runner's outline shows them."""
    answer = desk.get(state.OUTLINE)
    (sheet,) = (one for one in answer["sheets"] if one["properties"]["title"] == place.title)
    columns = sheet["data"][0].get("columnMetadata", [])
    found = {number: _value(desk, column) for number, column in enumerate(columns)}
    return _value(desk, sheet), {number: value for number, value in found.items() if value}


def _value(desk: Desk, holder: Json) -> str:
    values = [
        str(one.get("metadataValue", ""))
        for one in holder.get("developerMetadata", ())
        if one["metadataKey"] == desk.key
    ]
    return ",".join(values)


def made(desk: Desk) -> tuple[Place, list[Json]]:
    """Return a tab with marks at itself, its second and third column, and what makes it."""
    place, add = desk.new()
    return place, [
        add,
        desk.mark("tab", {"sheetId": place.id}),
        desk.mark("b", {"dimensionRange": place.columns(1, 2)}),
        desk.mark("c", {"dimensionRange": place.columns(2, 3)}),
    ]


@needed("Tabs and columns are marked in the batch that makes them", ("tab", {1: "b", 2: "c"}))
def at_once(desk: Desk) -> object:
    place, requests = made(desk)
    desk.batch(*requests)
    return marks(desk, place)


@needed("A column's mark moves with inserted and moved columns", ("tab", {1: "c", 3: "b"}))
def moving(desk: Desk) -> object:
    place, requests = made(desk)
    insert = {"range": place.columns(0, 1), "inheritFromBefore": False}
    move = {"source": place.columns(3, 4), "destinationIndex": 1}
    desk.batch(*requests, {"insertDimension": insert}, {"moveDimension": move})
    return marks(desk, place)


@needed("A mark found by its id is changed, the others stay", ("tab", {1: "new", 2: "c"}))
def changing(desk: Desk) -> object:
    place, requests = made(desk)
    reply = desk.batch(*requests)["replies"][2]["createDeveloperMetadata"]
    lookup = {"metadataId": reply["developerMetadata"]["metadataId"]}
    change = {
        "dataFilters": [{"developerMetadataLookup": lookup}],
        "developerMetadata": {"metadataValue": "new"},
        "fields": "metadataValue",
    }
    desk.batch({"updateDeveloperMetadata": change})
    return marks(desk, place)


@asked("The marks of a copied tab: at the tab, at its columns")
def copied(desk: Desk) -> object:
    place, requests = made(desk)
    copy, _ = desk.new()
    duplicate = {"sourceSheetId": place.id, "newSheetId": copy.id, "newSheetName": copy.title}
    desk.batch(*requests, {"duplicateSheet": duplicate})
    return marks(desk, copy)


@asked("Google's words for a metadata id that is taken")
def taken(desk: Desk) -> object:
    place = desk.tab()
    given: dict[str, Any] = {"metadataId": desk.new()[0].id + 1}
    request = desk.mark("a", {"sheetId": place.id}, **given)
    desk.batch(request)
    return desk.refusal(request).message
