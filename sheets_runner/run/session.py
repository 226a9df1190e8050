"""One run over one or several sheets: what they share is made here, once."""

from __future__ import annotations

import base64
import secrets
import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from typing import Callable, Sequence

from sheets_runner import __version__
from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.names import NameKind, Names
from sheets_runner.clevertap.pending import Pending
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clevertap.wire import Transport
from sheets_runner.clock import Clock
from sheets_runner.config import ConnectorSettings, Settings, SheetSettings
from sheets_runner.errors import ConfigError
from sheets_runner.query.question import Get
from sheets_runner.run.faults import exit_code_of, reason
from sheets_runner.run.naming import TRYING_SECONDS, KnownNames
from sheets_runner.run.plan import Selection
from sheets_runner.run.refresh import Progress, Tools, batch_name, refresh
from sheets_runner.run.spool import SpoolFolder
from sheets_runner.run.stopping import LastingClock, RunTransport, StoppableClock, Stopped
from sheets_runner.run.summary import Summary, merge
from sheets_runner.run.target import RENEW_SECONDS, Target, zones_of
from sheets_runner.workbook.base import Workbook
from sheets_runner.workbook.excel import ExcelWorkbook

ID_BYTES = 5
SIGNS_OF_LIFE = 3
"""How many a lease lasts for: one or two may be late or lost."""


def find_sheets(settings: Settings, names: Sequence[str]) -> list[SheetSettings]:
    """Return the sheets to run, all of them by default.

    Args:
        settings: The configuration.
        names: Names of sections, paths of workbooks, addresses of spreadsheets.

    Raises:
        ConfigError: A name is none of these, or there is none at all.
    """
    if names:
        return [_find(settings, name) for name in names]
    if not settings.sheets:
        raise ConfigError(
            f"{settings.path} has no section [sheet.NAME]. Add one with spreadsheet = ADDRESS or "
            "workbook = FILE.xlsx, or name a workbook: sheets-runner run FILE.xlsx."
        )
    return list(settings.sheets.values())


def _find(settings: Settings, name: str) -> SheetSettings:
    if name in settings.sheets:
        return settings.sheets[name]
    if name.lower().endswith(".xlsx"):
        return settings.sheet_for_path(name)
    shared = settings.sheet_for_spreadsheet(name)
    if shared:
        return shared
    known = ", ".join(settings.sheets) or "none"
    raise ConfigError(
        f'"{name}" is no sheet of {settings.path} (there: {known}) and no .xlsx file. Write the '
        "name of a [sheet.NAME] section, the address of a spreadsheet that one of them names, or "
        "the path of a workbook."
    )


def target_of(settings: Settings, sheet: SheetSettings, clock: Clock) -> Target:
    """Return a sheet with its workbook, which is not read yet.

    Args:
        settings: The configuration.
        sheet: The sheet.
        clock: What the workbook waits by.

    Raises:
        ConfigError: One of its apps has no time zone, or ``[google]`` is wrong.
    """
    zones = {name: app.timezone for name, app in settings.apps.items()}
    workbook = _workbook_of(settings, sheet, clock)
    renew_seconds = min(RENEW_SECONDS, settings.google.lease_seconds / SIGNS_OF_LIFE)
    return Target(sheet, zones_of(sheet, zones), workbook, renew_seconds)


def _workbook_of(settings: Settings, sheet: SheetSettings, clock: Clock) -> Workbook:
    if sheet.workbook:
        return ExcelWorkbook(sheet.workbook, state_dir=settings.connector.state_dir)
    from sheets_runner.workbook.google import GoogleOptions, open_spreadsheet

    google = settings.google
    options = GoogleOptions(
        google.credentials, google.api_base, google.lease_seconds, google.publish_cells
    )
    return open_spreadsheet(sheet.spreadsheet, options, clock)


class RunClient:
    """A connector whose lists of names are the run's own, see `Client` in `execute`.

    Args:
        connector: Asks for all the rest.
        names: Gives those lists.
    """

    def __init__(self, connector: Clevertap, names: Callable[[NameKind], Sequence[str]]) -> None:
        self.count = connector.count
        self.ranges = connector.ranges
        self.deliver = connector.deliver
        self.names = names


