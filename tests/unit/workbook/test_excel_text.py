from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.workbook.excel.text import FORBIDDEN, escape, prepare, unescape, units

TEXT = st.text() | st.text(alphabet="_x05FfdD8\r\n a")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("plain _x and x_", "plain _x and x_"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("a\r\nb", "a_x000D_\nb"),
        ("_x000D\r", "_x005F_x000D_x000D_"),
        (" \n", "_x0020__x000A_"),
        ("", ""),
    ],
)
def test_text_that_looks_like_an_escape_is_escaped(text: str, stored: str) -> None:
    assert escape(text) == stored
    assert unescape(stored) == text


@given(TEXT)
def test_what_is_escaped_comes_back(text: str) -> None:
    assert unescape(escape(text)) == text


def test_half_of_a_surrogate_pair_is_left_escaped() -> None:
    assert unescape("_xD83D_") == "_xD83D_"


def test_characters_outside_the_basic_plane_count_twice() -> None:
    assert units("aé😀") == 4


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_forbidden(character: str) -> None:
    assert FORBIDDEN.search(character)


@pytest.mark.parametrize("text", ["\t\n\r", "\x7f\x85", "😀", "\ufffd"])
def test_what_xml_can_hold_is_not(text: str) -> None:
    assert not FORBIDDEN.search(text)


def test_escaped_underscores_are_doubled_for_openpyxl_which_drops_half() -> None:
    prepared = prepare(b"<si><t>_x005F_x0041_</t></si><f>x005F_</f>")

    assert prepared == b"<si><t>_x005Fx005F__x0041_</t></si><f>x005F_</f>"
    assert prepared.replace(b"x005F_", b"") != prepared


def test_blank_text_is_spelled_out_for_programs_that_trim_it() -> None:
    assert prepare(b'<t xml:space="preserve"> \n</t><t/><t></t><x:t>a b</x:t>') == (
        b'<t xml:space="preserve">_x0020__x000A_</t><t/><t></t><x:t>a b</x:t>'
    )
