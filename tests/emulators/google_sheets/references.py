"""The references of a formula: finding them, and writing them anew when their cells move.

How Sheets writes them: https://developers.google.com/workspace/sheets/api/guides/concepts#cell.
Ends that were given in the wrong order come back in the right one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Callable, NamedTuple, Tuple

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from tests.emulators.google_sheets import a1
from tests.emulators.google_sheets.model import Formula, Json, Tab

Span = Tuple[int, int]
"""The first row or column, and one past the last."""

OPEN = 10**9
"""One past the last row or column of a reference without an end."""

_COLUMN, _ROW = r"(\$?)([A-Za-z]{1,3})", r"(\$?)([1-9][0-9]{0,7})"
_TAB = r"(?:('(?:[^']|'')+'|[^'!:]+)!)?"
_CELL = re.compile(_TAB + _COLUMN + _ROW)
_RANGE = re.compile(f"{_TAB}(?:{_COLUMN})?(?:{_ROW})?:(?:{_COLUMN})?(?:{_ROW})?")


class End(NamedTuple):
    """The first or last row or column of a reference.

    Attributes:
        number: Counted from 0.
        fixed: Whether a ``$`` stands before it.
    """

    number: int
    fixed: bool

    def copied(self, distance: int) -> End:
        """Return the end in a copy so far away."""
        return self if self.fixed else self._replace(number=self.number + distance)


class Ends(NamedTuple):
    """The rows or columns of a reference; an end that is None is open."""

    first: End | None
    last: End | None

    @property
    def span(self) -> Span:
        """Return what lies between the ends."""
        return (self.first.number if self.first else 0), (
            self.last.number + 1 if self.last else OPEN
        )

    def to(self, span: Span) -> Ends:
        """Return the ends of another span; open ones stay open."""
        return Ends(
            self.first and self.first._replace(number=span[0]),
            self.last and self.last._replace(number=span[1] - 1),
        )

    def copied(self, distance: int) -> Ends:
        """Return the ends in a copy so far away; fixed ones stay."""
        return Ends(*(end and end.copied(distance) for end in self))


@dataclass(frozen=True)
class Reference:
    """A cell or a rectangle of cells.

    Attributes:
        tab: The name before the ``!``, as written; empty for the formula's own tab.
        rows, columns: Where it begins and ends.
        single: Whether it is written as one cell.
    """

    tab: str
    rows: Ends
    columns: Ends
    single: bool = False

    @property
    def title(self) -> str:
        """The tab's name without its quotes, empty for the formula's own."""
        return self.tab[1:-1].replace("''", "'") if self.tab[:1] == "'" else self.tab

    def span(self, is_rows: bool) -> Span:
        """Return the rows or columns that it covers."""
        return (self.rows if is_rows else self.columns).span

    def with_span(self, is_rows: bool, span: Span) -> Reference:
        """Return the reference to other rows or columns."""
        if is_rows:
            return replace(self, rows=self.rows.to(span))
        return replace(self, columns=self.columns.to(span))

    def on(self, title: str) -> Reference:
        """Return the reference to the same cells of another tab."""
        return replace(self, tab=a1.quoted(title))

    def copied(self, down: int, right: int) -> Reference | None:
        """Return what becomes of it in a copy of its formula, None where that leaves the grid."""
        rows, columns = self.rows.copied(down), self.columns.copied(right)
        if any(end and end.number < 0 for end in (*rows, *columns)):
            return None
        return replace(self, rows=rows, columns=columns)

    def __str__(self) -> str:
        first, last = (
            _column_text(column) + _row_text(row) for column, row in zip(self.columns, self.rows)
        )
        return (f"{self.tab}!" if self.tab else "") + (first if self.single else f"{first}:{last}")


def _column_text(end: End | None) -> str:
    return f"{'$' * end.fixed}{a1.letters(end.number)}" if end else ""


def _row_text(end: End | None) -> str:
    return f"{'$' * end.fixed}{end.number + 1}" if end else ""


def parse(text: str) -> Reference | None:
    """Read a reference, None where the text is something else, e.g. the name of a range."""
    cell = _CELL.fullmatch(text)
    if cell:
        row, column = _row(cell[4], cell[5]), _column(cell[2], cell[3])
        return Reference(cell[1] or "", Ends(row, row), Ends(column, column), single=True)
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    columns = _ordered(_column(found[2], found[3]), _column(found[6], found[7]))
    rows = _ordered(_row(found[4], found[5]), _row(found[8], found[9]))
    if not (all(rows) or all(columns)) or any(
        last and not first for first, last in (rows, columns)
    ):
        return None
    return Reference(found[1] or "", rows, columns)


def _row(dollar: str | None, digits: str | None) -> End | None:
    return End(int(digits) - 1, bool(dollar)) if digits else None


def _column(dollar: str | None, letters: str | None) -> End | None:
    return End(a1.column_number(letters), bool(dollar)) if letters else None


def _ordered(first: End | None, last: End | None) -> Ends:
    if first and last and first.number > last.number:
        return Ends(last, first)
    return Ends(first, last)


@lru_cache(maxsize=1024)
def tokens(formula: str) -> tuple[Token, ...]:
    """Return the tokens of a formula, none where it cannot be read."""
    try:
        return tuple(Tokenizer(formula).items)
    except (TokenizerError, IndexError):
        return ()


def references(formula: str) -> list[Reference]:
    """Return the references of a formula."""
    found = (parse(token.value) for token in tokens(formula) if _is_reference(token))
    return [reference for reference in found if reference]


def rewrite(formula: Formula, change: Callable[[Reference], Reference | None]) -> Formula:
    """Return a formula with other references.

    Args:
        formula: The formula; when nothing changes it stays letter by letter what it was.
        change: Given a reference, returns the one to write; None for ``#REF!``.
    """
    pieces, changed = ["="], False
    for token in tokens(formula):
        before = parse(token.value) if _is_reference(token) else None
        after = change(before) if before else None
        if before == after:
            pieces.append(token.value)
        else:
            changed = True
            pieces.append("#REF!" if after is None else str(after))
    return Formula("".join(pieces)) if changed else formula


def _is_reference(token: Token) -> bool:
    return bool(token.type == Token.OPERAND and token.subtype == Token.RANGE)


def rewrite_all(tab: Tab, change: Callable[[Reference], Reference | None]) -> None:
    """Write the references of all formulas and rules of a tab anew; see `rewrite`."""
    rules: dict[int, Json] = {}
    for place, cell in list(tab.cells.items()):
        entered, rule = cell.entered, cell.validation
        if isinstance(entered, Formula):
            entered = rewrite(entered, change)
        if rule is not None:
            # Many cells share a rule: it is written anew once.
            if id(rule) not in rules:
                rules[id(rule)] = _rewrite_rule(rule, change)
            rule = rules[id(rule)]
        if entered is not cell.entered or rule is not cell.validation:
            tab.cells[place] = cell._replace(entered=entered, validation=rule)


def _rewrite_rule(rule: Json, change: Callable[[Reference], Reference | None]) -> Json:
    """Return a rule with other references in its condition; the same one when none changes."""
    condition = rule.get("condition", {})
    values = [
        {**value, "userEnteredValue": str(rewrite(Formula(value["userEnteredValue"]), change))}
        if value.get("userEnteredValue", "").startswith("=")
        else value
        for value in condition.get("values", ())
    ]
    if values == list(condition.get("values", ())):
        return rule
    return {**rule, "condition": {**condition, "values": values}}


def copied(formula: Formula, down: int, right: int) -> Formula:
    """Return a formula as it is when its cell is copied so many rows down and columns right."""
    return rewrite(formula, lambda reference: reference.copied(down, right))
