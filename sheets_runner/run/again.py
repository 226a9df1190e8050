"""Partial numbers that can be final by now: each is asked once more, beside what its row asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Iterator, Mapping, Sequence

from sheets_runner.query.cql import Period
from sheets_runner.query.question import Question
from sheets_runner.run.plan import Job, Plan
from sheets_runner.run.report import final_from


def with_partial(
    plan: Plan, partial: Mapping[str, Sequence[Period]], now: datetime, final_after: timedelta
) -> Plan:
    """Return the plan with a job for each partial number of its rows that can be final.

    Args:
        plan: What the rows ask now.
        partial: The periods of the output tab's partial lines, by the text of their `ID`.
        now: The present moment, with a time zone.
        final_after: How long after the end of its days a number is final.
    """
    asked = {(job.row, job.question.period) for job in plan.jobs}
    rows = {job.row: job for job in plan.jobs if _can_be_asked_for_other_days(job.question)}
    more = (
        replace(job, question=job.question.during(period), whole="", again=True)
        for job in rows.values()
        for period in partial.get(job.row_id.text, ())
        if (job.row, period) not in asked
        and final_from(period.last, job.question.zone, final_after) <= now
    )
    return replace(plan, jobs=(*plan.jobs, *_each_once(more)))


def _can_be_asked_for_other_days(question: Question) -> bool:
    """Tell counts of an event from records, of which a tab holds those of the row alone."""
    return question.get.is_count and question.period is not None


def _each_once(jobs: Iterator[Job]) -> Iterator[Job]:
    seen = set()
    for job in jobs:
        key = (job.row, job.question.period)
        if key not in seen:
            seen.add(key)
            yield job
