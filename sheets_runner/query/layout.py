"""Where a tab's columns are and what they mean: the header row, read once for all rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Collection, Iterator

from sheets_runner.query import headers
from sheets_runner.query.headers import Meaning, Misspelt, NotYet
from sheets_runner.table.cells import Cell, Problem, Table, a1, quotable

HEADER_ROWS = 20
"""The header row is looked for in the first rows only."""
_SIGNED = ("status", "id")
"""The runner's columns whose every cell shows that the runner wrote it."""


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

    def cell(self, part: str) -> Cell | None:
        """Return the question's cell for a part such as ``event``, None when there is no column."""
        return self.cells.get(Meaning(part))

    def filled(self, part: str) -> Cell | None:
        """Return the question's cell for a part such as ``event``, None when blank or absent."""
        cell = self.cell(part)
        return None if cell is None or cell.blank else cell

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is filled in but checkboxes, or TRUE and FALSE under `Active`."""
        return all(
            cell.blank
            or (isinstance(cell.raw.value, bool) and (cell.raw.checkbox or item.part == "active"))
            for item, cell in self.cells.items()
        )


def read_layout(table: Table, ignore_columns: Collection[str] = ()) -> Layout:
    """Return the layout of a tab, with what is wrong about its headers.

    Args:
        table: The tab.
        ignore_columns: Headers that are the team's whatever they look like.
    """
    ignored = {headers.normal(name) for name in ignore_columns}
    nearest: tuple[Problem, ...] = ()
    for number in range(1, min(HEADER_ROWS, len(table.rows)) + 1):
        line = _HeaderLine(table, number, ignored)
        if line.is_header_row:
            return line.layout()
        if line.heads and line.problems and not nearest:
            nearest = tuple(line.problems)
    return Layout(0, problems=(_no_header_row(table), *nearest))


def rows_of(table: Table, layout: Layout) -> Iterator[Row]:
    """Yield the rows below the headers that say something."""
    questions, results = layout.questions, layout.results
    for number in range(layout.header_row + 1, len(table.rows) + 1):
        row = Row(
            number,
            {head.meaning: _cell(table, number, head) for head in questions},
            {name: _cell(table, number, head) for name, head in results.items()},
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


class _HeaderLine:
    """A row read as headers.

    Attributes:
        heads: The known columns.
        team: Headers left to the team.
        problems: What is wrong with its headers.
    """

    def __init__(self, table: Table, number: int, ignored: Collection[str]) -> None:
        self.table = table
        self.number = number
        self.heads: list[Head] = []
        self.team: list[str] = []
        self.problems: list[Problem] = []
        self._refused: list[str] = []
        for column, raw in enumerate(table.rows[number - 1], 1):
            cell = Cell("", a1(number, column), raw)
            if not cell.blank:
                self._read(column, cell, ignored)

    @property
    def is_header_row(self) -> bool:
        """Whether it holds `Event` or `CQL` and one more known header."""
        parts = [*(head.meaning.part for head in self.heads), *self._refused]
        return len(parts) > 1 and ("event" in parts or "cql" in parts)

    def layout(self) -> Layout:
        """Return the layout, with every problem of its columns."""
        taken = tuple(self._formulas_under_results()) or tuple(self._not_written())
        problems = (*self.problems, *self._duplicates(), *taken)
        return Layout(self.number, tuple(self.heads), tuple(self.team), problems)

    def _read(self, column: int, cell: Cell, ignored: Collection[str]) -> None:
        header = cell.text
        meaning = None if _is_team(header, ignored) else self._meaning(cell)
        if meaning is None:
            self.team.append(header)
            return
        self.heads.append(Head(column, header, meaning))
        if _is_wide(cell):
            self._add(
                cell, f"is merged ({cell.raw.merged}). Unmerge it: each column needs its own header"
            )

    def _meaning(self, cell: Cell) -> Meaning | None:
        own = f"or write [{quotable(cell.text)}] if the column is your own"
        try:
            if cell.raw.error:
                self._add(cell, "is an error. Correct the header's formula, or write the header")
                return None
            return headers.meaning(cell.text)
        except Misspelt as found:
            self._add(cell, f"{found.hint} Correct the header, {own}", mark=":")
        except NotYet as found:
            self._refused.append(str(found))
            self._add(cell, f"is not supported by this version. Delete the column, {own}")
        return None

    def _add(self, cell: Cell, sentence: str, mark: str = "") -> None:
        lead = f"`{quotable(cell.text)}` ({cell.place}){mark}"
        self.problems.append(Problem(cell.place, f"{lead} {sentence}."))

    def _duplicates(self) -> Iterator[Problem]:
        seen: dict[Meaning, Head] = {}
        for head in self.heads:
            first = seen.setdefault(head.meaning, head)
            if first is not head:
                place = a1(self.number, head.column)
                yield Problem(
                    place,
                    f"`{quotable(head.header)}` ({place}) means the same as "
                    f"`{quotable(first.header)}` ({a1(self.number, first.column)}). Keep one of "
                    "the two columns.",
                )

    def _formulas_under_results(self) -> Iterator[Problem]:
        """Refuse to take a team's own column for one of the runner's: it would be overwritten."""
        for head in self.heads:
            if head.meaning.part != "result":
                continue
            rows = range(self.number + 1, len(self.table.rows) + 1)
            row = next((row for row in rows if self.table.cell(row, head.column).formula), 0)
            if row:
                place = a1(row, head.column)
                yield Problem(
                    place,
                    f"`{head.header}` ({place}) holds a formula, and the runner writes this "
                    f"column. Rename the column, or write [{head.header}] if it is your own.",
                )

    def _not_written(self) -> Iterator[Problem]:
        """Refuse what the team wrote under headers of the runner: it would be overwritten."""
        own = [head for head in self.heads if head.meaning.part == "result"]
        filled = [
            (head, cell)
            for number in range(self.number + 1, len(self.table.rows) + 1)
            for head, cell in ((head, _cell(self.table, number, head)) for head in own)
            if not cell.blank
        ]
        signs = [_is_sign(head, cell) for head, cell in filled]
        for (head, cell), is_sign in zip(filled, signs):
            if not is_sign and (head.meaning.name in _SIGNED or not any(signs)):
                yield Problem(
                    cell.place,
                    f'`{quotable(head.header)}` ({cell.place}) holds "{cell.told}", which the '
                    "runner did not write, and this column is its own. Rename the column, or "
                    f"write [{quotable(head.header)}] if it is yours.",
                )
                return


def _is_sign(head: Head, cell: Cell) -> bool:
    """Tell a cell that only the runner writes: a status behind its mark, or a row's id."""
    if head.meaning.name == "status":
        return cell.text.startswith(headers.STATUS_MARKS)
    return head.meaning.name == "id" and bool(headers.ID_CELL.fullmatch(cell.text))


def _is_team(header: str, ignored: Collection[str]) -> bool:
    in_brackets = header.startswith("[") and header.endswith("]")
    return in_brackets or headers.normal(header) in ignored


def _is_wide(cell: Cell) -> bool:
    """Tell a cell merged over several columns, of which only the first would have a header."""
    ends = ["".join(filter(str.isalpha, end)) for end in cell.raw.merged.split(":")]
    return len(set(ends)) > 1
