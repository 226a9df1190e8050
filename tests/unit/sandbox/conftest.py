"""A small population, made once, and its lines as an outsider reads them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from sheets_runner.sandbox import population
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import Population
from tests.unit.sandbox.asking import Asking
from tests.unit.sandbox.brute import Lines

SMALL = Options(port=0, people=24, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")


@pytest.fixture(name="options", scope="session")
def _options() -> Options:
    return SMALL


@pytest.fixture(name="people", scope="session")
def _people() -> Population:
    return population.build(SMALL)


@pytest.fixture(name="lines", scope="session")
def _lines(people: Population) -> Lines:
    return Lines([json.loads(line) for line in people.lines()])


@pytest.fixture(name="ask")
def _ask(options: Options, people: Population) -> Asking:
    return Asking(options, people)
