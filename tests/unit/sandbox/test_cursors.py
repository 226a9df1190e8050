from __future__ import annotations

import base64
import re
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.sandbox import cursors
from sheets_runner.sandbox.cursors import Place
from sheets_runner.sandbox.replies import Refused

PLACE = Place("/1/events.json", '{"event_name":"होली"}', 4991, ("app",), export=3, offset=4991)

places = st.builds(
    Place,
    path=st.sampled_from(("/1/events.json", "/1/profiles.json")),
    query=st.text(),
    length=st.none() | st.integers(1, 5000),
    drop=st.lists(st.sampled_from(("app", "events", "profile")), unique=True).map(tuple),
    export=st.integers(1, 10**9),
    offset=st.integers(0, 10**9),
)


@given(place=places)
def test_a_cursor_goes_into_a_url_as_it_is_and_comes_back_as_its_place(place: Place) -> None:
    cursor = cursors.encode(place)

    assert re.fullmatch(r"(?:[A-Za-z0-9]|%2B|%2F|%3D)+", cursor)
    assert cursors.decode(unquote(cursor)) == place


@given(place=places)
def test_a_doubly_encoded_cursor_is_always_refused_with_code_3(place: Place) -> None:
    with pytest.raises(Refused) as caught:
        cursors.decode(unquote(quote(cursors.encode(place), safe="")))

    assert (caught.value.code, caught.value.error) == (3, "Incorrect Usage")


def test_every_cursor_has_something_to_encode() -> None:
    found = "".join(cursors.encode(Place("/", "x" * n, None, (), export=n)) for n in range(50))

    assert all(cursors.encode(Place("/", "x" * n, None, (), n)).endswith("%3D") for n in range(9))
    assert "%2B" in found
    assert "%2F" in found


def test_exports_of_the_same_query_have_different_cursors() -> None:
    assert cursors.encode(PLACE) != cursors.encode(
        Place(PLACE.path, PLACE.query, PLACE.length, PLACE.drop, 4, PLACE.offset)
    )


@pytest.mark.parametrize("text", ["", "abc", "!", "AAAA", "é", "%3D", "A" * 200])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="Incorrect Usage"):
        cursors.decode(text)


def test_a_damaged_cursor_is_refused() -> None:
    data = bytearray(base64.b64decode(unquote(cursors.encode(PLACE))))
    data[40] ^= 1

    with pytest.raises(Refused, match="Incorrect Usage"):
        cursors.decode(base64.b64encode(bytes(data)).decode())
