"""Text between a file and people: the escapes of ``ST_Xstring``, and what openpyxl does to them.

In a workbook file ``_x000D_`` stands for the character U+000D and ``_x005F_`` for the underscore
of a text that only looks like an escape (ECMA-376 part 1, 22.9.2.19). openpyxl neither makes nor
reads them; it drops every ``x005F_`` while reading, and white space that stands alone is lost
because it does not mark it as ``xml:space="preserve"``.
"""

from __future__ import annotations

import re

# Surrogates are left out: a lone one could not be written again.
ESCAPED = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
# An underscore is escaped also where the escape of a following "\\r" would complete its pattern.
NEEDS_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}(?:_|\r))|\r")

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold (section 2.2); "\\r" is kept by its escape."""

TEXT_ELEMENT = re.compile(rb"(<(?:\w+:)?t(?: [^>]*)?>)([^<]*)(?=</)")


def escape(text: str) -> str:
    """Return the text as a workbook file holds it."""
    if not text.strip():
        return "".join(map(_code, text))
    return NEEDS_ESCAPE.sub(lambda found: _code(found[0]), text)


def unescape(stored: str) -> str:
    """Return the text that a workbook file means."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), stored)


def units(text: str) -> int:
    """Return the length of a text as Excel counts it: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def prepare(part: bytes) -> bytes:
    """Return a worksheet or string table in the form that openpyxl reads without loss.

    Escaped underscores are doubled, so that what openpyxl drops leaves what was there; blank text
    is spelled out.
    """
    return TEXT_ELEMENT.sub(_kept, part)


def _code(character: str) -> str:
    return f"_x{ord(character):04X}_"


def _kept(found: re.Match[bytes]) -> bytes:
    opening, text = found[1], found[2]
    if text and not text.strip():
        text = b"".join(b"_x%04X_" % code for code in text)
    return opening + text.replace(b"x005F_", b"x005Fx005F__")
