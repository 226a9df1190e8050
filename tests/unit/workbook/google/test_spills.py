"""The runner's columns beside formulas that fill cells right of their own."""

from __future__ import annotations

from random import SystemRandom

from sheets_runner.workbook.base import Column, EnsureColumns
from sheets_runner.workbook.google import state
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.team import TeamTabs


def test_new_columns_do_not_stand_in_the_way_of_what_a_formula_fills() -> None:
    """Anything written there would turn the whole formula into ``#REF!``."""
    formula = {
        "userEnteredValue": {"formulaValue": "=Plan!A1:C9"},
        "effectiveValue": {"stringValue": "Event"},
    }
    filled = {"effectiveValue": {"stringValue": "Dates"}}
    sheet = {
        "properties": {
            "sheetId": 7,
            "title": "Queries",
            "gridProperties": {"rowCount": 9, "columnCount": 26},
        },
        "data": [{"rowData": [{"values": [formula, filled, filled]}]}],
    }
    draft = Draft(state.book({"sheets": [sheet]}), SystemRandom(), {})

    TeamTabs(draft, {}).ensure_columns(EnsureColumns("Queries", 1, (Column("Status"),)))

    (queries,) = draft.tabs
    assert queries.row(1)[4] == {"stringValue": "Status"}
