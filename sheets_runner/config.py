"""``config.ini`` and the environment as `Settings`: every value checked, every fault named.

A section with ``id`` and ``password`` is an app, ``[sheet.NAME]`` a workbook; ``[connector]``,
``[privacy]`` and ``[google]`` hold what their names say. ``config.example.ini`` explains each key.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Mapping

from sheets_runner.clevertap import ini
from sheets_runner.clevertap.settings import AppSettings, ConnectorSettings, default_state_dir
from sheets_runner.errors import ConfigError

__all__ = [
    "AppSettings",
    "ConnectorSettings",
    "GoogleSettings",
    "Settings",
    "SheetSettings",
    "load",
]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHEET = "sheet."
LOG_TAB = "Run log"
"""The tab of the run log, beside a sheet's own two."""


@dataclass(frozen=True)
class GoogleSettings:
    """``[google]``, as it is written; empty where it is not.

    Attributes:
        credentials: The key file of a service account.
        api_base: A server to ask instead of Google's.
    """

    credentials: str = ""
    api_base: str = ""


@dataclass(frozen=True)
class SheetSettings:
    """One workbook and how it is read and written.

    Attributes:
        name: What follows ``sheet.`` in the section's name.
        workbook: The ``.xlsx``.
        input: The tab with the questions.
        output: The tab with the answers.
        apps: The sections its rows may use, at least one.
        timezone: The workbook's IANA time zone; empty when its first app has none either.
        date_order: ``dmy``, ``mdy``, ``ymd``, or empty: not decided here.
        locale: Like ``en_GB``, or empty.
        week_start: 0 for Monday to 6 for Sunday.
        ignore_columns: Headers that are the team's own.
        max_records: Records written to a tab at most; None for the storage's own limit.
        final_after: How long after its range has ended a number is final.
        results_mode: ``history``, ``replace`` or ``append``.
        mask: Whether personal data is masked.
    """

    name: str
    workbook: Path
    apps: tuple[str, ...]
    timezone: str = ""
    input: str = "Queries"
    output: str = "Results"
    date_order: str = ""
    locale: str = ""
    week_start: int = 0
    ignore_columns: tuple[str, ...] = ()
    max_records: int | None = None
    final_after: timedelta = timedelta(hours=6)
    results_mode: str = "history"
    mask: bool = True


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

    def sheet_for_path(self, path: str | Path) -> SheetSettings:
        """Return the settings of a workbook: of the section that names it, else the defaults.

        Raises:
            ConfigError: It is no ``.xlsx``, several sections name it, or no app can be chosen.
        """
        file = Path(path).expanduser().resolve()
        named = [sheet for sheet in self.sheets.values() if sheet.workbook.resolve() == file]
        if len(named) > 1:
            names = " and ".join(f"[{SHEET}{sheet.name}]" for sheet in named)
            raise ConfigError(f"{self.path}: {names} both name {file}. Say which one to run.")
        if named:
            return named[0]
        section = ini.Section(self.path, SHEET + file.stem, {"workbook": str(file)}, {})
        return _sheet(section, self.apps, mask=self.mask)


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
    sheets = {
        name[len(SHEET) :]: _sheet(section, apps, mask=mask)
        for name, section in sections.items()
        if name.startswith(SHEET)
    }
    return Settings(
        file,
        MappingProxyType(apps),
        ConnectorSettings(**{"state_dir": default_state_dir(env), **own["connector"]}),
        GoogleSettings(**own["google"]),
        MappingProxyType(sheets),
        mask,
    )


def _zone(text: str) -> str:
    """Read an IANA time zone; dateutil alone would take POSIX rules and files, too."""
    from dateutil import tz

    name = _ZONE(text)
    if tz.gettz(name) is None:
        raise ValueError(_ZONE_ADVICE)
    return str(name)


_ZONE_ADVICE = "Write an IANA time zone, such as Asia/Kolkata."
_ZONE = ini.like(r"UTC|GMT|[A-Za-z]+(/[\w+-]+)+", _ZONE_ADVICE)

_UNTABLIKE = re.compile(
    r"[\x00-\x1f\[\]:*?/\\\ud800-\udfff\ufffe\uffff]|^'|'$|^history$", re.IGNORECASE
)


