"""What is wrong with a row, collected so that a person sees all of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable, TypeVar

from sheets_runner.errors import CellError
from sheets_runner.table.cells import Problem

T = TypeVar("T")


@dataclass
class Problems:
    """Collects the mistakes of a row; reading goes on after each."""

    found: list[Problem] = field(default_factory=list)

    def take(self, read: Callable[[], T]) -> T | None:
        """Return what `read` returns; keep its CellError and return None instead."""
        try:
            return read()
        except CellError as error:
            self.found.append(Problem(error.cell, str(error)))
            return None
