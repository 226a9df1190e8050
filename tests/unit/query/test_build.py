"""Whole rows: the bodies of CleverTap's own examples, and rows with something wrong."""

from __future__ import annotations

import pytest

from sheets_runner.query.build import Context
from sheets_runner.query.question import Get
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import (
    CONTEXT,
    NOON,
    Value,
    body,
    check,
    checked,
    messages,
)


def test_a_row_with_several_mistakes_reports_each_once() -> None:
    assert messages(
        {
            "App": "zz",
            "Get": "Everything",
            "Event": 100,
            "From": "31/02/2026",
            "To": "monday",
            "Time from": "25:00",
            "Time to": "noon",
            "event: Fare": "> pizza",
            "profile: plan": RawCell(error="#N/A"),
            "did all: event: Fare": 3,
            "did none: Count": 1,
            "did none: Event": "App Uninstalled",
            "Max records": "many",
        }
    ) == [
        (
            '`Get` (B2): "Everything" is not known here. Write one of: Event count, User count, '
            "Event "
            "records, User profiles."
        ),
        '`App` (A2): "zz" is not known here. Write one of: web.',
        '`Max records` (M2): "many" is not a number of records. Write a whole number.',
        "`Time from` (F2): 25:00 is not a time. Write it like 13:00.",
        "`Time to` (G2): noon is not a time. Write it like 13:00.",
        "`From` (D2): 31/02/2026 is not a date. Write it like 2026-02-28.",
        (
            "`To` (E2): \"monday\" could be this week's or last week's. Write a date like "
            "2026-02-28, or yesterday or 3 days ago."
        ),
        (
            '`event: Fare` (H2): "> pizza" compares with "pizza", which is not a number. Write one '
            "number without grouping, like >= 1500.5; for text write !=, contains or the text "
            "itself, in double quotes if it begins like this."
        ),
        "`profile: plan` (I2): the cell shows #N/A. Correct its formula, or write the value.",
        (
            '`did all: event: Fare` (J2): "3" needs an event. Fill `did all: Event` in this row, '
            "or "
            "empty this cell."
        ),
        '`did none: Count` (K2): "1": `did none` takes no count. Empty this cell.',
        "`Event` (C2): 100 is not an event's name. Write it as text, as it is in CleverTap.",
    ]


def test_a_merged_cell_is_refused_and_its_neighbours_are_still_read() -> None:
    cells = {
        "Event": RawCell(merged="A2:A3"),
        "Dates": RawCell("yesterday", merged="B2:B3"),
        "event: Fare": "> x",
    }

    assert messages(cells) == [
        "`Event` (A2) is merged (A2:A3). Unmerge it and fill each row.",
        '`Dates` (B2): "yesterday" is merged (B2:B3). Unmerge it and fill each row.',
        (
            '`event: Fare` (C2): "> x" compares with "x", which is not a number. Write one number '
            "without grouping, like >= 1500.5; for text write !=, contains or the text itself, in "
            "double quotes if it begins like this."
        ),
    ]


def test_a_formula_is_refused_where_its_result_cannot_be_kept() -> None:
    cells = {"Event": "Charged", "Dates": RawCell("yesterday", formula='="yester"&"day"')}

    assert messages(cells) == [
        (
            '`Dates` (B2): ="yester"&"day" is a formula, whose result an .xlsx file does not keep. '
            "Write the value, or a date word like yesterday."
        )
    ]
    assert body(cells, keeps_formulas=True)["from"] == 20260629


def test_formulas_and_errors_under_the_headers_of_the_team_are_fine() -> None:
    cells = {
        "Event": "Charged",
        "Dates": "yesterday",
        "Budget": RawCell(7, formula="=3+4"),
        "[utm_campaign]": RawCell(error="#REF!"),
    }

    assert body(cells) == {"event_name": "Charged", "from": 20260629, "to": 20260629}


@pytest.mark.parametrize("value", [None, "", " \u00a0\u200b", RawCell(value=False, checkbox=True)])
def test_cells_that_look_blank_filter_nothing(value: Value) -> None:
    asked = body({"Event": "Charged", "Dates": "yesterday", "event: VIP": value})

    assert asked == {"event_name": "Charged", "from": 20260629, "to": 20260629}


def test_a_false_without_a_checkbox_is_a_filter() -> None:
    asked = body({"Event": "Charged", "Dates": "yesterday", "event: VIP": False})

    assert asked["event_properties"] == [{"name": "VIP", "operator": "equals", "value": "False"}]


def test_rows_that_say_nothing_but_a_checkbox_are_skipped() -> None:
    tick, no_tick = RawCell(value=True, checkbox=True), RawCell(value=False, checkbox=True)
    found = checked(
        ("Active", "Event", "Dates", "first_time", "Remark"),
        (tick, None, " ", no_tick, "still to do"),
        (True, "", None),
        (tick, "Charged", "yesterday"),
        (None, None, None, tick),
        (),
        (None, None, None, False),
    )

    assert [row.number for row in found.rows] == [4, 7]
    assert found.layout.team == ("Remark",)


def test_a_row_that_is_switched_off_is_not_read() -> None:
    for off in ("no", "N", "off", False, 0, RawCell(value=False, checkbox=True)):
        row = check({"Active": off, "Event": 7, "Dates": "never", "Name": "Old"})

        assert (row.active, row.question, row.problems, row.name) == (False, None, (), "Old")


