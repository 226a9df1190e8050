"""Each example of docs/columns.md is run as it stands."""

from __future__ import annotations

import json
import re
from datetime import date, time
from pathlib import Path
from typing import Any, Callable, Iterator, List, Mapping, NamedTuple

import pytest

from sheets_runner.query import headers
from sheets_runner.query.build import Context
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import NOON, Value, check

PAGE = (Path(__file__).parents[3] / "docs" / "columns.md").read_text("utf-8")
BASE: dict[str, Value] = {"Event": "Charged", "Dates": "yesterday"}
KINDS: Mapping[str, Callable[[str], Value]] = {
    "number": int,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "percent": lambda text: RawCell(int(text) / 100, "0%"),
}
"""How the page writes cells that hold no text: a word, and the value."""

Row = List[str]


class Table(NamedTuple):
    """A table of the page: the line it begins on, its header, its rows, what stands below it."""

    line: int
    header: Row
    rows: list[Row]
    below: str


def split(line: str) -> Row:
    """Return the cells of a table's line, escaped bars put back."""
    cells = re.split(r"(?<!\\)\|", line.strip()[1:-1])
    return [cell.strip().replace("\\|", "|") for cell in cells]


def tables(text: str) -> Iterator[Table]:
    """Yield the tables of a page."""
    for found in re.finditer(r"(?:^\|.*\n)+", text, re.MULTILINE):
        header, _, *rows = map(split, found[0].splitlines())
        below = re.split(r"\n(?:## |\| )", text[found.end() :], maxsplit=1)[0]
        yield Table(text.count("\n", 0, found.start()) + 1, header, rows, below.lstrip())


TABLES = list(tables(PAGE))
CELLS = [
    pytest.param(dict(zip(table.header, row)), id=f"line {table.line + 2 + number}")
    for table in TABLES
    if "cell" in table.header
    for number, row in enumerate(table.rows)
]
ROWS = [
    pytest.param(table, id=f"line {table.line}") for table in TABLES if table.below.startswith("> ")
]


def written(cell: str) -> Value:
    """Return the cell that the page writes."""
    if cell == "ticked":
        return RawCell(value=True, checkbox=True)
    if cell.startswith("`"):
        return "\n".join(bare(line) for line in cell.split("<br>"))
    kind, _, value = cell.partition(" ")
    return KINDS[kind](value)


def bare(code: str) -> str:
    """Return text without its backticks."""
    assert code.startswith("`")
    assert code.endswith("`")
    return code[1:-1]


@pytest.mark.parametrize("example", CELLS)
def test_a_cell_means_what_the_page_says(example: dict[str, str]) -> None:
    column = bare(example.get("column", "`event: Fare`"))
    cells = {**BASE, column: written(example["cell"])}
    if column == "From":
        del cells["Dates"]
    order = example.get("date_order", "")

    context = Context({"web": "Asia/Kolkata"}, NOON, date_order=order)
    row = check(cells, context, locale=example.get("locale", ""))

    refused = example.get("refused")
    assert [re.sub(r"^`.*?` \(\w+\): ", "", problem.message) for problem in row.problems] == (
        [refused] if refused else []
    )
    if row.question:
        assert bare(example.get("reads as", "``")) in row.question.reads_as
        if "CQL" in example:
            wanted = json.loads(f"[{bare(example['CQL'])}]")
            assert row.question.query.body()["event_properties"] == wanted
    else:
        assert refused or not row.active


@pytest.mark.parametrize("table", ROWS)
def test_a_row_reads_as_the_page_says(table: Table) -> None:
    (cells,) = table.rows

    row = check({header: cell or None for header, cell in zip(table.header, cells)})

    said = table.below.splitlines()[0][2:]
    if said.startswith("⚠ "):
        assert [problem.message for problem in row.problems] == [said[2:]]
        return
    assert row.question
    assert row.question.reads_as == said
    block = re.search(r"^```json\n(.*?)```", table.below, re.DOTALL | re.MULTILINE)
    if block:
        assert row.question.query.body() == json.loads(block[1])


def test_the_page_shows_many_examples_of_both_kinds() -> None:
    assert len(CELLS) > 100
    assert len(ROWS) >= 7


@pytest.mark.parametrize(
    "header",
    [
        *headers.KNOWN, *headers.LATER, *(f"{prefix}: NAME" for prefix in headers.PREFIXES),
        *(f"{block}: …" for block in headers.BLOCKS),
    ],
)  # fmt: skip
def test_the_page_names_every_header(header: str) -> None:
    assert f"`{header}`" in PAGE


def test_the_page_names_the_runner_s_own_columns() -> None:
    named: dict[str, Any] = {headers.normal(word): word for word in re.findall(r"`([^`]+)`", PAGE)}

    assert set(headers.RESULTS) <= set(named)
