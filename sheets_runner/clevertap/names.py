"""The names CleverTap knows: its only list of events and profile properties."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Iterable, Mapping

from sheets_runner.errors import BadReply


class NameKind(Enum):
    """What names are of, as the API calls it (https://developer.clevertap.com/docs/get-schema)."""

    EVENTS = "events"
    PROPERTIES = "userProperties"


@dataclass(frozen=True)
class Names:
    """Names that CleverTap knows.

    Attributes:
        known: The names in alphabetical order, each once.
        unnamed: How many entries of its list have no name that can be read.
    """

    known: tuple[str, ...]
    unnamed: int = 0


def read_names(reply: Mapping[str, Any], kind: NameKind) -> Names:
    """Return the names in a reply.

    Which keys an entry has besides ``name`` is not documented, so nothing else is read; a plain
    text is taken for a name as well.

    Args:
        reply: The reply.
        kind: What was asked for.

    Raises:
        BadReply: It holds no list, or one in which nothing has a name.
    """
    entries = reply.get(kind.value)
    if not isinstance(entries, list):
        raise _bad(kind, "is missing or no list")
    names = [name for name in map(_name, entries) if name]
    if entries and not names:
        raise _bad(kind, "has no entry with a name")
    return Names(in_order(names), len(entries) - len(names))


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in alphabetical order, whatever their capitals, each once."""
    return tuple(sorted(set(names), key=lambda name: (name.casefold(), name)))


def _name(entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else entry
    return name if isinstance(name, str) else ""


def _bad(kind: NameKind, what: str) -> BadReply:
    return BadReply(
        f"CleverTap's reply is no list of names: {kind.value} {what}. Run it again; if it stays,"
        " tell CleverTap's support."
    )
