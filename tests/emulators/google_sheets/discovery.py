"""Google's own description of the API, and what it says about requests and replies.

The discovery document comes with google-api-python-client, in whatever revision is installed:
https://sheets.googleapis.com/$discovery/rest?version=v4. Requests are read as proto3 JSON
(https://protobuf.dev/programming-guides/json/): null is the same as absent, a number may be text.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Callable

import googleapiclient

from tests.emulators.google_sheets.model import Json
from tests.emulators.google_sheets.replies import bad_request

Reader = Callable[[Any], Any]
"""Returns the value as its description has it, or raises `Misfit`."""

_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_INTEGER = re.compile(r"-?[0-9]{1,10}")


class Misfit(Exception):
    """Part of a JSON value that does not fit; `path` grows while it travels up.

    Attributes:
        text: What is wrong, with ``{path}`` where the place is named.
        path: From the outside to the inside.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
        self.path: list[str | int] = []

    def inside(self, step: str | int) -> Misfit:
        """Return this, seen from one step further out."""
        self.path.insert(0, step)
        return self

    def message(self, root: str) -> tuple[str, str]:
        """Return Google's sentence and the path of the field."""
        path = root
        for step in self.path:
            path += f"[{step}]" if isinstance(step, int) else f"{'.' if path else ''}{snake(step)}"
        at = f" at '{path}'" if path else ""
        return self.text.replace("{at}", at), path


def snake(name: str) -> str:
    """Return a field's name as Google's messages have it: ``sheetId`` is ``sheet_id``."""
    return re.sub(r"([A-Z])", lambda letter: f"_{letter[0].lower()}", name)


@lru_cache(maxsize=None)
def document() -> Json:
    """Return the discovery document of the installed google-api-python-client."""
    folder = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    loaded: Json = json.loads((folder / "sheets.v4.json").read_text("utf-8"))
    return loaded


@lru_cache(maxsize=None)
def method(name: str) -> Json:
    """Return the description of a method, e.g. ``spreadsheets.values.get``."""
    *resources, last = name.split(".")
    here = document()
    for resource in resources:
        here = here["resources"][resource]
    found: Json = here["methods"][last]
    return found


def read_body(method_name: str, body: Any, root: str = "") -> Json:
    """Return a request's body as the method's description has it.

    Args:
        method_name: E.g. ``spreadsheets.batchUpdate``.
        body: The JSON body.
        root: What Google's messages call the body, e.g. ``data``.

    Raises:
        ApiError: A field is unknown, or has a value of another type.
    """
    schema = method(method_name)["request"]["$ref"]
    try:
        read: Json = message_reader(schema)(body)
    except Misfit as misfit:
        raise bad_request(*misfit.message(root)) from misfit
    return read


def check_reply(method_name: str, body: Json) -> None:
    """Hold a reply against the method's description.

    Raises:
        Misfit: The emulator is about to say what Google cannot say.
    """
    message_reader(method(method_name)["response"]["$ref"])(body)


def read_query(method_name: str, query: dict[str, list[str]]) -> Json:
    """Return a call's query parameters with their types.

    Raises:
        ApiError: A parameter is unknown, or has a value of another type.
    """
    known = {**document()["parameters"], **method(method_name)["parameters"]}
    return {name: _parameter(name, texts, known.get(name)) for name, texts in query.items()}


def _parameter(name: str, texts: list[str], description: Json | None) -> Any:
    if description is None:
        raise bad_request(
            f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
            f"Field '{name}' could not be found in request message."
        )
    try:
        values = [_PARAMETERS.get(description["type"], str)(text) for text in texts]
        for value in values:
            _check_choice(value, description)
    except (Misfit, KeyError):
        kind = _type_name(description, name)
        raise bad_request(f"Invalid value at '{snake(name)}' ({kind}), \"{texts[-1]}\"") from None
    return values if description.get("repeated") else values[-1]


_PARAMETERS: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: {"true": True, "false": False}[text.lower()]
}


def _check_choice(value: Any, description: Json) -> None:
    if "enum" in description and value not in description["enum"]:
        raise Misfit("")


