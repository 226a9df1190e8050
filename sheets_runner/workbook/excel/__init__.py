"""The Excel backend: the `Workbook` protocol on a local ``.xlsx`` file.

The modules, each using those above it::

    text      escapes of text in the file              package   the zip archive and its parts
    library   the one door to openpyxl                 words     people's words for features
    reading   a tab as RawCells                        survival  what a save would lose
    writing   values into cells                        file      the file on disk, replaced whole
    tabs      tabs by name, the runner's mark
    look      headers, widths, colours
    choices   drop-downs of what a tab holds           team      edits of the team's tabs
    output    the runner's own tabs                    replace   a whole table
    lines     rows of a table that is kept             edits     a batch
    workbook  all of it: ExcelWorkbook
"""

from __future__ import annotations

from sheets_runner.workbook.excel.workbook import ExcelWorkbook

__all__ = ["ExcelWorkbook"]
