"""What people have put into a tab besides values: it is theirs though it looks blank."""

from __future__ import annotations

from sheets_runner.table.cells import a1
from sheets_runner.workbook.google.grid import Json, cells_of

FIELDS = "note,userEnteredFormat(backgroundColorStyle)"
"""What tells of it in a ``CellData``, besides its ``dataValidation``."""
COLUMN_FIELDS = "pixelSize,hiddenByUser"
"""What tells of it in the ``DimensionProperties`` of a column."""
SHEET_FIELDS = "conditionalFormats(ranges),bandedRanges(range)"
"""What tells of it in a ``Sheet``, besides its merges and protections
(https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets)."""


def of(sheet: Json) -> tuple[str, ...]:
    """Return what people have put into a tab, empty for one that nobody has touched.

    Args:
        sheet: The tab as the API tells it, with the fields above.
    """
    notes = [a1(row, place) for row, place, cell in cells_of(sheet) if cell.get("note")]
    cells = [cell for _, _, cell in cells_of(sheet) if cell]
    columns = [one for part in sheet.get("data", ()) for one in part.get("columnMetadata", ())]
    found = (
        (f"a note in {notes[0]}" if notes else "", notes),
        ("colours", any(map(_is_coloured, cells)) or sheet.get("bandedRanges")),
        ("drop-downs or other checks", any(cell.get("dataValidation") for cell in cells)),
        ("merged cells", sheet.get("merges")),
        ("a protection", sheet.get("protectedRanges")),
        ("conditional formats", sheet.get("conditionalFormats")),
        ("hidden columns", any(one.get("hiddenByUser") for one in columns)),
        ("columns of several widths", len({one.get("pixelSize") for one in columns}) > 1),
    )
    return tuple(words for words, is_there in found if is_there)


def _is_coloured(cell: Json) -> bool:
    """Tell whether a cell has a background; white is what pasting and imports leave behind."""
    style = cell.get("userEnteredFormat", {}).get("backgroundColorStyle")
    if style is None or style.get("themeColor") == "BACKGROUND":
        return False
    parts = style.get("rgbColor", {})
    return any(parts.get(name, 0) != 1 for name in ("red", "green", "blue"))
