"""Where the rows and columns of a tab have gone between two moments of it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import AbstractSet, Hashable, Iterable, Iterator, Mapping, Sequence, Tuple

from sheets_runner.workbook.google import rows
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.cells import comparable
from sheets_runner.workbook.google.rows import UNSEEN, Content, Line
from sheets_runner.workbook.google.state import Mark, Row

Place = Tuple[int, int]


@dataclass(frozen=True)
class View:
    """A tab at one moment.

    Attributes:
        cells: Its cells.
        places: The marks of the runner's columns, by column.
        top: The row of its headers.
        first: The first of the rows that are looked for.
        key: The normalised headers of the columns that tell its rows apart.
        keys: What stands under them by now, where that is known better than by its cells.
        ours: The normalised headers of the columns that tell nothing about a row.
    """

    cells: Mapping[int, Row]
    places: Mapping[int, Mark]
    top: int
    first: int = 1
    key: tuple[str, ...] = ()
    keys: Mapping[int, str] = field(default_factory=dict)
    ours: AbstractSet[str] = frozenset()

    def named(self, headers: Iterable[str]) -> list[int]:
        """Return the columns under some headers, 0 where there is none."""
        known = rows.headers(self.cells.get(self.top, {}))
        return [known.get(header, 0) for header in headers]


@dataclass(frozen=True)
class Cover:
    """Cells that were written: what stood in them cannot be seen any more.

    Attributes:
        cells: Single ones.
        blocks: Areas of them; all have a last row and column.
    """

    cells: AbstractSet[Place] = frozenset()
    blocks: Sequence[Area] = ()

    @property
    def columns(self) -> set[int]:
        """The columns that have any of them."""
        return {place for _, place in self.cells} | {
            place for block in self.blocks for place in range(block.left, (block.right or 0) + 1)
        }

    def holds(self, row: int, place: int) -> bool:
        """Tell whether a cell was written."""
        return (row, place) in self.cells or any(block.holds(row, place) for block in self.blocks)

    def without(self, cells: Mapping[int, Row]) -> dict[int, Row]:
        """Return the cells that were not written, of each row that has any cell."""
        seen = {
            number: {place: cell for place, cell in row.items() if not self.holds(number, place)}
            for number, row in cells.items()
        }
        return {**{row: {} for row, _ in self.cells}, **seen}


class Axis:
    """Where the rows (or columns) of now were before.

    Args:
        found: The numbers of before, by those of now.
    """

    def __init__(self, found: Mapping[int, int]) -> None:
        self.found = found
        self._now = sorted(found)
        self._taken = set(found.values())

    def origin(self, number: int) -> int:
        """Return which one it was before, 0 for one that is new.

        A blank one tells nothing of itself: it was that far from the one before it.
        """
        if number in self.found:
            return self.found[number]
        index = bisect_left(self._now, number) - 1
        nearest = self._now[index] if index >= 0 else 0
        guess = self.found.get(nearest, 0) + number - nearest
        return 0 if guess in self._taken else guess

    def inverse(self) -> Axis:
        """Return where those of before are now."""
        return Axis({was: now for now, was in self.found.items()})

    @property
    def is_ordered(self) -> bool:
        """Whether none has overtaken another one: nothing was sorted or moved."""
        order = [self.found[now] for now in self._now]
        return order == sorted(order)


@dataclass(frozen=True)
class Trace:
    """Where the rows and columns of now were before."""

    rows: Axis
    columns: Axis


NOTHING = Cover()


def trace(before: View, after: View, cover: Cover = NOTHING) -> Trace:
    """Find out which row and which column is which.

    Args:
        before: The earlier moment.
        after: The later one.
        cover: The cells that were written between the two, where they are now.
    """
    after = replace(after, cells=cover.without(after.cells))
    columns = Axis(_columns(before, after, cover.columns))
    clear = {was for now, was in columns.found.items() if now not in cover.columns}
    now_of = columns.inverse().found
    key = before.named(before.key)
    # A column that was made meanwhile is known by its header alone.
    keys = [now_of.get(place, named) for place, named in zip(key, after.named(before.key))]
    was = _Lines(before, {place: place for place in columns.found.values()}, key, clear)
    now = _Lines(after, columns.found, keys, clear)
    silent = set(before.named(before.ours)) - set(key)
    found = rows.find(list(was.lines(silent, NOTHING)), list(now.lines(silent, cover)))
    return Trace(Axis({new: old for old, new in found.items()}), columns)


class _Lines:
    """Rows as they can be told apart, their columns called as they were called before."""

    def __init__(
        self, view: View, names: Mapping[int, int], key: Sequence[int], clear: AbstractSet[int]
    ) -> None:
        self.view, self.names, self.key, self.clear = view, names, key, clear

    def lines(self, silent: AbstractSet[int], cover: Cover) -> Iterator[Line]:
        for number, row in sorted(self.view.cells.items()):
            known = sorted(
                (self.names[place], comparable(cell))
                for place, cell in row.items()
                if place in self.names and self.names[place] not in silent
            )
            content: Content = tuple(pair for pair in known if pair[0] in self.clear)
            more: Content = tuple(pair for pair in known if pair[0] not in self.clear)
            if number >= self.view.first and (row or cover.cells):
                yield Line(number, self._key(number, row, cover), content, more)

    def _key(self, number: int, row: Row, cover: Cover) -> str:
        if number in self.view.keys:
            return self.view.keys[number]
        if any(cover.holds(number, place) for place in self.key):
            return UNSEEN
        cells = [row.get(place) for place in self.key]
        return "\n".join(str(comparable(cell)[1]) for cell in cells) if any(cells) else ""


def _columns(before: View, after: View, covered: AbstractSet[int]) -> dict[int, int]:
    """Return the columns of before by those of now."""
    found = _by_mark(before.places, after.places)
    _pair(
        found,
        _numbered(before.cells.get(before.top, {}), set(found.values())),
        _numbered(after.cells.get(after.top, {}), set(found)),
    )
    known = _contents(before, set(found.values()))
    for was, now in rows.alike(known, _contents(after, set(found))):
        if was in known and now not in found:
            found[now] = was
            del known[was]
    new = sorted({place for row in after.cells.values() for place in row} | covered)
    found.update(rows.between(found, known, [place for place in new if place not in found]))
    # One that moved, and of which nothing is to be seen any more, is among those that are left.
    left = sorted(set(known) - set(found.values()))
    return {**dict(zip([place for place in sorted(covered) if place not in found], left)), **found}


def _by_mark(before: Mapping[int, Mark], after: Mapping[int, Mark]) -> dict[int, int]:
    ids = {mark.id: place for place, mark in before.items()}
    return {place: ids[mark.id] for place, mark in after.items() if mark.id in ids}


def _pair(
    found: dict[int, int], before: Mapping[int, Hashable], after: Mapping[int, Hashable]
) -> None:
    known = {sign: place for place, sign in before.items()}
    found.update({place: known[sign] for place, sign in after.items() if sign in known})


def _numbered(header: Row, without: AbstractSet[int]) -> dict[int, Hashable]:
    """Return the texts of some headers, each with how many of the same stand left of it."""
    seen: Counter[object] = Counter()
    found: dict[int, Hashable] = {}
    for place in sorted(set(header) - without):
        text = comparable(header[place])
        found[place] = (text, seen[text])
        seen[text] += 1
    return found


def _contents(view: View, without: AbstractSet[int]) -> dict[int, list[Hashable]]:
    """Return what some columns hold, in no order; equal contents are counted through."""
    found: dict[int, list[Hashable]] = {}
    seen: Counter[tuple[int, object]] = Counter()
    for row in view.cells.values():
        for place, cell in row.items():
            if place not in without:
                content = comparable(cell)
                found.setdefault(place, []).append((content, seen[place, content]))
                seen[place, content] += 1
    return found
