"""Where a tab's columns are and what they mean: the header row, read once for all rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Collection, Iterator

from sheets_runner.query import headers
from sheets_runner.query.headers import Meaning, Misspelt, NotYet
from sheets_runner.table.cells import Cell, Problem, RawCell, Table, a1

HEADER_ROWS = 20
"""The header row is looked for in the first rows only."""


@dataclass(frozen=True)
class Head:
    """A column the runner knows: its 1-based number, its header as written, its meaning."""

    column: int
    header: str
    meaning: Meaning


@dataclass(frozen=True)
class Layout:
    """The columns of a tab.

    Attributes:
        header_row: The 1-based row of the headers, 0 when none was found.
        heads: The known columns, the runner's own included, from left to right.
        team: Headers left to the team.
        problems: What must be fixed before any row can be read.
    """

    header_row: int
    heads: tuple[Head, ...] = ()
    team: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def questions(self) -> tuple[Head, ...]:
        """The columns the team fills in."""
        return tuple(head for head in self.heads if head.meaning.part != "result")

    @property
    def results(self) -> dict[str, Head]:
        """The runner's own columns by normalised header."""
        return {head.meaning.name: head for head in self.heads if head.meaning.part == "result"}


@dataclass(frozen=True)
class Row:
    """One row's cells under known headers.

    Attributes:
        number: The 1-based row.
        cells: Every cell under a column the team fills in, blank ones too.
        results: The cells under the runner's own columns, by normalised header.
    """

    number: int
    cells: dict[Meaning, Cell]
    results: dict[str, Cell]

    def filled(self, part: str) -> Cell | None:
        """Return the question's cell for a part such as ``event``, None when blank or absent."""
        cell = self.cells.get(Meaning(part))
        return None if cell is None or cell.blank else cell

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is filled in but checkboxes."""
        return all(cell.blank or isinstance(cell.raw.value, bool) for cell in self.cells.values())


def read_layout(table: Table, ignore_columns: Collection[str] = ()) -> Layout:
    """Return the layout of a tab, with what is wrong about its headers.

    Args:
        table: The tab.
        ignore_columns: Headers that are the team's whatever they look like.
    """
    ignored = {headers.normal(name) for name in ignore_columns}
    for number in range(1, min(HEADER_ROWS, len(table.rows)) + 1):
        layout = _read_row(table, number, ignored)
        parts = [head.meaning.part for head in layout.heads]
        if "event" in parts and len(parts) > 1:
            return layout
    return Layout(0, problems=(_no_header_row(table),))


def rows_of(table: Table, layout: Layout) -> Iterator[Row]:
    """Yield the rows below the headers that say something."""
    for number in range(layout.header_row + 1, len(table.rows) + 1):
        cells = {head.meaning: _cell(table, number, head) for head in layout.questions}
        row = Row(
            number,
            cells,
            {name: _cell(table, number, head) for name, head in layout.results.items()},
        )
        if not row.says_nothing:
            yield row


def column_cells(table: Table, layout: Layout, head: Head) -> Iterator[Cell]:
    """Yield the cells below a header that are not blank."""
    for number in range(layout.header_row + 1, len(table.rows) + 1):
        cell = _cell(table, number, head)
        if not cell.blank:
            yield cell


def _cell(table: Table, row: int, head: Head) -> Cell:
    return Cell(head.header, a1(row, head.column), table.cell(row, head.column))


def _no_header_row(table: Table) -> Problem:
    return Problem(
        "A1",
        f"The tab {table.tab} has no header row: none of its rows 1 to {HEADER_ROWS} holds "
        "`Event` and one more known header, such as `Dates`. Write the headers in row 1.",
    )


def _read_row(table: Table, number: int, ignored: Collection[str]) -> Layout:
    heads: list[Head] = []
    team: list[str] = []
    problems: list[Problem] = []
    for column, raw in enumerate(table.rows[number - 1], 1):
        place = a1(number, column)
        header = Cell("", place, raw).text
        if not header:
            continue
        meaning = None
        if not _is_team(header, ignored):
            meaning = _meaning(header, place, problems)
        if meaning:
            heads.append(Head(column, header, meaning))
        else:
            team.append(header)
    problems += _duplicates(heads, number)
    problems += _formulas_under_results(table, heads, number)
    return Layout(number, tuple(heads), tuple(team), tuple(problems))


def _is_team(header: str, ignored: Collection[str]) -> bool:
    in_brackets = header.startswith("[") and header.endswith("]")
    return in_brackets or headers.normal(header) in ignored


def _meaning(header: str, place: str, problems: list[Problem]) -> Meaning | None:
    try:
        return headers.meaning(header)
    except Misspelt as found:
        message = f"`{header}` ({place}): did you mean `{found.meant}`? "
    except NotYet:
        message = f"`{header}` ({place}) is not supported by this version. "
    remedy = f"Correct the header, or write [{header}] if the column is your own."
    problems.append(Problem(place, message + remedy))
    return None


def _duplicates(heads: list[Head], number: int) -> Iterator[Problem]:
    places = defaultdict(list)
    for head in heads:
        places[head.meaning].append(head)
    for first, *others in places.values():
        for other in others:
            place = a1(number, other.column)
            yield Problem(
                place,
                f"`{other.header}` ({place}) means the same as `{first.header}` "
                f"({a1(number, first.column)}). Keep one of the two columns.",
            )


def _formulas_under_results(table: Table, heads: list[Head], number: int) -> Iterator[Problem]:
    """Refuse to take a team's own column for one of the runner's: it would be overwritten."""
    for head in heads:
        if head.meaning.part != "result":
            continue
        for row in range(number + 1, len(table.rows) + 1):
            raw: RawCell = table.cell(row, head.column)
            if raw.formula:
                place = a1(row, head.column)
                yield Problem(
                    place,
                    f"`{head.header}` ({place}) holds a formula, and the runner writes this "
                    f"column. Rename the column, or write [{head.header}] if it is your own.",
                )
                break
