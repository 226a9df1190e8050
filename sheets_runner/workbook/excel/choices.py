"""Drop-downs of what stands in a column of one of the runner's tabs.

The choices have a name that the whole workbook knows, and the drop-downs refer to that. One that
refers to cells of another tab Excel saves as an extension (MS-XLSX 2.2.4.12), which a save by
openpyxl would lose; one that refers to a name it saves as any other. The name means no blank cells
below the choices: with those Excel takes every value for one of them.
"""

from __future__ import annotations

import re

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.excel import library as xl
from sheets_runner.workbook.excel import look, tabs
from sheets_runner.workbook.excel.reading import is_used, text_of
from sheets_runner.workbook.excel.tabs import Block

PREFIX = "_sheets_runner_choices_"
MAX_NAME = 255
"""Characters of a name (Excel specifications and limits)."""


class Choices:
    """What stands below a header of one of the runner's tabs, under a name that follows it.

    Args:
        book: The workbook.
        source: The tab.
        header: The header.

    Raises:
        WorkbookError: The runner has no such column there.
    """

    def __init__(self, book: xl.Book, source: xl.Worksheet, header: str) -> None:
        self._book, self._source = book, source
        self._name = f"{PREFIX}{_word(source.title)}_{_word(header)}"[:MAX_NAME]
        tabs.name(book, self._name, tabs.reference(source, _below(source, header)))

    def offer(self, sheet: xl.Worksheet, row: int, place: int, title: str) -> None:
        """Give a column the drop-down, unless it has another rule.

        Args:
            sheet: The column's tab.
            row: Its header's row.
            place: Its number.
            title: Its header.
        """
        rules = [
            rule for rule in sheet.data_validations.dataValidation if _meets(rule, row + 1, place)
        ]
        for rule in filter(self._made, rules):
            rule.formula1 = self._name
        if not rules:
            look.drop_down(sheet, row, place, title, self._name)

    def _made(self, rule: xl.DataValidation) -> bool:
        """Tell whether a rule is a drop-down from the same tab, by name or by its cells."""
        formula = (rule.formula1 or "").lstrip("=").casefold()
        known = {name.casefold(): named for name, named in self._book.defined_names.items()}
        means = known[formula].attr_text or "" if formula in known else formula
        tab = means.rpartition("!")[0].strip("'").replace("''", "'")
        return rule.type == "list" and tab.casefold() == self._source.title.casefold()


def _below(source: xl.Worksheet, header: str) -> Block:
    """Return the cells below a header down to the last of the runner's that is used.

    The first is among them in any case; what people write below the table is none of the choices.
    """
    known, block = xl.cells(source), tabs.owned(source) or Block()
    found = [
        place
        for place in range(block.left, block.right + 1)
        if (block.top, place) in known and text_of(known[block.top, place]) == header
    ]
    if not found:
        raise WorkbookError(
            f'Tab "{source.title}" has no column "{header}" of the runner\'s to choose from. '
            "Delete that tab, and it is made anew."
        )
    place, first = found[0], block.top + 1
    rows = range(first, block.bottom + 1)
    used = (row for row in rows if (row, place) in known and is_used(known[row, place]))
    return Block(first, place, max([first, *used]), place)


def _meets(rule: xl.DataValidation, row: int, place: int) -> bool:
    """Tell whether a rule is for some cell of a column, from a row on downwards."""
    return any(
        area.min_col <= place <= area.max_col and area.max_row >= row for area in rule.sqref.ranges
    )


def _word(text: str) -> str:
    return re.sub(r"\W", "_", text).casefold()
