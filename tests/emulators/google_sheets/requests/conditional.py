"""Conditional formats. They are kept, not applied.

https://developers.google.com/workspace/sheets/api/samples/conditional-formatting
"""

from __future__ import annotations

from tests.emulators.google_sheets.colors import settled
from tests.emulators.google_sheets.model import Json, Tab, refused
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch


def add(batch: Batch, request: Json) -> None:
    """Put a rule among the others, first unless said.

    Raises:
        ApiError: The rule has no ranges, some on several tabs, or the place is none.
    """
    tab, rule = _rule(batch, request)
    index = request.get("index", 0)
    if not 0 <= index <= len(tab.conditional_formats):
        raise _no_rule(tab, index)
    tab.conditional_formats.insert(index, rule)


def _rule(batch: Batch, request: Json) -> tuple[Tab, Json]:
    rule = request.get("rule", {})
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise refused("Exactly one of booleanRule and gradientRule must be set.")
    areas = [ranges.area(batch, part) for part in rule.get("ranges", ())]
    if not areas or any(tab is not areas[0][0] for tab, _ in areas):
        raise refused("rule.ranges must be at least one range, all on the same sheet.")
    for place in areas:
        batch.check_writable(*place)
    return areas[0][0], settled({**rule, "ranges": [ranges.kept(part) for part in rule["ranges"]]})


def _no_rule(tab: Tab, index: int) -> Exception:
    return refused(f"No conditional format on sheet: {tab.id} at index: {index}")


def _existing(batch: Batch, tab: Tab, index: int) -> Json:
    if not 0 <= index < len(tab.conditional_formats):
        raise _no_rule(tab, index)
    rule = tab.conditional_formats[index]
    for part in rule["ranges"]:
        batch.check_writable(*ranges.area(batch, part))
    return rule


def update(batch: Batch, request: Json) -> Json:
    """Put a rule in the place of another one, or move one.

    Raises:
        ApiError: There is no such rule, or both or none of the two is asked for.
    """
    if ("rule" in request) == ("newIndex" in request):
        raise refused("Exactly one of rule and newIndex must be set.")
    if "rule" in request:
        return _replace(batch, request)
    tab = batch.sheet(request.get("sheetId", 0))
    index, new_index = request.get("index", 0), request["newIndex"]
    rule = _existing(batch, tab, index)
    _existing(batch, tab, new_index)
    tab.conditional_formats.insert(new_index, tab.conditional_formats.pop(index))
    return {"newRule": rule, "newIndex": new_index, "oldIndex": index}


def _replace(batch: Batch, request: Json) -> Json:
    tab, rule = _rule(batch, request)
    index = request.get("index", 0)
    old = _existing(batch, tab, index)
    tab.conditional_formats[index] = rule
    return {"newRule": rule, "newIndex": index, "oldRule": old}


def delete(batch: Batch, request: Json) -> Json:
    """Delete a rule; those after it move up.

    Raises:
        ApiError: There is no such rule.
    """
    tab = batch.sheet(request.get("sheetId", 0))
    rule = _existing(batch, tab, request.get("index", 0))
    del tab.conditional_formats[request.get("index", 0)]
    return {"rule": rule}
