"""First contact with the real Google Sheets: what it does, beside what the runner leans on.

``python -m tests.live`` tries every fact on a spreadsheet of your own and ends with a table. Each
fact works in tabs of its own, which are gone afterwards. See docs/google.md.
"""
