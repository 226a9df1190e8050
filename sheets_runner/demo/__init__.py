"""The demo: a sandbox, a workbook a team could have written, a configuration for both."""
