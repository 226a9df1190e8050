"""How the runner's tabs and columns look. A look is given once; what people change stays."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.base import Column
from sheets_runner.workbook.google.areas import Area
from sheets_runner.workbook.google.cells import number_format
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.state import Json

TEAM_TINT = "DDEBF7"
"""Headers that the team fills in."""
RESULT_TINT = "FFF2CC"
"""Headers of the runner's columns in the team's tab."""
OUTPUT_TINT = "E2EFDA"
"""Headers of the runner's own tabs."""
INK = "1F2937"
PIXELS, PADDING = 7, 12
"""Of a character of the default font, and of a cell's two edges."""


def header(tab: DraftTab, row: int, place: int, tint: str, note: str = "") -> None:
    """Make a header cell look like one, and like nothing else."""
    look = {
        "backgroundColorStyle": _colour(tint),
        "textFormat": {"bold": True, "foregroundColorStyle": _colour(INK)},
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
    }
    cell = {"userEnteredFormat": look, "note": note}
    _repeat(tab, Area(row, place, row, place), cell, "userEnteredFormat,note")


def column(tab: DraftTab, place: int, wanted: Column, pattern: str = "") -> None:
    """Give a new column its width, number format and colours, and nothing of its neighbour's look.

    Args:
        tab: The tab.
        place: The column's number.
        wanted: What it looks like.
        pattern: The number format where the column names none.
    """
    plain(tab, place, wanted, pattern)
    for index, (prefix, colour) in enumerate(wanted.tints):
        condition = {"type": "TEXT_STARTS_WITH", "values": [{"userEnteredValue": prefix}]}
        rule = {
            "ranges": [Area(1, place, None, place).on(tab.id)],
            "booleanRule": {
                "condition": condition,
                "format": {"backgroundColorStyle": _colour(colour)},
            },
        }
        tab.draft.add("addConditionalFormatRule", rule=rule, index=index)


def plain(tab: DraftTab, place: int, wanted: Column, pattern: str = "") -> None:
    """Give a column its width and number format; see `column`."""
    shown = wanted.format or pattern
    properties = {
        "pixelSize": int(wanted.width * PIXELS + PADDING),
        "hiddenByUser": wanted.hidden,
    }
    tab.draft.add(
        "updateDimensionProperties",
        range=tab.range_of(place, place),
        properties=properties,
        fields=",".join(properties),
    )
    # A date flush right would touch the text of the next column.
    side = {"horizontalAlignment": "LEFT"} if kind_of(shown) in MOMENTS else {}
    wrap = {"wrapStrategy": "WRAP" if wanted.wrap else "CLIP"}
    shade = {"backgroundColorStyle": _colour(wanted.shade)} if wanted.shade else {}
    look = {**number_format(shown), **side, **wrap, **shade, "verticalAlignment": "TOP"}
    _repeat(tab, Area(1, place, None, place), {"userEnteredFormat": look}, "userEnteredFormat,note")


def control(tab: DraftTab, row: int, place: int, wanted: Column) -> None:
    """Give a column its checkboxes or its drop-down, if it has any, from a row on downwards."""
    if wanted.checkbox:
        set_rule(tab, Area(row, place, None, place), {"condition": {"type": "BOOLEAN"}})
    elif wanted.choices:
        rule = drop_down("ONE_OF_LIST", wanted.choices)
        set_rule(tab, Area(row, place, None, place), rule)


def drop_down(kind: str, choices: Sequence[str], message: str = "") -> Json:
    """Return the ``DataValidationRule`` of a drop-down; any other value is marked, not refused.

    Args:
        kind: The ``ConditionType``.
        choices: Its values.
        message: What people are told who look at the cell.
    """
    values = [{"userEnteredValue": choice} for choice in choices]
    rule = {"condition": {"type": kind, "values": values}, "strict": False, "showCustomUi": True}
    return {**rule, "inputMessage": message} if message else rule


def set_rule(tab: DraftTab, area: Area, rule: Json) -> None:
    """Let a rule be that of some cells of a column, filtered ones included.

    Args:
        tab: The tab.
        area: The cells.
        rule: The ``DataValidationRule``; empty for none.
    """
    what: Json = {"rule": rule} if rule else {}
    tab.draft.add("setDataValidation", range=area.on(tab.id), filteredRowsIncluded=True, **what)
    for row in range(area.top, (area.bottom or tab.rows) + 1):
        tab.rules.setdefault(row, {})[area.left] = rule


def freeze(tab: DraftTab) -> None:
    """Keep the headers in sight."""
    properties = {"sheetId": tab.id, "gridProperties": {"frozenRowCount": 1}}
    fields = "gridProperties.frozenRowCount"
    tab.draft.add("updateSheetProperties", properties=properties, fields=fields)


def format_numbers(tab: DraftTab, area: Area, pattern: str) -> None:
    """Give cells a number format and leave the rest of their look alone."""
    cell = {"userEnteredFormat": number_format(pattern)}
    _repeat(tab, area, cell, "userEnteredFormat.numberFormat")


def format_cells(tab: DraftTab, top: int, place: int, patterns: Sequence[str]) -> None:
    """Give each cell of a column its own number format, from a row on downwards."""
    known = {pattern: {"userEnteredFormat": number_format(pattern)} for pattern in set(patterns)}
    tab.draft.add(
        "updateCells",
        start={"sheetId": tab.id, "rowIndex": top - 1, "columnIndex": place - 1},
        rows=[{"values": [known[pattern]]} for pattern in patterns],
        fields="userEnteredFormat.numberFormat",
    )


def _repeat(tab: DraftTab, area: Area, cell: Json, fields: str) -> None:
    tab.draft.add("repeatCell", range=area.on(tab.id), cell=cell, fields=fields)


def _colour(code: str) -> Json:
    """Return ``RRGGBB`` as a ``ColorStyle``."""
    parts = [int(code[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts))}
