"""What every test begins with."""

from __future__ import annotations

import logging
from typing import Iterator

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


@pytest.fixture(autouse=True)
def _log_as_at_first() -> Iterator[None]:
    """Take off what a command under test has done to the package's log."""
    yield
    logger = logging.getLogger("sheets_runner")
    logger.handlers.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
