"""docs/connector.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

import pytest

from sheets_runner import errors
from sheets_runner.clevertap.client import Clevertap
from sheets_runner.clevertap.pending import LOWERED
from sheets_runner.clevertap.retry import RESTARTS
from sheets_runner.clevertap.settings import ConnectorSettings

DOCUMENT = (Path(__file__).parents[3] / "docs" / "connector.md").read_text("utf-8")
TEXT = " ".join(DOCUMENT.split())


def below(kind: type[Exception]) -> Iterator[type[Exception]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from below(sub)


GROUPS: set[type[Exception]] = {errors.RetryableError, errors.RowError}
"""Never raised themselves."""
KINDS = {*below(errors.ClevertapError)} - GROUPS
KINDS.add(errors.ConfigError)


@pytest.mark.parametrize("kind", sorted(KINDS, key=str), ids=lambda kind: kind.__name__)
def test_every_error_has_its_row(kind: type[Exception]) -> None:
    rows = re.findall(rf"^\| `{kind.__name__}` \| .+ \| .+ \|$", DOCUMENT, re.MULTILINE)

    assert len(rows) == 1


def test_no_error_is_made_up() -> None:
    rows = re.findall(r"^\| `([A-Z]\w+)` \|", DOCUMENT, re.MULTILINE)

    assert set(rows) == {kind.__name__ for kind in KINDS}


def test_every_method_is_told_of() -> None:
    methods = {name for name in vars(Clevertap) if not name.startswith("_")} - {"of", "close"}

    assert set(re.findall(r"^\| `ct\.(\w+)", DOCUMENT, re.MULTILINE)) == methods


def test_the_numbers_are_those_of_the_code() -> None:
    assert f"at most {RESTARTS} times" in TEXT
    assert f"no more than {LOWERED} are pending" in TEXT
    assert f"pending in this process ({ConnectorSettings().max_pending};" in TEXT
