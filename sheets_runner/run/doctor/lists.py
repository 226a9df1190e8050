"""``doctor --lists``: asks each account for its names, and writes them into each sheet."""

from __future__ import annotations

import secrets
from functools import partial
from typing import Mapping, Sequence

from sheets_runner.clock import Clock
from sheets_runner.config import AppSettings, Settings, SheetSettings
from sheets_runner.query.layout import Layout
from sheets_runner.run import lists
from sheets_runner.run.doctor import account, names, tab
from sheets_runner.run.doctor.findings import Finding, Kind, Trouble
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.run.looks import LISTS_TAB
from sheets_runner.run.refresh import batch_name
from sheets_runner.run.session import target_of
from sheets_runner.workbook.base import RunId, Workbook
from sheets_runner.workbook.refusals import ForeignTab


class Lister:
    """Keeps the names of the accounts until the sheets that need them are written.

    Args:
        settings: The configuration.
        clock: Names the runs; workbooks wait by it.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._known: dict[str, lists.Known] = {}

    def names(
        self, app: AppSettings, asker: account.Asker, found: Sequence[Finding]
    ) -> list[Finding]:
        """Return what is found of an account's names.

        Args:
            app: The account.
            asker: Asks CleverTap.
            found: What was found of it before.
        """
        trail = Trail(f"[{app.name}]", (Link.NAMES,))
        answered = {link.words for link in account.ANSWERED}
        if all(one.kind is Kind.OK for one in found if one.link in answered):
            known = trail.look(Link.NAMES, partial(names.look, app, asker))
            if known is not None:
                self._known[app.name] = known
        return trail.findings()

    def write(self, sheet: SheetSettings, found: Sequence[Finding]) -> list[Finding]:
        """Write the lists of a sheet, if nothing is in the way; return what came of it.

        Args:
            sheet: The sheet.
            found: What was found of it before.
        """
        trail = Trail(sheet.name, (Link.LISTS,))
        in_order = all(one.kind is Kind.OK for one in found)
        if in_order and self._is_ready(sheet):
            trail.look(Link.LISTS, partial(self._write, sheet))
        return trail.findings()

    def accounts(self, sheet: SheetSettings) -> tuple[str, ...]:
        """Return the accounts whose names the lists of a sheet hold."""
        return lists.accounts_of(self._settings, sheet)

    def _is_ready(self, sheet: SheetSettings) -> bool:
        # Without a time zone no sheet of the account's can be opened, as its own links say.
        zoned = all(self._settings.app(app).timezone for app in sheet.apps)
        return zoned and all(app in self._known for app in self.accounts(sheet))

    def _write(self, sheet: SheetSettings) -> Found[lists.Lists]:
        workbook = target_of(self._settings, sheet, self._clock).workbook
        known = {app: self._known[app] for app in self.accounts(sheet)}
        listed = lists.lists_of(known, workbook.limits)
        run = RunId(batch_name(self._clock.now(), secrets.token_hex(2)))
        with workbook.lease(run, (sheet.input, LISTS_TAB)):
            layout, _ = tab.headers(workbook.read(sheet.input), sheet)
            _refuse_to_lose(workbook, known)
            try:
                workbook.apply(listed.edits(sheet.input, layout))
            except ForeignTab:
                raise Trouble(Kind.LISTS_TAKEN, tab=LISTS_TAB) from None
        return listed, f"{listed.said}{_offered(listed, layout)}"


def _refuse_to_lose(workbook: Workbook, known: Mapping[str, lists.Known]) -> None:
    """Raise Trouble where the lists would take the place of what nobody can list again."""
    if LISTS_TAB.casefold() not in map(str.casefold, workbook.tabs()):
        return
    table = workbook.read(LISTS_TAB)
    if lists.is_another(table):
        raise Trouble(Kind.LISTS_TAKEN, tab=LISTS_TAB)
    empty = {app for app, found in known.items() if found.is_empty}
    lost = sorted(empty & lists.accounts_in(table))
    if lost:
        apps = " and ".join(f"[{app}]" for app in lost)
        raise Trouble(Kind.UNDECIDED, said=_LOST.format(apps=apps, tab=LISTS_TAB))


_LOST = (
    'CleverTap lists nothing for {apps}, although "{tab}" holds names of it: that tab stays as it'
    " is. Compare it with the dashboard; if there are no such names any more, delete the tab and"
    " list them anew."
)


def _offered(listed: lists.Lists, layout: Layout) -> str:
    columns = ", ".join(lists.event_headers(layout))
    if not columns or not listed.events:
        return ""
    return f" Columns that offer them, unless they have a rule of their own: {columns}."
