"""The implementations that the contracts are tested with."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest

from tests.contracts.desks import Desk, ExcelDesk, GoogleDesk
from tests.emulators.google_sheets import GoogleSheets


@pytest.fixture(name="google", scope="session")
def _google() -> Iterator[GoogleSheets]:
    with GoogleSheets() as server:
        yield server


@pytest.fixture(name="desk", params=["excel", "google"])
def _desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    if request.param == "excel":
        return ExcelDesk(tmp_path)
    return GoogleDesk(request.getfixturevalue("google"), tmp_path)
