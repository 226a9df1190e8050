"""Requests about ranges: replaced, pasted, inserted, moved, filtered, protected.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from __future__ import annotations

from sheets_runner.workbook.google.state import Json
from tests.live.desk import Desk, Place
from tests.live.fact import asked, needed, told

BOLD: Json = {"userEnteredFormat": {"textFormat": {"bold": True}}}
DATE: Json = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
ONE: Json = {"numberValue": 1}


def text(*words: str) -> list[Json]:
    return [{"stringValue": word} for word in words]


def look(area: Json, cell: Json, fields: str) -> Json:
    return {"repeatCell": {"range": area, "cell": cell, "fields": fields}}


def paste(source: Json, target: Json, kind: str) -> Json:
    return {"copyPaste": {"source": source, "destination": target, "pasteType": kind}}


def number_formats(desk: Desk, place: Place) -> list[list[str]]:
    """Return the types of the number formats that were given to cells."""
    read = desk.cells(place.range(), "userEnteredFormat.numberFormat")
    return [
        [cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type", "") for cell in row]
        for row in read
    ]


@needed(
    "updateCells with a range blanks what its rows do not cover, to the end, and no look",
    ([["new", None, "c"], [None, None, "c"], [None, None, "c"]], ["DATE"]),
)
def replacing(desk: Desk) -> object:
    place, add = desk.new()
    replace = {
        "range": {**place.area(0, 0), "endColumnIndex": 2},
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "new"}}]}],
        "fields": "userEnteredValue",
    }
    desk.batch(
        add,
        place.write(0, 0, *[text("a", "b", "c")] * 3),
        look(place.area(1, 0, 2, 1), {"userEnteredFormat": DATE}, "userEnteredFormat.numberFormat"),
        {"updateCells": replace},
    )
    return desk.contents(place.range()), number_formats(desk, place)[1][:1]


@needed("updateCells without rows blanks its range", [[None, "b"], [None, "b"]])
def blanking(desk: Desk) -> object:
    place, add = desk.new()
    column = {**place.area(0, 0), "endColumnIndex": 1}
    blank = {"range": column, "rows": [], "fields": "userEnteredValue"}
    desk.batch(add, place.write(0, 0, *[text("a", "b")] * 2), {"updateCells": blank})
    return desk.contents(place.range())


@needed("… also in a tab of 200,000 cells", [["new"]])
def blanking_a_large_tab(desk: Desk) -> object:
    place, add = desk.new(rows=20_000, columns=10)
    replace = {
        "range": {"sheetId": place.id},
        "rows": [{"values": [{"userEnteredValue": {"stringValue": "new"}}]}],
        "fields": "userEnteredValue",
    }
    last = place.write(19_999, 9, text("last"))
    desk.batch(add, place.write(0, 0, text("a", "b")), last, {"updateCells": replace})
    return desk.contents(place.range())


@needed(
    "Values pasted from a hidden tab: text stays text, and the look stays",
    ([["=1+1", "007", 46292]], [["", "DATE", "DATE"]]),
)
def pasting_values(desk: Desk) -> object:
    staged, add_staged = desk.new(hidden=True)
    place, add = desk.new()
    dated = look(
        place.area(0, 1, 1, 3), {"userEnteredFormat": DATE}, "userEnteredFormat.numberFormat"
    )
    desk.batch(add_staged, add, dated)
    desk.put(staged.range("A1:C1"), [["=1+1", "007", 46292]])
    area = (0, 0, 1, 3)
    desk.batch(paste(staged.area(*area), place.area(*area), "PASTE_VALUES"))
    return desk.contents(place.range()), number_formats(desk, place)


@needed("A pasted formula means the cells beside its new place", ["=A1*2", "=A2*2", "=A3*2"])
def pasting_formulas(desk: Desk) -> object:
    place, add = desk.new()
    formula: list[Json] = [ONE, {"formulaValue": "=A1*2"}]
    desk.batch(
        add,
        place.write(0, 0, formula, [ONE], [ONE]),
        paste(place.area(0, 1, 1, 2), place.area(1, 1, 2, 2), "PASTE_FORMULA"),
        paste(place.area(0, 1, 1, 2), place.area(2, 1, 3, 2), "PASTE_NORMAL"),
    )
    return [row[1] for row in desk.contents(place.range())]


@needed("A pasted look leaves contents alone", ([["a"], ["b"]], ["DATE", "DATE"]))
def pasting_looks(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(
        add,
        place.write(0, 0, text("a"), text("b")),
        look(place.area(0, 0, 1, 1), {"userEnteredFormat": DATE}, "userEnteredFormat.numberFormat"),
        paste(place.area(0, 0, 1, 1), place.area(1, 0, 2, 1), "PASTE_FORMAT"),
    )
    return desk.contents(place.range()), [row[0] for row in number_formats(desk, place)]


@asked("Whether appended rows look like the last one")
def appended_rows(desk: Desk) -> object:
    place, add = desk.new(rows=2, columns=1)
    append = {"sheetId": place.id, "dimension": "ROWS", "length": 1}
    bold = look(place.area(1, 0, 2, 1), BOLD, "userEnteredFormat.textFormat")
    desk.batch(add, bold, {"appendDimension": append}, place.write(2, 0, text("x")))
    read = desk.cells(place.range(), "userEnteredValue,userEnteredFormat.textFormat")
    return read[2][0].get("userEnteredFormat", "they do not")


@needed("Inserted columns move cells right of them, and formulas follow", [["a", None, 1, "=C1"]])
def inserting(desk: Desk) -> object:
    place, add = desk.new()
    insert = {"range": place.columns(1, 2), "inheritFromBefore": True}
    row: list[Json] = [{"stringValue": "a"}, ONE, {"formulaValue": "=B1"}]
    desk.batch(add, place.write(0, 0, row), {"insertDimension": insert})
    return desk.contents(place.range())


@needed("A column moves before the one named, counted before it moves", [["b", "c", "a", "d"]])
def moving(desk: Desk) -> object:
    place, add = desk.new()
    move = {"source": place.columns(0, 1), "destinationIndex": 3}
    desk.batch(add, place.write(0, 0, text("a", "b", "c", "d")), {"moveDimension": move})
    return desk.contents(place.range())


@needed("An empty number format takes the format away", [[""]])
def no_format(desk: Desk) -> object:
    place, add = desk.new()
    fields, area = "userEnteredFormat.numberFormat", place.area(0, 0, 1, 1)
    dated = look(area, {"userEnteredFormat": DATE}, fields)
    plain = look(area, {"userEnteredFormat": {}}, fields)
    desk.batch(add, place.write(0, 0, [ONE]), dated, plain)
    read = desk.cells(place.range(), "userEnteredValue,userEnteredFormat.numberFormat")
    return [[cell.get("userEnteredFormat", "") or "" for cell in row] for row in read]


@needed("Merged cells are told of by their edges", [(1, 3, 0, 2)])
def merges(desk: Desk) -> object:
    place, add = desk.new()
    merge = {"range": place.area(1, 0, 3, 2), "mergeType": "MERGE_ALL"}
    desk.batch(add, {"mergeCells": merge})
    names = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
    told_of = desk.get("sheets(merges)", place.range())["sheets"][0]["merges"]
    return [tuple(merge.get(name, 0) for name in names) for merge in told_of]


@asked("The end that is told of a filter without one, in a tab of 20 rows")
def filter_without_end(desk: Desk) -> object:
    place, add = desk.new()
    area = {"sheetId": place.id, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": 2}
    desk.batch(add, {"setBasicFilter": {"filter": {"range": area}}})
    read = desk.get("sheets(basicFilter)", place.range())["sheets"][0]["basicFilter"]["range"]
    return read.get("endRowIndex")


@needed("A filter that is set again takes the place of the first", 9)
def filter_again(desk: Desk) -> object:
    place, add = desk.new()
    first, again = ({"range": place.area(0, 0, end, 2)} for end in (5, 9))
    desk.batch(add, *({"setBasicFilter": {"filter": one}} for one in (first, again)))
    read = desk.get("sheets(basicFilter)", place.range())["sheets"][0]["basicFilter"]["range"]
    return read.get("endRowIndex")


@told("This account may write where it has put a protection itself", [True])
def own_protection(desk: Desk) -> object:
    place, add = desk.new()
    protect = {"protectedRange": {"range": place.area(0, 0, 2, 2)}}
    desk.batch(add, {"addProtectedRange": protect}, place.write(0, 0, text("x")))
    read = desk.get("sheets(protectedRanges(requestingUserCanEdit))", place.range())
    found = read["sheets"][0].get("protectedRanges", [])
    return [one.get("requestingUserCanEdit", False) for one in found]


@needed("Tabs whose names have quotes and emoji are found by them", [["x"]])
def quoted_names(desk: Desk) -> object:
    place = Place(desk.new()[0].id, f"{desk.key} Priya's 👍 plan")
    properties = {"sheetId": place.id, "title": place.title}
    desk.batch({"addSheet": {"properties": properties}}, place.write(0, 0, text("x")))
    return desk.contents(place.range("A1:B2"))


@asked("Google's words for columns past the end of the grid")
def past_the_grid(desk: Desk) -> object:
    place = desk.tab(columns=3)
    beyond = place.write(0, 5, text("x"))
    return desk.refusal(beyond).message
