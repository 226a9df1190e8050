"""``python -m sheets_runner`` and the console script."""

from __future__ import annotations


def start() -> None:
    """Run the command line and end the process with its exit code."""
    from sheets_runner.cli import main

    raise SystemExit(main())


if __name__ == "__main__":
    start()
