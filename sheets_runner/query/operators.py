"""What a filter cell says: an operator and its value, or several filters.

Text or number is decided by the cell's type, never by the look of its text; sections that CleverTap
stores as text always get text.
"""

from __future__ import annotations

import math
import re

from sheets_runner.query import cql
from sheets_runner.query.headers import SESSION, Meaning, normal
from sheets_runner.table import cells, formats
from sheets_runner.table.cells import Cell

MOST_DIGITS = 15
"""Digits a spreadsheet keeps of a number
(https://support.microsoft.com/office/1672db32-7069-4667-97b4-32b9ba8b8be9)."""

_SYMBOLS = {
    ">=": "greater_than_equals", "≥": "greater_than_equals", ">": "greater_than",
    "<=": "less_than_equals", "≤": "less_than_equals", "<": "less_than",
    "!=": cql.NOT_EQUALS, "<>": cql.NOT_EQUALS, "≠": cql.NOT_EQUALS,
}  # fmt: skip
_WORDS = {
    "is not": cql.NOT_EQUALS,
    "contains": cql.CONTAINS,
    "does not contain": cql.NOT_CONTAINS,
}
_ALONE = {"exists": cql.EXISTS, "does not exist": cql.NOT_EXISTS}
_SYMBOL = re.compile(r"([<>=!≥≤≠]+)\s*(.*)", re.DOTALL)
_WORD = re.compile(r"(is not|contains|does not contain)(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)
_NAMED = re.compile(rf"({'|'.join(cql.OPERATORS)})(?:\s*:\s*(.*))?", re.DOTALL | re.IGNORECASE)
_ANY_OF = re.compile(r"any of\s*:(.*)", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
_YES, _NO = ("true", "yes"), ("false", "no")


def is_text_only(meaning: Meaning) -> bool:
    """Tell whether CleverTap holds this property as text whatever it looks like."""
    return meaning.section == SESSION or (
        meaning.section == "profile_fields" and normal(meaning.name) in ("email", "phone")
    )


def read_filters(cell: Cell, meaning: Meaning, decimal: str) -> tuple[cql.Filter, ...]:
    """Return the filters of one cell that is not blank.

    Raises:
        CellError: The cell holds an error, a date, or an operator that does not fit its value.
    """
    if meaning.section == SESSION and meaning.name == "first_time":
        return (_filter(meaning, cql.EQUALS, _yes_or_no(cell)),)
    value = cell.raw.value
    if cell.raw.error or cell.is_moment:
        raise _unusable(cell)
    if isinstance(value, bool):
        return (_filter(meaning, cql.EQUALS, str(value)),)
    if isinstance(value, (int, float)):
        shown = formats.shown(value, cell.raw.format)
        return (_filter(meaning, cql.EQUALS, _number_value(cell, value, meaning), shown),)
    return _read_text(cell, meaning, decimal)


def read_count(cell: Cell, decimal: str) -> cql.Count:
    """Return how often: a whole number, or a comparison with one.

    Raises:
        CellError: It is something else.
    """
    value = cell.raw.value
    operator, operand = cql.EQUALS, cell.text
    if isinstance(value, str):
        operator, operand = _split(cell, cell.text)
    if operator in (cql.EQUALS, *cql.COMPARISONS) and not cell.raw.error and not cell.is_moment:
        amount = _parse(operand, decimal)
        if amount is not None and amount >= 0 and amount == int(amount):
            return cql.Count(operator, int(amount))
    raise cell.error(f'"{cell.text}" is not a count. Write a whole number, like 3 or >= 3.')


def _filter(meaning: Meaning, operator: str, value: cql.FilterValue, shown: str = "") -> cql.Filter:
    return cql.Filter(meaning.section, meaning.name, operator, value, shown)


def _unusable(cell: Cell) -> Exception:
    if cell.raw.error:
        return cell.error(
            f"the cell shows {cell.raw.error}. Correct its formula, or write the value."
        )
    return cell.error(
        f"{cell.text} is a date or a time, and CleverTap does not say how it compares those. "
        'Write the stored value in quotes, like "$D_1749670800".'
    )


def _yes_or_no(cell: Cell) -> str:
    word = cell.text.lower()
    if word in _YES:
        return "True"
    if word in _NO:
        return "False"
    raise cell.error(f'"{cell.text}" is neither yes nor no. Write TRUE or FALSE, or tick the box.')


def _number_value(cell: Cell, value: float, meaning: Meaning) -> str | int | float:
    """Return a number cell's value, as text where CleverTap holds text."""
    if len(f"{abs(value):.0f}") > MOST_DIGITS:
        raise cell.error(
            f"{cells.scalar_text(value)} has more than {MOST_DIGITS} digits, more than a number "
            "cell keeps. Format the cell as plain text and type it again."
        )
    if is_text_only(meaning):
        return cells.scalar_text(value)
    return int(value) if value == int(value) else value


def _read_text(cell: Cell, meaning: Meaning, decimal: str) -> tuple[cql.Filter, ...]:
    text = cell.text
    if normal(text) in _ALONE:
        return (_filter(meaning, _ALONE[normal(text)], None),)
    operator, operand = _split(cell, text)
    if operator in (cql.EXISTS, cql.NOT_EXISTS):
        return (_filter(meaning, operator, None),)
    if not operand:
        raise cell.error(
            f'"{text}" lacks a value. Write it behind the operator, like {text} pizza, '
            "or put the text in double quotes."
        )
    if operator in cql.COMPARISONS:
        return (_filter(meaning, operator, _comparison_number(cell, meaning, operand, decimal)),)
    values = _values(cell, operand)
    if operator == cql.EQUALS:
        return (_filter(meaning, operator, values[0] if len(values) == 1 else values),)
    if operator == cql.CONTAINS and len(values) > 1:
        raise cell.error(
            f'"{text}": contains takes one value. Use one row for each, or name whole values: '
            "any of: a | b."
        )
    return tuple(_filter(meaning, operator, value) for value in values)


def _split(cell: Cell, text: str) -> tuple[str, str]:
    """Return operator and operand of a text; text without an operator is `equals`."""
    found = _NAMED.fullmatch(text)
    if found and (found[2] is not None or found[1].lower() in (cql.EXISTS, cql.NOT_EXISTS)):
        return _named(cell, found[1].lower(), (found[2] or "").strip())
    found = _SYMBOL.fullmatch(text)
    if found:
        if found[1] not in _SYMBOLS:
            raise cell.error(
                f'"{text}": {found[1]} is no operator. Use >=, >, <=, <, !=, contains, exists; '
                "write a value alone for equals, or put the text in double quotes."
            )
        return _SYMBOLS[found[1]], found[2].strip()
    found = _WORD.fullmatch(text)
    return (_WORDS[found[1].lower()], (found[2] or "").strip()) if found else (cql.EQUALS, text)


def _named(cell: Cell, operator: str, operand: str) -> tuple[str, str]:
    if operand and operator in (cql.EXISTS, cql.NOT_EXISTS):
        raise cell.error(f'"{cell.text}": {operator} takes no value. Write {operator} alone.')
    return operator, operand


def _values(cell: Cell, operand: str) -> tuple[str, ...]:
    """Return the values of an operand: several lines, ``any of: a | b``, or one."""
    listed = _ANY_OF.fullmatch(operand)
    if _QUOTED.fullmatch(operand):
        parts = [operand]
    elif listed:
        parts = re.findall(r'\s*("(?:[^"]|"")*"|[^|]*)\s*(?:\||$)', listed[1])
    else:
        parts = operand.splitlines()
    values = [_unquoted(part) for part in parts if cells.trim(part)]
    if not values:
        raise cell.error(f'"{cell.text}" lists nothing. Write like any of: pizza | pasta.')
    if len(values) > 1:
        _refuse_inner_operators(cell, parts)
    return tuple(dict.fromkeys(values))


def _refuse_inner_operators(cell: Cell, parts: list[str]) -> None:
    for part in map(cells.trim, parts):
        if _SYMBOL.fullmatch(part) or _WORD.fullmatch(part) or normal(part) in _ALONE:
            raise cell.error(
                f'"{part}" is an operator inside a list. One cell takes one operator, before the '
                "list; put the text in double quotes if it is a value."
            )


def _unquoted(part: str) -> str:
    quoted = _QUOTED.fullmatch(cells.trim(part))
    return quoted[1].replace('""', '"') if quoted else cells.trim(part)


def _comparison_number(cell: Cell, meaning: Meaning, operand: str, decimal: str) -> int | float:
    if is_text_only(meaning):
        raise cell.error(
            f'"{cell.text}": {meaning.name} is text, which is not greater or less. '
            "Write the text itself, != or contains."
        )
    value = _parse(operand, decimal)
    if value is None:
        shape = f"1500{decimal}5"
        raise cell.error(
            f'"{cell.text}" compares with "{operand}", which is not a number. Write one number '
            f"without grouping, like >= {shape}; for text use !=, contains or the text itself."
        )
    return value


def _parse(text: str, decimal: str) -> int | float | None:
    """Return the number of a text with at most one decimal separator, None when it is none."""
    separator = re.escape(decimal)
    if not re.fullmatch(rf"[+-]?\d+(?:{separator}\d+)?", text):
        return None
    plain = text.replace(decimal, ".")
    value = float(plain)
    if not math.isfinite(value):
        return None
    return value if "." in plain else int(plain)