class Session:
    """Runs sheets one after the other.

    Args:
        settings: The configuration.
        clock: All times and waits; setting its `stop` ends the run early.
        progress: Is told how it goes on.
        transport: Carries the requests to CleverTap; by default over real sockets.
        remarks: Sentences for the first line of each run log.
    """

    def __init__(
        self,
        settings: Settings,
        clock: StoppableClock,
        progress: Progress,
        *,
        transport: Transport | None = None,
        remarks: tuple[str, ...] = (),
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._progress = progress
        self._remarks = remarks
        self._closing = ExitStack()
        carrier = transport or self._closing.enter_context(closing(HttpTransport()))
        self._transport = RunTransport(carrier, clock.stop)
        self._clients: dict[tuple[str, Get], RunClient] = {}
        self._pending = Pending()
        self._names = KnownNames(self._list_names, clock)
        self._lock = threading.Lock()
        self.batch = batch_name(clock.now(), secrets.token_hex(2))

    def run(self, sheets: Sequence[SheetSettings], selection: Selection) -> Summary:
        """Refresh the sheets; what is wrong with one does not stop the others.

        Raises:
            ConfigError: The ``state_dir`` cannot be used.
        """
        with self._closing, SpoolFolder(self._settings.connector.state_dir) as spools:
            parts = [self._run_one(sheet, selection, spools) for sheet in sheets]
        if len(sheets) > 1:
            parts = [_named(sheet, part) for sheet, part in zip(sheets, parts)]
        return merge(self.batch, parts)

    def _run_one(self, sheet: SheetSettings, selection: Selection, spools: SpoolFolder) -> Summary:
        start, before = self._clock.monotonic(), self._transport.sent
        try:
            return self._refresh(sheet, selection, self._tools(spools, before))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is this sheet's alone
            seconds = self._clock.monotonic() - start
            calls = self._transport.sent - before
            return Summary(
                self.batch, (), calls, seconds, exit_code_of(error), problems=(reason(error),)
            )

    def _refresh(self, sheet: SheetSettings, selection: Selection, tools: Tools) -> Summary:
        if self._clock.stop.is_set():
            raise Stopped
        target = target_of(self._settings, sheet, LastingClock(self._clock))
        return refresh(target, tools, self.batch, selection)

    def _tools(self, spools: SpoolFolder, calls_before: int) -> Tools:
        return Tools(
            clock=self._clock,
            client=self._client,
            calls=lambda: self._transport.sent - calls_before,
            new_id=_new_id,
            spools=spools,
            workers=self._settings.connector.max_pending,
            progress=self._progress,
            version=__version__,
            remarks=self._remarks,
        )

    def _client(self, app: str, get: Get) -> RunClient:
        """Return the client for an app and a `Get`, made when it is first asked for."""
        with self._lock:
            if (app, get) not in self._clients:
                connector = self._connector(app, get, self._settings.connector)
                names = partial(self._names.of, app)
                self._clients[app, get] = RunClient(connector, names)
            return self._clients[app, get]

    def _list_names(self, app: str, kind: NameKind) -> Names:
        usual = self._settings.connector
        hasty = replace(
            usual,
            retry_seconds=min(TRYING_SECONDS, usual.retry_seconds),
            wait_seconds=min(TRYING_SECONDS, usual.wait_seconds),
        )
        return self._connector(app, Get.EVENT_COUNT, hasty).names(kind)

    def _connector(self, app: str, get: Get, settings: ConnectorSettings) -> Clevertap:
        return Clevertap.of(
            self._settings.app(app),
            settings,
            api=get.api,
            object_type=get.object_type,
            clock=self._clock,
            transport=self._transport,
            pending=self._pending,
        )


def _named(sheet: SheetSettings, summary: Summary) -> Summary:
    """Return a summary whose problems say which of several sheets they are about."""
    problems = tuple(f"{sheet.name}: {problem}" for problem in summary.problems)
    return replace(summary, problems=problems)


def _new_id() -> str:
    """Return eight random letters and digits that nobody takes for a number."""
    return base64.b32encode(secrets.token_bytes(ID_BYTES)).decode("ascii").lower()
