"""JSON as people type it into a cell: each slip is named with its place, value and remedy.

A slip of the pen is named with its line and character, a value that does not fit with its path,
like ``event_properties[0].operator``. The messages are the same on every version of Python, whose
own differ.
"""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Collection, Mapping, NoReturn, TypeVar

from sheets_runner.table.cells import quotable

T = TypeVar("T")

MISSING = object()
"""Stands for the value of a key that is not there."""
MOST_DIGITS = 18
"""Digits of a number; CleverTap's own largest, its request ids, have 15."""
LARGEST = 10**MOST_DIGITS

_SNIPPET = 20
"""Characters of a JSON text that a message repeats."""
_TRAILING_COMMA = re.compile(r",\s*[}\]]")
_CURLY = "“”„‟«»"
_CURLY_EDGE = re.compile(rf"[{{\[,:]\s*(?P<begin>[{_CURLY}])|(?P<end>[{_CURLY}])\s*[:,}}\]]")
"""A typographic quote where JSON wants a plain one, and not in the middle of a text."""
_CURLY_SLIP = (
    "the typographic quote {}",
    'Type plain double quotes ("), or turn smart quotes off.',
)
_COMMENT_SLIP = ("{}, as of a comment,", "Delete it: JSON has no comments.")
_BY_LETTER = {
    **dict.fromkeys(_CURLY, _CURLY_SLIP),
    **dict.fromkeys("'‘’`", ("the quote {}", 'Type double quotes (").')),
    **dict.fromkeys("/#", _COMMENT_SLIP),
    **dict.fromkeys("\xa0\u200b\u202f\ufeff", ("an invisible character", "Type a plain space.")),
}
_BY_MESSAGE = {
    "Unterminated": ("a text that does not end", "Close it with a double quote."),
    "Invalid control": ("a line break or tab inside a text", "Write \\n or \\t instead."),
    "Invalid \\": ("a backslash that means nothing", "Write two for one."),
    "Extra data": ("more than one object, the next", "Keep one object."),
    "Expecting ',' del": ("{} where a comma is missing,", "Write the comma before it."),
}
_ELSE = ("{}", 'Write names and texts in double quotes, like {"event_name": "Charged"}.')


class BadJson(ValueError):
    """The text is no JSON, or not what is read; the message says where and what to write."""


def read(text: str) -> Any:
    """Return the value that a JSON text says.

    Raises:
        BadJson: It says none, or one that no query can hold.
    """
    try:
        found = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_decimal,
        )
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise BadJson(_said(text, error)) from None
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise BadJson(f"holds {half}, which is half of a character. Delete it.") from None
    except RecursionError:
        raise BadJson("is nested deeper than any query. Delete the brackets too many.") from None
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise BadJson(f'has the key "{quotable(key)}" twice in one object. Keep one.')
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise BadJson(f"holds {name}, which is no number. Write a number.")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise _too_large(digits)
    return int(digits)


def _decimal(digits: str) -> float:
    if not abs(float(digits)) < LARGEST:
        raise _too_large(digits)
    return float(digits)


def _too_large(digits: str) -> BadJson:
    return BadJson(
        f"holds the number {quotable(digits)}, which is too large. Write at most {MOST_DIGITS} "
        "digits."
    )


def _said(text: str, error: json.JSONDecodeError) -> str:
    """Return what is wrong, where, and what to do."""
    place, what, remedy = _slip(text, error)
    if place >= len(text):
        end = quotable(text[-_SNIPPET:])
        return f"is not JSON: it ends too early, with {end}. Close every bracket and quote."
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    said = what.format(quotable(text[place]))
    here = quotable(text[max(0, place - _SNIPPET // 2) : place + _SNIPPET // 2])
    return f"is not JSON: {said} stands at line {line}, character {column} ({here}). {remedy}"


def _slip(text: str, error: json.JSONDecodeError) -> tuple[int, str, str]:
    """Return the place of a mistake, what it is, and the remedy."""
    place = error.pos
    for comma in _TRAILING_COMMA.finditer(text):
        if comma.start() <= place < comma.end():
            return (comma.start(), "a comma before a closing bracket", "Delete it.")
    by_letter = _BY_LETTER.get(text[place : place + 1])
    curly = _CURLY_EDGE.search(text)
    if curly and not by_letter:
        return (curly.start(curly.lastgroup or 0), *_CURLY_SLIP)
    by_message = (slip for lead, slip in _BY_MESSAGE.items() if error.msg.startswith(lead))
    return (place, *(by_letter or next(by_message, _ELSE)))


def refuse(place: str, value: Any, remedy: str) -> NoReturn:
    """Refuse a value.

    Args:
        place: Its path, empty for the whole.
        value: The value, or `MISSING`.
        remedy: A sentence.

    Raises:
        BadJson: Always.
    """
    raise BadJson(f"{place or 'the JSON'} is {_told(value)}. {remedy}")


def _told(value: Any) -> str:
    """Return a value as messages repeat it; of what is nested only the outside."""
    if value is MISSING:
        return "missing"
    if isinstance(value, list):
        return quotable(f"[{', '.join(map(_inner, value))}]")
    return quotable(_inner(value))


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return json.dumps(value, ensure_ascii=False)


def as_object(value: Any, place: str, keys: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object that has none but these keys.

    Raises:
        BadJson: It has others, or is no object.
    """
    if not isinstance(value, dict):
        refuse(place, value, "Write an object, like {…}.")
    for key in value:
        if key not in keys:
            raise BadJson(
                f'{place or "the JSON"} has the key "{quotable(key)}", which is not known here. '
                f"Write one of: {', '.join(keys)}."
            )
    return value


def each(
    owner: Mapping[str, Any], key: str, lead: str, read_item: Callable[[Any, str], T]
) -> tuple[T, ...]:
    """Return the items of a list, none where there is no such key.

    Args:
        owner: The object that may have the list.
        key: The list's key.
        lead: The path of `owner` with its dot, empty for the whole.
        read_item: Reads an item, given with its path.

    Raises:
        BadJson: It is no list, or an item is not what is read.
    """
    value = owner.get(key, [])
    if not isinstance(value, list):
        refuse(lead + key, value, "Write a list, like […].")
    return tuple(read_item(item, f"{lead}{key}[{number}]") for number, item in enumerate(value))
