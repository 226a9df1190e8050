"""The `CQL` cell alone: every place of the JSON, and every slip of the pen in it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from sheets_runner.query import json_text
from sheets_runner.query.cql import Block, Count, Filter, Period
from sheets_runner.query.cql_json import Piece, read_piece
from sheets_runner.query.json_text import BadJson

DAYS = {"from": 20260601, "to": 20260602}
PERIOD = Period(date(2026, 6, 1), date(2026, 6, 2))
BLOCK = {"event_name": "A", **DAYS}


def refusal(text: str) -> str:
    """Return why a text is no piece of a query."""
    with pytest.raises(BadJson) as found:
        read_piece(text)
    return str(found.value)


def refused(piece: Any) -> str:
    """Return why a JSON value is no piece of a query."""
    return refusal(json.dumps(piece))


def test_an_empty_object_says_nothing() -> None:
    assert read_piece(" {} ") == Piece()
    assert not read_piece('{"event_properties": []}').filters_users


def test_every_section_of_the_grammar_is_read() -> None:
    piece = read_piece(
        json.dumps({
            **BLOCK,
            "event_properties": [{"name": "Fare", "operator": "greater_than", "value": 1.5}],
            "session_properties": [{"name": "time_of_day", "value": ["00:00", "23:59"]}],
            "common_profile_properties": {
                "profile_fields": [{"name": "plan", "value": "Gold"}],
                "app_fields": [{"name": "Make", "operator": "exists"}],
                "demographics": [{"name": "Gender", "operator": "does_not_exist"}],
                "technographics": [{"name": "OS", "value": ["Android", 14]}],
                "reachability": [{"name": "has_token", "value": "True"}],
                "geo_fields": [["India"], ["India", "Delhi", "New Delhi"]],
                "geo_radius": [[35, 42.5, 5.2]],
            },
            "advanced_query": {
                "did_all": [{**BLOCK, "operator": "equals", "value": 0}],
                "did_any": {"any_events": [BLOCK], "operator": "less_than", "value": 4},
                "did_none": [{**BLOCK, "event_name": " B "}],
            },
        })
    )  # fmt: skip

    assert piece == Piece(
        "A",
        PERIOD,
        (
            Filter("event_properties", "Fare", "greater_than", 1.5),
            Filter("session_properties", "time_of_day", "equals", ("00:00", "23:59")),
        ),
        (
            Filter("profile_fields", "plan", "equals", "Gold"),
            Filter("app_fields", "Make", "exists", None),
            Filter("demographics", "Gender", "does_not_exist", None),
            Filter("technographics", "OS", "equals", ("Android", 14)),
            Filter("reachability", "has_token", "equals", "True"),
        ),
        (("India",), ("India", "Delhi", "New Delhi")),
        ((35, 42.5, 5.2),),
        (Block("A", PERIOD, count=Count("equals", 0)),),
        (Block("A", PERIOD),),
        Count("less_than", 4),
        (Block(" B ", PERIOD),),
    )
    assert [place for place, _ in piece.days()] == [
        "to",
        "advanced_query.did_all[0].to",
        "advanced_query.did_any.any_events[0].to",
        "advanced_query.did_none[0].to",
    ]


PLACE_HELP = 'Write country, state and city, like ["India", "Maharashtra", "Mumbai"].'
DAY_HELP = "Write a day as a number, like 20260228, in both from and to."
OPERATOR_HELP = (
    "Write one of: equals, not_equals, contains, does_not_contain, exists, does_not_exist, "
    "greater_than, greater_than_equals, less_than, less_than_equals."
)
COUNT_HELP = "Write one of: equals, greater_than, greater_than_equals, less_than, less_than_equals."
CLOCK_HELP = 'Write two times, the later one last, like ["13:00", "14:00"].'


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ([], "the JSON is []. Write an object, like {…}."),
        ([{}], "the JSON is [{}]. Write an object, like {…}."),
        ("x", 'the JSON is "x". Write an object, like {…}.'),
        (None, "the JSON is null. Write an object, like {…}."),
        (
            {"event": "A"},
            ('the JSON has the key "event", which is not known here. Write one of: event_name, '
            "from, to, event_properties, session_properties, common_profile_properties, "
            "advanced_query."),
        ),
        ({"event_name": ""}, 'event_name is "". Write the event\'s name in quotes.'),
        ({"event_name": 5}, "event_name is 5. Write the event's name in quotes."),
        (
            {"event_name": [[1], [], {}]},
            "event_name is [[…], [], {}]. Write the event's name in quotes.",
        ),
        ({"event_name": None}, "event_name is null. Write the event's name in quotes."),
        ({"from": 20260601}, f"to is missing. {DAY_HELP}"),
        ({"to": 20260601}, f"from is missing. {DAY_HELP}"),
        ({"from": "20260601", "to": 1}, f'from is "20260601". {DAY_HELP}'),
        ({"from": 20260601, "to": 20260631}, f"to is 20260631. {DAY_HELP}"),
        ({"from": 20260601.0, "to": 20260631}, f"from is 20260601.0. {DAY_HELP}"),
        ({"from": True, "to": 20260631}, f"from is true. {DAY_HELP}"),
        (
            {"from": 20260602, "to": 20260601},
            "from is 20260602. That is after to, 20260601. Swap the two.",
        ),
        ({"event_properties": {}}, "event_properties is {}. Write a list, like […]."),
        (
            {"event_properties": [{}]},
            "event_properties[0].name is missing. Write the property's name in quotes.",
        ),
        (
            {"event_properties": [{"name": "a", "value": 1}, "Fare"]},
            'event_properties[1] is "Fare". Write an object, like {…}.',
        ),
        (
            {"event_properties": [{"name": "a", "values": 1}]},
            ('event_properties[0] has the key "values", which is not known here. Write one of: '
            "name, operator, value."),
        ),
        (
            {"event_properties": [{"name": "a", "operator": "is", "value": 1}]},
            f'event_properties[0].operator is "is". {OPERATOR_HELP}',
        ),
        (
            {"event_properties": [{"name": "a", "operator": ["equals"], "value": 1}]},
            f'event_properties[0].operator is ["equals"]. {OPERATOR_HELP}',
        ),
        (
            {"event_properties": [{"name": "a"}]},
            "event_properties[0].value is missing. Write a value.",
        ),
        (
            {"event_properties": [{"name": "a", "value": []}]},
            "event_properties[0].value is []. Write at least one value.",
        ),
        (
            {"event_properties": [{"name": "a", "value": [1, True]}]},
            ('event_properties[0].value[1] is true. Write "True" in quotes: CleverTap wants the '
            "word."),
        ),
        (
            {"event_properties": [{"name": "a", "value": None}]},
            "event_properties[0].value is null. Write a text in quotes, or a number.",
        ),
        (
            {"event_properties": [{"name": "a", "value": [[1]]}]},
            "event_properties[0].value[0] is [1]. Write a text in quotes, or a number.",
        ),
        (
            {"event_properties": [{"name": "a", "operator": "exists", "value": "-1"}]},
            'event_properties[0].value is "-1". Delete it: exists takes no value.',
        ),
        (
            {"event_properties": [{"name": "a", "operator": "less_than", "value": "5"}]},
            ('event_properties[0].value is "5". Write one number: less_than compares with nothing '
            "else."),
        ),
        (
            {"event_properties": [{"name": "a", "operator": "contains", "value": ["x", "y"]}]},
            'event_properties[0].value is ["x", "y"]. Write one value with contains.',
        ),
        (
            {"session_properties": [{"name": "browser", "operator": "less_than", "value": 5}]},
            'session_properties[0].operator is "less_than". Write another: browser is text.',
        ),
        (
            {"session_properties": [{"name": "utm_source", "value": ["a", 5]}]},
            'session_properties[0].value is 5. Write "5" in quotes: utm_source is text.',
        ),
        (
            {"common_profile_properties": {"profile_fields": [{"name": "Phone", "value": 91}]}},
            ('common_profile_properties.profile_fields[0].value is 91. Write "91" in quotes: '
            "Phone is text."),
        ),
        (
            {"session_properties": [{"name": "time_of_day", "value": "13:00"}]},
            f'session_properties[0].value is "13:00". {CLOCK_HELP}',
        ),
        (
            {"session_properties": [{"name": "time_of_day", "value": ["14:00", "13:00"]}]},
            f'session_properties[0].value is ["14:00", "13:00"]. {CLOCK_HELP}',
        ),
        (
            {"session_properties": [{"name": "time_of_day", "value": ["13:00", "24:00"]}]},
            f'session_properties[0].value is ["13:00", "24:00"]. {CLOCK_HELP}',
        ),
        (
            {"session_properties": [{"name": "time_of_day", "operator": "exists"}]},
            'session_properties[0].operator is "exists". Delete it: a time of day is a range.',
        ),
        (
            {"session_properties": [{"name": "time_of_day", "value": ["13:00", "14:00"]}] * 2},
            'session_properties names "time_of_day" twice, and both would have to hold. Keep one.',
        ),
        (
            {"session_properties": [{"name": "first_time", "value": "yes"}]},
            'session_properties[0].value is "yes". Write "True" or "False".',
        ),
        (
            {"session_properties": [{"name": "first_time", "operator": "exists"}]},
            'session_properties[0].operator is "exists". Write equals.',
        ),
        (
            {"session_properties": [{"name": "first_time"}]},
            'session_properties[0].value is missing. Write "True" or "False".',
        ),
        (
            {"common_profile_properties": {"geo": []}},
            ('common_profile_properties has the key "geo", which is not known here. Write one of: '
            "profile_fields, app_fields, demographics, technographics, reachability, geo_fields, "
            "geo_radius."),
        ),
        (
            {"common_profile_properties": {"geo_fields": [["A"], "India"]}},
            f'common_profile_properties.geo_fields[1] is "India". {PLACE_HELP}',
        ),
        (
            {"common_profile_properties": {"geo_fields": [["a", "b", "c", "d"]]}},
            'common_profile_properties.geo_fields[0] is ["a", "b", "c", "d"]. ' + PLACE_HELP,
        ),
        (
            {"common_profile_properties": {"geo_fields": [["India", ""]]}},
            f'common_profile_properties.geo_fields[0] is ["India", ""]. {PLACE_HELP}',
        ),
        (
            {"common_profile_properties": {"geo_radius": [[1, 2]]}},
            ("common_profile_properties.geo_radius[0] is [1, 2]. Write three numbers, like "
            "[35, 42.5, 5.2]."),
        ),
        (
            {"common_profile_properties": {"geo_radius": [[1, 2, True]]}},
            ("common_profile_properties.geo_radius[0] is [1, 2, true]. Write three numbers, like "
            "[35, 42.5, 5.2]."),
        ),
        (
            {"advanced_query": {"did_not_all": []}},
            ('advanced_query has the key "did_not_all", which is not known here. Write one of: '
            "did_all, did_any, did_none."),
        ),
        (
            {"advanced_query": {"did_any": [BLOCK]}},
            ("advanced_query.did_any is [{…}]. Write an object, "
            "like {…}."),
        ),
        (
            {"advanced_query": {"did_all": [{"event_name": "A"}]}},
            f"advanced_query.did_all[0].from is missing. {DAY_HELP}",
        ),
        (
            {"advanced_query": {"did_all": [DAYS]}},
            "advanced_query.did_all[0].event_name is missing. Write the event's name in quotes.",
        ),
        (
            {"advanced_query": {"did_any": {"any_events": [{**BLOCK, "value": 1}]}}},
            ('advanced_query.did_any.any_events[0] has the key "value", which is not known here. '
            "Write one of: event_name, from, to, event_properties, session_properties."),
        ),
        (
            {"advanced_query": {"did_none": [{**BLOCK, "value": 1}]}},
            f"advanced_query.did_none[0].operator is missing. {COUNT_HELP}",
        ),
        (
            {"advanced_query": {"did_any": {"operator": "contains", "value": 1}}},
            f'advanced_query.did_any.operator is "contains". {COUNT_HELP}',
        ),
        (
            {"advanced_query": {"did_all": [{**BLOCK, "operator": "equals", "value": 2.0}]}},
            "advanced_query.did_all[0].value is 2.0. Write how often: a whole number.",
        ),
        (
            {"advanced_query": {"did_all": [{**BLOCK, "operator": "equals", "value": True}]}},
            "advanced_query.did_all[0].value is true. Write how often: a whole number.",
        ),
        (
            {"advanced_query": {"did_all": [{**BLOCK, "operator": "equals", "value": -1}]}},
            "advanced_query.did_all[0].value is -1. Write how often: a whole number.",
        ),
        (
            {"advanced_query": {"did_all": [{**BLOCK, "operator": "equals"}]}},
            "advanced_query.did_all[0].value is missing. Write how often: a whole number.",
        ),
        (
            {"advanced_query": {"did_all": [{**BLOCK, "event_properties": [{"name": 1}]}]}},
            ("advanced_query.did_all[0].event_properties[0].name is 1. Write the property's name "
            "in quotes."),
        ),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named_with_its_place(piece: Any, expected: str) -> None:
    assert refused(piece) == expected


def test_email_and_phone_are_texts_without_words_of_their_own() -> None:
    items = [{"name": "Email", "operator": "contains", "value": "@"}]

    (found,) = read_piece(
        json.dumps({"common_profile_properties": {"profile_fields": items}})
    ).profile

    assert found == Filter("profile_fields", "Email", "contains", "@")


@pytest.mark.parametrize("operator", ["equals", "not_equals"])
def test_first_time_may_be_written_with_either_operator(operator: str) -> None:
    item = {"name": "first_time", "operator": operator, "value": "False"}

    (found,) = read_piece(json.dumps({"session_properties": [item]})).filters

    assert (found.operator, found.value) == (operator, "False")


AT = "stands at line 1, character"
CURLY = 'Type plain double quotes ("), or turn smart quotes off.'
NAMES = 'Write names and texts in double quotes, like {"event_name": "Charged"}.'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "is not JSON: it ends too early, with {. Close every bracket and quote."),
        ('{"a": ', 'is not JSON: it ends too early, with {"a":. Close every bracket and quote.'),
        ("pizza", f"is not JSON: p {AT} 1. {NAMES}"),
        ("{event_name: 1}", f"is not JSON: e {AT} 2. {NAMES}"),
        ("{\n  a: 1}", f"is not JSON: a stands at line 2, character 3. {NAMES}"),
        ("{“event_name”: “A”}", f"is not JSON: the typographic quote “ {AT} 2. {CURLY}"),
        ('{"event_name”: "A"', f"is not JSON: the typographic quote ” {AT} 13. {CURLY}"),
        ('{"event_name": "A”}', f"is not JSON: the typographic quote ” {AT} 18. {CURLY}"),
        ('{"event_name": „A“}', f"is not JSON: the typographic quote „ {AT} 16. {CURLY}"),
        ("{'event_name': 1}", f'is not JSON: the quote \' {AT} 2. Type double quotes (").'),
        ('{"a": 1,}', f"is not JSON: a comma before a closing bracket {AT} 8. Delete it."),
        ('{"a": ",]", "b": [1 , ]}', (f"is not JSON: a comma before a closing bracket {AT} 21. "
         "Delete it.")),
        ('{"a": [1 , ]}', f"is not JSON: a comma before a closing bracket {AT} 10. Delete it."),
        ('{"a": 1 "b": 2}', (f'is not JSON: " where a comma is missing, {AT} 9. Write the comma '
         "before it.")),
        ('{"a": 1} {"b": 2}', (f"is not JSON: more than one object, the next {AT} 10. Keep one "
         "object.")),
        ('{"a": 1} // remark', (f"is not JSON: /, as of a comment, {AT} 10. Delete it: JSON has no "
         "comments.")),
        ('{"a": "x}', (f"is not JSON: a text that does not end {AT} 7. Close it with a double "
         "quote.")),
        ('{"a": "x\ny"}', ("is not JSON: a line break or tab inside a text stands at line 1, "
         "character 9. Write \\n or \\t instead.")),
        ('{"a": "\\d"}', f"is not JSON: a backslash that means nothing {AT} 8. Write two for one."),
        ('{"a":\u00a01}', f"is not JSON: an invisible character {AT} 6. Type a plain space."),
        ('{"a": True}', f"is not JSON: T {AT} 7. {NAMES}"),
        ('{"a": 007}', (f"is not JSON: 0 where a comma is missing, {AT} 8. Write the comma before "
         "it.")),
        ('{"a": 1, "a": 2}', 'has the key "a" twice in one object. Keep one.'),
        ('{"a": NaN}', "holds NaN, which is no number. Write a number."),
        ('{"a": -Infinity}', "holds -Infinity, which is no number. Write a number."),
        ('{"a": 1e999}', "holds the number 1e999, which is too large. Write at most 18 digits."),
        ('{"a": -1234567890123456789}', ("holds the number -1234567890123456789, which is too "
         "large. Write at most 18 digits.")),
        ('{"a": "\\ud800"}', "holds \\ud800, which is half of a character. Delete it."),
        ('{"\udfff": 1}', "holds \\udfff, which is half of a character. Delete it."),
        ("[" * 40_000, "is nested deeper than any query. Delete the brackets too many."),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_named_with_its_place_and_remedy(text: str, expected: str) -> None:
    assert refusal(text) == with_snippet(text, expected)


def with_snippet(text: str, message: str) -> str:
    """Return a message with the ten characters on either side of the place it names."""
    place = re.search(r"line (\d), character (\d+)", message)
    if not place:
        return message
    above = sum(len(line) + 1 for line in text.split("\n")[: int(place[1]) - 1])
    at = above + int(place[2]) - 1
    snippet = " ".join(text[max(0, at - 10) : at + 10].split())
    return message.replace(place[0], f"{place[0]} ({snippet})")


def test_a_number_of_thousands_of_digits_is_cut_in_the_message() -> None:
    assert refusal('{"a": ' + "9" * 5000 + "}") == (
        f"holds the number {'9' * 80}…, which is too large. Write at most 18 digits."
    )


@pytest.mark.parametrize("value", [10**18 - 1, -(10**18 - 1), 0.1, 1e17, "\ud83d\ude00 पिज़्ज़ा “x”"])
def test_what_a_query_can_hold_comes_back_exactly(value: Any) -> None:
    if isinstance(value, str):
        value = value.encode("utf-16", "surrogatepass").decode("utf-16")

    assert json_text.read(json.dumps([value])) == [value]
    assert json_text.read(json.dumps([value], ensure_ascii=False)) == [value]
