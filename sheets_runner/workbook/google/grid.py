"""The cells of a tab as the API tells them."""

from __future__ import annotations

from typing import Any, Dict, Iterator

Json = Dict[str, Any]


def cells_of(sheet: Json) -> Iterator[tuple[int, int, Json]]:
    """Yield row, column and ``CellData`` of each cell that an answer tells of.

    Args:
        sheet: A tab as the API tells it.
    """
    for part in sheet.get("data", ()):
        left = part.get("startColumn", 0) + 1
        for number, row in enumerate(part.get("rowData", ()), part.get("startRow", 0) + 1):
            for place, cell in enumerate(row.get("values", ()), left):
                yield number, place, cell
