"""Control cells: what to get, from which app, and where the answer goes."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.query.headers import normal
from sheets_runner.query.layout import Row
from sheets_runner.query.question import Get
from sheets_runner.table import cells
from sheets_runner.table.cells import Cell

_YES = ("yes", "y", "true", "on", "1")
_NO = ("no", "n", "false", "off", "0")
_RUN_WORDS = ("event", "event name", "time", "ts", "query", "run_at", "batch")
_EVENT_ROOTS = ("identity", "objectId", "platform", "profile", "event_props", "session_props")
_PROFILE_ROOTS = (
    *("identity", "objectId", "name", "email", "phone", "profile", "profileData"),
    *("platformInfo", "events"),
)
_GETS = {normal(get.words): get for get in Get}
_PAIRS = {(get.api, get.object_type): get for get in Get}


def is_active(row: Row) -> bool:
    """Tell whether the row is switched on.

    Raises:
        CellError: `Active` holds something else than yes or no.
    """
    cell = next((cell for meaning, cell in row.cells.items() if meaning.part == "active"), None)
    if cell is None or (cell.blank and not cell.raw.checkbox):
        return True
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
    told = _GETS.get(normal(get_cell.text)) if get_cell else None
    if get_cell and not told:
        raise _not_one_of(get_cell, [get.words for get in Get])
    if not (api or kind):
        return told or Get.EVENT_COUNT
    pair = _read_pair(api, kind)
    if told and told is not pair:
        cell = api or kind or get_cell
        assert cell  # noqa: S101 - one of the two is filled: mypy cannot see it
        raise cell.error(
            f"`API` and `Object type` ask for {pair.words}, but `Get` says {told.words}. "
            "Keep one of the two ways."
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
        raise _blank(row, "app", f"Write one of: {', '.join(allowed)}.")
    for name in allowed:
        if normal(name) == normal(cell.text):
            return name
    raise _not_one_of(cell, allowed)


def read_text(row: Row, part: str) -> str:
    """Return a free text, empty when blank.

    Raises:
        CellError: The cell shows an error.
    """
    cell = row.filled(part)
    if cell is None:
        return ""
    if cell.raw.error:
        raise cell.error(f"the cell shows {cell.raw.error}. Correct its formula, or write a text.")
    return cell.text


def read_columns(row: Row, get: Get | None) -> tuple[str, ...]:
    """Return the picked columns of the records, empty for the default.

    Raises:
        CellError: One of them is no place in a record.
    """
    cell = row.filled("columns")
    text = read_text(row, "columns").replace("\n", ",")
    picked = tuple(filter(None, map(cells.trim, text.split(","))))
    roots = _PROFILE_ROOTS if get is Get.USER_PROFILES else _EVENT_ROOTS
    for word in picked:
        if cell and word.lower() not in _RUN_WORDS and word.split(".")[0] not in roots:
            raise cell.error(
                f'"{word}" is no column of the records. Write like '
                f"{', '.join(_RUN_WORDS)}, or a path that starts with {', '.join(roots)}."
            )
    return picked


def read_max_records(row: Row, most: int) -> int | None:
    """Return how many records at most, None when blank.

    Raises:
        CellError: It is no whole number, or raises the configured limit.
    """
    cell = row.filled("max records")
    if cell is None:
        return None
    text = cell.text.lstrip("+")
    if cell.is_moment or not text.isdigit() or not int(text):
        raise cell.error(f'"{cell.text}" is not a number of records. Write a whole number.')
    if int(text) > most:
        raise cell.error(
            f"{text} is over the limit of {most} records of this sheet. Write {most} or less."
        )
    return int(text)


def _blank(row: Row, part: str, remedy: str) -> Exception:
    """Return an error about a cell that should be filled."""
    for meaning, cell in row.cells.items():
        if meaning.part == part and not meaning.block:
            return cell.error(f"is blank. {remedy}")
    header = part.capitalize()
    return Cell(header, f"row {row.number}", cells.EMPTY).error(
        f"there is no such column. {remedy}"
    )


def missing(row: Row, part: str, remedy: str) -> Exception:
    """Return an error that a needed cell is blank or its column absent."""
    return _blank(row, part, remedy)


def _choice(cell: Cell, choices: Sequence[str]) -> str:
    if normal(cell.text) in choices:
        return normal(cell.text)
    raise _not_one_of(cell, choices)


def _not_one_of(cell: Cell, choices: Sequence[str]) -> Exception:
    shown = f'"{cell.text}"' if not cell.raw.error else f"the cell shows {cell.raw.error}, which"
    return cell.error(f"{shown} is not known here. Write one of: {', '.join(choices)}.")
