"""A Google spreadsheet: signed in, found, shared to edit, free, and with questions in it."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Callable, Mapping

from sheets_runner.config import LOG_TAB, GoogleSettings, SheetSettings
from sheets_runner.query.layout import Layout
from sheets_runner.run.doctor import rehearsal, tab
from sheets_runner.run.doctor.findings import Finding, Kind, Trouble
from sheets_runner.run.doctor.trail import Found, Link, Trail
from sheets_runner.table.cells import Table
from sheets_runner.workbook.base import Edit
from sheets_runner.workbook.google import GoogleOptions, faults, lease, reading, state
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.editor import Editor
from sheets_runner.workbook.google.faults import Fault, Refused
from sheets_runner.workbook.google.state import Book, Json

if TYPE_CHECKING:
    from sheets_runner.workbook.google.library import HttpClient

LINKS = (
    *(Link.KEY, Link.SIGN_IN, Link.SPREADSHEET, Link.WRITING),
    *(Link.TAB, Link.HEADERS, Link.COLUMNS, Link.OUTPUT, Link.LEASE),
)
READ_SECONDS = 60.0
"""How long Google may stay silent: a large spreadsheet takes some seconds to be read."""

KINDS: Mapping[faults.Kind, Kind] = {
    faults.Kind.API_OFF: Kind.GOOGLE_API_OFF,
    faults.Kind.NOT_SHARED: Kind.SPREADSHEET_NOT_SHARED,
    faults.Kind.NOT_FOUND: Kind.SPREADSHEET_NOT_FOUND,
    faults.Kind.OFFICE_FILE: Kind.SPREADSHEET_OFFICE_FILE,
    faults.Kind.NO_SCOPE: Kind.GOOGLE_SCOPE,
    faults.Kind.QUOTA: Kind.GOOGLE_QUOTA,
    faults.Kind.CLOCK: Kind.GOOGLE_CLOCK,
    faults.Kind.PROXY: Kind.GOOGLE_PROXY,
    faults.Kind.TLS: Kind.GOOGLE_TLS,
    faults.Kind.NETWORK: Kind.GOOGLE_NETWORK,
    faults.Kind.LOST: Kind.GOOGLE_NETWORK,
    faults.Kind.TIMEOUT: Kind.GOOGLE_NETWORK,
    faults.Kind.SERVER: Kind.GOOGLE_SERVER,
}
"""Faults of Google's by what they are here; all others are refusals."""

OF_SPREADSHEET = frozenset(
    {Kind.SPREADSHEET_NOT_SHARED, Kind.SPREADSHEET_NOT_FOUND, Kind.SPREADSHEET_OFFICE_FILE}
)
"""What is wrong with the spreadsheet and not with the way to it."""

_NO_SUCH_RANGE = "sheets_runner doctor: no such range"


def kind_of(fault: Fault) -> Kind:
    """Return what a fault of Google's is.

    Why a sign-in is refused only Google's own words tell, which the fault's sentence quotes.
    """
    if fault.kind is not faults.Kind.KEY:
        return KINDS.get(fault.kind, Kind.GOOGLE_REFUSED)
    words = str(fault).lower()
    # A call that is refused after signing in, or a person's sign-in that has run out.
    if fault.sent or "expired" in words:
        return Kind.GOOGLE_EXPIRED
    return Kind.GOOGLE_ACCOUNT_GONE if "account not found" in words else Kind.GOOGLE_KEY_REVOKED


def findings(sheet: SheetSettings, google: GoogleSettings, now: datetime) -> list[Finding]:
    """Return what is found along the links of a spreadsheet; nothing is written to it.

    Args:
        sheet: The sheet.
        google: How to sign in.
        now: The present moment, for another run's lease.
    """
    trail = Trail(sheet.name, LINKS)
    client = trail.look(Link.KEY, partial(_key, google))
    if client is not None:
        with closing(client):
            _Look(client, sheet, now).along(trail)
    return trail.findings()


def _key(google: GoogleSettings) -> Found[HttpClient]:
    from sheets_runner.workbook.google.library import connect

    options = GoogleOptions(google.credentials, google.api_base)
    client = connect(options, read_seconds=READ_SECONDS)
    whose = f"It is that of {client.email}." if client.email else "This machine's own is used."
    return client, whose


