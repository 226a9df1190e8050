"""What locales say, after the Unicode CLDR."""

from __future__ import annotations

import pytest

from sheets_runner.table.locales import day_order, decimal_separator


@pytest.mark.parametrize(
    "locale", ["de_DE", "fr_FR", "fr-CH", "pt_BR", "es_ES", "es_AR", "in_ID", "ca_ES", "en_ZA"]
)
def test_a_comma_separates_decimals_here(locale: str) -> None:
    assert decimal_separator(locale) == ","


@pytest.mark.parametrize(
    "locale", ["", "en_US", "en_GB", "en_IN", "hi_IN", "de_CH", "it_CH", "es_MX", "es_419", "ja_JP"]
)
def test_a_point_separates_decimals_here(locale: str) -> None:
    assert decimal_separator(locale) == "."


@pytest.mark.parametrize(
    ("locale", "order"),
    [
        ("en_US", "mdy"),
        ("EN-us ", "mdy"),
        ("en_PH", "mdy"),
        ("es_PR", "mdy"),
        ("es_US", "dmy"),
        ("en_GB", "dmy"),
        ("en_IN", "dmy"),
        ("fr_FR", "dmy"),
        ("en_CA", ""),
        ("en_ZA", ""),
        ("ja_JP", ""),
        ("zh_CN", ""),
        ("en", ""),
        ("", ""),
    ],
)
def test_a_locale_may_order_day_and_month(locale: str, order: str) -> None:
    assert day_order(locale) == order
