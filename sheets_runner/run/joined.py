"""The records of several spools as if they were in one; none is copied."""

from __future__ import annotations

from typing import Iterator, Sequence

from sheets_runner.run.flatten import Path, Row
from sheets_runner.run.spool import Spool


class Joined(Spool):
    """Spools that are filled, one behind the other; nothing more is added.

    Args:
        spools: At least one, in order.
    """

    def __init__(self, spools: Sequence[Spool]) -> None:
        super().__init__(spools[0].path)
        numbers: dict[Path, int] = {}
        for spool in spools:
            for path in spool.shape.paths:
                numbers.setdefault(path, len(numbers))
        # Each spool has numbered its paths as it met them.
        self._parts = [(spool, [numbers[path] for path in spool.shape.paths]) for spool in spools]
        self.count = sum(spool.count for spool in spools)
        self.shape.paths.extend(numbers)
        self.shape.nested.update(
            renumbered[old] for spool, renumbered in self._parts for old in spool.shape.nested
        )

    def __iter__(self) -> Iterator[Row]:
        """Walk the records of all spools."""
        for spool, numbers in self._parts:
            if numbers == list(range(len(numbers))):
                yield from spool
            else:
                for row in spool:
                    yield {numbers[old]: value for old, value in row.items()}


def join(spools: Sequence[Spool]) -> Spool:
    """Return the records of all spools, in order.

    Args:
        spools: At least one.
    """
    return spools[0] if len(spools) == 1 else Joined(spools)
