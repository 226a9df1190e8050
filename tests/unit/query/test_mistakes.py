"""Mistakes people make, each with the whole sentence they are told."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest

from sheets_runner.table.cells import Cell, Problem, RawCell
from tests.unit.query.sheet import Value, check, checked, raw

EVENT: dict[str, Any] = {"Event": "Charged"}
ROW: dict[str, Any] = {"Event": "Charged", "Dates": "yesterday"}

MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    # dates
    "a day that does not exist": (
        {**EVENT, "From": "31/02/2026"},
        "`From` (B2): 31/02/2026 is not a date. Write it like 2026-02-28.",
    ),
    "a month that does not exist": (
        {**EVENT, "From": "2026-13-01"},
        "`From` (B2): 2026-13-01 is not a date. Write it like 2026-02-28.",
    ),
    "29 February of a common year": (
        {**EVENT, "From": "29 Feb 2025"},
        "`From` (B2): 29 Feb 2025 is not a date. Write it like 2026-02-28.",
    ),
    "from after to": (
        {**EVENT, "From": "2026-06-07", "To": "2026-06-01"},
        ("`From` (B2): 2026-06-07 is after 2026-06-01 of `To` (C2). Swap the two, or correct one."),
    ),
    "to without from": (
        {**EVENT, "From": "", "To": "2026-06-01"},
        ("`To` (C2): 2026-06-01 is the last day, but the first is blank. Fill `From` as well."),
    ),
    "dates and from": (
        {**ROW, "From": "2026-06-01"},
        '`Dates` (B2): "yesterday" stands beside `From` (C2). Keep one of the two.',
    ),
    "tomorrow": (
        {**EVENT, "Dates": "tomorrow"},
        (
            '`Dates` (B2): "tomorrow" is not a date. Write a date like 2026-02-28, or last 7 '
            "days, last month, this week or year to date."
        ),
    ),
    "a day in the future": (
        {**EVENT, "From": "2026-07-01"},
        (
            "`From` (B2): 2026-07-01 is in the future. Today is 2026-06-30 in Asia/Kolkata; "
            "write that or an earlier day."
        ),
    ),
    "a slip in the year": (
        {**EVENT, "From": "0206-06-07"},
        "`From` (B2): 0206-06-07 is long before CleverTap. Correct the year.",
    ),
    "a weekday": (
        {**EVENT, "From": "Monday"},
        (
            "`From` (B2): \"Monday\" could be this week's or last week's. Write a date like "
            "2026-02-28, or yesterday or 3 days ago."
        ),
    ),
    "a range in From": (
        {**EVENT, "From": "last week"},
        '`From` (B2): "last week" is a range of days. Write it in `Dates`.',
    ),
    "now": (
        {**EVENT, "Dates": "now"},
        (
            '`Dates` (B2): "now" is not a date. Write a date like 2026-02-28, or last 7 days,'
            " last month, this week or year to date."
        ),
    ),
    "last 7 day without a number": (
        {**EVENT, "Dates": "last few days"},
        (
            '`Dates` (B2): "last few days" is not a date. Write a date like 2026-02-28, or '
            "last 7 days, last month, this week or year to date."
        ),
    ),
    "no year": (
        {**EVENT, "From": "7 June"},
        '`From` (B2): "7 June": the year is missing. Write it like 2026-02-28.',
    ),
    "a bare number as date": (
        {**EVENT, "From": 46180},
        (
            "`From` (B2): 46180 is a number, not a date or a time. Write a date like "
            "2026-02-28, a time like 13:00, or give the cell a date or time format."
        ),
    ),
    "an ambiguous date": (
        {**EVENT, "From": "07/06/2026"},
        (
            "`From` (B2): 07/06/2026 is 7 June 2026 or 6 July 2026. Write it like 2026-02-28,"
            " or set date_order in the configuration of this sheet."
        ),
    ),
    "a time as date": (
        {**EVENT, "From": "13:00"},
        (
            "`From` (B2): 13:00 is a time, not a date. Write a date like 2026-02-28 here, and"
            " the time in `Time from`."
        ),
    ),
    "a checkbox as date": (
        {**EVENT, "From": True},
        "`From` (B2): TRUE is not a date. Write it like 2026-02-28.",
    ),
    "a time zone": (
        {**EVENT, "From": "2026-06-07 13:00+05:30"},
        (
            "`From` (B2): 2026-06-07 13:00+05:30 has a time zone, but times are in the app's "
            "own. Write it like 2026-02-28 13:00."
        ),
    ),
    "a date-time range": (
        {**EVENT, "From": "2026-06-07 13:00", "To": "2026-06-09 14:00"},
        (
            "`From` (B2): 2026-06-07 13:00 has a time of day in a range of several days, and "
            "CleverTap filters the time of each day. Write days here, or use one row for each"
            " day."
        ),
    ),
    "a time beside time columns": (
        {**EVENT, "From": "2026-06-07 13:00", "Time to": "15:00"},
        (
            "`From` (B2): 2026-06-07 13:00 has a time of day beside the time columns. Write "
            "days here, or leave the time columns blank."
        ),
    ),
    "a time in Dates": (
        {**EVENT, "Dates": "2026-06-07 13:00"},
        (
            "`Dates` (B2): 2026-06-07 13:00 has a time of day. Write days here, and times in "
            "`Time from` and `Time to`."
        ),
    ),
    "an error as date": (
        {**EVENT, "From": RawCell(error="#REF!")},
        ("`From` (B2): the cell shows #REF!. Correct its formula, or write the date or time."),
    ),
    "no dates at all": (
        {**EVENT, "Dates": ""},
        "`Dates` (B2) is blank. Write a day like 2026-02-28, or yesterday.",
    ),
    "two ranges": (
        {**EVENT, "Dates": "last week to today"},
        (
            '`Dates` (B2): "last week to today": last week is a range of its own. Write two '
            "days, like 2026-02-01 to 2026-02-28."
        ),
    ),
    "dates with and": (
        {**EVENT, "Dates": "2026-06-01 and 2026-06-07"},
        (
            '`Dates` (B2): "2026-06-01 and 2026-06-07" is not a date. Write a date like '
            "2026-02-28, or last 7 days, last month, this week or year to date."
        ),
    ),
    "too many days": (
        {**EVENT, "Dates": "last 9999 months"},
        ("`Dates` (B2): last 9999 months: 1193-03-01 is long before CleverTap. Correct the year."),
    ),
    # times
    "25 o'clock": (
        {**ROW, "Time from": "25:00"},
        "`Time from` (C2): 25:00 is not a time. Write it like 13:00.",
    ),
    "noon": (
        {**ROW, "Time from": "noon"},
        "`Time from` (C2): noon is not a time. Write it like 13:00.",
    ),
    "a bare hour": (
        {**ROW, "Time from": 13},
        (
            "`Time from` (C2): 13 is a number, not a time. Write it like 13:00, or give the "
            "cell a time format."
        ),
    ),
    "13 pm": (
        {**ROW, "Time from": "13pm"},
        "`Time from` (C2): 13pm is not a time. Write it like 13:00.",
    ),
    "seconds": (
        {**ROW, "Time from": "13:00:30"},
        (
            "`Time from` (C2): 13:00:30 has seconds, and CleverTap filters by whole minutes. "
            "Write it like 13:00."
        ),
    ),
    "over midnight": (
        {**ROW, "Time from": "22:00", "Time to": "02:00"},
        (
            "`Time to` (D2): the time ends at 02:00, not after its start 22:00. Use two rows "
            "for a range over midnight."
        ),
    ),
    "an empty range of time": (
        {**ROW, "Time from": "13:00", "Time to": "13:00"},
        (
            "`Time to` (D2): the time ends at 13:00, not after its start 13:00. Use two rows "
            "for a range over midnight."
        ),
    ),
    "one time in Time of day": (
        {**ROW, "Time of day": "13:00"},
        "`Time of day` (C2): 13:00 is not a range of times. Write it like 13:00-14:00.",
    ),
    "hours in Time of day": (
        {**ROW, "Time of day": "13-14"},
        "`Time of day` (C2): 13-14: 13 is not a time. Write it like 13:00.",
    ),
    "two time columns": (
        {**ROW, "Time of day": "13:00-14:00", "Time from": "13:00"},
        ("`Time of day` (C2): 13:00-14:00 stands beside `Time from` (D2). Keep one of the two."),
    ),
    "a date as time": (
        {**ROW, "Time from": date(2026, 6, 7)},
        "`Time from` (C2): 2026-06-07 is not a time of day. Write it like 13:00.",
    ),
    "a date-time as time": (
        {**ROW, "Time to": datetime(2026, 6, 7, 13, 0)},
        ("`Time to` (C2): 2026-06-07 13:00 is a day and a time. Write the time alone, like 13:00."),
    ),
    # controls
    "an unknown Get": (
        {**ROW, "Get": "Counts"},
        (
            '`Get` (C2): "Counts" is not known here. Write one of: Event count, User count, '
            "Event records, User profiles."
        ),
    ),
    "Get and API": (
        {**ROW, "Get": "User count", "API": "events"},
        (
            '`API` (D2): "events": `API` and `Object type` ask for Event records, but `Get` '
            "says User count. Keep one of the two ways."
        ),
    ),
    "an unknown API": (
        {**ROW, "API": "profiles"},
        '`API` (C2): "profiles" is not known here. Write one of: counts, events.',
    ),
    "an unknown object": (
        {**ROW, "Object type": "users"},
        '`Object type` (C2): "users" is not known here. Write one of: events, profiles.',
    ),
    "an unknown app": (
        {**ROW, "App": "Web shop"},
        '`App` (C2): "Web shop" is not known here. Write one of: web.',
    ),
    "maybe active": (
        {**ROW, "Active": "maybe"},
        '`Active` (C2): "maybe" is not known here. Write one of: yes, no.',
    ),
    "an unknown Per": (
        {**ROW, "Per": "hourly"},
        '`Per` (C2): "hourly" is not known here. Write one of: day, week, month.',
    ),
    "Per of records": (
        {**ROW, "Get": "Event records", "Per": "day"},
        (
            '`Per` (D2): "day" divides a count, and this row gets event records. Empty this '
            "cell, or use a row for each period."
        ),
    ),
    "too many periods": (
        {**EVENT, "Dates": "last 200 days", "Per": "day"},
        (
            '`Per` (C2): "day" makes 200 lines, and one row may have 100. Write a longer '
            "period or a shorter range."
        ),
    ),
    "appended records": (
        {**ROW, "Mode": "Append"},
        (
            '`Mode` (C2): "Append" is not supported by this version: new records take the place of '
            "the old. Write Replace, or empty this cell."
        ),
    ),
    "another mode": (
        {**ROW, "Mode": "Overwrite"},
        '`Mode` (C2): "Overwrite" is not known here. Write one of: Replace.',
    ),
    "many records": (
        {**ROW, "Max records": "all"},
        '`Max records` (C2): "all" is not a number of records. Write a whole number.',
    ),
    "over the limit": (
        {**ROW, "Max records": 50000},
        (
            "`Max records` (C2): 50000 is over the limit of 10000 records of this sheet. "
            "Write 10000 or less."
        ),
    ),
    "a property as column": (
        {**ROW, "Columns": "Fare"},
        (
            '`Columns` (C2): "Fare" is no column of the records. Write one of event, event '
            "name, time, ts, query, run_at, batch, or a path that starts with identity, "
            "objectId, platform, profile, event_props, session_props."
        ),
    ),
    # events
    "no event": (
        {"Event": "", "Dates": "yesterday"},
        "`Event` (A2) is blank. Write the event's name as in CleverTap.",
    ),
    "a number as event": (
        {"Event": 404, "Dates": "yesterday"},
        ("`Event` (A2): 404 is not an event's name. Write it as text, as it is in CleverTap."),
    ),
    "two events": (
        {"Event": "Charged\nSearch", "Dates": "yesterday"},
        ('`Event` (A2): "Charged Search" has several lines. Write one event here; use a row each.'),
    ),
    "an error as event": (
        {"Event": RawCell(error="#NAME?"), "Dates": "yesterday"},
        ("`Event` (A2): the cell shows #NAME?. Correct its formula, or write the event's name."),
    ),
    "event filter without event": (
        {"Get": "User profiles", "Event": "", "event: Fare": 5, "profile: plan": "Gold"},
        (
            '`event: Fare` (C2): "5" filters an event, but `Event` is blank. Write the '
            "event's name as in CleverTap, or empty this cell."
        ),
    ),
    "dates without event": (
        {"Get": "User profiles", "Event": "", "Dates": "yesterday", "profile: plan": "Gold"},
        (
            '`Dates` (C2): "yesterday" filters an event, but `Event` is blank. Write the '
            "event's name as in CleverTap, or empty this cell."
        ),
    ),
    "a user count by profile alone": (
        {"Get": "User count", "Event": "", "profile: plan": "Gold"},
        "`Event` (B2) is blank. Write the event's name as in CleverTap.",
    ),
    # filters
    "operator on text": (
        {**ROW, "event: Fare": "> pizza"},
        (
            '`event: Fare` (C2): "> pizza" compares with "pizza", which is not a number. '
            "Write one number without grouping, like >= 1500.5; for text write !=, contains "
            "or the text itself, in double quotes if it begins like this."
        ),
    ),
    "grouping": (
        {**ROW, "event: Fare": ">= 1,000"},
        (
            '`event: Fare` (C2): ">= 1,000" compares with "1,000", which is not a number. '
            "Write one number without grouping, like >= 1500.5; for text write !=, contains "
            "or the text itself, in double quotes if it begins like this."
        ),
    ),
    "a word for a number": (
        {**ROW, "event: Fare": ">= yesterday"},
        (
            '`event: Fare` (C2): ">= yesterday" compares with "yesterday", which is not a '
            "number. Write one number without grouping, like >= 1500.5; for text write !=, "
            "contains or the text itself, in double quotes if it begins like this."
        ),
    ),
    "between": (
        {**ROW, "event: Fare": ">= 100 and <= 200"},
        (
            '`event: Fare` (C2): ">= 100 and <= 200" compares with "100 and <= 200", which is'
            " not a number. Write one number without grouping, like >= 1500.5; for text write"
            " !=, contains or the text itself, in double quotes if it begins like this."
        ),
    ),
    "a wrong sign": (
        {**ROW, "event: Fare": "=> 100"},
        (
            '`event: Fare` (C2): "=> 100": => is no operator. Use >=, >, <=, <, !=, contains,'
            " exists; write a value alone for equals, or put the text in double quotes."
        ),
    ),
    "double equals": (
        {**ROW, "event: Fare": "== 100"},
        (
            '`event: Fare` (C2): "== 100": == is no operator. Use >=, >, <=, <, !=, contains,'
            " exists; write a value alone for equals, or put the text in double quotes."
        ),
    ),
    "an operator alone": (
        {**ROW, "event: Fare": ">="},
        (
            '`event: Fare` (C2): ">=" lacks a value. Write it behind the operator, or put the'
            " text in double quotes if it is the value."
        ),
    ),
    "contains alone": (
        {**ROW, "event: Fare": "contains"},
        (
            '`event: Fare` (C2): "contains" lacks a value. Write it behind the operator, or '
            "put the text in double quotes if it is the value."
        ),
    ),
    "exists with a value": (
        {**ROW, "event: Fare": "exists: 5"},
        '`event: Fare` (C2): "exists: 5" takes no value. Write exists alone.',
    ),
    "contains several": (
        {**ROW, "event: Fare": "contains a\nb"},
        (
            '`event: Fare` (C2): "contains a b": contains takes one value. Use one row for '
            "each, or name the whole values, like any of: pizza | pasta."
        ),
    ),
    "comparison with several": (
        {**ROW, "event: Fare": "> 1\n2"},
        (
            '`event: Fare` (C2): "> 1 2" compares with "1 2", which is not a number. Write '
            "one number without grouping, like >= 1500.5; for text write !=, contains or the "
            "text itself, in double quotes if it begins like this."
        ),
    ),
    "an operator in a list": (
        {**ROW, "event: Fare": "a\n!= b"},
        (
            '`event: Fare` (C2): "!= b" is an operator inside a list. Write one operator, '
            "before the list; put the text in double quotes if it is a value."
        ),
    ),
    "an empty list": (
        {**ROW, "event: Fare": "any of: |"},
        ('`event: Fare` (C2): "any of: |" lists nothing. Write it like any of: pizza | pasta.'),
    ),
    "a date in a filter": (
        {**ROW, "event: Fare": date(2026, 6, 7)},
        (
            "`event: Fare` (C2): 2026-06-07 is a date or a time, and CleverTap does not say "
            'how it compares those. Write the stored value in quotes, like "$D_1749670800".'
        ),
    ),
    "a duration in a filter": (
        {**ROW, "profile: stay": RawCell(1.5, "[h]:mm")},
        (
            "`profile: stay` (C2): 36:00 is a date or a time, and CleverTap does not say how "
            'it compares those. Write the stored value in quotes, like "$D_1749670800".'
        ),
    ),
    "#N/A in a filter": (
        {**ROW, "event: Fare": RawCell(error="#N/A")},
        ("`event: Fare` (C2): the cell shows #N/A. Correct its formula, or write the value."),
    ),
    "a comparison of text": (
        {**ROW, "utm_campaign": "> 5"},
        (
            '`utm_campaign` (C2): "> 5": utm_campaign is text, which is not greater or less. '
            "Write the text alone, or with != or contains; put it in double quotes if it "
            "begins like this."
        ),
    ),
    "a date in utm": (
        {**ROW, "utm_campaign": date(2026, 6, 7)},
        (
            "`utm_campaign` (C2): 2026-06-07 is a date or a time, but utm_campaign is text. "
            "Format the cell as plain text and type it again."
        ),
    ),
    "a long phone": (
        {**ROW, "profile: Phone": 1234567890123456},
        (
            "`profile: Phone` (C2): 1234567890123456 has more than 15 digits, more than a "
            "number cell keeps. Format the cell as plain text and type it again."
        ),
    ),
    "a long number": (
        {**ROW, "event: id": 9007199254740993},
        (
            "`event: id` (C2): 9007199254740993 has more than 15 digits, more than a number "
            "cell keeps. Format the cell as plain text and type it again."
        ),
    ),
    "first_time maybe": (
        {**ROW, "first_time": "sometimes"},
        ('`first_time` (C2): "sometimes" is neither yes nor no. Write yes or no, or tick the box.'),
    ),
    "merged": (
        {**ROW, "utm_source": RawCell("google", merged="C2:C4")},
        '`utm_source` (C2): "google" is merged (C2:C4). Unmerge it and fill each row.',
    ),
    "merged blank": (
        {**ROW, "utm_source": RawCell(merged="C1:C2")},
        "`utm_source` (C2) is merged (C1:C2). Unmerge it and fill each row.",
    ),
    "formula": (
        {**ROW, "utm_source": RawCell("google", formula='=A1&"x"')},
        (
            '`utm_source` (C2): =A1&"x" is a formula, whose result an .xlsx file does not '
            "keep. Write the value, or a date word like yesterday."
        ),
    ),
    "geo": (
        {**ROW, "geo": "India / Delhi > x > y > z"},
        (
            '`geo` (C2): "India / Delhi > x > y > z" is no place. Write country, state and '
            "city like India > Maharashtra > Mumbai, or less of it, one place in each line."
        ),
    ),
    "geo open end": (
        {**ROW, "geo": "India >"},
        (
            '`geo` (C2): "India >" is no place. Write country, state and city like India > '
            "Maharashtra > Mumbai, or less of it, one place in each line."
        ),
    ),
    # blocks
    "half a block": (
        {**ROW, "did all: event: Fare": ">= 5"},
        (
            '`did all: event: Fare` (C2): ">= 5" needs an event. Fill `did all: Event` in '
            "this row, or empty this cell."
        ),
    ),
    "half a block 2": (
        {**ROW, "did all 2: Count": 3},
        (
            '`did all 2: Count` (C2): "3" needs an event. Fill `did all 2: Event` in this '
            "row, or empty this cell."
        ),
    ),
    "block dates only": (
        {**ROW, "did none: Dates": "yesterday"},
        (
            '`did none: Dates` (C2): "yesterday" needs an event. Fill `did none: Event` in '
            "this row, or empty this cell."
        ),
    ),
    "count in did none": (
        {**ROW, "did none: Event": "A", "did none: Count": 1},
        '`did none: Count` (D2): "1": `did none` takes no count. Empty this cell.',
    ),
    "a bad count": (
        {**ROW, "did all: Event": "A", "did all: Count": "twice"},
        ('`did all: Count` (D2): "twice" is not a count. Write a whole number, like 3 or >= 3.'),
    ),
    "a fraction of a count": (
        {**ROW, "did all: Event": "A", "did all: Count": 2.5},
        ('`did all: Count` (D2): "2.5" is not a count. Write a whole number, like 3 or >= 3.'),
    ),
    "not a count": (
        {**ROW, "did all: Event": "A", "did all: Count": "!= 3"},
        ('`did all: Count` (D2): "!= 3" is not a count. Write a whole number, like 3 or >= 3.'),
    ),
    "two counts in did any": (
        {**ROW, "did any: Event": "A", "did any: Count": 2, "did any 2: Count": 3},
        (
            '`did any 2: Count` (E2): "3": the count is over all `did any` events, and D2 has'
            " one already. Empty one of the two."
        ),
    ),
    "count of nothing": (
        {**ROW, "did any: Count": 2},
        ('`did any: Count` (C2): "2" counts no event. Fill `did any: Event`, or empty this cell.'),
    ),
    "block in the future": (
        {**ROW, "did all: Event": "A", "did all: From": "2026-07-02"},
        (
            "`did all: From` (D2): 2026-07-02 is in the future. Today is 2026-06-30 in "
            "Asia/Kolkata; write that or an earlier day."
        ),
    ),
    "block without days": (
        {"Get": "User profiles", "Event": "", "did none: Event": "A"},
        (
            '`did none: Event` (C2): "A" has no days. Fill `did none: Dates`, or the row\'s '
            "own dates."
        ),
    ),
    "yesterday in a count": (
        {**ROW, "did all: Event": "A", "did all: Count": "yesterday"},
        (
            '`did all: Count` (D2): "yesterday" is not a count. Write a whole number, like 3 '
            "or >= 3."
        ),
    ),
    # CQL
    "not JSON": (
        {**ROW, "CQL": "Charged"},
        (
            "`CQL` (C2): is not JSON: C stands at line 1, character 1 (Charged). Write "
            "names and texts "
            'in double quotes, like {"event_name": "Charged"}.'
        ),
    ),
    "smart quotes": (
        {**ROW, "CQL": "{“event_name”: “Charged”}"},
        (
            "`CQL` (C2): is not JSON: the typographic quote “ stands at line 1, character "
            "2 ({“event_nam). "
            'Type plain double quotes ("), or turn smart quotes off.'
        ),
    ),
    "trailing comma": (
        {**ROW, "CQL": '{"event_properties": [],}'},
        (
            "`CQL` (C2): is not JSON: a comma before a closing bracket stands at line 1, "
            'character 24 (rties": [],}). Delete it.'
        ),
    ),
    "unclosed": (
        {**ROW, "CQL": '{"event_properties": ['},
        (
            '`CQL` (C2): is not JSON: it ends too early, with event_properties": [. Close '
            "every bracket and quote."
        ),
    ),
    "wrong key": (
        {**ROW, "CQL": '{"event_property": []}'},
        (
            '`CQL` (C2): the JSON has the key "event_property", which is not known here. '
            "Write one of: event_name, from, to, event_properties, session_properties, "
            "common_profile_properties, advanced_query."
        ),
    ),
    "wrong operator": (
        {
            **ROW,
            "CQL": '{"event_properties": [{"name": "Fare", "operator": "between", "value": 5}]}',
        },
        (
            '`CQL` (C2): event_properties[0].operator is "between". Write one of: equals, '
            "not_equals, contains, does_not_contain, exists, does_not_exist, greater_than, "
            "greater_than_equals, less_than, less_than_equals."
        ),
    ),
    "another event": (
        {**ROW, "CQL": '{"event_name": "charged"}'},
        (
            '`CQL` (C2): event_name is "charged", but `Event` (A2) says "Charged". Keep one '
            "of the two."
        ),
    ),
    "boolean": (
        {**ROW, "CQL": '{"event_properties": [{"name": "Gift", "value": true}]}'},
        (
            '`CQL` (C2): event_properties[0].value is true. Write "True" in quotes: CleverTap'
            " wants the word."
        ),
    ),
    "duplicate": (
        {**ROW, "CQL": '{"event_name": "Charged", "event_name": "Charged"}'},
        '`CQL` (C2): has the key "event_name" twice in one object. Keep one.',
    ),
    "a list": (
        {**ROW, "CQL": '[{"event_name": "Charged"}]'},
        ("`CQL` (C2): the JSON is [{…}]. Write an object, like {…}."),
    ),
    "dates as text": (
        {**EVENT, "CQL": '{"from": "2026-06-01", "to": "2026-06-02"}'},
        (
            '`CQL` (B2): from is "2026-06-01". Write a day as a number, like 20260228, in '
            "both from and to."
        ),
    ),
}

HEADERS: dict[str, tuple[Value, str]] = {
    "a letter left out": (
        "utm_campain",
        (
            "`utm_campain` (C1): did you mean `utm_campaign`? Correct the header, or write "
            "[utm_campain] if the column is your own."
        ),
    ),
    "letters swapped": (
        "Form",
        (
            "`Form` (C1): did you mean `From`? Correct the header, or write [Form] if the "
            "column is "
            "your own."
        ),
    ),
    "a plain word for a session filter": (
        "Campaign",
        (
            "`Campaign` (C1): did you mean `utm_campaign`? Correct the header, or write "
            "[Campaign] if "
            "the column is your own."
        ),
    ),
    "a prefix misspelt": (
        "evnt: Fare",
        (
            "`evnt: Fare` (C1): did you mean `event: Fare`? Correct the header, or write "
            "[evnt: Fare] "
            "if the column is your own."
        ),
    ),
    "a prefix without a name": (
        "event:",
        (
            "`event:` (C1): write the property's name behind the colon, as in `event: "
            "NAME`. Correct "
            "the header, or write [event:] if the column is your own."
        ),
    ),
    "a block without its colon": (
        "did all Event",
        (
            "`did all Event` (C1): write a colon behind the block, as in `did all: Event`. Correct "
            "the header, or write [did all Event] if the column is your own."
        ),
    ),
    "a profile filter in a block": (
        "did all: profile: plan",
        (
            "`did all: profile: plan` (C1): behind `did all:` write Event, From, To, Dates, Time "
            "from, Time to, Count, utm_campaign or event: NAME. Correct the header, or write [did "
            "all: profile: plan] if the column is your own."
        ),
    ),
    "a block that is numbered 0": (
        "did any 0: Event",
        (
            "`did any 0: Event` (C1): number blocks from 2 to 99, as in `did all 2: "
            "Event`. Correct "
            "the header, or write [did any 0: Event] if the column is your own."
        ),
    ),
    "the same column twice": (
        "Event name",
        "`Event name` (C1) means the same as `Event` (A1). Keep one of the two columns.",
    ),
    "a column of a later version": (
        "Refresh",
        (
            "`Refresh` (C1) is not supported by this version. Delete the column, or write "
            "[Refresh] "
            "if the column is your own."
        ),
    ),
    "a header that shows an error": (
        RawCell(error="#REF!"),
        "`#REF!` (C1) is an error. Correct the header's formula, or write the header.",
    ),
    "a merged header": (
        RawCell("utm_source", merged="C1:D1"),
        "`utm_source` (C1) is merged (C1:D1). Unmerge it: each column needs its own header.",
    ),
}

REMEDY = re.compile(
    r"[.:;,?] (?:Write|Fill|Empty|Keep|Correct|Swap|Use|Format|Unmerge|Delete|Type|Close)\b"
    r"|write that or"
)
"""How the part of a message begins that says what to do."""


def is_whole(problem: Problem, cell: Cell) -> bool:
    """Tell whether a message names cell and value, and says what to do."""
    said = cell.raw.formula or cell.text
    parts = [said, cell.told, *said.splitlines(), *re.findall(r"\w{4}|^\[\{", said)]
    values = parts if said else ["is blank", "is merged"]
    return (
        problem.message.startswith(f"`{cell.header}` ({cell.place})")
        and any(value in problem.message for value in values)
        and bool(REMEDY.search(problem.message))
    )


def test_there_are_many() -> None:
    assert len(MISTAKES) + len(HEADERS) >= 110


@pytest.mark.parametrize(("cells", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_cell_its_value_and_the_remedy(
    cells: dict[str, Any], expected: str
) -> None:
    row = check(cells)

    assert [problem.message for problem in row.problems] == [expected]
    assert row.question is None
    (problem,) = row.problems
    header = list(cells)["ABCDE".index(problem.cell[0])]
    assert is_whole(problem, Cell(header, problem.cell, raw(cells[header])))


@pytest.mark.parametrize(("header", "expected"), HEADERS.values(), ids=HEADERS)
def test_a_wrong_header_is_told_with_its_cell_and_the_remedy(header: Value, expected: str) -> None:
    (problem,) = checked(("Event", "Dates", header), ("A", "yesterday")).layout.problems

    assert problem.message == expected
    told = Cell("", "C1", raw(header))
    assert is_whole(problem, Cell(told.text, "C1", raw(header)))


def test_days_and_months_swapped_in_one_column_are_told_at_each_cell() -> None:
    found = checked(("Event", "From"), ("A", "13/06/2026"), ("A", "06/13/2026"))

    assert [row.problems[0].message for row in found.rows] == [
        f"`From` ({place}): {text} cannot be told: 13/06/2026 (B2) is day first and 06/13/2026 "
        "(B3) is month first. Write the dates of this column like 2026-02-28."
        for place, text in (("B2", "13/06/2026"), ("B3", "06/13/2026"))
    ]


def test_a_date_that_the_locale_may_have_swapped_is_told_with_both_readings() -> None:
    found = checked(("Event", "From"), ("A", date(2026, 6, 7)), ("A", "13/06/2026"), locale="en_US")

    (problem,) = found.rows[0].problems
    assert problem.message == (
        "`From` (B2): 2026-06-07 is 7 June 2026, but may have been meant as 6 July 2026: B3 "
        "(13/06/2026) is written day first, against the spreadsheet's locale. Write B3 like "
        "2026-02-28, or set date_order in the configuration of this sheet."
    )
