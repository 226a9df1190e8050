"""Who asks, and what they may touch.

Protected ranges: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#protectedrange
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.emulators.google_sheets.model import ApiError, Json, Tab, refused

ROLES = ("reader", "writer", "owner")
"""From the least to the most that a person may do."""


@dataclass(frozen=True)
class User:
    """Somebody who is signed in.

    Attributes:
        email: The address a spreadsheet is shared with.
        is_owner: Whether the spreadsheet is theirs: no protection keeps owners out.
    """

    email: str
    is_owner: bool = False


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, counted from 0; the ends are one past the last cell."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, grid_range: Json) -> bool:
        """Whether a ``GridRange`` (of the same tab) and this have a cell in common."""
        return bool(
            self.top < grid_range.get("endRowIndex", self.bottom)
            and grid_range.get("startRowIndex", 0) < self.bottom
            and self.left < grid_range.get("endColumnIndex", self.right)
            and grid_range.get("startColumnIndex", 0) < self.right
        )

    def lies_in(self, grid_range: Json) -> bool:
        """Whether a ``GridRange`` (of the same tab) covers this."""
        return bool(
            grid_range.get("startRowIndex", 0) <= self.top
            and self.bottom <= grid_range.get("endRowIndex", self.bottom)
            and grid_range.get("startColumnIndex", 0) <= self.left
            and self.right <= grid_range.get("endColumnIndex", self.right)
        )


def check_protection(tab: Tab, area: Area, user: User) -> None:
    """Refuse writing where the user is no editor.

    Raises:
        ApiError: A protected range that is more than a warning meets the area.
    """
    if any(_keeps_out(protected, area, user) for protected in tab.protected_ranges):
        raise protected_cell()


def protected_cell() -> ApiError:
    """Return the refusal of an edit in a protected range."""
    return refused(
        "You are trying to edit a protected cell or object. Please contact the spreadsheet owner "
        "to remove protection if you need to edit."
    )


def is_editor(protected: Json, user: User) -> bool:
    """Whether a ``ProtectedRange`` lets the user write; owners always may."""
    return (
        user.is_owner
        or bool(protected.get("warningOnly"))
        or user.email in protected.get("editors", {}).get("users", ())
    )


def _keeps_out(protected: Json, area: Area, user: User) -> bool:
    if is_editor(protected, user) or not area.meets(protected.get("range", {})):
        return False
    return not any(area.lies_in(hole) for hole in protected.get("unprotectedRanges", ()))
