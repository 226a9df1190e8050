"""Fixtures of the workbook tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.workbook.excel_files import Shelf


@pytest.fixture(name="shelf")
def _shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)
