"""The answers `init` asks for when there is no configuration: read, and checked by trying them."""

from __future__ import annotations

import json
import os
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, Callable, Generic, Iterable, Mapping, TypeVar

from sheets_runner.clevertap.settings import REGIONS
from sheets_runner.clevertap.transport import HttpTransport
from sheets_runner.clock import Clock
from sheets_runner.config import (
    AppSettings,
    ConnectorSettings,
    GoogleSettings,
    SheetSettings,
    values,
)
from sheets_runner.errors import ConfigError
from sheets_runner.log import redact
from sheets_runner.run.doctor import READ_SECONDS, account, machine, spreadsheet, workbook
from sheets_runner.run.doctor.findings import Finding
from sheets_runner.run.doctor.trail import Link
from sheets_runner.run.setup_place import (
    Place,
    file_at,
    place_of,
    spreadsheet_at,
    storable,
    unquoted,
)
from sheets_runner.workbook.google import GoogleOptions, keys

APP = "main"
"""What the account's section is called."""
USUAL_KEY = "service_account.json"
OTHER_SIGN_INS = ("authorized_user", "external_account", "impersonated_service_account")
"""https://cloud.google.com/docs/authentication/application-default-credentials"""
Answer = TypeVar("Answer")

_SECTION = f"[{APP}]"
_CREDENTIALS = "credentials in [google]"
"""How settings are spoken of, which nobody has seen yet who is asked for them."""

_NO_SIGN_IN = (
    "This machine has no sign-in to Google of its own. Name the key file of a service account;"
    ' README.md, "Set it up", says how to get one.'
)
_NO_KEY = (
    "This is not the key of a service account but another file, such as that of an OAuth client."
    ' README.md, "Set it up", says how to get one.'
)
_OTHER = (
    f"It is another sign-in ({{type}}), not the key of a service account. To use it, press Ctrl+C,"
    f" let {keys.FILE_VARIABLE} name it, start again, and answer with Enter alone (docs/google.md)."
)


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """Something to ask for.

    Attributes:
        words: What people read.
        read: Returns what an answer means; raises ValueError with a sentence where it cannot be.
        hidden: Whether nobody may see what is typed.
        blank: What an empty answer means; empty where there has to be one.
    """

    words: str
    read: Callable[[str], Answer]
    hidden: bool = False
    blank: str = ""


def refuse_servers(base_url: str, api_base: str) -> None:
    """Raise where a passcode or a key may not be sent to a server.

    Args:
        base_url: That of CleverTap; empty for its own.
        api_base: That of Google; empty for its own.

    Raises:
        ConfigError: The message says which.
    """
    AppSettings(APP, "-", "-", base_url=base_url)
    keys.api_address(api_base)


# --- what is asked ---

_BLANK = AppSettings(APP, "-", "-")


def _of_account(key: str, text: str) -> str:
    """Return a value of an account, which its settings check."""
    try:
        return str(getattr(replace(_BLANK, **{key: storable(text)}), key))
    except ConfigError as error:
        raise ValueError(str(error).replace(f"{_SECTION} ", "", 1)) from None


ACCOUNT: Mapping[str, Question[str]] = {
    "account_id": Question(
        "Account id (Settings > Project in CleverTap's dashboard; it is not shown)",
        partial(_of_account, "account_id"),
        hidden=True,
    ),
    "passcode": Question(
        "Passcode (beside it; it is not shown)", partial(_of_account, "passcode"), hidden=True
    ),
    "region": Question(
        "Region, the first word of the dashboard's address (in1.dashboard.clevertap.com):"
        f" {', '.join(REGIONS)}; a dashboard called global is eu1",
        lambda text: _of_account("region", text.lower()),
    ),
    "timezone": Question(
        "Time zone of the project, as its settings name it, such as Asia/Kolkata", values.zone
    ),
}
"""By the attributes of an `AppSettings`."""
PLACE = Question(
    "Address of your Google spreadsheet, or path of an .xlsx file",
    lambda text: place_of(unquoted(text)),
)
SPREADSHEET = Question(
    "Address of the spreadsheet, once it is shared", lambda text: spreadsheet_at(unquoted(text))
)


