"""The answers `init` asks for when there is no configuration: read, and checked by trying them."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Generic, Iterable, Mapping, TypeVar

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
from sheets_runner.log import redact
from sheets_runner.run.doctor import READ_SECONDS, account, machine, spreadsheet
from sheets_runner.run.doctor.findings import Finding, Kind
from sheets_runner.run.setup_place import place_of, spreadsheet_at
from sheets_runner.workbook.google import keys

APP = "main"
"""What the account's section is called."""
Answer = TypeVar("Answer")

_LATER = (Kind.INPUT_TAB, Kind.HEADERS, Kind.LEASE)
"""What is wrong with a tab or with the moment, and no answer can mend."""
_VARIABLE = re.compile(r"\$\{\w+\}")


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


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """Something to ask for.

    Attributes:
        words: What people read.
        read: Returns what an answer means; raises ValueError with a sentence where it cannot be.
        hidden: Whether nobody may see what is typed.
    """

    words: str
    read: Callable[[str], Answer]
    hidden: bool = False


def _account_id(text: str) -> str:
    return AppSettings(APP, _storable(text), "-").account_id


def _passcode(text: str) -> str:
    return AppSettings(APP, "-", _storable(text)).passcode


def _region(text: str) -> str:
    return AppSettings(APP, "-", "-", text.lower()).region


def _key_file(text: str) -> str:
    path = str(Path(_storable(text)).expanduser().resolve())
    keys.service_account(path)
    return path


def _storable(text: str) -> str:
    if _VARIABLE.search(text):
        raise ValueError(
            "${…} would name an environment variable in config.ini. Type the value itself, or write"
            " config.ini by hand."
        )
    return text


ACCOUNT: Mapping[str, Question[str]] = {
    "account_id": Question("Account id (Settings > Project in CleverTap's dashboard)", _account_id),
    "passcode": Question("Passcode (beside it; it is not shown)", _passcode, hidden=True),
    "region": Question(
        "Region, the first word of the dashboard's address (in1.dashboard.clevertap.com):"
        f" {', '.join(REGIONS)}; a dashboard called global is eu1",
        _region,
    ),
    "timezone": Question(
        "Time zone of the project, as its settings name it, such as Asia/Kolkata", values.zone
    ),
}
"""By the attributes of an `AppSettings`."""
PLACE = Question("Address of your Google spreadsheet, or path of an .xlsx file", place_of)
KEY_FILE = Question("Key file of the service account (docs/google.md: how to get one)", _key_file)
SPREADSHEET = Question("Address of the spreadsheet, once it is shared", spreadsheet_at)


def invitation(path: str) -> str:
    """Return with whom a spreadsheet is to be shared.

    Args:
        path: The service account's key file.

    Raises:
        ConfigError: It is none any more.
    """
    key = keys.service_account(path) or {}
    return f"Share the spreadsheet with {key['client_email']} as Editor (Share, in its top corner)."


def account_trouble(app: AppSettings, clock: Clock) -> str:
    """Return what is wrong with an account, by one count; empty for nothing.

    Only where CleverTap does not give it more is asked, to find out why.

    Args:
        app: The account.
        clock: Says which days are recent.
    """
    with closing(HttpTransport(read_seconds=READ_SECONDS)) as transport:
        watch = machine.Watch(transport, clock.now)
        asker = account.Asker(ConnectorSettings(), clock, watch)
        if asker.verdict(app) is None:
            return ""
        return redact(_broken(account.findings(app, asker)), (app.account_id, app.passcode))


def spreadsheet_trouble(address: str, google: GoogleSettings, clock: Clock) -> str:
    """Return why a spreadsheet cannot be read and written; empty for nothing.

    Args:
        address: Its address or id.
        google: How to sign in.
        clock: Says what time it is.
    """
    sheet = SheetSettings("new", None, (APP,), spreadsheet=values.spreadsheet(address))
    return _broken(spreadsheet.findings(sheet, google, clock.now()))


def _broken(findings: Iterable[Finding]) -> str:
    broken = (one for one in findings if one.kind.is_broken and one.kind not in _LATER)
    return next((one.said for one in broken), "")
