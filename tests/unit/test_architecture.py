"""The rules of docs/architecture.md that can be read off the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Iterator

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sheets_runner"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

LOWER: dict[str, set[str]] = {
    "errors": set(),
    "clock": {"errors"},
    "http_dates": set(),
    "log": set(),
    "table": {"errors"},
    "query": {"errors", "table"},
    "config": {"errors", "clevertap"},
    "clevertap": {"errors", "clock", "http_dates", "log", "config"},
    "workbook": {"errors", "clock", "http_dates", "table"},
    "run": {
        *("errors", "clock", "http_dates", "log", "config"),
        *("table", "query", "clevertap", "workbook"),
    },
    "sandbox": set(),
    "demo": {"errors", "clock", "table", "run", "sandbox", "workbook"},
    "cli": {"errors", "clock", "log", "config", "table", "run", "sandbox", "demo"},
    "__main__": {"cli"},
    "__init__": {"clevertap"},
}
"""What each part may import besides itself and the package's version."""

ONLY_IN = {
    "requests": "clevertap/transport.py",
    "urllib3": "clevertap/transport.py",
    "gspread": "workbook/google/library.py",
    "google": "workbook/google/library.py",
    "openpyxl": "workbook/excel/library.py",
    "time": "clock.py",
    "rich": "run/terminal.py",
    "click": "cli/",
}


def part_of(path: Path) -> str:
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            if node.module == "sheets_runner":
                yield from (f"sheets_runner.{name.name}" for name in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    part = part_of(path)
    parts = {name.split(".")[1] for name in imports_of(path) if name.startswith("sheets_runner.")}

    assert parts - {"__version__", part} <= LOWER[part]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_outside_world_has_one_door(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_of(path)}
    inside = path.relative_to(PACKAGE).as_posix()

    assert [name for name in roots & set(ONLY_IN) if not inside.startswith(ONLY_IN[name])] == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_under_300_lines_and_functions_under_45(path: Path) -> None:
    text = path.read_text("utf-8")
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]

    assert len(text.splitlines()) <= 300
    assert [node.name for node in functions if body_lines(node) > 45] == []


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines without its docstring."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node) is None:
        return length
    docstring = node.body[0]
    return length - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert "print" not in calls


FORBIDDEN = re.compile(
    r"\btime\.sleep\(|monkeypatch\.setattr|mock\.patch|unittest\.mock|\bTO" r"DO\b|\bFIX" r"ME\b"
)
EXEMPT = (Path(__file__), PACKAGE / "clock.py")
"""This list of what is forbidden, and the one place that really waits."""


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=name_of)
def test_nothing_sleeps_is_patched_or_left_undone(path: Path) -> None:
    found = FORBIDDEN.findall(path.read_text("utf-8"))

    assert path in EXEMPT or found == []
