"""What somebody moved at the very moment of writing: finding it out, and putting it right.

Requests name rows and columns by number. When people sort, insert, delete or move between the last
look and the commit, some of what was written may have landed in cells of other rows or columns.
The reply shows the spreadsheet as of the commit: what was overwritten there is put back as it was
known, and the edits are drafted again for where everything is now. Only what somebody typed in that
very second, into a cell that was then overwritten, is lost: nobody but Google has ever seen it.
"""

from __future__ import annotations

from typing import Iterator, Mapping

from sheets_runner.workbook.google import rows
from sheets_runner.workbook.google.cells import comparable
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.formulas import moved
from sheets_runner.workbook.google.state import TOP_ROWS, Book, Json, Row, Tab
from sheets_runner.workbook.google.trace import Place, Trace, View, trace


def misplaced(draft: Draft, after: Book) -> list[tuple[DraftTab, Tab]]:
    """Return the tabs in which something was written to another place, as meant and as they are.

    Args:
        draft: The batch that was written.
        after: The spreadsheet as of the commit. A tab that was deleted is not there, and needs
            nothing any more.
    """
    found = []
    for tab in draft.tabs:
        now = after.by_id(tab.id)
        if now is not None and tab.is_touched and not _is_as_meant(tab, now):
            found.append((tab, now))
    return found


def put_back(tab: DraftTab, now: Tab) -> dict[int, Row]:
    """Return what stood in the cells that were written, by where they are now.

    Args:
        tab: The tab as it was meant to be.
        now: The tab as of the commit.
    """
    way = _way(tab, now)
    found: dict[int, Row] = {}
    for row, place in {*tab.written, *_of_blocks(tab, now)}:
        old = way.rows.origin(row), way.columns.origin(place)
        content = tab.before.get(old[0], {}).get(old[1], {})
        found.setdefault(row, {})[place] = moved(content, old, (row, place), way)
    return found


def rules_back(tab: DraftTab, now: Tab) -> dict[int, dict[int, Json]]:
    """Return the rules that cells had which were given choices, by column and row of now.

    Args:
        tab: The tab as it was meant to be.
        now: The tab as of the commit.
    """
    way = _way(tab, now)
    found: dict[int, dict[int, Json]] = {}
    for place in {*tab.offered} & {*range(1, now.columns + 1)}:
        was = way.columns.origin(place)
        found[place] = {
            row: tab.rules_before.get(way.rows.origin(row), {}).get(was, {})
            for row in range(tab.offered[place], now.rows + 1)
        }
    return found


def _is_as_meant(tab: DraftTab, now: Tab) -> bool:
    cover = tab.cover
    if set(tab.places) == set(now.places) and cover.without(tab.cells) == cover.without(now.cells):
        return True
    if any(_content(tab.cells, place) != _content(now.cells, place) for place in tab.sources):
        return False
    way = _way(tab, now)
    lines = {row for row, _ in tab.written} | {block.top for block in tab.blocks}
    lines |= {first - 1 for first in tab.offered.values()}
    places = cover.columns | set(tab.offered)
    return all(way.columns.origin(place) == place for place in places) and all(
        way.rows.origin(row) == row for row in lines
    )


def _content(cells: Mapping[int, Row], place: Place) -> tuple[str, object]:
    return comparable(cells.get(place[0], {}).get(place[1]))


def _way(tab: DraftTab, now: Tab) -> Trace:
    """Return where the rows and columns of now were meant to be."""
    before = View(tab.before, tab.places, tab.top, key=tab.key, width=tab.columns, loose=tab.loose)
    wanted = set(rows.headers(tab.before.get(tab.top, {}))) - {""}
    top = rows.header_row(wanted, tab.cover.without(now.cells)) or tab.top
    return trace(before, View(now.cells, now.places, top, width=now.columns), tab.cover)


def _of_blocks(tab: DraftTab, now: Tab) -> Iterator[Place]:
    """Yield the cells of blocks that are to be put back.

    Those in the runner's own columns are all written again, but for what stands above the table.
    """
    longer = max(0, now.rows - tab.rows)
    for block in tab.blocks:
        bottom = block.bottom or 0
        for place in range(block.left, (block.right or 0) + 1):
            last = min(TOP_ROWS, bottom) if place in now.places else bottom + longer
            yield from ((row, place) for row in range(block.top, last + 1))
