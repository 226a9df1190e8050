"""Drop-downs of what stands in a column of one of the runner's tabs.

A drop-down means all cells below the header, those that will be there included: where the table
grows it needs no new rule. A rule follows when that tab is renamed, and is broken when it is
deleted; either way its message tells where its choices come from by rights.
"""

from __future__ import annotations

from itertools import groupby
from typing import Mapping

from sheets_runner.errors import WorkbookError
from sheets_runner.table.cells import column_letters
from sheets_runner.workbook.base import Column
from sheets_runner.workbook.google import look
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.output import Output
from sheets_runner.workbook.google.state import Json, a1_range

KIND = "ONE_OF_RANGE"
"""https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other."""


class Choices:
    """What stands below a header of one of the runner's tabs.

    Args:
        source: The tab.
        name: What edits call it, whatever people call it by now.
        header: The header.

    Raises:
        WorkbookError: The runner has no such column there.
    """

    def __init__(self, source: DraftTab, name: str, header: str) -> None:
        output = Output(source, (Column(header),))
        place = output.places_of().get(header)
        if place is None:
            raise WorkbookError(
                f'Tab "{source.title}" has no column "{header}" of the runner\'s to choose from. '
                "Delete that tab, and it is made anew."
            )
        source.need(output.top + 1, place)
        letters = column_letters(place)
        cells = a1_range(source.title, f"${letters}${output.top + 1}:${letters}")
        message = f'Choose from what the tab "{name}" holds, or keep what you have typed.'
        self._rule = look.drop_down(KIND, [f"={cells}"], message)

    def offer(self, tab: DraftTab, top: int, place: int) -> None:
        """Give a column the drop-down, unless it has another rule or must not be changed.

        Args:
            tab: The column's tab.
            top: Its header's row.
            place: Its number.
        """
        tab.need(top + 1, place)
        area = Area(top + 1, place, None, place)
        rules = [tab.rules.get(row, {}).get(place) for row in range(top + 1, tab.rows + 1)]
        is_free = tab.may_write(area) and all(self._made(rule) for rule in rules if rule)
        if is_free and any(not rule or _source(rule) != _source(self._rule) for rule in rules):
            look.set_rule(tab, area, self._rule)
            tab.offered[place] = top + 1

    def _made(self, rule: Json) -> bool:
        """Tell whether a rule is a drop-down from the same tab, if only from what it has been.

        Where that tab was deleted or renamed, the rule's message tells.
        """
        if rule.get("condition", {}).get("type") != KIND:
            return False
        was_here = rule.get("inputMessage") == self._rule["inputMessage"]
        return was_here or _source(rule)[0] == _source(self._rule)[0]


def put_back(tab: DraftTab, columns: Mapping[int, Mapping[int, Json]]) -> None:
    """Draft the rules that some cells had before they were given choices.

    Args:
        tab: The tab.
        columns: The rules by column, and by row in their order; empty for cells that had none.
    """
    for place, rules in columns.items():
        for rule, rows in groupby(rules, key=rules.__getitem__):
            numbers = list(rows)
            look.set_rule(tab, Area(numbers[0], place, numbers[-1], place), rule)


def _range(rule: Json) -> str:
    values = rule.get("condition", {}).get("values") or [{}]
    return str(values[0].get("userEnteredValue", ""))


def _source(rule: Json) -> tuple[str, str]:
    """Return the tab in lower case and the cells that a rule's choices stand in.

    Google makes the cells absolute, and takes away quotes that the tab's name does not need.
    """
    quoted, _, cells = _range(rule).lstrip("=").rpartition("!")
    plain = quoted[1:-1].replace("''", "'") if quoted.startswith("'") else quoted
    return plain.casefold(), cells.replace("$", "")
