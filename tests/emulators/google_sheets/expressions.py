"""Formulas read into what works them out. A formula that cannot be read gives ``#ERROR!``."""

from __future__ import annotations

from typing import Callable, Iterable, Protocol

from openpyxl.formula.tokenizer import Token

from tests.emulators.google_sheets.operations import (
    EAGER,
    OPERATORS,
    Broken,
    Grid,
    Result,
    Value,
    number,
    scalar,
    truth,
)
from tests.emulators.google_sheets.references import Reference, parse, tokens

LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators, those that bind least first."""

ERRORS = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
}


class Scope(Protocol):
    """Where a formula is."""

    def cells(self, reference: Reference) -> Grid:
        """Return what a reference means."""
        ...

    def named(self, name: str) -> Grid:
        """Return what the name of a range means."""
        ...

    def today(self) -> float:
        """Return the day as a serial number."""
        ...

    def moment(self) -> float:
        """Return the moment as a serial number."""
        ...


Node = Callable[[Scope], Result]
"""A part of a formula: works itself out."""


def read(formula: str) -> Node:
    """Read a formula.

    Raises:
        Broken: It cannot be read.
    """
    return _Reader(tokens(formula)).whole()


class _Reader:
    """Takes tokens from the left."""

    def __init__(self, all_tokens: Iterable[Token]) -> None:
        self._tokens = [token for token in all_tokens if token.type != Token.WSPACE]

    def whole(self) -> Node:
        node = self._level(0)
        if self._tokens:
            raise _unreadable()
        return node

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._prefixed()
        node = self._level(level + 1)
        while self._next(Token.OP_IN) in LEVELS[level]:
            node = _infix(self._take().value, node, self._level(level + 1))
        return node

    def _prefixed(self) -> Node:
        sign = self._next(Token.OP_PRE)
        if not sign:
            return self._percent(self._operand())
        self._take()
        inner = self._prefixed()
        return inner if sign == "+" else lambda scope: -number(scalar(inner(scope)))

    def _percent(self, inner: Node) -> Node:
        if not self._next(Token.OP_POST):
            return inner
        self._take()
        return self._percent(lambda scope: number(scalar(inner(scope))) / 100)

    def _operand(self) -> Node:
        token = self._take()
        if token.type == Token.OPERAND:
            return _operand(token)
        if token.subtype != Token.OPEN or token.type == Token.ARRAY:
            raise _unreadable()
        parts = self._arguments()
        if token.type == Token.FUNC:
            return _call(token.value[:-1].upper(), parts)
        if len(parts) != 1:
            raise _unreadable()
        return parts[0]

    def _arguments(self) -> list[Node]:
        """Read up to the closing bracket."""
        parts: list[Node] = []
        if self._closed():
            return parts
        while True:
            parts.append(self._level(0))
            if self._closed():
                return parts
            if self._take().type != Token.SEP:
                raise _unreadable()

    def _closed(self) -> bool:
        if self._tokens and self._tokens[0].subtype == Token.CLOSE:
            self._take()
            return True
        return False

    def _next(self, kind: str) -> str:
        """Return the next token's text if it is of a kind, else nothing."""
        return str(self._tokens[0].value) if self._tokens and self._tokens[0].type == kind else ""

    def _take(self) -> Token:
        if not self._tokens:
            raise _unreadable()
        return self._tokens.pop(0)


def _unreadable() -> Broken:
    return Broken("ERROR", "Formula parse error.")


def _infix(operator: str, left: Node, right: Node) -> Node:
    work = OPERATORS[operator]
    return lambda scope: work(scalar(left(scope)), scalar(right(scope)))


def _operand(token: Token) -> Node:
    text = token.value
    if token.subtype == Token.TEXT:
        return _constant(text[1:-1].replace('""', '"'))
    if token.subtype == Token.NUMBER:
        return _constant(float(text))
    if text.upper() in ("TRUE", "FALSE"):
        return _constant(text.upper() == "TRUE")
    if token.subtype == Token.ERROR:
        return _failing(Broken(ERRORS.get(text, "ERROR"), "Reference does not exist."))
    reference = parse(text)
    if reference is None:
        return lambda scope: scope.named(text)
    return lambda scope: scope.cells(reference)


def _constant(value: Value) -> Node:
    return lambda _scope: value


def _failing(broken: Broken) -> Node:
    def fail(_scope: Scope) -> Result:
        raise broken

    return fail


def _call(name: str, parts: list[Node]) -> Node:
    if name in EAGER:
        work = EAGER[name]
        return lambda scope: work([part(scope) for part in parts])
    if name in _SPECIAL:
        special = _SPECIAL[name]
        return lambda scope: special(scope, parts)
    return _failing(Broken("NAME", f"Unknown function: '{name}'."))


def _if(scope: Scope, parts: list[Node]) -> Result:
    """Work out the condition and one of the two others."""
    if not 2 <= len(parts) <= 3:
        raise Broken("N_A", f"Wrong number of arguments to IF. Got {len(parts)} arguments.")
    if truth(scalar(parts[0](scope))):
        return parts[1](scope)
    return parts[2](scope) if len(parts) == 3 else False


def _if_error(scope: Scope, parts: list[Node]) -> Result:
    """Work out the second only when the first is an error."""
    if not 1 <= len(parts) <= 2:
        raise Broken("N_A", f"Wrong number of arguments to IFERROR. Got {len(parts)} arguments.")
    try:
        return scalar(parts[0](scope))
    except Broken:
        return parts[1](scope) if len(parts) == 2 else None


_SPECIAL: dict[str, Callable[[Scope, list[Node]], Result]] = {
    "IF": _if,
    "IFERROR": _if_error,
    "TODAY": lambda scope, _parts: scope.today(),
    "NOW": lambda scope, _parts: scope.moment(),
}
"""Functions that do not work out all of their arguments, or ask for the time."""
