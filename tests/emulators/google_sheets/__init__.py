"""A Google Sheets API v4 that keeps real spreadsheets in memory: for tests, and for trying."""

from __future__ import annotations

from tests.emulators.google_sheets.faults import Fault
from tests.emulators.google_sheets.server import GoogleSheets

__all__ = ["Fault", "GoogleSheets"]
