"""Tests of `sheets_runner.workbook`."""
