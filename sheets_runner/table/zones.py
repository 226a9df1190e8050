"""IANA time zones by name."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dateutil import tz

from sheets_runner.errors import ConfigError


def zone(name: str) -> tzinfo:
    """Return a time zone.

    Raises:
        ConfigError: There is none of that name.
    """
    found = tz.gettz(name) if name else None
    if found is None:
        raise ConfigError(f'"{name}" is no time zone. Write one like Asia/Kolkata.')
    return found


def local(moment: datetime, name: str) -> datetime:
    """Return a moment as the clocks in a zone show it, without its zone and to the second."""
    return moment.astimezone(zone(name)).replace(tzinfo=None, microsecond=0)
