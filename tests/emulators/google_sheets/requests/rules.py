"""Rules of what may be entered into cells. They are kept and told, not enforced.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/other#ConditionType.
A ``ONE_OF_RANGE`` begins with ``=`` and comes back absolute, with its tab (told by somebody's probe
of the API, and in https://github.com/burnash/gspread/issues/1539). Whether a range without an end
comes back without one, and what becomes of one whose tab is deleted, is not known: `tests.live`
asks.
"""

from __future__ import annotations

from dataclasses import replace

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.model import Json, Spreadsheet, Tab, refused
from tests.emulators.google_sheets.references import End, Ends, Reference, parse
from tests.emulators.google_sheets.requests.batch import Batch

KIND = "ONE_OF_RANGE"


def kept(batch: Batch, tab: Tab, rule: Json) -> Json:
    """Return a rule as it is kept.

    Args:
        batch: The batch that gives it.
        tab: The tab of its cells.
        rule: The ``DataValidationRule``.

    Raises:
        ApiError: It is a list from a range, but there is no such range.
    """
    condition = rule.get("condition", {})
    if condition.get("type") != KIND:
        return rule
    values = condition.get("values", ())
    if len(values) != 1:
        raise refused(
            f"Invalid number of values for condition type: {KIND}. Expected 1, got {len(values)}."
        )
    text = values[0].get("userEnteredValue", "")
    range_ = _range(batch.spreadsheet, tab, text[1:]) if text[:1] == "=" else None
    if range_ is None:
        raise refused(f"Invalid ConditionValue.userEnteredValue: {text} for ConditionType: {KIND}")
    values = [{"userEnteredValue": f"={range_}"}]
    return {**rule, "condition": {**condition, "values": values}}


def _range(spreadsheet: Spreadsheet, home: Tab, text: str) -> str | None:
    """Return a range as it is said back, None where there is no such range."""
    if text.casefold() in (named["name"].casefold() for named in spreadsheet.named_ranges):
        return text
    reference = parse(text)
    tab = spreadsheet.tab(reference.title) if reference and reference.title else home
    if reference is None or tab is None or not _begins_in(tab, reference):
        return None
    rows, columns = map(_fixed, (reference.rows, reference.columns))
    return str(replace(reference, tab=a1.quoted(tab.title), rows=rows, columns=columns))


def _begins_in(tab: Tab, reference: Reference) -> bool:
    rows, columns = reference.rows.span, reference.columns.span
    return rows[0] < tab.row_count and columns[0] < tab.column_count


def _fixed(ends: Ends) -> Ends:
    return Ends(*(end and End(end.number, fixed=True) for end in ends))
