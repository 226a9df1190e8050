"""What somebody moved at the very moment of writing: finding it out, and putting it right.

Requests name rows and columns by number. When people sort, insert, delete or move between the last
look and the commit, some of what was written may have landed in cells of other rows or columns.
The reply shows the spreadsheet as of the commit: what was overwritten there is put back as it was
known, and the edits are drafted again for where everything is now.
"""

from __future__ import annotations

from typing import Hashable, Iterator, Mapping, Sequence

from sheets_runner.workbook.google import rows
from sheets_runner.workbook.google.cells import comparable, text_of
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.formulas import moved
from sheets_runner.workbook.google.state import OUTPUT, Area, Book, Json, Row, Tab
from sheets_runner.workbook.text import header_key


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
        if now is not None and tab.is_touched and not _as_meant(tab, now):
            found.append((tab, now))
    return found


def _as_meant(tab: DraftTab, now: Tab) -> bool:
    if tab.mark == OUTPUT and set(now.places) != set(tab.places):
        return False
    return all(
        comparable(now.row(row).get(place)) == expected
        for (row, place), expected in tab.anchors.items()
    )


def put_back(tab: DraftTab, now: Tab) -> dict[int, Row]:
    """Return what stood in the cells that were written, by where they are now.

    Args:
        tab: The tab as it was meant to be.
        now: The tab as of the commit.
    """
    return _Undo(tab, now).cells()


class _Undo:
    """Finds for each written cell which one it was before the batch."""

    def __init__(self, tab: DraftTab, now: Tab) -> None:
        self.tab, self.was, self.now = tab, tab.was, now
        self.top = self._header_row()
        self.columns = self._match_columns()
        self.rows = self._match_rows()

    def cells(self) -> dict[int, Row]:
        found: dict[int, Row] = {}
        for row, place in sorted(self.tab.written):
            found.setdefault(row, {})[place] = self._before(row, place)
        for block in self.tab.blocks:
            for place in range(block.left, (block.right or block.left) + 1):
                if place not in self.now.places:
                    self._put_back_column(found, block, place)
        return found

    def _put_back_column(self, found: dict[int, Row], block: Area, place: int) -> None:
        """Put back a column of the team's that a table was written over."""
        old = self.columns.get(place)
        known = {number for number, row in self.was.cells.items() if old in row}
        last = max((block.bottom or 0, *known))
        for row in range(block.top, last + 1):
            content = self.was.row(row).get(old, {}) if old else {}
            found.setdefault(row, {})[place] = content

    def _before(self, row: int, place: int) -> Json:
        old_row, old_place = self.rows.get(row), self.columns.get(place)
        if old_row is None or old_place is None:
            return {}
        return moved(self.was.row(old_row).get(old_place, {}), (old_row, old_place), (row, place))

    def _header_row(self) -> int:
        wanted = set(rows.headers(self.was.row(self.tab.top))) - {""}
        return rows.header_row(wanted, self._untouched()) or self.tab.top

    def _match_columns(self) -> dict[int, int]:
        """Return which column of before each column of now is, by their headers."""
        was = self.was.row(self.tab.top)
        old = {place: _numbered(was, place) for place in was}
        now = self._untouched().get(self.top, {})
        lost = [place for place in self._blocked() if place not in self.now.places]
        lost += [place for row, place in sorted(self.tab.written) if row == self.top]
        return _match(old, {place: _numbered(now, place) for place in now}, lost)

    def _match_rows(self) -> dict[int, int]:
        before = self._lines(self.was.cells, self.tab.top)
        after = self._lines(self._untouched(), self.top)
        found = {now: old for old, now in rows.find(before, after).items()}
        found[self.top] = self.tab.top
        known = {line.number for line in after}
        free = sorted({row for row, _ in self.tab.written} - known - set(found))
        lost = [line.number for line in before if line.number not in found.values()]
        return {**found, **dict(zip(free, lost))}

    def _lines(self, cells: Mapping[int, Row], top: int) -> list[rows.Line]:
        """Return the rows below a header row as they can be told apart."""
        named = rows.headers(cells.get(top, {}))
        key = [named.get(header, 0) for header in self.tab.key]
        ours = {header_key(text_of(self.tab.row(self.tab.top).get(place))) for place in self._own()}
        team = sorted(set(named) - ours - {""}) if self.tab.mark != OUTPUT else sorted(named)
        return [
            rows.Line(
                number,
                _text(row.get(place) for place in key),
                tuple((name, comparable(row[named[name]])) for name in team if named[name] in row),
            )
            for number, row in sorted(cells.items())
            if number > top and row
        ]

    def _own(self) -> set[int]:
        """Return the columns that were written cell by cell."""
        return {place for _, place in self.tab.written}

    def _blocked(self) -> list[int]:
        return sorted(
            {
                place
                for block in self.tab.blocks
                for place in range(block.left, (block.right or block.left) + 1)
            }
        )

    def _untouched(self) -> dict[int, Row]:
        """Return the cells of now that the batch has not written."""
        blocked = set(self._blocked())
        return {
            number: {
                place: cell
                for place, cell in row.items()
                if (number, place) not in self.tab.written and place not in blocked
            }
            for number, row in self.now.cells.items()
        }


def _match(
    old: Mapping[int, Hashable], now: Mapping[int, Hashable], lost: Sequence[int]
) -> dict[int, int]:
    """Pair what is equal; what is left of old goes to the places whose own content was lost."""
    known = {sign: place for place, sign in old.items()}
    found = {place: known[sign] for place, sign in now.items() if sign in known}
    left = [place for place in sorted(old) if place not in found.values()]
    free = [place for place in dict.fromkeys(lost) if place not in found]
    return {**found, **dict(zip(free, left))}


def _numbered(header: Row, place: int) -> Hashable:
    """Return a header's text and how many of the same stand left of it."""
    text = comparable(header[place])
    return text, sum(comparable(header[other]) == text for other in header if other < place)


def _text(cells: Iterator[Json | None]) -> str:
    """Return the cells of a key as one text, empty when all are blank."""
    found = list(cells)
    return repr([comparable(cell) for cell in found]) if any(found) else ""
