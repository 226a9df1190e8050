"""What a filter cell says: an operator and its value, or several filters.

Text or number is decided by the cell's type, never by the look of its text; sections that CleverTap
stores as text always get text.
"""

from __future__ import annotations

import math
import re
from typing import Iterable, Pattern

from sheets_runner.query import cql
from sheets_runner.query.headers import SESSION, Meaning, normal
from sheets_runner.table import cells, formats
from sheets_runner.table.cells import Cell

MOST_DIGITS = 15
"""Digits a spreadsheet keeps of a number
(https://support.microsoft.com/office/1672db32-7069-4667-97b4-32b9ba8b8be9)."""
TOO_MANY = 10**MOST_DIGITS

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
_GAPS = r"[\s_]+"


def _words_of(text: str) -> str:
    """Return an operator's words in lower case with single spaces; hyphens belong to values."""
    return re.sub(_GAPS, " ", text.lower())


def _operator_words(operators: Iterable[str], tail: str) -> Pattern[str]:
    """Return a pattern of operators in words, whatever their case and the gaps inside them."""
    words = "|".join(_words_of(operator).replace(" ", _GAPS) for operator in operators)
    return re.compile(rf"({words}){tail}", re.DOTALL | re.IGNORECASE)


_SYMBOL = re.compile(r"([<>=!≥≤≠]+)\s*(.*)", re.DOTALL)
_WORD = _operator_words(_WORDS, r"(?:\s+(.*))?")
_NAMED = _operator_words(cql.OPERATORS, r"\s*:(.*)")
_ANY_OF = re.compile(r"any\s+of\s*:(.*)", re.DOTALL | re.IGNORECASE)
_LISTED = re.compile(r'\s*("(?:[^"]|"")*"(?=\s*(?:\||\Z))|[^|]*)\s*(?:\||\Z)')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"', re.DOTALL)
YES, NO = ("true", "yes"), ("false", "no")


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
    value = cell.raw.value
    if cell.raw.error:
        raise cell.shows_error("the value")
    if meaning.section == SESSION and meaning.name == "first_time":
        return (_filter(meaning, cql.EQUALS, _yes_or_no(cell)),)
    if cell.is_moment:
        raise _date_refused(cell, meaning)
    if isinstance(value, bool):
        return (_filter(meaning, cql.EQUALS, str(value)),)
    if isinstance(value, (int, float)):
        shown = formats.shown(cells.number(value), cell.raw.format)
        return (_filter(meaning, cql.EQUALS, _number_value(cell, value, meaning), shown),)
    return _read_text(cell, meaning, decimal)


def read_count(cell: Cell, decimal: str) -> cql.Count:
    """Return how often: a whole number, or a comparison with one.

    Raises:
        CellError: It is something else.
    """
    if cell.raw.error:
        raise cell.shows_error("a number")
    operator, operand = cql.EQUALS, cell.text
    if isinstance(cell.raw.value, str):
        operator, operand = _split(cell, cell.text)
    amount = None if cell.is_moment else whole_number(operand, decimal)
    if amount is None or operator not in (cql.EQUALS, *cql.COMPARISONS):
        raise cell.error(f'"{cell.told}" is not a count. Write a whole number, like 3 or >= 3.')
    return cql.Count(operator, amount)


def whole_number(text: str, decimal: str = ".") -> int | None:
    """Return the whole number from 0 on that a text says, None when it says none."""
    value = _parse(text, decimal)
    return value if isinstance(value, int) and 0 <= value < TOO_MANY else None


def _filter(meaning: Meaning, operator: str, value: cql.FilterValue, shown: str = "") -> cql.Filter:
    return cql.Filter(meaning.section, meaning.name, operator, value, shown)


def _date_refused(cell: Cell, meaning: Meaning) -> Exception:
    if is_text_only(meaning):
        return cell.error(
            f"{cell.told} is a date or a time, but {meaning.name} is text. Format the cell as "
            "plain text and type it again."
        )
    return cell.error(
        f"{cell.told} is a date or a time, and CleverTap does not say how it compares those. "
        'Write the stored value in quotes, like "$D_1749670800".'
    )


def _yes_or_no(cell: Cell) -> str:
    word = cell.text.lower()
    if word in YES:
        return "True"
    if word in NO:
        return "False"
    raise cell.error(f'"{cell.told}" is neither yes nor no. Write yes or no, or tick the box.')


def _number_value(cell: Cell, value: float, meaning: Meaning) -> str | int | float:
    """Return a number cell's value, as text where CleverTap holds text."""
    if not abs(value) < TOO_MANY:
        raise cell.error(
            f"{cell.told} has more than {MOST_DIGITS} digits, more than a number cell keeps. "
            "Format the cell as plain text and type it again."
        )
    if is_text_only(meaning):
        return cells.scalar_text(value)
    return int(value) if value == int(value) else value


