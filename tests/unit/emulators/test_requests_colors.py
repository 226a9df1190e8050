"""Colours as Sheets keeps them.

The colours of the themes in gspread's cassettes (``CellTest.test_merge_cells``) say how 255 steps
are written: https://github.com/burnash/gspread/tree/master/tests/cassettes.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.google_sheets.colors import settled


@pytest.mark.parametrize(
    ("step", "written"),
    [
        (251, 0.9843137),
        (188, 0.7372549),
        (4, 0.015686275),
        (17, 0.06666667),
        (85, 0.33333334),
        (204, 0.8),
        (1, 0.003921569),
        (66, 0.25882354),
        (127, 0.49803922),
        (168, 0.65882355),
    ],
)
def test_a_step_is_written_as_the_shortest_number_that_tells_it(step: int, written: float) -> None:
    assert settled({"color": {"red": step / 255}})["color"] == {"red": written}


@given(st.integers(0, 255))
def test_a_colour_that_was_read_is_written_back_as_it_is(step: int) -> None:
    once = settled({"color": {"green": step / 255}})

    assert settled(once) == once


@given(st.floats(0, 1))
def test_a_channel_loses_less_than_a_step(share: float) -> None:
    kept = settled({"color": {"blue": share}})["color"].get("blue", 0)

    assert -1e-6 <= share - kept < 1 / 255 + 1e-6


def test_colours_are_found_however_deep_and_nothing_else_is_touched() -> None:
    rule = {
        "ranges": [{"sheetId": 1}],
        "gradientRule": {"minpoint": {"colorStyle": {"themeColor": "TEXT"}, "type": "MIN"}},
        "booleanRule": {"format": {"textFormat": {"foregroundColor": {"red": 0, "green": 1}}}},
    }

    assert settled(rule) == {
        "ranges": [{"sheetId": 1}],
        "gradientRule": {"minpoint": {"colorStyle": {"themeColor": "TEXT"}, "type": "MIN"}},
        "booleanRule": {
            "format": {
                "textFormat": {
                    "foregroundColor": {"green": 1},
                    "foregroundColorStyle": {"rgbColor": {"green": 1}},
                }
            }
        },
    }
