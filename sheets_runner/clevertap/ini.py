"""An INI file as sections of text: read, ``${NAME}`` filled in, values checked one by one.

Faults name file, section and key, and say what to write; a line that cannot be parsed is never
repeated, for it may hold a passcode.
"""

from __future__ import annotations

import configparser
import difflib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable, Collection, Iterable, Mapping, NoReturn

from sheets_runner.errors import ConfigError

Reader = Callable[[str], Any]
"""Turns a value's text into what it means, or raises ValueError with a sentence that helps."""

SWITCH = configparser.ConfigParser.BOOLEAN_STATES
"""The words for on and off: on, yes, true, 1 and off, no, false, 0."""

SHORT = 3
"""Up to so many letters, one other letter makes another word and not a slip."""

_VARIABLE = re.compile(r"\$\{(\w+)\}")


@dataclass(frozen=True)
class Section:
    """A section as written.

    Attributes:
        file: The file it is in.
        name: Its name.
        raw: Its keys and values.
        environ: Where ``${NAME}`` in a value is taken from.
    """

    file: Path
    name: str
    raw: Mapping[str, str]
    environ: Mapping[str, str]

    def refuse(self, sentence: str) -> NoReturn:
        """Raise an error about this section."""
        raise ConfigError(f"{self.file}: [{self.name}] {sentence}")

    def text(self, key: str) -> str:
        """Return a value with its ``${NAME}`` filled in; empty when it is not there."""
        return _VARIABLE.sub(
            lambda match: self._variable(key, match.group(1)), self.raw.get(key, "")
        )

    def _variable(self, key: str, name: str) -> str:
        if name not in self.environ:
            self.refuse(f"{key}: the environment variable {name} is not set.")
        return self.environ[name]

    def only(self, keys: Collection[str]) -> Section:
        """Return the section without the keys that are its owner's own; a slip is none."""
        for key in self.raw:
            known = next((known for known in keys if _is_slip(key, known)), None)
            if known and key not in keys:
                self.refuse(f"{key}: there is no such setting. Did you mean {known}?")
        return replace(self, raw={key: self.raw[key] for key in keys if key in self.raw})

    def values(self, readers: Mapping[str, Reader]) -> dict[str, Any]:
        """Return the values that are filled in, by key, each as its reader gives it."""
        for key in self.raw:
            if key not in readers:
                self.refuse(f"{key}: there is no such setting.{meant(key, readers)}")
        filled = {key: text for key, text in ((key, self.text(key)) for key in self.raw) if text}
        return {key: self._read(key, text, readers[key]) for key, text in filled.items()}

    def _read(self, key: str, text: str, reader: Reader) -> Any:
        try:
            return reader(text)
        except ValueError as error:
            self.refuse(f'{key} = "{text}": {error}')


def read(file: Path, environ: Mapping[str, str]) -> dict[str, Section]:
    """Return the sections of a file, by name.

    Args:
        file: UTF-8, with or without a byte order mark.
        environ: Where ``${NAME}`` in a value is taken from.

    Raises:
        ConfigError: The file cannot be read, or not be parsed.
    """
    parser = _parse(file)
    return {name: Section(file, name, dict(parser[name]), environ) for name in parser.sections()}


def _parse(file: Path) -> configparser.ConfigParser:
    # No default section: [DEFAULT] would put its keys into every other one.
    parser = configparser.ConfigParser(
        interpolation=None, default_section="", empty_lines_in_values=False
    )
    try:
        parser.read_string(file.read_text(encoding="utf-8-sig"), str(file))
    except FileNotFoundError:
        raise ConfigError(
            f"There is no {file.name} in {file.resolve().parent}. Go to the folder that has one, or"
            " make one: sheets-runner init."
        ) from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text. Save it as UTF-8.") from None
    except configparser.Error as error:
        sentence = _syntax(error)
    else:
        return parser
    # Outside the handler: the parser's own errors repeat the line, and it may hold a passcode.
    raise ConfigError(f"{file}: {sentence}")


def _syntax(error: configparser.Error) -> str:
    if isinstance(error, configparser.DuplicateSectionError):
        return f"[{error.section}] is there twice (line {error.lineno}). Put them together."
    if isinstance(error, configparser.DuplicateOptionError):
        return f"[{error.section}] {error.option} is there twice (line {error.lineno}). Keep one."
    line = error.lineno if isinstance(error, configparser.MissingSectionHeaderError) else None
    if line is not None:
        return f"line {line} stands before any [section]. Put a section's name above it."
    lines = ", ".join(str(number) for number, _ in getattr(error, "errors", ()))
    return f'line {lines} is not of the form "key = value".'


def meant(word: str, known: Iterable[str]) -> str:
    """Return ``" Did you mean …?"`` where a known word is close, else nothing."""
    close = difflib.get_close_matches(word.lower(), list(known), 1)
    return f" Did you mean {close[0]}?" if close else ""


def _is_slip(word: str, known: str) -> bool:
    """Tell whether a word is a known one but for ``_``, ``-`` and one slip of the pen.

    A slip is a letter too many, missing, wrong or in the wrong place; words as short as ``id`` are
    too close to too many others for that.
    """
    one, other = (re.sub("[_-]", "", text) for text in (word, known))
    close = not _with_a_letter_less(one).isdisjoint(_with_a_letter_less(other))
    return one == other or (close and len(known) > SHORT)


def _with_a_letter_less(word: str) -> set[str]:
    """Return a word and all that is left of it without any one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def whole(least: int, most: int | None = None) -> Reader:
    """Return a reader of whole numbers between two bounds, both included."""
    bounds = f"{least} or more" if most is None else f"{least} to {most}"

    def reader(text: str) -> int:
        number = int(text) if text.isascii() and text.isdigit() else -1
        if number < least or (most is not None and number > most):
            raise ValueError(f"Write a whole number, {bounds}.")
        return number

    return reader


def one_of(*words: str) -> Reader:
    """Return a reader of one word out of several, capitals or not."""

    def reader(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"Write one of {', '.join(words)}.")
        return text.lower()

    return reader


def like(pattern: str, advice: str) -> Reader:
    """Return a reader of text that a pattern matches."""
    wanted = re.compile(pattern, re.ASCII)

    def reader(text: str) -> str:
        if not wanted.fullmatch(text):
            raise ValueError(advice)
        return text

    return reader


def switch(text: str) -> bool:
    """Read on or off."""
    if text.lower() not in SWITCH:
        raise ValueError("Write on or off.")
    return SWITCH[text.lower()]


def names(text: str) -> tuple[str, ...]:
    """Read a list with commas between its parts."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
