"""Formulas that are put back into another cell than they stood in."""

from __future__ import annotations

from typing import Tuple

from sheets_runner.table.cells import a1
from sheets_runner.workbook.google.state import Json

Place = Tuple[int, int]


def moved(content: Json, old: Place, new: Place) -> Json:
    """Return a cell's content for another place; references of a formula move along with it."""
    formula = content.get("formulaValue")
    if formula is None or old == new:
        return content
    from sheets_runner.workbook.excel.library import Translator

    translated = Translator(formula, a1(*old)).translate_formula(a1(*new))
    return {"formulaValue": translated}
