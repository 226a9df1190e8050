"""Moments as HTTP tells them: the date of a reply, and how long a server asks to wait."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def moment(text: str) -> datetime | None:
    """Return the moment that a header names, with a time zone; None where it names none.

    https://www.rfc-editor.org/rfc/rfc9110#name-date-time-formats

    Args:
        text: Such as ``Tue, 30 Jun 2026 12:00:00 GMT``.
    """
    try:
        found = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    # "-0000" means UTC, too, but Python takes it for no zone at all.
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def seconds_to_wait(text: str, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` asks to wait: it is a number or a moment.

    https://www.rfc-editor.org/rfc/rfc9110#field.retry-after

    Args:
        text: The header; None is returned for what is neither, and for an empty one.
        now: The present moment, with a time zone.
    """
    number = _SECONDS.fullmatch(text.strip())
    if number:
        return float(number.group())
    until = moment(text)
    return None if until is None else max(0.0, (until - now).total_seconds())
