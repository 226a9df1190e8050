"""What identifies a person is masked wherever it stands in a record; the rest stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.run.flatten import Path, Shape
from sheets_runner.run.privacy import Mask


def by_path(record: dict[str, Any]) -> dict[Path, Any]:
    """Return a record's values."""
    shape = Shape()
    return {shape.paths[number]: value for number, value in shape.flatten(record).items()}


def mask(record: dict[str, Any]) -> dict[Path, Any]:
    """Return a record's values as everybody may see them."""
    shape = Shape()
    row = shape.flatten(record)
    found = Mask(shape)
    phones = found.phones(row)
    return {
        shape.paths[number]: found.column(number, [value], [phones])[0]
        for number, value in row.items()
    }


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        ("name", "Priya Sharma", "P•••"),
        ("Name", "Priya", "P•••"),
        ("first_name", "Priya", "P•••"),
        ("Last-Name", "Sharma", "S•••"),
        ("fullName", "Priya Sharma", "P•••"),
        ("Passenger  Name", "Tom", "T•••"),
        ("name", "", "•••"),
        ("phone", 919812345610, "•••10"),
        ("Phone Number", "+91 98123 45610", "•••10"),
        ("mobileNumber", "9812345610", "•••10"),
        ("whatsapp_number", "9812345610", "•••10"),
        ("email", "priya@example.com", "p•••@example.com"),
        ("Email ID", "no address", "•••"),
        ("e-mail", 7, "•••"),
        ("push_token", "fcm:abcdef", "•••"),
        ("pushToken", "apns:abcdef", "•••"),
        ("GCM Token", "abc", "•••"),
        ("latitude", 12.97, "•••"),
        ("CT Longitude", "77.59", "•••"),
        ("lat", 12, "•••"),
        ("location", "12.97,77.59", "•••"),
    ],
)
def test_personal_data_is_known_by_its_name(name: str, value: Any, masked: str) -> None:
    assert mask({name: value}) == {(name,): masked}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ask priya@example.com today", "ask p•••@example.com today"),
        ("a@x.com,bob@y.org;cee@z.net", "a•••@x.com,b•••@y.org;c•••@z.net"),
        ('{"to":"priya@example.com"}', '{"to":"p•••@example.com"}'),
        ("<priya@example.com>", "<p•••@example.com>"),
        (
            "https://x.com/?mail=priya%40example.com&a=1",
            "https://x.com/?mail=p•••%40example.com&a=1",
        ),
        ("पीटर@उदाहरण.भारत", "प•••@उदाहरण.भारत"),
        ("5 @ 7.50", "5 @ 7.50"),
        ("@SUM(A1:A9)", "@SUM(A1:A9)"),
        ("priya@localhost", "priya@localhost"),
    ],
)
def test_addresses_are_found_in_any_text(text: str, masked: str) -> None:
    assert mask({"Comment": text}) == {("Comment",): masked}


def test_a_long_text_without_spaces_takes_no_time() -> None:
    for text in ("x" * 1_000_000, "@" + "x" * 1_000_000, "सेवा" * 250_000, "1" * 1_000_000):
        assert mask({"phone": 1234567, "Comment": text})[("Comment",)] == text


@pytest.mark.parametrize(
    "record",
    [
        {"plan": "Gold", "Fare": 8000, "Score": 0.5, "first_time": True, "nothing": None},
        {"name": True, "phone": None},
        {"event_props": {"Names": "a", "Product": "Flight", "Items": [{"sku": "7"}], "empty": {}}},
        {"identity": "500123", "ts": 20260629093015},
    ],
)
def test_everything_else_stays(record: dict[str, Any]) -> None:
    assert mask(record) == by_path(record)


def test_personal_data_is_masked_within_objects_and_lists() -> None:
    record = {
        "profile": {
            "email": "priya@example.com",
            "name": {"given": "Priya", "last": "Sharma"},
            "location": {"x": 12.97, "y": 77.59},
            "platformInfo": [{"platform": "Android", "push_token": "fcm:abc"}],
            "phone": [919812345610, None],
        }
    }

    assert mask(record) == by_path(
        {
            "profile": {
                "email": "p•••@example.com",
                "name": {"given": "P•••", "last": "S•••"},
                "location": {"x": "•••", "y": "•••"},
                "platformInfo": [{"platform": "Android", "push_token": "•••"}],
                "phone": ["•••10", None],
            }
        }
    )


