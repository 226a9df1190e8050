"""A sheet about to be read: its settings, its workbook, and what its rows are read against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Mapping

from sheets_runner.config import SheetSettings
from sheets_runner.errors import ConfigError
from sheets_runner.query.build import Context
from sheets_runner.run import looks
from sheets_runner.run.plan import TabRules
from sheets_runner.table.cells import Table
from sheets_runner.table.zones import zone
from sheets_runner.workbook.base import Workbook

RENEW_SECONDS = 60.0
"""A run that is killed keeps others off for the rest of its lease; this costs a call a minute."""


@dataclass(frozen=True)
class Target:
    """One sheet.

    Attributes:
        settings: The sheet's settings.
        zones: The time zone of each app it may use; none may be empty.
        workbook: The workbook.
        renew_seconds: How often a run at work gives the workbook a sign of life, at least.
    """

    settings: SheetSettings
    zones: Mapping[str, str]
    workbook: Workbook
    renew_seconds: float = RENEW_SECONDS

    def read(self) -> Table:
        """Return the input tab; the configured locale wins over the spreadsheet's own.

        Raises:
            WorkbookError: The workbook cannot be read, or has no such tab.
        """
        table = self.workbook.read(self.settings.input)
        return replace(table, locale=self.settings.locale or table.locale)

    def zone(self, table: Table) -> str:
        """Return the time zone in which the workbook shows moments.

        Args:
            table: Any of its tabs.

        Raises:
            ConfigError: The spreadsheet's own time zone is none that has a name.
        """
        if self.settings.timezone or not table.timezone:
            return self.settings.timezone or next(iter(self.zones.values()))
        try:
            zone(table.timezone)
        except ConfigError as error:
            raise ConfigError(
                f'"{table.timezone}", the time zone of the spreadsheet, is not known here. Choose '
                f"another one in its settings, or write one into [sheet.{self.settings.name}], "
                "such as timezone = Asia/Kolkata."
            ) from error
        return table.timezone

    @property
    def most_records(self) -> int:
        """How many records a tab may be given."""
        limits = self.workbook.limits
        return min(self.settings.max_records or limits.records, limits.rows - 1)

    @property
    def rules(self) -> TabRules:
        """Which tabs records may go to."""
        reserved = (self.settings.input, self.settings.output, looks.LOG_TAB, looks.LISTS_TAB)
        return TabRules(self.workbook.limits, reserved)

    def context(self, now: datetime) -> Context:
        """Return what the rows are read against at a moment."""
        return Context(
            self.zones,
            now,
            self.settings.date_order,
            self.settings.week_start,
            self.most_records,
            self.settings.ignore_columns,
        )


def zones_of(settings: SheetSettings, zones: Mapping[str, str]) -> dict[str, str]:
    """Return the time zone of each app of a sheet.

    Args:
        settings: The sheet's settings.
        zones: The time zone of every app, empty where none is set.

    Raises:
        ConfigError: An app has none: then nobody knows which day is today.
    """
    for app in settings.apps:
        if not zones[app]:
            raise ConfigError(
                f"[{app}] has no timezone. Write the time zone of the CleverTap project, "
                "such as timezone = Asia/Kolkata: its days are counted in it."
            )
    return {app: zones[app] for app in settings.apps}
