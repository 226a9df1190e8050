"""Every error is one sentence and one exit code; only a fault of our own is logged, for -v."""

from __future__ import annotations

import logging

import pytest

from sheets_runner.clevertap.transport import translate
from sheets_runner.errors import ClevertapError, ConfigError, LeaseHeld, WorkbookError
from sheets_runner.run.faults import exit_code_of, reason
from sheets_runner.run.stopping import Stopped
from sheets_runner.run.summary import ExitCode


def test_a_fault_of_our_own_is_logged_where_somebody_asked_for_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        reason(KeyError("where"))
        reason(translate(OSError("theirs")))

    assert [record.exc_info is not None for record in caplog.records] == [True]
    assert caplog.records[0].levelno == logging.INFO


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), ExitCode.CONFIG),
        (WorkbookError("x"), ExitCode.WORKBOOK),
        (LeaseHeld("x"), ExitCode.LEASE),
        (Stopped(), ExitCode.INTERRUPTED),
        (ClevertapError("x"), ExitCode.INTERNAL),
        (KeyError("x"), ExitCode.INTERNAL),
    ],
)
def test_every_error_has_its_exit_code(error: Exception, code: ExitCode) -> None:
    assert exit_code_of(error) is code
