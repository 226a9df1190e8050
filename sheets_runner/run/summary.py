"""What a run did, in numbers and sentences: for the terminal, for `--json`, for the exit code."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any, Iterable


class ExitCode(IntEnum):
    """How a command ends."""

    DONE = 0
    ROWS = 1
    CONFIG = 2
    WORKBOOK = 3
    LEASE = 4
    INTERNAL = 70  # EX_SOFTWARE of sysexits.h
    INTERRUPTED = 130  # 128 + SIGINT, as shells count


_WORST_FIRST = (
    *(ExitCode.INTERRUPTED, ExitCode.INTERNAL, ExitCode.WORKBOOK),
    *(ExitCode.LEASE, ExitCode.CONFIG, ExitCode.ROWS),
)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the exit code of several sheets."""
    found = set(codes)
    return next((code for code in _WORST_FIRST if code in found), ExitCode.DONE)


@dataclass(frozen=True)
class RowSummary:
    """What became of one row.

    Attributes:
        sheet: The sheet's name.
        row: The 1-based row number.
        id: The row's id, empty for a row that never ran.
        name: Its label.
        status: ``done``, ``check``, ``failed`` or ``skipped``.
        count: The count, None when none was got.
        records: How many records were written, None when none were asked for or got.
        message: What the row's `Message` says of this run.
    """

    sheet: str
    row: int
    id: str
    name: str
    status: str
    count: int | None = None
    records: int | None = None
    message: str = ""

    @property
    def is_problem(self) -> bool:
        """Whether somebody has to look after the row."""
        return self.status in ("check", "failed")


@dataclass(frozen=True)
class Summary:
    """What a run did.

    Attributes:
        batch: Names the run.
        rows: What became of each row that was run.
        calls: How many requests went to CleverTap.
        seconds: How long it took.
        exit_code: How the command ends.
        problems: What concerns no single row: headers, the workbook, the configuration.
    """

    batch: str
    rows: tuple[RowSummary, ...]
    calls: int
    seconds: float
    exit_code: ExitCode
    problems: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the summary as a JSON object."""
        return {
            "batch": self.batch,
            "rows": [asdict(row) for row in self.rows],
            "problems": list(self.problems),
            "calls": self.calls,
            "seconds": round(self.seconds, 3),
            "exit_code": int(self.exit_code),
        }


def merge(batch: str, summaries: Iterable[Summary]) -> Summary:
    """Return the summary of a run over several sheets."""
    parts = list(summaries)
    return Summary(
        batch,
        tuple(row for part in parts for row in part.rows),
        sum(part.calls for part in parts),
        sum(part.seconds for part in parts),
        worst(part.exit_code for part in parts),
        tuple(problem for part in parts for problem in part.problems),
    )
