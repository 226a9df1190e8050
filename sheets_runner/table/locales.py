"""What a spreadsheet's locale says of numbers and dates (https://cldr.unicode.org)."""

from __future__ import annotations

from sheets_runner.table.moments import DMY, MDY

COMMA_LANGUAGES = (
    *("af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fo"),
    *("fr", "gl", "hr", "hu", "hy", "id", "in", "is", "it", "ka", "kk", "ky", "lb", "lt", "lv"),
    *("mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tg"),
    *("tk", "tr", "tt", "uk", "uz", "vi"),
)
"""Languages that write 1,5 for one and a half."""
POINT_LOCALES = (
    *("de_ch", "de_li", "it_ch", "es_419", "es_bz", "es_cu", "es_do", "es_gt", "es_hn", "es_mx"),
    *("es_ni", "es_pa", "es_pe", "es_pr", "es_sv", "es_us"),
)
"""Places that write 1.5 all the same."""
COMMA_LOCALES = ("en_za", "en_id", "ms_id", "ms_bn")
"""Places that write 1,5 although their language does not."""
MONTH_FIRST = (
    *("en_us", "en_as", "en_gu", "en_mh", "en_mp", "en_ph", "en_pr", "en_um", "en_vi"),
    *("es_pa", "es_pr", "fil_ph"),
)
YEAR_FIRST_LANGUAGES = (
    *("af", "eu", "fa", "hu", "ja", "ko", "lt", "mn", "ne", "ps", "se", "si", "sv", "zh"),
)
YEAR_FIRST = ("en_ca", "fr_ca", "en_za", "en_se")


def decimal_separator(locale: str) -> str:
    """Return ``,`` or ``.``; a spreadsheet without a locale writes a point."""
    plain = _plain(locale)
    by_language = plain.split("_")[0] in COMMA_LANGUAGES and plain not in POINT_LOCALES
    return "," if by_language or plain in COMMA_LOCALES else "."


def day_order(locale: str) -> str:
    """Return the order of day and month in 07/06/2026, empty where the locale does not tell."""
    plain = _plain(locale)
    language, _, country = plain.partition("_")
    if not country or language in YEAR_FIRST_LANGUAGES or plain in YEAR_FIRST:
        return ""
    return MDY if plain in MONTH_FIRST else DMY


def _plain(locale: str) -> str:
    return locale.strip().lower().replace("-", "_")
