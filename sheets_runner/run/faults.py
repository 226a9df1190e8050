"""Errors as people and scripts see them: one sentence, one exit code."""

from __future__ import annotations

import logging

from sheets_runner.errors import ConfigError, LeaseHeld, SheetsRunnerError, WorkbookError
from sheets_runner.run.stopping import Stopped
from sheets_runner.run.summary import ExitCode

LOG = logging.getLogger(__name__)

_EXIT_CODES = (
    (Stopped, ExitCode.INTERRUPTED),
    (WorkbookError, ExitCode.WORKBOOK),
    (LeaseHeld, ExitCode.LEASE),
    (ConfigError, ExitCode.CONFIG),
)


def reason(error: Exception) -> str:
    """Return why something failed as one sentence; a fault of our own is logged for ``-v``."""
    if isinstance(error, SheetsRunnerError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}. Run it again."
    LOG.info("a fault of the runner's own", exc_info=error)
    return (
        f"The runner itself failed ({type(error).__name__}). Run it again with -v, and send what "
        "it logs to those who look after it."
    )


def exit_code_of(error: Exception) -> ExitCode:
    """Return how a command ends that an error stopped."""
    return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), ExitCode.INTERNAL)
