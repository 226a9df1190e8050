"""Whatever stands in a cell, a row is either a question or a list of problems at its cells."""

from __future__ import annotations

import json
from typing import Any, Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheets_runner.query.build import Context, check_tab
from sheets_runner.query.question import CheckedRow
from sheets_runner.table.cells import RawCell
from tests.unit.query.sheet import CONTEXT, NOON, tab

FILLED = {
    "Active": True, "Name": "Gold", "App": "web", "Get": "User count", "Event": "Charged",
    "From": "2026-06-01", "To": "2026-06-01", "Time from": "13:00", "Time to": "14:00",
    "first_time": True, "utm_campaign": "spring", "event: Fare": 100, "profile: plan": "Gold",
    "profile: Phone": 919812345678, "app field: Make": "contains Apple",
    "demographics: Age": ">= 18", "technographics: OS": "any of: Android | iOS",
    "reachability: has_token": "exists", "did all: Event": "UTM Visited", "did all: Count": 3,
    "did all: Dates": "last 7 days", "did any: Event": "App Launched", "did any: Count": ">= 2",
    "did none: Event": "App Uninstalled", "did none: event: Reason": "!= crash",
    "Output tab": "Out", "Columns": "ts, identity", "Max records": 500,
    "geo": "India > Delhi", "CQL": '{"advanced_query": {"did_none": []}}',
}  # fmt: skip
SHORT = {
    "Event": "Charged", "Dates": "yesterday", "Time of day": "13:00-14:00", "API": "counts",
    "Object type": "events", "Per": "day", "Mode": "Replace",
}  # fmt: skip
FORMATS = ("General", "@", "yyyy-mm-dd", "hh:mm", "[h]:mm", "yyyy-mm-dd hh:mm", "0%", '"$"0.00')

TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(), max_size=30),  # lone surrogates and control characters as well
    st.text("0123456789²٣０५Ⅷ½ .,:/-+eE", max_size=20),
    st.text('<>=!"| \n\u00a0\u200banyofcontisde:', max_size=20),
    st.sampled_from(["9" * 400, "-" + "9" * 5000, "1e999", ">= " + "9" * 400, "last 9999 months"]),
)
NUMBERS = st.one_of(
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.floats(-1, 80_000),
)
CELLS = st.builds(
    RawCell,
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    st.sampled_from(FORMATS),
    st.sampled_from(["", "", "", "=A1"]),
    st.sampled_from(["", "", "", "#N/A"]),
    st.booleans(),
    st.sampled_from(["", "", "", "A2:B3"]),
)


def _row(cells: dict[str, Any], context: Context = CONTEXT, **table: Any) -> CheckedRow | None:
    """Return the row as read, None when it is skipped."""
    found = check_tab(tab(tuple(cells), tuple(cells.values()), **table), context)
    assert not found.layout.problems
    return found.rows[0] if found.rows else None


def _is_sound(row: CheckedRow, header: str, place: str) -> None:
    for problem in row.problems:
        assert problem.message.startswith("`")
        assert (
            f"({problem.cell})" in problem.message or "there is no such column" in problem.message
        )
    if row.problems:
        assert row.question is None
        return
    assert row.question or not row.active, (header, place)
    if row.question:
        sent = row.question.query.body()
        assert json.loads(json.dumps(sent, allow_nan=False)) == sent
        assert len(row.question.fingerprint) == 8


@pytest.mark.parametrize("header", FILLED)
@settings(max_examples=30)
@given(cell=CELLS, locale=st.sampled_from(["", "en_US", "de_DE"]))
def test_no_cell_does_worse_than_to_be_a_problem(header: str, cell: RawCell, locale: str) -> None:
    cells = {**FILLED, header: cell}

    row = _row(cells, locale=locale, keeps_formulas=True)

    assert row is not None
    _is_sound(row, header, "A2")


@pytest.mark.parametrize("header", SHORT)
@settings(max_examples=30)
@given(cell=CELLS)
def test_no_cell_of_a_short_row_does_worse_either(header: str, cell: RawCell) -> None:
    row = _row({**SHORT, header: cell})

    if row is not None:
        _is_sound(row, header, "A2")


KEYS = st.sampled_from(
    ["event_name", "from", "to", "event_properties", "session_properties", "advanced_query",
     "common_profile_properties", "did_all", "did_any", "did_none", "any_events", "operator",
     "value", "name", "geo_fields", "geo_radius", "profile_fields", "x"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5),
    st.sampled_from(["Charged", "equals", "exists", "time_of_day", 20260601, 20260629, 1]),
)  # fmt: skip
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@settings(max_examples=300)
@given(
    value=st.one_of(JSON, st.dictionaries(KEYS, JSON, max_size=5)),
    cut=st.integers(0, 200),
    more=st.text("{}[]\",:'“ \n\\/#0", max_size=3),
    get=st.sampled_from(["Event count", "User profiles"]),
    event=st.sampled_from(["Charged", None]),
)
@example({"advanced_query": {"did_any": {"operator": "equals", "value": 1}}}, 200, "", "?", None)
def test_no_json_does_worse_either(
    value: Any, cut: int, more: str, get: str, event: str | None
) -> None:
    text = json.dumps(value)
    cells = {"Event": event, "Get": get, "CQL": text[:cut] + more + text[cut:]}

    row = _row(cells)

    assert row is not None
    _is_sound(row, "CQL", "C2")


