"""What `init` writes into a ``config.ini``: one section, or all of it."""

from __future__ import annotations

from pathlib import Path

from sheets_runner.config import AppSettings, GoogleSettings
from sheets_runner.config.sheets import SHEET
from sheets_runner.run.setup_place import Place, as_written


def section_of(name: str, place: Place, folder: Path, apps: str = "") -> str:
    """Return the lines of a section that names a place.

    Args:
        name: The sheet's name.
        place: Where the questions are.
        folder: Where the configuration lies.
        apps: The accounts its rows may use, with commas between them; empty for the only one.
    """
    key, value = place.setting(folder)
    lines = [f"[{SHEET}{name}]", f"{key} = {value}", *([f"apps = {apps}"] if apps else [])]
    return "\n".join(lines) + "\n"


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
    credentials = as_written(google.credentials, folder) if google.credentials else ""
    api_base = f"api_base = {google.api_base}\n" if google.api_base else ""
    return _GOOGLE.format(credentials=credentials, api_base=api_base)


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
; How the runner signs in to Google Sheets. "Set it up" in README.md says how to get there.
[google]
; The key file of a service account, see service_account.example.json; a relative path starts at
; this file's folder. ${{NAME}} takes the key itself from the environment. Left empty: Application
; Default Credentials, as on Google's own machines.
credentials = {credentials}
{api_base}
"""
