"""Where a sign-in may be sent, and a service account's key as a person gives it: read and checked.

`library.py` signs in with it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from sheets_runner.errors import ConfigError
from sheets_runner.workbook.google.state import Json

API = "https://sheets.googleapis.com"
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
"""https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests"""

FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
"""Names a file: https://cloud.google.com/docs/authentication/application-default-credentials."""

NEW_KEY = "Take a JSON key of the service account as the Google Cloud console gives it."
LONGEST_PATH = 200
"""Characters of a file's name that a message repeats; a key put in its place is longer."""

_HOME = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")
_LOGIN = re.compile(r"[^/]*@")
_ADDRESS = re.compile(r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?(/?)", re.IGNORECASE)


def api_address(api_base: str) -> str:
    """Return scheme and host of the API, without a slash at the end.

    Raises:
        ConfigError: A sign-in may not be sent there.
    """
    if not api_base:
        return API
    address = _ADDRESS.fullmatch(api_base)
    if address and (address.group(1).lower() == "https" or is_home(api_base)):
        return api_base.rstrip("/")
    raise ConfigError(
        f'[google] api_base = "{_LOGIN.sub("…@", api_base)}": Write https:// and a host, no user'
        " and no path; http:// would show the sign-in to others, so it is for this machine alone"
        " (127.0.0.1)."
    )


def origin(url: str) -> str:
    """Return an address's scheme, host and port."""
    address = _ADDRESS.match(url)
    return address.group().rstrip("/") if address else ""


def is_home(url: str) -> bool:
    """Tell whether an address, without a user, is on this machine."""
    home = origin(url)
    return bool(home and _HOME.fullmatch(urlsplit(home).hostname or "")) and "@" not in url


def service_account(credentials: str) -> Json | None:
    """Return a service account's key, None where Application Default Credentials are to be found.

    A key that the variable for those names is read here too, so that it is checked like any other.

    Args:
        credentials: A file's path, or JSON; empty where none was configured.

    Raises:
        ConfigError: It cannot be read, or is not the whole key of a service account.
    """
    place = "credentials in [google]" if credentials else FILE_VARIABLE
    named = credentials or os.environ.get(FILE_VARIABLE, "")
    if not named:
        return None
    key = _parse(named, place)
    if key.get("type") == "service_account":
        return _checked(key, place)
    if not credentials:
        return None
    raise ConfigError(
        f'{place} is not the key of a service account: its type is "{_short(key.get("type"))}".'
        f" {NEW_KEY} For other ways to sign in, leave credentials empty and set {FILE_VARIABLE}."
    )


def _parse(named: str, place: str) -> Json:
    text = named if named.lstrip().startswith("{") else _read(named, place)
    try:
        key = json.loads(text)
    except ValueError:
        key = None
    if not isinstance(key, dict):
        raise ConfigError(f"{place} is not a key: it is not whole JSON. {NEW_KEY}")
    return key


def _read(path: str, place: str) -> str:
    try:
        return Path(path).read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a text file"
    # Outside the handler: the foreign error holds what may be a key.
    raise ConfigError(f'{place}: the file "{_short(path)}" cannot be read ({reason}). {NEW_KEY}')


def _checked(key: Json, place: str) -> Json:
    for name in ("client_email", "private_key", "token_uri"):
        if not (isinstance(key.get(name), str) and key[name]):
            raise ConfigError(f"{place} is not a whole key: it has no {name}. {NEW_KEY}")
    address = key["token_uri"]
    if address == TOKEN_URI or is_home(address):
        return key
    raise ConfigError(
        f'{place}: token_uri is "{_short(_LOGIN.sub("…@", address))}", but the key may be shown to'
        f" {TOKEN_URI} alone. {NEW_KEY}"
    )


def _short(value: object) -> str:
    """Return what a message may repeat of a value."""
    text = str(value)
    return text if len(text) <= LONGEST_PATH and "PRIVATE KEY" not in text else "…"
