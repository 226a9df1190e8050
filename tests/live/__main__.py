"""``python -m tests.live``: the suite for a spreadsheet of your own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main([str(Path(__file__).parent), "-q", "-rs", *sys.argv[1:]]))
