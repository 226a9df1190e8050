"""What every storage says alike when a tab is not the runner's to write."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.errors import WorkbookError


class ForeignTab(WorkbookError):
    """A tab of the team's stands in the place of one of the runner's."""


def foreign(tab: str, owner: str) -> ForeignTab:
    """Return the error for a tab of the team's in the place of one of the runner's.

    Args:
        tab: Its name.
        owner: Whose edit it is, see `base.Edit`: a row may name another tab; of the run's own tabs
            not all can have another name.
    """
    remedy = (
        "name another output tab, or empty that one"
        if owner
        else "rename that tab of yours, or empty it"
    )
    return ForeignTab(f'Tab "{tab}" is not empty and was not made by the runner: {remedy}.')


def prepared(tab: str, traces: Sequence[str]) -> WorkbookError:
    """Return the error for a tab without values that is not blank all the same.

    Args:
        tab: Its name.
        traces: What people have put into it, e.g. ``a note in A1``.
    """
    return WorkbookError(
        f'Tab "{tab}" has no values, but somebody has prepared it ({", ".join(traces)}). Write '
        "headers into its first row, or rename or delete it."
    )
