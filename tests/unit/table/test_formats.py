"""What number formats say."""

from __future__ import annotations

import pytest

from sheets_runner.table.formats import FormatKind, kind_of, shown


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("General", FormatKind.NUMBER),
        ("", FormatKind.NUMBER),
        ("#,##0.00", FormatKind.NUMBER),
        ("0.00E+00", FormatKind.NUMBER),
        ("[Red]0;[Blue]-0", FormatKind.NUMBER),
        ('0" days"', FormatKind.NUMBER),
        ("0\\d", FormatKind.NUMBER),
        ("0_d", FormatKind.NUMBER),
        ('0;"y"', FormatKind.NUMBER),
        ("0;yyyy", FormatKind.NUMBER),
        ("[$-409]0.00", FormatKind.NUMBER),
        ("# ?/?", FormatKind.NUMBER),
        ("@", FormatKind.TEXT),
        ("yyyy-mm-dd", FormatKind.DATE),
        ("yyyymmdd", FormatKind.DATE),
        ("ddmmmyy", FormatKind.DATE),
        ("m/d/yyyy", FormatKind.DATE),
        ("[$-409]d-mmm-yy;@", FormatKind.DATE),
        ("mmmm", FormatKind.DATE),
        ('d "of" mmm', FormatKind.DATE),
        ("dddd, mmmm d", FormatKind.DATE),
        ("h:mm", FormatKind.TIME),
        ("hhmm", FormatKind.TIME),
        ("mm:ss", FormatKind.TIME),
        ("h AM/PM", FormatKind.TIME),
        ("h:mm a/p", FormatKind.TIME),
        ("am/pm", FormatKind.TIME),
        ("a/p", FormatKind.TIME),
        ("yyyy-mm-dd hh:mm:ss", FormatKind.DATETIME),
        ("m/d/yy h:mm am/pm", FormatKind.DATETIME),
        ("[h]:mm:ss", FormatKind.DURATION),
        ("[mm]:ss", FormatKind.DURATION),
        ("[ss]", FormatKind.DURATION),
        ("0.00%", FormatKind.PERCENT),
        ('"$"#,##0', FormatKind.CURRENCY),
        ("$#,##0", FormatKind.CURRENCY),
        ("[$€-407] #,##0", FormatKind.CURRENCY),
        ("[$INR] 0", FormatKind.CURRENCY),
        ("#,##0 €", FormatKind.CURRENCY),
    ],
)
def test_a_pattern_says_what_its_numbers_are(pattern: str, kind: FormatKind) -> None:
    assert kind_of(pattern) is kind


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (0.25, "0%", "25%"),
        (0.1234, "0.00%", "12.34%"),
        (1500, '"€"#,##0', "€1,500"),
        (1500.5, "$#,##0.00", "$1,500.5"),
        (7, "[$₹-4009]#,##0", "₹7"),
        (7, "[$INR] 0", "INR7"),
        (1500, "#,##0", ""),
        (46180, "yyyy-mm-dd", ""),
    ],
)
def test_percent_and_currency_are_also_said_as_shown(
    value: float, pattern: str, expected: str
) -> None:
    assert shown(value, pattern) == expected
