"""Drop-downs of what stands in a hidden tab.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType
"""

from __future__ import annotations

from sheets_runner.workbook.google.state import Json
from tests.live.desk import Desk, Place
from tests.live.fact import asked, needed, told

MESSAGE = "Choose one of these."


def rule_of(source: Place) -> Json:
    """Return the rule that means all below the first cell of a tab."""
    values = [{"userEnteredValue": f"={source.range('$A$2:$A')}"}]
    condition = {"type": "ONE_OF_RANGE", "values": values}
    return {
        "condition": condition,
        "strict": False,
        "showCustomUi": True,
        "inputMessage": MESSAGE,
    }


def offered(desk: Desk, *more: Json, rule: bool = True) -> tuple[Place, Place]:
    """Make a hidden tab of choices and one that offers them, in one batch.

    Args:
        desk: Makes the calls.
        more: Requests between the two, about the second of them.
        rule: Whether the drop-down is made, too.
    """
    source, add_source = desk.new(hidden=True)
    place, add = desk.new()
    names: list[list[Json]] = [[{"stringValue": text}] for text in ("Event", "Search", "Visit")]
    requests = [add_source, source.write(0, 0, *names), add, *more]
    desk.batch(*requests, *([give(place, rule_of(source))] if rule else []))
    return source, place


def give(place: Place, rule: Json) -> Json:
    """Return the request that gives the cells below the first one a rule, to the tab's end."""
    column = {**place.area(1, 0), "endColumnIndex": 1}
    return {"setDataValidation": {"range": column, "rule": rule, "filteredRowsIncluded": True}}


def rules(desk: Desk, place: Place) -> list[Json]:
    """Return the rules of a tab's first column, row by row; blank ends are left out."""
    read = desk.cells(place.range("A:A"), "dataValidation")
    return [row[0].get("dataValidation", {}) if row else {} for row in read]


def cells(rule: Json) -> str:
    """Return what a rule says that its choices are."""
    (value,) = rule["condition"]["values"]
    return str(value["userEnteredValue"])


@needed(
    "Blank cells tell of their drop-down, to the end of the tab, and of its message",
    ([False, *[True] * 19], ("ONE_OF_RANGE", MESSAGE, True, False)),
)
def telling(desk: Desk) -> object:
    _, place = offered(desk)
    found = rules(desk, place)
    last = found[-1]
    parts = (last["inputMessage"], last["showCustomUi"], last.get("strict", False))
    return [bool(rule) for rule in found], (last["condition"]["type"], *parts)


@needed("A drop-down's choices come back with the name of their hidden tab", True)
def tab_of_choices(desk: Desk) -> object:
    source, place = offered(desk)
    return cells(rules(desk, place)[-1]).startswith((f"='{source.title}'!", f"={source.title}!"))


@asked("How a range without an end comes back: the runner writes $A$2:$A")
def open_end(desk: Desk) -> object:
    _, place = offered(desk)
    return cells(rules(desk, place)[-1]).rpartition("!")[2]


@needed("A drop-down follows when its tab is renamed", True)
def renaming(desk: Desk) -> object:
    source, place = offered(desk)
    title = f"{source.title} renamed"
    properties = {"sheetId": source.id, "title": title}
    desk.batch({"updateSheetProperties": {"properties": properties, "fields": "title"}})
    return title in cells(rules(desk, place)[-1])


@asked("What is told of a drop-down whose tab was deleted: its message names the tab")
def orphan(desk: Desk) -> object:
    source, place = offered(desk)
    desk.batch({"deleteSheet": {"sheetId": source.id}})
    return rules(desk, place)[-1:]


@needed("A drop-down that is set again takes the place of the first; without a rule it goes", [])
def taking_away(desk: Desk) -> object:
    source, place = offered(desk)
    column = {**place.area(1, 0), "endColumnIndex": 1}
    desk.batch(give(place, rule_of(source)), {"setDataValidation": {"range": column}})
    return [rule for rule in rules(desk, place) if rule]


@told("Rows that a filter hides get the drop-down as well", [True, True])
def filtered(desk: Desk) -> object:
    source, place = offered(desk, rule=False)
    hidden = {"hiddenValues": ["x"]}
    area = place.area(0, 0, 3, 1)
    spec = {"columnIndex": 0, "filterCriteria": hidden}
    names: list[list[Json]] = [[{"stringValue": text}] for text in ("Event", "x", "y")]
    desk.batch(
        place.write(0, 0, *names),
        {"setBasicFilter": {"filter": {"range": area, "filterSpecs": [spec]}}},
        give(place, rule_of(source)),
    )
    return [bool(rule) for rule in rules(desk, place)[1:3]]


@asked("Whether rows that are appended later have the drop-down of the last one")
def appended(desk: Desk) -> object:
    _, place = offered(desk)
    append = {"sheetId": place.id, "dimension": "ROWS", "length": 1}
    desk.batch({"appendDimension": append})
    return len(rules(desk, place)) == 21


@asked("Google's words for a drop-down from a tab that is not there")
def missing(desk: Desk) -> object:
    place = desk.tab()
    elsewhere = Place(place.id, f"{place.title} elsewhere")
    return desk.refusal(give(place, rule_of(elsewhere))).message
