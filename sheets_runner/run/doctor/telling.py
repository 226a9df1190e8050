"""Findings as lines for people, and as one JSON object for programs."""

from __future__ import annotations

from typing import Any, Iterator, Sequence

from sheets_runner.run.doctor.findings import Finding, Kind, exit_code
from sheets_runner.run.telling import counted, plain

FINE, BROKEN, OPEN = "✅", "❌", "–"


def mark(kind: Kind) -> str:
    """Return the mark in front of a line."""
    if kind is Kind.OK:
        return FINE
    return BROKEN if kind.is_broken else OPEN


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a line for each link, and one that sums them up."""
    for finding in findings:
        said = plain(finding.said)
        yield f"{mark(finding.kind)} {plain(finding.about)} {finding.link}: {said}"
    yield _total(findings)


def as_object(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return findings as one JSON object."""
    return {
        "findings": [
            {
                "about": finding.about,
                "link": finding.link,
                "kind": finding.kind.value,
                "broken": finding.kind.is_broken,
                "said": finding.said,
            }
            for finding in findings
        ],
        "exit_code": int(exit_code(findings)),
    }


def _total(findings: Sequence[Finding]) -> str:
    broken = sum(1 for finding in findings if finding.kind.is_broken)
    left = sum(1 for finding in findings if finding.kind is Kind.NOT_CHECKED)
    if not broken:
        return "Nothing is broken."
    behind = f", and {left} behind them could not be checked" if left else ""
    return f"{counted(broken, 'link')} broken{behind}. Mend the first one, then run doctor again."
