"""``[sheet.NAME]``: one workbook or Google spreadsheet, and how it is read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Mapping

from sheets_runner.clevertap import ini
from sheets_runner.clevertap.settings import AppSettings
from sheets_runner.config import values

SHEET = "sheet."
"""What the name of a sheet's section begins with."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_NOT_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')


@dataclass(frozen=True)
class SheetSettings:
    """One workbook, a file or a Google spreadsheet, and how it is read and written.

    Attributes:
        name: What follows ``sheet.`` in the section's name.
        workbook: The ``.xlsx``; None for a spreadsheet.
        input: The tab with the questions.
        output: The tab with the answers.
        apps: The sections its rows may use, at least one.
        timezone: The workbook's IANA time zone; empty for its own, else that of its first app.
        date_order: ``dmy``, ``mdy``, ``ymd``, or empty: not decided here.
        locale: Like ``en_GB``, or empty.
        week_start: 0 for Monday to 6 for Sunday.
        ignore_columns: Headers that are the team's own.
        max_records: Records written to a tab at most; None for the storage's own limit.
        final_after: How long after its range has ended a number is final.
        results_mode: ``history``, ``replace`` or ``append``.
        mask: Whether personal data is masked.
        spreadsheet: The id of the Google spreadsheet; empty for a workbook.
        folder: Where a spreadsheet's files go: that of the configuration.
    """

    name: str
    workbook: Path | None
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
    spreadsheet: str = ""
    folder: Path = Path()

    @property
    def document(self) -> str | Path:
        """What its tabs are in: the id of a spreadsheet, or the whole path of a workbook."""
        return self.workbook.resolve() if self.workbook else self.spreadsheet

    @property
    def files(self) -> Path:
        """What its CSV files are named after: their folder, and how their names begin."""
        return self.workbook.with_suffix("") if self.workbook else self.folder / self.name


_KEYS: dict[str, ini.Reader] = {
    "workbook": values.path,
    "spreadsheet": values.spreadsheet,
    "apps": ini.names,
    "timezone": values.zone,
    "date_order": ini.one_of("dmy", "mdy", "ymd"),
    "locale": ini.like("[a-z]{2,3}(_[A-Z]{2})?", "Write it like en_GB."),
    "week_start": lambda text: WEEKDAYS.index(ini.one_of(*WEEKDAYS)(text)),
    "ignore_columns": ini.names,
    "max_records": ini.whole(1),
    "final_after_hours": lambda text: timedelta(hours=ini.whole(0)(text)),
    "results_mode": ini.one_of("history", "replace", "append"),
    "mask": ini.switch,
}

KEYS: dict[str, dict[str, ini.Reader]] = {
    "workbook": {**_KEYS, "input": values.excel_tab, "output": values.excel_tab},
    "spreadsheet": {**_KEYS, "input": values.google_tab, "output": values.google_output},
}
"""The keys of a sheet's section, by the one that says where its tabs are."""


def is_sheet(section: ini.Section) -> bool:
    """Tell the section of a sheet."""
    return section.name.startswith(SHEET)


def read(section: ini.Section, apps: Mapping[str, AppSettings], *, mask: bool) -> SheetSettings:
    """Return what a section says.

    Args:
        section: The section.
        apps: The apps there are, by name.
        mask: Whether personal data is masked where the section does not say.

    Raises:
        ConfigError: A value is missing or wrong.
    """
    kinds = [kind for kind in KEYS if section.text(kind)]
    found = {"mask": mask, **section.values(KEYS[kinds[0] if kinds else "workbook"])}
    if len(kinds) != 1:
        section.refuse(
            "names both a workbook and a spreadsheet. Keep one of the two."
            if kinds
            else "does not say where its tabs are. Write workbook = FILE.xlsx, or spreadsheet = "
            "and the address of a Google spreadsheet."
        )
    found["workbook"] = _workbook(section, found.get("workbook"))
    found["apps"] = _chosen(section, found.get("apps", ()), apps)
    if "final_after_hours" in found:
        found["final_after"] = found.pop("final_after_hours")
    sheet = SheetSettings(section.name[len(SHEET) :], folder=section.file.parent, **found)
    _refuse_one_tab_for_both(section, sheet, found)
    return sheet


def _workbook(section: ini.Section, file: Path | None) -> Path | None:
    if file is None:
        if _NOT_IN_FILE_NAMES.search(section.name):
            section.refuse(
                'is also the name of CSV files, which cannot hold any of < > : " / \\ | ? * %. '
                "Choose another name."
            )
        return None
    if file.suffix.lower() != ".xlsx":
        section.refuse("workbook: Name the .xlsx file.")
    return section.file.parent / file


def _refuse_one_tab_for_both(
    section: ini.Section, sheet: SheetSettings, found: Mapping[str, Any]
) -> None:
    if sheet.input.casefold() == sheet.output.casefold():
        key = "output" if "output" in found else "input"
        section.refuse(
            f'{key} = "{found[key]}": Questions and answers need a tab each. Name another.'
        )


def _chosen(
    section: ini.Section, named: tuple[str, ...], apps: Mapping[str, AppSettings]
) -> tuple[str, ...]:
    """Return the apps a sheet's rows may use: those it names, else the only one there is."""
    for name in named:
        if name not in apps:
            section.refuse(f"apps: there is no app [{name}].{ini.meant(name, apps)}")
    if not apps:
        section.refuse(
            "apps: the file has no app: a section with id and password. Write one; or delete the"
            " file and run sheets-runner init, which asks for all that is needed."
        )
    if not named and len(apps) > 1:
        section.refuse(f"apps: name those its rows may use, out of {', '.join(apps)}.")
    return named or tuple(apps)
