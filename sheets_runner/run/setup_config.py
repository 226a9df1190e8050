"""`init` and ``config.ini``: which section a sheet has, and what is written into the file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Container

from sheets_runner.clevertap import ini
from sheets_runner.config import Settings, SheetSettings, sheets
from sheets_runner.errors import ConfigError
from sheets_runner.run.setup_place import Place, file_at
from sheets_runner.run.setup_text import section_of

USUAL_NAME = "team"
"""What a spreadsheet's section is called unless somebody says otherwise."""

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
    if _NOT_IN_NAMES.search(name):
        raise ConfigError(f'--sheet "{name}": Write letters, digits, spaces and any of . _ -.')
    stem = _NOT_IN_NAMES.sub("-", file_at(place.workbook).stem) if place.workbook else USUAL_NAME
    further = (f"{stem}-{number}" for number in count(2))
    return name or next(free for free in chain([stem], further) if free not in taken)


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
