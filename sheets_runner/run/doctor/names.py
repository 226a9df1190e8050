"""The names that CleverTap knows of an account, and why it gives none."""

from __future__ import annotations

from sheets_runner.config import AppSettings
from sheets_runner.errors import RowError, SheetsRunnerError, Unauthorised
from sheets_runner.run.doctor.account import Asker, cause, host, verdict
from sheets_runner.run.doctor.findings import Kind, Trouble
from sheets_runner.run.doctor.trail import Found
from sheets_runner.run.lists import Known, amounts


def look(app: AppSettings, asker: Asker) -> Found[Known]:
    """Return the names that CleverTap knows, and how many there are.

    Args:
        app: The account.
        asker: Asks CleverTap.

    Raises:
        Trouble: They cannot be had.
    """
    known = known_to(app, asker)
    said = f"CleverTap lists {amounts(known.events.known, known.properties.known)}."
    return known, f"{said}{_unnamed(known.unnamed)}"


def known_to(app: AppSettings, asker: Asker) -> Known:
    """Return the names that CleverTap knows.

    Args:
        app: The account.
        asker: Asks CleverTap.

    Raises:
        Trouble: They cannot be had.
    """
    try:
        return asker.names(app)
    except SheetsRunnerError as error:
        raise _trouble(app, asker, cause(error)) from None


def _trouble(app: AppSettings, asker: Asker, error: SheetsRunnerError) -> Trouble:
    """Return why there is no list: refused, or what any other answer of CleverTap's may lack."""
    words = {"app": app.name, "host": host(app), "said": error, "status": asker.status}
    return Trouble(_kind(asker, error), **words)


def _kind(asker: Asker, error: SheetsRunnerError) -> Kind:
    refused = isinstance(error, Unauthorised) and not asker.page
    if refused or asker.status == 404:
        return Kind.NAMES_REFUSED
    if isinstance(error, RowError) and not asker.page:
        return Kind.NAMES_UNREADABLE
    found = verdict(error, asker.status, page=asker.page)
    return found[1] if found else Kind.CLEVERTAP_SERVER


def _unnamed(number: int) -> str:
    if not number:
        return ""
    entries = "1 entry has" if number == 1 else f"{number:,} entries have"
    return f" {entries} no name that can be read."
