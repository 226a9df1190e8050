"""USER_ENTERED: https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueInputOption.

``2,000,000.01``, ``= 1 / 1024``, ``0042`` and ``2020-01-01`` are recorded in gspread's cassettes
(``WorksheetTest.test_get_all_records_numericise_unformatted``, ``WorksheetTest.test_update_cell``).
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets import shown, typed
from tests.emulators.google_sheets.model import Cell, Formula
from tests.unit.emulators.asking import Asking, at

PLAIN: list[tuple[str, Any]] = [
    ("0042", 42),
    ("-1.50", -1.5),
    (".5", 0.5),
    ("+7", 7),
    ("1,00", "1,00"),
    ("1,000,0", "1,000,0"),
    ("", None),
    ("  ", "  "),
    (" 12 ", 12),
    ("=", "="),
    ("= 1 / 1024", Formula("= 1 / 1024")),
    ("'123", "123"),
    ("'=1+1", "=1+1"),
    ("'", None),
    ("true", True),
    ("FALSE", False),
    ("yes", "yes"),
    ("+", "+"),
    ("-", "-"),
    ("1.2.3", "1.2.3"),
    ("31/02/2026", "31/02/2026"),
    ("25:00", "25:00"),
    ("13:00 pm", "13:00 pm"),
    ("2026-01-01 25:00", "2026-01-01 25:00"),
    ("someday 10:00", "someday 10:00"),
    ("12:60", "12:60"),
]


@pytest.mark.parametrize(("text", "entered"), PLAIN)
def test_a_text_is_read_as_if_it_was_typed(text: str, entered: Any) -> None:
    read = typed.read(text, "en_US")

    assert (read.entered, read.format) == (entered, None)
    assert type(read.entered) is type(entered)


LOOKS: list[tuple[str, str, Any, str, str]] = [
    ("en_US", "2,000,000.01", 2000000.01, "NUMBER", "#,##0.00"),
    ("en_US", "1,000", 1000, "NUMBER", "#,##0"),
    ("en_US", "12%", 0.12, "PERCENT", "0%"),
    ("en_US", "12.5%", 0.125, "PERCENT", "0.00%"),
    ("en_US", "1e5", 100000, "SCIENTIFIC", "0.00E+00"),
    ("en_US", "$1,234.50", 1234.5, "CURRENCY", '"$"#,##0.00'),
    ("en_US", "2020-01-01", 43831, "DATE", "yyyy-mm-dd"),
    ("en_US", "2026/6/7", 46180, "DATE", "yyyy/mm/dd"),
    ("en_US", "06/07/2026", 46180, "DATE", "m/d/yyyy"),
    ("en_GB", "07/06/2026", 46180, "DATE", "dd/mm/yyyy"),
    ("en_GB", "7.6.2026", 46180, "DATE", "dd/mm/yyyy"),
    ("en_US", "7 Jun 2026", 46180, "DATE", "d mmm yyyy"),
    ("en_US", "7-JUN-2026", 46180, "DATE", "d mmm yyyy"),
    ("en_US", "June 7, 2026", 46180, "DATE", "mmm d, yyyy"),
    ("en_US", "13:30", 0.5625, "TIME", "h:mm"),
    ("en_US", "1:30 PM", 0.5625, "TIME", "h:mm am/pm"),
    ("en_US", "12:00 am", 0.0, "TIME", "h:mm am/pm"),
    ("en_US", "06:00:45", 0.25052083333333336, "TIME", "h:mm:ss"),
    ("en_US", "2026-06-07 6:00", 46180.25, "DATE_TIME", "yyyy-mm-dd h:mm"),
    ("en_US", "2026-06-07T06:00:00", 46180.25, "DATE_TIME", "yyyy-mm-dd h:mm:ss"),
]


@pytest.mark.parametrize(("locale", "text", "entered", "kind", "pattern"), LOOKS)
def test_a_typed_number_or_moment_keeps_its_look(
    locale: str, text: str, entered: Any, kind: str, pattern: str
) -> None:
    assert typed.read(text, locale) == (entered, {"type": kind, "pattern": pattern})


def test_a_day_that_the_locale_cannot_read_stays_text() -> None:
    """The trap of mixed columns: in en_US 13/06/2026 is text and 06/07/2026 is June 7."""
    assert typed.read("13/06/2026", "en_US") == ("13/06/2026", None)
    assert typed.read("13/06/2026", "en_GB").entered == 46186


@given(st.datetimes(shown.EPOCH.replace(year=1900), shown.EPOCH.replace(year=2999)))
def test_a_typed_day_is_its_serial_number(moment: Any) -> None:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)

    assert shown.moment_of(float(typed.read(f"{day:%Y-%m-%d}", "en_US").entered or 0)) == day


@given(st.floats(-1e12, 1e12).map(lambda number: round(number, 3)))
def test_a_typed_number_is_that_number(number: float) -> None:
    assert typed.read(f"{number:f}", "en_US").entered == number


def test_numbers_that_were_no_text_are_left_alone() -> None:
    assert typed.read(5, "en_US") == (5, None)
    assert typed.read(True, "en_US") == (True, None)


def test_a_format_that_the_cell_has_stays() -> None:
    euro = {"numberFormat": {"type": "CURRENCY", "pattern": "0 €"}}

    assert typed.into(Cell(format=euro), "2,000", "en_US") == Cell(2000, euro)


def test_a_cell_of_plain_text_takes_text() -> None:
    plain = {"numberFormat": {"type": "TEXT"}}

    assert typed.into(Cell(format=plain), "0042", "en_US") == Cell("0042", plain)
    assert typed.into(Cell("x", plain), "", "en_US") == Cell(None, plain)


def test_other_looks_of_the_cell_stay_beside_the_new_format() -> None:
    bold = {"textFormat": {"bold": True}}

    cell = typed.into(Cell("x", bold, "note"), "50%", "en_US")

    assert cell == Cell(0.5, {**bold, "numberFormat": {"type": "PERCENT", "pattern": "0%"}}, "note")


def test_typed_values_are_read_by_the_spreadsheets_locale() -> None:
    asking = Asking()
    made = asking.sheet(locale="en_GB")
    values = [["07/06/2026", "= 1 / 1024", "2,000,000.01"]]

    asking.good(
        "PUT", f"/{made.id}/{at('A1')}", {"values": values}, valueInputOption="USER_ENTERED"
    )

    path = f"/{made.id}/{at('A1:C1')}"
    assert asking.good("GET", path)["values"] == [["07/06/2026", "0.0009765625", "2,000,000.01"]]
    raw = asking.good("GET", path, valueRenderOption="UNFORMATTED_VALUE")["values"]
    assert raw == [[46180, 0.0009765625, 2000000.01]]
