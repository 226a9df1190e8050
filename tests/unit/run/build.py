"""Questions, rows and jobs for the tests of the run, filled up with what a test leaves open."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any, Mapping

from sheets_runner.query.cql import Block, Filter, Period, Query
from sheets_runner.query.question import CheckedRow, Get, Question
from sheets_runner.run.ids import RowId
from sheets_runner.run.plan import Job
from sheets_runner.table.cells import Problem, RawCell

ZONE = "Asia/Kolkata"
SUNDAY = date(2026, 6, 28)
MONDAY = date(2026, 6, 29)
MORNING = datetime(2026, 6, 30, 4, 30, tzinfo=timezone.utc)
"""Tuesday 30 June 2026, 10:00 in `ZONE`."""
GOLD = Filter("profile_fields", "plan", "equals", "Gold")


def question(
    event: str = "Flight Search",
    *,
    get: Get = Get.EVENT_COUNT,
    days: tuple[date, date] | None = (MONDAY, MONDAY),
    **fields: Any,
) -> Question:
    """Return a question; without days it asks for profiles by a filter alone."""
    query = Query(Block(event, Period(*days))) if days else Query(profile=(GOLD,))
    said = f"{event} in plain words"
    known = {"name": event, "app": "web", "zone": ZONE, "reads_as": said, **fields}
    return Question(get=get, query=query, **known)


def row(
    number: int = 2,
    asked: Question | None = None,
    *,
    id_text: str = "",
    problem: str = "",
    active: bool = True,
    results: Mapping[str, Any] | None = None,
    places: Mapping[str, str] | None = None,
) -> CheckedRow:
    """Return a checked row; without a question it is in need of fixing or switched off."""
    return CheckedRow(
        number,
        asked.name if asked else f"Row {number}",
        id_text,
        None if problem or not active else asked,
        (Problem(f"C{number}", problem),) if problem else (),
        active,
        {header: RawCell(value) for header, value in (results or {}).items()},
        places or {},
    )


def job(
    number: int = 2, asked: Question | None = None, *, fresh: bool = False, whole: str = ""
) -> Job:
    """Return a job whose id names its row."""
    wanted = asked or question()
    row_id = RowId("row" + "abcdefgh"[number] * 3, wanted.fingerprint, fresh)
    tab = "" if wanted.get.is_count else wanted.name
    return Job(number, row_id, wanted, tab, whole=whole)
