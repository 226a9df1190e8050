"""Where tabs live: the `Workbook` protocol, its edits, and one file per kind of storage."""
