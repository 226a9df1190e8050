"""The columns the runner writes, and how they look."""

from __future__ import annotations

from sheets_runner.config import LISTS_TAB as LISTS_TAB  # noqa: PLC0414 - one of the looks, too
from sheets_runner.config import LOG_TAB as LOG_TAB  # noqa: PLC0414 - one of the looks, too
from sheets_runner.query import headers
from sheets_runner.workbook.base import Column

DONE, CHECK = f"{headers.DONE_MARK} Done", f"{headers.CHECK_MARK} Check"
FAILED, SKIPPED = f"{headers.FAILED_MARK} Failed", f"{headers.SKIPPED_MARK} Skipped"
QUEUED, RUNNING = f"{headers.WAITING_MARK} Queued", f"{headers.RUNNING_MARK} Running"

FINAL, PARTIAL = "yes", "partial"
"""What stands under `Final`."""

STATUS_TINTS = (
    (headers.DONE_MARK, "D9EAD3"),
    (headers.CHECK_MARK, "FFF2CC"),
    (headers.FAILED_MARK, "F4CCCC"),
    (headers.SKIPPED_MARK, "EFEFEF"),
    (headers.WAITING_MARK, "E8EAF6"),
    (headers.RUNNING_MARK, "D0E2F3"),
)
"""Soft backgrounds; the word stands beside the colour."""

WHOLE = "#,##0"
DAY = "ddd d mmm yyyy"
MOMENT = "yyyy-mm-dd hh:mm"

OURS = "FFF9E6"
"""The background of the runner's own columns in the input tab, under headers of a deeper tint."""

RESULT_COLUMNS = (
    Column(
        "Status",
        13,
        note=(
            f"{DONE}: the answer stands beside it.\n"
            f"{CHECK}: the row needs fixing, Message says where.\n"
            f"{FAILED}: the call failed, the last good number stays.\n"
            f"{SKIPPED}: the row is switched off."
        ),
        tints=STATUS_TINTS,
        shade=OURS,
    ),
    Column("Count", 11, WHOLE, note="The answer. Yellow columns are the runner's.", shade=OURS),
    Column("Records", 10, WHOLE, note="How many records the row's own tab was given.", shade=OURS),
    Column("Last run", 17, MOMENT, note="When the row was last asked.", shade=OURS),
    Column("Reads as", 60, wrap=True, note="Your question in plain words.", shade=OURS),
    Column("Message", 60, wrap=True, note="What to know, or what to do about it.", shade=OURS),
    Column("ID", 18, hidden=True, note="Ties the answer to its row. Leave it alone.", shade=OURS),
)
"""The runner's own columns in the input tab."""

OUTPUT_COLUMNS = (
    Column("Name", 30),
    Column("App", 10),
    Column("Get", 14),
    Column("Event", 20),
    Column("From", 18, DAY),
    Column("To", 18, DAY),
    Column("Count", 11, WHOLE),
    Column("Occurrences", 13, WHOLE),
    Column("Users", 10, WHOLE),
    Column("Devices", 10, WHOLE),
    Column("Records", 10, WHOLE),
    Column("Final", 9, tints=((PARTIAL, "FFF2CC"),)),
    Column("Run at", 17, MOMENT),
    Column("Batch", 22),
    Column("Reads as", 70, wrap=True),
    Column("CQL", 80, wrap=True),
    Column("ID", 18, hidden=True),
)
"""The output tab: one line per question and period."""

EVENT_NAMES = "Event"
LISTS_COLUMNS = (
    Column(EVENT_NAMES, 34),
    Column("Known to", 20),
    Column("Remark", 44),
    Column("Profile property", 34),
    Column("Property known to", 20),
)
"""The hidden tab of the names that CleverTap knows: events at the left, properties at the right."""

LOG_KEEP = 1000
"""Lines of the run log; older ones go."""
LOG_COLUMNS = (
    Column("Time", 19, "yyyy-mm-dd hh:mm:ss"),
    Column("Batch", 22),
    Column("What", 10, tints=(("problem", "FFF2CC"),)),
    Column("Row", 7),
    Column("Message", 90, wrap=True),
    Column("Done", 7),
    Column("Failed", 8),
    Column("Skipped", 9),
    Column("Calls", 7),
    Column("Seconds", 9, "0.0"),
    Column("Version", 10),
)
