"""What a filter cell says."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from sheets_runner.query import operators
from sheets_runner.query.cql import Count
from sheets_runner.query.headers import PREFIXES
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import Value, body, cells_of, messages, question

FARE = "event: Fare"


def sent(value: Value, header: str = FARE, **table: Any) -> Any:
    """Return (operator, value) of the filters a cell makes, alone when there is one."""
    base = body({"Event": "A", "Dates": "yesterday", header: value}, **table)
    found = [
        (item.get("operator", "equals"), item.get("value"))
        for section in ("event_properties", "session_properties")
        for item in base.get(section, ())
    ]
    return found[0] if len(found) == 1 else found


def refusal(value: Value, header: str = FARE, **table: Any) -> str:
    """Return what is wrong with a filter cell, without its lead."""
    (message,) = messages({"Event": "A", "Dates": "yesterday", header: value}, **table)
    lead = f"`{header}` (C2): "
    assert message.startswith(lead)
    return message[len(lead) :]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("pizza", ("equals", "pizza")),
        (" \u00a0pizza\u200b ", ("equals", "pizza")),
        (100, ("equals", 100)),
        (2.5, ("equals", 2.5)),
        (-3.0, ("equals", -3)),
        ("100", ("equals", "100")),
        (True, ("equals", "True")),
        (False, ("equals", "False")),
        (RawCell(value=True, checkbox=True), ("equals", "True")),
        ("a\nb", ("equals", ["a", "b"])),
        ("a\r\n\n b \n", ("equals", ["a", "b"])),
        ("a\na", ("equals", "a")),
        ("any of: a | b", ("equals", ["a", "b"])),
        ("Any Of:a|b|", ("equals", ["a", "b"])),
        ("any of:\na | b\nc", ("equals", ["a", "b", "c"])),
        ('any of: "a | b" | c', ("equals", ["a | b", "c"])),
        ('any of: " a" | 5" disk | "', ("equals", [" a", '5" disk', '"'])),
        ("any of: a", ("equals", "a")),
        ("Brand | UK | Exact", ("equals", "Brand | UK | Exact")),
        (">= 100", ("greater_than_equals", 100)),
        (">100.5", ("greater_than", 100.5)),
        ("<= -1", ("less_than_equals", -1)),
        ("< +1.0", ("less_than", 1)),
        ("≥ 7", ("greater_than_equals", 7)),
        ("≤ 7", ("less_than_equals", 7)),
        ("!= pizza", ("not_equals", "pizza")),
        ("<> pizza", ("not_equals", "pizza")),
        ("≠pizza", ("not_equals", "pizza")),
        ("is not pizza", ("not_equals", "pizza")),
        ("not set", ("equals", "not set")),
        ("is nothing", ("equals", "is nothing")),
        ("contains pizza", ("contains", "pizza")),
        ("CONTAINS  Pizza Hut", ("contains", "Pizza Hut")),
        ("does not contain pizza", ("does_not_contain", "pizza")),
        ("does  not\u00a0contain pizza", ("does_not_contain", "pizza")),
        ("exists", ("exists", None)),
        ("Exists", ("exists", None)),
        ("does not exist", ("does_not_exist", None)),
        ("does_not_exist", ("does_not_exist", None)),
        ("does-not-exist", ("equals", "does-not-exist")),
        ("exists:", ("exists", None)),
        ('"exists"', ("equals", "exists")),
        ('" two spaces "', ("equals", " two spaces ")),
        ('"say ""hi"""', ("equals", 'say "hi"')),
        ('""', ("equals", "")),
        ('"a\nb"', ("equals", "a\nb")),
        ('"a"\n"b"', ("equals", ["a", "b"])),
        ('"unfinished', ("equals", '"unfinished')),
        ('!= "!= x"', ("not_equals", "!= x")),
        ('contains " "', ("contains", " ")),
        ("greater_than_equals: 100", ("greater_than_equals", 100)),
        ("greater than equals: 100", ("greater_than_equals", 100)),
        ("equals: 100", ("equals", "100")),
        ("not_equals:pizza", ("not_equals", "pizza")),
        ("Contains: pizza", ("contains", "pizza")),
        ("equals", ("equals", "equals")),
        ("containspizza", ("equals", "containspizza")),
        ("$D_1749670800", ("equals", "$D_1749670800")),
        ("2026-06-07", ("equals", "2026-06-07")),
    ],
)
def test_a_cell_says_an_operator_and_a_value(cell: Value, expected: tuple[str, Any]) -> None:
    assert sent(cell) == expected


