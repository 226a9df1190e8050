"""The basic filter of a tab.

https://developers.google.com/workspace/sheets/api/guides/filters. It is kept, not applied: no row
is hidden by it.
"""

from __future__ import annotations

from tests.emulators.google_sheets.model import Json
from tests.emulators.google_sheets.requests import ranges
from tests.emulators.google_sheets.requests.batch import Batch, unknown


def set_basic(batch: Batch, request: Json) -> None:
    """Give a tab its filter, in place of the one that it may have."""
    given = request.get("filter", {})
    if "tableId" in given:
        raise unknown("filters of tables")
    tab, area = ranges.area(batch, given.get("range", {}))
    batch.check_writable(tab, area)
    tab.basic_filter = {**given, "range": ranges.kept(given.get("range", {}))}


def clear_basic(batch: Batch, request: Json) -> None:
    """Take the filter off a tab, if it has one."""
    tab = batch.sheet(request.get("sheetId", 0))
    batch.check_tab_writable(tab)
    tab.basic_filter = None
