"""`init` and ``config.ini``: which section a sheet has, a section added, a whole file written."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Container

from sheets_runner.clevertap import ini
from sheets_runner.config import (
    AppSettings,
    GoogleSettings,
    Settings,
    SheetSettings,
    sheets,
    values,
)
from sheets_runner.errors import ConfigError

USUAL_NAME = "team"
"""What a spreadsheet's section is called unless somebody says otherwise."""

_NOT_IN_NAMES = re.compile(r"[^\w .-]+")


@dataclass(frozen=True)
class Place:
    """Where the questions are.

    Attributes:
        spreadsheet: The address of a Google spreadsheet, or its id; empty for a workbook.
        workbook: The path of an ``.xlsx`` file; empty for a spreadsheet.
    """

    spreadsheet: str = ""
    workbook: str = ""

    @property
    def words(self) -> str:
        """What people call it."""
        return self.spreadsheet or self.workbook

    def is_that_of(self, sheet: SheetSettings) -> bool:
        """Tell whether a sheet's section names this place."""
        if self.workbook:
            return sheet.workbook is not None and sheet.workbook.resolve() == _file(self.workbook)
        return sheet.spreadsheet == values.spreadsheet(self.spreadsheet)

    def setting(self, folder: Path) -> tuple[str, str]:
        """Return key and value of a section in a configuration that lies in `folder`."""
        if self.workbook:
            return "workbook", as_written(self.workbook, folder)
        return "spreadsheet", self.spreadsheet


def place_of(text: str) -> Place:
    """Return the place that an address, an id or a path means.

    Raises:
        ValueError: It is none of these.
    """
    return Place(workbook=text) if text.lower().endswith(".xlsx") else spreadsheet_at(text)


def spreadsheet_at(text: str) -> Place:
    """Return the place that an address or an id means; see `place_of`."""
    values.spreadsheet(text)
    return Place(spreadsheet=text)


def given(spreadsheet: str, workbook: str) -> Place | None:
    """Return the place that a command names, None where it names none.

    Args:
        spreadsheet: An address or an id; empty for none.
        workbook: A path; empty for none.

    Raises:
        ConfigError: It is none, or there are two.
    """
    if spreadsheet and workbook:
        raise ConfigError("--spreadsheet and --workbook are two places. Name one of them.")
    if workbook and not workbook.lower().endswith(".xlsx"):
        raise ConfigError(f'--workbook "{workbook}": Name an .xlsx file.')
    try:
        return place_of(workbook or spreadsheet) if workbook or spreadsheet else None
    except ValueError as error:
        raise ConfigError(f'--spreadsheet "{spreadsheet}": {error}') from None


@dataclass(frozen=True)
class Chosen:
    """A sheet to set up.

    Attributes:
        sheet: Its settings.
        section: The lines that name it, where the configuration lacks them; else empty.
    """

    sheet: SheetSettings
    section: str = ""


def choose(settings: Settings, name: str, place: Place | None) -> Chosen:
    """Return the sheet that is meant, and the section that the configuration lacks.

    Args:
        settings: The configuration.
        name: The name of a ``[sheet.NAME]`` section, there or not; empty for none given.
        place: Where the questions are; None for where the section says.

    Raises:
        ConfigError: Nobody can tell which sheet is meant, or there can be no such section.
    """
    known = settings.sheets
    if place is None:
        return Chosen(_named(settings, name or (next(iter(known)) if len(known) == 1 else "")))
    found = [sheet for sheet in known.values() if place.is_that_of(sheet)]
    fitting = [sheet for sheet in found if name in ("", sheet.name)]
    if len(fitting) == 1:
        return Chosen(fitting[0])
    if found:
        sections = " and ".join(f"[sheet.{sheet.name}]" for sheet in found)
        raise ConfigError(
            f"{settings.path}: {place.words} is what {sections} names. Say so by --sheet"
            f" {found[0].name}."
        )
    if name in known:
        raise ConfigError(
            f"{settings.path}: [sheet.{name}] names another place than {place.words}. Choose"
            " another name for --sheet."
        )
    return _new(settings, new_name(name, place, settings.sheets), place)


def new_name(name: str, place: Place, taken: Container[str] = ()) -> str:
    """Return what a new section is called.

    Args:
        name: What somebody wants to call it; empty for no wish.
        place: What it names.
        taken: The names of others, which are not taken again.

    Raises:
        ConfigError: There can be no section of that name.
    """
    if _NOT_IN_NAMES.search(name):
        raise ConfigError(f'--sheet "{name}": Write letters, digits, spaces and any of . _ -.')
    stem = _NOT_IN_NAMES.sub("-", _file(place.workbook).stem) if place.workbook else USUAL_NAME
    further = (f"{stem}-{number}" for number in count(2))
    return name or next(free for free in chain([stem], further) if free not in taken)


