"""``config.ini`` and the environment as `Settings`: every value checked, every fault named.

A section with ``id`` and ``password`` is an app, ``[sheet.NAME]`` a workbook or a spreadsheet;
``[connector]``, ``[privacy]`` and ``[google]`` hold what their names say. ``config.example.ini``
explains each key.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Mapping, Sequence

from sheets_runner.clevertap import ini
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings, default_state_dir
from sheets_runner.config import sheets, values
from sheets_runner.config.sheets import SHEET, SheetSettings
from sheets_runner.config.values import LISTS_TAB, LOG_TAB
from sheets_runner.errors import ConfigError

__all__ = [
    "LISTS_TAB",
    "LOG_TAB",
    "AppSettings",
    "ConnectorSettings",
    "GoogleSettings",
    "Settings",
    "SheetSettings",
    "load",
]

_KEY_LINE = re.compile(r"[A-Za-z0-9+/=]{16,}")
"""A line of a private key, or another value of a key file that nobody should see in a log."""


@dataclass(frozen=True)
class GoogleSettings:
    """``[google]``.

    Attributes:
        credentials: The key file of a service account, or what stands in one (it begins with
            ``{``); empty for Application Default Credentials
            (https://cloud.google.com/docs/authentication/application-default-credentials).
        api_base: A server to ask instead of Google's; empty for Google's.
        lease_seconds: How long after its last sign of life a run keeps others off a spreadsheet.
        publish_cells: The most cells of records that a tab is given; more go to a CSV file.
    """

    credentials: str = field(default="", repr=False)
    api_base: str = ""
    lease_seconds: int = 600
    publish_cells: int = 500_000

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show: the lines of the private key, where it stands in the settings."""
        inline = self.credentials.startswith("{")
        # JSON may write a slash as \/, and writes a line's end as \n.
        plain = self.credentials.replace(r"\/", "/").replace(r"\n", "\n")
        return tuple(_KEY_LINE.findall(plain)) if inline else ()


@dataclass(frozen=True)
class Settings:
    """All that ``config.ini`` says.

    Attributes:
        path: The file.
        apps: By section name.
        connector: ``[connector]``.
        google: ``[google]``.
        sheets: By name.
        mask: ``[privacy] mask``.
    """

    path: Path
    apps: Mapping[str, AppSettings]
    connector: ConnectorSettings
    google: GoogleSettings
    sheets: Mapping[str, SheetSettings]
    mask: bool

    def app(self, name: str) -> AppSettings:
        """Return an account by its section's name.

        Raises:
            ConfigError: There is no such section.
        """
        if name not in self.apps:
            hint = ini.meant(name, self.apps)
            raise ConfigError(f"{self.path}: no section [{name}] has id and password.{hint}")
        return self.apps[name]

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no log may show."""
        accounts = (
            secret for app in self.apps.values() for secret in (app.account_id, app.passcode)
        )
        return (*accounts, *self.google.secrets)

    def sheet_for_path(self, path: str | Path) -> SheetSettings:
        """Return the settings of a workbook: of the section that names it, else the defaults.

        Raises:
            ConfigError: It is no ``.xlsx``, several sections name it, or no app can be chosen;
                or nobody knows the home folder it begins with.
        """
        file = values.path(str(path)).resolve()
        named = [
            sheet
            for sheet in self.sheets.values()
            if sheet.workbook and sheet.workbook.resolve() == file
        ]
        section = ini.Section(self.path, SHEET + file.stem, {"workbook": str(file)}, {})
        return self._only(named, file) or sheets.read(section, self.apps, mask=self.mask)

    def sheet_for_spreadsheet(self, address: str) -> SheetSettings | None:
        """Return the settings of the section that names a spreadsheet, None where none does.

        Args:
            address: Its address or id; anything else names no spreadsheet.

        Raises:
            ConfigError: Several sections name it.
        """
        try:
            wanted = values.spreadsheet(address)
        except ValueError:
            return None
        named = [sheet for sheet in self.sheets.values() if sheet.spreadsheet == wanted]
        return self._only(named, address)

    def _only(self, named: Sequence[SheetSettings], what: object) -> SheetSettings | None:
        if len(named) > 1:
            names = " and ".join(f"[{SHEET}{sheet.name}]" for sheet in named)
            raise ConfigError(f"{self.path}: {names} both name {what}. Say which one to run.")
        return next(iter(named), None)


def load(path: str | Path, environ: Mapping[str, str] | None = None) -> Settings:
    """Read a ``config.ini``.

    Args:
        path: The file, UTF-8 with or without a byte order mark.
        environ: Where ``${NAME}`` in a value is taken from; the process's own by default.

    Raises:
        ConfigError: The message names file, section, key, value and remedy.
    """
    file, env = Path(path), os.environ if environ is None else environ
    sections = ini.read(file, env)
    apps = {name: _app(section) for name, section in sections.items() if _is_app(section)}
    own = {name: _own(sections, name, readers) for name, readers in OWN.items()}
    mask = own["privacy"].get("mask", True)
    found = {
        name[len(SHEET) :]: sheets.read(section, apps, mask=mask)
        for name, section in sections.items()
        if sheets.is_sheet(section)
    }
    return Settings(
        file,
        MappingProxyType(apps),
        ConnectorSettings(**{"state_dir": default_state_dir(env), **own["connector"]}),
        _google(file.parent, **own["google"]),
        MappingProxyType(found),
        mask,
    )


APP: dict[str, ini.Reader] = {
    "id": str,
    "password": str,
    "region": str,
    "timezone": values.zone,
    "base_url": str,
}
"""An app's keys; others in its section are its owner's."""

OWN: dict[str, dict[str, ini.Reader]] = {
    "connector": {
        "requests_in_flight": ini.whole(1),
        "max_pending": ini.whole(1),
        "retry_seconds": ini.whole(0),
        "wait_seconds": ini.whole(0),
        "page_size": ini.whole(23, 5000),
        "state_dir": values.path,
    },
    "privacy": {"mask": ini.switch},
    "google": {
        "credentials": values.credentials,
        "api_base": str,
        "lease_seconds": ini.whole(30),
        "publish_cells": ini.whole(1),
    },
}
"""The runner's own sections and their keys."""


def _is_app(section: ini.Section) -> bool:
    """Tell an app's section; what is neither an app's nor the runner's is the owner's own."""
    name = section.name
    if name in OWN or sheets.is_sheet(section):
        return False
    given = [key for key in ("id", "password") if section.raw.get(key)]
    if len(given) == 1:
        section.refuse(f"has {given[0]}, but an app needs both id and password.")
    hint = ini.meant(name, [*OWN, SHEET])
    if not given and hint:
        section.refuse(f"is not a section of the runner.{hint}")
    return bool(given)


def _app(section: ini.Section) -> AppSettings:
    found = section.only(APP).values(APP)
    account_id, passcode = found.pop("id", ""), found.pop("password", "")
    try:
        return AppSettings(section.name, account_id, passcode, **found)
    except ConfigError as error:
        raise ConfigError(f"{section.file}: {error}") from None


def _own(
    sections: Mapping[str, ini.Section], name: str, readers: Mapping[str, ini.Reader]
) -> dict[str, Any]:
    return sections[name].values(readers) if name in sections else {}


def _google(folder: Path, credentials: str = "", **others: Any) -> GoogleSettings:
    """Return ``[google]``; a relative path starts at the configuration's folder."""
    if credentials and not credentials.startswith("{"):
        credentials = str(folder / credentials)
    return GoogleSettings(credentials, **others)
