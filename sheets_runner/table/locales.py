"""What a spreadsheet's locale says of numbers and dates (https://cldr.unicode.org)."""

from __future__ import annotations

from sheets_runner.table.moments import DMY, MDY

COMMA_LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv"),
    *("nb", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi"),
)
"""Languages that write 1,5 for one and a half."""
POINT_LOCALES = (
    *("de_ch", "de_li", "it_ch", "es_mx", "es_us", "es_pr", "es_do"),
    *("es_gt", "es_hn", "es_ni", "es_pa", "es_pe", "es_sv"),
)
"""Places that write 1.5 all the same."""
MONTH_FIRST = ("en_us", "en_ph", "en_pr", "es_us", "es_pr", "es_pa", "fil_ph")
YEAR_FIRST_LANGUAGES = ("zh", "ja", "ko", "hu", "lt", "mn", "fa", "sv")
YEAR_FIRST = ("en_ca", "fr_ca", "en_za")


def decimal_separator(locale: str) -> str:
    """Return ``,`` or ``.``; a spreadsheet without a locale writes a point."""
    plain = _plain(locale)
    comma = plain.split("_")[0] in COMMA_LANGUAGES and plain not in POINT_LOCALES
    return "," if comma else "."


def day_order(locale: str) -> str:
    """Return the order of day and month in 07/06/2026, empty where the locale does not tell."""
    plain = _plain(locale)
    language, _, country = plain.partition("_")
    if not country or language in YEAR_FIRST_LANGUAGES or plain in YEAR_FIRST:
        return ""
    return MDY if plain in MONTH_FIRST else DMY


def _plain(locale: str) -> str:
    return locale.strip().lower().replace("-", "_")
