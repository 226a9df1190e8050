"""Google Sheets: the same contract as a local file, on a spreadsheet that people are working in.

| module | job |
| --- | --- |
| `library` | signs in and sends; alone imports `gspread` and `google.auth` |
| `api`, `retry`, `faults` | calls: paced, tried again, their refusals in plain words |
| `state`, `areas`, `reading` | what Google tells, as values; a tab as a `Table` |
| `looking` | which cells a batch has to know, in one call |
| `draft`, `draft_tab` | a batch in the making |
| `editor`, `team`, `choices`, `output`, `tables`, `lines`, `look` | edits as requests |
| `rows`, `trace` | which row and which column is which, while people move them |
| `mending`, `formulas` | what was moved at the very moment of writing, put right |
| `lease`, `commit`, `staging` | one run at a time, each batch once, large tables |
| `sending`, `writing` | edits as one batch; what is tried again, what is put right |
| `workbook` | the `Workbook` itself |
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheets_runner.workbook.google.options import GoogleOptions

if TYPE_CHECKING:
    from sheets_runner.clock import Clock
    from sheets_runner.workbook.google.workbook import GoogleWorkbook

__all__ = ["GoogleOptions", "open_spreadsheet"]


def open_spreadsheet(spreadsheet: str, options: GoogleOptions, clock: Clock) -> GoogleWorkbook:
    """Return a spreadsheet as a workbook; nothing is asked yet.

    Args:
        spreadsheet: Its id.
        options: How to sign in, and whom to ask.
        clock: All times and waits.

    Raises:
        ConfigError: The credentials cannot be used.
    """
    from sheets_runner.workbook.google.api import Api
    from sheets_runner.workbook.google.library import connect
    from sheets_runner.workbook.google.workbook import GoogleWorkbook

    return GoogleWorkbook(spreadsheet, Api(connect(options), clock), options, clock)
