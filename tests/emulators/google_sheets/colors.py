"""Colours as Sheets keeps them: 255 steps for each of red, green and blue.

gspread's cassettes hold both ends: ``WorksheetTest.test_format`` sends ``{"red": 1, "green": 0,
"blue": 0.5}`` and reads ``{"red": 1, "blue": 0.49803922}``. Every colour is told twice, as
``backgroundColor`` and as ``backgroundColorStyle.rgbColor``, of which the latter is stronger:
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/cells#cellformat.
"""

from __future__ import annotations

from functools import lru_cache
from struct import pack, unpack
from typing import Any

from tests.emulators.google_sheets.model import Json

STEPS = 255
CHANNELS = ("red", "green", "blue")
STYLE = "Style"


def settled(value: Any) -> Any:
    """Return part of a request with all its colours as Sheets keeps them."""
    if isinstance(value, list):
        return [settled(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {
        name: _color(part) if _is_color(name, part) else settled(part)
        for name, part in value.items()
    }
    for name in [name for name in told if _is_color(name, told[name]) and name != "rgbColor"]:
        told.setdefault(name + STYLE, {"rgbColor": told[name]})
    for name in [name for name in told if name.lower().endswith("color" + STYLE.lower())]:
        if "rgbColor" in told[name]:
            told[name[: -len(STYLE)]] = told[name]["rgbColor"]
    return told


def _is_color(name: str, value: Any) -> bool:
    return name.lower().endswith("color") and isinstance(value, dict)


def _color(color: Json) -> Json:
    channels = {name: _channel(color[name]) for name in CHANNELS if color.get(name)}
    return {name: value for name, value in channels.items() if value}


@lru_cache(maxsize=1024)
def _channel(share: float) -> float:
    """Return a channel in whole steps, written with as few digits as tell it."""
    step = int(_single(_single(share) * STEPS))
    if step in (0, STEPS):
        return step // STEPS
    exact = _single(step / STEPS)
    rounded = (float(f"{exact:.{digits}g}") for digits in range(1, 10))
    return next(short for short in rounded if _single(short) == exact)


def _single(number: float) -> float:
    """Return the single-precision number nearest to a number."""
    single: float = unpack("f", pack("f", number))[0]
    return single
