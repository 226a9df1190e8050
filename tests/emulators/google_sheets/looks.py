"""The number format that a formula's result has by itself, as when ``=TODAY()`` shows a date.

``effectiveFormat`` includes "if the cell contains a formula, the computed number format":
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#celldata.
How Sheets computes it is not documented; here the first function or cell of the formula decides.
"""

from __future__ import annotations

from openpyxl.formula.tokenizer import Token

from tests.emulators.google_sheets.model import BLANK, Formula, Json, Spreadsheet, Tab
from tests.emulators.google_sheets.references import parse, tokens
from tests.emulators.google_sheets.shown import default_pattern

_FUNCTIONS = {
    "DATE": "DATE",
    "DATEVALUE": "DATE",
    "EDATE": "DATE",
    "EOMONTH": "DATE",
    "TODAY": "DATE",
    "WORKDAY": "DATE",
    "NOW": "DATE_TIME",
    "TIME": "TIME",
    "TIMEVALUE": "TIME",
}
"""Functions whose results are moments."""

_TRANSPARENT = {"ARRAYFORMULA", "IF", "IFERROR", "INDEX", "MAX", "MIN", "SUM"}
"""Functions whose results look like what they are given."""

_DEEPEST = 50
"""Formulas that lead in a circle have no format."""


def computed_format(spreadsheet: Spreadsheet, tab: Tab, formula: Formula, depth: int = 0) -> Json:
    """Return the ``NumberFormat`` of a formula's result, empty for none.

    Args:
        spreadsheet: Where references lead.
        tab: The formula's own tab.
        formula: The formula.
        depth: How many formulas led here.
    """
    for token in tokens(formula):
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            name = token.value.rstrip("(").upper()
            if name not in _TRANSPARENT:
                return _of_function(spreadsheet, name)
        elif token.type == Token.OPERAND and token.subtype == Token.RANGE and depth < _DEEPEST:
            return _of_cell(spreadsheet, tab, token.value, depth)
    return {}


def _of_function(spreadsheet: Spreadsheet, name: str) -> Json:
    kind = _FUNCTIONS.get(name, "")
    pattern = default_pattern(kind, str(spreadsheet.properties["locale"]))
    return {"type": kind, "pattern": pattern} if kind else {}


def _of_cell(spreadsheet: Spreadsheet, tab: Tab, text: str, depth: int) -> Json:
    reference = parse(text)
    there = spreadsheet.tab(reference.title) if reference and reference.tab else tab
    if reference is None or there is None:
        return {}
    place = (reference.span(True)[0], reference.span(False)[0])
    cell = there.cells.get(place, BLANK)
    own: Json | None = (cell.format or {}).get("numberFormat")
    if own is None and isinstance(cell.entered, Formula):
        return computed_format(spreadsheet, there, cell.entered, depth + 1)
    return own or {}
