"""Contents of cells: text that stays text, numbers, dates, errors, and how they are told of.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells
"""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from sheets_runner.workbook.google.state import Json
from tests.live.desk import Desk
from tests.live.fact import asked, needed, told

TEXTS = (
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "007",
    "TRUE",
    "#N/A",
    "2026-06-30",
    "12:30",
    "50%",
    "1e5",
    "'quoted",
    '"quoted"',
    "https://example.com",
    " spaces ",
    "two\nlines",
    "a\ttab",
    "👍🏽",
    "\u200b",
)
CONTROLS = tuple(chr(code) for code in (*range(0x20), 0x7F, 0x85) if chr(code) not in "\t\n\r")
NUMBERS = (0, -0.0, 1.5, 0.1 + 0.2, 999_999_999_999_999, -999_999_999_999_999, 1e20, 1e-300)
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
MOMENT = {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm:ss"}}
DURATION = {"numberFormat": {"type": "TIME", "pattern": "[h]:mm:ss"}}


def changed(desk: Desk, kind: str, values: Sequence[Any]) -> dict[Any, Any]:
    """Write contents in a batch, and return those that are something else when they are read."""
    place, add = desk.new(rows=len(values) + 1)
    desk.batch(add, place.write(0, 0, *([{kind: value}] for value in values)))
    read = [row[0].get("userEnteredValue", {}) if row else {} for row in desk.cells(place.range())]
    read += [{}] * (len(values) - len(read))
    return {value: told for value, told in zip(values, read) if told != {kind: value}}


def numbers_told(desk: Desk, cells: Mapping[str, Json]) -> list[Json]:
    """Return what is told of cells in a column, written with all that they hold."""
    place, add = desk.new(rows=len(cells) + 1)
    fields = "userEnteredValue,userEnteredFormat.numberFormat,dataValidation"
    desk.batch(add, place.write(0, 0, *([cell] for cell in cells.values()), fields=fields))
    wanted = "effectiveValue,effectiveFormat.numberFormat,formattedValue,dataValidation.condition"
    return [row[0] if row else {} for row in desk.cells(place.range(), wanted)]


@needed("A stringValue is text, whatever it looks like; those that came back changed", {})
def text_in_a_batch(desk: Desk) -> object:
    return changed(desk, "stringValue", TEXTS)


@needed("A text under RAW is text, whatever it looks like; those that came back changed", {})
def text_under_raw(desk: Desk) -> object:
    place = desk.tab(rows=len(TEXTS) + 1)
    desk.put(place.range(f"A1:A{len(TEXTS)}"), [[text] for text in TEXTS])
    read = [row[0]["userEnteredValue"] for row in desk.cells(place.range())]
    return {text: told for text, told in zip(TEXTS, read) if told != {"stringValue": text}}


@needed("Control characters in texts; those that came back changed", {})
def control_characters(desk: Desk) -> object:
    return changed(desk, "stringValue", [f"a{character}b" for character in CONTROLS])


@needed("Characters that are none (U+FFFE, U+FFFF) in texts; those that came back changed", {})
def no_characters(desk: Desk) -> object:
    return changed(desk, "stringValue", ["a\ufffeb", "a\uffffb"])


@told("Carriage returns in texts; those that came back changed", {})
def carriage_returns(desk: Desk) -> object:
    return changed(desk, "stringValue", ["a\rb", "a\r\nb"])


@needed("Numbers; those that came back changed", {})
def numbers(desk: Desk) -> object:
    return changed(desk, "numberValue", NUMBERS)


@needed("A text of 50,000 characters, an emoji counting twice, is kept whole", True)
def longest_text(desk: Desk) -> object:
    text = "a" * 49_998 + "👍"
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [{"stringValue": text}]))
    return desk.contents(place.range()) == [[text]]


@asked("Google's words for a text of 50,001 characters, and for 50,000 emoji")
def too_long(desk: Desk) -> object:
    place = desk.tab()
    texts = ("a" * 50_001, "👍" * 50_000)
    return [desk.refusal(place.write(0, 0, [{"stringValue": text}])).message for text in texts]


@needed("An empty userEnteredValue blanks a cell", [[None, "y"]])
def blanking(desk: Desk) -> object:
    place, add = desk.new()
    texts: list[Json] = [{"stringValue": "x"}, {"stringValue": "y"}]
    desk.batch(add, place.write(0, 0, texts), place.write(0, 0, [{}]))
    return desk.contents(place.range())


