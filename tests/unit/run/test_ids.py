"""Ids tie results to rows however people sort, copy and edit them."""

from __future__ import annotations

import itertools
from typing import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sheets_runner.query.question import CheckedRow, Question
from sheets_runner.run.ids import RowId, assign, lost, parse
from tests.unit.run.build import question, row

FLIGHTS, HOTELS, TRAINS = question("Flights"), question("Hotels"), question("Trains")
QUESTIONS = (FLIGHTS, HOTELS, TRAINS)


def cell(name: str, of: Question) -> str:
    """Return what the `ID` cell of a row holds that asked a question."""
    return f"{name}.{of.fingerprint}"


def numbered() -> Callable[[], str]:
    """Return a source of ids: newaaa, newaab and so on."""
    letters = ("new" + "".join(end) for end in itertools.product("abcdefgh", repeat=3))
    return lambda: next(letters)


def ids(*rows: CheckedRow) -> dict[int, str]:
    return {number: given.id for number, given in assign(rows, numbered()).items()}


def test_an_id_cell_holds_the_id_and_the_question() -> None:
    assert RowId("abc234", "0123abcd").text == "abc234.0123abcd"
    assert parse("abc234.0123abcd") == RowId("abc234", "0123abcd")


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc234", "abc234.", "abc234.0123abc", "abc234.0123abcdef", "ABC234.0123abcd"),
        *("abc23.0123abcd", "abc184.0123abcd", "abc234.0123abcd\n", "=abc234.0123abcd", "7.5"),
    ],
)
def test_a_damaged_id_cell_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_new_row_gets_a_new_id_and_its_cells_belong_to_nobody() -> None:
    assert assign([row(2, FLIGHTS)], numbered()) == {
        2: RowId("newaaa", FLIGHTS.fingerprint, fresh=True)
    }


def test_a_row_that_still_asks_the_same_keeps_its_id_and_results() -> None:
    kept = row(2, FLIGHTS, id_text=cell("aaaaaa", FLIGHTS))

    assert assign([kept], numbered()) == {2: RowId("aaaaaa", FLIGHTS.fingerprint)}


def test_a_row_with_a_damaged_id_cell_starts_anew() -> None:
    assert ids(row(2, FLIGHTS, id_text="aaaaaa.oops")) == {2: "newaaa"}


def test_of_a_row_and_its_copy_the_upper_keeps_the_id() -> None:
    copies = [row(number, FLIGHTS, id_text=cell("aaaaaa", FLIGHTS)) for number in (2, 3)]

    given = assign(copies, numbered())

    assert given[2] == RowId("aaaaaa", FLIGHTS.fingerprint)
    assert given[3] == RowId("newaaa", FLIGHTS.fingerprint, fresh=True)


def test_of_a_row_and_its_edited_copy_the_one_that_fits_keeps_the_id() -> None:
    copied = row(2, HOTELS, id_text=cell("aaaaaa", FLIGHTS))
    original = row(3, FLIGHTS, id_text=cell("aaaaaa", FLIGHTS))

    assert ids(copied, original) == {2: "newaaa", 3: "aaaaaa"}


def test_of_two_edited_copies_the_upper_goes_on_with_the_id() -> None:
    both = [
        row(2, HOTELS, id_text=cell("aaaaaa", FLIGHTS)),
        row(3, TRAINS, id_text=cell("aaaaaa", FLIGHTS)),
    ]

    assert ids(*both) == {2: "aaaaaa", 3: "newaaa"}


def test_an_edited_row_goes_on_as_a_new_series() -> None:
    edited = row(2, HOTELS, id_text=cell("aaaaaa", FLIGHTS))

    assert assign([edited], numbered()) == {2: RowId("aaaaaa", HOTELS.fingerprint, fresh=True)}


def test_rows_sorted_without_their_hidden_cells_get_their_ids_back() -> None:
    shuffled = [
        row(2, HOTELS, id_text=cell("aaaaaa", FLIGHTS)),
        row(3, TRAINS, id_text=cell("bbbbbb", HOTELS)),
        row(4, FLIGHTS, id_text=cell("cccccc", TRAINS)),
    ]

    assert ids(*shuffled) == {2: "bbbbbb", 3: "cccccc", 4: "aaaaaa"}
    assert all(given.fresh for given in assign(shuffled, numbered()).values())


def test_a_row_inserted_with_an_edited_rows_question_gets_that_rows_id_back() -> None:
    edited = row(2, HOTELS, id_text=cell("aaaaaa", FLIGHTS))
    inserted = row(3, FLIGHTS)

    assert ids(edited, inserted) == {2: "newaaa", 3: "aaaaaa"}


@pytest.mark.parametrize("state", ["broken", "off"])
def test_nobody_is_given_the_id_of_a_row_that_cannot_be_asked_now(state: str) -> None:
    text = cell("aaaaaa", FLIGHTS)
    waiting = row(
        2, FLIGHTS, id_text=text, problem="?" * (state == "broken"), active=state != "off"
    )
    same_question = row(3, FLIGHTS)

    assert ids(waiting, same_question) == {2: "aaaaaa", 3: "newaaa"}


