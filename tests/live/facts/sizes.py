"""Sizes and times: bodies of some megabytes.

https://developers.google.com/workspace/sheets/api/limits
"""

from __future__ import annotations

from typing import Callable

from sheets_runner.clock import SystemClock
from tests.live.desk import Desk
from tests.live.fact import asked, needed, told

CELL = "a" * 50_000
ROWS, COLUMNS = 17_000, 10
"""Some 2 MB as the values API takes them."""


def seconds(call: Callable[[], object]) -> float:
    """Return how long a call took."""
    clock = SystemClock()
    start = clock.monotonic()
    call()
    return round(clock.monotonic() - start, 1)


@needed("A batch of 9.9 MB is taken", 198)
def nearly_ten_megabytes(desk: Desk) -> object:
    place, add = desk.new(rows=20, columns=10)
    cells = [{"stringValue": CELL}] * 10
    desk.batch(add, place.write(0, 0, *[cells] * 19, cells[:8]))
    counted = desk.cells(place.range(), "userEnteredValue.stringValue")
    return sum(bool(cell) for row in counted for cell in row)


@told(
    "A body of more than 10 MiB is refused",
    "refused: Request payload size exceeds the limit: 10485760 bytes.",
)
def more_than_ten_mebibytes(desk: Desk) -> object:
    place = desk.tab(rows=30, columns=10)
    desk.put(place.range("A1:J22"), [[CELL] * 10] * 22)
    return "taken"


@asked(f"Seconds for {ROWS * COLUMNS:,} cells (2 MB): written, pasted as values, blanked")
def two_megabytes(desk: Desk) -> object:
    staged, add_staged = desk.new(rows=ROWS, columns=COLUMNS, hidden=True)
    place, add = desk.new(rows=ROWS, columns=COLUMNS)
    rows = [[f"id {number:07d}", *range(number, number + COLUMNS - 1)] for number in range(ROWS)]
    area = staged.range(f"A1:J{ROWS}")
    copy = {"source": {"sheetId": staged.id}, "destination": {"sheetId": place.id}}
    blank = {"range": {"sheetId": place.id}, "rows": [], "fields": "userEnteredValue"}
    desk.batch(add_staged, add)
    return {
        "written": seconds(lambda: desk.put(area, rows)),
        "pasted": seconds(lambda: desk.batch({"copyPaste": {**copy, "pasteType": "PASTE_VALUES"}})),
        "blanked": seconds(lambda: desk.batch({"updateCells": blank})),
    }
