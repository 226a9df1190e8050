"""Update masks: the fields of a message that a request changes.

A field of the mask that the request does not give is cleared; ``*`` stands for all fields:
https://developers.google.com/workspace/sheets/api/guides/field-masks#update-with-field-masks.
"""

from __future__ import annotations

from typing import Any

from tests.emulators.google_sheets import masks
from tests.emulators.google_sheets.colors import STYLE, settled
from tests.emulators.google_sheets.masks import Mask
from tests.emulators.google_sheets.model import ApiError, Json, refused


def update_mask(request: Json, schema: str) -> Mask:
    """Return the mask of a request that changes part of a message.

    Args:
        request: The request, with its ``fields``.
        schema: The message's name in the discovery document.

    Raises:
        ApiError: There is none (the words are quoted in users' logs), or the message has no such
            field (the words are a guess).
    """
    text = request.get("fields", "")
    if not text.strip():
        raise refused(
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
        )
    try:
        return _with_twins(masks.parse(text, schema))
    except ApiError as error:
        raise refused(f"Invalid field: {text}") from error


def _with_twins(mask: Mask) -> Mask:
    """Return a mask that covers both names of each colour in it."""
    if mask.parts is None:
        return mask
    parts = {name: _with_twins(part) for name, part in mask.parts.items()}
    for name in mask.parts:
        twin = name[: -len(STYLE)] if name.endswith(STYLE) else name + STYLE
        if "color" in name.lower() and name != "rgbColor":
            parts[twin] = masks.EVERYTHING
    return Mask(parts)


def said(message: Json) -> Json:
    """Return a message as proto3 says it: fields that have their default are left out.

    https://protobuf.dev/programming-guides/json/; it is so for the properties of tabs, rows and
    columns, not for formats, where ``"bold": false`` is said (``CellTest.test_merge_cells`` of
    gspread's cassettes).
    """
    return {name: value for name, value in message.items() if value not in (0, "")}


def merged(old: Json, given: Json, mask: Mask) -> Json:
    """Return a message after an update; neither the old nor the given one is changed.

    Args:
        old: The message as it was.
        given: What the request says; its colours become those that Sheets keeps.
        mask: Which fields the update is about.
    """
    given = settled(given)
    return _merged(old, given, mask)


def _merged(old: Json, given: Json, mask: Mask) -> Json:
    if mask.parts is None:
        return given
    result = dict(old)
    for name, part in mask.parts.items():
        value: Any = given.get(name)
        if part.parts is not None:
            value = _merged(old.get(name, {}), value or {}, part)
        if value is None or (value == {} and part.parts is not None):
            result.pop(name, None)
        else:
            result[name] = value
    return result
