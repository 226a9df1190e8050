"""The tab with the questions, in whatever storage: is it there, and are its headers understood?"""

from __future__ import annotations

from functools import partial
from typing import Callable

from sheets_runner.config import SheetSettings
from sheets_runner.query.layout import Layout, read_layout
from sheets_runner.run.doctor.findings import Kind, Trouble
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.table.cells import Table


def look(trail: Trail, sheet: SheetSettings, read: Callable[[], Table]) -> Layout | None:
    """Look at the input tab; return what its headers mean, None where a link is broken.

    Args:
        trail: Where to note what is found.
        sheet: Names the tab.
        read: Returns its cells.
    """
    table = trail.look(Link.TAB, lambda: (read(), f'"{sheet.input}" is there.'))
    return None if table is None else trail.look(Link.HEADERS, partial(headers, table, sheet))


def headers(table: Table, sheet: SheetSettings) -> Found[Layout]:
    """Return what the headers of a tab mean.

    Raises:
        Trouble: One of them needs fixing; the message says which, and how many more do.
    """
    layout = read_layout(table, sheet.ignore_columns)
    if layout.problems:
        first, *others = layout.problems
        more = f" So do {len(others)} more; see sheets-runner check." if others else ""
        raise Trouble(Kind.HEADERS, said=f"{first.message}{more}")
    return layout, f"Row {layout.header_row} has {len(layout.questions)} known headers."
