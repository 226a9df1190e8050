"""What formulas come to.

A small part of https://support.google.com/docs/table/25273: a function that is not here gives
``#NAME?``, as a misspelt one does in Sheets. Results are ``ExtendedValue``
(https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#extendedvalue).
"""

from __future__ import annotations

import math
from datetime import datetime, timezone
from itertools import product
from typing import Callable, Iterator, Optional, Tuple, Union

from dateutil.tz import UTC, gettz

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.expressions import read
from tests.emulators.google_sheets.model import BLANK, Entered, Formula, Json, Spreadsheet, Tab
from tests.emulators.google_sheets.operations import Broken, Grid, Value, scalar
from tests.emulators.google_sheets.people import Area
from tests.emulators.google_sheets.references import Reference, references
from tests.emulators.google_sheets.shown import serial_of

Outcome = Union[Value, Broken]
Result = Callable[[int, int], Optional[Json]]
"""Given row and column, returns the ``effectiveValue`` there, None for a blank one."""
Key = Tuple[int, int, int]
"""A cell: its tab's id, row and column."""


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(timezone.utc)


def values(spreadsheet: Spreadsheet, tab: Tab, now: Callable[[], datetime] = utc_now) -> Result:
    """Return what tells the values of a tab's cells.

    Args:
        spreadsheet: Where references lead; what is worked out is kept, so it must not change.
        tab: Whose cells are told.
        now: Tells the moment, with a time zone.
    """
    results = _Results(spreadsheet, now)
    return lambda row, column: extended(results.at(tab, row, column))


def extended(outcome: Outcome) -> Json | None:
    """Return what a formula comes to as an ``ExtendedValue``, None for nothing."""
    if isinstance(outcome, Broken):
        return {"errorValue": {"type": outcome.type, "message": outcome.message}}
    if outcome is None:
        return None
    if isinstance(outcome, bool):
        return {"boolValue": outcome}
    if isinstance(outcome, str):
        return {"stringValue": outcome}
    return {"numberValue": int(outcome) if outcome == int(outcome) else outcome}


class _Results:
    """What the cells of a spreadsheet come to, each worked out once."""

    def __init__(self, spreadsheet: Spreadsheet, now: Callable[[], datetime]) -> None:
        self.spreadsheet = spreadsheet
        self._now = now
        self._known: dict[Key, Outcome] = {}
        self._open: set[Key] = set()

    def at(self, tab: Tab, row: int, column: int) -> Outcome:
        if not isinstance(_entered(tab, row, column), Formula):
            return _entered(tab, row, column)
        key = (tab.id, row, column)
        if key in self._open:
            return Broken("REF", "Circular dependency detected.")
        if key not in self._known:
            self._settle(key)
        return self._known[key]

    def _settle(self, wanted: Key) -> None:
        """Work out a cell after all that it needs: chains are longer than Python calls deep."""
        waiting = [wanted]
        while waiting:
            key = waiting[-1]
            if key in self._known:
                waiting.pop()
            elif key in self._open:
                self._known[key] = self._work_out(key)
                self._open.discard(key)
            else:
                self._open.add(key)
                waiting.extend(need for need in self._needs(key) if need not in self._open)

    def _needs(self, key: Key) -> Iterator[Key]:
        """Yield the formulas that a formula refers to and that are not worked out yet."""
        place, formula = self._formula(key)
        for reference in references(formula):
            try:
                tab, area = place.area(reference)
            except Broken:
                continue
            for row, column in product(range(area.top, area.bottom), range(area.left, area.right)):
                need = (tab.id, row, column)
                if need not in self._known and isinstance(_entered(tab, row, column), Formula):
                    yield need

    def _formula(self, key: Key) -> tuple[_Place, str]:
        tab_id, row, column = key
        tab = next(tab for tab in self.spreadsheet.tabs if tab.id == tab_id)
        return _Place(self, tab), str(_entered(tab, row, column))

    def _work_out(self, key: Key) -> Outcome:
        place, formula = self._formula(key)
        try:
            value = scalar(read(formula)(place))
        except Broken as broken:
            return broken
        if isinstance(value, float) and not math.isfinite(value):
            return Broken("NUM", "Numeric value is greater than 1.79769e+308.")
        return value

    def area(self, tab: Tab, area: Area) -> Grid:
        return [
            [self.at(tab, row, column) for column in range(area.left, area.right)]
            for row in range(area.top, area.bottom)
        ]

    def moment(self) -> float:
        zone = gettz(self.spreadsheet.properties.get("timeZone")) or UTC
        return serial_of(self._now().astimezone(zone).replace(tzinfo=None))


def _entered(tab: Tab, row: int, column: int) -> Entered:
    return tab.cells.get((row, column), BLANK).entered


class _Place:
    """The tab that a formula is in: see `expressions.Scope`."""

    def __init__(self, results: _Results, tab: Tab) -> None:
        self._results, self._tab = results, tab

    def cells(self, reference: Reference) -> Grid:
        return self._results.area(*self.area(reference))

    def area(self, reference: Reference) -> tuple[Tab, Area]:
        """Return the cells of the grid that a reference means.

        Raises:
            Broken: There are none.
        """
        tab = self._results.spreadsheet.tab(reference.title) if reference.tab else self._tab
        if tab is None:
            raise Broken("REF", f"Unresolved sheet name '{reference.title}'.")
        (top, bottom), (left, right) = reference.span(True), reference.span(False)
        if top >= tab.row_count or left >= tab.column_count:
            raise Broken("REF", "Reference does not exist.")
        return tab, Area(top, left, min(bottom, tab.row_count), min(right, tab.column_count))

    def named(self, name: str) -> Grid:
        for named in self._results.spreadsheet.named_ranges:
            if named["name"].casefold() == name.casefold():
                found = a1.parse(self._results.spreadsheet, name)
                return self._results.area(found.tab, found.area())
        raise Broken("NAME", f"Unknown range name: '{name.upper()}'.")

    def moment(self) -> float:
        return self._results.moment()

    def today(self) -> float:
        return math.floor(self.moment())
