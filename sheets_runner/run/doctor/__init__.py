"""``sheets-runner doctor``: each link from the configuration to the sheet, looked at one by one.

| module | job |
| --- | --- |
| `findings` | what can be found: a word, a sentence and an exit code for each, in one table |
| `trail` | the links, and the walk along them: what depends on a broken one is passed over |
| `machine` | the folder for the runner's own files, and the clock |
| `account`, `zone` | a CleverTap account, and the time zone its records tell |
| `spreadsheet`, `workbook`, `tab` | a spreadsheet, an ``.xlsx`` file, the tab with the questions |
| `rehearsal` | what every run writes, tried on what was read of a sheet |
| `names`, `lists` | the names that an account knows, and writing them into a sheet |
| `telling` | findings as lines and as JSON |

Nothing is written but a file in ``state_dir``, which is taken away again, and lists for which
somebody has asked.
"""

from __future__ import annotations

import os
import shlex
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Callable, Iterator, Sequence

from sheets_runner import config
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clevertap.wire import Transport
from sheets_runner.clock import Clock
from sheets_runner.config import Settings, SheetSettings
from sheets_runner.log import redact
from sheets_runner.run.doctor import account, machine, spreadsheet, workbook
from sheets_runner.run.doctor.findings import TABLE, Entry, Finding, Kind, Trouble, exit_code
from sheets_runner.run.doctor.lists import Lister
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.run.session import find_sheets

__all__ = ["TABLE", "Entry", "Finding", "Kind", "Outside", "Trouble", "examine", "exit_code"]

USUAL_CONFIG = Path("config.ini")
MACHINE = "this machine"
READ_SECONDS = 30.0
"""How long CleverTap may stay silent before it counts as out of reach."""


@dataclass(frozen=True)
class Outside:
    """What doctor needs of the outside world.

    Attributes:
        clock: Says which days are recent; all waits are this clock's.
        machine: Returns the present moment by this machine's own clock, whatever `clock` says.
        transport: Carries requests to CleverTap; by default over real sockets.
        loaded: Called with the configuration as soon as it is read.
    """

    clock: Clock
    machine: Callable[[], datetime]
    transport: Transport | None = None
    loaded: Callable[[Settings], object] = lambda _: None


def examine(
    path: Path, names: Sequence[str], outside: Outside, *, lists: bool = False
) -> list[Finding]:
    """Look at every link; a broken one does not hide those that do not depend on it.

    Args:
        path: The ``config.ini``.
        names: Names of sections, paths of workbooks, addresses of spreadsheets; none for all.
        outside: The clocks, and the way to CleverTap.
        lists: Whether to write the names that CleverTap knows into the sheets that are in order.
    """
    trail = Trail(str(path), (Link.CONFIG, Link.SHEETS))
    settings = trail.look(Link.CONFIG, partial(_settings, path))
    if settings is None:
        missing = Trail(MACHINE, (Link.STATE_DIR, Link.CLOCK))
        return [*trail.findings(), *missing.findings()]
    outside.loaded(settings)
    sheets = trail.look(Link.SHEETS, partial(_sheets, settings, names))
    lister = Lister(settings, outside.clock) if lists else None
    found = [*trail.findings(), *_Examination(settings, outside, lister).findings(sheets or [])]
    return [replace(one, said=redact(one.said, settings.secrets)) for one in found]


def _settings(path: Path) -> Found[Settings]:
    if not os.path.lexists(path):
        more = "" if path == USUAL_CONFIG else f" --config {shlex.quote(str(path))}"
        raise Trouble(Kind.CONFIG_MISSING, path=path, order=f"sheets-runner init{more}")
    settings = config.load(path)
    return settings, f"They are in order. Accounts: {', '.join(settings.apps) or 'none'}."


def _sheets(settings: Settings, names: Sequence[str]) -> Found[list[SheetSettings]]:
    sheets = find_sheets(settings, names)
    return sheets, f"To look at: {', '.join(sheet.name for sheet in sheets)}."


class _Examination:
    """Looks at all that a configuration names."""

    def __init__(self, settings: Settings, outside: Outside, lister: Lister | None) -> None:
        self._settings = settings
        self._outside = outside
        self._lister = lister

    def findings(self, sheets: Sequence[SheetSettings]) -> Iterator[Finding]:
        """Yield what is found of the machine, the accounts of some sheets, and the sheets.

        Args:
            sheets: The sheets; without any, all accounts are looked at.
        """
        with ExitStack() as stack:
            transport = self._outside.transport
            if transport is None:
                transport = stack.enter_context(closing(HttpTransport(read_seconds=READ_SECONDS)))
            watch = machine.Watch(transport, self._outside.machine)
            accounts = list(self._accounts(self._names(sheets), watch))
        # Only now a server's clock is known.
        yield from self._machine(watch.drift)
        yield from accounts
        for sheet in sheets:
            found = self._sheet(sheet)
            yield from found
            if self._lister:
                yield from self._lister.write(sheet, found)

    def _names(self, sheets: Sequence[SheetSettings]) -> list[str]:
        apps = self._lister.accounts if self._lister else attrgetter("apps")
        used = [name for sheet in sheets for name in apps(sheet)]
        return list(dict.fromkeys(used or self._settings.apps))

    def _accounts(self, names: Sequence[str], watch: machine.Watch) -> Iterator[Finding]:
        asker = account.Asker(self._settings.connector, self._outside.clock, watch)
        for name in names:
            app = self._settings.app(name)
            found = account.findings(app, asker)
            yield from found
            if self._lister:
                yield from self._lister.names(app, asker, found)

    def _machine(self, drift: timedelta | None) -> list[Finding]:
        trail = Trail(MACHINE, (Link.STATE_DIR, Link.CLOCK))
        folder = self._settings.connector.state_dir
        trail.look(Link.STATE_DIR, partial(machine.state_dir, folder))
        trail.look(Link.CLOCK, partial(machine.clock, drift))
        return trail.findings()

    def _sheet(self, sheet: SheetSettings) -> list[Finding]:
        if sheet.workbook:
            state_dir = self._settings.connector.state_dir
            return workbook.findings(sheet, sheet.workbook, state_dir)
        return spreadsheet.findings(sheet, self._settings.google, self._outside.clock.now())
