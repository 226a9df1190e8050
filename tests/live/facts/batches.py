"""Batches: in order, all or nothing, refused by name; the lease and its fence rest on these.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
"""

from __future__ import annotations

from sheets_runner.workbook.google.state import Json
from tests.live.desk import Desk, Place, rows_of
from tests.live.fact import asked, needed, told

X: Json = {"stringValue": "x"}
Y: Json = {"stringValue": "y"}


def delete(sheet_id: int) -> Json:
    return {"deleteSheet": {"sheetId": sheet_id}}


def renamed(desk: Desk, title: str) -> Json:
    """Return the request that makes a tab of a name."""
    return desk.new(title=title)[1]


@needed("A deleted tab's name is free later in the same batch", [["y"]])
def name_is_free(desk: Desk) -> object:
    old = desk.tab()
    new = Place(desk.new()[0].id, old.title)
    properties = {"sheetId": new.id, "title": new.title}
    desk.batch(delete(old.id), {"addSheet": {"properties": properties}}, new.write(0, 0, [Y]))
    return desk.contents(new.range())


@needed("A tab has the id that it was given, which later requests of the batch may use", [["x"]])
def own_id(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [X]))
    return desk.contents(place.range())


@needed("A tab may be hidden from the first, and writes into it work", (True, [["x"]]))
def hidden(desk: Desk) -> object:
    place, add = desk.new(hidden=True)
    desk.batch(add, place.write(0, 0, [X]))
    sheets = desk.get("sheets.properties(title,hidden)", place.range())["sheets"]
    return sheets[0]["properties"].get("hidden"), desk.contents(place.range())


@needed("To delete a tab that is gone is refused, naming requests[0]", 0)
def gone_tab(desk: Desk) -> object:
    place, add = desk.new()
    return desk.refusal(delete(place.id), add).request


@needed("A taken name is refused, naming the request", 1)
def taken_name(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add)
    return desk.refusal(desk.new()[1], renamed(desk, place.title)).request


@needed("… also where only the case of its letters differs", 0)
def taken_name_in_other_case(desk: Desk) -> object:
    return desk.refusal(renamed(desk, desk.tab().title.upper())).request


@needed("A taken id is refused, naming the request", 0)
def taken_id(desk: Desk) -> object:
    place = desk.tab()
    properties = {"sheetId": place.id, "title": f"{place.title} b"}
    return desk.refusal({"addSheet": {"properties": properties}}).request


@asked("Google's words for a tab that is gone, a taken name, a taken id")
def words(desk: Desk) -> object:
    place = desk.tab()
    taken = {"addSheet": {"properties": {"sheetId": place.id, "title": f"{place.title} b"}}}
    refused = (delete(desk.new()[0].id), renamed(desk, place.title), taken)
    return [desk.refusal(request).message for request in refused]


@needed("A batch with one request that is refused changes nothing", [["x"]])
def all_or_nothing(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [X]))
    desk.refusal(place.write(0, 0, [Y]), delete(desk.new()[0].id))
    return desk.contents(place.range())


@needed("A batch's answer shows cells as of the commit, of the tabs asked for", ([["y"]], 1))
def answer_as_of_the_commit(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [X]))
    mask = "updatedSpreadsheet(properties(title),sheets(data(rowData(values(userEnteredValue)))))"
    answer = desk.batch(place.write(0, 0, [Y]), show=[place.range()], fields=mask)
    shown = answer["updatedSpreadsheet"]
    rows = [[cell["userEnteredValue"]["stringValue"] for cell in row] for row in rows_of(shown)]
    return rows, len(shown["sheets"])


@needed("A batch's answer without ranges shows the spreadsheet's own metadata", "a")
def answer_without_ranges(desk: Desk) -> object:
    mask = "updatedSpreadsheet(developerMetadata(metadataKey,metadataValue))"
    answer = desk.batch(desk.mark("a", {"spreadsheet": True}), fields=mask, grid=True)
    found = answer["updatedSpreadsheet"]["developerMetadata"]
    return next(one["metadataValue"] for one in found if one["metadataKey"] == desk.key)


@told("values.batchUpdate with one bad range changes nothing", None)
def values_all_or_nothing(desk: Desk) -> object:
    place = desk.tab()
    data = [
        {"range": place.range("A1"), "values": [["x"]]},
        {"range": f"'{place.title} gone'!A1", "values": [["y"]]},
    ]
    body = {"valueInputOption": "RAW", "data": data}
    try:
        desk.call("POST", "/values:batchUpdate", {}, body)
    except OSError:
        return next(iter(desk.contents(place.range())), None)
    return "the bad range was taken"


@asked("values.update that begins in the last row and has three")
def past_the_last_row(desk: Desk) -> object:
    place = desk.tab(rows=5)
    desk.put(place.range("A5"), [["x"], ["y"], ["z"]])
    properties = desk.get("sheets.properties.gridProperties.rowCount", place.range())
    return properties["sheets"][0]["properties"]["gridProperties"]
