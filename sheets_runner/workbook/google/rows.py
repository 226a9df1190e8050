"""Which row is which, while people sort, insert, delete and edit rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Tuple

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google.cells import text_of
from sheets_runner.workbook.google.state import TOP_ROWS, Row
from sheets_runner.workbook.text import header_key

Content = Tuple[Tuple[Hashable, Hashable], ...]
"""What cells of a row hold, each with what names its column."""

UNSEEN = "\0"
"""In place of a key: there may be one, but nobody can see it."""
COMMON = 40
"""What so many rows have in common tells none of them from the others."""


@dataclass(frozen=True)
class Line:
    """A row of a tab.

    Attributes:
        number: Its 1-based number.
        key: The text that tells it from the others, empty where there is none.
        content: What its cells hold.
        more: What further cells hold, of columns that cannot be seen in every row.
    """

    number: int
    key: str = ""
    content: Content = ()
    more: Content = ()


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


def require_header(wanted: Iterable[str], cells: Mapping[int, Row], tab: str) -> int:
    """Return the row of the headers.

    Raises:
        WorkbookError: They are gone.
    """
    row = header_row(set(wanted) - {""}, cells)
    if not row:
        raise WorkbookError(f'Tab "{tab}" has lost its row of headers. Put it back, and run again.')
    return row


def find(before: Sequence[Line], after: Sequence[Line]) -> dict[int, int]:
    """Return where the rows of one moment are at a later one; a row that is gone is not there.

    A row is known by its key; one without by what stands in it; one that was edited meanwhile by
    what is left of that; one of which nothing is left by the rows above and below it.
    """
    search = _Search(before, after)
    search.pair(lambda line: (line.key, line.content, line.number) if _has_key(line) else None)
    search.pair(lambda line: (line.key, line.content) if _has_key(line) else None)
    search.pair(lambda line: line.key if _has_key(line) else None)
    search.pair(lambda line: (line.content, line.number) if line.content else None)
    search.pair(lambda line: line.content or None)
    search.pair_alike()
    search.pair_between()
    return search.found


def alike(
    before: Mapping[int, Iterable[Hashable]], after: Mapping[int, Iterable[Hashable]]
) -> Iterator[tuple[int, int]]:
    """Yield which number of before may be which one of after, the likeliest first.

    Args:
        before: What each holds.
        after: Likewise; those that have nothing rare in common are never the same.
    """
    holders: dict[Hashable, list[int]] = {}
    for number, signs in before.items():
        for sign in signs:
            holders.setdefault(sign, []).append(number)
    scores: Counter[tuple[int, int]] = Counter()
    for number, signs in after.items():
        known = [holders[sign] for sign in signs if len(holders.get(sign, ())) in range(1, COMMON)]
        for others in known:
            scores.update((other, number) for other in others)
    yield from sorted(scores, key=lambda pair: (-scores[pair], pair[0] != pair[1], pair))


def between(
    found: Mapping[int, int], before: Iterable[int], after: Iterable[int]
) -> dict[int, int]:
    """Pair numbers that stand, in the same order, between the same ones of those that are found.

    Args:
        found: Numbers of before, by those of after.
        before: Further numbers of before.
        after: Further numbers of after.

    Returns:
        Numbers of before, by those of after.
    """
    known = sorted({**found, 0: 0}.items())
    left = sorted(before)
    pairs: dict[int, int] = {}
    for (start, low), (end, high) in zip(known, [*known[1:], (_END, _END)]):
        numbers = [number for number in after if start < number < end]
        free = [number for number in left if low < number < high]
        same = set(numbers) & set(free) if len(numbers) != len(free) else set()
        pairs.update({number: number for number in same})
        pairs.update(zip((n for n in numbers if n not in same), (n for n in free if n not in same)))
    return pairs


_END = 10**9


def _has_key(line: Line) -> bool:
    return line.key not in ("", UNSEEN)


class _Search:
    """Pairs rows, each with one other; every step goes on with what the ones before it left."""

    def __init__(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        self.before = {line.number: line for line in before}
        self.after = {line.number: line for line in after}
        self.found: dict[int, int] = {}

    def pair(self, sign: Callable[[Line], Hashable]) -> None:
        """Pair the rows of the same sign, in order; rows with different keys are never one."""
        known: dict[Hashable, list[Line]] = {}
        for line in self.after.values():
            known.setdefault(sign(line), []).append(line)
        known.pop(None, None)
        for line in list(self.before.values()):
            others = known.get(sign(line), [])
            other = next((one for one in others if _may_be_one(line, one)), None)
            if other is not None:
                others.remove(other)
                self._take(line, other)

    def pair_alike(self) -> None:
        """Pair the rows that have most in common."""
        before = {line.number: (*line.content, *line.more) for line in self.before.values()}
        after = {line.number: (*line.content, *line.more) for line in self.after.values()}
        for number, other in alike(before, after):
            if number in self.before and other in self.after:
                self._take_edited(number, other)

    def pair_between(self) -> None:
        """Pair the rows between the same neighbours, unless all that is to be seen is another's."""
        found = {now: was for was, now in self.found.items()}
        for other, number in between(found, self.before, self.after).items():
            seen = self.before[number].content
            if not seen or set(seen) & set(self.after[other].content):
                self._take_edited(number, other)

    def _take_edited(self, number: int, other: int) -> None:
        line, now = self.before[number], self.after[other]
        if UNSEEN in (line.key, now.key) or line.key == now.key:
            self._take(line, now)

    def _take(self, line: Line, other: Line) -> None:
        self.found[line.number] = other.number
        del self.before[line.number], self.after[other.number]


def _may_be_one(line: Line, other: Line) -> bool:
    return not (_has_key(line) and _has_key(other)) or line.key == other.key
