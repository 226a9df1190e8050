from __future__ import annotations

import subprocess
import sys

import pytest

import sheets_runner

HEAVY = {"requests", "tenacity", "gspread", "openpyxl", "rich", "click"}


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"import sys, sheets_runner; print({HEAVY!r} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=30
    )

    assert done.stdout == "set()\n"


def test_every_public_name_can_be_had() -> None:
    assert dir(sheets_runner) == sorted(sheets_runner.__all__)
    assert all(getattr(sheets_runner, name) for name in sheets_runner.__all__)
    assert sheets_runner.Clevertap.__name__ == "Clevertap"


def test_other_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Celevertap'"):
        _ = sheets_runner.Celevertap
