"""What operators and functions of formulas do: https://support.google.com/docs/table/25273."""

from __future__ import annotations

from typing import Callable, Iterable, Iterator, List, Union

from tests.emulators.google_sheets.shown import general


class Broken(Exception):
    """A formula comes to an error: an ``ErrorValue``.

    Attributes:
        type: The ``ErrorType``, e.g. ``DIVIDE_BY_ZERO``.
        message: What Sheets says about it.
    """

    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type, self.message = type_, message


Value = Union[None, bool, int, float, str]
Grid = List[List[Union[Value, Broken]]]
"""What a reference means, by row; cells that hold an error hold it as a value."""
Result = Union[Value, Grid]


def scalar(result: Result) -> Value:
    """Return one value.

    Raises:
        Broken: It is an error, or several values.
    """
    if not isinstance(result, list):
        return result
    if len(result) != 1 or len(result[0]) != 1:
        raise Broken("VALUE", "An array value could not be found.")
    value = result[0][0]
    if isinstance(value, Broken):
        raise value
    return value


def number(value: Value) -> float:
    """Return a value as a number, as arithmetic takes it.

    Raises:
        Broken: It is a text that is no number.
    """
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            raise Broken(
                "VALUE", f"'{value}' is a text and cannot be coerced to a number."
            ) from None
    return value or 0


def text(value: Value) -> str:
    """Return a value as ``&`` takes it."""
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).upper() if isinstance(value, bool) else general(value)


def truth(value: Value) -> bool:
    """Return a value as a condition.

    Raises:
        Broken: It is a text other than TRUE and FALSE.
    """
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    return bool(number(value))


def rank(value: Value) -> tuple[int, float | str]:
    """Return what values are ordered by: numbers, then texts whatever their case, then truths."""
    if isinstance(value, bool):
        return 2, int(value)
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, value or 0


def _compare(test: Callable[[int], bool]) -> Callable[[Value, Value], Value]:
    def compare(left: Value, right: Value) -> bool:
        mine, theirs = rank(_like(left, right)), rank(_like(right, left))
        return test((mine > theirs) - (mine < theirs))

    return compare


def _like(value: Value, other: Value) -> Value:
    """Return a blank as that of the other value's kind."""
    return type(other)() if value is None and other is not None else value


def _divide(left: Value, right: Value) -> float:
    if not number(right):
        raise Broken("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return number(left) / number(right)


def _power(left: Value, right: Value) -> float:
    try:
        power = number(left) ** number(right)
    except ZeroDivisionError:
        raise Broken("DIVIDE_BY_ZERO", "Function POW parameter 2 cannot be negative.") from None
    except OverflowError:
        raise _no_number() from None
    if isinstance(power, complex):
        raise _no_number()
    return float(power)


def _no_number() -> Broken:
    return Broken("NUM", "The result of POW is not a real number.")


OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "=": _compare(lambda order: order == 0),
    "<>": _compare(lambda order: order != 0),
    "<": _compare(lambda order: order < 0),
    ">": _compare(lambda order: order > 0),
    "<=": _compare(lambda order: order <= 0),
    ">=": _compare(lambda order: order >= 0),
    "&": lambda left, right: text(left) + text(right),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "/": _divide,
    "^": _power,
}


def _flat(results: Iterable[Result]) -> Iterator[Value | Broken]:
    for result in results:
        if isinstance(result, list):
            for row in result:
                yield from row
        else:
            yield result


def _is_number(value: Value | Broken) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def total(results: list[Result]) -> Value:
    """SUM: of ranges only the numbers, of other arguments whatever can be read as one.

    Raises:
        Broken: One of the values is an error.
    """
    found: float = 0
    for result in results:
        for value in _flat([result]):
            if isinstance(value, Broken):
                raise value
            if _is_number(value) or not isinstance(result, list):
                found += number(value)
    return found


def count(results: list[Result]) -> Value:
    """COUNT: how many numbers there are."""
    return sum(map(_is_number, _flat(results)))


def count_all(results: list[Result]) -> Value:
    """COUNTA: how many values there are, errors included."""
    return sum(value is not None for value in _flat(results))


def join(results: list[Result]) -> Value:
    """CONCATENATE: all values as one text.

    Raises:
        Broken: One of the values is an error.
    """
    pieces = []
    for value in _flat(results):
        if isinstance(value, Broken):
            raise value
        pieces.append(text(value))
    return "".join(pieces)


def not_available(_results: list[Result]) -> Value:
    """NA.

    Raises:
        Broken: Always.
    """
    raise Broken("N_A", "")


EAGER: dict[str, Callable[[list[Result]], Value]] = {
    "SUM": total,
    "COUNT": count,
    "COUNTA": count_all,
    "CONCATENATE": join,
    "NA": not_available,
    "TRUE": lambda _: True,
    "FALSE": lambda _: False,
}
"""Functions all of whose arguments are worked out."""
