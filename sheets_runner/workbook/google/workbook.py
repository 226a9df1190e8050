"""`GoogleWorkbook`: the `Workbook` protocol on a spreadsheet in Google Sheets.

Calls do not grow with rows: the outline, the lease together with what is read, the note that a run
has begun, a last look, the publishing, and one batch more where somebody moved something meanwhile.
"""

from __future__ import annotations

import contextlib
import random
from typing import Callable, Iterator, Sequence

from sheets_runner.clock import Clock
from sheets_runner.table.cells import Table
from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.base import Edit, Limits, RunId
from sheets_runner.workbook.google import lease, reading, state
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.cells import FORBIDDEN, MAX_TEXT
from sheets_runner.workbook.google.commit import Committer
from sheets_runner.workbook.google.draft import FORBIDDEN_IN_NAME, MAX_NAME, MOST_CELLS
from sheets_runner.workbook.google.faults import Refused
from sheets_runner.workbook.google.looking import Looker
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.sending import Sender
from sheets_runner.workbook.google.staging import PIECE, Stager
from sheets_runner.workbook.google.state import Book, Json
from sheets_runner.workbook.google.team import Sight
from sheets_runner.workbook.google.writing import Writer

MOST_COLUMNS = 900
"""Of a table: their marks share the 30,000 characters a tab has for developer metadata
(https://developers.google.com/workspace/sheets/api/guides/metadata)."""
MOST_RECORDS = 50_000


class GoogleWorkbook:
    """A spreadsheet.

    Args:
        spreadsheet: Its id.
        api: Speaks with Google.
        options: What was configured.
        clock: Says until when a lease lasts.
        rng: Gives ids for tabs and marks.
        piece: The most bytes of one request with records.
    """

    def __init__(
        self,
        spreadsheet: str,
        api: Api,
        options: GoogleOptions,
        clock: Clock,
        rng: random.Random | None = None,
        *,
        piece: int = PIECE,
    ) -> None:
        self._spreadsheet = spreadsheet
        self._api = api
        self._options = options
        self._rng = rng or random.SystemRandom()
        self._piece = piece
        self._holder = lease.Holder(clock, options.lease_seconds)
        self._committer = Committer(api, spreadsheet, self._holder, self._rng)
        self._begin()

    def _begin(self) -> None:
        """Forget what was seen."""
        api, spreadsheet = self._api, self._spreadsheet
        self._looker = Looker(api, spreadsheet)
        stager = Stager(api, spreadsheet, self._piece)
        self._sender = Sender(self._looker, self._committer, stager, self._holder, self._rng)
        self._writer = Writer(self._sender, self._looker)
        self._tables: dict[int, Table] = {}

    @property
    def limits(self) -> Limits:
        """What Google Sheets can hold."""
        return Limits(
            rows=MOST_CELLS,
            columns=MOST_COLUMNS,
            text=MAX_TEXT,
            tab_name=MAX_NAME,
            records=MOST_RECORDS,
            cells=self._options.publish_cells,
            forbidden=FORBIDDEN,
            forbidden_in_name=FORBIDDEN_IN_NAME,
        )

    @property
    def live(self) -> bool:
        """People look on."""
        return True

    def tabs(self) -> tuple[str, ...]:
        """Return the names of the tabs; see `Workbook.tabs`."""
        if self._holder.tab is None:
            self._looker.forget()
        return tuple(tab.title for tab in self._looker.all().tabs if not lease.is_remains(tab))

    def read(self, tab: str) -> Table:
        """Return a tab's cells; see `Workbook.read`."""
        if self._holder.tab is None:
            self._looker.forget()
        found = self._looker.find(tab) or self._looker.all().get(tab)
        if found.id not in self._tables:
            ranges = [state.a1_range(found.title)]
            self._see(self._api.get(self._spreadsheet, state.READING, ranges))
        return self._tables.pop(found.id)

    def note(self, edits: Sequence[Edit]) -> None:
        """Make some changes in the middle of a run; see `Workbook.note`."""
        self._tables.clear()
        self._writer.write(edits, last=False)

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make all the changes, or none; see `Workbook.apply`."""
        self._tables.clear()
        self._writer.write(edits, last=True)

    @contextlib.contextmanager
    def lease(self, run: RunId, tabs: Sequence[str] = ()) -> Iterator[None]:
        """Keep other runs off; the lease ends with `apply`, or by itself when the run dies."""
        self._begin()
        try:
            self._take(run, tabs)
            yield
        finally:
            self._sender.release()

    def _take(self, run: RunId, tabs: Sequence[str]) -> None:
        """Take the lease, and see in the same call what the tabs hold."""
        try:
            self._take_once(run, tabs)
        except Refused:
            # Another run has begun, or somebody has renamed a tab meanwhile.
            self._sender.look_anew()
            self._take_once(run, tabs)

    def _take_once(self, run: RunId, tabs: Sequence[str]) -> None:
        draft = self._sender.draft()
        self._holder.take(draft, run)
        answer = self._committer.send(draft, self._ranges(tabs), state.READING)
        if answer is None:
            self._looker.forget()
        else:
            self._sender.saw(self._looker.learn_batch(draft, self._see(answer)))

    def _ranges(self, tabs: Sequence[str]) -> list[str]:
        asked = {tab.id: tab for tab in map(self._looker.find, tabs) if tab is not None}
        return [state.a1_range(tab.title) for tab in asked.values()]

    def _see(self, answer: Json) -> Book:
        """Keep the tables of an answer for those who read them, and return what it tells."""
        book = state.book(answer)
        told = {sheet["properties"].get("sheetId", 0): sheet for sheet in answer.get("sheets", ())}
        for tab in book.tabs:
            table = reading.table(told[tab.id], book.locale, book.timezone)
            self._tables[tab.id] = table
            self._sender.sights[tab.id] = Sight(tab.cells, _dated(table))
        return book


def _dated(table: Table) -> Callable[[int, int], bool]:
    return lambda row, place: kind_of(table.cell(row, place).format) in MOMENTS
