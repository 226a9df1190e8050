from __future__ import annotations

import ast
from pathlib import Path

import sheets_runner.sandbox

FOLDER = Path(sheets_runner.sandbox.__file__).parent


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_the_sandbox_reads_the_api_for_itself_and_never_the_clock() -> None:
    names = set().union(*(imported(path) for path in FOLDER.glob("*.py")))
    ours = {name for name in names if name.split(".")[0] == "sheets_runner"}
    other_roots = {name.split(".")[0] for name in names - ours}

    assert {name for name in ours if not name.startswith("sheets_runner.sandbox")} == set()
    assert not other_roots & {"time", "requests", "gspread", "openpyxl", "click", "tenacity"}