def test_several_values_under_not_are_one_filter_each() -> None:
    assert sent("!= a\nb") == [("not_equals", "a"), ("not_equals", "b")]
    assert sent("is not any of: a | b") == [("not_equals", "a"), ("not_equals", "b")]
    assert sent("does not contain\na\nb") == [("does_not_contain", "a"), ("does_not_contain", "b")]


NOT_A_NUMBER = (
    '"{0}" compares with "{1}", which is not a number. Write one number without grouping, like '
    ">= 1500{2}5; for text write !=, contains or the text itself, in double quotes if it begins "
    "like this."
)
LACKS = (
    '"{0}" lacks a value. Write it behind the operator, or put the text in double quotes if it is '
    "the value."
)
NO_OPERATOR = (
    '"{0}": {1} is no operator. Use >=, >, <=, <, !=, contains, exists; write a value alone for '
    "equals, or put the text in double quotes."
)
INNER = (
    '"{0}" is an operator inside a list. Write one operator, before the list; put the text in '
    "double quotes if it is a value."
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("> pizza", NOT_A_NUMBER.format("> pizza", "pizza", ".")),
        ("<none>", NOT_A_NUMBER.format("<none>", "none>", ".")),
        (">= 1,000", NOT_A_NUMBER.format(">= 1,000", "1,000", ".")),
        (">= 1\n2", NOT_A_NUMBER.format(">= 1 2", "1 2", ".")),
        ("> 5%", NOT_A_NUMBER.format("> 5%", "5%", ".")),
        ("> 1e3", NOT_A_NUMBER.format("> 1e3", "1e3", ".")),
        ("> 2026-06-07", NOT_A_NUMBER.format("> 2026-06-07", "2026-06-07", ".")),
        ("> " + "9" * 400, NOT_A_NUMBER.format("> " + "9" * 78 + "…", "9" * 80 + "…", ".")),
        (">", LACKS.format(">")),
        ("contains", LACKS.format("contains")),
        ("!=", LACKS.format("!=")),
        ("less_than:", LACKS.format("less_than:")),
        ("is not", LACKS.format("is not")),
        ("=100", NO_OPERATOR.format("=100", "=")),
        ("=> 100", NO_OPERATOR.format("=> 100", "=>")),
        ("!important", NO_OPERATOR.format("!important", "!")),
        ("a\n> b", INNER.format("> b")),
        ("any of: a | exists", INNER.format("exists")),
        ("!= a\n!= b", INNER.format("!= b")),
        (
            "contains a\nb",
            (
                '"contains a b": contains takes one value. Use one row for each, or name the whole '
                "values, like any of: pizza | pasta."
            ),
        ),
        ("any of: | ", '"any of: |" lists nothing. Write it like any of: pizza | pasta.'),
        ("exists: 3", '"exists: 3" takes no value. Write exists alone.'),
        ("does_not_exist: x", '"does_not_exist: x" takes no value. Write does not exist alone.'),
        (
            RawCell(error="#N/A"),
            "the cell shows #N/A. Correct its formula, or write the value.",
        ),
        (
            date(2026, 6, 7),
            (
                "2026-06-07 is a date or a time, and CleverTap does not say how it compares those. "
                'Write the stored value in quotes, like "$D_1749670800".'
            ),
        ),
        (
            1234567890123456,
            (
                "1234567890123456 has more than 15 digits, more than a number cell keeps. Format "
                "the cell as plain text and type it again."
            ),
        ),
        (
            float("nan"),
            (
                "nan has more than 15 digits, more than a number cell keeps. Format the cell as "
                "plain text and type it again."
            ),
        ),
    ],
)
def test_what_does_not_fit_is_told_what_would(cell: Value, expected: str) -> None:
    assert refusal(cell) == expected


def test_numbers_use_the_separator_of_the_locale() -> None:
    assert sent(">= 1500,5", locale="de_DE") == ("greater_than_equals", 1500.5)
    assert refusal(">= 1.500", locale="de_DE") == NOT_A_NUMBER.format(">= 1.500", "1.500", ",")
    assert sent(">= 1.500", locale="de_CH") == ("greater_than_equals", 1.5)