class _Look:
    """Looks at one spreadsheet, each call sent once; what is seen of the input tab is kept."""

    def __init__(self, client: HttpClient, sheet: SheetSettings, now: datetime) -> None:
        self._client = client
        self._sheet = sheet
        self._now = now
        self._path = f"/v4/spreadsheets/{sheet.spreadsheet}"

    def along(self, trail: Trail) -> None:
        """Note what is found at each link."""
        spreadsheet = trail.look(Link.SIGN_IN, self._sign_in)
        book = trail.look(Link.SPREADSHEET, spreadsheet) if spreadsheet else None
        if book is None:
            return
        self._seen = book
        may_write = trail.look(Link.WRITING, partial(self._writing, book))
        layout = tab.look(trail, self._sheet, partial(self._table, book))
        if may_write and layout is not None:
            trail.look(Link.COLUMNS, partial(self._columns, layout))
        if may_write:
            trail.look(Link.OUTPUT, partial(self._outputs, book))
        trail.look(Link.LEASE, partial(self._lease, book))

    def _sign_in(self) -> Found[Callable[[], Found[Book]]]:
        """Make the first call, which signs in; give what it tells of the spreadsheet."""
        accepted = "Google accepts it, and the Sheets API is on."
        try:
            book = state.book(self._get(state.OUTLINE))
        except Trouble as trouble:
            if trouble.kind not in OF_SPREADSHEET:
                raise
            refusal = trouble
            return lambda: _raise(refusal), accepted
        return lambda: (book, f'"{book.title}" can be read.'), accepted

    def _writing(self, book: Book) -> Found[bool]:
        """Find out whether this account may write, by a batch that cannot be carried out.

        Its only request takes away a named range that is not there. An editor is told that (HTTP
        400), whoever may not write that he may not (403). Nothing is changed either way, since a
        batch is made whole or not at all
        (https://developers.google.com/workspace/sheets/api/guides/batchupdate).
        """
        path = f"{self._path}:batchUpdate"
        body = {"requests": [{"deleteNamedRange": {"namedRangeId": _NO_SUCH_RANGE}}]}
        try:
            self._client.request("POST", path, {"fields": "spreadsheetId"}, body)
        except Refused:
            pass
        except Fault as fault:
            if fault.kind is faults.Kind.NOT_SHARED:
                words = {"title": book.title, "who": self._who}
                raise Trouble(Kind.SPREADSHEET_READ_ONLY, **words) from None
            raise self._trouble(fault) from None
        return True, "The runner may write to it."

    def _table(self, book: Book) -> Table:
        found = book.get(self._sheet.input)
        answer = self._get(state.READING, state.a1_range(found.title))
        self._seen = state.book(answer)
        return reading.table(answer["sheets"][0], book.locale, book.timezone)

    def _columns(self, layout: Layout) -> Found[Layout]:
        return rehearsal.columns(self._sheet, layout, partial(_attempt, self._seen))

    def _outputs(self, book: Book) -> Found[str]:
        """Look at the runner's tabs, if they are there, and try to write to them."""
        there = filter(None, map(book.find, (self._sheet.output, LOG_TAB)))
        ranges = [state.a1_range(tab.title) for tab in there]
        seen = state.book(self._get(state.CONTENTS, *ranges)) if ranges else book
        return rehearsal.outputs(self._sheet, partial(_attempt, seen))

    def _lease(self, book: Book) -> Found[bool]:
        lease.refuse_if_held(book, self._now)
        return True, "None is at work on it."

    def _get(self, fields: str, *ranges: str) -> Json:
        try:
            return self._client.request("GET", self._path, {"fields": fields, "ranges": ranges})
        except Fault as fault:
            raise self._trouble(fault) from None

    def _trouble(self, fault: Fault) -> Trouble:
        return Trouble(kind_of(fault), said=fault, who=self._who)

    @property
    def _who(self) -> str:
        return self._client.email or "the account that signs in"


def _raise(trouble: Trouble) -> Found[Book]:
    raise trouble


def _attempt(book: Book, edit: Edit) -> None:
    """Draft an edit for a spreadsheet; the draft is sent nowhere.

    Raises:
        WorkbookError: It cannot be made.
    """
    draft = Draft(book, random.SystemRandom(), {})
    Editor(draft, (edit,), {}, {}, {}).apply()
