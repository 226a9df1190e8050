"""How rows or columns move, seen along one dimension.

A range grows when something is put between its first and last line, and shrinks when some of its
lines go: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
#insertdimensionrequest and following. What a moved line does to ranges that hold only part of the
move is not documented; here it is as if it were deleted and put in anew.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from tests.emulators.google_sheets.references import OPEN, Span

ALL: Span = (0, OPEN)


@dataclass(frozen=True)
class Shift(ABC):
    """A change of the places of rows or columns.

    Attributes:
        is_rows: Whether rows move rather than columns.
        across: Which columns of the rows (or rows of the columns) move; others stay.
    """

    is_rows: bool
    across: Span

    @property
    def is_whole(self) -> bool:
        """Whether whole rows or columns move, not only some of their cells."""
        return self.across == ALL

    def holds(self, span: Span) -> bool:
        """Whether something that lies in these lines of the other dimension moves along."""
        return self.is_whole or (self.across[0] <= span[0] and span[1] <= self.across[1])

    @property
    @abstractmethod
    def growth(self) -> int:
        """How many lines there are more than before."""

    @abstractmethod
    def line(self, number: int) -> int | None:
        """Return where a line goes, None for one that is deleted."""

    @abstractmethod
    def span(self, span: Span) -> Span | None:
        """Return where a range of lines goes, None when nothing of it is left."""


@dataclass(frozen=True)
class Insertion(Shift):
    """New lines before a line.

    Attributes:
        at: Which the first new one becomes.
        count: How many.
    """

    at: int
    count: int

    @property
    def growth(self) -> int:
        """How many lines there are more than before."""
        return self.count

    def line(self, number: int) -> int | None:
        """Return where a line goes."""
        return number + self.count if number >= self.at else number

    def span(self, span: Span) -> Span | None:
        """Return where a range of lines goes."""
        start, end = span
        grown = end + self.count if end > self.at else end
        return (start + self.count if start >= self.at else start), grown


@dataclass(frozen=True)
class Deletion(Shift):
    """Lines that go.

    Attributes:
        start, end: The first, and one past the last.
    """

    start: int
    end: int

    @property
    def growth(self) -> int:
        """How many lines there are more than before: fewer."""
        return self.start - self.end

    def line(self, number: int) -> int | None:
        """Return where a line goes."""
        if number >= self.end:
            return number + self.growth
        return number if number < self.start else None

    def span(self, span: Span) -> Span | None:
        """Return where a range of lines goes."""
        start, end = (self._edge(edge) for edge in span)
        return (start, end) if start < end else None

    def _edge(self, edge: int) -> int:
        return edge + self.growth if edge >= self.end else min(edge, self.start)


@dataclass(frozen=True)
class Move(Shift):
    """Lines that go elsewhere.

    Attributes:
        start, end: The first, and one past the last.
        to: The line before which they go, counted while they are still in place.
    """

    start: int
    end: int
    to: int

    @property
    def growth(self) -> int:
        """How many lines there are more than before."""
        return 0

    @property
    def _landing(self) -> int:
        """Where the first of the moved lines ends up."""
        return self.to if self.to < self.start else self.to - (self.end - self.start)

    def line(self, number: int) -> int | None:
        """Return where a line goes."""
        if self.start <= number < self.end:
            return self._landing + number - self.start
        return self._put_in().line(self._taken_out().line(number) or 0)

    def span(self, span: Span) -> Span | None:
        """Return where a range of lines goes."""
        start, end = span
        if self.start <= start and end <= self.end:
            return start - self.start + self._landing, end - self.start + self._landing
        left = self._taken_out().span(span)
        return left and self._put_in().span(left)

    def _taken_out(self) -> Deletion:
        return Deletion(self.is_rows, self.across, self.start, self.end)

    def _put_in(self) -> Insertion:
        return Insertion(self.is_rows, self.across, self._landing, self.end - self.start)
