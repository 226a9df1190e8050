"""Records as CleverTap sends them to typed values: nested objects by path, dates as real dates.

The shapes: https://developer.clevertap.com/docs/get-events-api and docs/get-user-profiles-api.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, Dict, Iterable, Mapping, Sequence, Tuple

from sheets_runner.workbook.base import Value

Path = Tuple[str, ...]
Row = Dict[int, Any]
"""A flattened record: its values by the numbers of their paths."""

TIME = ("ts",)
DEVICES = "platformInfo"
OF_DEVICES = ("platform", "objectId")
"""What a profile often says of its devices only."""
MOST_DIGITS = 15
"""Digits a spreadsheet keeps of a number
(https://support.microsoft.com/office/1672db32-7069-4667-97b4-32b9ba8b8be9)."""

TEXTS = frozenset((str, type(None)))
"""The types in a column that holds nothing but texts."""
_TOO_LONG = 10**MOST_DIGITS
_JSON = json.JSONEncoder(ensure_ascii=False).encode
_CONTAINERS = frozenset((dict, list))
_PROJECT_TIME = re.compile("[0-9]{14}")
_DATE = "$D_"
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


class Shape:
    """Where values stand in the records of one export, as far as they have come in.

    Each path has a number, so that neither a record nor its file repeats it.

    Attributes:
        paths: The paths by their numbers, in the order in which they were first met.
        nested: The numbers of lists that hold objects or lists.
    """

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.nested: set[int] = set()
        self._top = _Branch((), self.paths)

    def flatten(self, record: Mapping[str, Any]) -> Row:
        """Return a record's values; a list stays one value, an empty object has none.

        A profile says at its top which devices it has. An event has no devices there.
        """
        row: Row = {}
        self._flatten(with_devices(record), self._top, row)
        return row

    def _flatten(self, record: Mapping[str, Any], branch: _Branch, row: Row) -> None:
        for name, value in record.items():
            kind = type(value)
            if kind is dict:
                self._flatten(value, branch.below(name), row)
            elif value is not None:
                row[branch[name]] = value
                if kind is list and not _CONTAINERS.isdisjoint(map(type, value)):
                    self.nested.add(branch[name])


class _Branch(Dict[str, int]):
    """The numbers of what is right below a path; a name that is new gets the next one."""

    def __init__(self, path: Path, paths: list[Path]) -> None:
        super().__init__()
        self._path = path
        self._paths = paths
        self._below: dict[str, _Branch] = {}

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self._paths)
        self._paths.append((*self._path, name))
        return number

    def below(self, name: str) -> _Branch:
        """Return the branch of the object of that name."""
        found = self._below.get(name)
        if found is None:
            found = self._below[name] = _Branch((*self._path, name), self._paths)
        return found


class Cells:
    """Gives the cells for values.

    Args:
        zone: The app's time zone, for stored dates, which are UTC seconds.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        # Working out a zone's offset is slow, and most dates of an export come many times.
        self._moment = lru_cache(maxsize=4096)(self._new_moment)

    def column(self, path: Path, values: list[Any]) -> list[Value]:
        """Return the cells for some values.

        Args:
            path: Where they stand; ``ts`` is a moment of the project's own clock.
            values: JSON values other than objects.
        """
        if path == TIME:
            return [None if value is None else project_time(value) for value in values]
        if _are_plain_text(values):
            return values
        return [None if value is None else self._cell(value) for value in values]

    def _cell(self, value: Any) -> Value:
        if isinstance(value, str):
            return self._stored_date(value) or value
        if isinstance(value, list):
            return _JSON(value)
        return _number(value)

    def _stored_date(self, text: str) -> datetime | None:
        """Return a stored date as the app's clocks show it, None where it is none."""
        found = _STORED_DATE.fullmatch(text)
        return self._moment(int(found[1])) if found else None

    def _new_moment(self, seconds: int) -> datetime | None:
        """Return a moment, None where a spreadsheet cannot hold it."""
        try:
            moment = (_EPOCH + timedelta(seconds=seconds)).astimezone(self._zone)
        except (OverflowError, ValueError):
            return None
        plain = moment.replace(tzinfo=None, fold=0)
        return plain if plain >= _FIRST_DAY else None


def _are_plain_text(values: Sequence[Any]) -> bool:
    """Tell at a glance whether all of some values are texts or nothing, and none is a date."""
    return TEXTS.issuperset(map(type, values)) and _DATE not in "".join(filter(None, values))


def project_time(value: Any) -> Value:
    """Return CleverTap's yyyyMMddHHmmss number as a date-time, as text where it is none."""
    if isinstance(value, list):
        return _JSON(value)
    number = value if isinstance(value, int) else _time_number(str(value))
    day, time = divmod(number, 1_000_000)
    (year, month), (hour, minute) = divmod(day // 100, 100), divmod(time // 100, 100)
    try:
        moment = datetime(year, month, day % 100, hour, minute, time % 100)
    except (OverflowError, ValueError):
        return str(value)
    return moment if moment >= _FIRST_DAY else str(value)


def _time_number(text: str) -> int:
    return int(text) if _PROJECT_TIME.fullmatch(text) else 0


def _number(value: float) -> Value:
    """Return a number or boolean that a spreadsheet can keep, else its text."""
    if isinstance(value, int):
        return value if -_TOO_LONG < value < _TOO_LONG else str(value)
    return value if math.isfinite(value) else str(value)