def test_a_row_that_cannot_be_asked_keeps_its_id_and_its_question() -> None:
    broken = row(2, problem="no date", id_text=cell("aaaaaa", FLIGHTS))

    assert assign([broken], numbered()) == {2: RowId("aaaaaa", FLIGHTS.fingerprint)}


def test_a_row_that_needs_fixing_and_never_ran_has_no_id() -> None:
    assert ids(row(2, problem="no date")) == {}


def test_a_broken_row_loses_its_id_to_the_copy_that_fits() -> None:
    broken = row(2, problem="no date", id_text=cell("aaaaaa", FLIGHTS))
    fitting = row(3, FLIGHTS, id_text=cell("aaaaaa", FLIGHTS))

    given = assign([broken, fitting], numbered())

    assert given == {3: RowId("aaaaaa", FLIGHTS.fingerprint)}
    assert lost(broken, given)
    assert not lost(fitting, given)
    assert not lost(row(4, problem="no date"), given)


def test_a_new_id_is_nobodys_not_even_that_of_a_row_that_loses_it() -> None:
    drawn = iter(["aaaaaa", "bbbbbb", "cccccc", "cccccc", "dddddd"])
    rows = [
        row(2, FLIGHTS, id_text=cell("aaaaaa", FLIGHTS)),
        row(3, problem="no date", id_text=cell("bbbbbb", FLIGHTS)),
        row(4, HOTELS),
        row(5, TRAINS),
    ]

    given = assign(rows, lambda: next(drawn))

    assert (given[4].id, given[5].id) == ("cccccc", "dddddd")


HOLDERS = st.tuples(
    st.sampled_from([None, *QUESTIONS]),
    st.sampled_from(["", "aaaaaa", "bbbbbb", "cccccc", "damaged"]),
    st.sampled_from(QUESTIONS),
    st.booleans(),
)


@st.composite
def tabs(draw: st.DrawFn) -> list[CheckedRow]:
    """Draw rows with all kinds of hidden cells, copied, shuffled and damaged ones."""
    found = []
    for number, (asked, name, of, active) in enumerate(draw(st.lists(HOLDERS, max_size=8)), 2):
        text = cell(name, of) if len(name) == 6 else name
        problem = "" if asked or not active else "no date"
        found.append(row(number, asked, id_text=text, problem=problem, active=active))
    return found


@given(tabs())
def test_ids_are_unique_and_every_row_that_is_asked_has_one(rows: list[CheckedRow]) -> None:
    given = assign(rows, numbered())

    assert len({one.id for one in given.values()}) == len(given)
    for one in rows:
        if one.question:
            assert given[one.number].question == one.question.fingerprint


@given(tabs())
def test_results_stay_only_beside_the_question_they_answer(rows: list[CheckedRow]) -> None:
    given = assign(rows, numbered())

    for one in rows:
        own = given.get(one.number)
        if own and not own.fresh:
            assert own.text == one.id_text


@given(tabs())
def test_of_the_rows_that_fit_an_id_one_keeps_it(rows: list[CheckedRow]) -> None:
    given = assign(rows, numbered())

    fitting = [one for one in rows if fits(one)]
    kept = {given[one.number].id for one in fitting if not given[one.number].fresh}
    assert {one.id_text.split(".")[0] for one in fitting} == kept


@given(tabs())
def test_a_second_run_changes_no_id(rows: list[CheckedRow]) -> None:
    given = assign(rows, numbered())
    written = [
        row(
            one.number,
            one.question,
            id_text=given[one.number].text if one.number in given else "",
            problem="no date" if one.problems else "",
            active=one.active,
        )
        for one in rows
    ]

    again = assign(written, lambda: "zzzzzz")

    assert {number: own.text for number, own in again.items()} == {
        number: own.text for number, own in given.items()
    }


@given(tabs(), st.randoms(use_true_random=False))
def test_rows_moved_with_their_hidden_cells_keep_their_ids(
    rows: list[CheckedRow], chance: object
) -> None:
    once = {one.id_text: one for one in rows if parse(one.id_text)}
    before = list({one.id_text.split(".")[0]: one for one in once.values()}.values())
    # Of two rows that ask the same and claim a third row's id the upper one wins, and of two ids
    # that were left with the same question the upper one is given back: place matters.
    asked = [one.question.fingerprint for one in before if one.question]
    left = [one.id_text.split(".")[1] for one in before]
    assume(len(set(asked)) == len(asked) and len(set(left)) == len(left))
    order = list(before)
    chance.shuffle(order)  # type: ignore[attr-defined]

    found = assign(before, numbered())
    moved = assign(order, numbered())

    assert all(found[one.number].text == moved[one.number].text for one in before)


def fits(one: CheckedRow) -> bool:
    own = parse(one.id_text)
    return bool(own and one.question and own.question == one.question.fingerprint)
