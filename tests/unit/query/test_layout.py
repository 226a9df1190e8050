"""Where the header row is, and what is wrong with it."""

from __future__ import annotations

import pytest

from sheets_runner.query.layout import read_layout
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import Value, checked, header_messages, tab


@pytest.mark.parametrize("row", [1, 2, 20])
def test_the_header_row_is_the_first_of_twenty_with_event_and_one_more(row: int) -> None:
    above: list[tuple[Value, ...]] = [("Event",), ("Our questions", "Dates"), ()] * 7
    rows = (*above[: row - 1], ("Event", "Dates"), ("Charged", "yesterday"))

    found = checked(*rows)

    assert found.layout.header_row == row
    assert [item.number for item in found.rows] == [row + 1]


def test_without_a_header_row_the_tab_says_what_one_is() -> None:
    expected = [
        (
            "The tab Queries has no header row: none of its rows 1 to 20 holds `Event` and one "
            "more known header, such as `Dates`. Write the headers in row 1."
        )
    ]
    far_down: list[tuple[Value, ...]] = [()] * 20

    for rows in ([("Dates", "Name")], [("Event",)], [()], [*far_down, ("Event", "Dates")]):
        assert [problem.message for problem in checked(*rows).layout.problems] == expected
    assert read_layout(tab()).problems[0].message == expected[0]


def test_a_misspelt_event_is_named_when_there_is_no_header_row() -> None:
    first, second = header_messages("Evnt", "Dates")

    assert first.startswith("The tab Queries has no header row")
    assert second == (
        "`Evnt` (A1): did you mean `Event`? Correct the header, or write [Evnt] if the column is "
        "your own."
    )


def test_cql_makes_a_header_row_without_an_event_column() -> None:
    found = checked(("Dates", "CQL"), ("yesterday", '{"event_name": "Charged"}'))

    assert found.layout.header_row == 1
    assert [row.question.event for row in found.rows if row.question] == ["Charged"]


def test_columns_are_found_by_header_in_any_order_with_gaps() -> None:
    found = checked(
        (None, "Dates", "Country", "", "Event"), (None, "yesterday", "IN", "x", "Charged")
    )

    assert [(head.column, head.header) for head in found.layout.heads] == [
        (2, "Dates"),
        (5, "Event"),
    ]
    assert found.layout.team == ("Country",)
    assert found.rows[0].question


def test_two_columns_with_the_same_meaning_are_an_error() -> None:
    assert header_messages("Event", "Event name", "utm_source", "session: utm_source") == [
        "`Event name` (B1) means the same as `Event` (A1). Keep one of the two columns.",
        (
            "`session: utm_source` (D1) means the same as `utm_source` (C1). Keep one of the two "
            "columns."
        ),
    ]
    assert header_messages("Event", "Dates", "event: Fare", "event: fare") == []
    assert len(header_messages("Event", "Dates", "Status", "status", "STATUS")) == 2


def test_headers_in_brackets_or_named_to_be_ignored_are_the_team_s() -> None:
    table = tab(("Event", "Dates", "[Country]", "[utm_source]", "campaign", "Evnt", "Per"))

    layout = read_layout(table, ("Campaign", "evnt", "PER"))

    assert layout.problems == ()
    assert layout.team == ("[Country]", "[utm_source]", "campaign", "Evnt", "Per")


def test_a_header_that_is_a_number_or_a_date_is_the_team_s() -> None:
    found = checked(("Event", "Dates", 2026, 7.5, RawCell(46180.0, "yyyy-mm-dd"), True))

    assert found.layout.team == ("2026", "7.5", "2026-06-07", "TRUE")


def test_a_header_that_shows_an_error_may_hide_a_filter() -> None:
    assert header_messages("Event", "Dates", RawCell(error="#REF!")) == [
        "`#REF!` (C1) is an error. Correct the header's formula, or write the header."
    ]


def test_a_header_merged_over_columns_is_an_error_and_over_rows_is_not() -> None:
    assert header_messages("Event", "Dates", RawCell("utm_source", merged="C1:D1")) == [
        "`utm_source` (C1) is merged (C1:D1). Unmerge it: each column needs its own header."
    ]
    assert header_messages("Event", RawCell("Dates", merged="B1:B2")) == []
    assert header_messages("Event", "Dates", RawCell("Country", merged="C1:D1")) == []


