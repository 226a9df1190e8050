"""What `init` puts into a new sheet: headers with notes, and three examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Sequence

from sheets_runner.query.controls import REPLACE
from sheets_runner.query.question import Get
from sheets_runner.run.looks import WHOLE
from sheets_runner.workbook.base import Column, MakeTab, Value

_DAY = "yyyy-mm-dd"
_EVENT, _VISIT = "App Launched", "UTM Visited"
"""Events that CleverTap makes by itself, in apps and on the web
(https://docs.clevertap.com/docs/events)."""

_COLUMNS = (
    Column(
        "Active",
        8,
        note="Tick it (in a workbook: yes) to let the row run. The examples are switched off.",
        checkbox=True,
    ),
    Column("Name", 34, wrap=True, note="What you call the row. Example: Launches yesterday"),
    Column("App", 10, note="Which CleverTap account. Blank: the only one. Example: {app}"),
    Column(
        "Get",
        15,
        note="A number, or records on a tab of their own. Blank: Event count. Example: User count",
        choices=tuple(get.words for get in Get),
    ),
    Column("Event", 22, note=f"Its name exactly as in CleverTap. Example: {_EVENT}"),
    Column(
        "Dates",
        15,
        note="The days in one cell; then leave From and To blank. Examples: yesterday, last 7 days,"
        " this month, 2026-06-07, 2026-06-01 to 2026-06-07",
    ),
    Column("From", 12, _DAY, note="The first day, in place of Dates. Example: 2026-06-01"),
    Column("To", 12, _DAY, note="The last day. Blank: the day of From. Example: 2026-06-07"),
    Column("Time from", 11, note="From this time on, on each day. Example: 09:00"),
    Column("Time to", 9, note="Up to this time, on each day. Example: 18:00"),
    Column("utm_source", 12, note="Only visits from this source. Example: google"),
    Column("utm_medium", 13, note="Only visits by this medium. Example: any of: cpc | email"),
    Column("utm_campaign", 17, note="Only visits of this campaign. Example: contains summer"),
    Column(
        "first_time",
        11,
        note="Only the first time somebody did it (yes), or only later times (no). Example: yes",
        choices=("yes", "no"),
    ),
    Column(
        "event: Amount",
        15,
        note="A property of the event. Put the name of yours in the place of Amount, and add a"
        " column for each further one. Example: >= 100",
    ),
    Column(
        "did all: Event",
        15,
        note=f"Only users who also did this, in the same days. Example: {_VISIT}",
    ),
    Column(
        "did all: utm_campaign", 15, note="The campaign of that other event. Example: summer_sale"
    ),
    Column("Output tab", 12, note="The tab for records. Blank: the Name. Example: Launches"),
    Column(
        "Mode",
        10,
        note="New records take the place of the old. Blank means the same. Example: Replace",
        choices=(REPLACE,),
    ),
    Column("Max records", 10, WHOLE, note="Not more records than these. Example: 500"),
)


def input_tab(title: str, apps: Sequence[str], today: date) -> MakeTab:
    """Return the tab with the questions: every column explained, three examples switched off.

    Args:
        title: Its name.
        apps: The accounts its rows may use, at least one.
        today: The examples ask for days before it.
    """
    columns = tuple(_column(column, apps) for column in _COLUMNS)
    # Where there is one account only, blank means it, whatever its section will be called.
    usual: dict[str, Value] = {"Active": False, "App": apps[0] if len(apps) > 1 else None}
    rows = ({**usual, **example} for example in _examples(today))
    lines = (tuple(row.get(column.header) for column in columns) for row in rows)
    return MakeTab(title, columns, tuple(lines))


def _column(column: Column, apps: Sequence[str]) -> Column:
    choices = tuple(apps) if column.header == "App" else column.choices
    return replace(column, note=column.note.format(app=apps[0]), choices=choices)


def _examples(today: date) -> tuple[dict[str, Value], ...]:
    return (
        {
            "Name": "Example: launches yesterday",
            "Get": Get.EVENT_COUNT.words,
            "Event": _EVENT,
            "Dates": "yesterday",
        },
        {
            "Name": "Example: daytime users of a campaign who came by an ad",
            "Get": Get.USER_COUNT.words,
            "Event": _EVENT,
            "From": today - timedelta(days=7),
            "To": today - timedelta(days=1),
            "Time from": "09:00",
            "Time to": "18:00",
            "utm_campaign": "contains summer",
            "did all: Event": _VISIT,
            "did all: utm_campaign": "summer_sale",
        },
        {
            "Name": "Example: records of launches",
            "Get": Get.EVENT_RECORDS.words,
            "Event": _EVENT,
            "Dates": "yesterday",
            "Output tab": "Launches",
            "Max records": 500,
        },
    )
