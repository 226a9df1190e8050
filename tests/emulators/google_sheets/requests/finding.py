"""findReplace.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#findreplacerequest. Cells are searched as they look; what is left after replacing is entered anew,
as if typed. Counts of nothing are left out of the reply.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Iterator, NamedTuple, Pattern

from tests.emulators.google_sheets import typed
from tests.emulators.google_sheets.contents import Contents
from tests.emulators.google_sheets.model import Formula, Json, Place, Tab, refused
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown
from tests.emulators.google_sheets.requests.celldata import put

SCOPES = ("range", "sheetId", "allSheets")


class _Change(NamedTuple):
    """A cell in which something is replaced.

    Attributes:
        place: Its row and column.
        text: What is entered instead.
        found: How often it was found.
        is_formula: Whether the cell holds a formula.
    """

    place: Place
    text: str
    found: int
    is_formula: bool


def replace(batch: Batch, request: Json) -> Json:
    """Replace a text in cells.

    Raises:
        ApiError: Not exactly one place to search is given, or nothing to look for.
    """
    if request.get("searchByRegex"):
        raise unknown("searching by regular expressions")
    if not request.get("find"):
        raise refused("find must be specified.")
    counts: Counter[str] = Counter()
    for tab, area in _scope(batch, request):
        changes = list(_changes(batch, tab, area, request))
        for change in changes:
            _enter(batch, tab, change)
        counts.update(_counts(changes))
    return {name: count for name, count in counts.items() if count}


def _scope(batch: Batch, request: Json) -> list[tuple[Tab, Area]]:
    given = [name for name in SCOPES if name in request and request[name] is not False]
    if len(given) != 1:
        raise refused("Exactly one of range, sheetId and allSheets must be set.")
    if given == ["range"]:
        return [ranges.area(batch, request["range"])]
    if given == ["sheetId"]:
        return [ranges.area(batch, {"sheetId": request["sheetId"]})]
    return [ranges.area(batch, {"sheetId": tab.id}) for tab in batch.spreadsheet.tabs]


def _changes(batch: Batch, tab: Tab, area: Area, request: Json) -> Iterator[_Change]:
    contents = Contents(batch.spreadsheet, tab, batch.now)
    pattern, replacement = _pattern(request), request.get("replacement", "")
    for place in sorted(ranges.present(tab, area)):
        cell = tab.cells[place]
        is_formula = isinstance(cell.entered, Formula)
        if is_formula and not request.get("includeFormulas"):
            continue
        text = str(cell.entered) if is_formula else contents.formatted(*place, cell)
        after, found = pattern.subn(lambda _: replacement, text or "")
        if found:
            yield _Change(place, after, found, is_formula)


def _pattern(request: Json) -> Pattern[str]:
    text = re.escape(request["find"])
    whole = rf"\A{text}\Z" if request.get("matchEntireCell") else text
    return re.compile(whole, 0 if request.get("matchCase") else re.IGNORECASE)


def _enter(batch: Batch, tab: Tab, change: _Change) -> None:
    row, column = change.place
    batch.check_writable(tab, Area(row, column, row + 1, column + 1))
    batch.limits.check_text(change.text)
    locale = batch.spreadsheet.properties["locale"]
    put(tab, change.place, typed.into(tab.cells[change.place], change.text, locale))


def _counts(changes: list[_Change]) -> dict[str, int]:
    """Return the counts of one tab as the reply names them."""
    formulas = sum(change.is_formula for change in changes)
    return {
        "valuesChanged": len(changes) - formulas,
        "formulasChanged": formulas,
        "rowsChanged": len({change.place[0] for change in changes}),
        "sheetsChanged": int(bool(changes)),
        "occurrencesChanged": sum(change.found for change in changes),
    }