def test_a_formula_under_a_header_of_the_runner_means_that_the_column_is_the_team_s() -> None:
    total = RawCell(3, formula="=1+2")
    found = checked(("Event", "Dates", "Count"), ("A", "today", 1), ("A", "today", total))

    assert [problem.message for problem in found.layout.problems] == [
        (
            "`Count` (C3) holds a formula, and the runner writes this column. Rename the column, "
            "or write [Count] if it is your own."
        )
    ]
    assert found.rows == ()


TEAM = ("Name", "Event", "Dates", "Status", "ID", "Message", "Count")
ASKED = ("Gold", "Charged", "yesterday")
WRITTEN = (*ASKED, "✅ Done", "abc234.0a1b2c3d", "All fine.", 42)


def refused(header: str, place: str, value: str) -> list[str]:
    return [(
        f'`{header}` ({place}) holds "{value}", which the runner did not write, and this column '
        f"is its own. Rename the column, or write [{header}] if it is yours."
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(*ASKED, "approved", "TICKET-17", "ask Bob", 42)], refused("Status", "D2", "approved")),
        ([WRITTEN, (*ASKED, None, "TICKET-17")], refused("ID", "E3", "TICKET-17")),
        ([WRITTEN, (*ASKED, "Done ✅")], refused("Status", "D3", "Done ✅")),
        ([(*ASKED, None, None, "ask Bob", 42)], refused("Message", "F2", "ask Bob")),
        ([ASKED, (*ASKED, None, None, None, 42)], refused("Count", "G3", "42")),
        ([(*ASKED, RawCell(error="#N/A"))], refused("Status", "D2", "#N/A")),
    ],
)
def test_what_the_team_wrote_under_a_header_of_the_runner_is_not_overwritten(
    rows: list[tuple[Value, ...]], expected: list[str]
) -> None:
    found = checked(TEAM, *rows)

    assert [problem.message for problem in found.layout.problems] == expected
    assert found.rows == ()


@pytest.mark.parametrize("header", ["Count", "Records", "Last run", "Reads as", "Message"])
def test_a_column_of_results_alone_is_the_team_s(header: str) -> None:
    found = checked(("Event", "Dates", header), ("Charged", "yesterday", "mine"))

    assert [item.message for item in found.layout.problems] == refused(header, "C2", "mine")


@pytest.mark.parametrize(
    "rows",
    [
        [ASKED],
        [WRITTEN, ASKED],
        [WRITTEN, (*ASKED, " ", "", "ask Bob", 7)],
        [(*ASKED, "", "abc234.0a1b2c3d", "All fine.", 42)],
        [(*ASKED, "", "abc234.0a1b2c3d")],
        [(*ASKED, RawCell(False, checkbox=True))],
        *([(*ASKED, f"{mark} anything", "", "x", 1)] for mark in "✅⚠❌⏸⏳🔃"),
        [(*ASKED, "⚠\ufe0f Check")],
    ],
)
def test_columns_the_runner_wrote_are_its_own_with_cells_emptied(
    rows: list[tuple[Value, ...]],
) -> None:
    assert checked(TEAM, *rows).layout.problems == ()


def test_columns_the_runner_wrote_are_its_own_without_their_id() -> None:
    header = ("Event", "Dates", "Status", "Count")

    assert checked(header, ("Charged", "yesterday", "✅ Done", 7)).layout.problems == ()


def test_a_team_s_column_in_brackets_may_hold_anything() -> None:
    header = ("Event", "Dates", "[Status]", "[ID]")

    assert checked(header, ("Charged", "yesterday", "approved", "T-1")).layout.problems == ()


def test_a_header_problem_stops_every_row_and_all_are_told() -> None:
    found = checked(("Event", "Dates", "Form", "Owner"), ("Charged", "yesterday"))

    assert [problem.cell for problem in found.layout.problems] == ["C1", "D1"]
    assert found.rows == ()
