"""`init` and ``config.ini``: which section a sheet has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, count
from typing import Container

from sheets_runner.clevertap import ini
from sheets_runner.config import Settings, SheetSettings, sheets
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_place import Place, file_at
from sheets_runner.run.setup_text import section_of

USUAL_NAME = "team"
"""What a spreadsheet's section is called unless somebody says otherwise."""

_NAME = re.compile(r"\w([\w .-]*\w)?")
_NOT_IN_NAMES = re.compile(r"[^\w .-]+")


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
        names = " or ".join(f"--sheet {sheet.name}" for sheet in found)
        raise ConfigError(f"{settings.path} names {place.words} already. Write {names}.")
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
    if name and not _NAME.fullmatch(name):
        raise ConfigError(
            f'--sheet "{name}": Write letters and digits, and between them spaces and any of . _ -.'
        )
    usual = _usual_name(place)
    further = (f"{usual}-{number}" for number in count(2))
    return name or next(free for free in chain([usual], further) if free not in taken)


def _usual_name(place: Place) -> str:
    """Return a workbook's name, as far as a command can take it: not with a - at its beginning."""
    stem = file_at(place.workbook).stem if place.workbook else USUAL_NAME
    return _NOT_IN_NAMES.sub("-", stem).strip(" .-") or USUAL_NAME


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