def section_of(name: str, place: Place, folder: Path, apps: str = "") -> str:
    """Return the lines of a section that names a place.

    Args:
        name: The sheet's name.
        place: Where the questions are.
        folder: Where the configuration lies.
        apps: The accounts its rows may use, with commas between them; empty for the only one.
    """
    key, value = place.setting(folder)
    lines = [f"[{sheets.SHEET}{name}]", f"{key} = {value}", *([f"apps = {apps}"] if apps else [])]
    return "\n".join(lines) + "\n"


def add_section(path: Path, section: str) -> None:
    """Add a section at the end of a configuration; all before it stays as it is, byte for byte.

    Raises:
        ConfigError: The file cannot be written; the message holds the lines to add.
    """
    try:
        known = path.read_bytes()
        newline = "\r\n" if b"\r\n" in known else "\n"
        gap = "\n" if known.endswith(b"\n") else "\n\n"
        with path.open("ab") as file:
            file.write((gap + section).replace("\n", newline).encode())
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}). Add these lines to it:\n\n{section}"
        ) from error


def refuse_to_ask_in_vain(path: Path) -> None:
    """Raise where a configuration could not be written anyway.

    Raises:
        ConfigError: There is no such folder, or it cannot be written.
    """
    if not os.access(path.parent, os.W_OK):
        raise ConfigError(f"{path.parent}: no file can be made there. Choose another --config.")


def write_new(path: Path, text: str) -> None:
    """Write a configuration that only its owner can read; one that is there is left alone.

    Raises:
        ConfigError: There is one, or it cannot be written.
    """
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror}).") from error


def new_text(app: AppSettings, google: GoogleSettings | None, section: str, folder: Path) -> str:
    """Return a whole configuration, with the explanations of ``config.example.ini``.

    Args:
        app: The account.
        google: How to sign in to Google Sheets; None for a workbook.
        section: The lines that name the sheet, see `section_of`.
        folder: Where it will lie.
    """
    base_url = f"base_url = {app.base_url}\n" if app.base_url else ""
    signing_in = _google_text(google, folder) if google else ""
    return _NEW.format(app=app, base_url=base_url, google=signing_in, section=section)


def _google_text(google: GoogleSettings, folder: Path) -> str:
    api_base = f"api_base = {google.api_base}\n" if google.api_base else ""
    return _GOOGLE.format(credentials=as_written(google.credentials, folder), api_base=api_base)


def as_written(path: str, folder: Path) -> str:
    """Return a path as a configuration in `folder` names it: relative to that where it can be."""
    whole, home = _file(path), folder.resolve()
    return str(whole.relative_to(home)) if home in whole.parents else str(whole)


def _file(path: str) -> Path:
    return Path(path).expanduser().resolve()


def _named(settings: Settings, name: str) -> SheetSettings:
    if name in settings.sheets:
        return settings.sheets[name]
    known = ", ".join(settings.sheets) or "none"
    lacking = f"has no [sheet.{name}]" if name else "does not say which sheet is meant"
    raise ConfigError(
        f"{settings.path} {lacking} (there: {known}). Write --sheet and one of these names, or"
        " --spreadsheet URL or --workbook FILE.xlsx for a new one."
    )


def _new(settings: Settings, name: str, place: Place) -> Chosen:
    folder = settings.path.parent
    if len(settings.apps) > 1:
        apps = ", ".join(settings.apps)
        raise ConfigError(
            f"{settings.path} has several apps, and a sheet names those its rows may use. Add these"
            " lines to it, keep the apps that fit, and run init again:\n\n"
            f"{section_of(name, place, folder, apps)}"
        )
    section = ini.Section(settings.path, sheets.SHEET + name, dict([place.setting(folder)]), {})
    sheet = sheets.read(section, settings.apps, mask=settings.mask)
    return Chosen(sheet, section_of(name, place, folder))


_NEW = """\
; Written by sheets-runner init. Lines that begin with ; or # are comments.
; ${{NAME}} in a value is taken from the environment variable NAME: secrets need not stand here.

; An app: one CleverTap account. The section's name is up to you; add a section for each account.
[{app.name}]
; Settings > Project in the CleverTap dashboard.
id = {app.account_id}
password = {app.passcode}
; The first word of the dashboard's address (in1.dashboard.clevertap.com): eu1, in1, sg1, us1, aps3,
; mec1 or sk1. A dashboard called global is eu1. in1 when left out.
region = {app.region}
; The project's time zone, as the dashboard's settings name it. Needed to run a sheet.
timezone = {app.timezone}
{base_url}
; Names, e-mails, phone numbers, push tokens and positions are masked unless this says off.
[privacy]
mask = on

{google}; A sheet: the part after the point is its name; add a section for each.
{section}"""

_GOOGLE = """\
; How the runner signs in to Google Sheets. docs/google.md says how to get there, step by step.
[google]
; The key file of a service account, see service_account.example.json; a relative path starts at
; this file's folder. ${{NAME}} takes the key itself from the environment.
credentials = {credentials}
{api_base}
"""