@needed(
    "A serial number with a format is a date or a moment",
    [
        ("DATE", "yyyy-mm-dd", "2026-09-27"),
        ("DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2026-09-27 18:00:00"),
    ],
)
def dates(desk: Desk) -> object:
    read = numbers_told(
        desk,
        {
            "day": {"userEnteredValue": {"numberValue": 46292}, "userEnteredFormat": DATE},
            "moment": {"userEnteredValue": {"numberValue": 46292.75}, "userEnteredFormat": MOMENT},
        },
    )
    formats = [cell["effectiveFormat"]["numberFormat"] for cell in read]
    shown = [cell["formattedValue"] for cell in read]
    return [(one["type"], one["pattern"], text) for one, text in zip(formats, shown)]


@needed("A duration keeps its pattern [h]:mm:ss", "[h]:mm:ss")
def duration_pattern(desk: Desk) -> object:
    return _duration(desk)["pattern"]


@asked("The type of a duration's number format, written as TIME")
def duration_type(desk: Desk) -> object:
    return _duration(desk)["type"]


def _duration(desk: Desk) -> Json:
    cell = {"userEnteredValue": {"numberValue": 1.25}, "userEnteredFormat": DURATION}
    (read,) = numbers_told(desk, {"duration": cell})
    found: Json = read["effectiveFormat"]["numberFormat"]
    return found


@asked("What somebody gets who types 27:30:00, $5, 50% and 30/6/2026", emulated=False)
def typed(desk: Desk) -> object:
    place = desk.tab()
    desk.put(place.range("A1:D1"), [["27:30:00", "$5", "50%", "30/6/2026"]], "USER_ENTERED")
    (row,) = desk.cells(place.range(), "effectiveValue,effectiveFormat.numberFormat")
    formats = [cell.get("effectiveFormat", {}).get("numberFormat", {}) for cell in row]
    return [(cell["effectiveValue"], shown) for cell, shown in zip(row, formats)]


@needed("The result of TODAY() has the effective number format DATE", "DATE")
def today(desk: Desk) -> object:
    (cell,) = numbers_told(desk, {"today": {"userEnteredValue": {"formulaValue": "=TODAY()"}}})
    return cell["effectiveFormat"]["numberFormat"]["type"]


@needed("Errors are told by type", ["DIVIDE_BY_ZERO", "N_A", "NAME", "REF"])
def errors(desk: Desk) -> object:
    formulas = ("=1/0", "=NA()", "=NO_SUCH_NAME", "=#REF!")
    read = numbers_told(
        desk, {formula: {"userEnteredValue": {"formulaValue": formula}} for formula in formulas}
    )
    return [cell["effectiveValue"]["errorValue"]["type"] for cell in read]


@asked("How the result of a formula is told that gives empty text")
def empty_text(desk: Desk) -> object:
    (cell,) = numbers_told(desk, {"empty": {"userEnteredValue": {"formulaValue": '=""'}}})
    return cell.get("effectiveValue")


@needed(
    "Cells that an array formula fills show a value and have none entered",
    [(True, True), (False, True)],
    emulated=False,
)
def filled_by_a_formula(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [{"formulaValue": '={"a","b"}'}]))
    (row,) = desk.cells(place.range(), "userEnteredValue,effectiveValue")
    return [("userEnteredValue" in cell, "effectiveValue" in cell) for cell in row]


@needed("An unticked checkbox holds FALSE and a validation BOOLEAN", (False, "BOOLEAN"))
def checkbox(desk: Desk) -> object:
    cell = {
        "userEnteredValue": {"boolValue": False},
        "dataValidation": {"condition": {"type": "BOOLEAN"}},
    }
    (read,) = numbers_told(desk, {"box": cell})
    return read["effectiveValue"].get("boolValue"), read["dataValidation"]["condition"]["type"]


@asked("How '123 is shown, as a stringValue and under RAW")
def leading_apostrophe(desk: Desk) -> object:
    place, add = desk.new()
    desk.batch(add, place.write(0, 0, [{"stringValue": "'123"}]))
    desk.put(place.range("A2"), [["'123"]])
    return [row[0].get("formattedValue") for row in desk.cells(place.range(), "formattedValue")]


@asked("Whether an address becomes a link, as a stringValue and under RAW")
def links(desk: Desk) -> object:
    place, add = desk.new()
    address = "https://example.com"
    desk.batch(add, place.write(0, 0, [{"stringValue": address}]))
    desk.put(place.range("A2"), [[address]])
    read = desk.cells(place.range(), "formattedValue,userEnteredFormat.textFormat,hyperlink")
    return [row[0].get("hyperlink") or row[0].get("userEnteredFormat", "no link") for row in read]


@asked("Whether pasteData makes a formula of =1+1", emulated=False)
def pasted_text(desk: Desk) -> object:
    place, add = desk.new()
    paste = {"coordinate": place.at(0, 0), "data": "=1+1", "type": "PASTE_NORMAL", "delimiter": ","}
    desk.batch(add, {"pasteData": paste})
    return desk.cells(place.range())
