"""A batch of edits on a workbook in memory."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.workbook.base import (
    Edit,
    EnsureColumns,
    FillRow,
    MakeTab,
    OfferChoices,
    ReplaceTable,
    UpsertRows,
)
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel.lines import append_rows, upsert_rows
from sheets_runner.workbook.excel.output import OfOutput, open_tab
from sheets_runner.workbook.excel.replace import replace_table
from sheets_runner.workbook.excel.team import TeamTabs
from sheets_runner.workbook.excel.writing import Pen

OfTeam = (MakeTab, EnsureColumns, FillRow, OfferChoices)


class Editor:
    """Applies edits one by one; what raises leaves the workbook in memory half changed.

    Args:
        book: The workbook in memory.
        edits: The whole batch: a tab that one of them treats as the team's is nobody's output.
        name: What messages call the workbook.
    """

    def __init__(self, book: xl.Book, edits: Sequence[Edit], name: str) -> None:
        self.book = book
        self.pen = Pen(book)
        self.team = TeamTabs(book, self.pen, name)
        self.inputs = frozenset(edit.tab.casefold() for edit in edits if isinstance(edit, OfTeam))

    def apply(self, edit: Edit) -> None:
        """Apply one edit.

        Raises:
            WorkbookError: It cannot be applied.
        """
        if isinstance(edit, MakeTab):
            self.team.make_tab(edit)
        elif isinstance(edit, EnsureColumns):
            self.team.ensure_columns(edit)
        elif isinstance(edit, FillRow):
            self.team.fill_row(edit)
        elif isinstance(edit, OfferChoices):
            self.team.offer_choices(edit)
        else:
            self._write_output(edit)

    def _write_output(self, edit: OfOutput) -> None:
        output = open_tab(self.book, self.pen, edit, self.inputs)
        if isinstance(edit, ReplaceTable):
            replace_table(output, edit)
        elif isinstance(edit, UpsertRows):
            upsert_rows(output, edit)
        else:
            append_rows(output, edit)
