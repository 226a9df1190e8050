"""A change of the workbook in the making: one refused edit does not lose the others."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Callable, Iterable, Iterator, Mapping, Sequence

from sheets_runner.errors import EditRefused
from sheets_runner.run import report
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.plan import Plan
from sheets_runner.workbook.base import Edit


@dataclass(frozen=True)
class Draft:
    """What is about to be written.

    Attributes:
        plan: What is to be done.
        outcomes: What became of it, by row and period; none before it was done.
        refused: Why the storage refuses edits that are no answers, by owner: not even a failure
            can be written for these.
        together: Whether the lines of the output tab are one edit; one that is refused is tried
            again row by row, so that only the rows fail whose lines have no place.
    """

    plan: Plan
    outcomes: tuple[Outcome, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    together: bool = True

    def by_row(self) -> Iterator[tuple[Outcome, ...]]:
        """Yield the outcomes of each row, from its oldest period to its newest."""
        present = (outcome for outcome in self.outcomes if not outcome.job.again)
        for _, outcomes in groupby(present, key=lambda outcome: outcome.job.row):
            yield tuple(outcomes)

    def lines(self) -> list[tuple[Outcome, ...]]:
        """Return the outcomes of answered rows, grouped by the edits that make lines of them."""
        rows = [row for row in self.by_row() if not report.failure(row)]
        # What could not be asked again stays partial, and is asked again by the next run.
        rows += [(one,) for one in self.outcomes if one.job.again and not one.error]
        return [tuple(one for row in rows for one in row)] if self.together else rows

    def without(self, refused: EditRefused) -> Draft:
        """Return the draft whose row has failed, without that row if it had failed already.

        Raises:
            EditRefused: The edit is refused although it is not in the draft.
        """
        owner = refused.owner
        if owner == report.ALL_LINES:
            return replace(self, together=False)
        if owner in self.refused:
            raise refused
        if not any(_is_answer_for(owner, outcome) for outcome in self.outcomes):
            return replace(self, refused={**self.refused, owner: str(refused)})
        outcomes = [
            replace(outcome, error=str(refused)) if _is_answer_for(owner, outcome) else outcome
            for outcome in self.outcomes
        ]
        return replace(self, outcomes=tuple(outcomes))


def draft_of(plan: Plan, outcomes: Iterable[Outcome]) -> Draft:
    """Return what is to be published.

    Args:
        plan: What was to be done.
        outcomes: What became of it, in any order.
    """
    return Draft(plan, tuple(sorted(outcomes, key=_place)))


def written(
    write: Callable[[Sequence[Edit]], None],
    draft: Draft,
    edits: Callable[[Draft], Iterable[Edit]],
) -> Draft:
    """Write a draft; return it without what was refused.

    Args:
        write: Makes changes of a workbook, all or none.
        draft: The draft.
        edits: Gives a draft's edits.

    Raises:
        EditRefused: An edit is refused that is not in the draft.
        WorkbookError: The workbook cannot be written; then nothing was.
    """
    while True:
        batch = [edit for edit in edits(draft) if edit.owner not in draft.refused]
        try:
            write(batch)
        except EditRefused as refused:
            draft = draft.without(refused)
        else:
            return draft


def _place(outcome: Outcome) -> tuple[int, date]:
    period = outcome.job.question.period
    return outcome.job.row, period.first if period else date.min


def _is_answer_for(owner: str, outcome: Outcome) -> bool:
    return outcome.job.row_id.id == owner and not outcome.error
