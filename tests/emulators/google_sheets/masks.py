"""Field masks: the part of a reply that ``fields`` asks for.

https://developers.google.com/workspace/sheets/api/guides/field-masks: names are joined by ``.`` or
``/``, several are separated by commas, ``a(b,c)`` is ``a.b,a.c``, and ``*`` is all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Iterator

from tests.emulators.google_sheets import discovery
from tests.emulators.google_sheets.model import ApiError, Json
from tests.emulators.google_sheets.replies import bad_request

_TOKEN = re.compile(r"\s*([A-Za-z0-9_]+|[*(),./])")


@dataclass(frozen=True)
class Mask:
    """Which fields of a message are wanted.

    Attributes:
        parts: By name, the masks of the fields; None where everything is wanted.
    """

    parts: dict[str, Mask] | None = None

    def of(self, *names: str) -> Mask | None:
        """Return the mask of a field further in, None where it is not wanted."""
        here: Mask | None = self
        for name in names:
            if here is None or here.parts is None:
                return here
            here = here.parts.get(name)
        return here

    def prune(self, message: Json) -> Json:
        """Return what is wanted of a message.

        A message in a list stays, empty if need be: places in lists mean something. A single one
        of which nothing is wanted goes.
        """
        if self.parts is None:
            return message
        kept = {}
        for name, part in self.parts.items():
            if name in message:
                value = part.prune_value(message[name])
                if value != {}:
                    kept[name] = value
        return kept

    def prune_value(self, value: Any) -> Any:
        """Return what is wanted of a field's value."""
        if self.parts is None:
            return value
        if isinstance(value, list):
            return [self.prune_value(item) for item in value]
        return self.prune(value) if isinstance(value, dict) else value

    def union(self, other: Mask) -> Mask:
        """Return the mask of what one or the other wants."""
        if self.parts is None or other.parts is None:
            return EVERYTHING
        parts = dict(self.parts)
        for name, part in other.parts.items():
            parts[name] = parts[name].union(part) if name in parts else part
        return Mask(parts)


EVERYTHING = Mask()


def parse(text: str, schema: str) -> Mask:
    """Read a mask.

    Args:
        text: What ``fields`` says; blank means everything.
        schema: The message's name in the discovery document, e.g. ``Spreadsheet``.

    Raises:
        ApiError: It cannot be read, or the message has no such field.
    """
    if not text.strip():
        return EVERYTHING
    tokens = list(_tokens(text))
    mask = _Reader(text, tokens).whole()
    _check(mask, schema, "")
    return mask


def _tokens(text: str) -> Iterator[str]:
    position = 0
    while position < len(text.rstrip()):
        found = _TOKEN.match(text, position)
        if not found:
            raise _refused(text)
        position = found.end()
        yield found[1]


class _Reader:
    """Takes tokens from the left."""

    def __init__(self, text: str, tokens: list[str]) -> None:
        self._text, self._tokens = text, tokens

    def whole(self) -> Mask:
        mask = self._several()
        if self._tokens:
            raise _refused(self._text)
        return mask

    def _several(self) -> Mask:
        mask = self._one()
        while self._took(","):
            mask = mask.union(self._one())
        return mask

    def _one(self) -> Mask:
        name = self._tokens.pop(0) if self._tokens else ""
        if name == "*":
            return EVERYTHING
        if not name.isidentifier():
            raise _refused(self._text)
        return Mask({name: self._rest()})

    def _rest(self) -> Mask:
        if self._took(".") or self._took("/"):
            return self._one()
        if not self._took("("):
            return EVERYTHING
        inner = self._several()
        if not self._took(")"):
            raise _refused(self._text)
        return inner

    def _took(self, token: str) -> bool:
        if self._tokens[:1] != [token]:
            return False
        self._tokens.pop(0)
        return True


def _check(mask: Mask, schema: str | None, path: str) -> None:
    for name, part in (mask.parts or {}).items():
        here = f"{path}.{name}" if path else name
        fields = discovery.document()["schemas"][schema].get("properties", {}) if schema else {}
        if name not in fields:
            raise _refused(here)
        _check(part, _schema_of(fields[name]), here)


def _schema_of(description: Json) -> str | None:
    """Return the name of the message that a field holds, None for a plain value or a map."""
    items = description.get("items", description)
    name: str | None = items.get("$ref")
    return name


def _refused(path: str) -> ApiError:
    error = bad_request(
        f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'.", path
    )
    error.body["error"]["message"] = "Request contains an invalid argument."
    return error
