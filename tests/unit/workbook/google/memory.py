"""A spreadsheet in memory behind the calls of `Api`: the emulator without its wire."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from typing import Any, Callable, Iterable, Mapping, Sequence, cast

from sheets_runner.workbook.base import Edit, ReplaceTable
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.editor import Editor
from sheets_runner.workbook.google.faults import Kind, Refused
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.state import CONTENTS, Book, book
from sheets_runner.workbook.google.tables import survey
from sheets_runner.workbook.google.workbook import GoogleWorkbook
from tests.emulators.google_sheets import masks, rendering
from tests.emulators.google_sheets.library import OWNER, new_spreadsheet, new_tab
from tests.emulators.google_sheets.model import ApiError, Entered, Json, Spreadsheet, Tab
from tests.emulators.google_sheets.people import User
from tests.emulators.google_sheets.requests import apply
from tests.fakes import FakeClock

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)
RUNNER = User("runner@example.com")
ROWS, COLUMNS = 14, 14
"""The grid of a tab that people make here."""

CHANCE = random.Random(1)  # noqa: S311 - picks ids

Meanwhile = Callable[[Spreadsheet], Iterable[Json]]
"""What somebody does: requests of a batch, for the spreadsheet as it is then."""


class Memory:
    """A spreadsheet, and what the runner and people do to it.

    Attributes:
        spreadsheet: As it is now.
        before_batch: What somebody does right before each batch is written, from the first on.
        batches: How many were written.

    Args:
        tabs: What its tabs hold.
    """

    def __init__(self, tabs: Mapping[str, Sequence[Sequence[Entered]]]) -> None:
        made = [new_tab(number, *tab) for number, tab in enumerate(tabs.items())]
        for tab in made:
            tab.properties["gridProperties"] = {"rowCount": ROWS, "columnCount": COLUMNS}
        self.spreadsheet = new_spreadsheet({}, made)
        self.before_batch: list[Meanwhile] = []
        self.batches = 0

    def tab(self, title: str) -> Tab:
        """Return a tab."""
        found = self.spreadsheet.tab(title)
        assert found, f"there is no tab {title}"
        return found

    def people(self, *requests: Json) -> None:
        """Let somebody change something; what cannot be changed so is left."""
        changed = self.spreadsheet.copy()
        apply(changed, list(requests), OWNER, chance=CHANCE)
        self.spreadsheet = changed

    def workbook(self) -> GoogleWorkbook:
        """Return the spreadsheet as a new run opens it."""
        options, clock = GoogleOptions(), FakeClock(NOW)
        return GoogleWorkbook("id", cast("Api", self), options, clock, CHANCE)

    def book(self) -> Book:
        """Return all that is in it as the runner sees it."""
        return book(self.get("id", CONTENTS))

    def draft(self, *edits: Edit) -> Draft:
        """Return a batch for edits, drafted over all that is there."""
        draft = Draft(self.book(), CHANCE, {})
        tables = {n: edit for n, edit in enumerate(edits) if isinstance(edit, ReplaceTable)}
        surveys = {number: survey(edit, 10**7) for number, edit in tables.items()}
        Editor(draft, edits, {}, surveys, {}).apply()
        return draft

    def commit(self, draft: Draft) -> Book:
        """Write a batch, and return what is there then."""
        self._apply([request.body for request in draft.requests])
        return self.book()

    # --- as `Api` ---

    def get(self, _spreadsheet: str, fields: str, ranges: Sequence[str] = ()) -> Json:
        """Return parts of the spreadsheet."""
        return self._shown(masks.parse(fields, "Spreadsheet"), ranges)

    def batch(
        self, _spreadsheet: str, body: Json, fields: str, _is_made: Callable[[], bool]
    ) -> Json:
        """Make all changes, or none."""
        if self.batches < len(self.before_batch):
            for request in self.before_batch[self.batches](self.spreadsheet):
                self.people(request)
        self.batches += 1
        self._apply(body["requests"])
        mask = masks.parse(fields, "BatchUpdateSpreadsheetResponse").of("updatedSpreadsheet")
        assert mask
        return {"updatedSpreadsheet": self._shown(mask, body["responseRanges"])}

    def _apply(self, requests: Sequence[Json]) -> None:
        changed = self.spreadsheet.copy()
        try:
            apply(changed, list(requests), RUNNER, chance=CHANCE)
        except ApiError as error:
            text = error.body["error"]["message"]
            raise Refused(Kind.REFUSED, text, text) from error
        self.spreadsheet = changed

    def _shown(self, mask: masks.Mask, ranges: Sequence[str]) -> Json:
        view = rendering.View(RUNNER, mask, lambda: NOW, ranges, with_grid=True)
        try:
            return mask.prune(rendering.spreadsheet_json(self.spreadsheet, view))
        except ApiError as error:
            text = error.body["error"]["message"]
            raise Refused(Kind.REFUSED, text, text) from error


def drafted(draft: Draft, title: str) -> DraftTab:
    """Return a tab of a batch."""
    found = draft.find(title)
    assert found, f"there is no tab {title}"
    return found


def kinds(draft: Draft) -> list[str]:
    """Return which requests a batch has."""
    return [kind for request in draft.requests for kind in request.body]


def values(tab: Tab) -> list[list[Any]]:
    """Return what was entered into a tab, row by row, from the first cell to the last one used."""
    used = {place: cell.entered for place, cell in tab.cells.items() if cell.entered is not None}
    height = max((row for row, _ in used), default=-1) + 1
    width = max((column for _, column in used), default=-1) + 1
    return [[used.get((row, column)) for column in range(width)] for row in range(height)]
