"""The blocks of an advanced query."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import Value, body, messages, question

BASE: dict[str, Any] = {"Event": "Search", "Dates": "2026-06-01"}
DAY = {"from": 20260601, "to": 20260601}


def advanced(**cells: Value) -> Any:
    """Return the advanced query of a row; ``did_all__Event`` stands for ``did all: Event``."""
    named = {key.replace("__", ": ").replace("_", " "): value for key, value in cells.items()}
    return body({**BASE, **named})["advanced_query"]


def test_a_block_takes_the_row_s_days_but_not_its_times() -> None:
    found = body({**BASE, "Time from": "13:00", "did all: Event": "Charged"})

    assert found["session_properties"] == [{"name": "time_of_day", "value": ["13:00", "23:59"]}]
    assert found["advanced_query"] == {"did_all": [{"event_name": "Charged", **DAY}]}


def test_a_block_may_have_days_and_times_of_its_own() -> None:
    assert advanced(
        did_all__Event="Charged", did_all__Dates="yesterday", did_all__Time_from="1pm"
    ) == {
        "did_all": [
            {
                "event_name": "Charged",
                "from": 20260629,
                "to": 20260629,
                "session_properties": [{"name": "time_of_day", "value": ["13:00", "23:59"]}],
            }
        ]
    }


def test_blocks_stand_in_the_order_of_their_numbers_not_of_their_columns() -> None:
    found = advanced(did_all_10__Event="C", did_all_2__Event="B", did_all__Event="A")

    assert [block["event_name"] for block in found["did_all"]] == ["A", "B", "C"]


def test_a_block_that_is_wholly_blank_is_none() -> None:
    assert body({**BASE, "did all: Event": "", "did all: event: Fare": " "}) == {
        "event_name": "Search",
        **DAY,
    }


def test_did_any_without_a_count_means_at_least_once() -> None:
    assert advanced(did_any__Event="A", did_any_2__Event="B") == {
        "did_any": {
            "any_events": [{"event_name": "A", **DAY}, {"event_name": "B", **DAY}],
            "operator": "greater_than_equals",
            "value": 1,
        }
    }


def test_the_count_over_the_group_may_stand_in_any_of_its_blocks() -> None:
    found = advanced(did_any__Event="A", did_any_2__Count="> 4", did_any_2__Event="")

    assert found["did_any"]["any_events"] == [{"event_name": "A", **DAY}]
    assert (found["did_any"]["operator"], found["did_any"]["value"]) == ("greater_than", 4)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"did all: Event": "", "did all: event: Fare": "> 3"},
            [
                (
                    '`did all: event: Fare` (D2): "> 3" needs an event. Fill `did all: Event` in '
                    "this "
                    "row, or empty this cell."
                )
            ],
        ),
        (
            {"did none 2: Dates": "yesterday"},
            [
                (
                    '`did none 2: Dates` (C2): "yesterday" needs an event. Fill `did none 2: '
                    "Event` in "
                    "this row, or empty this cell."
                )
            ],
        ),
        (
            {"did none: Event": "A", "did none: Count": 2},
            ['`did none: Count` (D2): "2": `did none` takes no count. Empty this cell.'],
        ),
        (
            {"did any: Count": 2},
            [
                (
                    '`did any: Count` (C2): "2" counts no event. Fill `did any: Event`, or empty '
                    "this "
                    "cell."
                )
            ],
        ),
        (
            {"did any: Event": "A", "did any: Count": 2, "did any 2: Count": 3},
            [
                (
                    '`did any 2: Count` (E2): "3": the count is over all `did any` events, and D2 '
                    "has "
                    "one already. Empty one of the two."
                )
            ],
        ),
        (
            {"did any: Event": "A", "did any: Count": "many"},
            [
                (
                    '`did any: Count` (D2): "many" is not a count. Write a whole number, like 3 or '
                    ">= 3."
                )
            ],
        ),
        (
            {"did all: Event": 7, "did all: From": "yesterday", "did all: To": "soon"},
            [
                (
                    "`did all: Event` (C2): 7 is not an event's name. Write it as text, as it is "
                    "in CleverTap."
                ),
                (
                    '`did all: To` (E2): "soon" is not a date. Write a date like 2026-02-28, or '
                    "today, "
                    "yesterday or 7 days ago."
                ),
            ],
        ),
        (
            {"did all: Event": RawCell(error="#N/A")},
            [
                (
                    "`did all: Event` (C2): the cell shows #N/A. Correct its formula, or write the "
                    "event's name."
                )
            ],
        ),
        (
            {"did all: Event": "A\nB"},
            [
                (
                    '`did all: Event` (C2): "A B" has several lines. Write one event here; use a '
                    "row "
                    "each."
                )
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_block_is_said_at_its_cell(
    cells: dict[str, Any], expected: list[str]
) -> None:
    assert messages({**BASE, **cells}) == expected


def test_a_block_without_days_anywhere_is_told_so() -> None:
    cells = {"Get": "User profiles", "Event": "", "did none 2: Event": "Charged"}

    assert messages(cells) == [
        (
            '`did none 2: Event` (C2): "Charged" has no days. Fill `did none 2: Dates`, or the '
            "row's "
            "own dates."
        )
    ]


def test_days_of_the_row_that_cannot_be_read_are_said_once() -> None:
    cells = {"Event": "Search", "Dates": "soon", "did all: Event": "A", "did any: Event": "B"}

    assert len(messages(cells)) == 1


def test_blocks_are_said_with_their_own_days_and_the_zone() -> None:
    cells = {
        "Get": "User profiles",
        "Event": "",
        "profile: plan": "Gold",
        "did all: Event": "Charged",
        "did all: Dates": "2026-06-01 to 2026-06-02",
        "did all: Count": ">= 3",
        "did none: Event": "App Uninstalled",
        "did none: From": "2026-06-02",
    }

    assert question(cells).reads_as == (
        "Profiles of users with profile plan = Gold who did Charged >= 3 times from Mon 1 Jun 2026 "
        "to Tue 2 Jun 2026 and did not do App Uninstalled on Tue 2 Jun 2026 (Asia/Kolkata)"
    )
