"""Each fact, tried on a real spreadsheet."""

from __future__ import annotations

import pytest

from tests.live.desk import Desk
from tests.live.fact import OK, Fact, Finding, facts_of, find
from tests.live.facts import batches, cells, choices, job, marks, ranges, sizes

FACTS = [
    fact
    for module in (batches, marks, cells, ranges, choices, job, sizes)
    for fact in facts_of(module)
]


@pytest.mark.live
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.says)
def test_google_does_what_the_runner_leans_on(
    fact: Fact, desk: Desk, findings: list[Finding]
) -> None:
    finding = find(fact, desk)
    findings.append(finding)

    given_up = desk.is_emulator and not fact.emulated
    assert finding.verdict == OK or given_up or not fact.needed, finding.observed