def _tab(text: str) -> str:
    """Read the name of a tab as Excel allows it; its 31 characters are UTF-16 units."""
    if text.casefold() == LOG_TAB.casefold():
        raise ValueError("The run log is kept in that tab. Name another.")
    if _UNTABLIKE.search(text) or len(text.encode("utf-16-le")) > 31 * 2:
        raise ValueError(
            "No tab can have that name: it has at most 31 characters, none of [ ] : * ? / \\, no"
            " apostrophe at either end, and is not History. Name another."
        )
    return text


APP: dict[str, ini.Reader] = {
    "id": str,
    "password": str,
    "region": str,
    "timezone": _zone,
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
        "state_dir": lambda text: Path(text).expanduser(),
    },
    "privacy": {"mask": ini.switch},
    "google": {"credentials": str, "api_base": str},
}
"""The runner's own sections and their keys."""

SHEET_KEYS: dict[str, ini.Reader] = {
    "workbook": lambda text: Path(text).expanduser(),
    "apps": ini.names,
    "timezone": _zone,
    "input": _tab,
    "output": _tab,
    "date_order": ini.one_of("dmy", "mdy", "ymd"),
    "locale": ini.like("[a-z]{2,3}(_[A-Z]{2})?", "Write it like en_GB."),
    "week_start": lambda text: WEEKDAYS.index(ini.one_of(*WEEKDAYS)(text)),
    "ignore_columns": ini.names,
    "max_records": ini.whole(1),
    "final_after_hours": lambda text: timedelta(hours=ini.whole(0)(text)),
    "results_mode": ini.one_of("history", "replace", "append"),
    "mask": ini.switch,
}
"""The keys of a sheet's section."""


def _is_app(section: ini.Section) -> bool:
    """Tell an app's section; what is neither an app's nor the runner's is the owner's own."""
    name = section.name
    if name in OWN or name.startswith(SHEET):
        return False
    given = [key for key in ("id", "password") if section.raw.get(key)]
    if len(given) == 1:
        section.refuse(f"has {given[0]}, but an app needs both id and password.")
    hint = ini.meant(name, [*OWN, SHEET])
    if not given and hint:
        section.refuse(f"is not a section of the runner.{hint}")
    return bool(given)


def _app(section: ini.Section) -> AppSettings:
    values = section.only(APP).values(APP)
    account_id, passcode = values.pop("id", ""), values.pop("password", "")
    try:
        return AppSettings(section.name, account_id, passcode, **values)
    except ConfigError as error:
        raise ConfigError(f"{section.file}: {error}") from None


def _own(
    sections: Mapping[str, ini.Section], name: str, readers: Mapping[str, ini.Reader]
) -> dict[str, Any]:
    return sections[name].values(readers) if name in sections else {}


def _sheet(section: ini.Section, apps: Mapping[str, AppSettings], *, mask: bool) -> SheetSettings:
    if "spreadsheet" in section.raw:
        section.refuse("spreadsheet: Google Sheets is not supported yet. Name an .xlsx: workbook.")
    values = {"mask": mask, **section.values(SHEET_KEYS)}
    workbook = section.file.parent / values.pop("workbook", "")
    if workbook.suffix.lower() != ".xlsx":
        section.refuse("workbook: Name the .xlsx file.")
    values["apps"] = _chosen(section, values.get("apps", ()), apps)
    values.setdefault("timezone", apps[values["apps"][0]].timezone)
    if "final_after_hours" in values:
        values["final_after"] = values.pop("final_after_hours")
    sheet = SheetSettings(section.name[len(SHEET) :], workbook, **values)
    if sheet.input.casefold() == sheet.output.casefold():
        key = "output" if "output" in values else "input"
        section.refuse(
            f'{key} = "{values[key]}": Questions and answers need a tab each. Name another.'
        )
    return sheet


def _chosen(
    section: ini.Section, named: tuple[str, ...], apps: Mapping[str, AppSettings]
) -> tuple[str, ...]:
    """Return the apps a sheet's rows may use: those it names, else the only one there is."""
    for name in named:
        if name not in apps:
            section.refuse(f"apps: there is no app [{name}].{ini.meant(name, apps)}")
    if not apps:
        section.refuse("apps: the file has no app: a section with id and password.")
    if not named and len(apps) > 1:
        section.refuse(f"apps: name those its rows may use, out of {', '.join(apps)}.")
    return named or tuple(apps)
