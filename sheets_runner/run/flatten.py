"""Records as CleverTap sends them to typed values: nested objects by path, dates as real dates.

The shapes: https://developer.clevertap.com/docs/get-events-api and docs/get-user-profiles-api.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Iterator, Mapping, Tuple

from sheets_runner.run.privacy import mask
from sheets_runner.workbook.base import Value

Path = Tuple[str, ...]

TIME = ("ts",)
MOST_DIGITS = 15
"""Digits a spreadsheet keeps of a number
(https://support.microsoft.com/office/1672db32-7069-4667-97b4-32b9ba8b8be9)."""

_STORED_DATE = re.compile(r"\$D_(-?\d{1,12})")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST_YEAR = 1900
"""Spreadsheets have no real dates before it."""


def flatten(record: Mapping[str, Any], *, masked: bool) -> dict[Path, Any]:
    """Return a record's values by path; a list stays one value, an empty object has none.

    Args:
        record: One record of an export.
        masked: Whether personal data is made unreadable.
    """
    source = mask(("",), record) if masked else record
    return dict(_leaves((), source))


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves((*path, key), item)
    elif value is not None:
        yield path, value


def cell_value(path: Path, value: Any, zone: tzinfo) -> Value:
    """Return what a cell is given for a value.

    Args:
        path: Where it stands; ``ts`` is a moment of the project's own clock.
        value: A JSON value other than an object.
        zone: The app's time zone, for stored dates, which are UTC seconds.
    """
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if path == TIME:
        return project_time(value)
    if isinstance(value, str):
        found = _STORED_DATE.fullmatch(value)
        return _stored_date(int(found[1]), zone) or value if found else value
    return value if isinstance(value, bool) else _number(value)


def project_time(value: Any) -> Value:
    """Return CleverTap's yyyyMMddHHmmss number as a date-time, as text where it is none."""
    try:
        return datetime.strptime(str(value), "%Y%m%d%H%M%S")  # noqa: DTZ007 - the project's zone
    except ValueError:
        return str(value)


def _stored_date(seconds: int, zone: tzinfo) -> datetime | None:
    """Return a stored date in the app's zone, None where a spreadsheet cannot hold it."""
    try:
        moment = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):
        return None
    return moment if moment.year >= _FIRST_YEAR else None


def _number(value: float) -> Value:
    """Return a number a spreadsheet can keep, else its text."""
    if isinstance(value, int):
        return value if abs(value) < 10**MOST_DIGITS else str(value)
    return value if math.isfinite(value) else str(value)
