"""How long reading a tab takes: ``python -m tests.benchmarks.reading``.

Prints the seconds of CPU for reading and building 1,000 and 4,000 rows of 30 columns, the best of
three, and how many times longer the larger tab takes.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from time import process_time

from sheets_runner.query.build import Context, check_tab
from sheets_runner.table.cells import RawCell, Table

CONTEXT = Context({"web": "Asia/Kolkata"}, datetime(2026, 6, 30, 6, 30, tzinfo=timezone.utc))
ROW = {
    "Active": RawCell(value=True, checkbox=True),
    "Name": RawCell("Gold searches"),
    "App": RawCell("web"),
    "Get": RawCell("Event count"),
    "Event": RawCell("Flight Search"),
    "From": RawCell(float((date(2026, 6, 1) - date(1899, 12, 30)).days), "yyyy-mm-dd"),
    "To": RawCell("28/06/2026"),
    "Time from": RawCell("13:00"),
    "Time to": RawCell("2 pm"),
    "utm_source": RawCell("google"),
    "utm_medium": RawCell("!= cpc"),
    "utm_campaign": RawCell("spring\nsummer"),
    "session: browser": RawCell("contains Chrome"),
    "event: Fare": RawCell(">= 100"),
    "event: Class": RawCell("any of: Economy | Business"),
    "profile: plan": RawCell("Gold"),
    "technographics: OS": RawCell("Android"),
    "did all: Event": RawCell("UTM Visited"),
    "did all: From": RawCell("2026-06-01"),
    "did all: To": RawCell("yesterday"),
    "did all: Count": RawCell(3),
    "did any: Event": RawCell("App Launched"),
    "did any: utm_campaign": RawCell("spring"),
    "did none: Event": RawCell("App Uninstalled"),
    "did none: event: Fare": RawCell(12.5),
    "Output tab": RawCell(),
    "Columns": RawCell(),
    "Max records": RawCell(),
    "Remarks": RawCell("ask Asha"),
    "Budget": RawCell(100, '"€"#,##0'),
}


def seconds(rows: int) -> float:
    """Return the CPU seconds of reading a tab of so many rows, the best of three."""
    header = tuple(map(RawCell, ROW))
    table = Table("Queries", (header, *(tuple(ROW.values()) for _ in range(rows))))
    return min(_once(table) for _ in range(3))


def _once(table: Table) -> float:
    start = process_time()
    checked = check_tab(table, CONTEXT)
    spent = process_time() - start
    print(f"{len(checked.rows):6} rows of {len(ROW)} columns: {spent:.3f} s", flush=True)
    return spent


if __name__ == "__main__":
    few, many = seconds(1000), seconds(4000)
    print(f"4,000 rows take {many / few:.2f} times as long as 1,000 ({many:.3f} s, {few:.3f} s)")