def test_the_name_of_a_thing_is_no_persons() -> None:
    items = [{"Name": "Window seat", "Email": "a@b.example", "Latitude": 1.5}]

    assert mask({"event_props": {"Items": items, "Name": "Diya"}}) == {
        ("event_props", "Items"): [
            {"Name": "Window seat", "Email": "a•••@b.example", "Latitude": "•••"}
        ],
        ("event_props", "Name"): "D•••",
    }


def test_a_phone_is_masked_wherever_its_person_repeats_it() -> None:
    record = {
        "identity": "919812345610",
        "all_identities": ["919812345610", "500123"],
        "profile": {"phone": 919812345610},
        "event_props": {"Contact": "+91 98123-45610", "Order": 919812345611, "Flag": True},
    }

    assert mask(record) == {
        ("identity",): "•••10",
        ("all_identities",): ["•••10", "500123"],
        ("profile", "phone"): "•••10",
        ("event_props", "Contact"): "•••10",
        ("event_props", "Order"): 919812345611,
        ("event_props", "Flag"): True,
    }


@pytest.mark.parametrize(
    "record",
    [
        {"event_props": {"Travellers": [{"Mobile": "98123 45610"}]}},
        {"event_props": {"Mobile": ["98123 45610"]}},
        {"event_props": {"Travellers": [[{"mobile_number": 9812345610}]]}},
        {"profile": {"phone": {"home": -9812345610}}},
    ],
)
def test_a_phone_is_known_wherever_the_record_names_it(record: dict[str, Any]) -> None:
    assert mask({**record, "identity": "9812345610"})[("identity",)] == "•••10"


@pytest.mark.parametrize(
    "text", ["(981) 234.5610", "98123\n45610", "9812345610", "+9812345610", " 98-123-456-10"]
)
def test_a_phone_is_known_in_whatever_way_it_is_written(text: str) -> None:
    assert mask({"phone": 9812345610, "Contact": text})[("Contact",)] == f"•••{text[-2:]}"


@pytest.mark.parametrize("text", ["9812345610 Tom", "98123_45610", "981234561", "9812345610\0"])
def test_what_only_resembles_the_phone_stays(text: str) -> None:
    assert mask({"phone": 9812345610, "Contact": text})[("Contact",)] == text


def test_a_short_phone_is_no_clue_to_other_numbers() -> None:
    assert mask({"phone": 42, "Fare": 42}) == {("phone",): "•••42", ("Fare",): 42}


def test_a_record_knows_no_other_records_phones() -> None:
    shape = Shape()
    rows = [shape.flatten({"phone": phone, "Order": 9812345610}) for phone in (9812345610, 5)]
    found = Mask(shape)

    orders = found.column(1, [row[1] for row in rows], [found.phones(row) for row in rows])

    assert orders == ["•••10", 9812345610]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "phone", "email", "plan", "x"]), inner)
    ),
    max_leaves=12,
)


RECORDS = st.dictionaries(st.sampled_from(["name", "phone", "email", "plan"]), JSON)


@given(RECORDS)
def test_masking_keeps_the_shape_and_leaves_the_record_alone(record: dict[str, Any]) -> None:
    before = repr(record)

    masked = mask(record)

    assert repr(record) == before
    assert outline(masked) == outline(by_path(record))


TEXTS = st.sampled_from(
    ["919812345610", "+91 98123 45610", "a@b.co", "x%40y.co", "pizza", "", "\0", "9812345", "सेवा"]
)


@given(st.lists(TEXTS | st.none() | st.integers() | st.lists(TEXTS, max_size=2), max_size=6))
def test_a_value_is_masked_alike_whatever_else_its_column_holds(values: list[Any]) -> None:
    shape = Shape()
    shape.flatten({"x": 1})
    found, phones = Mask(shape), ("919812345610", "9812345")

    together = found.column(0, values, [phones] * len(values))

    assert together == [found.column(0, [value], [phones])[0] for value in values]


def outline(value: Any) -> Any:
    """Return a value without what is masked in it."""
    if isinstance(value, dict):
        return {key: outline(item) for key, item in value.items()}
    return [outline(item) for item in value] if isinstance(value, list) else ""
