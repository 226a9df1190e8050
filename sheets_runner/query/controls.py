"""Control cells: what to get, from which app, and where the answer goes."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.errors import CellError
from sheets_runner.query import operators
from sheets_runner.query.headers import normal
from sheets_runner.query.layout import Row
from sheets_runner.query.question import Get
from sheets_runner.table import cells
from sheets_runner.table.cells import Cell

REPLACE = "Replace"
"""What `Mode` can say: new records take the place of the old."""
_APPEND = "append"
MOST_PERIODS = 100
"""Lines of one row, so that a slip of the pen does not ask a thousand questions."""

_YES = ("yes", "y", "true", "on", "1")
_NO = ("no", "n", "false", "off", "0")
_RUN_WORDS = ("event", "event name", "time", "ts", "query", "run_at", "batch")
_EVENT_ROOTS = ("identity", "objectId", "platform", "profile", "event_props", "session_props")
_PROFILE_ROOTS = (
    *("identity", "objectId", "platform", "name", "email", "phone", "profile", "profileData"),
    *("platformInfo", "events"),
)
_GETS = {normal(get.words): get for get in Get}
_GET_WORDS = tuple(get.words for get in Get)
_PAIRS = {(get.api, get.object_type): get for get in Get}


def is_active(row: Row) -> bool:
    """Tell whether the row is switched on.

    Raises:
        CellError: `Active` holds something else than yes or no.
    """
    cell = row.cell("active")
    if cell is None or cell.blank:
        return cell is None or not cell.raw.checkbox
    word = cell.text.lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _not_one_of(cell, ("yes", "no"))


def read_get(row: Row) -> Get:
    """Return what the row wants back.

    Raises:
        CellError: `Get`, `API` or `Object type` holds none of its values, or they differ.
    """
    get_cell, api, kind = (row.filled(part) for part in ("get", "api", "object type"))
    told = _GETS[_choice(get_cell, list(_GETS), _GET_WORDS)] if get_cell else None
    cell = api or kind
    if cell is None:
        return told or Get.EVENT_COUNT
    pair = _read_pair(api, kind)
    if told not in (None, pair):
        raise cell.error(
            f'"{cell.told}": `API` and `Object type` ask for {pair.words}, but `Get` says '
            f"{told.words}. Keep one of the two ways."
        )
    return pair


def _read_pair(api: Cell | None, kind: Cell | None) -> Get:
    words = (
        _choice(api, ("counts", "events")) if api else "counts",
        _choice(kind, ("events", "profiles")) if kind else "events",
    )
    return _PAIRS[words]


def read_app(row: Row, allowed: Sequence[str]) -> str:
    """Return the app a row asks.

    Args:
        row: The row.
        allowed: The apps of its sheet.

    Raises:
        CellError: `App` names none of them, or is blank where there are several.
    """
    cell = row.filled("app")
    if cell is None:
        if len(allowed) == 1:
            return allowed[0]
        raise missing(row, ("app",), f"Write one of: {', '.join(allowed)}.")
    alike = [name for name in allowed if normal(name) == normal(cell.text)]
    if cell.text in alike:
        return cell.text
    if len(alike) != 1:
        raise _not_one_of(cell, alike or allowed)
    return alike[0]


def read_text(row: Row, part: str) -> str:
    """Return a free text, empty when blank.

    Raises:
        CellError: The cell shows an error.
    """
    cell = row.filled(part)
    if cell is None:
        return ""
    if cell.raw.error:
        raise cell.shows_error("a text")
    return cell.text


def read_columns(row: Row, get: Get | None) -> tuple[str, ...]:
    """Return the picked columns of the records, empty for the default.

    Args:
        row: The row.
        get: What it wants back, None when that could not be read: then any column will do.

    Raises:
        CellError: One of them is no place in a record.
    """
    cell = row.filled("columns")
    if cell is None:
        return ()
    picked = read_text(row, "columns").replace("\n", ",").split(",")
    words = tuple(filter(None, map(cells.trim, picked)))
    roots = _PROFILE_ROOTS if get is Get.USER_PROFILES else _EVENT_ROOTS
    for word in words if get else ():
        if word.lower() not in _RUN_WORDS and word.split(".")[0] not in roots:
            raise cell.error(
                f'"{cells.quotable(word)}" is no column of the records. Write one of '
                f"{', '.join(_RUN_WORDS)}, or a path that starts with {', '.join(roots)}."
            )
    return words


def read_max_records(row: Row, most: int) -> int | None:
    """Return how many records at most, None when blank.

    Raises:
        CellError: It is no whole number, or raises the configured limit.
    """
    cell = row.filled("max records")
    if cell is None:
        return None
    if cell.raw.error:
        raise cell.shows_error("a whole number")
    amount = None if cell.is_moment else operators.whole_number(cell.text)
    if not amount:
        raise cell.error(f'"{cell.told}" is not a number of records. Write a whole number.')
    if amount > most:
        raise cell.error(
            f"{amount} is over the limit of {most} records of this sheet. Write {most} or less."
        )
    return amount


def read_per(row: Row, get: Get | None) -> str:
    """Return what one line is for: ``day``, ``week`` or ``month``; empty for the whole range.

    Args:
        row: The row.
        get: What it wants back, None when that could not be read.

    Raises:
        CellError: It holds something else, or the row does not count.
    """
    cell = row.filled("per")
    if cell is None:
        return ""
    per = _choice(cell, ("day", "week", "month"))
    if get and not get.is_count:
        raise cell.error(
            f'"{cell.told}" divides a count, and this row gets {get.words.lower()}. Empty this '
            "cell, or use a row for each period."
        )
    return per


def check_mode(row: Row) -> None:
    """Refuse a `Mode` other than `REPLACE`, which is what a blank one means.

    Raises:
        CellError: It holds something else.
    """
    cell = row.filled("mode")
    if cell and normal(cell.text) == _APPEND:
        raise cell.error(
            f'"{cell.told}" is not supported by this version: new records take the place of the'
            f" old. Write {REPLACE}, or empty this cell."
        )
    if cell:
        _choice(cell, (normal(REPLACE),), (REPLACE,))


def refuse_many_periods(row: Row, amount: int) -> None:
    """Refuse a row that asks for more lines than one row may.

    Raises:
        CellError: It does.
    """
    cell = row.filled("per")
    if cell and amount > MOST_PERIODS:
        raise cell.error(
            f'"{cell.told}" makes {amount} lines, and one row may have {MOST_PERIODS}. Write a '
            "longer period or a shorter range."
        )


def missing(row: Row, parts: Sequence[str], remedy: str) -> CellError:
    """Return an error that a needed cell is blank, or that there is no column for it.

    Args:
        row: The row.
        parts: The parts that would do; those with a column are spoken of.
        remedy: A sentence.
    """
    blank = [cell for cell in map(row.cell, parts) if cell]
    if blank:
        others = "".join(f", and so is `{cell.header}` ({cell.place})" for cell in blank[1:])
        return blank[0].error(f"is blank{others}. {remedy}", mark="")
    first = next(iter(row.cells.values()))
    header = parts[0].capitalize()
    return CellError(
        f"`{header}` (row {row.number}): there is no such column. Add it. {remedy}", first.place
    )


def _choice(cell: Cell, choices: Sequence[str], shown: Sequence[str] = ()) -> str:
    if normal(cell.text) in choices:
        return normal(cell.text)
    raise _not_one_of(cell, shown or choices)


def _not_one_of(cell: Cell, choices: Sequence[str]) -> CellError:
    listed = ", ".join(choices)
    if cell.raw.error:
        return cell.shows_error(f"one of: {listed}")
    return cell.error(f'"{cell.told}" is not known here. Write one of: {listed}.')
