"""A row's query: its columns, its blocks and its `CQL` cell put together."""

from __future__ import annotations

from sheets_runner.query import controls
from sheets_runner.query.blocks import read_any_count, read_blocks
from sheets_runner.query.cql import Block, Filter, Query
from sheets_runner.query.cql_json import Piece
from sheets_runner.query.headers import (
    BLOCKS,
    DID_ALL,
    DID_ANY,
    DID_NONE,
    EVENT,
    SESSION,
    Meaning,
)
from sheets_runner.query.joining import Cql
from sheets_runner.query.layout import Row
from sheets_runner.query.parts import Habits, Part
from sheets_runner.query.problems import Problems
from sheets_runner.query.question import Get
from sheets_runner.query.times import TIME_PARTS
from sheets_runner.query.when import DATE_PARTS, When


def read_query(row: Row, get: Get | None, habits: Habits, problems: Problems) -> Query | None:
    """Return the row's query; None when there are problems, which are kept.

    Args:
        row: The row.
        get: What it wants back, None when that could not be read.
        habits: How its cells are read.
        problems: Keeps what is wrong.
    """
    joint = problems.take(lambda: Cql(row, habits.calendar))
    part = Part(row, habits, problems)
    own_when = part.when()
    when = _joined_when(own_when, joint, problems)
    filters = part.event_filters(own_when)
    profile = part.profile_filters()
    places = part.places()
    blocks = {kind: read_blocks(row, kind, habits, problems, when) for kind in BLOCKS}
    count = read_any_count(row, habits, problems, counted=bool(joint and joint.piece.did_any))
    base = _base(part, when, filters, joint)
    if joint is None:
        return None
    piece = joint.piece
    count = problems.take(lambda: joint.count(count))
    if part.cell("event") is None and not piece.event:
        problems.take(lambda: joint.refuse_idle(lends_days=_lends_days(row)))
        problems.take(lambda: _refuse_no_event(part, get, own_when, piece))
    if problems.found:
        return None
    return Query(
        base,
        (*profile, *piece.profile),
        (*blocks[DID_ALL], *piece.did_all),
        (*blocks[DID_ANY], *piece.did_any),
        count,
        (*blocks[DID_NONE], *piece.did_none),
        (*places, *piece.places),
        piece.circles,
    )


def _joined_when(when: When | None, joint: Cql | None, problems: Problems) -> When | None:
    if when is None or joint is None:
        return None
    return problems.take(lambda: joint.when(when))


def _base(
    part: Part, when: When | None, filters: tuple[Filter, ...], joint: Cql | None
) -> Block | None:
    """Return the event asked for; None when no event is named or something is wrong."""
    told = part.event()
    event = part.problems.take(lambda: joint.event(told)) if joint else None
    if not event or when is None or joint is None:
        return None
    if when.period is None:
        part.problems.take(lambda: _refuse_no_days(part.row))
        return None
    return Block(event, when.period, (*filters, *joint.piece.filters))


def _refuse_no_event(part: Part, get: Get | None, when: When | None, piece: Piece) -> None:
    """Refuse a row without an event, but for profiles whose every cell filters the user."""
    remedy = "Write the event's name as in CleverTap"
    if get in (Get.EVENT_COUNT, Get.USER_COUNT, Get.EVENT_RECORDS):
        raise controls.missing(part.row, ("event",), f"{remedy}.")
    idle = _idle_parts(part, when)
    for meaning, cell in part.filled.items():
        if meaning.part in idle or meaning.section in (EVENT, SESSION):
            raise cell.error(
                f'"{cell.told}" filters an event, but `Event` is blank. {remedy}, or empty this '
                "cell."
            )
    filtered = any(item.section or item.block or item.part == "geo" for item in _filled(part.row))
    if not (filtered or piece.filters_users):
        raise controls.missing(part.row, ("event",), f"{remedy}, or filter the profiles.")


def _idle_parts(part: Part, when: When | None) -> tuple[str, ...]:
    """Return the parts that change nothing without an event.

    The row's days serve those of its blocks that have none; its times of day serve no block.
    """
    has_times = any(map(part.cell, TIME_PARTS))
    timed_days = not has_times and when is not None and when.clock is not None
    lent = _lends_days(part.row) and not timed_days
    return TIME_PARTS if lent else (*TIME_PARTS, *DATE_PARTS)


def _lends_days(row: Row) -> bool:
    """Tell whether a block of the row has no days of its own, so that it takes the row's."""
    filled = _filled(row)
    dated = {(item.block, item.number) for item in filled if item.part in DATE_PARTS}
    return any(item.block and (item.block, item.number) not in dated for item in filled)


def _filled(row: Row) -> list[Meaning]:
    return [meaning for meaning, cell in row.cells.items() if not cell.blank]


def _refuse_no_days(row: Row) -> None:
    parts = ("dates", "from")
    raise controls.missing(row, parts, "Write a day like 2026-02-28, or yesterday.")
