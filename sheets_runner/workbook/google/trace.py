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
        width: How many columns its grid has, where that is known.
        loose: The columns that were inserted or moved since, by number: between any others.
    """

    cells: Mapping[int, Row]
    places: Mapping[int, Mark]
    top: int
    first: int = 1
    key: tuple[str, ...] = ()
    keys: Mapping[int, str] = field(default_factory=dict)
    ours: AbstractSet[str] = frozenset()
    width: int = 0
    loose: AbstractSet[int] = frozenset()

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

    @property
    def rows(self) -> set[int]:
        """The rows that have any of them."""
        return {row for row, _ in self.cells} | {
            row for block in self.blocks for row in range(block.top, (block.bottom or 0) + 1)
        }

    def holds(self, row: int, place: int) -> bool:
        """Tell whether a cell was written."""
        return (row, place) in self.cells or any(block.holds(row, place) for block in self.blocks)

    def without(self, cells: Mapping[int, Row]) -> dict[int, Row]:
        """Return the cells that were not written."""
        seen = {
            number: {place: cell for place, cell in row.items() if not self.holds(number, place)}
            for number, row in cells.items()
        }
        return {number: row for number, row in seen.items() if row}


class Axis:
    """Where the rows (or columns) of now were before, and the other way round.

    Args:
        found: The numbers of before, by those of now.
        used: Those of before that held anything: they are found, or gone.
    """

    def __init__(self, found: Mapping[int, int], used: Iterable[int] = ()) -> None:
        self.found = found
        self.now = {was: now for now, was in found.items()}
        self._used = {*self.now, *used}
        self._order = sorted(found), sorted(self.now)

    def origin(self, number: int) -> int:
        """Return which one it was before, 0 for one that is new.

        A blank one tells nothing of itself: it was that far from the one before it.
        """
        if number in self.found:
            return self.found[number]
        guess = _as_far(number, self.found, self._order[0])
        return 0 if guess in self._used else guess

    def goal(self, number: int) -> int:
        """Return which one it is now, 0 for one that is gone."""
        if number in self._used:
            return self.now.get(number, 0)
        return _as_far(number, self.now, self._order[1])

    @property
    def is_ordered(self) -> bool:
        """Whether none has overtaken another one: nothing was sorted or moved."""
        order = [self.found[now] for now in self._order[0]]
        return order == sorted(order)


def _as_far(number: int, known: Mapping[int, int], order: Sequence[int]) -> int:
    """Return what is as far from what the nearest lower number is, as that is from the number."""
    index = bisect_left(order, number) - 1
    nearest = order[index] if index >= 0 else 0
    return known.get(nearest, 0) + number - nearest


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
    blank: dict[int, Row] = {row: {} for row in cover.rows}
    after = replace(after, cells={**blank, **cover.without(after.cells)})
    columns = Axis(_columns(before, after, cover), set().union(*before.cells.values()))
    clear = {was for now, was in columns.found.items() if now not in cover.columns}
    key = before.named(before.key)
    # A column that was made meanwhile is known by its header alone.
    keys = [columns.now.get(place, named) for place, named in zip(key, after.named(before.key))]
    was = _Lines(before, {place: place for place in columns.found.values()}, key, clear)
    now = _Lines(after, columns.found, keys, clear)
    silent = set(before.named(before.ours)) - set(key)
    found = rows.find(list(was.lines(silent, NOTHING)), list(now.lines(silent, cover)))
    used = (number for number, row in before.cells.items() if row)
    return Trace(Axis({new: old for old, new in found.items()}, used), columns)


class _Lines:
    """Rows as they can be told apart, their columns called as they were called before."""

    def __init__(
        self, view: View, names: Mapping[int, int], key: Sequence[int], clear: AbstractSet[int]
    ) -> None:
        self.view, self.names, self.key, self.clear = view, names, key, clear

    def lines(self, silent: AbstractSet[int], cover: Cover) -> Iterator[Line]:
        covered = cover.rows
        for number, row in sorted(self.view.cells.items()):
            known = sorted(
                (self.names[place], comparable(cell))
                for place, cell in row.items()
                if place in self.names and self.names[place] not in silent
            )
            content: Content = tuple(pair for pair in known if pair[0] in self.clear)
            more: Content = tuple(pair for pair in known if pair[0] not in self.clear)
            if number >= self.view.first and (row or number in covered):
                yield Line(number, self._key(number, row, cover), content, more)

    def _key(self, number: int, row: Row, cover: Cover) -> str:
        if number in self.view.keys:
            return self.view.keys[number]
        if any(not place or cover.holds(number, place) for place in self.key):
            return UNSEEN
        cells = [row.get(place) for place in self.key]
        return "\n".join(str(comparable(cell)[1]) for cell in cells) if any(cells) else ""


def _columns(before: View, after: View, cover: Cover) -> dict[int, int]:
    """Return the columns of before by those of now."""
    found = _by_mark(before.places, after.places)
    old, new = before.cells.get(before.top, {}), after.cells.get(after.top, {})
    _pair(found, _numbered(old, {*before.places}), _numbered(new, set(found)))
    known = _contents(before, {*before.places, *found.values()})
    for was, now in rows.alike(known, _contents(after, set(found))):
        if was in known and now not in found:
            found[now] = was
            del known[was]
    covered = cover.columns
    places = sorted({place for row in after.cells.values() for place in row} | covered)
    # What is left is to be told by its place alone, but a header that is not there is seen.
    bare = [place for place in known if place not in old]
    for left, seen in ((bare, True), (list(known), False)):
        free = [place for place in places if cover.holds(after.top, place) is not seen]
        found.update(_placed(found, before.loose, left, free))
        # One that was moved, and is covered from top to bottom, may be any of those not deleted.
        lost = {*before.places, *known} - set(found.values())
        rest = sorted(lost & set(left))
        deleted = max(0, before.width - after.width - len(lost) + len(rest))
        found.update(
            zip((place for place in free if place in covered - set(found)), rest[deleted:])
        )
    return found


def _placed(
    found: Mapping[int, int], loose: AbstractSet[int], left: Iterable[int], free: Iterable[int]
) -> dict[int, int]:
    """Return which of the columns that are left are which, as far as their places tell."""
    taken = set(found.values())
    before = [place for place in left if place not in taken]
    neighbours = {now: was for now, was in found.items() if was not in loose}
    return rows.between(neighbours, before, [place for place in free if place not in found])


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
