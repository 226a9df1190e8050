"""Records as CleverTap sends them to typed values: nested objects by path, dates as real dates.

The shapes: https://developer.clevertap.com/docs/get-events-api and docs/get-user-profiles-api.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Any, Iterable, Iterator, Mapping, Tuple

from sheets_runner.workbook.base import Value

Path = Tuple[str, ...]

TIME = ("ts",)
DEVICES = "platformInfo"
OF_DEVICES = ("platform", "objectId")
"""What a profile often says of its devices only."""
MOST_DIGITS = 15
"""Digits a spreadsheet keeps of a number
(https://support.microsoft.com/office/1672db32-7069-4667-97b4-32b9ba8b8be9)."""

_PROJECT_TIME = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
_STORED_DATE = re.compile(r"\$D_(-?[0-9]{1,12})")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_FIRST_DAY = datetime(1900, 3, 1)
"""Spreadsheets disagree about the days before it."""


def with_devices(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a profile that says at its top which platforms and object ids its devices have.

    Several are joined, each once, in the order of ``platformInfo``. What the record says itself
    stays.
    """
    devices = record.get(DEVICES)
    if not isinstance(devices, list):
        return record
    found = {name: _joined(devices, name) for name in OF_DEVICES if record.get(name) is None}
    return {**record, **{name: text for name, text in found.items() if text}}


def _joined(devices: Iterable[Any], name: str) -> str:
    values = (device.get(name) for device in devices if isinstance(device, dict))
    return ", ".join(dict.fromkeys(str(value) for value in values if value))


def flatten(record: Mapping[str, Any]) -> dict[Path, Any]:
    """Return a record's values by path; a list stays one value, an empty object has none."""
    return dict(_leaves((), record))


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, Mapping):
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
        return stored_date(value, zone) or value
    return value if isinstance(value, bool) else _number(value)


def project_time(value: Any) -> Value:
    """Return CleverTap's yyyyMMddHHmmss number as a date-time, as text where it is none."""
    text = str(value)
    found = _PROJECT_TIME.fullmatch(text)
    try:
        moment = datetime(*map(int, found.groups())) if found else None  # type: ignore[arg-type]
    except ValueError:
        return text
    return moment if moment and moment >= _FIRST_DAY else text


def stored_date(text: str, zone: tzinfo) -> datetime | None:
    """Return a stored date (``$D_`` and UTC seconds) in a zone, None where it is none.

    A date that a spreadsheet cannot hold is none.
    """
    found = _STORED_DATE.fullmatch(text)
    if not found:
        return None
    try:
        moment = (_EPOCH + timedelta(seconds=int(found[1]))).astimezone(zone)
    except (OverflowError, ValueError):
        return None
    plain = moment.replace(tzinfo=None, fold=0)
    return plain if plain >= _FIRST_DAY else None


def _number(value: float) -> Value:
    """Return a number a spreadsheet can keep, else its text."""
    if isinstance(value, int):
        return value if abs(value) < 10**MOST_DIGITS else str(value)
    return value if math.isfinite(value) else str(value)
