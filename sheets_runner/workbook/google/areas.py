"""Cells by their edges, counted from 1, and the ``GridRange`` that requests speak of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Callable


@dataclass(frozen=True)
class Area:
    """Cells by their edges, all included; None where it has no end."""

    top: int
    left: int
    bottom: int | None = None
    right: int | None = None

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of it."""
        return self.meets(Area(row, column, row, column))

    def meets(self, other: Area) -> bool:
        """Tell whether it and another one have a cell in common."""
        rows = _meet(self.top, self.bottom, other.top, other.bottom)
        return rows and _meet(self.left, self.right, other.left, other.right)

    def covers(self, other: Area) -> bool:
        """Tell whether another one lies in it."""
        rows = _covers(self.top, self.bottom, other.top, other.bottom)
        return rows and _covers(self.left, self.right, other.left, other.right)

    def moved(self, move: Callable[[int], int]) -> Area:
        """Return where it is after columns were moved; `move` tells where each goes."""
        if self.right is not None:
            return replace(self, left=move(self.left), right=move(self.right))
        # Whole rows stay whole rows, wherever columns are inserted.
        return self if self.left == 1 else replace(self, left=move(self.left))

    def on(self, tab_id: int) -> dict[str, Any]:
        """Return it as a ``GridRange``."""
        area = {
            "sheetId": tab_id,
            "startRowIndex": self.top - 1,
            "startColumnIndex": self.left - 1,
        }
        if self.bottom is not None:
            area["endRowIndex"] = self.bottom
        if self.right is not None:
            area["endColumnIndex"] = self.right
        return area


@dataclass(frozen=True)
class Protection:
    """Cells that this account must not write to.

    Attributes:
        area: Where they are.
        holes: Parts of it in which it may.
    """

    area: Area
    holes: tuple[Area, ...] = ()

    def keeps_out_of(self, area: Area) -> bool:
        """Tell whether some cells must not be written."""
        return self.area.meets(area) and not any(hole.covers(area) for hole in self.holes)

    def moved(self, move: Callable[[int], int]) -> Protection:
        """Return it after columns were moved, see `Area.moved`."""
        return Protection(self.area.moved(move), tuple(hole.moved(move) for hole in self.holes))

    def closes(self, area: Area) -> bool:
        """Tell whether none of some cells may be written."""
        return self.area.covers(area) and not any(hole.meets(area) for hole in self.holes)


def area_of(area: dict[str, Any]) -> Area:
    """Return a ``GridRange`` as an area."""
    return Area(
        area.get("startRowIndex", 0) + 1,
        area.get("startColumnIndex", 0) + 1,
        area.get("endRowIndex"),
        area.get("endColumnIndex"),
    )


def _meet(first: int, last: int | None, start: int, end: int | None) -> bool:
    return (end is None or first <= end) and (last is None or start <= last)


def _covers(first: int, last: int | None, start: int, end: int | None) -> bool:
    return first <= start and (last is None or (end is not None and end <= last))