def test_digits_of_other_scripts_are_digits() -> None:
    assert sent("> ٣٠") == ("greater_than", 30)
    assert refusal("> 3²") == NOT_A_NUMBER.format("> 3²", "3²", ".")


@pytest.mark.parametrize(
    "header", ["utm_campaign", "session: x", "profile: Phone", "profile: email"]
)
def test_what_clevertap_keeps_as_text_is_always_text(header: str) -> None:
    def value(cell: Value) -> Any:
        query = question({"Event": "A", "Dates": "yesterday", header: cell}).query
        assert query.base
        return (query.base.filters or query.profile)[0].value

    assert value(919812345678.0) == "919812345678"
    assert value(2.5) == "2.5"
    assert value(RawCell(0.25, "0%")) == "0.25"
    assert refusal(10**15, header) == (
        "1000000000000000 has more than 15 digits, more than a number cell keeps. Format the cell "
        "as plain text and type it again."
    )
    name = header.rsplit(": ", maxsplit=1)[-1]
    assert refusal("> 3", header) == (
        f'"> 3": {name} is text, which is not greater or less. Write the text alone, or with != '
        "or contains; put it in double quotes if it begins like this."
    )
    assert refusal(time(13, 0), header) == (
        f"13:00 is a date or a time, but {name} is text. Format the cell as plain text and type it "
        "again."
    )


@pytest.mark.parametrize("word", [True, "TRUE", "yes", " Yes "])
def test_first_time_takes_yes(word: Value) -> None:
    assert sent(word, "first_time") == ("equals", "True")


@pytest.mark.parametrize("word", [False, "false", "NO"])
def test_first_time_takes_no(word: Value) -> None:
    assert sent(word, "first_time") == ("equals", "False")


def test_first_time_takes_nothing_else() -> None:
    assert refusal("maybe", "first_time") == (
        '"maybe" is neither yes nor no. Write yes or no, or tick the box.'
    )
    assert refusal(RawCell(error="#REF!"), "first_time") == (
        "the cell shows #REF!. Correct its formula, or write the value."
    )


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_section_takes_filters(prefix: str) -> None:
    asked = question({"Event": "A", "Dates": "yesterday", f"{prefix}: My Prop": "contains x"})
    base = asked.query.body()
    sections = {**base, **base.get("common_profile_properties", {})}

    assert sections[PREFIXES[prefix]] == [{"name": "My Prop", "operator": "contains", "value": "x"}]


def test_percent_and_currency_are_sent_as_stored_and_said_as_shown() -> None:
    cells = {
        "Event": "A",
        "Dates": "yesterday",
        "event: Off": RawCell(0.25, "0%"),
        "event: Fare": RawCell(1500, '"€"#,##0'),
    }
    asked = question(cells)

    assert [item["value"] for item in asked.query.body()["event_properties"]] == [0.25, 1500]
    assert asked.reads_as == (
        "A events with Off = 0.25 (25%) and Fare = 1500 (€1,500) on Mon 29 Jun 2026 (Asia/Kolkata)"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, Count("equals", 3)),
        (3.0, Count("equals", 3)),
        ("3", Count("equals", 3)),
        (">= 3", Count("greater_than_equals", 3)),
        ("less_than: 10", Count("less_than", 10)),
        ("> 2.0", Count("greater_than", 2)),
        (0, Count("equals", 0)),
    ],
)
def test_a_count_is_a_whole_number_or_a_comparison(value: Value, expected: Count) -> None:
    assert operators.read_count(cells_of(value)[0], ".") == expected


@pytest.mark.parametrize("value", ["x", 2.5, -1, "!= 3", "1,000", True, "contains 3", "2²", 1e15])
def test_anything_else_is_no_count(value: Value) -> None:
    (cell,) = cells_of(value, header="did all: Count")

    with pytest.raises(ValueError, match="is not a count") as found:
        operators.read_count(cell, ".")

    assert str(found.value) == (
        f'`did all: Count` (A2): "{cell.text}" is not a count. Write a whole number, like 3 or >= '
        f"3."
    )


def test_an_error_or_a_date_is_no_count() -> None:
    bad: list[tuple[Value, str]] = [
        (RawCell(error="#N/A"), "shows #N/A"),
        (date(2026, 1, 1), "2026-01-01"),
    ]
    for value, match in bad:
        with pytest.raises(ValueError, match=match):
            operators.read_count(cells_of(value)[0], ".")
