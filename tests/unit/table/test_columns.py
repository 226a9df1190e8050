"""How the order of day and month of a column is decided."""

from __future__ import annotations

from datetime import date, time

import pytest

from sheets_runner.errors import CellError
from sheets_runner.table.cells import RawCell
from sheets_runner.table.columns import DayOrder, decide_order, read_real, split_range
from tests.unit.query.sheet import cells_of


@pytest.mark.parametrize(
    ("texts", "date_order", "locale", "order"),
    [
        ([], "", "", ""),
        ([], "", "en_US", "mdy"),
        ([], "dmy", "en_US", "dmy"),
        ([], "ymd", "en_US", ""),
        (["06/07/2026"], "", "en_GB", "dmy"),
        (["13/06/2026"], "", "", "dmy"),
        (["13/06/2026"], "mdy", "en_US", "dmy"),
        (["06/13/2026"], "", "en_GB", "mdy"),
        (["01/02/2026 to 13/02/2026"], "", "", "dmy"),
        (["soon", 46180, "2026-06-13", "06/06/2026", "13:00"], "", "", ""),
        (["13/06/2026 10:00"], "", "", "dmy"),
    ],
)
def test_a_telling_cell_decides_then_the_configuration_then_the_locale(
    texts: list[str], date_order: str, locale: str, order: str
) -> None:
    found = decide_order(cells_of(*texts), date_order, locale)

    assert found.order == order
    assert found.conflict == ""


def test_the_first_two_cells_that_contradict_each_other_are_named() -> None:
    column = cells_of("13/06/2026", "14/06/2026", "06/15/2026", "06/16/2026")

    assert decide_order(column, "", "") == DayOrder(
        conflict="13/06/2026 (A2) is day first and 06/15/2026 (A4) is month first. Write the dates "
        "of this column like 2026-02-28."
    )


def test_a_text_against_the_locale_puts_real_dates_in_doubt_unless_configured() -> None:
    column = cells_of("13/06/2026")

    assert decide_order(column, "", "en_US").doubt.startswith(
        "A2 (13/06/2026) is written day first"
    )
    assert decide_order(column, "", "en_GB").doubt == ""
    assert decide_order(column, "mdy", "en_US").doubt == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("yesterday", ["yesterday"]),
        ("a to b", ["a", "b"]),
        ("a\u00a0TO b to c", ["a", "b to c"]),
        ("2026-06-01 - 2026-06-07", ["2026-06-01", "2026-06-07"]),
        ("1 Jun 2026–7 Jun 2026", ["1 Jun 2026", "7 Jun 2026"]),
        ("2026-06-01", ["2026-06-01"]),
    ],
)
def test_a_range_has_two_parts(text: str, parts: list[str]) -> None:
    assert split_range(text) == parts


def test_the_format_decides_what_a_number_is() -> None:
    def read(value: float, pattern: str) -> tuple[date | None, time | None]:
        moment = read_real(cells_of(RawCell(value, pattern))[0], DayOrder())
        return moment.day, moment.clock

    assert read(46180.75, "yyyy-mm-dd") == (date(2026, 6, 7), None)
    assert read(46180.75, "yyyy-mm-dd hh:mm") == (date(2026, 6, 7), time(18))
    assert read(46180.75, "hh:mm") == (None, time(18))
    assert read(0.75, "[h]:mm") == (None, time(18))
    assert read(1, "[h]:mm") == (None, time(23, 59))
    assert read(0.9999999, "hh:mm") == (None, time(23, 59))
    assert read(20260607, "General") == (date(2026, 6, 7), None)


@pytest.mark.parametrize("value", [46180, 0.5, 19991231, 21000101, 2026060, True])
def test_a_bare_number_is_no_date(value: float) -> None:
    with pytest.raises(CellError, match=r"^`From` \(A2\): "):
        read_real(cells_of(value)[0], DayOrder())
