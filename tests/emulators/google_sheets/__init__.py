"""A Google Sheets API v4 that keeps real spreadsheets in memory: for tests, and for trying."""
