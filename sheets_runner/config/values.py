"""Single values of a configuration: what each may be, and a sentence that helps where it is not."""

from __future__ import annotations

import re
from pathlib import Path

from sheets_runner.errors import ConfigError

LOG_TAB = "Run log"
"""The tab of the run log, beside a sheet's own two."""
LISTS_TAB = "_Lists"
"""The hidden tab of the names that CleverTap knows."""

_KEPT = {
    LOG_TAB.casefold(): "The run log is",
    LISTS_TAB.casefold(): "The names that CleverTap knows are",
}

_ZONE_ADVICE = (
    "Write it as continent and city, such as Asia/Kolkata. Short forms such as IST stand for"
    " several."
)
_ZONE = re.compile(r"[A-Za-z]+(?:/[\w+-]+)+|\A(?:UTC|GMT)\Z", re.ASCII | re.IGNORECASE)

_NOT_IN_EXCEL = re.compile(
    r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]|^'|'$|^history$", re.IGNORECASE
)
_NOT_IN_GOOGLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

_ID = "[A-Za-z0-9_-]{20,}"
"""Ids of spreadsheets; what is shorter is a word
(https://developers.google.com/workspace/sheets/api/guides/concepts)."""
_ADDRESS = re.compile(
    rf"(?:https?://)?docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/\d+/)?d/({_ID})(?:[/?#].*)?"
)
"""As browsers show it; ``a/`` stands before a company's domain, ``u/`` before the number of one of
several accounts. That of a published copy has another form, and cannot be written to."""


def zone(text: str) -> str:
    """Read an IANA time zone, whatever its capitals and whatever menus put around it.

    dateutil alone would take POSIX rules and files, too.
    """
    from dateutil import tz

    found = _ZONE.findall(text)
    name = found[0] if len(found) == 1 else ""
    written = (name, name.upper(), name.title())
    known = next((way for way in written if way and tz.gettz(way)), "")
    if not known:
        raise ValueError(_ZONE_ADVICE)
    return known


def path(text: str) -> Path:
    """Read a file's path, which may begin in a home folder.

    Raises:
        ConfigError: Nobody knows that home folder.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError:
        home = Path(text).parts[0]
        raise ConfigError(f"There is no home folder {home} here. Write the whole path.") from None


def credentials(text: str) -> str:
    """Read a key, or the path of its file."""
    text = text.strip()
    return text if text.startswith("{") else str(path(text))


def excel_tab(text: str) -> str:
    """Read the name of a tab as Excel allows it; its 31 characters are UTF-16 units."""
    return _tab(
        text,
        31,
        _NOT_IN_EXCEL,
        "it has at most 31 characters, none of [ ] : * ? / \\, no apostrophe at either end, and is "
        "not History",
    )


def google_tab(text: str) -> str:
    """Read the name of a tab that people made in Google Sheets."""
    return _tab(
        text, 100, _NOT_IN_GOOGLE, "it has at most 100 characters, and no control characters"
    )


def google_output(text: str) -> str:
    """Read the name of a tab that the runner may have to make in Google Sheets."""
    return _tab(
        text,
        100,
        _NOT_IN_EXCEL,
        "it has at most 100 characters and, so that the spreadsheet can be downloaded as .xlsx, "
        "none of [ ] : * ? / \\, no apostrophe at either end, and is not History",
    )


def _tab(text: str, most: int, forbidden: re.Pattern[str], rules: str) -> str:
    kept = _KEPT.get(text.casefold())
    if kept:
        raise ValueError(f"{kept} kept in that tab. Name another.")
    if forbidden.search(text) or len(text.encode("utf-16-le")) > most * 2:
        raise ValueError(f"No tab can have that name: {rules}. Name another.")
    return text


def spreadsheet(text: str) -> str:
    """Read the address of a Google spreadsheet, or its id; return the id."""
    found = _ADDRESS.fullmatch(text)
    if not found and not re.fullmatch(_ID, text):
        raise ValueError(
            "Open the spreadsheet and copy its address from the browser, such as "
            "https://docs.google.com/spreadsheets/d/ID/edit; the ID in it alone does as well."
        )
    return found[1] if found else text
