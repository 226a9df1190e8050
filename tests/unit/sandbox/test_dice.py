from __future__ import annotations

from sheets_runner.sandbox.dice import Dice, wheel


def test_the_sequence_of_a_seed_is_the_one_python_promises() -> None:
    dice = Dice(7)

    # The Mersenne Twister's first two numbers for seed 7, on every version of Python.
    assert (dice.roll(), dice.roll()) == (0.32383276483316237, 0.15084917392450192)


def test_whole_numbers_include_what_they_say() -> None:
    dice = Dice(1)

    assert {dice.between(2, 4) for _ in range(100)} == {2, 3, 4}
    assert {dice.below(3) for _ in range(100)} == {0, 1, 2}
    assert {dice.pick("ab") for _ in range(100)} == {"a", "b"}


def test_chance_is_never_and_always_at_its_ends() -> None:
    dice = Dice(1)

    assert not any(dice.chance(0) for _ in range(100))
    assert all(dice.chance(1) for _ in range(100))


def test_hexadecimal_has_the_digits_asked_for() -> None:
    text = Dice(1).hexadecimal(32)

    assert len(text) == 32
    assert int(text, 16) >= 0


def test_a_wheel_holds_each_entry_as_often_as_it_weighs() -> None:
    assert wheel((("a", 2), ("b", 0), ("c", 1))) == ("a", "a", "c")