def key_file(api_base: str) -> Question[GoogleSettings]:
    """Return the question how to sign in to Google Sheets.

    Args:
        api_base: Another server to ask than Google's; empty for that.
    """
    return Question(
        'Key file of the service account (README.md, "Set it up": how to get one)',
        lambda text: _signing_in(unquoted(text), api_base),
        blank="Enter alone signs in without one (docs/google.md)",
    )


def usual_key() -> str:
    """Return the key file's usual name where there is one, else nothing."""
    return USUAL_KEY if Path(USUAL_KEY).exists() else ""


def _signing_in(path: str, api_base: str) -> GoogleSettings:
    google = GoogleSettings(str(file_at(storable(path))) if path else "", api_base)
    if path:
        _refuse_other_files(Path(google.credentials))
    try:
        _email(google)
    except ConfigError as error:
        own = path or os.environ.get(keys.FILE_VARIABLE)
        said = str(error).replace(_CREDENTIALS, "The key file", 1) if own else _NO_SIGN_IN
        raise ValueError(said) from None
    return google


def _refuse_other_files(path: Path) -> None:
    """Raise for what the Google Cloud console and gcloud also give out; `keys` tells the rest."""
    found: Any = None
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text("utf-8-sig"))
    if not isinstance(found, dict):
        return
    kind = found.get("type")
    if kind in OTHER_SIGN_INS:
        raise ValueError(_OTHER.format(type=kind))
    if kind != "service_account":
        raise ValueError(_NO_KEY)


def _email(google: GoogleSettings) -> str:
    """Return the e-mail address of whoever signs in, empty where it is not known.

    Raises:
        ConfigError: There is no sign-in that can be used.
    """
    from sheets_runner.workbook.google.library import connect

    with closing(connect(GoogleOptions(google.credentials, google.api_base))) as client:
        return client.email


def invitation(google: GoogleSettings) -> str:
    """Return with whom a spreadsheet is to be shared.

    Raises:
        ConfigError: There is no sign-in that can be used any more.
    """
    who = _email(google) or "the account that signs in here"
    return f"Share the spreadsheet with {who} as Editor (Share, in its top corner)."


def refuse_without_sign_in(path: Path, google: GoogleSettings) -> None:
    """Raise where a configuration does not say how to sign in to Google, nor does this machine.

    Args:
        path: The configuration.
        google: What it says.

    Raises:
        ConfigError: The message holds the lines to add.
    """
    try:
        google.credentials or _email(google)
    except ConfigError as error:
        raise ConfigError(
            f"{path} does not say how to sign in to Google. {_NO_SIGN_IN} Put it beside {path}, add"
            f" these lines to that, and run init again:\n\n[google]\ncredentials = {USUAL_KEY}\n"
        ) from error


# --- how it is tried ---


def account_trouble(app: AppSettings, clock: Clock) -> str:
    """Return what is wrong with an account, by a count and its records; empty for nothing.

    Args:
        app: The account.
        clock: Says which days are recent.
    """
    with closing(HttpTransport(read_seconds=READ_SECONDS)) as transport:
        asker = account.Asker(ConnectorSettings(), clock, machine.Watch(transport, clock.now))
        said = _broken(account.findings(app, asker))
    return redact(said.replace(_SECTION, "this account"), (app.account_id, app.passcode))


def spreadsheet_trouble(address: str, google: GoogleSettings, clock: Clock) -> str:
    """Return why a spreadsheet cannot be read and written; empty for nothing.

    Args:
        address: Its address or id.
        google: How to sign in.
        clock: Says what time it is.
    """
    sheet = SheetSettings("new", None, (APP,), spreadsheet=values.spreadsheet(address))
    said = _broken(spreadsheet.findings(sheet, google, clock.now()))
    return said.replace(_CREDENTIALS, "this answer")


def workbook_trouble(place: Place) -> str:
    """Return why a workbook that is there cannot be read and written; empty for nothing."""
    if not place.workbook or not file_at(place.workbook).exists():
        return ""
    path = file_at(place.workbook)
    sheet = SheetSettings("new", path, (APP,))
    return _broken(workbook.findings(sheet, path, ConnectorSettings().state_dir))


def _broken(findings: Iterable[Finding]) -> str:
    """Return the first trouble before the tabs, with which no answer has to do."""
    ours = takewhile(lambda one: one.link != Link.TAB.words, findings)
    return next((one.said for one in ours if one.kind.is_broken), "")