def test_a_user_count_without_an_event_is_refused() -> None:
    for get in ("Event count", "User count", "Event records"):
        cells = {"Get": get, "Event": "", "Dates": "yesterday", "profile: plan": "Gold"}

        assert messages(cells) == ["`Event` (B2) is blank. Write the event's name as in CleverTap."]


def test_profiles_may_be_asked_for_by_filter_alone() -> None:
    cells = {"Get": "User profiles", "Event": "", "Dates": "", "profile: plan": "Gold"}

    assert body(cells) == {
        "common_profile_properties": {
            "profile_fields": [{"name": "plan", "operator": "equals", "value": "Gold"}]
        }
    }


def test_profiles_without_event_or_filter_are_refused() -> None:
    assert messages({"Name": "All", "Get": "User profiles", "Event": ""}) == [
        "`Event` (C2) is blank. Write the event's name as in CleverTap, or filter the profiles."
    ]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("event: Fare", 100),
        ("utm_campaign", "spring"),
        ("Time from", "13:00"),
        ("Dates", "yesterday"),
        ("From", "2026-06-01"),
    ],
)
def test_a_cell_that_would_change_nothing_without_an_event_is_refused(
    header: str, value: Value
) -> None:
    cells = {"Get": "User profiles", "Event": "", "profile: plan": "Gold", header: value}

    assert messages(cells) == [
        (
            f'`{header}` (D2): "{value}" filters an event, but `Event` is blank. Write the '
            f"event's "
            "name as in CleverTap, or empty this cell."
        )
    ]


def test_the_days_of_a_row_without_an_event_serve_its_blocks() -> None:
    cells: dict[str, Value] = {
        "Get": "User profiles",
        "Event": "",
        "Dates": "yesterday",
        "did all: Event": "Charged",
    }

    assert body(cells) == {
        "advanced_query": {"did_all": [{"event_name": "Charged", "from": 20260629, "to": 20260629}]}
    }
    assert messages({**cells, "did all: Dates": "today"}) == [
        (
            '`Dates` (C2): "yesterday" filters an event, but `Event` is blank. Write the event\'s '
            "name "
            "as in CleverTap, or empty this cell."
        )
    ]


def test_a_time_of_day_in_the_days_that_only_blocks_use_is_refused() -> None:
    cells = {
        "Get": "User profiles",
        "Event": "",
        "From": "2026-06-01 13:00",
        "did all: Event": "Charged",
    }

    assert messages(cells) == [
        (
            '`From` (C2): "2026-06-01 13:00" filters an event, but `Event` is blank. Write the '
            "event's name as in CleverTap, or empty this cell."
        )
    ]


def test_a_row_without_days_is_told_where_to_write_them() -> None:
    assert messages({"Event": "Charged", "Dates": ""}) == [
        "`Dates` (B2) is blank. Write a day like 2026-02-28, or yesterday."
    ]
    assert messages({"Event": "Charged", "From": "", "did all: Event": "Login"}) == [
        "`From` (B2) is blank. Write a day like 2026-02-28, or yesterday."
    ]
    assert messages({"Event": "Charged", "Dates": "", "From": "", "To": ""}) == [
        ("`Dates` (B2) is blank, and so is `From` (C2). Write a day like 2026-02-28, or yesterday.")
    ]


def test_a_missing_column_is_said_to_be_missing() -> None:
    row = check({"Event": "Charged", "Name": "x"}, Context({"web": "UTC", "train": "UTC"}, NOON))

    assert [(problem.cell, problem.message) for problem in row.problems] == [
        ("A2", "`App` (row 2): there is no such column. Add it. Write one of: web, train."),
        (
            "A2",
            (
                "`Dates` (row 2): there is no such column. Add it. Write a day like 2026-02-28, or "
                "yesterday."
            ),
        ),
    ]


def test_an_unknown_get_does_not_hide_or_add_problems() -> None:
    assert len(messages({"Get": "?", "Event": "", "profile: plan": "Gold"})) == 1


def test_the_day_is_that_of_the_app_not_of_the_machine() -> None:
    late = NOON.replace(hour=23)  # 04:30 on 1 July in Kolkata, 19:00 on 30 June in New York
    context = Context({"web": "Asia/Kolkata", "us": "America/New_York"}, late)

    today = {
        app: body({"App": app, "Event": "A", "Dates": "today"}, context)["from"]
        for app in ("web", "us")
    }

    assert today == {"web": 20260701, "us": 20260630}


def test_a_checked_row_keeps_what_the_run_needs() -> None:
    found = checked(
        ("Status", "Event", "Dates", "ID", "Get", "Output tab"),
        ("✅ Done", "Charged", "yesterday", " ab23cd.0123abcd ", "User count", "Out"),
    )
    (row,) = found.rows

    assert (row.number, row.name, row.id_text, row.status) == (
        2,
        "Charged",
        "ab23cd.0123abcd",
        "✅ Done",
    )
    assert row.places["output tab"] == "F2"
    assert row.question
    assert (row.question.get, row.question.zone) == (Get.USER_COUNT, "Asia/Kolkata")
    assert row.question.output_tab == "Out"


def test_a_status_that_is_no_text_is_none() -> None:
    (row,) = checked(
        ("Status", "Event", "Dates"), (RawCell(False, checkbox=True), "A", "yesterday")
    ).rows

    assert row.status == ""
    assert check({"Event": "A", "Dates": "yesterday"}, CONTEXT).status == ""
