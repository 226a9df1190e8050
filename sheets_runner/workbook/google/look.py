"""How the runner's tabs and columns look. A look is given once; what people change stays."""

from __future__ import annotations

from typing import Sequence

from sheets_runner.table.formats import MOMENTS, kind_of
from sheets_runner.workbook.base import Column
from sheets_runner.workbook.google.cells import number_format
from sheets_runner.workbook.google.draft_tab import DraftTab
from sheets_runner.workbook.google.state import Area, Json

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
    """Make a header cell look like one."""
    look = {
        "backgroundColorStyle": _colour(tint),
        "textFormat": {"bold": True, "foregroundColorStyle": _colour(INK)},
        "verticalAlignment": "MIDDLE",
        "wrapStrategy": "WRAP",
    }
    cell: Json = {"userEnteredFormat": look}
    fields = ",".join(f"userEnteredFormat.{key}" for key in look)
    if note:
        cell, fields = {**cell, "note": note}, f"{fields},note"
    _repeat(tab, Area(row, place, row, place), cell, fields)


def column(tab: DraftTab, row: int, place: int, wanted: Column, pattern: str = "") -> None:
    """Give a column its width, number format, colours and drop-down.

    Args:
        tab: The tab.
        row: The header's row; all below it is the column.
        place: The column's number.
        wanted: What it looks like.
        pattern: The number format where the column names none.
    """
    shown = wanted.format or pattern
    properties: Json = {"pixelSize": int(wanted.width * PIXELS + PADDING)}
    if wanted.hidden:
        properties["hiddenByUser"] = True
    tab.draft.add(
        "updateDimensionProperties",
        range=tab.range_of(place, place),
        properties=properties,
        fields=",".join(properties),
    )
    # A date flush right would touch the text of the next column.
    side = {"horizontalAlignment": "LEFT"} if kind_of(shown) in MOMENTS else {}
    wrap = {"wrapStrategy": "WRAP" if wanted.wrap else "CLIP"}
    look = {**number_format(shown), **side, **wrap, "verticalAlignment": "TOP"}
    fields = (*look, *(() if shown else ("numberFormat",)))
    below = Area(row + 1, place, None, place)
    names = ",".join(f"userEnteredFormat.{key}" for key in fields)
    _repeat(tab, below, {"userEnteredFormat": look}, names)
    _tints(tab, below, wanted)
    if wanted.choices:
        _drop_down(tab, below, wanted.choices)


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


def _tints(tab: DraftTab, area: Area, wanted: Column) -> None:
    for index, (prefix, colour) in enumerate(wanted.tints):
        condition = {"type": "TEXT_STARTS_WITH", "values": [{"userEnteredValue": prefix}]}
        look = {"backgroundColorStyle": _colour(colour)}
        rule = {
            "ranges": [area.on(tab.id)],
            "booleanRule": {"condition": condition, "format": look},
        }
        tab.draft.add("addConditionalFormatRule", rule=rule, index=index)


def _drop_down(tab: DraftTab, area: Area, choices: Sequence[str]) -> None:
    values = [{"userEnteredValue": choice} for choice in choices]
    tab.draft.add(
        "setDataValidation",
        range=area.on(tab.id),
        rule={
            "condition": {"type": "ONE_OF_LIST", "values": values},
            "strict": False,
            "showCustomUi": True,
        },
    )


def _colour(code: str) -> Json:
    """Return ``RRGGBB`` as a ``ColorStyle``."""
    parts = [int(code[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts))}