@settings(max_examples=200)
@given(text=st.text(max_size=20), rest=st.text(max_size=12))
@example("did all", "٣: Event")
@example("did all ²", ": Event")
@example("event:", "\ud800")
def test_no_header_does_worse_than_to_be_a_problem(text: str, rest: str) -> None:
    found = check_tab(tab(("Event", "Dates", text + rest), ("Charged", "yesterday", "x")), CONTEXT)

    assert bool(found.rows) != bool(found.layout.problems)


@settings(max_examples=200)
@given(
    prefix=st.sampled_from(
        ["profile", "app field", "demographics", "technographics", "reachability", "event",
         "session", "Profile", "APP_FIELD", "did all", "did any 2", "did none"]
    ),
    mark=st.text(" _-;：\n", min_size=1, max_size=3),
    name=st.text("abcFx: 9", min_size=1, max_size=8).filter(lambda name: name[0] not in " :"),
)  # fmt: skip
def test_no_filter_is_dropped_for_want_of_a_colon(prefix: str, mark: str, name: str) -> None:
    found = check_tab(tab(("Event", "Dates", prefix + mark + name)), CONTEXT)

    assert found.layout.problems


@settings(max_examples=150)
@given(
    text=TEXTS.filter(lambda text: text.strip() != ""),
    header=st.sampled_from(["event: Fare", "utm_campaign", "profile: plan", "session: x"]),
)
def test_a_text_in_double_quotes_is_sent_as_it_stands(text: str, header: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'

    row = _row({"Event": "Charged", "Dates": "yesterday", header: quoted})

    assert row
    assert row.question
    assert row.question.query.base
    (found,) = row.question.query.base.filters or row.question.query.profile
    assert (found.operator, found.value) == ("equals", text)


@settings(max_examples=100)
@given(number=st.one_of(st.integers(-(10**15) + 1, 10**15 - 1), st.floats(-1e9, 1e9)))
def test_a_number_cell_comes_back_as_the_same_number(number: float) -> None:
    row = _row({"Event": "Charged", "Dates": "yesterday", "event: Fare": number})

    assert row
    assert row.question
    (sent,) = row.question.query.body()["event_properties"]
    assert sent["value"] == number
    assert json.loads(json.dumps(sent["value"])) == number


@settings(max_examples=100)
@given(
    whole=st.integers(-(10**12), 10**12),
    decimals=st.text("0123456789", max_size=3),
    locale=st.sampled_from(["", "en_GB", "de_DE", "es_MX", "en_ZA"]),
    sign=st.sampled_from([">", ">=", "<", "<=", "≥", "≤"]),
)
def test_a_comparison_number_is_read_with_the_separator_of_the_locale(
    whole: int, decimals: str, locale: str, sign: str
) -> None:
    separator = "," if locale in ("de_DE", "en_ZA") else "."
    written = f"{sign} {whole}{separator}{decimals}" if decimals else f"{sign} {whole}"

    row = _row({"Event": "A", "Dates": "yesterday", "event: Fare": written}, locale=locale)

    assert row
    assert row.question
    (sent,) = row.question.query.body()["event_properties"]
    assert sent["value"] == float(f"{whole}.{decimals or 0}")


def _filters(body: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a body that has a name or an event name."""
    if isinstance(body, dict):
        if "name" in body or "event_name" in body:
            yield body
        for value in body.values():
            yield from _filters(value)
    if isinstance(body, list):
        for value in body:
            yield from _filters(value)


SIGNS = {
    "equals": ("=", "is any of"), "not_equals": ("is not",), "contains": ("contains",),
    "does_not_contain": ("does not contain",), "exists": ("exists",),
    "does_not_exist": ("does not exist",), "greater_than": (">",), "less_than": ("<",),
    "greater_than_equals": (">=",), "less_than_equals": ("<=",),
}  # fmt: skip


@settings(max_examples=200)
@given(
    cells=st.fixed_dictionaries(
        {},
        optional={
            header: st.one_of(
                st.sampled_from(["pizza", "!= pizza", "> 3", "<= 2.5", "exists", "a\nb", "a, b"]),
                st.sampled_from(["does not exist", "does not contain\nx\ny", '" = "', "100"]),
                st.integers(-99, 99),
                st.text(max_size=8).map(lambda text: '"' + text.replace('"', '""') + '"'),
            )
            for header in FILLED
            if "event: " in header or "profile: p" in header or "graphics" in header
        },
    ),
    get=st.sampled_from(["Event count", "User count", "Event records", "User profiles"]),
)
def test_every_name_operator_and_value_of_the_body_occurs_in_the_plain_words(
    cells: dict[str, Any], get: str
) -> None:
    row = _row({**FILLED, **cells, "Get": get})

    assert row
    assert row.question, row.problems
    said = row.question.reads_as
    for item in _filters(row.question.query.body()):
        if item.get("name") == "time_of_day":
            continue  # said as 13:00–14:00, like the example of the contract
        assert str(item.get("name", item.get("event_name"))) in said
        if "name" in item or "operator" in item:
            assert any(sign in said for sign in SIGNS[item.get("operator", "equals")])
        values = item.get("value", [])
        for value in values if isinstance(values, list) else [values]:
            assert str(value) in said


def test_the_same_row_reads_the_same_at_any_moment_of_a_day() -> None:
    later = Context({"web": "Asia/Kolkata"}, NOON.replace(hour=18, minute=29))

    first, second = _row(FILLED), _row(FILLED, later)

    assert first
    assert first.question
    assert second == first
