"""What a run did, as JSON and as an exit code."""

from __future__ import annotations

import pytest

from sheets_runner.run.summary import ExitCode, RowSummary, Summary, merge, worst

DONE = RowSummary("daily", 2, "aaaaaa", "Flights", "done", count=7, message="Partial.")
FAILED = RowSummary("daily", 3, "bbbbbb", "Hotels", "failed", message="Gave up.")


def test_the_json_has_the_promised_keys() -> None:
    summary = Summary("batch-1", (DONE, FAILED), 3, 0.12345, ExitCode.ROWS, ("A problem.",))

    assert summary.json() == {
        "batch": "batch-1",
        "rows": [
            {
                "sheet": "daily",
                "row": 2,
                "id": "aaaaaa",
                "name": "Flights",
                "status": "done",
                "count": 7,
                "records": None,
                "message": "Partial.",
            },
            {
                "sheet": "daily",
                "row": 3,
                "id": "bbbbbb",
                "name": "Hotels",
                "status": "failed",
                "count": None,
                "records": None,
                "message": "Gave up.",
            },
        ],
        "problems": ["A problem."],
        "calls": 3,
        "seconds": 0.123,
        "exit_code": 1,
    }


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        ([], 0),
        ([0, 0], 0),
        ([0, 1], 1),
        ([1, 2], 2),
        ([2, 4], 4),
        ([4, 3, 2, 1], 3),
        ([3, 70], 70),
        ([70, 130, 3], 130),
    ],
)
def test_of_several_exit_codes_the_worst_counts(codes: list[int], code: int) -> None:
    assert worst(map(ExitCode, codes)) == code


def test_several_sheets_are_added_up() -> None:
    parts = [
        Summary("batch-1", (DONE,), 2, 0.5, ExitCode.DONE),
        Summary("batch-1", (FAILED,), 1, 1.0, ExitCode.WORKBOOK, ("No workbook.",)),
    ]

    assert merge("batch-1", parts) == Summary(
        "batch-1", (DONE, FAILED), 3, 1.5, ExitCode.WORKBOOK, ("No workbook.",)
    )


@pytest.mark.parametrize(
    ("status", "problem"), [("done", False), ("skipped", False), ("check", True), ("failed", True)]
)
def test_rows_to_fix_and_rows_that_failed_are_problems(status: str, problem: bool) -> None:
    assert RowSummary("daily", 2, "", "", status).is_problem is problem