def _read_text(cell: Cell, meaning: Meaning, decimal: str) -> tuple[cql.Filter, ...]:
    operator, operand = _split(cell, cell.text)
    if operator in (cql.EXISTS, cql.NOT_EXISTS):
        return (_filter(meaning, operator, None),)
    if operator in cql.COMPARISONS:
        return (_filter(meaning, operator, _comparison_number(cell, meaning, operand, decimal)),)
    values = _values(cell, operand)
    if operator == cql.EQUALS:
        return (_filter(meaning, operator, values[0] if len(values) == 1 else values),)
    if operator == cql.CONTAINS and len(values) > 1:
        raise cell.error(
            f'"{cell.told}": contains takes one value. Use one row for each, or name the whole '
            "values, like any of: pizza | pasta."
        )
    return tuple(_filter(meaning, operator, value) for value in values)


def _split(cell: Cell, text: str) -> tuple[str, str]:
    """Return operator and operand of a text; text without an operator is `equals`."""
    if _words_of(text) in _ALONE:
        return _ALONE[_words_of(text)], ""
    operator, operand = _split_operator(cell, text)
    takes_value = operator not in (cql.EXISTS, cql.NOT_EXISTS)
    if operand and not takes_value:
        raise cell.error(f'"{cell.told}" takes no value. Write {_words_of(operator)} alone.')
    if takes_value and not operand:
        raise cell.error(
            f'"{cell.told}" lacks a value. Write it behind the operator, or put the text in '
            "double quotes if it is the value."
        )
    return operator, operand


def _split_operator(cell: Cell, text: str) -> tuple[str, str]:
    found = _NAMED.fullmatch(text)
    if found:
        return _words_of(found[1]).replace(" ", "_"), cells.trim(found[2])
    found = _SYMBOL.fullmatch(text)
    if found:
        if found[1] not in _SYMBOLS:
            raise cell.error(
                f'"{cell.told}": {found[1]} is no operator. Use >=, >, <=, <, !=, contains, '
                "exists; write a value alone for equals, or put the text in double quotes."
            )
        return _SYMBOLS[found[1]], cells.trim(found[2])
    found = _WORD.fullmatch(text)
    return (
        (_WORDS[_words_of(found[1])], cells.trim(found[2] or "")) if found else (cql.EQUALS, text)
    )


def _values(cell: Cell, operand: str) -> tuple[str, ...]:
    """Return the values of an operand: several lines, ``any of: a | b``, or one."""
    parts = [part for part in map(cells.trim, _parts(operand)) if part]
    if not parts:
        raise cell.error(f'"{cell.told}" lists nothing. Write it like any of: pizza | pasta.')
    if len(parts) > 1:
        _refuse_inner_operators(cell, parts)
    return tuple(dict.fromkeys(map(_unquoted, parts)))


def _parts(operand: str) -> list[str]:
    if _QUOTED.fullmatch(operand):
        return [operand]
    listed = _ANY_OF.fullmatch(operand)
    if not listed:
        return operand.splitlines()
    parts = _LISTED.findall(listed[1])
    return [line for part in parts for line in ([part] if _is_quoted(part) else part.splitlines())]


def _is_quoted(part: str) -> bool:
    return bool(_QUOTED.fullmatch(part))


def _refuse_inner_operators(cell: Cell, parts: list[str]) -> None:
    for part in parts:
        if _SYMBOL.fullmatch(part) or _WORD.fullmatch(part) or _words_of(part) in _ALONE:
            raise cell.error(
                f'"{cells.quotable(part)}" is an operator inside a list. Write one operator, '
                "before the list; put the text in double quotes if it is a value."
            )


def _unquoted(part: str) -> str:
    quoted = _QUOTED.fullmatch(part)
    return quoted[1].replace('""', '"') if quoted else part


def _comparison_number(cell: Cell, meaning: Meaning, operand: str, decimal: str) -> int | float:
    if is_text_only(meaning):
        raise cell.error(
            f'"{cell.told}": {meaning.name} is text, which is not greater or less. Write the text '
            "alone, or with != or contains; put it in double quotes if it begins like this."
        )
    value = _parse(operand, decimal)
    if value is None:
        raise cell.error(
            f'"{cell.told}" compares with "{cells.quotable(operand)}", which is not a number. '
            f"Write one number without grouping, like >= 1500{decimal}5; for text write !=, "
            "contains or the text itself, in double quotes if it begins like this."
        )
    return value


def _parse(text: str, decimal: str) -> int | float | None:
    """Return the number of a text with at most one decimal separator, None when it is none."""
    found = re.fullmatch(rf"([+-]?\d+)(?:{re.escape(decimal)}(\d+))?", text)
    if not found:
        return None
    value = float(f"{found[1]}.{found[2] or 0}")
    if not math.isfinite(value):
        return None
    return value if found[2] and not value.is_integer() else int(found[1])
