"""Days and times come back exactly, however they are written, once their order is decided."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_runner.query import periods
from sheets_runner.table.cells import Cell
from sheets_runner.table.columns import DayOrder, Moment, decide_order, read_real, read_words
from sheets_runner.table.moments import MONTHS, NotAMoment, from_serial, read_text
from tests.unit.query.sheet import CONTEXT, body, cells_of, raw

DAYS = st.dates(date(2000, 1, 1), date(2026, 6, 30))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
NTH = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}

FORMS = (
    *("2026-06-07", "20260607", "2026/6/7", "7 Jun 2026", "06-JUN-26", "Jun 7, 2026"),
    *("June 7 2026", "7th June 2026", "07/06/2026", "07.06.26"),
)


def _written(day: date, form: str, sep: str = "/", order: str = "dmy") -> str:
    """Return a day in the form in which `form` writes 7 June 2026."""
    month = MONTHS[day.month - 1]
    return {
        "2026-06-07": day.isoformat(),
        "20260607": f"{day:%Y%m%d}",
        "2026/6/7": f"{day.year}{sep}{day.month}{sep}{day.day}",
        "7 Jun 2026": f"{day.day} {month[:3]} {day.year}",
        "06-JUN-26": f"{day:%d}{sep}{month[:3].upper()}{sep}{day:%y}",
        "Jun 7, 2026": f"{month[:3]} {day.day}, {day.year}",
        "June 7 2026": f"{month} {day.day} {day.year}",
        "7th June 2026": f"{day.day}{NTH.get(day.day, 'th')} {month} {day.year}",
        "07/06/2026": f"{_numeric(day, sep, order)}{sep}{day.year}",
        "07.06.26": f"{_numeric(day, sep, order)}{sep}{day:%y}",
    }[form]


def _numeric(day: date, sep: str, order: str) -> str:
    first, second = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    return f"{first:02}{sep}{second:02}"


CLOCK_FORMS: dict[str, Callable[[time], str]] = {
    "13:00": lambda c: f"{c:%H:%M}",
    "13:00:00": lambda c: f"{c:%H:%M}:00",
    "1:00 PM": lambda c: f"{c.hour % 12 or 12}:{c:%M} {'PM' if c.hour > 11 else 'AM'}",
    "1:00pm": lambda c: f"{c.hour % 12 or 12}:{c:%M}{'pm' if c.hour > 11 else 'am'}",
    "1:00 p.m.": lambda c: f"{c.hour % 12 or 12}:{c:%M} {'p.m.' if c.hour > 11 else 'a.m.'}",
}
DAY_FORMS = st.sampled_from(FORMS)
CLOCK_NAMES = st.sampled_from(sorted(CLOCK_FORMS))
SEPARATORS = st.sampled_from("/.-")
ORDERS = st.sampled_from(["dmy", "mdy"])


def _cell(value: Any) -> Cell:
    return cells_of(value)[0]


def _read(cell: Cell, order: DayOrder) -> Moment:
    return read_words(cell, cell.text, order) if cell.is_text else read_real(cell, order)


@settings(max_examples=300)
@given(day=DAYS, form=DAY_FORMS, separator=SEPARATORS, order=ORDERS)
def test_a_day_in_any_form_comes_back_where_the_configuration_decides(
    day: date, form: str, separator: str, order: str
) -> None:
    cell = _cell(_written(day, form, separator, order))

    # Without a second cell a text such as 13/06/2026 decides the order of its column itself.
    found = _read(cell, decide_order([cell], order, ""))

    assert (found.day, found.clock) == (day, None)


@settings(max_examples=200)
@given(day=DAYS, separator=SEPARATORS, order=ORDERS, locale=st.sampled_from(["", "en_US", "en_GB"]))
def test_one_cell_that_allows_one_order_decides_for_the_whole_column(
    day: date, separator: str, order: str, locale: str
) -> None:
    telling = "13/06/2026" if order == "dmy" else "06/13/2026"
    text = _written(day, "07/06/2026", separator, order)
    column = cells_of(text, telling)

    assert _read(column[0], decide_order(column, "", locale)).day == day


@settings(max_examples=200)
@given(
    day=DAYS, clock=CLOCKS, form=DAY_FORMS, clock_form=CLOCK_NAMES, gap=st.sampled_from([" ", ", "])
)
def test_a_date_time_in_any_form_comes_back(
    day: date, clock: time, form: str, clock_form: str, gap: str
) -> None:
    text = f"{_written(day, form)}{gap}{CLOCK_FORMS[clock_form](clock)}"
    cell = _cell(text)

    found = _read(cell, decide_order([cell], "dmy", ""))

    assert (found.day, found.clock) == (day, clock)


@settings(max_examples=100)
@given(clock=CLOCKS, form=CLOCK_NAMES)
def test_a_time_in_any_form_comes_back(clock: time, form: str) -> None:
    assert read_text(CLOCK_FORMS[form](clock)).clock == clock


@settings(max_examples=100)
@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)))
def test_a_serial_number_comes_back_to_the_second(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)

    assert from_serial((whole - datetime(1899, 12, 30)).total_seconds() / 86400) == whole


@settings(max_examples=100)
@given(day=DAYS, clock=CLOCKS)
def test_real_days_and_times_come_back(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock)
    order = decide_order([], "", "en_US")

    assert _read(_cell(day), order).day == day
    assert _read(_cell(clock), order).clock == clock
    found = _read(_cell(moment), order)
    assert (found.day, found.clock) == (day, clock)


@settings(max_examples=300)
@given(text=st.one_of(st.text(max_size=20), st.text("0123456789²٣:/-. tTapmzJun", max_size=20)))
def test_any_other_text_is_refused_or_a_day_of_the_calendar(text: str) -> None:
    try:
        reading = read_text(text)
    except NotAMoment:
        return
    assert reading.days or reading.clock


@settings(max_examples=100)
@given(first=DAYS, length=st.integers(0, 400), form=DAY_FORMS)
def test_a_range_of_two_days_is_sent_as_two_whole_numbers(
    first: date, length: int, form: str
) -> None:
    last = min(first + timedelta(days=length), date(2026, 6, 30))
    written = [_written(day, form) for day in (first, last)]
    context = type(CONTEXT)(CONTEXT.zones, CONTEXT.now, date_order="dmy")
    expected = int(f"{first:%Y%m%d}"), int(f"{last:%Y%m%d}")

    for cells in (
        {"Event": "A", "From": written[0], "To": written[1]},
        {"Event": "A", "Dates": f"{written[0]} to {written[1]}"},
    ):
        sent = body(cells, context)
        assert (sent["from"], sent["to"]) == expected


@settings(max_examples=200)
@given(
    today=st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    amount=st.integers(1, 60),
    unit=st.sampled_from(["day", "week", "month"]),
    week_start=st.integers(0, 6),
)
def test_the_last_n_units_are_whole_and_end_before_the_current_one(
    today: date, amount: int, unit: str, week_start: int
) -> None:
    period = periods.range_word(f"last {amount} {unit}s", today, week_start)

    assert period
    assert period.first <= period.last < today
    after = period.last + timedelta(days=1)
    if unit == "day":
        assert (period.last - period.first).days == amount - 1
        assert after == today
    elif unit == "week":
        assert (period.last - period.first).days == 7 * amount - 1
        assert period.first.weekday() == after.weekday() == week_start
        assert (today - after).days < 7
    else:
        assert period.first.day == 1
        assert after == today.replace(day=1)
        months = (after.year - period.first.year) * 12 + after.month - period.first.month
        assert months == amount


def test_a_cell_of_these_tests_is_what_a_spreadsheet_keeps() -> None:
    assert raw(date(2026, 6, 7)).value == 46180.0
    assert raw(time(12, 0)).value == 0.5
    assert raw(datetime(2026, 6, 7, 6, 0)).value == 46180.25
