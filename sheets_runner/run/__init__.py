"""The job: plan, execute, report, refresh."""
