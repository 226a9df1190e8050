"""IANA time zones by name."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from dateutil import tz

from sheets_runner.errors import ConfigError

_NAME = re.compile(r"[A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")


def zone(name: str) -> tzinfo:
    """Return a time zone.

    Raises:
        ConfigError: There is none of that name.
    """
    found = tz.gettz(name) if _NAME.fullmatch(name) else None
    # dateutil also takes the machine's own abbreviations and POSIX rules, whose signs are turned.
    if not isinstance(found, (tz.tzfile, tz.tzutc)):
        raise ConfigError(f'"{name}" is no time zone. Write one like Asia/Kolkata.')
    return found


def local(moment: datetime, name: str) -> datetime:
    """Return a moment as the clocks in a zone show it, without its zone and to the second."""
    return moment.astimezone(zone(name)).replace(tzinfo=None, microsecond=0)
