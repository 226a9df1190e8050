"""The implementations that the contracts are tested with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.desks import Desk, ExcelDesk

DESKS = {"excel": ExcelDesk}


@pytest.fixture(name="desk", params=sorted(DESKS))
def _desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    return DESKS[request.param](tmp_path)
