"""Chance that comes out the same on every Python version.

Only `random.Random.random` is drawn from: Python promises that its sequence stays the same for the
same seed (https://docs.python.org/3/library/random.html#notes-on-reproducibility); for the other
methods it does not.
"""

from __future__ import annotations

import random
from typing import Sequence, TypeVar

T = TypeVar("T")


class Dice:
    """Chance from a seed.

    Args:
        seed: The same whole number gives the same sequence.
    """

    def __init__(self, seed: int) -> None:
        self.roll = random.Random(seed).random  # noqa: S311 - a population, not a secret

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.roll() < share

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to below the bound."""
        return int(self.roll() * bound)

    def between(self, low: int, high: int) -> int:
        """Return a whole number, both ends included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices, each as likely."""
        return choices[int(self.roll() * len(choices))]

    def hexadecimal(self, digits: int) -> str:
        """Return that many hexadecimal digits, a multiple of eight."""
        return "".join(f"{self.below(1 << 32):08x}" for _ in range(digits // 8))


def wheel(weights: Sequence[tuple[T, int]]) -> tuple[T, ...]:
    """Return each entry as often as its weight says, to pick from."""
    return tuple(entry for entry, weight in weights for _ in range(weight))
