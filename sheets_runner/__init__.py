"""Sheets Runner: spreadsheet rows in, CleverTap counts and records out."""

from __future__ import annotations

__version__ = "0.1.0"
