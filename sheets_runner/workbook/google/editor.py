"""A batch of edits as requests."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Iterable, Iterator, Mapping, Sequence

from sheets_runner.errors import EditRefused, WorkbookError
from sheets_runner.workbook.base import (
    AppendRows,
    Edit,
    EnsureColumns,
    FillRow,
    MakeTab,
    OfferChoices,
    ReplaceTable,
    UpsertRows,
)
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.lines import append_rows, upsert_rows
from sheets_runner.workbook.google.output import open_tab
from sheets_runner.workbook.google.tables import Staged, Survey, replace_table
from sheets_runner.workbook.google.team import Sight, TeamTabs

OfTeam = (MakeTab, EnsureColumns, FillRow, OfferChoices)


@contextmanager
def made_for(owner: str) -> Iterator[None]:
    """Lay what goes wrong to the owner of an edit, where it has one.

    Raises:
        EditRefused: In place of another `WorkbookError`.
    """
    try:
        yield
    except WorkbookError as problem:
        if owner:
            raise EditRefused(str(problem), owner) from problem
        raise


class Editor:
    """Drafts edits one by one.

    Attributes:
        team: The team's tabs.

    Args:
        draft: The batch.
        edits: All of its edits: a tab that one of them treats as the team's is nobody's output.
        sights: What this run has seen of the team's tabs, by id.
        surveys: What was found of the tables, by the edits' places among `edits`.
        staged: Where the rows of large tables wait, likewise.
    """

    def __init__(
        self,
        draft: Draft,
        edits: Sequence[Edit],
        sights: Mapping[int, Sight],
        surveys: Mapping[int, Survey],
        staged: Mapping[int, Staged],
    ) -> None:
        self.draft = draft
        self.edits = edits
        self.team = TeamTabs(draft, sights)
        self.surveys, self.staged = surveys, staged
        self.inputs = frozenset(edit.tab.casefold() for edit in edits if isinstance(edit, OfTeam))

    def apply(self) -> None:
        """Draft the edits.

        Raises:
            EditRefused: An edit with an owner cannot be applied.
            WorkbookError: One without cannot.
        """
        for index, edit in enumerate(self.edits):
            self._apply_one(index, edit)

    def _apply_one(self, index: int, edit: Edit) -> None:
        self.draft.owner = edit.owner
        with made_for(edit.owner):
            self._draft(index, edit)
        self.draft.owner = ""

    def _draft(self, index: int, edit: Edit) -> None:
        if isinstance(edit, MakeTab):
            self.team.make_tab(edit)
        elif isinstance(edit, EnsureColumns):
            self.team.ensure_columns(edit)
        elif isinstance(edit, FillRow):
            self.team.fill_row(edit)
        elif isinstance(edit, OfferChoices):
            self.team.offer_choices(edit)
        else:
            self._draft_output(index, edit)

    def _draft_output(self, index: int, edit: ReplaceTable | UpsertRows | AppendRows) -> None:
        place = self._place(index, edit)
        hidden = isinstance(edit, ReplaceTable) and edit.hidden
        output = open_tab(
            self.draft,
            edit.tab,
            edit.columns,
            self.inputs,
            None if hidden else place,
            hidden=hidden,
        )
        if isinstance(edit, ReplaceTable):
            replace_table(output, edit, self.surveys[index], self.staged.get(index))
        elif isinstance(edit, UpsertRows):
            upsert_rows(output, edit)
        else:
            append_rows(output, edit)

    def _place(self, index: int, edit: Edit) -> int | None:
        """Return where the tab of an edit stands if it is new; None for right of all.

        Lines that are kept stand right of the tab they are about, tables left of the last tab of
        the runner's among the edits behind them.
        """
        inputs = self._places(self.inputs)
        if isinstance(edit, UpsertRows) and inputs:
            return max(inputs) + 1
        later = (other.tab for other in self.edits[index + 1 :] if not isinstance(other, OfTeam))
        return next(reversed(self._places(later)), None)

    def _places(self, titles: Iterable[str]) -> list[int]:
        """Return how many tabs stand left of those that are there."""
        found = map(self.draft.find, titles)
        return [self.draft.tabs.index(tab) for tab in found if tab is not None]
