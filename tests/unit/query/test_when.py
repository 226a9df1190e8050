"""The days and times of a row."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Mapping

import pytest

from sheets_runner.query.build import Context
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import NOON, Value, body, checked, messages

DMY = Context({"web": "Asia/Kolkata"}, NOON, date_order="dmy")


def days(cells: Mapping[str, Any], context: Context = DMY, **table: Any) -> tuple[int, int]:
    found = body({"Event": "A", **cells}, context, **table)
    return found["from"], found["to"]


def clock(cells: Mapping[str, Any]) -> list[str]:
    """Return the time_of_day of a row on 7 June."""
    (item,) = body({"Event": "A", **cells}, DMY)["session_properties"]
    assert item["name"] == "time_of_day"
    value: list[str] = item["value"]
    return value


def refusal(cells: Mapping[str, Any], context: Context = DMY, **table: Any) -> str:
    (message,) = messages({"Event": "A", **cells}, context, **table)
    return message


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"From": "2026-06-07"}, (20260607, 20260607)),
        ({"From": "2026-06-07", "To": ""}, (20260607, 20260607)),
        ({"From": date(2026, 6, 7), "To": date(2026, 6, 9)}, (20260607, 20260609)),
        ({"From": 20260607, "To": 20260609.0}, (20260607, 20260609)),
        ({"From": "20260607"}, (20260607, 20260607)),
        ({"From": "3 days ago", "To": "Yesterday"}, (20260627, 20260629)),
        ({"From": "1 day ago", "To": "TODAY"}, (20260629, 20260630)),
        ({"Dates": "today"}, (20260630, 20260630)),
        ({"Dates": "2 days ago"}, (20260628, 20260628)),
        ({"Dates": date(2026, 6, 7)}, (20260607, 20260607)),
        ({"Dates": datetime(2026, 6, 7, 0, 0)}, (20260607, 20260607)),
        ({"Dates": "2026-06-01 to 2026-06-07"}, (20260601, 20260607)),
        ({"Dates": "2026-06-01 TO yesterday"}, (20260601, 20260629)),
        ({"Dates": "1 Jun 2026 – 7 Jun 2026"}, (20260601, 20260607)),
        ({"Dates": "01/06/2026 - 07/06/2026"}, (20260601, 20260607)),
        ({"Dates": "last 7 days"}, (20260623, 20260629)),
        ({"Dates": "Last  Week"}, (20260622, 20260628)),
        ({"Dates": "last 2 weeks"}, (20260615, 20260628)),
        ({"Dates": "last month"}, (20260501, 20260531)),
        ({"Dates": "last 3 months"}, (20260301, 20260531)),
        ({"Dates": "last year"}, (20250101, 20251231)),
        ({"Dates": "this week"}, (20260629, 20260630)),
        ({"Dates": "this month"}, (20260601, 20260630)),
        ({"Dates": "year to date"}, (20260101, 20260630)),
        ({"From": "2026-06-07 00:00", "To": "2026-06-09 00:00"}, (20260607, 20260609)),
        ({"From": datetime(2026, 6, 7), "To": date(2026, 6, 9)}, (20260607, 20260609)),
        ({"From": datetime(2026, 6, 7), "Time from": ""}, (20260607, 20260607)),
    ],
)
def test_days_can_be_written_in_many_ways(
    cells: Mapping[str, Any], expected: tuple[int, int]
) -> None:
    assert days(cells) == expected


def test_weeks_start_on_the_configured_day() -> None:
    sunday = Context({"web": "Asia/Kolkata"}, NOON, week_start=6)

    assert days({"Dates": "this week"}, sunday) == (20260628, 20260630)
    assert days({"Dates": "last week"}, sunday) == (20260621, 20260627)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Time from": "13:00", "Time to": "2pm"}, ["13:00", "14:00"]),
        ({"Time from": time(13, 0), "Time to": time(14, 30)}, ["13:00", "14:30"]),
        ({"Time from": "13:00"}, ["13:00", "23:59"]),
        ({"Time to": "1:30 PM"}, ["00:00", "13:30"]),
        ({"Time from": "00:00", "Time to": "24:00"}, ["00:00", "23:59"]),
        ({"Time from": "0:00", "Time to": RawCell(1.0, "[h]:mm")}, ["00:00", "23:59"]),
        ({"Time to": RawCell(1, "hh:mm")}, ["00:00", "23:59"]),
        ({"Time from": RawCell(46180.5, "hh:mm")}, ["12:00", "23:59"]),
        ({"Time of day": "13:00-14:00"}, ["13:00", "14:00"]),
        ({"Time of day": "1pm to 2 PM"}, ["13:00", "14:00"]),
        ({"Time of day": "13:00 – 24:00"}, ["13:00", "23:59"]),
    ],
)
def test_times_of_day_can_be_written_in_many_ways(
    cells: Mapping[str, Any], expected: list[str]
) -> None:
    assert clock({"From": "2026-06-07", **cells}) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-07 13:00", "2026-06-07 14:00", ["13:00", "14:00"]),
        ("2026-06-07T13:00", "", ["13:00", "23:59"]),
        (datetime(2026, 6, 7, 13, 0), "", ["13:00", "23:59"]),
        ("2026-06-07", datetime(2026, 6, 7, 14, 0), ["00:00", "14:00"]),
        ("7 Jun 2026, 1pm", "2026-06-07", ["13:00", "23:59"]),
        ("2026-06-07 13:00", "2026-06-07 24:00", ["13:00", "23:59"]),
        ("2026-06-07 13:00", "2026-06-07 00:00", ["13:00", "23:59"]),
    ],
)
def test_two_moments_of_one_day_are_the_day_and_its_time(
    start: Value, end: Value, expected: list[str]
) -> None:
    cells = {"From": start, "To": end}

    assert clock(cells) == expected
    assert days(cells) == (20260607, 20260607)


MONDAY = (
    "could be this week's or last week's. Write a date like 2026-02-28, or yesterday or 3 days ago."
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"From": "31/02/2026"},
            "`From` (B2): 31/02/2026 is not a date. Write it like 2026-02-28.",
        ),
        (
            {"From": "2026-02-30"},
            "`From` (B2): 2026-02-30 is not a date. Write it like 2026-02-28.",
        ),
        ({"From": 20261301}, "`From` (B2): 20261301 is not a date. Write it like 2026-02-28."),
        *(
            (
                {header: text},
                f'`{header}` (B2): "{text}": the year is missing. Write it like 2026-02-28.',
            )
            for header, text in (
                ("Dates", "7 June"),
                ("Dates", "31 oct"),
                ("Dates", "June 1st"),
                ("Dates", "7/6"),
                ("Dates", "20 Jun to 25 Jun"),
                ("Dates", "20 Jun to 25 Jun 2026"),
                ("From", "7 June"),
                ("From", "7-Jun 13:00"),
            )
        ),
        *(
            (
                {"Dates": text},
                (
                    f'`Dates` (B2): "{text}" is not a date. Write a date like 2026-02-28, or last '
                    "7 days, last month, this week or year to date."
                ),
            )
            for text in (
                "past 7 days",
                "June 2026",
                "Q2 2026",
                "last 0 days",
                "last 2 years",
                "2026",
                "7",
                "June 2026 to July 2026",
                "7 Foo",
            )
        ),
        (
            {"From": "June 2026"},
            (
                '`From` (B2): "June 2026" is not a date. Write a date like 2026-02-28, or today, '
                "yesterday or 7 days ago."
            ),
        ),
        (
            {"Dates": "soon"},
            (
                '`Dates` (B2): "soon" is not a date. Write a date like 2026-02-28, or last 7 days, '
                "last "
                "month, this week or year to date."
            ),
        ),
        (
            {"From": "soon"},
            (
                '`From` (B2): "soon" is not a date. Write a date like 2026-02-28, or today, '
                "yesterday "
                "or 7 days ago."
            ),
        ),
        ({"From": "Monday"}, f'`From` (B2): "Monday" {MONDAY}'),
        ({"Dates": "last tue"}, f'`Dates` (B2): "last tue" {MONDAY}'),
        (
            {"From": "last week"},
            '`From` (B2): "last week" is a range of days. Write it in `Dates`.',
        ),
        (
            {"Dates": "last week to today"},
            (
                '`Dates` (B2): "last week to today": last week is a range of its own. Write two '
                "days, "
                "like 2026-02-01 to 2026-02-28."
            ),
        ),
        (
            {"From": 46180},
            (
                "`From` (B2): 46180 is a number, not a date or a time. Write a date like "
                "2026-02-28, a time like 13:00, or give the cell a date or time format."
            ),
        ),
        ({"From": True}, "`From` (B2): TRUE is not a date. Write it like 2026-02-28."),
        (
            {"From": RawCell(error="#N/A")},
            "`From` (B2): the cell shows #N/A. Correct its formula, or write the date or time.",
        ),
        (
            {"From": "13:00"},
            (
                "`From` (B2): 13:00 is a time, not a date. Write a date like 2026-02-28 here, and "
                "the time in `Time from`."
            ),
        ),
        (
            {"From": RawCell(46180.5, "hh:mm")},
            (
                "`From` (B2): 12:00 is a time, not a date. Write a date like 2026-02-28 here, and "
                "the time in `Time from`."
            ),
        ),
        (
            {"From": "2026-06-07", "To": "2026-06-06"},
            (
                "`From` (B2): 2026-06-07 is after 2026-06-06 of `To` (C2). Swap the two, or "
                "correct one."
            ),
        ),
        (
            {"Dates": "today to yesterday"},
            (
                "`Dates` (B2): today to yesterday: 2026-06-30 is after 2026-06-29. Swap the two, "
                "or correct one."
            ),
        ),
        (
            {"From": "2026-06-07", "To": "2026-07-01"},
            (
                "`To` (C2): 2026-07-01 is in the future. Today is 2026-06-30 in Asia/Kolkata; "
                "write that or an earlier day."
            ),
        ),
        (
            {"From": "0026-06-07"},
            "`From` (B2): 0026-06-07 is long before CleverTap. Correct the year.",
        ),
        (
            {"Dates": "last 9999 months"},
            (
                "`Dates` (B2): last 9999 months: 1193-03-01 is long before CleverTap. Correct the "
                "year."
            ),
        ),
        (
            {"From": RawCell(-5e9, "yyyy-mm-dd")},
            "`From` (B2): -5000000000 is outside the calendar. Write it like 2026-02-28.",
        ),
        (
            {"From": "", "To": "2026-06-07"},
            "`To` (C2): 2026-06-07 is the last day, but the first is blank. Fill `From` as well.",
        ),
        (
            {"Dates": "today", "From": "2026-06-07"},
            '`Dates` (B2): "today" stands beside `From` (C2). Keep one of the two.',
        ),
        (
            {"To": "2026-06-07", "Date range": "today"},
            '`Date range` (C2): "today" stands beside `To` (B2). Keep one of the two.',
        ),
        (
            {"Dates": "2026-06-07 13:00"},
            (
                "`Dates` (B2): 2026-06-07 13:00 has a time of day. Write days here, and times in "
                "`Time from` and `Time to`."
            ),
        ),
        (
            {"From": "2026-06-07 13:00", "To": "2026-06-08"},
            (
                "`From` (B2): 2026-06-07 13:00 has a time of day in a range of several days, and "
                "CleverTap filters the time of each day. Write days here, or use one row for each "
                "day."
            ),
        ),
        (
            {"From": "2026-06-07", "To": datetime(2026, 6, 8, 9, 0)},
            (
                "`To` (C2): 2026-06-08 09:00 has a time of day in a range of several days, and "
                "CleverTap filters the time of each day. Write days here, or use one row for each "
                "day."
            ),
        ),
        (
            {"From": "2026-06-07 13:00", "Time to": "15:00"},
            (
                "`From` (B2): 2026-06-07 13:00 has a time of day beside the time columns. Write "
                "days here, or leave the time columns blank."
            ),
        ),
        (
            {"From": "2026-06-07 13:00", "To": "2026-06-07 12:00"},
            (
                "`From` (B2): 2026-06-07 13:00: the time ends at 12:00, not after its start 13:00. "
                "Use two rows for a range over midnight."
            ),
        ),
        (
            {"From": "2026-06-07 13:00Z"},
            (
                "`From` (B2): 2026-06-07 13:00Z has a time zone, but times are in the app's own. "
                "Write it like 2026-02-28 13:00."
            ),
        ),
        (
            {"From": RawCell(46180 + 1 / 86400, "yyyy-mm-dd hh:mm:ss")},
            (
                "`From` (B2): 00:00:01 has seconds, and CleverTap filters by whole minutes. Write "
                "00:00."
            ),
        ),
    ],
)
def test_days_that_cannot_be_are_refused(cells: Mapping[str, Any], expected: str) -> None:
    assert refusal(cells) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"Time from": "14:00", "Time to": "13:00"},
            (
                "`Time to` (C2): the time ends at 13:00, not after its start 14:00. Use two rows "
                "for a range over midnight."
            ),
        ),
        (
            {"Time from": "13:00", "Time to": "13:00"},
            (
                "`Time to` (C2): the time ends at 13:00, not after its start 13:00. Use two rows "
                "for a range over midnight."
            ),
        ),
        ({"Time from": "13:60"}, "`Time from` (B2): 13:60 is not a time. Write it like 13:00."),
        ({"Time from": "13"}, "`Time from` (B2): 13 is not a time. Write it like 13:00."),
        ({"Time from": "13pm"}, "`Time from` (B2): 13pm is not a time. Write it like 13:00."),
        (
            {"Time from": "13:00:30"},
            (
                "`Time from` (B2): 13:00:30 has seconds, and CleverTap filters by whole minutes. "
                "Write it like 13:00."
            ),
        ),
        (
            {"Time from": 13},
            (
                "`Time from` (B2): 13 is a number, not a time. Write it like 13:00, or give the "
                "cell a time format."
            ),
        ),
        *(
            (
                {"Time from": number},
                (
                    f"`Time from` (B2): {number} is a number, not a time. Write it like {example}, "
                    "or give the cell a time format."
                ),
            )
            for number, example in (
                (18, "18:00"),
                (7, "07:00"),
                (0, "00:00"),
                (24, "13:00"),
                (0.75, "13:00"),
                (-1, "13:00"),
            )
        ),
        (
            {"Time from": date(2026, 6, 7)},
            "`Time from` (B2): 2026-06-07 is not a time of day. Write it like 13:00.",
        ),
        (
            {"Time from": 20260607},
            (
                "`Time from` (B2): 20260607 is a number, not a time. Write it like 13:00, or give "
                "the cell a time format."
            ),
        ),
        (
            {"Time from": datetime(2026, 6, 7, 13, 0)},
            (
                "`Time from` (B2): 2026-06-07 13:00 is a day and a time. Write the time alone, "
                "like 13:00."
            ),
        ),
        (
            {"Time from": RawCell(1.25, "[h]:mm")},
            "`Time from` (B2): 30:00 is not a time of day. Write it like 13:00.",
        ),
        (
            {"Time from": RawCell(-0.25, "hh:mm")},
            "`Time from` (B2): -0.25 is not a time of day. Write it like 13:00.",
        ),
        (
            {"Time from": RawCell(error="#REF!")},
            (
                "`Time from` (B2): the cell shows #REF!. Correct its formula, or write the date or "
                "time."
            ),
        ),
        (
            {"Time of day": "13:00"},
            "`Time of day` (B2): 13:00 is not a range of times. Write it like 13:00-14:00.",
        ),
        (
            {"Time of day": time(13, 0)},
            "`Time of day` (B2): 13:00 is not a range of times. Write it like 13:00-14:00.",
        ),
        (
            {"Time of day": "13-14"},
            "`Time of day` (B2): 13-14: 13 is not a time. Write it like 13:00.",
        ),
        (
            {"Time of day": RawCell(error="#N/A")},
            "`Time of day` (B2): the cell shows #N/A. Correct its formula, or write the times.",
        ),
        (
            {"Time of day": "13:00-14:00", "Time to": "15:00"},
            "`Time of day` (B2): 13:00-14:00 stands beside `Time to` (C2). Keep one of the two.",
        ),
    ],
)
def test_times_that_cannot_be_are_refused(cells: Mapping[str, Any], expected: str) -> None:
    assert refusal({**cells, "From": "2026-06-07"}) == expected


UNDECIDED = (
    "06/07/2025 is 6 July 2025 or 7 June 2025. Write it like 2026-02-28, or set date_order in the "
    "configuration of this sheet."
)


def test_a_text_date_that_nothing_decides_is_refused_with_both_readings() -> None:
    plain = Context({"web": "Asia/Kolkata"}, NOON)
    cells = {"From": "06/07/2025"}

    assert refusal(cells, plain) == f"`From` (B2): {UNDECIDED}"
    assert refusal(cells, plain, locale="en_CA") == f"`From` (B2): {UNDECIDED}"
    ymd = Context({"web": "Asia/Kolkata"}, NOON, date_order="ymd")
    assert refusal(cells, ymd, locale="en_GB") == f"`From` (B2): {UNDECIDED}"
    assert days(cells, plain, locale="en_GB") == (20250706, 20250706)
    assert days(cells, plain, locale="en_US") == (20250607, 20250607)
    assert days(cells, DMY, locale="en_US") == (20250706, 20250706)
    assert days({"From": "06/06/2025"}, plain) == (20250606, 20250606)


def test_another_cell_of_the_column_decides_before_the_configuration() -> None:
    mdy = Context({"web": "Asia/Kolkata"}, NOON, date_order="mdy")
    found = checked(
        ("Event", "From", "To"),
        ("A", "06/05/2026", "06/05/2026"),
        ("A", "13/05/2026", ""),
        context=mdy,
    )

    # `To` has no telling cell of its own, so the configuration decides it: 5 June.
    first, second = (row.question for row in found.rows)
    assert first
    assert second
    assert first.query.body() == {"event_name": "A", "from": 20260506, "to": 20260605}


def test_a_column_whose_cells_contradict_each_other_names_two_of_them() -> None:
    found = checked(
        ("Event", "From"),
        ("A", "13/05/2026"),
        ("A", "05/13/2026"),
        ("A", "2026-05-13"),
        ("A", date(2026, 5, 6)),
        context=Context({"web": "Asia/Kolkata"}, NOON, date_order="dmy"),
    )
    conflict = (
        "13/05/2026 (B2) is day first and 05/13/2026 (B3) is month first. Write the dates of "
        "this column like 2026-02-28."
    )

    assert [[problem.message for problem in row.problems] for row in found.rows] == [
        [f"`From` (B2): 13/05/2026 cannot be told: {conflict}"],
        [f"`From` (B3): 05/13/2026 cannot be told: {conflict}"],
        [],
        [],
    ]


def swapped(place: str, text: str, order: str) -> str:
    return (
        f"{place} ({text}) is written {order}, against the spreadsheet's locale. Write {place} "
        "like 2026-02-28, or set date_order in the configuration of this sheet."
    )


def test_real_dates_beside_a_text_against_the_locale_are_refused_when_ambiguous() -> None:
    rows = (
        ("Event", "From"),
        ("A", date(2026, 6, 7)),
        ("A", "13/06/2026"),
        ("A", date(2026, 6, 6)),
        ("A", date(2026, 6, 17)),
        ("A", "2026-06-07"),
        ("A", datetime(2026, 2, 1, 9, 0)),
    )
    plain = Context({"web": "Asia/Kolkata"}, NOON)
    why = swapped("B3", "13/06/2026", "day first")

    found = checked(*rows, context=plain, locale="en_US")

    assert [[problem.message for problem in row.problems] for row in found.rows] == [
        ["`From` (B2): 2026-06-07 is 7 June 2026, but may have been meant as 6 July 2026: " + why],
        [],
        [],
        [],
        [],
        [
            "`From` (B7): 2026-02-01 09:00 is 1 February 2026, but may have been meant as 2 "
            "January 2026: " + why
        ],
    ]
    for settled in (
        checked(*rows, context=plain, locale="en_GB"),
        checked(*rows, context=plain),
        checked(*rows, context=DMY, locale="en_US"),
    ):
        assert all(row.question for row in settled.rows)


def test_a_column_that_contradicts_itself_makes_its_real_dates_doubtful_too() -> None:
    found = checked(
        ("Event", "From"),
        ("A", date(2026, 6, 7)),
        ("A", "06/13/2026"),
        ("A", "13/06/2026"),
        context=Context({"web": "Asia/Kolkata"}, NOON),
        locale="en_US",
    )

    assert found.rows[0].problems[0].message.endswith(swapped("B4", "13/06/2026", "day first"))


def test_the_columns_of_blocks_are_decided_on_their_own() -> None:
    found = checked(
        ("Event", "Dates", "did all: Event", "did all: Dates"),
        ("A", "yesterday", "B", "06/05/2026 to 13/05/2026"),
        context=Context({"web": "Asia/Kolkata"}, NOON),
    )

    assert found.rows[0].question
    (block,) = found.rows[0].question.query.did_all
    assert block.period.body() == {"from": 20260506, "to": 20260513}
