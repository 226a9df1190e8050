"""How values look: https://developers.google.com/workspace/sheets/api/guides/formats."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets import shown

MOMENT = 46203.5626157407  # 2026-06-30 13:30:10


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (-5, "-5"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333"),
        (0.0009765625, "0.0009765625"),
        (123456789012, "123456789012"),
        (1e15, "1E+15"),
        (1.5e-7, "1.5E-07"),
    ],
)
def test_a_number_without_a_format_shows_up_to_ten_decimals(number: float, text: str) -> None:
    assert shown.text({"numberValue": number}, {}, "en_US") == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("yyyy-mm-dd", "2026-06-30"),
        ("d/m/yy", "30/6/26"),
        ("ddd, d mmm yyyy", "Tue, 30 Jun 2026"),
        ("dddd mmmm", "Tuesday June"),
        ("yyyy-mm-dd h:mm:ss", "2026-06-30 13:30:10"),
        ("hh:mm", "13:30"),
        ("h:mm am/pm", "1:30 PM"),
        ("h:mm:ss.000", "13:30:10.000"),
        ("mm:ss", "30:10"),
        ("[h]:mm", "1108885:30"),
        ("[mm]", "66533130"),
        ('d "de" mmmm', "30 de June"),
        ("yyyy\\Tmm", "2026T06"),
    ],
)
def test_a_moment_shows_by_its_pattern(pattern: str, text: str) -> None:
    look = {"type": "DATE_TIME", "pattern": pattern}

    assert shown.text({"numberValue": MOMENT}, look, "en_US") == text


def test_morning_hours_are_am() -> None:
    look = {"type": "TIME", "pattern": "h am/pm"}

    assert shown.text({"numberValue": 0.0}, look, "en_US") == "12 AM"


@pytest.mark.parametrize(
    ("pattern", "number", "text"),
    [
        ("0", 2.5, "3"),
        ("0.00", 1234.567, "1234.57"),
        ("#,##0", 1234567, "1,234,567"),
        ("#,##0.00", -1234.5, "-1,234.50"),
        ("#.##", 0.5, ".5"),
        ("#.##", 12.0, "12"),
        ("0.0#", 1.25, "1.25"),
        ("0.0#", 1.2, "1.2"),
        ("000", 7, "007"),
        ("0%", 0.07, "7%"),
        ("0.00%", 0.12345, "12.35%"),
        ("0.00E+00", 12345, "1.23E+04"),
        ('"$"#,##0.00', 5, "$5.00"),
        ("0 \\k\\g", 5, "5 kg"),
        ("0;(0)", -5, "(5)"),
        ('0;-0;"none"', 0, "none"),
        ("#,###", 0, ""),
        ("General", 1.5, "1.5"),
        ("@", 7, "7"),
    ],
)
def test_a_number_shows_by_its_pattern(pattern: str, number: float, text: str) -> None:
    look = {"type": "NUMBER", "pattern": pattern}

    assert shown.text({"numberValue": number}, look, "en_US") == text


@pytest.mark.parametrize(
    ("kind", "locale", "text"),
    [
        ("DATE", "en_US", "6/30/2026"),
        ("DATE", "en_GB", "30/06/2026"),
        ("TIME", "en_US", "1:30:10 PM"),
        ("TIME", "en_GB", "13:30:10"),
        ("DATE_TIME", "en_US", "6/30/2026 13:30:10"),
        ("NUMBER", "en_US", "46,203.56"),
        ("PERCENT", "en_US", "4620356.26%"),
        ("CURRENCY", "en_US", "$46,203.56"),
        ("CURRENCY", "en_GB", "£46,203.56"),
        ("SCIENTIFIC", "en_US", "4.62E+04"),
        ("TEXT", "en_US", "46203.5626157407"),
    ],
)
def test_a_format_without_a_pattern_takes_the_locales(kind: str, locale: str, text: str) -> None:
    assert shown.text({"numberValue": MOMENT}, {"type": kind}, locale) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"stringValue": "007"}, "007"),
        ({"boolValue": True}, "TRUE"),
        ({"boolValue": False}, "FALSE"),
        ({"errorValue": {"type": "N_A"}}, "#N/A"),
        ({"errorValue": {"type": "REF"}}, "#REF!"),
        ({"errorValue": {"type": "NAME"}}, "#NAME?"),
        ({"errorValue": {"type": "DIVIDE_BY_ZERO"}}, "#DIV/0!"),
        ({"errorValue": {"type": "ERROR"}}, "#ERROR!"),
        ({"errorValue": {"type": "LOADING"}}, "Loading..."),
    ],
)
def test_what_is_no_number_shows_as_on_the_screen(value: dict[str, object], text: str) -> None:
    assert shown.text(value, {"type": "NUMBER", "pattern": "0.00"}, "en_US") == text


def test_serial_numbers_are_counted_from_1899() -> None:
    """https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption."""
    assert shown.moment_of(2.5) == datetime(1900, 1, 1, 12)
    assert shown.serial_of(datetime(2020, 1, 1)) == 43831


@given(st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1)))
def test_a_moment_and_its_serial_number_are_the_same_to_the_millisecond(moment: datetime) -> None:
    away = abs(shown.moment_of(shown.serial_of(moment)) - moment)

    assert away.total_seconds() < 0.001
