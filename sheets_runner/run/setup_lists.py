"""`init` and the names that CleverTap knows: asked for where a sheet has no list of them yet."""

from __future__ import annotations

from contextlib import closing
from typing import Callable, Iterator, Mapping, NamedTuple

from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clock import Clock
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.query.layout import Layout
from sheets_runner.run.doctor import machine, names
from sheets_runner.run.doctor.account import Asker
from sheets_runner.run.doctor.findings import Trouble
from sheets_runner.run.lists import Known, Lists, accounts_of, event_headers, lists_of
from sheets_runner.run.looks import LISTS_TAB
from sheets_runner.workbook.base import Edit, Limits

PATIENCE = 5.0
"""Seconds that CleverTap may stay silent: a sheet is ready without its lists, too."""

Ask = Callable[[], Mapping[str, Known]]
"""Returns the names by account; raises Trouble where they cannot be had."""


class Part(NamedTuple):
    """A part of what a workbook lacks.

    Attributes:
        edits: What adds it.
        said: What is said of it then; empty where another part's sentence covers it.
        hint: What is said of it whether anything is added or not.
    """

    edits: tuple[Edit, ...] = ()
    said: str = ""
    hint: str = ""


class Listing:
    """The names for one sheet: asked for once, and not before somebody needs them.

    Args:
        ask: Asks for them.
        command: What people type to have them listed later.
    """

    def __init__(self, ask: Ask, command: str) -> None:
        self._ask = ask
        self._command = command
        self._known: Mapping[str, Known] | None = None
        self._why_not = ""

    def missing(self, tab: str, layout: Layout, limits: Limits, *, new: bool) -> Iterator[Part]:
        """Yield what makes the lists.

        Args:
            tab: The tab with the questions.
            layout: Its columns.
            limits: What its storage can hold.
            new: Whether `init` makes the tab; the columns of one in use get no drop-downs.
        """
        known = self._asked()
        if known is None:
            yield Part(hint=f"No names are listed yet. {self._why_not} Later: {self._command}")
            return
        lists = lists_of(known, limits)
        edits = lists.edits(tab, layout) if new else (lists.table(),)
        yield Part(edits, lists.said, self._hint(lists, layout, new=new))

    def there(self, layout: Layout, *, new: bool) -> Iterator[Part]:
        """Yield what is said where there are lists already."""
        if new:
            yield Part(hint=self._drop_down(layout, f'of the names in "{LISTS_TAB}"'))

    def _asked(self) -> Mapping[str, Known] | None:
        if self._known is None and not self._why_not:
            try:
                self._known = self._ask()
            except Trouble as trouble:
                self._why_not = str(trouble)
        return self._known

    def _hint(self, lists: Lists, layout: Layout, *, new: bool) -> str:
        if not lists.events:
            return f"CleverTap knows no event yet. Once it knows some: {self._command}"
        return "" if new else self._drop_down(layout, "of them")

    def _drop_down(self, layout: Layout, of_what: str) -> str:
        headers = event_headers(layout)
        if not headers:
            return ""
        return f"For a drop-down {of_what} under {headers[0]}: {self._command}"


def names_of(settings: Settings, sheet: SheetSettings, clock: Clock) -> dict[str, Known]:
    """Return the names that CleverTap knows of each account whose names a sheet's lists hold.

    Args:
        settings: The configuration.
        sheet: The sheet.
        clock: Waits.

    Raises:
        Trouble: Those of one of them cannot be had.
    """
    with closing(HttpTransport(connect_seconds=PATIENCE, read_seconds=PATIENCE)) as transport:
        asker = Asker(settings.connector, clock, machine.Watch(transport, clock.now))
        apps = map(settings.app, accounts_of(settings, sheet))
        return {app.name: names.known_to(app, asker) for app in apps}
