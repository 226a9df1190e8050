"""What every storage says alike when a tab is not the runner's to write."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.errors import WorkbookError


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
