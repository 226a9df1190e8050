"""Fixtures of the tests of Google Sheets."""

from __future__ import annotations

from typing import Callable, Iterator

import pytest

from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from tests.emulators.google_sheets import GoogleSheets
from tests.unit.workbook.google.shelf import Shelf


@pytest.fixture(name="shelf_of", scope="package")
def _shelf_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Shelf]]:
    """Gives a new spreadsheet with some tabs, by their names."""
    folder = tmp_path_factory.mktemp("google")
    with GoogleSheets() as server:
        client = connect(GoogleOptions(str(server.credentials(folder)), server.url))
        yield lambda **tabs: Shelf(server, client, **tabs)
        client.close()


@pytest.fixture(name="shelf")
def _shelf(shelf_of: Callable[..., Shelf]) -> Shelf:
    """A spreadsheet with the team's questions."""
    return shelf_of(Queries=[["Name", "Event"], ["Visits", "App Launched"], ["Flights", "Search"]])
