"""The hidden tab of the names that CleverTap knows, and the drop-downs of them: what is written.

Nothing is asked or written here: `run.doctor.names` asks, `run.setup` and `run.doctor` write.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import Iterator, Mapping, Sized, Tuple

from sheets_runner.clevertap.names import Names, in_order
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.query.layout import Layout
from sheets_runner.run.history import HEADER_ROWS
from sheets_runner.run.looks import (
    EVENT_NAMES,
    LISTS_COLUMNS,
    LISTS_TAB,
    LOG_COLUMNS,
    OUTPUT_COLUMNS,
)
from sheets_runner.run.telling import counted
from sheets_runner.table.cells import Table, trim
from sheets_runner.workbook.base import Edit, Limits, OfferChoices, ReplaceTable, Value
from sheets_runner.workbook.text import fit, header_key

NOT_EXPORTED = frozenset(
    f"Notification {what}"
    for what in ("Sent", "Viewed", "Clicked", "Delivered", "Replied", "Failed")
)
"""System events that the API counts only
(https://docs.clevertap.com/docs/events, https://developer.clevertap.com/docs/get-events-api)."""
COUNTS_ONLY = "Counts only: CleverTap does not export its records."

_KNOWN_TO = frozenset({"known to", "property known to"})
"""Headers that no other table of the runner's has, as `header_key` returns them."""
_OTHERS = tuple(
    frozenset(header_key(column.header) for column in columns)
    for columns in (OUTPUT_COLUMNS, LOG_COLUMNS)
)
_ENOUGH = 4
"""So many headers in a row tell a table: a line of the lists has one event and one property."""
_BREAKS = ("Cc", "Zl", "Zp")
"""Control characters and breaks of lines (https://www.unicode.org/reports/tr44/)."""

Apps = Tuple[str, ...]
"""The accounts that know a name, by section."""


@dataclass(frozen=True)
class Known:
    """The names that CleverTap knows of one account."""

    events: Names
    properties: Names

    @property
    def unnamed(self) -> int:
        """How many entries have no name that can be read."""
        return self.events.unnamed + self.properties.unnamed

    @property
    def is_empty(self) -> bool:
        """Whether there are none at all."""
        return not (self.events.known or self.properties.known)


@dataclass(frozen=True)
class Lists:
    """The names of all accounts of a sheet, each once, in alphabetical order.

    Attributes:
        events: The accounts that know an event, by its name.
        properties: The same of the profile properties.
        left_out: How many names a cell cannot give back as they are.
    """

    events: Mapping[str, Apps]
    properties: Mapping[str, Apps]
    left_out: int = 0

    @property
    def said(self) -> str:
        """What there is to be said of them once they are written."""
        left_out = counted(self.left_out, "name")
        why = "a cell cannot hold such a text; write them under CQL"
        but = f" {left_out} left out: {why}." if self.left_out else ""
        return (
            f'Listed {amounts(self.events, self.properties)} in the hidden tab "{LISTS_TAB}".{but}'
        )

    def edits(self, tab: str, layout: Layout) -> tuple[Edit, ...]:
        """Return what writes them and offers the events where rows name one.

        Without an event there is nothing to offer; what is offered already follows all the same.

        Args:
            tab: The tab with the questions.
            layout: Its columns.
        """
        offered = event_headers(layout) if self.events else ()
        offers = OfferChoices(tab, layout.header_row, offered, LISTS_TAB, EVENT_NAMES)
        return self.table(), offers

    def table(self) -> ReplaceTable:
        """Return what writes them."""
        rows = zip_longest(_events(self.events), _properties(self.properties))
        lines = ((*(event or _NO_EVENT), *(more or _NO_PROPERTY)) for event, more in rows)
        return ReplaceTable(LISTS_TAB, LISTS_COLUMNS, tuple(lines), hidden=True)


_NO_EVENT: tuple[Value, ...] = (None, None, None)
_NO_PROPERTY: tuple[Value, ...] = (None, None)


def lists_of(known: Mapping[str, Known], limits: Limits) -> Lists:
    """Return the lists of a sheet.

    Args:
        known: What CleverTap knows of each of its accounts, by section.
        limits: What its storage can hold.
    """
    events = _merged({app: names.events for app, names in known.items()})
    properties = _merged({app: names.properties for app, names in known.items()})
    told = _fitting(properties, limits)
    offered = {name: apps for name, apps in _fitting(events, limits).items() if _can_say(name)}
    left_out = len(events) + len(properties) - len(offered) - len(told)
    return Lists(offered, told, left_out)


def accounts_of(settings: Settings, sheet: SheetSettings) -> tuple[str, ...]:
    """Return the accounts whose names the lists of a sheet hold.

    A spreadsheet or workbook has one tab of lists, whatever number of sheets is in it.

    Args:
        settings: The configuration.
        sheet: The sheet; it may be missing there.
    """
    known = (*settings.sheets.values(), sheet)
    apps = (app for one in known if one.document == sheet.document for app in one.apps)
    return tuple(dict.fromkeys(apps))


def event_headers(layout: Layout) -> tuple[str, ...]:
    """Return the headers of the columns that name an event, blocks included."""
    return tuple(head.header for head in layout.questions if head.meaning.part == "event")


def is_another(table: Table) -> bool:
    """Tell another table of the runner's that somebody has given the name of the lists.

    Whether a tab is the runner's at all its storage knows.
    """
    for _, headers in _top_rows(table):
        if not _KNOWN_TO.isdisjoint(headers):
            return False
        if any(len(others.intersection(headers)) >= _ENOUGH for others in _OTHERS):
            return True
    return False


def accounts_in(table: Table) -> set[str]:
    """Return the accounts whose names a tab of the lists holds, as far as its headers are there."""
    for row, headers in _top_rows(table):
        places = [place for place, header in enumerate(headers, 1) if header in _KNOWN_TO]
        if places:
            below = range(row + 1, len(table.rows) + 1)
            cells = (table.cell(line, place) for line in below for place in places)
            return {app for cell in cells if cell.value for app in str(cell.value).split(", ")}
    return set()


def _top_rows(table: Table) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows in which headers may stand, with what they would be as headers."""
    for row, cells in enumerate(table.rows[:HEADER_ROWS], 1):
        yield row, [header_key(str(cell.value)) for cell in cells]


def amounts(events: Sized, properties: Sized) -> str:
    """Return how many names there are, such as ``15 events and 9 profile properties``."""
    more = _amount(len(properties), "profile property", "profile properties")
    return f"{_amount(len(events), 'event', 'events')} and {more}"


def _amount(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else f"no {many}"


def _merged(names: Mapping[str, Names]) -> dict[str, Apps]:
    """Return the apps that know a name, by name."""
    apps: dict[str, Apps] = {}
    for app, known in names.items():
        for name in known.known:
            apps[name] = (*apps.get(name, ()), app)
    return {name: apps[name] for name in in_order(apps)}


def _fitting(names: Mapping[str, Apps], limits: Limits) -> dict[str, Apps]:
    """Return the names that a cell can hold as they are."""
    return {name: apps for name, apps in names.items() if fit(name, limits).value == name}


def _can_say(name: str) -> bool:
    """Tell whether a cell that names an event is read as that name, see `query.parts`.

    A number is read where the cell holds it as text.
    """
    return name == trim(name) and not any(unicodedata.category(one) in _BREAKS for one in name)


def _events(events: Mapping[str, Apps]) -> Iterator[tuple[Value, ...]]:
    for name, apps in events.items():
        yield name, ", ".join(apps), COUNTS_ONLY if name in NOT_EXPORTED else None


def _properties(properties: Mapping[str, Apps]) -> Iterator[tuple[Value, ...]]:
    for name, apps in properties.items():
        yield name, ", ".join(apps)