@lru_cache(maxsize=None)
def message_reader(schema: str) -> Reader:
    """Return the reader of a message: an object that knows its fields."""
    properties = document()["schemas"][schema].get("properties", {})
    readers: dict[str, Reader] = {}

    def reader_of(name: str, part: Any) -> Reader:
        if name not in properties:
            raise _unknown_name(name, "Cannot find field.")
        if isinstance(part, list) and properties[name].get("type") != "array":
            raise _unknown_name(name, "Proto field is not repeating, cannot start list.")
        return readers.setdefault(name, _field_reader(properties[name], name))

    def read(value: Any) -> Json:
        if not isinstance(value, dict):
            raise _invalid(value, _PACKAGE + schema)
        parts = [(name, part, reader_of(name, part)) for name, part in value.items()]
        message, name = {}, ""
        try:
            for name, part, reader in parts:
                if part is not None:
                    message[name] = reader(part)
        except Misfit as misfit:
            raise misfit.inside(name) from None
        return message

    return read


def _unknown_name(name: str, why: str) -> Misfit:
    return Misfit(f'Invalid JSON payload received. Unknown name "{name}"{{at}}: {why}')


def _field_reader(description: Json, name: str) -> Reader:
    if "$ref" in description:
        return _message_field(description["$ref"])
    kind = description["type"]
    if kind == "array":
        return _list_reader(description["items"], name)
    if "enum" in description:
        return _enum_reader(frozenset(description["enum"]), name)
    return _READERS[kind]


def _message_field(schema: str) -> Reader:
    """Return a reader that is made when first used: messages hold each other in circles."""

    def read(value: Any) -> Any:
        return message_reader(schema)(value)

    return read


def _list_reader(items: Json, name: str) -> Reader:
    if items.get("items", {}).get("type") == "any":
        return _rows_reader
    reader, kind = _field_reader(items, name), _type_name(items, name)

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise _invalid(value, kind)
        done: list[Any] = []
        try:
            done.extend(map(reader, value))
        except Misfit as misfit:
            raise misfit.inside(len(done)) from None
        return done

    return read


def _rows_reader(value: Any) -> list[Any]:
    """Read what the API calls a list of ``ListValue``: rows of anything."""
    kind = "type.googleapis.com/google.protobuf.ListValue"
    if not isinstance(value, list):
        raise _invalid(value, kind)
    for number, row in enumerate(value):
        if not isinstance(row, list):
            raise _invalid(row, kind).inside(number)
    return value


def _map(value: Any) -> Json:
    if not isinstance(value, dict):
        raise _invalid(value, "type.googleapis.com/google.protobuf.Struct")
    return value


def _enum_reader(choices: frozenset[str], name: str) -> Reader:
    def read(value: Any) -> str:
        if value not in choices:
            raise _invalid(value, _PACKAGE + name[0].upper() + name[1:])
        return str(value)

    return read


def _integer(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31:
        return value
    if isinstance(value, float) and value.is_integer():
        return _integer(int(value))
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return _integer(int(value))
    raise _invalid(value, "TYPE_INT32")


def _number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise _invalid(value, "TYPE_DOUBLE")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _invalid(value, "TYPE_STRING")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _invalid(value, "TYPE_BOOL")
    return value


_READERS: dict[str, Reader] = {
    "object": _map,
    "integer": _integer,
    "number": _number,
    "string": _text,
    "boolean": _truth,
}


def _type_name(description: Json, name: str) -> str:
    if "$ref" in description:
        return _PACKAGE + str(description["$ref"])
    if "enum" in description:
        return _PACKAGE + name[0].upper() + name[1:]
    names = {"boolean": "TYPE_BOOL", "integer": "TYPE_INT32", "number": "TYPE_DOUBLE"}
    return names.get(description.get("type", ""), "TYPE_STRING")


def _invalid(value: Any, kind: str) -> Misfit:
    shown = json.dumps(value, ensure_ascii=False)
    return Misfit(f"Invalid value{{at}} ({kind}), {shown}")
