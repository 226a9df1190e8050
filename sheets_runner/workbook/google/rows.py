"""Which row is which, while people sort, insert, delete and edit rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Collection, Hashable, Iterable, Mapping, Sequence, Tuple

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google.cells import comparable, text_of
from sheets_runner.workbook.google.state import TOP_ROWS, Row
from sheets_runner.workbook.text import header_key

Content = Tuple[Tuple[str, object], ...]
"""What the team's cells of a row hold, each with its header."""


@dataclass(frozen=True)
class Line:
    """A row of the team's tab.

    Attributes:
        number: Its 1-based number.
        key: The text that tells it from the others, empty where there is none.
        content: What the team's cells in it hold.
    """

    number: int
    key: str
    content: Content = ()


def headers(row: Row) -> dict[str, int]:
    """Return the columns of a header row by their normalised text; of two equal ones the first."""
    found: dict[str, int] = {}
    for place in sorted(row):
        found.setdefault(header_key(text_of(row[place])), place)
    return found


def header_row(wanted: Collection[str], cells: Mapping[int, Row], most: int = TOP_ROWS) -> int:
    """Return the row that holds most of some headers, 0 where none does.

    Args:
        wanted: Normalised headers.
        cells: The cells of a tab.
        most: In how many of the first rows it is looked for.
    """
    scores = {
        number: len(set(headers(cells[number])) & set(wanted))
        for number in sorted(cells)
        if number <= most
    }
    best = max(scores, key=lambda number: (scores[number], -number), default=0)
    return best if scores.get(best) else 0


def lines(cells: Mapping[int, Row], top: int, key: str, ours: Collection[str]) -> list[Line]:
    """Return the rows below a header row that hold anything.

    Args:
        cells: The cells of the tab.
        top: The header row.
        key: The normalised header of the column that tells rows apart.
        ours: The normalised headers of the runner's columns; the others are the team's.
    """
    named = headers(cells.get(top, {}))
    team = {head: place for head, place in named.items() if head and head not in ours}
    place = named.get(key, 0)
    return [
        Line(number, text_of(row.get(place)), _content(row, team))
        for number, row in sorted(cells.items())
        if number > top and row
    ]


def _content(row: Row, team: Mapping[str, int]) -> Content:
    return tuple(
        (head, comparable(row[place])) for head, place in sorted(team.items()) if place in row
    )


def find(before: Sequence[Line], after: Sequence[Line]) -> dict[int, int]:
    """Return where the rows of one moment are at a later one; a row that is gone is not there.

    A row is known by its key; one without by what the team wrote in it; one whose text was edited
    meanwhile by its place, unless another row stands there now.
    """
    search = _Search(before, after)
    search.pair(lambda line: (line.key, line.content, line.number) if line.key else None)
    search.pair(lambda line: (line.key, line.content) if line.key else None)
    search.pair(lambda line: line.key or None)
    search.pair(lambda line: (line.content, line.number))
    search.pair(lambda line: line.content)
    search.pair(lambda line: line.number)
    return search.found


class _Search:
    """Pairs rows, each with one other; every step goes on with what the ones before it left."""

    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self.before, self.after = list(before), list(after)
        self.found: dict[int, int] = {}

    def pair(self, sign: Callable[[Line], Hashable]) -> None:
        """Pair the rows of the same sign, in order; rows with different keys are never one."""
        known: dict[Hashable, list[Line]] = {}
        for line in self.after:
            known.setdefault(sign(line), []).append(line)
        known.pop(None, None)
        left = []
        for line in self.before:
            others = known.get(sign(line), [])
            other = next((one for one in others if _can_be_one(line, one)), None)
            if other is None:
                left.append(line)
            else:
                others.remove(other)
                self.found[line.number] = other.number
        taken = set(self.found.values())
        self.before = left
        self.after = [line for line in self.after if line.number not in taken]


def _can_be_one(line: Line, other: Line) -> bool:
    return not (line.key and other.key) or line.key == other.key


def require_header(wanted: Iterable[str], cells: Mapping[int, Row], tab: str) -> int:
    """Return the row of the headers.

    Raises:
        WorkbookError: They are gone.
    """
    row = header_row(set(wanted) - {""}, cells)
    if not row:
        raise WorkbookError(f'Tab "{tab}" has lost its row of headers. Put it back, and run again.')
    return row
